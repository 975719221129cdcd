"""Confidences are judged as defined, and the diagram shows them, the same bytes each time."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from kg import evaluation
from kg.cli import main
from kg.evaluation.calibration import Judgement, calibrate, judge
from kg.evaluation.diagram import reliability_svg

Json = dict[str, Any]


def entity(name: str, confidence: float | None = None) -> Json:
    plain = {"name": name, "type": "Method", "kind": "named", "role": "uses", "mentions": []}
    return plain if confidence is None else {**plain, "confidence": confidence}


def record(*entities: Json, relations: Iterable[Json] = (), results: Iterable[Json] = (), title: str = "One") -> Json:
    said = {"entities": entities, "relations": list(relations), "results": list(results)}
    return {"id": title, "title": title, **said}


def judged(gold: Json, predicted: Json) -> list[Judgement]:
    return sorted(judge(evaluation.annotation(gold), evaluation.annotation(predicted)))


def said(*judgements: tuple[float, bool]) -> list[Judgement]:
    return [Judgement("entities", confidence, right) for confidence, right in judgements]


@pytest.mark.parametrize(
    ("judgements", "error"),
    [
        ([(1.0, True)], 0.0),
        ([(1.0, False)], 1.0),
        ([(0.5, True), (0.5, False)], 0.0),
        ([(0.95, True), (0.25, False)], (0.05 + 0.25) / 2),
        ([(0.9, True), (0.9, True), (0.9, False), (0.1, False)], (3 * (0.9 - 2 / 3) + 0.1) / 4),
        # Errors within a bin cancel: the bin is what is compared.
        ([(0.62, True), (0.68, False), (0.64, True), (0.66, True), (0.60, False)], 0.04),
    ],
)
def test_the_error_is_the_mean_distance_of_confidence_and_share_right(
    judgements: list[tuple[float, bool]], error: float
) -> None:
    (found,) = calibrate(said(*judgements))
    assert found.error == pytest.approx(error)
    assert found.count == len(judgements) == sum(each.count for each in found.bins)
    assert calibrate(reversed(said(*judgements))) == (found,)


@pytest.mark.parametrize(
    ("confidence", "low", "high"),
    [(0.0, 0.0, 0.1), (0.0999, 0.0, 0.1), (0.1, 0.1, 0.2), (0.3, 0.3, 0.4), (0.7, 0.7, 0.8), (1.0, 0.9, 1.0)],
)
def test_a_border_belongs_to_the_bin_above(confidence: float, low: float, high: float) -> None:
    (found,) = calibrate(said((confidence, True)))
    assert [(each.low, each.high) for each in found.bins] == [(low, high)]


def test_entities_are_right_where_matched() -> None:
    predicted = record(entity("zibbo", 0.9), entity("Zibbo", 0.8), entity("Gribble", 0.4), entity("Unsure"))
    assert judged(record(entity("Zibbo"), entity("Wobble")), predicted) == [
        Judgement("entities", 0.4, right=False),
        Judgement("entities", 0.8, right=False),
        Judgement("entities", 0.9, right=True),
    ]


def test_relations_follow_the_matched_names_and_count_once() -> None:
    gold = record(
        {**entity("Zibbo"), "mentions": ["ZB"]},
        entity("Wobble"),
        relations=[{"head": "Zibbo", "type": "extends", "tail": "Wobble"}],
    )
    extends = {"head": "ZB", "type": "extends", "tail": "Wobble"}
    predicted = record(
        entity("ZB"),
        entity("Wobble"),
        relations=[
            {**extends, "confidence": 0.3},
            {**extends, "confidence": 0.7},
            {**extends, "type": "part_of", "confidence": 0.6},
            {**extends, "type": "outperforms"},
        ],
    )
    assert judged(gold, predicted) == [
        Judgement("relations", 0.6, right=False),
        Judgement("relations", 0.7, right=True),
    ]


def test_values_are_right_as_often_as_annotated_the_surest_first() -> None:
    def results(*values: tuple[str, float]) -> list[Json]:
        return [{"metric": "m", "value": value, "confidence": confidence} for value, confidence in values]

    gold = record(results=[{"metric": "m", "value": "1.7x"}])
    predicted = record(results=results(("1.7×", 0.4), ("1.7 x", 0.8), ("2x", 0.9)))
    assert judged(gold, predicted) == [
        Judgement("results", 0.4, right=False),
        Judgement("results", 0.8, right=True),
        Judgement("results", 0.9, right=False),
    ]


def test_an_evaluation_tells_of_calibration_only_where_there_is_some() -> None:
    gold = [evaluation.annotation(record(entity("Zibbo")))]
    sure = [evaluation.annotation(record(entity("Zibbo", 0.75)))]
    assert "calibration" not in evaluation.evaluate(gold, gold).to_json()
    assert evaluation.evaluate(gold, sure).to_json()["calibration"] == {
        "entities": {
            "error": 0.25,
            "count": 1,
            "bins": [{"low": 0.7, "high": 0.8, "count": 1, "confidence": 0.75, "right": 1.0}],
        }
    }


@pytest.mark.parametrize("confidence", [-0.1, 1.5, "high", [1]])
def test_a_confidence_that_is_none_is_refused(tmp_path: Path, confidence: object) -> None:
    path = tmp_path / "predicted.jsonl"
    path.write_text(json.dumps(record({**entity("Zibbo"), "confidence": confidence})), encoding="utf-8")
    with pytest.raises(evaluation.annotations.GoldError, match=r"predicted\.jsonl:1: not an annotation record"):
        evaluation.read_annotations(path)


# The diagram --------------------------------------------------------------------------------------------------------

CALIBRATIONS = calibrate(
    [
        *said((0.95, True), (0.92, True), (0.97, False), (0.55, True)),
        Judgement("relations", 0.3, right=False),
    ]
)


def test_the_diagram_is_svg_with_a_bar_and_a_dot_for_each_bin() -> None:
    svg = ET.fromstring(reliability_svg(CALIBRATIONS))
    names = {"svg": "http://www.w3.org/2000/svg"}
    panels = svg.findall("svg:g", names)
    assert [panel.findtext("svg:text", namespaces=names) for panel in panels] == ["entities", "relations"]
    assert [len(panel.findall("svg:circle", names)) for panel in panels] == [2, 1]
    (dot, _) = panels[0].findall("svg:circle", names)
    # 0.55 of the width from the left, and at the top, where all are right.
    assert (dot.get("cx"), dot.get("cy")) == ("132", "64")


def test_the_diagram_needs_nothing_and_runs_nothing() -> None:
    text = reliability_svg(CALIBRATIONS)
    assert "<script" not in text
    assert text.count("http") == 1  # the name space
    assert text == reliability_svg(CALIBRATIONS)


def test_evaluate_draws_the_diagram_and_shows_the_bins(tmp_path: Path) -> None:
    gold, predicted, svg = (tmp_path / name for name in ("gold.jsonl", "predicted.jsonl", "reliability.svg"))
    gold.write_text(json.dumps(record(entity("Zibbo"))), encoding="utf-8")
    predicted.write_text(json.dumps(record(entity("Zibbo", 0.75), entity("Gribble", 0.45))), encoding="utf-8")
    command = ["evaluate", str(gold), str(predicted)]
    short = CliRunner().invoke(main, command, catch_exceptions=False).stdout
    assert [line.split() for line in short.splitlines()][-1] == ["entities", "0.350", "2"]
    result = CliRunner().invoke(main, [*command, "--reliability", str(svg)], catch_exceptions=False)
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[-2:] == [["0.4", "to", "0.5", "0.450", "0.000", "1"], ["0.7", "to", "0.8", "0.750", "1.000", "1"]]
    assert ET.fromstring(svg.read_text(encoding="utf-8")).tag.endswith("svg")


def test_without_confidences_there_is_nothing_to_draw(tmp_path: Path) -> None:
    gold, svg = tmp_path / "gold.jsonl", tmp_path / "reliability.svg"
    gold.write_text(json.dumps(record(entity("Zibbo"))), encoding="utf-8")
    result = CliRunner().invoke(main, ["evaluate", str(gold), str(gold), "--reliability", str(svg)])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "no prediction says how sure it is" in result.stderr
    assert not svg.exists()
