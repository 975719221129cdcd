"""RDF as bytes and files.

Equal contents give equal bytes: triples and prefixes are sorted, and there are no blank nodes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from kg import ontology
from kg.errors import ExportError, GraphFileError
from kg.files import replacing
from kg.ontology import BASE, Borrowed
from kg.rdf.blocks import Merged
from kg.rdf.dataset import Counts, counts_of
from kg.rdf.description import to_triples
from kg.rdf.nanopublications import to_quads
from kg.rdf.terms import UNKNOWN
from kg.records import Contents, Provenance

if TYPE_CHECKING:
    import rdflib

_PREFIX: Final = b"@prefix "


class Syntax(StrEnum):
    """A way to write RDF; the value is the ending of its files."""

    TURTLE = "ttl"
    N_TRIPLES = "nt"
    JSON_LD = "jsonld"
    TRIG = "trig"

    @classmethod
    def of(cls, path: Path) -> "Syntax":
        """Return the syntax that the ending of ``path`` names; a file of another ending counts as Turtle."""
        ending = path.suffix.removeprefix(".").lower()
        return cls(ending) if ending in set(cls) else cls.TURTLE


FORMATS: Final[Mapping[Syntax, ox.RdfFormat]] = MappingProxyType(
    {
        Syntax.TURTLE: ox.RdfFormat.TURTLE,
        Syntax.N_TRIPLES: ox.RdfFormat.N_TRIPLES,
        Syntax.JSON_LD: ox.RdfFormat.JSON_LD,
        Syntax.TRIG: ox.RdfFormat.TRIG,
    }
)
"""What pyoxigraph calls each syntax."""


def serialise(
    contents: Contents,
    syntax: Syntax = Syntax.TURTLE,
    base: str = BASE,
    provenance: Provenance = UNKNOWN,
    count: Callable[[Merged], Counts] = counts_of,
) -> bytes:
    """Return a graph in RDF; TriG has a nanopublication for each paper, the others have one graph.

    Args:
        contents: what the graph holds.
        syntax: how to write it.
        base: what the IRIs of things begin with.
        provenance: what the graph was made with.
        count: counts what is said of each thing; of TriG another count is written.

    Raises:
        ExportError: a text or an IRI of the contents cannot be said in RDF.
    """
    room = BytesIO()
    _write_into(room, _said(contents, syntax, base, provenance, count), syntax, base)
    return room.getvalue()


def _write_into(output: IO[bytes], said: Iterable[ox.Triple] | Iterable[ox.Quad], syntax: Syntax, base: str) -> None:
    """Write triples piece by piece: N-Triples of thirty thousand papers are more than a gigabyte."""
    prefixes = ontology.prefixes(base)
    sorting = _PrefixesFirst(output, len(prefixes))
    try:
        ox.serialize(said, cast("IO[bytes]", sorting), format=FORMATS[syntax], prefixes=prefixes)
    except ValueError as error:
        raise ExportError(f"no IRIs can begin so ({error})", where=base, cure="give an absolute base IRI") from error
    sorting.finish()


def _said(
    contents: Contents, syntax: Syntax, base: str, provenance: Provenance, count: Callable[[Merged], Counts]
) -> Iterator[ox.Triple] | Iterator[ox.Quad]:
    if syntax is Syntax.TRIG:
        return to_quads(contents, base, provenance)
    return to_triples(contents, base, provenance, count)


class _PrefixesFirst:
    """A file whose first lines, the prefixes, are sorted: they come in an order that the serialiser does not promise.

    Args:
        output: where all goes.
        count: how many prefixes there may be.
    """

    def __init__(self, output: IO[bytes], count: int) -> None:
        self._output: Final = output
        self._count: Final = count
        self._head: bytes | None = b""

    def write(self, piece: bytes) -> int:
        """Write a piece, or keep it until all prefixes are there."""
        if self._head is None:
            return self._output.write(piece)
        self._head += piece
        if self._head.count(b"\n") >= self._count:
            self.finish()
        return len(piece)

    def flush(self) -> None:
        """Do nothing: who opened the file flushes it."""

    def finish(self) -> None:
        """Write what is kept."""
        if self._head is not None:
            lines = self._head.split(b"\n", self._count)
            prefixes = sorted(line for line in lines if line.startswith(_PREFIX))
            self._output.write(b"\n".join([*prefixes, *lines[len(prefixes) :]]))
            self._head = None


def to_turtle(contents: Contents, base: str = BASE) -> bytes:
    """Return a graph in Turtle, one block a thing.

    >>> from kg.records import Paper
    >>> turtle = to_turtle(Contents(papers=(Paper("1", "On Light", ""),))).decode()
    >>> print(turtle[turtle.index("paper:1 ") :].expandtabs(4).strip())
    paper:1 a kg:Paper ;
        dcterms:identifier "1" ;
        dcterms:title "On Light" .
    """
    return serialise(contents, Syntax.TURTLE, base)


def write_rdf(
    contents: Contents,
    path: str | Path,
    base: str = BASE,
    provenance: Provenance = UNKNOWN,
    count: Callable[[Merged], Counts] = counts_of,
) -> None:
    """Write a graph in the syntax that the ending of ``path`` names: ttl, nt, jsonld or trig.

    Raises:
        ExportError: the file cannot be written, or a part of the contents cannot be said in RDF.
    """
    syntax = Syntax.of(Path(path))
    with replacing(Path(path)) as file:
        _write_into(file, _said(contents, syntax, base, provenance, count), syntax, base)


def write_turtle(contents: Contents, path: str | Path, base: str = BASE) -> None:
    """Write a graph in Turtle.

    Raises:
        ExportError: the file cannot be written, or a part of the contents cannot be said in RDF.
    """
    with replacing(Path(path)) as file:
        _write_into(file, to_triples(contents, base), Syntax.TURTLE, base)


def to_rdf(contents: Contents, base: str = BASE) -> "rdflib.Graph":
    """Return a graph as one of rdflib, with the prefixes bound.

    Raises:
        ExportError: a text or an IRI of the contents cannot be said in RDF.
    """
    return as_rdflib(to_triples(contents, base), base)


def as_rdflib(triples: Iterable[ox.Triple | ox.Quad], base: str = BASE) -> "rdflib.Graph":
    """Return triples as a graph of rdflib, with the prefixes bound; named graphs count as one."""
    # rdflib takes a fifth of a second to import, and nothing else here needs it.
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in ontology.prefixes(base).items():
        graph.bind(prefix, namespace)
    known: dict[object, rdflib.term.Node] = {}
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if term not in known:
                known[term] = _rdflib_term(term)
        graph.add((known[triple.subject], known[triple.predicate], known[triple.object]))
    return graph


def _rdflib_term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> "rdflib.term.Node":
    import rdflib

    match term:
        case ox.NamedNode():
            return rdflib.URIRef(term.value)
        case ox.BlankNode():
            return rdflib.BNode(term.value)
        case ox.Literal() if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        case ox.Literal():
            datatype = None if term.datatype.value == Borrowed.STRING else rdflib.URIRef(term.datatype.value)
            return rdflib.Literal(term.value, datatype=datatype, normalize=False)
        case _:
            raise GraphFileError("rdflib has no triples as terms", where=str(term), cure="leave RDF 1.2 out")
