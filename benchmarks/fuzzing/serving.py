"""What is fed to the server and to queries: requests as bytes, given to the application without a socket."""

import asyncio
import json
import re
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox
from trap import trapping

from fuzzing import samples
from fuzzing.watching import Target
from kg import ontology, rdf
from kg.questions import Things, to_sparql
from kg.server.app import create_app
from kg.server.negotiation import GRAPHS, PAGES, RESULTS, choose
from kg.sparql import Limits, Parameter, Pool, Request, StockQuery, stock_queries
from kg.sparql.refusing import check_harmless

_LIMITS: Final = Limits(seconds=0.5, rows=1000)
ANSWERS: Final = frozenset({200, 204, 206, 301, 303, 304, 307, 400, 403, 404, 405, 406, 408, 413, 415, 416, 503})
"""What a server may say to a request that is broken; 500 is none of it."""


@cache
def _graph() -> Path:
    path = Path(tempfile.mkdtemp(prefix="fuzzing-")) / "graph.ttl"
    path.write_bytes(rdf.to_turtle(samples.contents()))
    return path


@cache
def _app() -> tuple[Any, asyncio.AbstractEventLoop]:
    return create_app(_graph(), limits=_LIMITS), asyncio.new_event_loop()


def request(data: bytes) -> str:
    """Send a request: the first line is method and address, then come headers, and after a blank line the body."""
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    method, _, address = first.partition(b" ")
    path, _, query = address.partition(b"?")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method.decode("latin-1").strip() or "GET",
        "scheme": "http",
        "path": path.decode("utf-8", "replace") or "/",
        "raw_path": path,
        "root_path": "",
        "query_string": query,
        "headers": headers,
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 5000),
    }
    sent: list[Mapping[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Mapping[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(message)

    app, loop = _app()
    loop.run_until_complete(app(scope, receive, send))
    status = sent[0]["status"]
    assert status in ANSWERS, f"status {status}"
    names = {name for name, _ in sent[0]["headers"]}
    assert b"x-content-type-options" in names, "no word against sniffing"
    for name, value in sent[0]["headers"]:
        assert b"\n" not in value, f"a header of two lines: {name!r}"
        assert b"\r" not in value, f"a header of two lines: {name!r}"
    return f"{path[:10]!r} {status}"


@cache
def _pool() -> tuple[Pool, Things]:
    pool = Pool(_graph(), _LIMITS)
    things = Things(pool)
    things.find("")  # names are read now, not with the first input
    return pool, things


def query(data: bytes) -> str:
    """Ask a query."""
    pool, _ = _pool()
    answer = pool.ask(Request(data.decode(errors="replace")))
    return f"{answer.form} {min(len(answer.body) // 100, 20)}"


def parameter(data: bytes) -> str:
    """Ask stock queries for what somebody typed: it is found or not, and is never read as SPARQL."""
    pool, things = _pool()
    name, _, value = data.decode(errors="replace").partition("\n")
    asked = [each for each in stock_queries().values() if each.parameters and (not name or name in each.name)][:1]
    for each in asked or list(stock_queries().values())[:1]:
        given = {found.name: value for found in each.parameters[:1]}
        written = to_sparql(each, given, things)
        pool.ask(Request(written))
    return f"{len(asked)}"


@cache
def _trap() -> tuple[ExitStack, str, list[str]]:
    stack = ExitStack()
    return stack, *stack.enter_context(trapping())


_DEEPEST: Final = 8
"""The engine's parser takes twice as long for each bracket more; only the process of a query can be ended then."""


def guard(data: bytes) -> str:
    """Ask an engine without limits what the guard lets pass: it must reach for nothing and change nothing."""
    _, address, met = _trap()
    text = data.decode(errors="replace").replace("TRAP", address)
    check_harmless(text, "query", length=_LIMITS.length)
    if max(accumulate((mark == "(") - (mark == ")") for mark in text), default=0) > _DEEPEST:
        return "nested"
    store = ox.Store()
    way = "answered"
    try:
        found = store.query(text, prefixes=ontology.prefixes())
        if not isinstance(found, ox.QueryBoolean):
            list(islice(found, 20))
    except (SyntaxError, RuntimeError) as error:
        way = type(error).__name__
    with suppress(SyntaxError, RuntimeError):
        store.update(text, prefixes=ontology.prefixes())
        way = "changes"
    assert way != "changes", "an update passes"
    assert not met, f"the trap was asked for {met.pop()}"
    return way


_STOCK: Final = tuple(
    query for query in stock_queries().values() if query.parameters and query.parameters[0].kind != "text"
)
_TAKES_TEXT: Final = StockQuery(
    "said", "Is it said?", 'SELECT ?said { VALUES ?said { "word" } }', (Parameter("said", "word", "text"),)
)
_IRI: Final = re.compile(r'<[^\x00-\x20<>"{}|^`\\]+>')


def filling(data: bytes) -> str:
    """Fill stock queries with what somebody typed: their terms change and nothing else."""
    _, things = _pool()
    number, _, value = data.decode(errors="replace").partition("\n")
    (solution,) = ox.Store().query(to_sparql(_TAKES_TEXT, {"said": value}, things))
    assert solution["said"] == ox.Literal(value), "another text is asked for"
    query = _STOCK[sum(map(ord, number)) % len(_STOCK)]
    name = query.parameters[0].name
    written = to_sparql(query, {name: value}, things)
    before, after = query.filled({name: ["|"]}).split("{ | }")
    assert written.startswith(f"{before}{{ <"), "the query begins otherwise"
    assert written.endswith(f"> }}{after}"), "the query ends otherwise"
    terms = written[len(before) + 2 : -len(after) - 2]
    assert not _IRI.sub("", terms).strip(), f"no terms: {terms!r}"
    return query.name


def accepting(data: bytes) -> str:
    """Choose what is sent to a client that accepts this."""
    header = data.decode("latin-1")
    chosen = [choose(header, offers) for offers in (RESULTS, GRAPHS, PAGES)]
    for key, offers in zip(chosen, (RESULTS, GRAPHS, PAGES), strict=True):
        assert key is None or key in offers, f"{key} is not on offer"
    return f"{chosen}"


def close() -> None:
    """End the processes that answered."""
    if _trap.cache_info().currsize:
        _trap()[0].close()
        _trap.cache_clear()
    if _pool.cache_info().currsize:
        _pool()[0].close()
        _pool.cache_clear()
    if _app.cache_info().currsize:
        app, loop = _app()
        app.state.live.close()
        loop.close()
        _app.cache_clear()


def _post(path: str, kind: str, body: str) -> bytes:
    return f"POST {path}\ncontent-type: {kind}\ncontent-length: {len(body.encode())}\n\n{body}".encode()


_FORM: Final = "application/x-www-form-urlencoded"
_ASKED: Final = quote("SELECT * { ?paper a kg:Paper ; kg:runsOn ?x } LIMIT 3")
REQUESTS: Final = (
    b"GET /\naccept: text/html",
    b"GET /search?q=foonet",
    b"GET /suggest?q=Foo",
    b"GET /page/method/foonet\naccept: text/html;q=0.5, */*;q=0.1",
    b"GET /id/paper/10.1000%2FBar\naccept: text/turtle",
    b"GET /data/method/foonet.jsonld",
    b"GET /ontology\naccept: text/turtle",
    b"GET /query?edit=SELECT",
    f"GET /sparql?query={_ASKED}\naccept: text/csv".encode(),
    _post("/sparql", "application/sparql-query; charset=utf-8", "ASK { ?s ?p ?o }"),
    _post("/sparql", _FORM, f"query={_ASKED}&default-graph-uri=urn:x"),
    f"GET /reconcile?queries={quote(json.dumps({'q0': {'query': 'FooNet', 'type': 'Method', 'limit': 3}}))}".encode(),
    _post("/reconcile", _FORM, "queries=" + quote('{"q0": {"query": "FooNet", "type": ["Method"], "properties": []}}')),
    _post("/reconcile", _FORM, "extend=" + quote('{"ids": ["method/foonet"], "properties": [{"id": "kg:extends"}]}')),
    b"GET /reconcile/suggest/entity?prefix=foo&callback=f.x",
    b"GET /reconcile/preview?id=method/foonet",
    b"GET /reconcile/properties?type=Method",
    b"HEAD /graph.ttl\nrange: bytes=0-10",
    b"OPTIONS /sparql\norigin: http://x\naccess-control-request-method: POST",
)
QUERIES: Final = (
    b"SELECT ?paper ?x { ?paper a kg:Paper ; kg:runsOn/skos:prefLabel ?x FILTER(CONTAINS(?x, 'A')) } ORDER BY ?x LIMIT 9",
    b"CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . OPTIONAL { ?s kg:extends+ ?t } } LIMIT 20",
    b"PREFIX ex: <http://example.org/> ASK { VALUES ?x { 1 'a' ex:b } BIND(STR(?x) AS ?y) FILTER(REGEX(?y, '^a')) }",
    b"SELECT (COUNT(*) AS ?n) (SAMPLE(?s) AS ?m) { { ?s a kg:Method } UNION { ?s a kg:Dataset } } GROUP BY ?s HAVING(?n > 0)",
    b"DESCRIBE <https://w3id.org/abstract-kg/id/method/foonet>",
)
_WORDS: Final = tuple(
    b"SELECT * { } ( ) ?s ?p . ; SERVICE FROM GRAPH UNION FILTER BIND VALUES <urn:x> \\u0053 %00 %FF %2F %2e%2e & = + q=0".split(
        b" "
    )
)
_DISGUISES: Final = tuple(
    b"""\\u0053ERVICE \\U00000053 SERVICE<TRAP> SERVICE:x SILENT # \\u000A \\u0022 \\u0027 \\u003C ''' \\" ' " \\ PREFIX LOAD""".split(
        b" "
    )
)
_REACHING: Final = (
    b"SELECT * { SERVICE SILENT <TRAP> { ?s ?p ?o } }",
    b"PREFIX t: <TRAP> SELECT * { SERVICE t:x { ?s ?p ?o } } # \"quoted\" 'too' <iri>",
    b"SELECT ('''a\"b''' AS ?x) (\"c'd\\\"\" AS ?y) { SERVICE SILENT <TRAP> { ?s ?p \"o\"@en } }",
    b"ASK { \\u0053ERVICE <TRAP> { ?s ?p ?o } }",
    b"PREFIX service: <TRAP> ASK { service:x ?p 'service' . ?service ?p ?o }",
    b"LOAD <TRAP> ; INSERT DATA { <urn:a> <urn:b> 'c' } ; DELETE WHERE { ?s ?p ?o } ; CLEAR ALL",
)
_ACCEPTED: Final = (
    b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    b"application/sparql-results+json;q=0.5 , text/csv; charset=utf-8; q=1",
    b"text/turtle;q=0.001, application/*",
)
_TYPED: Final = tuple(
    b"%d\n%s" % pair
    for pair in enumerate(
        b"FooNet|foonet|method/foonet|Q90|10.1000/Bar|fn|https://w3id.org/abstract-kg/id/method/foonet".split(b"|")
    )
)
TARGETS: Final = {
    "requests": lambda: (
        _app() and Target(REQUESTS, request, (*_WORDS, b"content-length: 9", b"accept: ", b'{"ids": [1]}', b"\\ud800"))
    ),
    "queries": lambda: _pool() and Target(QUERIES, query, _WORDS),
    "guard": lambda: _trap() and Target((*QUERIES, *_REACHING), guard, _WORDS + _DISGUISES),
    "accepting": lambda: Target(_ACCEPTED, accepting, (b"*/*", b";q=", b"q=nan", b"q=-1", b",", b"text/", b"q=1e9")),
    "filling": lambda: _pool() and Target(_TYPED, filling, _WORDS + _DISGUISES),
    "parameters": lambda: (
        _pool()
        and Target(
            (b"\nFooNet", b"hardware\nA100", b"lora\nLoRA", b"dataset\nGLUE"), parameter, (b"} {", b'"', b">", b"\\")
        )
    ),
}
"""What is fed over the network, by name."""
