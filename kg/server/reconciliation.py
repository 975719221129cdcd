"""Names matched against the graph for OpenRefine and spreadsheets.

The Reconciliation Service API 0.2: https://reconciliation-api.github.io/specs/0.2/
"""

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kg.ontology import PREFIXES
from kg.server.live import Version
from kg.server.matching import PROPERTIES, TYPES, matches, named, values_of
from kg.server.requests import body_of, with_graph

_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$.]{0,80}")

_Json = dict[str, Any]


async def reconcile(request: Request) -> Response:
    """Answer a batch of names, extend matched rows, or say what the service can do."""
    given = dict(request.query_params)
    if request.method == "POST":
        given |= dict(parse_qsl((await body_of(request)).decode("utf-8", "replace"), keep_blank_values=True))
    if "queries" in given:
        queries = _object(given["queries"])
        return _sent(given, await with_graph(request, lambda version: matches(version, queries)))
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
            return {"result": [{**named(version, each), "description": each.type} for each in things]}
        known = TYPES if what == "type" else PROPERTIES
        fitting = [name for name in known if prefix.casefold() in name.casefold()]
        return {"result": [{"id": name, "name": _label(name)} for name in fitting]}

    if what not in {"entity", "type", "property"}:
        raise HTTPException(404, "suggest entity, type or property")
    return _sent(dict(request.query_params), await with_graph(request, found))


async def properties(request: Request) -> Response:
    """Propose properties to extend rows by."""
    listed = [{"id": name, "name": _label(name)} for name in PROPERTIES]
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
        "defaultTypes": [{"id": name, "name": name} for name in TYPES],
        "view": {"url": f"{root}/id/{{{{id}}}}"},
        "preview": {"url": f"{root}/reconcile/preview?id={{{{id}}}}", "width": 400, "height": 100},
        "suggest": {what: service(f"/reconcile/suggest/{what}") for what in ("entity", "type", "property")},
        "extend": {"propose_properties": service("/reconcile/properties"), "property_settings": []},
    }


def _extended(version: Version, wanted: _Json) -> _Json:
    ids, asked = wanted.get("ids"), wanted.get("properties")
    if not isinstance(ids, list) or not isinstance(asked, list) or len(ids) > 1000:
        raise HTTPException(400, "send at most 1,000 ids and their properties")
    names = [each["id"] for each in asked if isinstance(each, Mapping) and each.get("id") in PROPERTIES]
    iris = {str(each): f"{version.pool.base}{each}" for each in ids}
    values = values_of(version, iris.values(), names)
    rows = {
        identifier: {name: [_value(version, value) for value in values.get((iri, name), ())] for name in names}
        for identifier, iri in iris.items()
    }
    return {"meta": [{"id": name, "name": _label(name)} for name in names], "rows": rows}


def _value(version: Version, value: str) -> _Json:
    thing = version.things.by_iri.get(value)
    return {"str": value} if thing is None else named(version, thing)


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
