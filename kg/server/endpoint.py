"""The SPARQL endpoint: SPARQL 1.1 Protocol, of which it only reads, and its service description.

https://www.w3.org/TR/sparql11-protocol/ and https://www.w3.org/TR/sparql11-service-description/
"""

from typing import Final
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from kg import ontology
from kg.server.negotiation import GRAPHS, RESULTS, choose
from kg.server.requests import body_of, with_graph
from kg.server.site import editor
from kg.sparql import Request

_VARY: Final = {"Vary": "Accept"}
_READ_ONLY: Final = "this endpoint only reads; send a query, not an update"
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"

_Pairs = list[tuple[str, str]]


async def sparql(request: HttpRequest) -> Response:
    """Answer a query of the SPARQL 1.1 Protocol; without one, describe the service or show the editor."""
    pairs, posted = await _asked(request)
    if any(name == "update" for name, _ in pairs):
        raise HTTPException(403, _READ_ONLY)
    queries = [value for name, value in pairs if name == "query"] + posted
    if not queries and request.method in {"GET", "HEAD"}:
        return await _described(request)
    if len(queries) != 1:
        raise HTTPException(400, f"there are {len(queries)} queries where one is due; send one as query=...")
    return await _answered(request, queries[0], pairs)


async def _asked(request: HttpRequest) -> tuple[_Pairs, list[str]]:
    """Return the parameters of a request, and the query that is its body where it is one."""
    in_address = _pairs(request.url.query)
    if request.method != "POST":
        return in_address, []
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == "application/sparql-update":
        raise HTTPException(403, _READ_ONLY)
    if kind not in {"application/x-www-form-urlencoded", "application/sparql-query"}:
        problem = "send application/x-www-form-urlencoded or application/sparql-query"
        raise HTTPException(415, problem)
    if "charset" in parameters.lower() and "utf-8" not in parameters.lower():
        raise HTTPException(415, "send UTF-8")
    body = _text(await body_of(request))
    return (in_address, [body]) if kind == "application/sparql-query" else (_pairs(body), [])


def _pairs(encoded: str) -> _Pairs:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise HTTPException(400, f"the parameters are not well encoded ({error}); send UTF-8") from error


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"byte {error.start + 1} is not UTF-8; send UTF-8") from error


async def _answered(request: HttpRequest, query: str, pairs: _Pairs) -> Response:
    accept = request.headers.get("accept", "")
    results, graph = choose(accept, RESULTS), choose(accept, GRAPHS)
    if results is None and graph is None:
        raise HTTPException(
            406, f"ask for one of {', '.join(types[0] for types in (*RESULTS.values(), *GRAPHS.values()))}"
        )
    asked = Request(
        query,
        results or "json",
        graph or "ttl",
        tuple(value for name, value in pairs if name == "default-graph-uri"),
        tuple(value for name, value in pairs if name == "named-graph-uri"),
    )
    if len(query) > request.app.state.limits.length:
        raise HTTPException(413, f"the query has more than {request.app.state.limits.length:,} characters")
    answer = await with_graph(request, lambda version: version.answers.ask(asked))
    if (graph if answer.is_graph else results) is None:
        kinds = GRAPHS if answer.is_graph else RESULTS
        raise HTTPException(406, f"this query answers in {', '.join(types[0] for types in kinds.values())}")
    media_type = (GRAPHS if answer.is_graph else RESULTS)[answer.form][0]
    return Response(answer.body, media_type=media_type, headers=_VARY)


async def _described(request: HttpRequest) -> Response:
    accept = request.headers.get("accept", "")
    wanted = choose(accept, {"html": ("text/html",), **GRAPHS}) if "html" in accept else choose(accept, GRAPHS)
    if wanted == "html":
        return await editor(request)
    if wanted is None:
        raise HTTPException(406, f"ask for one of {', '.join(types[0] for types in GRAPHS.values())}")
    base = await with_graph(request, lambda version: version.pool.base)
    return Response(
        _description(str(request.url_for("sparql")), base, wanted), media_type=GRAPHS[wanted][0], headers=_VARY
    )


def _description(address: str, base: str, form: str) -> bytes:
    """Return what the service can do, in RDF."""
    service, data = ox.BlankNode("service"), ox.BlankNode("data")

    def said(subject: ox.BlankNode, prop: str, value: str | ox.BlankNode) -> ox.Triple:
        named = ox.NamedNode(prop if ":" in prop else _SD + prop)
        return ox.Triple(subject, named, ox.NamedNode(value) if isinstance(value, str) else value)

    formats = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
    triples = [
        said(service, ontology.Borrowed.TYPE, _SD + "Service"),
        said(service, "endpoint", address),
        said(service, "supportedLanguage", _SD + "SPARQL11Query"),
        said(service, "feature", _SD + "UnionDefaultGraph"),
        *(
            said(service, "resultFormat", _FORMATS + name)
            for name in (*formats, "Turtle", "N-Triples", "JSON-LD", "RDF_XML")
        ),
        said(service, "defaultDataset", data),
        said(data, ontology.Borrowed.TYPE, _SD + "Dataset"),
        said(data, ontology.Borrowed.WAS_DERIVED_FROM, base),
    ]
    form_of = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    return ox.serialize(triples, format=form_of.get(form, ox.RdfFormat.RDF_XML), prefixes={"sd": _SD}) or b""
