"""Queries answered as rows of Python values or as a file of results."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kg import ontology
from kg.errors import GraphFileError, LimitError
from kg.ontology import Borrowed
from kg.rdf import FORMATS, Syntax, read_bytes, to_triples
from kg.records import Contents
from kg.sparql.limits import Limits
from kg.sparql.refusing import check_harmless, picks_graphs, unanswerable, unparsable

Data = Contents | ox.Store | str | Path
"""What can be asked: a graph, a file of RDF, or what ``open_store`` made of one."""

Cell = str | int | float | bool | None
"""A value in an answer; an IRI is its text, what is unbound is None."""

_Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """An answer as rows; that of ASK is one cell, that of CONSTRUCT has a row for each triple."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)


class ResultSyntax(StrEnum):
    """A way to write answers."""

    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"


def select(data: Data, query: str, *, where: str = "query", limits: Limits | None = None) -> Table:
    """Return what answers a query.

    Args:
        data: what is asked.
        query: SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE.
        where: the name of the query in messages.
        limits: what it may cost in length, rows and seconds; these are looked at between two rows.

    Raises:
        QueryError: the query cannot be parsed or answered, changes data, would reach out or goes over a limit.
        GraphFileError: the file is missing or is not RDF.

    >>> select(Contents(), "SELECT (1 + 1 AS ?sum) {}")
    Table(columns=('sum',), rows=((2,),))
    """
    end = time.monotonic() + limits.seconds if limits else 0.0
    found = _found(data, query, where, limits.length if limits else None)
    try:
        solutions = as_solutions(found) if isinstance(found, ox.QueryTriples) else found
        if limits is None or isinstance(solutions, ox.QueryBoolean):
            return _table(solutions)
        columns = tuple(variable.value for variable in solutions.variables)
        return Table(columns, tuple(_within(limits, end, _rows(solutions, columns), where)))
    except RuntimeError as error:
        raise unanswerable(error, where) from error


def _within(limits: Limits, end: float, rows: Iterator[_Row], where: str) -> Iterator[_Row]:
    """Yield rows until there are too many, or they come too late.

    Raises:
        LimitError: one of both is so.
    """
    for number, row in enumerate(rows, start=1):
        if number > limits.rows:
            problem = f"answers with more than {limits.rows:,} rows"
            raise LimitError(problem, where=where, cure="add LIMIT, or ask for less")
        if time.monotonic() > end:
            problem = f"takes more than {limits.seconds:g} s and was stopped"
            raise LimitError(problem, where=where, cure="ask for less, or start from a name")
        yield row


def to_table(results: bytes) -> Table:
    """Return the rows of an answer that was written as JSON.

    >>> to_table(b'{"head": {}, "boolean": true}')
    Table(columns=('answer',), rows=((True,),))
    """
    return _table(ox.parse_query_results(results, format=ox.QueryResultsFormat.JSON))


def _table(found: ox.QuerySolutions | ox.QueryBoolean) -> Table:
    if isinstance(found, ox.QueryBoolean):
        return Table(("answer",), ((bool(found),),))
    columns = tuple(variable.value for variable in found.variables)
    return Table(columns, tuple(_rows(found, columns)))


def _rows(found: ox.QuerySolutions, columns: tuple[str, ...]) -> Iterator[_Row]:
    return (tuple(_cell(row[name]) for name in columns) for row in found)


def answer(data: Data, query: str, syntax: ResultSyntax, *, where: str = "query") -> bytes:
    """Return what answers a query as a file of results.

    Of CONSTRUCT and DESCRIBE, JSON is JSON-LD, XML is RDF/XML, and the others have a row for each triple.

    Raises:
        QueryError: the query cannot be parsed or answered, changes data or would reach out.
        GraphFileError: the file is missing or is not RDF.

    >>> answer(Contents(), "SELECT (1 + 1 AS ?sum) {}", ResultSyntax.CSV)
    b'sum\\r\\n2\\r\\n'
    """
    found = _found(data, query, where)
    try:
        if isinstance(found, ox.QueryTriples):
            if syntax in _GRAPH_FORMATS:
                return found.serialize(format=_GRAPH_FORMATS[syntax]) or b""
            found = as_solutions(found)
        return found.serialize(format=_RESULT_FORMATS[syntax]) or b""
    except RuntimeError as error:
        raise unanswerable(error, where) from error


