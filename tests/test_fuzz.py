"""Broken input gets no answer but our own: what was found stays found, and a short round of ``benchmarks/fuzz.py``."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fuzzing import serving
from fuzzing.feeding import TARGETS
from fuzzing.watching import Outcome, Target, one, watch

FOUND = Path(__file__).parent / "data" / "fuzz"

COUNTS = {"extraction": 20, "parquet-lies": 100, "parameters": 60, "queries": 100}


@pytest.fixture(autouse=True, scope="module")
def _ends() -> Iterator[None]:
    yield
    serving.close()
    target.cache_clear()


@cache
def target(name: str) -> Target:
    return TARGETS[name]()


@pytest.mark.parametrize("seed", sorted(FOUND.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_is_mended(seed: Path) -> None:
    outcome = Outcome()
    one(target(seed.parent.name), seed.read_bytes(), outcome)
    assert list(outcome.faults) == []
    assert outcome.accepted + outcome.refused == 1


@pytest.mark.parametrize("name", TARGETS)
def test_a_short_round_breaks_nothing(name: str) -> None:
    outcome = watch(target(name), COUNTS.get(name, 300), seed=7)
    assert list(outcome.faults) == []
    assert outcome.accepted
    assert outcome.refused or name in {"accepting", "text", "extraction", "requests"}


def test_equal_seeds_make_equal_rounds() -> None:
    first, second = (watch(target("bibtex"), 100, seed=3) for _ in range(2))
    assert (first.accepted, first.refused, first.ways) == (second.accepted, second.refused, second.ways)


def test_a_fault_is_seen() -> None:
    def broken(data: bytes) -> str:
        return str(1 // len(data.strip(b"x")))

    outcome = watch(Target([b"xxx"], broken), 50, seed=1)
    assert [fault.partition(" ")[0] for fault in outcome.faults] == ["ZeroDivisionError"]
