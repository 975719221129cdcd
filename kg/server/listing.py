"""What is said of a thing, by property: how much, and a page of each.

A thing that thousands of papers name is counted as a whole and shown in parts, so that its page comes at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox
from starlette.exceptions import HTTPException

from kg.ontology import curie
from kg.server.live import Version
from kg.sparql import Request, to_table

FEW: Final = 25
"""So many rows of a list are shown beside other lists."""
MANY: Final = 100
"""So many are shown where one list is asked for."""

_COUNTED: Final = """SELECT ?property ?turned (COUNT(*) AS ?count) {
  { ?statement rdf:subject IRI . BIND(false AS ?turned) } UNION { ?statement rdf:object IRI . BIND(true AS ?turned) }
  ?statement rdf:predicate ?property ; kg:evidence ?evidence .
  FILTER NOT EXISTS { ?statement prov:wasDerivedFrom ?stated }
} GROUP BY ?property ?turned ORDER BY ?turned ?property"""
# Ordered by what is short and read once, and named afterwards, for only a part is shown.
_SAID: Final = """SELECT ?other ?name ?sentence ?start ?end ?confidence ?rule ?paper ?title {
  { SELECT ?statement ?evidence ?confidence ?key {
    ?statement HERE IRI ; rdf:predicate PROPERTY ; kg:evidence ?evidence .
    FILTER NOT EXISTS { ?statement prov:wasDerivedFrom ?stated }
    ?evidence kg:confidence ?confidence .
    BIND(SUBSTR(STRAFTER(STR(?evidence), "/evidence/"), 1, 14) AS ?key)
  } ORDER BY DESC(?confidence) ?key ?statement LIMIT MOST OFFSET FROM }
  ?statement THERE ?other .
  ?evidence oa:hasSource ?paper ; kg:sentence ?passage .
  ?passage oa:exact ?sentence ; oa:start ?start ; oa:end ?end .
  ?paper dcterms:title ?title .
  OPTIONAL { ?evidence kg:rule ?rule }
  OPTIONAL { ?other skos:prefLabel ?label }
  OPTIONAL { ?other dcterms:title ?titled }
  BIND(COALESCE(?label, ?titled) AS ?name)
} ORDER BY DESC(?confidence) ?key ?statement"""
_POINTING: Final = "SELECT ?property (COUNT(*) AS ?count) { ?s ?property IRI } GROUP BY ?property ORDER BY ?property"
_SUBJECTS: Final = """SELECT ?s {
  ?s PROPERTY IRI
  BIND(STRAFTER(STR(?s), BASE) AS ?rest) BIND(SUBSTR(?rest, 1, 14) AS ?start)
} ORDER BY ?start ?rest ?s LIMIT MOST OFFSET FROM"""


@dataclass(frozen=True, slots=True)
class Saying:
    """What one sentence says of a thing: the other thing, and where that stands."""

    other: str
    name: str
    sentence: str
    offsets: str
    confidence: float
    rule: str
    paper: str
    title: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A part of a list.

    Attributes:
        key: names the list in an address: a property, after ``^`` where the thing is its object.
        title: of the list.
        predicate: the IRI of the property.
        count: of the whole list.
        start: the place of the first row in it, from 0.
        sayings: the rows, of a list of what sentences say.
        subjects: the rows, of a list of what points to the thing.
    """

    key: str
    title: str
    predicate: str
    count: int
    start: int = 0
    sayings: tuple[Saying, ...] = ()
    subjects: tuple[str, ...] = ()

    @property
    def end(self) -> int:
        """The place after the last row."""
        return self.start + len(self.sayings) + len(self.subjects)


def said(version: Version, iri: str) -> Iterator[Listed]:
    """Yield the beginning of each list of what sentences say of a thing, what it is the subject of first."""
    for each in _counted(version, iri):
        yield _with_sayings(version, iri, each, 0, FEW)


def pointing(version: Version, iri: str) -> Iterator[Listed]:
    """Yield the beginning of the list of what points to a thing, for each property."""
    for each in _pointing(version, iri):
        yield _with_subjects(version, iri, each, 0, FEW)


def listed(version: Version, iri: str, kind: str, key: str, start: int) -> Listed:
    """Return a part of one list of a thing.

    Args:
        version: of the graph.
        iri: of the thing.
        kind: ``said`` or ``pointing``.
        key: of the list.
        start: the place of the first row, from 0.

    Raises:
        HTTPException: the thing has no such list, or it is shorter.
    """
    lists, filled = {"said": (_counted, _with_sayings), "pointing": (_pointing, _with_subjects)}[kind]
    found = next((each for each in lists(version, iri) if each.key == key), None)
    if found is None or not 0 <= start < found.count:
        raise HTTPException(404, "there is no such list here; begin at the page of the thing")
    return filled(version, iri, found, start, MANY)


def _counted(version: Version, iri: str) -> Iterator[Listed]:
    for prop, turned, count in _rows(version, _COUNTED, IRI=_node(iri)):
        key = f"{'^' if turned else ''}{curie(str(prop), version.pool.base)}"
        yield Listed(key, _phrase(str(prop), turned=bool(turned)), str(prop), int(str(count)))


def _pointing(version: Version, iri: str) -> Iterator[Listed]:
    for prop, count in _rows(version, _POINTING, IRI=_node(iri)):
        name = curie(str(prop), version.pool.base)
        yield Listed(f"^{name}", name, str(prop), int(str(count)))


def _with_sayings(version: Version, iri: str, found: Listed, start: int, most: int) -> Listed:
    ends = ("rdf:object", "rdf:subject") if found.key.startswith("^") else ("rdf:subject", "rdf:object")
    given = {"HERE": ends[0], "THERE": ends[1], "IRI": _node(iri), "PROPERTY": _node(found.predicate)}
    rows = _rows(version, _SAID, MOST=str(most), FROM=str(start), **given)
    sayings = tuple(map(_saying, rows))
    return replace(found, start=start, sayings=sayings)


def _saying(row: tuple[object, ...]) -> Saying:
    other, name, sentence, start, end, confidence, rule, paper, title = row
    said = (str(other), str(name), str(sentence), f"{start}-{end}")
    return Saying(*said, float(str(confidence)), str(rule or ""), str(paper), str(title))


def _with_subjects(version: Version, iri: str, found: Listed, start: int, most: int) -> Listed:
    given = {"BASE": str(ox.Literal(version.pool.base)), "IRI": _node(iri), "PROPERTY": _node(found.predicate)}
    rows = _rows(version, _SUBJECTS, MOST=str(most), FROM=str(start), **given)
    return replace(found, start=start, subjects=tuple(str(row[0]) for row in rows))


def _phrase(prop: str, *, turned: bool) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", prop.rpartition("#")[2]).lower()
    return f"… {words} it" if turned else words


def _node(iri: str) -> str:
    return str(ox.NamedNode(iri))


def _rows(version: Version, query: str, **given: str) -> tuple[tuple[object, ...], ...]:
    """Return what answers a query whose words in capitals are replaced, all at once: no IRI is looked into."""
    filled = re.sub(rf"\b(?:{'|'.join(given)})\b", lambda found: given[found[0]], query)
    return to_table(version.answers.ask(Request(filled)).body).rows
