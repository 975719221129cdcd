"""What a graph says of one thing, ready for a page or as triples."""

import re
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox
from starlette.exceptions import HTTPException

from kg.ontology import curie
from kg.server.listing import Listed, pointing, said
from kg.server.live import Version
from kg.sparql import Answer, Request, to_table

_ESCAPED: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
MOST: Final = 500
"""So many properties of a thing are shown at most."""
_ALL: Final = 100_000
"""So many triples that point to a thing are returned at most."""


@dataclass(frozen=True, slots=True)
class Description:
    """A thing with what is said of it, and what points to it.

    Attributes:
        iri: in full.
        name: of it.
        type: ``Paper``, ``Method`` ..., or nothing for what has no name.
        rows: property, value, and whether the value is an IRI with a page.
        said: lists of what sentences say.
        pointing: lists of what points to it.
    """

    iri: str
    name: str
    type: str
    rows: tuple[tuple[str, str, bool], ...] = ()
    said: tuple[Listed, ...] = ()
    pointing: tuple[Listed, ...] = ()


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
    return replace(
        named(version, iri),
        rows=tuple((str(prop), str(value), bool(link)) for prop, value, link in rows),
        said=tuple(said(version, iri)) if iri in version.things.by_iri else (),
        pointing=tuple(pointing(version, iri)),
    )


def named(version: Version, iri: str) -> Description:
    """Return a thing without what is said of it."""
    thing = version.things.by_iri.get(iri)
    if thing is None:
        return Description(iri, curie(iri, version.pool.base), "")
    return Description(iri, thing.name, thing.type)


def triples(version: Version, iri: str, form: str) -> Answer:
    """Return what a graph says of a thing as triples, those that point to it included."""
    node = str(ox.NamedNode(iri))
    pattern = f"{{ {node} ?p ?o }} UNION {{ SELECT ?s ?q {{ ?s ?q {node} }} LIMIT {_ALL} }}"
    query = f"CONSTRUCT {{ {node} ?p ?o . ?s ?q {node} }} WHERE {{ {pattern} }}"
    return version.answers.ask(Request(query, graph=form))


def _rows(version: Version, query: str) -> tuple[tuple[object, ...], ...]:
    return to_table(version.answers.ask(Request(query)).body).rows
