"""Names matched against the graph for OpenRefine and spreadsheets.

The Reconciliation Service API 0.2: https://reconciliation-api.github.io/specs/0.2/
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kg.ontology import PREFIXES
from kg.questions import Thing
from kg.server.live import Version
from kg.server.requests import body_of, with_graph
from kg.sparql import Request as Query
from kg.sparql import to_table

_TYPES: Final = ("Method", "Dataset", "Benchmark", "Hardware", "Paper")
_PROPERTIES: Final = (
    *("skos:altLabel", "skos:broader", "skos:exactMatch", "schema:manufacturer", "kg:kind"),
    *("kg:extends", "kg:outperforms", "kg:partOf", "kg:trainedOn", "kg:evaluatedOn", "kg:runsOn"),
    *("kg:introduces", "kg:uses", "kg:evaluatesOn", "kg:comparesTo", "dcterms:date", "dcterms:abstract"),
)
_MOST: Final = 50
_SURE: Final = 95
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$.]{0,80}")

_Json = dict[str, Any]


async def reconcile(request: Request) -> Response:
    """Answer a batch of names, extend matched rows, or say what the service can do."""
    given = dict(request.query_params)
    if request.method == "POST":
        given |= dict(parse_qsl((await body_of(request)).decode("utf-8", "replace"), keep_blank_values=True))
    if "queries" in given:
        queries = _object(given["queries"])
        return _sent(given, await with_graph(request, lambda version: _matches(version, queries)))
    if "extend" in given:
        wanted = _object(given["extend"])
        return _sent(given, await with_graph(request, lambda version: _extended(version, wanted)))
    root = str(request.base_url).rstrip("/")
    return _sent(given, await with_graph(request, lambda version: _manifest(version, root)))


async def suggest(request: Request) -> Response:
    """Complete the name of an entity, a type or a property."""
    prefix, what = request.query_params.get("prefix", "")[:200], request.path_params["what"]

    def found(version: Version) -> _Json:
        if what == "entity":
            things = version.things.find(prefix)[:10] if prefix else []
            return {"result": [{**_named(version, each), "description": each.type} for each in things]}
        known = _TYPES if what == "type" else _PROPERTIES
        fitting = [name for name in known if prefix.casefold() in name.casefold()]
        return {"result": [{"id": name, "name": _label(name)} for name in fitting]}

    if what not in {"entity", "type", "property"}:
        raise HTTPException(404, "suggest entity, type or property")
    return _sent(dict(request.query_params), await with_graph(request, found))


async def properties(request: Request) -> Response:
    """Propose properties to extend rows by."""
    listed = [{"id": name, "name": _label(name)} for name in _PROPERTIES]
    return _sent(dict(request.query_params), {"type": request.query_params.get("type", ""), "properties": listed})


async def preview(request: Request) -> Response:
    """Show one thing in a small frame."""
    identifier = request.query_params.get("id", "")[:500]

    def shown(version: Version) -> str:
        (found,) = version.things.named(identifier)
        told = f"{found.type}, {found.papers:,} papers" if found.type != "Paper" else found.type
        return f"<!doctype html><meta charset=utf-8><p><b>{escape(found.name)}</b><br>{escape(told)}</p>"

    return HTMLResponse(await with_graph(request, shown))


def _manifest(version: Version, root: str) -> _Json:
    def service(path: str) -> _Json:
        return {"service_url": root, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": "abstract-kg",
        "identifierSpace": version.pool.base,
        "schemaSpace": PREFIXES["kg"],
        "defaultTypes": [{"id": name, "name": name} for name in _TYPES],
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {"url": f"{root}/reconcile/preview?id={{{{id}}}}", "width": 400, "height": 100},
        "suggest": {what: service(f"/reconcile/suggest/{what}") for what in ("entity", "type", "property")},
        "extend": {"propose_properties": service("/reconcile/properties"), "property_settings": []},
    }


def _matches(version: Version, queries: _Json) -> _Json:
    if len(queries) > _MOST:
        raise HTTPException(413, f"there are more than {_MOST} names; send fewer at a time")
    return {key: {"result": _candidates(version, asked)} for key, asked in queries.items()}


def _candidates(version: Version, asked: object) -> list[_Json]:
    if not isinstance(asked, Mapping) or not isinstance(asked.get("query"), str):
        raise HTTPException(400, 'a query lacks its name; send {"q0": {"query": "..."}}')
    name, wanted = asked["query"][:200], asked.get("type") or []
    types = [wanted] if isinstance(wanted, str) else [str(each) for each in wanted]
    limit = asked.get("limit")
    things = version.things.find(name, types)[: limit if isinstance(limit, int) and 0 < limit < 100 else 10]
    scored = sorted(((_score(version, each, name), each) for each in things), key=lambda pair: -pair[0])
    sure = [each for score, each in scored if score >= _SURE]
    # A paper is often titled by what it introduces; who names no type means the thing.
    meant = [each for each in sure if each.type != "Paper"] or sure
    return [
        {
            **_named(version, each),
            "type": [{"id": each.type, "name": each.type}],
            "score": score,
            "match": meant == [each],
        }
        for score, each in scored
    ]


def _score(version: Version, thing: Thing, name: str) -> float:
    """Return how well a name fits, from 0 to 100."""
    names = (thing.name, *version.things.others.get(thing.iri, ()))
    folded = name.casefold().strip()
    if name in names:
        return 100.0
    alike = max(SequenceMatcher(None, folded, each.casefold()[:200]).ratio() for each in names)
    return round(97.0 if alike == 1 else 90 * alike, 1)


def _extended(version: Version, wanted: _Json) -> _Json:
    ids, asked = wanted.get("ids"), wanted.get("properties")
    if not isinstance(ids, list) or not isinstance(asked, list) or len(ids) > 1000:
        raise HTTPException(400, "send at most 1,000 ids and their properties")
    names = [each["id"] for each in asked if isinstance(each, Mapping) and each.get("id") in _PROPERTIES]
    iris = {f"{version.pool.base}{each}": str(each) for each in ids}
    known = {iri: identifier for iri, identifier in iris.items() if iri in version.things.by_iri}
    values: defaultdict[tuple[str, str], list[_Json]] = defaultdict(list)
    if known and names:
        things = " ".join(str(ox.NamedNode(iri)) for iri in known)
        query = f"VALUES ?thing {{ {things} }} VALUES ?property {{ {' '.join(names)} }} ?thing ?property ?value"
        answer = version.pool.ask(
            Query(f"SELECT ?thing ?property ?value {{ {query} }} ORDER BY ?thing ?property ?value")
        )
        for thing, prop, value in to_table(answer.body).rows:
            values[known[str(thing)], _short(str(prop))].append(_value(version, value))
    rows = {str(each): {name: values.get((str(each), name), []) for name in names} for each in ids}
    return {"meta": [{"id": name, "name": _label(name)} for name in names], "rows": rows}


def _value(version: Version, value: object) -> _Json:
    thing = version.things.by_iri.get(str(value))
    return {"str": str(value)} if thing is None else _named(version, thing)


def _short(iri: str) -> str:
    return next(name for name in _PROPERTIES if PREFIXES[name.split(":")[0]] + name.split(":")[1] == iri)


def _named(version: Version, thing: Thing) -> _Json:
    return {"id": thing.iri.removeprefix(version.pool.base), "name": thing.name}


def _label(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.rpartition(":")[2]).lower()


def _object(text: str) -> _Json:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, "that is no JSON; send an object") from error
    if not isinstance(found, dict):
        raise HTTPException(400, "that is no object of JSON; send {...}")
    return found


def _sent(given: Mapping[str, str], answer: _Json) -> Response:
    """Return an answer as JSON, or as the call of a function where an old client asks for that."""
    callback = given.get("callback", "")
    if not callback:
        return JSONResponse(answer)
    if not _CALLBACK.fullmatch(callback):
        raise HTTPException(400, "callback is no name of a function")
    return Response(f"/**/{callback}({json.dumps(answer)});", media_type="application/javascript")
