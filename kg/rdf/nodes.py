"""The things of a parsed RDF graph and their values, each asked for by the property that holds it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, TypeVar

import pyoxigraph as ox

from kg.ontology import Borrowed, curie

_Wanted = TypeVar("_Wanted")


class BrokenNodeError(Exception):
    """A thing lacks what its record needs.

    Args:
        iri: the thing.
        problem: what is wrong with it, without a full stop.
    """

    def __init__(self, iri: str, problem: str) -> None:
        self.iri = iri
        self.problem = problem
        super().__init__(problem)


class NodeTable:
    """Values of each thing by property; IRIs and literals alike are their text.

    Args:
        data: RDF; named graphs count as one.
        syntax: how it is written.

    Raises:
        SyntaxError: ``data`` is not RDF in that syntax.
    """

    def __init__(self, data: bytes, syntax: ox.RdfFormat) -> None:
        nodes: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for quad in ox.parse(data, format=syntax):
            nodes[_text(quad.subject)][_text(quad.predicate)][_text(quad.object)] = None
        self._nodes: Final = nodes

    def of(self, kind: str) -> Iterator[str]:
        """Yield the things of a class."""
        for iri, values in self._nodes.items():
            if kind in values.get(Borrowed.TYPE, ()):
                yield iri

    def all(self, iri: str, prop: str) -> list[str]:
        """Return all values of a property."""
        values = self._nodes.get(iri)
        return [] if values is None else [*values.get(prop, ())]

    def some(self, iri: str, prop: str) -> list[str]:
        """Return the values of a property, of which there must be one at least.

        Raises:
            BrokenNodeError: there is none.
        """
        found = self.all(iri, prop)
        if not found:
            raise BrokenNodeError(iri, f"{curie(iri)} has no {curie(prop)}")
        return found

    def perhaps(self, iri: str, prop: str) -> str | None:
        """Return the one value of a property, or None.

        Raises:
            BrokenNodeError: there are several.
        """
        found = self.all(iri, prop)
        if len(found) > 1:
            raise BrokenNodeError(iri, f"{curie(iri)} has {len(found)} values of {curie(prop)} where one is due")
        return found[0] if found else None

    def one(self, iri: str, prop: str) -> str:
        """Return the one value of a property.

        Raises:
            BrokenNodeError: there is none, or there are several.
        """
        found = self.perhaps(iri, prop)
        if found is None:
            raise BrokenNodeError(iri, f"{curie(iri)} has no {curie(prop)}")
        return found

    def number(self, iri: str, prop: str) -> float:
        """Return the one value of a property as a number.

        Raises:
            BrokenNodeError: there is none, there are several, or it is no number.
        """
        found = self.one(iri, prop)
        try:
            return float(found)
        except ValueError as error:
            raise BrokenNodeError(iri, f"{curie(iri)} has a {curie(prop)} that is no number: {found!r}") from error

    def count(self, iri: str, prop: str) -> int:
        """Return the one value of a property as a whole number.

        Raises:
            BrokenNodeError: there is none, there are several, or it is no whole number.
        """
        found = self.one(iri, prop)
        try:
            return int(found)
        except ValueError as error:
            problem = f"{curie(iri)} has a {curie(prop)} that is no whole number: {found!r}"
            raise BrokenNodeError(iri, problem) from error

    def member(self, iri: str, prop: str, terms: Mapping[str, _Wanted]) -> _Wanted:
        """Return what ``terms`` has for the one value of a property that is among them.

        Raises:
            BrokenNodeError: no value or several are among them.
        """
        values = self.all(iri, prop)
        found = [terms[value] for value in values if value in terms]
        if len(found) == 1:
            return found[0]
        problem = f"{curie(iri)} has {len(found)} values of {curie(prop)} that are known, where one is due"
        raise BrokenNodeError(iri, f"{problem} (one of {', '.join(map(curie, terms))})")


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value
