"""Extraction records: one JSON object a paper, to and from ``Extraction``.

What a record holds is a promise: the keys of ``extraction_to_json`` in their order. Fields that say why (``rule``,
``role_rule``), what only devices have (``count``, ``memory``) and where a value stands (``place``) follow after the
promised ones. All texts and offsets are those of title and abstract as their source writes them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.anchoring import as_read, as_written
from kg.errors import InputError
from kg.files import replacing
from kg.records import (
    EntityType,
    ExtractedEntity,
    Extraction,
    Field,
    Kind,
    Mention,
    Paper,
    Relation,
    RelationType,
    Result,
    Role,
    Span,
)

Json = dict[str, Any]
"""A JSON object as ``json`` reads it."""


def extraction_to_json(extraction: Extraction) -> Json:
    """Return the record of one paper, its keys in the promised order.

    >>> extraction_to_json(Extraction(Paper("p1", "A title", "A text.")))
    {'id': 'p1', 'title': 'A title', 'entities': [], 'relations': [], 'results': []}
    """
    written = as_written(extraction)
    return {"id": written.paper.id, "title": written.paper.title, **_said_to_json(written)}


def extraction_from_json(record: Mapping[str, Any], paper: Paper) -> Extraction:
    """Return what ``record`` says of ``paper``; the opposite of ``extraction_to_json``.

    Raises:
        InputError: the record lacks a promised key, has a value of another type, or belongs to another paper.

    >>> extraction = Extraction(Paper("p1", "A title", "A text."))
    >>> extraction_from_json(extraction_to_json(extraction), extraction.paper) == extraction
    True
    """
    if record.get("id") != paper.id:
        raise InputError(f"the record is of paper {record.get('id')!r}", where=paper.id, cure="give it its own paper")
    with _records_of(paper):
        return as_read(_said_from_json(record, paper), paper)


def to_said(extraction: Extraction) -> str:
    """Return what the plain text of a paper says, as JSON on one line: a record by the offsets that we count with.

    Two papers of equal title and abstract say the same, so neither identifier nor title is in it.

    >>> to_said(Extraction(Paper("p1", "A title", "A text.")))
    '{"entities": [], "relations": [], "results": []}'
    """
    return json.dumps(_said_to_json(extraction), ensure_ascii=False)


def from_said(said: str, paper: Paper) -> Extraction:
    """Return what ``paper`` says; the opposite of ``to_said``.

    Raises:
        InputError: ``said`` is not what ``to_said`` returns.

    >>> extraction = Extraction(Paper("p1", "A title", "A text."))
    >>> from_said(to_said(extraction), extraction.paper) == extraction
    True
    """
    with _records_of(paper):
        return _said_from_json(json.loads(said), paper)


def line_of(paper: Paper, said: str) -> str:
    """Return the record of one paper, on one line, from what ``to_said`` wrote.

    >>> extraction = Extraction(Paper("p1", "A title", "A text."))
    >>> line_of(extraction.paper, to_said(extraction)) == to_line(extraction)
    True
    """
    if paper.written is not None:
        return to_line(from_said(said, paper))
    head = json.dumps({"id": paper.id, "title": paper.title}, ensure_ascii=False)
    return f"{head[:-1]}, {said[1:]}"


def to_line(extraction: Extraction) -> str:
    """Return the record of one paper as JSON on one line, without a line end."""
    return json.dumps(extraction_to_json(extraction), ensure_ascii=False)


def generate_jsonl(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield one line a paper, without line ends."""
    return map(to_line, extractions)


def write_jsonl(extractions: Iterable[Extraction], path: Path) -> None:
    """Write one line a paper.

    Raises:
        ExportError: the file cannot be written.
    """
    write_lines(generate_jsonl(extractions), path)


def write_lines(lines: Iterable[str], path: Path) -> None:
    """Write records that are lines already.

    Raises:
        ExportError: the file cannot be written.
    """
    with replacing(path) as file:
        file.writelines(f"{line}\n".encode() for line in lines)


