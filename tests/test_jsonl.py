"""Extraction records keep their promised form and come back as they were."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import records
from kg.errors import ExportError, InputError
from kg.jsonl import extraction_from_json, extraction_to_json, generate_jsonl, parse_jsonl, write_jsonl

PAPER = records.Paper("p1", "Zibbo on 2x Q90", "Zibbo is 1.7x faster than Wobble.")
TITLE, ABSTRACT = records.Field.TITLE, records.Field.ABSTRACT
SENTENCE = records.Span(ABSTRACT, 0, 33)
EXTRACTION = records.Extraction(
    PAPER,
    (
        records.ExtractedEntity(
            "Zibbo",
            records.EntityType.METHOD,
            records.Kind.NAMED,
            records.Role.INTRODUCES,
            0.9,
            (records.Mention("Zibbo", TITLE, 0, 5, "title-name"), records.Mention("Zibbo", ABSTRACT, 0, 5, "again")),
            "title-name",
            "role-title",
        ),
        records.ExtractedEntity(
            "Q90",
            records.EntityType.HARDWARE,
            records.Kind.NAMED,
            records.Role.RUNS_ON,
            0.8,
            (records.Mention("Q90", TITLE, 12, 15, "device", count=2, memory="80GB"),),
        ),
    ),
    (records.Relation("Zibbo", records.RelationType.OUTPERFORMS, "Wobble", 0.7, SENTENCE, "faster-than"),),
    (records.Result("Zibbo", "speedup", "1.7x", None, "Wobble", SENTENCE, "times", 0.6, SENTENCE),),
)


def test_keys_stand_in_the_promised_order() -> None:
    record = extraction_to_json(EXTRACTION)
    assert list(record) == ["id", "title", "entities", "relations", "results"]
    entity = record["entities"][0]
    assert list(entity)[:6] == ["name", "type", "kind", "role", "confidence", "mentions"]
    assert list(entity["mentions"][0]) == ["text", "field", "start", "end", "rule"]
    assert list(record["entities"][1]["mentions"][0]) == ["text", "field", "start", "end", "rule", "count", "memory"]
    assert list(record["relations"][0])[:5] == ["head", "type", "tail", "confidence", "evidence"]
    assert list(record["relations"][0]["evidence"]) == ["field", "start", "end"]
    assert list(record["results"][0])[:6] == ["method", "metric", "value", "on", "versus", "evidence"]
    assert list(record["results"][0])[-3:] == ["rule", "confidence", "place"]


def test_written_records_come_back_equal(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    write_jsonl([EXTRACTION, EXTRACTION], path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert list(parse_jsonl([*lines, "  "], {"p1": PAPER})) == [EXTRACTION, EXTRACTION]
    assert list(tmp_path.iterdir()) == [path]


texts = st.text(st.characters(exclude_categories=["Cs"]))
mentions = st.builds(
    records.Mention,
    texts,
    st.sampled_from(records.Field),
    st.integers(0),
    st.integers(0),
    texts,
    st.none() | st.integers(0),
    st.none() | texts,
)
entities = st.builds(
    records.ExtractedEntity,
    texts,
    st.sampled_from(records.EntityType),
    st.sampled_from(records.Kind),
    st.sampled_from(records.Role),
    st.floats(0, 1),
    st.tuples(mentions),
    texts,
    texts,
)


@given(st.lists(entities, max_size=2), texts)
def test_no_text_is_lost_on_the_way(found: list[records.ExtractedEntity], title: str) -> None:
    paper = records.Paper("p", title, "")
    extraction = records.Extraction(paper, tuple(found))
    (line,) = generate_jsonl([extraction])
    assert extraction_from_json(json.loads(line), paper) == extraction


def test_a_line_is_one_line_whatever_the_title_holds() -> None:
    paper = records.Paper("p", "a\nb\u2028c\x85d", "")
    (line,) = generate_jsonl([records.Extraction(paper)])
    assert "\n" not in line


def drop(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda record: record.pop(key)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (drop("entities"), "'entities'"),
        (lambda record: record["entities"][0].update(type="Animal"), "Animal"),
        (lambda record: record["entities"][0]["mentions"][0].update(colour=1), "colour"),
        (lambda record: record.update(relations=7), "int"),
        (lambda record: record.update(id="p2"), "p2"),
    ],
)
def test_a_spoilt_record_is_refused_with_its_reason(spoil: Callable[[dict[str, Any]], None], says: str) -> None:
    record = extraction_to_json(EXTRACTION)
    spoil(record)
    with pytest.raises(InputError, match=says):
        extraction_from_json(record, PAPER)


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"id": "unknown"}', '{"title": "no id"}', '{"id": []}'])
def test_a_spoilt_line_is_named(line: str) -> None:
    with pytest.raises(InputError, match=r"^line 2: "):
        list(parse_jsonl(["", line], {"p1": PAPER}))


def test_an_unwritable_target_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="missing"):
        write_jsonl([], tmp_path / "missing" / "records.jsonl")
    with pytest.raises(ExportError, match="folder"):
        (tmp_path / "folder").mkdir()
        write_jsonl([], tmp_path / "folder")
