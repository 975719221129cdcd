"""What a graph says of one thing, ready for a page or as triples."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox
from starlette.exceptions import HTTPException

from kg.ontology import curie
from kg.server.live import Version
from kg.sparql import Answer, Request, to_table

_ESCAPED: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
MOST: Final = 500
"""So many rows of each kind are shown at most."""

_SAID: Final = """SELECT DISTINCT ?property ?other ?name ?turned ?sentence ?start ?end ?confidence ?rule ?paper ?title {
  { ?statement rdf:subject IRI ; rdf:object ?other . BIND(false AS ?turned) }
  UNION { ?statement rdf:object IRI ; rdf:subject ?other . BIND(true AS ?turned) }
  ?statement rdf:predicate ?property ; kg:evidence ?evidence .
  FILTER NOT EXISTS { ?statement prov:wasDerivedFrom ?stated }
  ?evidence kg:confidence ?confidence ; oa:hasSource ?paper ; kg:sentence ?passage .
  ?passage oa:exact ?sentence ; oa:start ?start ; oa:end ?end .
  ?paper dcterms:title ?title .
  OPTIONAL { ?evidence kg:rule ?rule }
  OPTIONAL { ?other skos:prefLabel ?label }
  OPTIONAL { ?other dcterms:title ?titled }
  BIND(COALESCE(?label, ?titled) AS ?name)
} ORDER BY ?turned ?property ?name DESC(?confidence) ?start LIMIT MOST"""


@dataclass(frozen=True, slots=True)
class Saying:
    """What one sentence says of a thing: the property, the other thing, and where that stands."""

    phrase: str
    other: str
    name: str
    sentence: str
    offsets: str
    confidence: float
    rule: str
    paper: str
    title: str


@dataclass(frozen=True, slots=True)
class Description:
    """A thing with what is said of it; ``rows`` are property, value, and whether the value is an IRI with a page."""

    iri: str
    name: str
    type: str
    rows: tuple[tuple[str, str, bool], ...]
    turned: tuple[tuple[str, str], ...]
    sayings: tuple[Saying, ...]


def iri_of(version: Version, path: str) -> str:
    """Return the IRI of a thing from the end of an address, as it came over the wire.

    Raises:
        HTTPException: the graph holds no such thing.
    """
    rest = _ESCAPED.sub(lambda found: unquote(found[0]), path)
    iri = version.pool.base + rest
    try:
        asked = f"ASK {{ {ox.NamedNode(iri)} ?property ?value }}"
    except ValueError:
        asked = "ASK { FILTER(false) }"
    if to_table(version.answers.ask(Request(asked)).body).rows != ((True,),):
        raise HTTPException(404, f"the graph holds no {rest[:80]}; search for its name")
    return iri


def describe(version: Version, iri: str) -> Description:
    """Return what a graph says of a thing that it holds."""
    node = str(ox.NamedNode(iri))
    here = f'STRSTARTS(STR(?o), "{version.pool.base}")'
    link = f"(isIRI(?o) && (!{here} || EXISTS {{ ?o ?q ?r }}) AS ?link)"
    rows = _rows(version, f"SELECT ?p ?o {link} {{ {node} ?p ?o }} ORDER BY ?p ?o LIMIT {MOST}")
    turned = _rows(version, f"SELECT ?s ?p {{ ?s ?p {node} }} ORDER BY ?p ?s LIMIT {MOST}")
    thing = version.things.by_iri.get(iri)
    return Description(
        iri,
        thing.name if thing else curie(iri, version.pool.base),
        thing.type if thing else "",
        tuple((str(prop), str(value), bool(link)) for prop, value, link in rows),
        tuple((str(subject), str(prop)) for subject, prop in turned),
        tuple(_sayings(version, node)) if thing else (),
    )


def triples(version: Version, iri: str, form: str) -> Answer:
    """Return what a graph says of a thing as triples, those that point to it included."""
    node = str(ox.NamedNode(iri))
    pattern = f"{{ {node} ?p ?o }} UNION {{ SELECT ?s ?q {{ ?s ?q {node} }} ORDER BY ?s ?q LIMIT {MOST} }}"
    query = f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} }} WHERE {{ {pattern} }}"
    return version.answers.ask(Request(query, graph=form))


def _sayings(version: Version, node: str) -> Iterator[Saying]:
    for row in _rows(version, _SAID.replace("MOST", str(MOST)).replace("IRI", node)):
        prop, other, name, turned, sentence, start, end, confidence, rule, paper, title = row
        phrase = _phrase(str(prop), turned=bool(turned))
        offsets, sure = f"{start}-{end}", float(str(confidence))
        said = (phrase, str(other), str(name), str(sentence), offsets)
        yield Saying(*said, sure, str(rule or ""), str(paper), str(title))


def _phrase(prop: str, *, turned: bool) -> str:
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", prop.rpartition("#")[2]).lower()
    return f"… {words} it" if turned else words


def _rows(version: Version, query: str) -> tuple[tuple[object, ...], ...]:
    return to_table(version.answers.ask(Request(query)).body).rows
