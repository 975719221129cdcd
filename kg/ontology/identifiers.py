"""Prefixes, and identifiers of things to IRIs and back."""

import re
from typing import Final
from urllib.parse import quote, unquote

from kg.errors import OntologyError
from kg.ontology.terms import PREFIXES

BASE: Final = "https://w3id.org/abstract-kg/id/"
"""What the IRIs of things begin with, unless the user chooses another base."""

_FAMILIES: Final = (
    *("about", "data", "evidence", "graph", "hardware", "head", "label", "mention", "method", "nanopublication"),
    *("paper", "place", "provenance", "publication", "result", "sentence", "statement"),
)


def prefixes(base: str = BASE) -> dict[str, str]:
    """Return the prefixes of terms and of things under ``base``.

    >>> prefixes()["method"]
    'https://w3id.org/abstract-kg/id/method/'
    """
    return {**PREFIXES, **{family: f"{base}{family}/" for family in _FAMILIES}}


def curie(iri: str, base: str = BASE) -> str:
    """Return ``iri`` with its prefix, for people to read; unchanged where no prefix fits.

    >>> curie("https://w3id.org/abstract-kg/id/hardware/h100"), curie("urn:x")
    ('hardware:h100', 'urn:x')
    """
    for prefix, namespace in prefixes(base).items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


_NOT_IN_ENTITY: Final = re.compile(r"[^\w.~/-]")
_OUTER_DOT: Final = re.compile(r"(?<![^/])\.|\.(?![^/])")
"""A full stop that begins or ends a path segment: browsers drop such segments and some readers of Turtle stumble."""
_PAPER: Final = "paper/"


def entity_iri(identifier: str, base: str = BASE) -> str:
    """Return the IRI of an entity or finding; letters of any script stay as they are, as in the vocabulary.

    >>> entity_iri("method/flashattention")
    'https://w3id.org/abstract-kg/id/method/flashattention'
    """
    return base + _OUTER_DOT.sub("%2E", _NOT_IN_ENTITY.sub(_percent, identifier))


def entity_id(iri: str, base: str = BASE) -> str:
    """Return the identifier that ``entity_iri`` made ``iri`` from.

    Raises:
        OntologyError: ``iri`` is not under ``base``.

    >>> entity_id(entity_iri("method/a* search"))
    'method/a* search'
    """
    return unquote(_below(iri, base))


def paper_iri(identifier: str, base: str = BASE) -> str:
    """Return the IRI of a paper.

    >>> paper_iri("cs/0112017")
    'https://w3id.org/abstract-kg/id/paper/cs%2F0112017'
    """
    return base + _PAPER + _OUTER_DOT.sub("%2E", quote(identifier, safe=""))


def paper_id(iri: str, base: str = BASE) -> str:
    """Return the identifier that ``paper_iri`` made ``iri`` from.

    Raises:
        OntologyError: ``iri`` is not that of a paper under ``base``.
    """
    return unquote(_below(iri, base + _PAPER))


def is_paper_iri(iri: str, base: str = BASE) -> bool:
    """Tell whether ``iri`` is that of a paper under ``base``."""
    return iri.startswith(base + _PAPER)


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="")


def _below(iri: str, base: str) -> str:
    if not iri.startswith(base):
        raise OntologyError(f"is not below {base}", where=iri, cure="name the base that the graph was built with")
    return iri.removeprefix(base)
