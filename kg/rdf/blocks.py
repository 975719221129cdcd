"""What is said of one thing, and how what is said is gathered by subject."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from kg.errors import ExportError
from kg.ontology import Borrowed
from kg.rdf.terms import Value

Merged = defaultdict[str, set[tuple[str, Value]]]
"""What is said of each thing."""


class Block(NamedTuple):
    """Properties and values of one thing.

    Attributes:
        subject: its IRI.
        paper: the paper that says so, or None where they hold by themselves.
        values: pairs of a property and a value.
        is_evidence: they tell what a paper's text says where, and not what that means.
    """

    subject: str
    paper: str | None
    values: Iterable[tuple[str, Value]]
    is_evidence: bool = False


def merge(blocks: Iterable[Block]) -> Merged:
    """Return what blocks say, by subject."""
    merged: Merged = defaultdict(set)
    for block in blocks:
        merged[block.subject].update(block.values)
    return merged


def class_first(said: Iterable[tuple[str, Value]]) -> list[tuple[str, Value]]:
    """Return what is said of a thing, sorted, its classes first."""
    ordered = sorted(said)
    classes = [each for each in ordered if each[0] == Borrowed.TYPE]
    return classes + [each for each in ordered if each[0] != Borrowed.TYPE] if classes else ordered


@contextmanager
def sayable() -> Iterator[None]:
    """Turn a term that pyoxigraph refuses into an error that says what to do."""
    try:
        yield
    except ValueError as error:
        cure = "replace lone surrogates and broken IRIs before building"
        raise ExportError(f"the graph holds what RDF cannot say ({error})", cure=cure) from error