def open_store(data: Data) -> ox.Store:
    """Return data in memory, ready for many queries.

    Raises:
        GraphFileError: the file is missing or is not RDF.
    """
    if isinstance(data, ox.Store):
        return data
    store = ox.Store()
    if isinstance(data, Contents):
        store.bulk_extend(ox.Quad(*triple) for triple in to_triples(data))
        return store
    load(store, data)
    return store


def load(store: ox.Store, file: str | Path) -> None:
    """Put a file of RDF into a store in memory, whole or not at all.

    Raises:
        GraphFileError: the file is missing or is not RDF.
    """
    data, syntax = read_bytes(Path(file)), Syntax.of(Path(file))
    with _as_graph_error(file, syntax):
        store.load(data, format=FORMATS[syntax])  # quicker than bulk_load, and a tenth smaller


def load_in_parts(store: ox.Store, file: str | Path) -> None:
    """Put a file of RDF into a store in a folder, with little memory; of a broken file, what stands before the break.

    Raises:
        GraphFileError: the file is missing or is not RDF.
    """
    data, syntax = read_bytes(Path(file)), Syntax.of(Path(file))
    with _as_graph_error(file, syntax):
        quads = ox.parse(data, format=FORMATS[syntax])
        while part := list(islice(quads, _PART)):
            store.bulk_extend(part)


@contextmanager
def _as_graph_error(file: str | Path, syntax: Syntax) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        where = f"{file}:{error.lineno}" if error.lineno else str(file)
        cure = "name an exported graph or make one with `kg build`"
        raise GraphFileError(f"is not {FORMATS[syntax].name} ({error.msg})", where=where, cure=cure) from error


_PART: Final = 100_000
"""So many triples go into a folder at once; the engine's own loader takes ten times as many, and a gigabyte."""
_RESULT_FORMATS: Final[Mapping[ResultSyntax, ox.QueryResultsFormat]] = MappingProxyType(
    {
        ResultSyntax.JSON: ox.QueryResultsFormat.JSON,
        ResultSyntax.CSV: ox.QueryResultsFormat.CSV,
        ResultSyntax.TSV: ox.QueryResultsFormat.TSV,
        ResultSyntax.XML: ox.QueryResultsFormat.XML,
    }
)
_GRAPH_FORMATS: Final[Mapping[ResultSyntax, ox.RdfFormat]] = MappingProxyType(
    {ResultSyntax.JSON: ox.RdfFormat.JSON_LD, ResultSyntax.XML: ox.RdfFormat.RDF_XML}
)


def _found(
    data: Data, query: str, where: str, length: int | None = None
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    store = open_store(data)
    graphs = {graph.value for graph in store.named_graphs()}
    base = base_of(store)
    check_harmless(query, where, graphs, base=base, length=length)
    # In TriG each paper has a graph of its own; queries see them as one, as in the other syntaxes.
    union = bool(graphs) and not picks_graphs(query)
    try:
        return store.query(query, prefixes=ontology.prefixes(base), use_default_graph_as_union=union)
    except SyntaxError as error:
        raise unparsable(error, query, where) from error
    except RuntimeError as error:
        raise unanswerable(error, where) from error


def base_of(store: ox.Store) -> str:
    """Return what the IRIs of things begin with, as the graph's description says."""
    said = store.quads_for_pattern(None, ox.NamedNode(Borrowed.URI_SPACE), None)
    bases = (quad.object.value for quad in said if isinstance(quad.object, ox.Literal))
    return min(filter(_is_iri, bases), default=ontology.BASE)


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def as_solutions(triples: Iterable[ox.Triple]) -> ox.QuerySolutions:
    store = ox.Store()
    store.extend(ox.Quad(*triple) for triple in triples)
    columns = "?subject ?predicate ?object"
    found = store.query(f"SELECT {columns} {{ {columns} }} ORDER BY {columns}")
    if not isinstance(found, ox.QuerySolutions):
        raise TypeError("SELECT answers with solutions")
    return found


_XSD: Final = ontology.PREFIXES["xsd"]
_READERS: Final[Mapping[str, Callable[[str], Cell]]] = MappingProxyType(
    {
        Borrowed.INTEGER: int,
        Borrowed.DECIMAL: float,
        _XSD + "double": float,
        _XSD + "float": float,
        _XSD + "boolean": "true".__eq__,
    }
)


def _cell(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Cell:
    if term is None or isinstance(term, ox.Triple):
        return None if term is None else str(term)
    read = _READERS.get(term.datatype.value, str) if isinstance(term, ox.Literal) else str
    try:
        return read(term.value)
    except ValueError:
        return term.value
