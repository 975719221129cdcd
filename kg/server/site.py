"""Pages for people: the start, search, things, the ontology and the query editor."""

import json
from dataclasses import asdict
from functools import cache
from itertools import dropwhile
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from kg import ontology, paths
from kg.ontology import curie
from kg.ontology.documentation import terms
from kg.questions import to_sparql
from kg.server.describing import MOST, describe, iri_of, named, triples
from kg.server.listing import MANY, listed
from kg.server.live import Version
from kg.server.negotiation import GRAPHS, PAGES, choose
from kg.server.requests import with_graph
from kg.sparql import stock_queries

if TYPE_CHECKING:
    from jinja2 import Environment

_SHOWN: Final = 50
_ONTOLOGY: Final = ontology.PREFIXES["kg"].rstrip("#")
_KEPT: Final = "/:%~.-_"


async def home(request: Request) -> Response:
    """Show where to begin."""

    def facts(version: Version) -> dict[str, Any]:
        return {"triples": version.pool.triples, "things": len(version.things.by_iri), "file": version.path.name}

    return _page("home.html", **await with_graph(request, facts))


async def search(request: Request) -> Response:
    """Show what goes by a name."""
    asked = request.query_params.get("q", "")[:200]

    def found(version: Version) -> Response:
        things = version.things.find(asked)[:_SHOWN] if asked else []
        rows = [(thing, address(version, thing.iri)) for thing in things]
        return _page("search.html", asked=asked, rows=rows)

    return await with_graph(request, found)


async def suggest(request: Request) -> Response:
    """Complete a name, as OpenSearch has it."""
    asked = request.query_params.get("q", "")[:200]

    def found(version: Version) -> list[object]:
        things = version.things.find(asked)[:10] if asked else []
        return [
            asked,
            [thing.name for thing in things],
            [thing.type for thing in things],
            [address(version, thing.iri) for thing in things],
        ]

    return JSONResponse(await with_graph(request, found))


async def thing(request: Request) -> Response:
    """Lead from a thing to its description in the form that the client wants."""
    rest = _rest(request, "/id/")
    await with_graph(request, lambda version: iri_of(version, rest))
    form = choose(request.headers.get("accept", ""), PAGES) or "html"
    place = f"/page/{rest}" if form == "html" else f"/data/{rest}.{form}"
    return RedirectResponse(quote(place, safe=_KEPT), 303, headers={"Vary": "Accept"})


async def page(request: Request) -> Response:
    """Show what is said of a thing: the beginning of each list, or a part of the list that is asked for."""
    rest = _rest(request, "/page/")
    asked = next(
        ((kind, request.query_params[kind]) for kind in ("said", "pointing") if kind in request.query_params), None
    )
    start = _place(request.query_params.get("from", "0"))

    def shown(version: Version) -> Response:
        iri = iri_of(version, rest)
        ways = {"link": lambda iri: address(version, iri), "short": lambda iri: curie(iri, version.pool.base)}
        if asked:
            part = listed(version, iri, *asked, start)
            return _page("list.html", found=named(version, iri), part=part, kind=asked[0], most=MANY, rest=rest, **ways)
        return _page("thing.html", found=describe(version, iri), most=MOST, rest=rest, **ways)

    return await with_graph(request, shown)


def _place(text: str) -> int:
    """Return the place in a list that an address names, -1 if that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


async def data(request: Request) -> Response:
    """Return what is said of a thing in RDF."""
    rest, _, form = _rest(request, "/data/").rpartition(".")
    if form not in GRAPHS:
        return Response(f"ask for .{' or .'.join(GRAPHS)}\n", 404, media_type="text/plain")
    answer = await with_graph(request, lambda version: triples(version, iri_of(version, rest), form))
    return Response(answer.body, media_type=GRAPHS[form][0])


async def interactive(request: Request) -> Response:
    """Show the interactive page."""
    shown = await with_graph(request, lambda version: version.page)
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
    return HTMLResponse(shown, headers={"Content-Security-Policy": policy})


async def described_ontology(request: Request) -> Response:
    """Show the ontology, as a page or as itself."""
    form = choose(request.headers.get("accept", ""), {"html": PAGES["html"], "ttl": PAGES["ttl"]})
    headers = {"Vary": "Accept"}
    if form == "ttl":
        return Response((paths.ONTOLOGY / "kg.ttl").read_bytes(), media_type="text/turtle", headers=headers)
    return _page("ontology.html", terms=terms(), namespace=ontology.PREFIXES["kg"])


async def editor(request: Request) -> Response:
    """Show where queries are written and answers are seen."""
    stock = [
        {
            "name": query.name,
            "title": query.title,
            "text": _without_head(query.text),
            "parameters": [asdict(each) for each in query.parameters],
        }
        for query in stock_queries().values()
    ]
    base = await with_graph(request, lambda version: version.pool.base)
    prefixes = "".join(f"PREFIX {name}: <{space}>\n" for name, space in sorted(ontology.prefixes(base).items()))
    given = {"stock": stock, "base": base, "query": request.query_params.get("edit", "")}
    # In a script element only "<" could end the data.
    data = Markup(json.dumps(given).replace("<", "\\u003c"))
    return _page("editor.html", given=data, stock=stock, prefixes=prefixes)


async def stock(request: Request) -> Response:
    """Return a stock query that asks for what the parameters of the address name."""
    query = stock_queries().get(request.path_params["name"])
    if query is None:
        raise HTTPException(404, "there is no such stock query; /query lists them")
    named = {name: value[:500] for name, value in request.query_params.items()}
    text = await with_graph(request, lambda version: to_sparql(query, named, version.things))
    return Response(_without_head(text), media_type="application/sparql-query")


def _without_head(text: str) -> str:
    """Return a stock query without its question and parameters, which stand beside it."""
    lines = text.splitlines(keepends=True)
    return "".join(dropwhile(lambda line: line.startswith("#"), lines))


def address(version: Version, iri: str) -> str:
    """Return where a browser finds an IRI: here if it is of this graph or its ontology, else out there, else "".

    Only addresses of the web are links, never scripts.
    """
    if iri.startswith(_ONTOLOGY):
        return f"/ontology#{iri.partition('#')[2]}"
    if iri.startswith(version.pool.base):
        return quote(f"/page/{iri.removeprefix(version.pool.base)}", safe=_KEPT)
    return iri if iri.startswith(("https://", "http://")) else ""


def _rest(request: Request, start: str) -> str:
    """Return the end of an address as it came, for ``%2F`` in it is no slash."""
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return raw.decode("ascii", "replace").partition("?")[0].removeprefix(start)


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader

    return Environment(loader=PackageLoader("kg.server"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _page(name: str, **values: Any) -> Response:
    return HTMLResponse(_templates().get_template(name).render(**values), headers={"Vary": "Accept"})
