"""Confidences become shares of right ones, fitted to what recognisers found in papers that they did not know."""

import random

import pytest

from kg.annotated import Annotated
from kg.extraction.draft import Draft
from kg.extraction.weights import Calibration
from kg.records import EntityType, Kind, Paper
from kg.training.evidence import Case
from kg.training.sureness import calibrated, fit_calibration


def _case(number: int, sure: float, *, right: bool) -> Case:
    name = f"Zib{number}Net"
    title = f"On Number {number}"
    entities = [{"name": name, "type": "Method", "kind": "named", "mentions": [name]}] if right else []
    record = {"id": str(number), "title": title, "entities": entities}
    text = f"{title}\n\n{name} folds."
    start = text.index(name)
    draft = Draft(name, EntityType.METHOD, Kind.NAMED, ((start, start + len(name)),), sure, "shape")
    return Case(Annotated(Paper(str(number), title, f"{name} folds."), record), text, len(title), [], (draft,))


def test_who_is_too_sure_is_put_right() -> None:
    draw = random.Random(5)
    said = [draw.choice((0.5, 0.7, 0.9, 0.99)) for _ in range(2000)]
    true = {0.5: 0.5, 0.7: 0.6, 0.9: 0.75, 0.99: 0.91}
    cases = [_case(number, sure, right=draw.random() < true[sure]) for number, sure in enumerate(said)]
    calibration = fit_calibration(cases)
    assert calibration.slope == pytest.approx(0.5, abs=0.1)
    for sure, share in true.items():
        assert calibration(sure) == pytest.approx(share, abs=0.05)
    first = calibrated(cases, calibration)[0].drafts[0]
    assert first.confidence == calibration(said[0])


def test_a_few_tell_nothing() -> None:
    assert fit_calibration([_case(number, 0.9, right=False) for number in range(40)]) == Calibration()
    assert fit_calibration([]) == Calibration()


def test_no_calibration_changes_nothing() -> None:
    for probability in (0.0, 0.123456789, 1.0):
        assert Calibration()(probability) == probability
    assert Calibration(0.5, 0.1)(1.0) == 1.0
    assert Calibration(0.5, 0.1)(0.0) == 0.0
