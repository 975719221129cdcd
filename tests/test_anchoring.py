"""Extractions in the words of their sources, and back."""

import json
from pathlib import Path

import pytest

import kg
from kg.anchoring import as_read, as_written
from kg.documents import merge_papers
from kg.records import Extraction, Paper

TITLE = r"\textbf{ZibboNet}: Folding $2\times$ Faster"
ABSTRACT = """We propose \\textit{ZibboNet}.
ZibboNet is $1.7\\times$ faster than ResNet-50
on ImageNet, with 76.3\\% accuracy."""


def _read(tmp_path: Path) -> Extraction:
    file = tmp_path / "papers.jsonl"
    file.write_text(json.dumps({"id": "z1", "title": TITLE, "abstract": ABSTRACT}), encoding="utf-8")
    (paper,) = kg.read_papers([file])
    (extraction,) = kg.extract([paper])
    return extraction


def test_records_slice_the_text_that_the_user_has(tmp_path: Path) -> None:
    record = kg.extraction_to_json(_read(tmp_path))
    source = {"title": TITLE, "abstract": ABSTRACT}
    mentions = [mention for entity in record["entities"] for mention in entity["mentions"]]
    assert len(mentions) >= 5
    for mention in mentions:
        assert source[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
    assert record["title"] == TITLE
    values = {result["value"] for result in record["results"]}
    assert values >= {r"1.7\times", r"76.3\%"}
    for result in record["results"]:
        place, evidence = result["place"], result["evidence"]
        assert source[place["field"]][place["start"] : place["end"]] == result["value"]
        assert evidence["start"] <= place["start"] < place["end"] <= evidence["end"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (r"$1.7\times$", r"1.7\times"),
        (r"$\mathbf{1.7\times}$", r"1.7\times"),
        (r"$\mathbf{3.4 / 1.7\times}$", r"1.7\times"),
        (r"\textbf{1.7x}", "1.7x"),
        (r"\(1.7\times\)", r"1.7\times"),
        (r"\(about 1.7\times\)", r"1.7\times"),
        (r"$1.7{\times}$", r"1.7{\times}"),
        ("1.7x", "1.7x"),
    ],
)
def test_a_value_stands_without_the_marks_around_it(tmp_path: Path, written: str, value: str) -> None:
    file = tmp_path / "papers.jsonl"
    abstract = f"We propose ZibboNet. ZibboNet achieves a speedup of {written} over ResNet-50 on ImageNet."
    file.write_text(json.dumps({"id": "z1", "title": "On Zibbo", "abstract": abstract}), encoding="utf-8")
    (extraction,) = kg.extract(kg.read_papers([file]))
    found = [result["value"] for result in kg.extraction_to_json(extraction)["results"]]
    assert found and found[-1] == value


def test_the_graph_reads_as_people_do(tmp_path: Path) -> None:
    extraction = _read(tmp_path)
    assert extraction.paper.title == "ZibboNet: Folding 2× Faster"
    assert {result.value for result in extraction.results} >= {"1.7×", "76.3%"}


def test_records_come_back_as_they_were_read(tmp_path: Path) -> None:
    extraction = _read(tmp_path)
    assert as_read(as_written(extraction), extraction.paper) == extraction
    assert kg.extraction_from_json(kg.extraction_to_json(extraction), extraction.paper) == extraction


def test_what_is_plain_already_stays() -> None:
    extraction = Extraction(Paper("p1", "On Foo", "We fold."))
    assert as_written(extraction) is extraction


def test_which_source_counts_does_not_depend_on_the_order_of_reading() -> None:
    seen = [Paper("p1", "On Foo", "Plain.", written=("On Foo", text)) for text in ("Plain.\n", "\\emph{Plain.}")]
    (one,), (other,) = merge_papers(seen), merge_papers(reversed(seen))
    assert one.written == other.written
