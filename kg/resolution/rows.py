"""What changes where papers come and go, from a short row of each paper: what it tells that others may tell too."""

import marshal
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from kg.changes import Change
from kg.records import Contents, Entity, EntityType, Evidence, Fact, Kind, Paper, RelationType, Role
from kg.resolution.merging import merged_entity, with_broader
from kg.resolution.papers import Naming, Said, Spelling
from kg.statements import Key, merged_fact
from kg.vocabulary import Vocabulary

Id = TypeVar("Id", bound=Hashable)

PlainKey = tuple[str, str, str]
"""Subject, predicate and object of a fact between entities."""


class Row(NamedTuple):
    """What one paper tells that others may tell too, and how much it tells alone.

    Attributes:
        namings: identifiers of the things it names, each with the fields of a ``Naming``.
        spellings: the same with the fields of a ``Spelling``.
        relations: what it states of entities.
        facts: how many facts have it as their subject.
        findings: how many numbers it reports.
    """

    namings: list[tuple[Any, ...]]
    spellings: list[tuple[Any, ...]]
    relations: list[PlainKey]
    facts: int
    findings: int

    def to_bytes(self) -> bytes:
        """Return the row as bytes that ``from_bytes`` reads."""
        return marshal.dumps(tuple(self))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Row":
        """Return the row that ``to_bytes`` wrote."""
        return cls(*marshal.loads(data))


def row_of(said: Said) -> Row:
    """Return the row of what one paper says."""
    relations = list(filter(_is_relation, said.facts))
    return Row(
        [(identifier, n.name, n.type.value, n.kind.value, n.known, n.sure) for identifier, n in said.namings],
        [(identifier, *spelling) for identifier, spelling in said.spellings],
        [(fact.subject, fact.predicate.value, fact.object) for fact in relations],
        len(said.facts) - len(relations),
        len(said.findings),
    )


class Totals(NamedTuple):
    """How many entities, facts and findings a graph has."""

    entities: int
    facts: int
    findings: int


class Pool:
    """The rows of all papers before a change and after it.

    Args:
        stay: rows of papers that are as they were, by what tells papers apart.
        gone: rows of those that go.
        come: rows of those that come.
        vocabulary: what is known of things.
    """

    def __init__(
        self, stay: Mapping[Id, Row], gone: Iterable[Row], come: Iterable[Row], vocabulary: Vocabulary
    ) -> None:
        self._stay: Final[Mapping[Any, Row]] = stay
        self._gone: Final = list(gone)
        self._come: Final = list(come)
        self._vocabulary: Final = vocabulary
        self._held: Final = _held(stay.values())
        self._relations: Final = {key for row in (*self._gone, *self._come) for key in row.relations}

    def totals(self) -> Totals:
        """Return how much the graph holds after the change."""
        rows = [*self._stay.values(), *self._come]
        return Totals(
            len(self._held | _held(self._come)),
            sum(row.facts for row in rows) + len({key for row in rows for key in row.relations}),
            sum(row.findings for row in rows),
        )

    def quoted(self) -> set[Any]:
        """Return what tells apart the papers that stay and state a fact that others of those that change state too."""
        wanted = self._relations
        return {name for name, row in self._stay.items() if row.relations and not wanted.isdisjoint(row.relations)}

    def change(
        self, gone: Iterable[tuple[Paper, Said]], come: Iterable[tuple[Paper, Said]], around: Iterable[Said]
    ) -> Change:
        """Return what changes in the graph.

        Args:
            gone: the papers that go and what they say.
            come: those that come.
            around: what those papers say that are ``quoted``.
        """
        around = list(around)
        before, after = self._entities()
        return Change(
            self._contents(list(gone), around, before),
            self._contents(list(come), around, after),
            tuple(fact for said in around for fact in said.facts if isinstance(fact.predicate, Role)),
        )

    def _entities(self) -> tuple[list[Entity], list[Entity]]:
        """Return the entities that may be others now, as they were and as they are."""
        held = self._held | _held(self._gone), self._held | _held(self._come)
        turned = held[0] ^ held[1]
        touched = _held((*self._gone, *self._come)) | {
            concept.id for concept in self._vocabulary if not turned.isdisjoint(concept.broader)
        }
        names = _Names(touched)
        names.add(self._stay.values())
        before, after = names.copy(), names
        before.add(self._gone)
        after.add(self._come)
        return before.entities(held[0], self._vocabulary), after.entities(held[1], self._vocabulary)

    def _contents(self, papers: list[tuple[Paper, Said]], around: list[Said], entities: list[Entity]) -> Contents:
        facts = [fact for _, said in papers for fact in said.facts if isinstance(fact.predicate, Role)]
        evidence: defaultdict[Key, list[Evidence]] = defaultdict(list)
        for said in (*(said for _, said in papers), *around):
            for fact in filter(_is_relation, said.facts):
                if (fact.subject, fact.predicate.value, fact.object) in self._relations:
                    evidence[fact.subject, fact.predicate, fact.object].extend(fact.evidence)
        facts += (merged_fact(key, found) for key, found in evidence.items())
        return Contents(
            tuple(sorted(paper for paper, _ in papers)),
            tuple(entities),
            tuple(sorted(facts, key=lambda fact: (fact.subject, fact.predicate, fact.object))),
            tuple(sorted((finding for _, said in papers for finding in said.findings), key=lambda each: each.id)),
        )


def _is_relation(fact: Fact) -> bool:
    return isinstance(fact.predicate, RelationType)


def _held(rows: Iterable[Row]) -> set[str]:
    return {identifier for row in rows for identifier, *_ in row.namings}


class _Names:
    """How papers name and spell some things."""

    def __init__(self, touched: set[str]) -> None:
        self._touched = touched
        self._namings: defaultdict[str, Counter[Naming]] = defaultdict(Counter)
        self._spellings: defaultdict[str, set[Spelling]] = defaultdict(set)

    def copy(self) -> "_Names":
        other = _Names(self._touched)
        for identifier, namings in self._namings.items():
            other._namings[identifier] = namings.copy()
        for identifier, spellings in self._spellings.items():
            other._spellings[identifier] = spellings.copy()
        return other

    def add(self, rows: Iterable[Row]) -> None:
        touched = self._touched
        for row in rows:
            for identifier, name, type_, kind, known, sure in row.namings:
                if identifier in touched:
                    self._namings[identifier][Naming(name, EntityType(type_), Kind(kind), known, sure)] += 1
            for identifier, *spelling in row.spellings:
                if identifier in touched:
                    self._spellings[identifier].add(Spelling(*spelling))

    def entities(self, held: set[str], vocabulary: Vocabulary) -> list[Entity]:
        return [
            with_broader(merged_entity(identifier, namings, self._spellings[identifier], vocabulary), held)
            for identifier, namings in sorted(self._namings.items())
        ]
