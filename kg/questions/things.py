"""The things of a graph by any of their names, read from the engine that answers queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kg.errors import UnknownNameError
from kg.graph.names import Names, shown, with_maker
from kg.sparql import Pool, Request, to_table

_PAGE: Final = 50_000
_PATIENCE: Final = 30
"""Names are read once, of all things: that may take longer than a query of a user."""
_ENTITIES: Final = """SELECT ?thing ?name ?type {
  ?thing a kg:Entity, ?type ; skos:prefLabel ?name . FILTER(?type != kg:Entity) } ORDER BY ?thing"""
_PAPERS: Final = "SELECT ?thing ?name { ?thing a kg:Paper ; dcterms:title ?name } ORDER BY ?thing"
_OTHERS: Final = "SELECT ?thing ?name { ?thing a kg:Entity ; skos:altLabel ?name } ORDER BY ?thing ?name"
_MAKERS: Final = "SELECT ?thing ?maker { ?thing schema:manufacturer ?maker } ORDER BY ?thing"
_WEIGHTS: Final = (
    "SELECT ?thing (COUNT(?paper) AS ?papers) { ?paper kg:mentions ?thing } GROUP BY ?thing ORDER BY ?thing"
)


@dataclass(frozen=True, slots=True, order=True)
class Thing:
    """Something of a graph that has a name.

    Attributes:
        iri: in full.
        name: the preferred one, or the title of a paper.
        type: ``Paper``, ``Method``, ``Dataset``, ``Benchmark`` or ``Hardware``.
        papers: how many papers mention it.
    """

    iri: str
    name: str
    type: str
    papers: int = 0


class Things:
    """All that has a name in a graph; names are found in any spelling.

    Args:
        pool: where to ask for them; they are read when they are first looked for.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def find(self, name: str, types: Iterable[str] = ()) -> list[Thing]:
        """Return what ``name`` may mean, best first: entities, then papers; only of ``types`` where some are given."""
        wanted = set(types)
        found = [self.by_iri[iri] for names in (self._entities, self._papers) for iri in names.best(name)]
        return [thing for thing in found if not wanted or thing.type in wanted]

    def named(self, name: str, types: Iterable[str] = ()) -> tuple[Thing, ...]:
        """Return what goes by ``name`` in some spelling, or by its IRI or identifier; at least one.

        Raises:
            UnknownNameError: nothing does; the message names near misses.
        """
        wanted = set(types)
        for candidate in (name, f"{self._pool.base}{name}", f"{self._pool.base}paper/{name}"):
            if candidate in self.by_iri:
                return (self.by_iri[candidate],)
        found = [self.by_iri[iri] for names in (self._entities, self._papers) for iri in names.exactly(name)]
        if fitting := tuple(thing for thing in found if not wanted or thing.type in wanted):
            return fitting
        near = dict.fromkeys(thing.name for thing in self.find(name, wanted))
        cure = f"did you mean {' or '.join(map(shown, list(near)[:3]))}?" if near else "try another spelling"
        what = " or ".join(sorted(each.lower() for each in wanted)) or "thing"
        raise UnknownNameError(f"the graph holds no {what} by this name", where=shown(name), cure=cure)

    @cached_property
    def by_iri(self) -> dict[str, Thing]:
        """Everything that has a name, by IRI."""
        weights = {iri: int(count) for iri, count in self._rows(_WEIGHTS)}
        things = {
            iri: Thing(iri, name, kind.rpartition("#")[2], weights.get(iri, 0))
            for iri, name, kind in self._rows(_ENTITIES)
        }
        return things | {iri: Thing(iri, title, "Paper") for iri, title in self._rows(_PAPERS)}

    @cached_property
    def others(self) -> dict[str, list[str]]:
        """The other names of entities, by IRI."""
        others: dict[str, list[str]] = defaultdict(list)
        for iri, name in self._rows(_OTHERS):
            others[iri].append(name)
        return others

    @cached_property
    def _entities(self) -> Names:
        things = [thing for thing in self.by_iri.values() if thing.type != "Paper"]
        makers = {row[0]: row[1] for row in self._rows(_MAKERS)}
        named = (
            (thing.iri, with_maker((thing.name, *self.others.get(thing.iri, ())), makers.get(thing.iri)))
            for thing in things
        )
        return Names(named, {thing.iri: thing.papers for thing in things})

    @cached_property
    def _papers(self) -> Names:
        papers = (thing for thing in self.by_iri.values() if thing.type == "Paper")
        return Names(((thing.iri, (thing.name,)) for thing in papers), {})

    def _rows(self, query: str) -> Iterator[tuple[str, ...]]:
        """Yield the rows of an answer of any size, a page at a time."""
        start = 0
        while True:
            page = self._pool.ask(Request(f"{query} LIMIT {_PAGE} OFFSET {start}", patience=_PATIENCE))
            rows = to_table(page.body).rows
            yield from (tuple(map(str, row)) for row in rows)
            if len(rows) < _PAGE:
                return
            start += _PAGE
