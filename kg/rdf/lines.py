"""A graph as lines of N-Triples that can be sorted, joined and counted one by one, where it does not fit into memory.

A line says one triple, so the lines of a graph are those of its papers, entities and facts, each once; sorted by their
bytes they are the canonical form of the graph. Nothing looks beyond one record, but for the description of the graph,
which counts all lines.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Final

import pyoxigraph as ox

from kg.errors import ExportError
from kg.ontology import BASE, Borrowed
from kg.rdf.blocks import Block, merge, sayable
from kg.rdf.dataset import Counts, data_set
from kg.rdf.description import Description, triples_of
from kg.rdf.terms import UNKNOWN
from kg.records import Contents, Provenance

_TYPE: Final = f"<{Borrowed.TYPE}>".encode()
_END: Final = b" .\n"


def to_lines(contents: Contents, base: str = BASE) -> list[bytes]:
    """Return what records say as lines of N-Triples, each once, without a description of the graph.

    Raises:
        ExportError: a text or an IRI of the contents cannot be said in RDF.

    >>> from kg.records import Paper
    >>> len(to_lines(Contents(papers=(Paper("1", "On Light", ""),))))
    3
    """
    return _lines(Description(base).blocks(contents), base)


def description_lines(counts: Counts, base: str = BASE, provenance: Provenance = UNKNOWN) -> list[bytes]:
    """Return the description of a graph, sorted: its lines come before all others.

    Raises:
        ExportError: ``base`` cannot begin an IRI.
    """
    return sorted(_lines(data_set(counts, base, provenance), base))


class LineCounter:
    """Counts what lines say while they pass; they must be sorted, each once.

    To count the different objects is left to the caller, who is given each of them.
    """

    def __init__(self) -> None:
        self._triples = self._subjects = 0
        self._subject = b""
        self._properties: Final[Counter[bytes]] = Counter()
        self._classes: Final[Counter[bytes]] = Counter()

    def add(self, line: bytes) -> bytes:
        """Count a line and return its object."""
        subject, prop, value = line.split(b" ", 2)
        value = value.removesuffix(_END)
        self._triples += 1
        self._properties[prop] += 1
        if subject != self._subject:
            self._subject = subject
            self._subjects += 1
        if prop == _TYPE:
            self._classes[value] += 1
        return value

    def counts(self, objects: int) -> Counts:
        """Return the counts, where there were so many different objects."""
        return Counts(self._triples, self._subjects, objects, _named(self._classes), _named(self._properties))


def digest(term: bytes) -> bytes:
    """Return what stands for a term where terms are counted: no two of them share it."""
    return blake2b(term, digest_size=16).digest()


def _named(counted: Counter[bytes]) -> Counter[str]:
    return Counter({iri[1:-1].decode(): count for iri, count in counted.items()})


def _lines(blocks: Iterable[Block] | Iterator[Block], base: str) -> list[bytes]:
    with sayable():
        triples = list(triples_of(merge(blocks)))
    try:
        written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    except ValueError as error:
        raise ExportError(f"no IRIs can begin so ({error})", where=base, cure="give an absolute base IRI") from error
    return [line + b"\n" for line in written.split(b"\n") if line]
