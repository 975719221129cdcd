"""Annotation records find their texts, keep what is held out, and are what their data card says."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.annotated import is_held_out, keep_learnable, read_annotated, read_records
from kg.errors import GoldError
from kg.evaluation import annotation
from kg.records import EntityType, Kind, Paper, RelationType, Role

ANNOTATIONS = Path(__file__).parents[1] / "annotations"
FILES = ("arxiv", "seeds", "active")


def _record(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"t{number}", "arxiv": f"2401.{number:05}", "title": f"On Foo {number}", "entities": [], **more}


@pytest.mark.parametrize(
    ("paper", "found"),
    [
        (Paper("2401.00001", "Another Title", "."), True),
        (Paper("arXiv:2401.00001v3", "Another Title", "."), True),
        (Paper("p7", "Another Title", ".", url="https://arxiv.org/abs/2401.00001v2"), True),
        (Paper("p7", "on FOO, 1!", "."), True),
        (Paper("2401.99999", "On Foo 1", "."), False),
        (Paper("p7", "On Foo 2", "."), False),
    ],
)
def test_texts_are_found_by_identifier_else_by_title(paper: Paper, found: bool) -> None:
    joined = read_annotated([_record(1)], [paper])
    assert [one.paper for one in joined.papers] == ([paper] if found else [])
    assert joined.without_text == (() if found else ("t1",))


def test_a_record_without_an_arxiv_identifier_goes_by_title() -> None:
    paper = Paper("2401.99999", "On Foo 1", ".")
    assert read_annotated([_record(1, arxiv="")], [paper]).papers[0].paper is paper


def test_papers_come_in_the_order_of_the_records_whatever_that_of_the_texts() -> None:
    papers = [Paper(f"2401.{number:05}", "", ".") for number in (3, 9, 1, 2, 1)]
    joined = read_annotated([_record(n) for n in (1, 2, 3, 4)], papers)
    assert [one.paper.id for one in joined.papers] == ["2401.00001", "2401.00002", "2401.00003"]
    assert joined.without_text == ("t4",)


def test_texts_are_read_no_further_than_needed() -> None:
    def texts() -> Iterator[Paper]:
        yield Paper("2401.00001", "", ".")
        raise AssertionError("one too many")

    assert len(read_annotated([_record(1)], texts()).papers) == 1
    assert read_annotated([], texts()).papers == ()


def test_of_two_records_of_one_paper_the_first_counts() -> None:
    joined = read_annotated([_record(1, id="a"), _record(1, id="b")], [Paper("2401.00001", "", ".")])
    assert [one.record["id"] for one in joined.papers] == ["a"]


def test_what_is_held_out_stays_out() -> None:
    records = [_record(number, held_out=number % 5 == 0) for number in range(100)]
    assert len(keep_learnable(records)) == 80
    assert len(keep_learnable(records, "none")) == 100
    fewer = keep_learnable(records, "4")
    assert 50 < len(fewer) < 70
    assert not any(map(is_held_out, fewer))
    assert keep_learnable(records[::-1], "4") == fewer[::-1]


@pytest.mark.parametrize("rule", ["", "1", "0", "-3", "all", "1/4", "²"])
def test_there_is_no_such_rule(rule: str) -> None:
    with pytest.raises(GoldError, match="no such rule"):
        keep_learnable([], rule)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", ":1"),
        ("[1, 2]", ":1"),
        (json.dumps(_record(1)) + "\n\n" + json.dumps({"title": "On Foo"}), ":3"),
        (json.dumps(_record(1, entities=[{"name": "Foo", "type": "Dog"}])), ":1"),
        (json.dumps(_record(1, entities=[{"name": 5, "type": "Method"}])), ":1"),
        (b"\xff\xfe\x00", ""),
        (None, ""),
    ],
)
def test_broken_records_are_told_in_one_line(tmp_path: Path, text: str | bytes | None, where: str) -> None:
    path = tmp_path / "gold.jsonl"
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(GoldError) as caught:
        read_records(path)
    assert f"{path}{where}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_records_with_other_line_ends_inside_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(_record(1, note="a\u2028b"), ensure_ascii=False) + "\r\n", encoding="utf-8-sig")
    assert [record["id"] for record in read_records(path)] == ["t1"]


# What the project brings along; its form alone is looked at, for some of it is held out -----------------------------


@pytest.mark.parametrize("name", FILES)
def test_the_data_card_counts_right(name: str) -> None:
    records = read_records(ANNOTATIONS / f"{name}.jsonl")
    counts = [
        len(records),
        *(sum(len(record[part]) for record in records) for part in ("entities", "relations", "results")),
    ]
    card = (ANNOTATIONS / "README.md").read_text(encoding="utf-8")
    assert f"| `{name}.jsonl` | " + " | ".join(f"{count:,}" for count in counts) + " |" in card
    assert len({record["id"] for record in records}) == len(records)


@pytest.mark.parametrize("name", FILES)
def test_records_hold_facts_and_no_texts(name: str) -> None:
    for record in read_records(ANNOTATIONS / f"{name}.jsonl"):
        assert set(record) <= {"id", "arxiv", "title", "held_out", "entities", "relations", "results"}
        for entity in record["entities"]:
            assert set(entity) == {"name", "type", "kind", "role", "mentions"}
            assert entity["type"] in set(EntityType)
            assert entity["kind"] in set(Kind)
            assert entity["role"] in set(Role)
            assert max(map(len, entity["mentions"]), default=0) < 160
        assert {relation["type"] for relation in record["relations"]} <= set(RelationType)
        assert annotation(record).title == record["title"]


def test_what_is_held_out_is_every_fifth() -> None:
    for record in read_records(ANNOTATIONS / "arxiv.jsonl"):
        assert record["held_out"] == (int(re.sub(r"\D", "", record["id"])) % 5 == 0)
        assert re.fullmatch(r"\d{4}\.\d{5}", record["arxiv"])