def parse_jsonl(lines: Iterable[str], papers: Mapping[str, Paper]) -> Iterator[Extraction]:
    """Yield the extractions that ``lines`` hold, blank ones skipped; ``papers`` are found by identifier.

    Raises:
        InputError: a line is no JSON or no extraction record, or its paper is not among ``papers``; it names the line.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _parsed(line, number, papers)


def _parsed(line: str, number: int, papers: Mapping[str, Paper]) -> Extraction:
    where = f"line {number}"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON ({error})", where=where, cure="mend or remove the line") from error
    paper = papers.get(str(record.get("id"))) if isinstance(record, dict) else None
    if paper is None:
        raise InputError("not the record of a paper that was given", where=where, cure="give its papers too")
    return extraction_from_json(record, paper)


@contextmanager
def _records_of(paper: Paper) -> Iterator[None]:
    """Turn what is wrong with the record of a paper into an error that names the paper."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"not an extraction record ({error})", where=paper.id, cure="write it anew with `kg extract`"
        ) from error


def _said_to_json(extraction: Extraction) -> Json:
    return {
        "entities": [_entity_to_json(entity) for entity in extraction.entities],
        "relations": [_relation_to_json(relation) for relation in extraction.relations],
        "results": [_result_to_json(result) for result in extraction.results],
    }


def _said_from_json(record: Mapping[str, Any], paper: Paper) -> Extraction:
    return Extraction(
        paper,
        tuple(_entity_from_json(entity) for entity in record["entities"]),
        tuple(_relation_from_json(relation) for relation in record["relations"]),
        tuple(_result_from_json(result) for result in record["results"]),
    )


def _entity_to_json(entity: ExtractedEntity) -> Json:
    return {
        "name": entity.name,
        "type": entity.type.value,
        "kind": entity.kind.value,
        "role": entity.role.value,
        "confidence": entity.confidence,
        "mentions": [_mention_to_json(mention) for mention in entity.mentions],
        "rule": entity.rule,
        "role_rule": entity.role_rule,
    }


def _entity_from_json(record: Json) -> ExtractedEntity:
    return ExtractedEntity(
        record["name"],
        EntityType(record["type"]),
        Kind(record["kind"]),
        Role(record["role"]),
        record["confidence"],
        tuple(_mention_from_json(mention) for mention in record["mentions"]),
        record.get("rule", ""),
        record.get("role_rule", ""),
    )


def _mention_to_json(mention: Mention) -> Json:
    record: Json = {
        "text": mention.text,
        "field": mention.field.value,
        "start": mention.start,
        "end": mention.end,
        "rule": mention.rule,
    }
    if mention.count is not None:
        record["count"] = mention.count
    if mention.memory is not None:
        record["memory"] = mention.memory
    return record


def _mention_from_json(record: Json) -> Mention:
    return Mention(**{**record, "field": Field(record["field"])})


def _span_from_json(record: Json) -> Span:
    return Span(Field(record["field"]), record["start"], record["end"])


def _relation_to_json(relation: Relation) -> Json:
    return {
        "head": relation.head,
        "type": relation.type.value,
        "tail": relation.tail,
        "confidence": relation.confidence,
        "evidence": _span_to_json(relation.evidence),
        "rule": relation.rule,
    }


def _relation_from_json(record: Json) -> Relation:
    return Relation(**{**record, "type": RelationType(record["type"]), "evidence": _span_from_json(record["evidence"])})


def _result_to_json(result: Result) -> Json:
    record: Json = {
        "method": result.method,
        "metric": result.metric,
        "value": result.value,
        "on": result.on,
        "versus": result.versus,
        "evidence": _span_to_json(result.evidence),
        "rule": result.rule,
        "confidence": result.confidence,
    }
    if result.place is not None:
        record["place"] = _span_to_json(result.place)
    return record


def _result_from_json(record: Json) -> Result:
    place = record.get("place")
    spans = {"evidence": _span_from_json(record["evidence"]), "place": place and _span_from_json(place)}
    return Result(**{**record, **spans})


def _span_to_json(span: Span) -> Json:
    return {"field": span.field.value, "start": span.start, "end": span.end}
