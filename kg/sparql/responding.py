"""One request answered within its limits: what the process does that answers queries for others."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kg import ontology
from kg.errors import LimitError, RefusedQueryError
from kg.sparql.answering import as_solutions, base_of
from kg.sparql.limits import LimitedBytes, Limits
from kg.sparql.refusing import check_harmless, picks_graphs, unanswerable, unparsable

ROWS: Final = "rows"
"""The graph format that stands for triples as rows, in the format of results."""

RESULTS: Final[Mapping[str, ox.QueryResultsFormat]] = MappingProxyType(
    {
        "json": ox.QueryResultsFormat.JSON,
        "xml": ox.QueryResultsFormat.XML,
        "csv": ox.QueryResultsFormat.CSV,
        "tsv": ox.QueryResultsFormat.TSV,
    }
)
"""How SELECT and ASK can be answered."""
_ROW_MARKS: Final[Mapping[str, bytes]] = MappingProxyType({"json": b"{", "xml": b"<result", "csv": b"\n", "tsv": b"\n"})
GRAPHS: Final[Mapping[str, ox.RdfFormat]] = MappingProxyType(
    {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "xml": ox.RdfFormat.RDF_XML,
    }
)
"""How CONSTRUCT and DESCRIBE can be answered."""

_SHORTENED: Final = frozenset({"ttl", "xml"})
_Found = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@dataclass(frozen=True, slots=True)
class Request:
    """A query and how to answer it.

    Attributes:
        query: SPARQL.
        results: a key of ``RESULTS``.
        graph: a key of ``GRAPHS``, or ``ROWS``.
        default_graphs: the graphs to ask instead of all.
        named_graphs: the graphs that GRAPH sees.
        where: the name of the query in messages.
        patience: so many times as long as other queries it may take; for queries of the package's own alone.
    """

    query: str
    results: str = "json"
    graph: str = ROWS
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    where: str = "query"
    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as bytes; ``form`` is a key of ``RESULTS``, or one of ``GRAPHS`` where ``is_graph``."""

    form: str
    is_graph: bool
    body: bytes


def respond(store: ox.Store, request: Request, limits: Limits) -> Answer:
    """Return what answers a request.

    Raises:
        QueryError: the query cannot be parsed or answered.
        RefusedQueryError: it would change data or reach for what is not loaded.
        LimitError: the query or its answer is too long.
    """
    found = _found(store, request, limits)
    out = LimitedBytes(limits.answer, request.where)
    try:
        if isinstance(found, ox.QueryTriples):
            if request.graph != ROWS:
                prefixes = ontology.prefixes(base_of(store)) if request.graph in _SHORTENED else None
                ox.serialize(found, out, format=GRAPHS[request.graph], prefixes=prefixes)
                return Answer(request.graph, True, out.getvalue())
            found = as_solutions(found)
        found.serialize(output=out, format=RESULTS[request.results])
    except RuntimeError as error:
        raise unanswerable(error, request.where) from error
    body = out.getvalue()
    if not isinstance(found, ox.QueryBoolean):
        _check_rows(body, request, limits)
    return Answer(request.results, False, body)


def _found(store: ox.Store, request: Request, limits: Limits) -> _Found:
    graphs, base = {graph.value for graph in store.named_graphs()}, base_of(store)
    check_harmless(request.query, request.where, graphs, base=base, length=limits.length)
    asked = (*request.default_graphs, *request.named_graphs)
    for name in asked:
        if name not in graphs:
            problem = f"there is no graph {name[:80]}"
            raise RefusedQueryError(problem, where=request.where, cure="ask without it, or load it")
    picks = picks_graphs(request.query)
    try:
        return store.query(
            request.query,
            prefixes=ontology.prefixes(base),
            use_default_graph_as_union=bool(graphs) and not picks and not asked,
            default_graph=[ox.NamedNode(name) for name in request.default_graphs] if asked else None,
            named_graphs=[ox.NamedNode(name) for name in request.named_graphs] if asked else None,
        )
    except SyntaxError as error:
        raise unparsable(error, request.query, request.where) from error
    except RuntimeError as error:
        raise unanswerable(error, request.where) from error


def _check_rows(body: bytes, request: Request, limits: Limits) -> None:
    # No row is without its mark, so that most answers need no counting; a value may hold it too.
    if body.count(_ROW_MARKS[request.results]) > limits.rows and _rows(body, request.results) > limits.rows:
        cure = "add LIMIT, or ask for less"
        raise LimitError(f"answers with more than {limits.rows:,} rows", where=request.where, cure=cure)


def _rows(body: bytes, form: str) -> int:
    if form == "csv":
        return sum(1 for _ in csv.reader(body.decode().splitlines(keepends=True))) - 1
    parsed = ox.parse_query_results(body, format=RESULTS[form])
    return 0 if isinstance(parsed, ox.QueryBoolean) else sum(1 for _ in parsed)
