"""Is what was found right as often as its confidence says?

Judged are the predicted entities (right where one was matched), relations (right where annotated) and result values
(right as often as annotated, whatever their markup, the surest first). Confidences fall into ten bins of equal width;
the expected calibration error is the mean over what was predicted of how far the share of right ones in its bin lies
from the mean confidence there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Final, NamedTuple

from kg.evaluation.annotations import Annotation, Statement
from kg.evaluation.counting import match, renaming

BINS: Final = 10
"""How many bins of equal width hold the confidences; a border belongs to the bin above it, 1.0 to the last."""


class Judgement(NamedTuple):
    """Something predicted: what it is, how sure it was said to be, and whether it was right."""

    group: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The judgements whose confidence lies from ``low`` to ``high``: their number, mean confidence and share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well the confidences of one group hold; ``bins`` are those that hold something."""

    group: str
    error: float
    count: int
    bins: tuple[Bin, ...]

    def to_json(self) -> dict[str, object]:
        """Return the figures, shares rounded to three decimals."""
        bins = [
            {"low": each.low, "high": each.high, "count": each.count}
            | {"confidence": round(each.confidence, 3), "right": round(each.right, 3)}
            for each in self.bins
        ]
        return {"error": round(self.error, 3), "count": self.count, "bins": bins}


def judge(gold: Annotation, predicted: Annotation) -> Iterator[Judgement]:
    """Yield what was predicted with a confidence in one paper, judged."""
    pairs = match(gold.entities, predicted.entities)
    matched = set(pairs.values())
    for index, entity in enumerate(predicted.entities):
        if entity.confidence is not None:
            yield Judgement("entities", entity.confidence, index in matched)
    for statement, confidence in _surest(gold, predicted, pairs).items():
        yield Judgement("relations", confidence, statement in gold.relations)
    left = Counter(gold.said_values)
    for value, confidence in sorted(predicted.sure_values, key=lambda pair: -pair[1]):
        yield Judgement("results", confidence, left[value] > 0)
        left[value] -= 1


def calibrate(judgements: Iterable[Judgement]) -> tuple[Calibration, ...]:
    """Return how well the confidences of each group hold, sorted by group; order does not matter.

    >>> calibrate([Judgement("entities", 0.75, True), Judgement("entities", 0.25, False)])[0].error
    0.25
    """
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        groups[judgement.group].append(judgement)
    return tuple(_calibration(group, groups[group]) for group in sorted(groups))


def _surest(gold: Annotation, predicted: Annotation, pairs: Mapping[int, int]) -> dict[Statement, float]:
    """Return each predicted statement, by the names of ``gold``, with the best of its confidences."""
    as_in_gold = renaming(gold, predicted, pairs)
    surest: dict[Statement, float] = {}
    for said, confidence in predicted.sure_relations:
        statement = as_in_gold(said)
        surest[statement] = max(confidence, surest.get(statement, confidence))
    return surest


def _calibration(group: str, judgements: list[Judgement]) -> Calibration:
    by_bin: dict[int, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_bin[min(int(judgement.confidence * BINS), BINS - 1)].append(judgement)
    bins = tuple(_bin(number, by_bin[number]) for number in sorted(by_bin))
    error = fsum(each.count * abs(each.confidence - each.right) for each in bins) / len(judgements)
    return Calibration(group, error, len(judgements), bins)


def _bin(number: int, judgements: list[Judgement]) -> Bin:
    count = len(judgements)
    confidence = fsum(judgement.confidence for judgement in judgements) / count
    right = sum(judgement.right for judgement in judgements) / count
    return Bin(number / BINS, (number + 1) / BINS, count, confidence, right)
