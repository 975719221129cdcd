"""Terms of an exported graph: IRIs minted from what a thing is, and literals of the records' values."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from hashlib import blake2b
from typing import Final

import pyoxigraph as ox

from kg import ontology
from kg.ontology import Borrowed
from kg.records import Alias, Evidence, Mention, Place, Provenance

_HASH_BYTES: Final = 8
"""Sixteen hex digits: two of a million things share them with a probability of 3e-8."""

UNKNOWN: Final = Provenance()
"""The provenance of a graph that nobody told where it is from."""

Value = tuple[str, str]
"""The object of a triple as text and datatype; the datatype of an IRI is "". It sorts fast and becomes a term late."""


class Mint:
    """Makes the IRIs of things under one base; a thing always gets the same one."""

    def __init__(self, base: str) -> None:
        self.base: Final = base

    def paper(self, identifier: str) -> str:
        """Return the IRI of a paper."""
        return ontology.paper_iri(identifier, self.base)

    def graph(self, identifier: str, family: str = "graph") -> str:
        """Return the IRI of the named graph that holds what a paper says, or of another family of one a paper."""
        return ontology.paper_iri(identifier, f"{self.base}{family}/")

    def about(self, name: str) -> str:
        """Return the IRI of a part of the graph's description of itself."""
        return f"{self.base}about/{name}"

    def thing(self, identifier: str) -> str:
        """Return the IRI of an entity or finding."""
        return ontology.entity_iri(identifier, self.base)

    def place(self, paper: str, place: Place) -> str:
        """Return the IRI of a place where a paper was met."""
        return self._hashed("place", paper, place.source, str(place.position), place.date)

    def label(self, entity: str, alias: Alias) -> str:
        """Return the IRI of another name of an entity."""
        return self._hashed("label", entity, alias.name, alias.reason)

    def statement(self, subject: str, predicate: str, identifier: str) -> str:
        """Return the IRI of a statement; the base does not enter its hash."""
        return self._hashed("statement", subject.removeprefix(self.base), predicate, identifier)

    def sentence(self, said: Evidence) -> str:
        """Return the IRI of the sentence that was read."""
        return self._hashed("sentence", said.paper, f"{said.field}/{said.start}/{said.end}", said.sentence)

    def mention(self, paper: str, said: Mention) -> str:
        """Return the IRI of the words that name an entity."""
        place = f"{said.field}/{said.start}/{said.end}/{said.count}"
        return self._hashed("mention", paper, place, said.text, said.rule, _optional(said.memory))

    def evidence(self, sentence: str, mention: str | None, said: Evidence) -> str:
        """Return the IRI of one reading of a sentence."""
        passages = f"{sentence.removeprefix(self.base)} {(mention or '').removeprefix(self.base)}"
        return self._hashed("evidence", passages, repr(float(said.confidence)), said.rule)

    def _hashed(self, family: str, *parts: str) -> str:
        # The length of each part keeps ("ab", "c") and ("a", "bc") apart.
        written = "".join([f"{len(part)}:{part}" for part in parts])
        return f"{self.base}{family}/{blake2b(written.encode(), digest_size=_HASH_BYTES).hexdigest()}"


def _optional(part: str | None) -> str:
    return "" if part is None else f"={part}"


class _Nodes(dict[str, ox.NamedNode]):
    """The terms of IRIs, each made when it is first asked for."""

    def __missing__(self, iri: str) -> ox.NamedNode:
        self[iri] = node = ox.NamedNode(iri)
        return node


class Terms:
    """Values as pyoxigraph terms; an IRI becomes a term once."""

    def __init__(self) -> None:
        self.node: Final[Callable[[str], ox.NamedNode]] = _Nodes().__getitem__
        """Returns the term of an IRI."""

    def literal(self, text: str, datatype: str) -> ox.Literal:
        """Return the term of a text with its datatype."""
        return ox.Literal(text, datatype=self.node(datatype))

    def value(self, value: Value) -> ox.NamedNode | ox.Literal:
        """Return the term of a value."""
        text, datatype = value
        return self.literal(text, datatype) if datatype else self.node(text)


def iri(text: str) -> Value:
    """Return an IRI as a value."""
    return text, ""


def string(text: str) -> Value:
    """Return a string as a value."""
    return text, Borrowed.STRING


def integer(number: int) -> Value:
    """Return a whole number as a value."""
    return str(number), Borrowed.INTEGER


def decimal(number: float) -> Value:
    """Return the shortest decimal that reads back as the same float; xsd:decimal knows no exponent.

    >>> decimal(1e-05)[0]
    '0.00001'
    """
    written = repr(float(number))
    return format(Decimal(written), "f") if "e" in written else written, Borrowed.DECIMAL


_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""Python reads more as a date than RDF does: ``2025-W11-2`` and ``20250311`` are days, too."""


def date(written: str) -> Value:
    """Return an ISO date as xsd:date, and any other date as it was written.

    >>> date("2025-03-11")[1] == Borrowed.XSD_DATE, date("11 March")[1] == Borrowed.STRING
    (True, True)
    """
    try:
        datetime.date.fromisoformat(written if _ISO_DATE.fullmatch(written) else "")
    except ValueError:
        return string(written)
    return written, Borrowed.XSD_DATE


def address(url: str) -> Value:
    """Return a web address as it was written; it may be no valid IRI."""
    return url, Borrowed.ANY_URI
