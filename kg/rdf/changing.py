"""Turtle of a graph made from that of the graph before a change."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

import pyoxigraph as ox

from kg import ontology
from kg.changes import Change
from kg.ontology import BASE
from kg.rdf.blocks import Merged, merge, sayable
from kg.rdf.dataset import data_set
from kg.rdf.description import Description, triples_of
from kg.rdf.tally import Tally
from kg.rdf.terms import UNKNOWN
from kg.records import Provenance
from kg.splicing import Blocks, Text

_PREFIX: Final = b"@prefix "
_ESCAPED: Final = re.compile(r"\\(.)")


def changed_turtle(
    text: Text, change: Change, tally: Tally, base: str = BASE, provenance: Provenance = UNKNOWN
) -> Iterator[bytes]:
    """Yield, piece by piece, what ``serialise`` returns of a graph in Turtle, from what it returned before a change.

    Args:
        text: the Turtle before.
        change: what comes and goes.
        tally: what the Turtle says without the description of the graph; it is changed too.
        base: what the IRIs of things begin with, then and now.
        provenance: what the graph is made with now.

    Raises:
        ExportError: what comes cannot be said in RDF.
    """
    start = 0
    while text[start : start + len(_PREFIX)] == _PREFIX:
        start = text.find(b"\n", start) + 1
    blocks = Blocks(text, (start, len(text)), _subject_in(base), lambda head: head[:1] != b"\t")
    with sayable():
        gone, come = (merge(Description(base).blocks(contents)) for contents in (change.gone, change.come))
        nothing: set[tuple[str, tuple[str, str]]] = set()
        changed = [subject for subject in {*gone, *come} if gone.get(subject) != come.get(subject)]
        before = _read(text[:start] + b"".join(text[slice(*blocks.find(subject))] for subject in sorted(changed)))
        after: Merged = defaultdict(set)
        for subject in changed:
            # Of an entity only some facts change: what the others say of it stays.
            stays = before.get(subject, nothing) - gone.get(subject, nothing)
            after[subject] = stays | come.get(subject, nothing)
        tally.change(before, after)
        description = merge(data_set(tally.counts, base, provenance))
        written = dict.fromkeys(changed, b"") | _written(after, base)
        yield text[:start]
        yield from _written(description, base).values()
    things, _ = blocks.find(f"{base}about0")  # all of the description comes before
    yield from blocks.with_changes(written, things)


def _subject_in(base: str) -> Callable[[bytes], str]:
    """Return what finds the IRI of the subject that a block begins with."""
    prefixes = ontology.prefixes(base)

    def subject(line: bytes) -> str:
        name = line.split(b" ", 1)[0].decode()
        if name.startswith("<"):
            return name[1:-1]
        prefix, _, local = name.partition(":")
        return prefixes[prefix] + (_ESCAPED.sub(r"\1", local) if "\\" in local else local)

    return subject


def _read(turtle: bytes) -> Merged:
    """Return what Turtle says."""
    said: Merged = defaultdict(set)
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        term = quad.object
        if isinstance(term, ox.Literal):
            said[_iri(quad.subject)].add((_iri(quad.predicate), (term.value, term.datatype.value)))
        else:
            said[_iri(quad.subject)].add((_iri(quad.predicate), (_iri(term), "")))
    return said


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _written(said: Merged, base: str) -> dict[str, bytes]:
    """Return the block of each subject, sorted; none where nothing is said of it."""
    subjects = sorted(subject for subject in said if said[subject])
    written = ox.serialize(triples_of(said), format=ox.RdfFormat.TURTLE, prefixes=ontology.prefixes(base)) or b""
    blocks: list[bytes] = []
    for line in written.splitlines(keepends=True):
        if line.startswith(b"\t"):
            blocks[-1] += line
        elif not line.startswith(_PREFIX):
            blocks.append(line)
    return dict(zip(subjects, blocks, strict=True))
