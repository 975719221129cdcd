"""Writes what things say of each other for Graphviz: `dot -Tsvg exports/graph.dot -o graph.svg`."""

import json
from collections.abc import Iterator
from pathlib import Path

from kg import Contents
from kg.exports import Built

_SHAPES = {"Method": "ellipse", "Dataset": "cylinder", "Benchmark": "cylinder", "Hardware": "box"}


def to_dot(contents: Contents) -> str:
    """Return the statements between things as a digraph; papers are left out, and so is what no statement joins."""
    return "".join(f"{line}\n" for line in _lines(contents))


def write_dot(built: Built, folder: Path) -> None:
    """Write `graph.dot` into the folder that `kg build` gives."""
    (folder / "graph.dot").write_text(to_dot(built.contents), encoding="utf-8")


def _lines(contents: Contents) -> Iterator[str]:
    things = {entity.id: entity for entity in contents.entities}
    edges = [fact for fact in contents.facts if fact.subject in things]
    joined = {end for fact in edges for end in (fact.subject, fact.object)}
    yield "digraph {"
    yield "  rankdir=LR"
    for entity in contents.entities:
        if entity.id in joined:
            yield f"  {_quoted(entity.id)} [label={_quoted(entity.name)} shape={_SHAPES[entity.type]}]"
    for fact in edges:
        yield f"  {_quoted(fact.subject)} -> {_quoted(fact.object)} [label={_quoted(fact.predicate)}]"
    yield "}"


def _quoted(text: str) -> str:
    """Return text as DOT writes a string: in quotes that JSON writes alike."""
    return json.dumps(text, ensure_ascii=False)
