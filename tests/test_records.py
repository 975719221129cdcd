"""Records: frozen, and evidence has one order however it was met."""

import itertools
from dataclasses import FrozenInstanceError, replace

import pytest

from kg.records import Evidence, Field, Mention, evidence_order

PLAIN = Evidence("p1", Field.ABSTRACT, 10, 40, "FooNet runs on eight BarChips.", 0.8, "rule")
NAMED = replace(PLAIN, mention=Mention("BarChips", Field.ABSTRACT, 31, 39))

IN_ORDER = (
    replace(PLAIN, start=0),
    PLAIN,
    replace(PLAIN, rule="rule-2"),
    replace(PLAIN, confidence=0.9),
    NAMED,
    replace(NAMED, mention=Mention("BarChips", Field.ABSTRACT, 31, 39, memory="80GB")),
    replace(NAMED, mention=Mention("BarChips", Field.ABSTRACT, 31, 39, count=8)),
    replace(NAMED, mention=Mention("BarChips", Field.ABSTRACT, 31, 39, rule="known")),
    replace(NAMED, mention=Mention("BarChips", Field.ABSTRACT, 32, 39)),
    replace(PLAIN, field=Field.TITLE),
    replace(PLAIN, paper="p2", start=0),
)


@pytest.mark.parametrize(("first", "second"), list(itertools.combinations(IN_ORDER, 2)))
def test_evidence_has_one_order(first: Evidence, second: Evidence) -> None:
    assert evidence_order(first) < evidence_order(second)


def test_equal_evidence_has_equal_places() -> None:
    assert evidence_order(NAMED) == evidence_order(replace(NAMED))


def test_nobody_changes_a_record() -> None:
    with pytest.raises(FrozenInstanceError):
        PLAIN.start = 1  # type: ignore[misc]
