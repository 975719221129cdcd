"""Names of a table matched against the things of a graph, with what else the table knows of them.

The scores of the Reconciliation Service API 0.2: https://reconciliation-api.github.io/specs/0.2/#reconciliation-queries
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

import pyoxigraph as ox
from starlette.exceptions import HTTPException

from kg.ontology import PREFIXES
from kg.questions import Thing
from kg.server.live import Version
from kg.sparql import Request, to_table

TYPES: Final = ("Method", "Dataset", "Benchmark", "Hardware", "Paper")
"""What a thing may be."""
PROPERTIES: Final = (
    *("skos:altLabel", "skos:broader", "skos:exactMatch", "schema:manufacturer", "kg:kind"),
    *("kg:extends", "kg:outperforms", "kg:partOf", "kg:trainedOn", "kg:evaluatedOn", "kg:runsOn"),
    *("kg:introduces", "kg:uses", "kg:evaluatesOn", "kg:comparesTo", "dcterms:date", "dcterms:abstract"),
)
"""What may be known of a thing."""

_MOST: Final = 50
"""A batch has at most so many queries, and each looks at so many candidates."""
_SURE: Final = 95
_WEIGHT: Final = 0.4
"""A property counts so much where the name counts 1."""

_Json = dict[str, Any]
_Values = Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One query of a batch; ``wanted`` are properties, each with the values that it may have."""

    name: str
    candidates: tuple[Thing, ...]
    wanted: tuple[tuple[str, tuple[object, ...]], ...]
    limit: int


def matches(version: Version, queries: _Json) -> _Json:
    """Return the candidates of each query of a batch, best first.

    Raises:
        HTTPException: a query is not what the specification says, or there are too many.
    """
    if len(queries) > _MOST:
        raise HTTPException(413, f"there are more than {_MOST} names; send fewer at a time")
    asked = {key: _asked(version, each) for key, each in queries.items()}
    properties = dict.fromkeys(name for each in asked.values() for name, _ in each.wanted)
    things = dict.fromkeys(thing.iri for each in asked.values() if each.wanted for thing in each.candidates)
    values = values_of(version, things, properties)
    return {key: {"result": _candidates(version, each, values)} for key, each in asked.items()}


def values_of(version: Version, iris: Iterable[str], properties: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Return the values of some properties by thing and property; of what the graph does not hold there are none."""
    known = " ".join(str(ox.NamedNode(iri)) for iri in iris if iri in version.things.by_iri)
    names = {PREFIXES[name.split(":")[0]] + name.split(":")[1]: name for name in properties}
    values: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    if known and names:
        where = f"VALUES ?thing {{ {known} }} VALUES ?property {{ {' '.join(names.values())} }} ?thing ?property ?value"
        query = f"SELECT ?thing ?property ?value {{ {where} }} ORDER BY ?thing ?property ?value"
        for thing, prop, value in to_table(version.pool.ask(Request(query)).body).rows:
            values[str(thing), names[str(prop)]].append(str(value))
    return values


def named(version: Version, thing: Thing) -> _Json:
    """Return a thing as its identifier and its name."""
    return {"id": thing.iri.removeprefix(version.pool.base), "name": thing.name}


def _asked(version: Version, query: object) -> _Asked:
    if not isinstance(query, Mapping) or not isinstance(query.get("query"), str):
        raise HTTPException(400, 'a query lacks its name; send {"q0": {"query": "..."}}')
    name, limit, wanted = query["query"][:200], query.get("limit"), query.get("type") or []
    types = {wanted} if isinstance(wanted, str) else {str(each) for each in _listed(wanted)}
    strict = query.get("type_strict", "any")
    if strict == "all" and len(types) > 1:  # a thing has one type
        candidates: list[Thing] = []
    else:
        candidates = version.things.find(name, () if strict == "should" else types)[:_MOST]
    most = limit if isinstance(limit, int) and 0 < limit <= _MOST else 10
    return _Asked(name, tuple(candidates), tuple(_properties(query.get("properties") or [])), most)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _properties(listed: object) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield the properties that the graph knows, each with the values that are given for it."""
    for each in _listed(listed):
        if not isinstance(each, Mapping) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise HTTPException(400, 'a property lacks its pid or v; send {"pid": "kg:runsOn", "v": "A100"}')
        given = tuple(value for value in _listed(each["v"]) if value not in (None, ""))
        if each["pid"] in PROPERTIES and given:
            yield each["pid"], given


def _candidates(version: Version, asked: _Asked, values: _Values) -> list[_Json]:
    found = []
    for thing in asked.candidates:
        features = {"name": _named_like(version, thing, asked.name)}
        for prop, given in asked.wanted:
            features[prop] = max(_alike(version, values.get((thing.iri, prop), ()), each) for each in given)
        weights = [1.0 if feature == "name" else _WEIGHT for feature in features]
        total = sum(weight * value for weight, value in zip(weights, features.values(), strict=True))
        found.append((round(total / sum(weights), 1), thing, features))
    found.sort(key=lambda each: -each[0])
    sure = [thing for score, thing, _ in found if score >= _SURE]
    # A paper is often titled by what it introduces; who names no type means the thing.
    meant = [thing for thing in sure if thing.type != "Paper"] or sure
    return [
        {
            **named(version, thing),
            "type": [{"id": thing.type, "name": thing.type}],
            "score": score,
            "match": meant == [thing],
            "features": [{"id": name, "value": round(value, 1)} for name, value in features.items()],
        }
        for score, thing, features in found[: asked.limit]
    ]


def _named_like(version: Version, thing: Thing, name: str) -> float:
    """Return how well a name fits a thing, from 0 to 100."""
    names = (thing.name, *version.things.others.get(thing.iri, ()))
    return 100.0 if name in names else max(_likeness(name, each) for each in names)


def _alike(version: Version, values: Sequence[str], given: object) -> float:
    """Return how well a value that is given fits the best of those that a thing has, from 0 to 100."""
    if isinstance(given, Mapping):  # a thing that was matched before
        return 100.0 if f"{version.pool.base}{given.get('id')}" in values else 0.0
    text = ("true" if given else "false") if isinstance(given, bool) else str(given)
    return max((_value_like(version, value, text) for value in values), default=0.0)


def _value_like(version: Version, value: str, text: str) -> float:
    thing = version.things.by_iri.get(value)
    if text in {value, value.removeprefix(version.pool.base), value.rpartition("/")[2].rpartition("#")[2]}:
        return 100.0
    return _likeness(text, value) if thing is None else _named_like(version, thing, text)


def _likeness(one: str, other: str) -> float:
    ratio = SequenceMatcher(None, one.casefold().strip()[:200], other.casefold()[:200]).ratio()
    return 97.0 if ratio == 1 else 90 * ratio
