"""The figures over all papers, with intervals from drawing the papers anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kg.errors import GoldError
from kg.evaluation.annotations import Annotation, title_key
from kg.evaluation.calibration import Calibration, calibrate, judge
from kg.evaluation.counting import Miss, Tally, misses, tally

RESAMPLES: Final = 1_000
"""How often the bootstrap draws the papers anew."""


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one group; ``low`` and ``high`` bound 95 % of the resampled F1."""

    group: str
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    gold: int
    predicted: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores by group, sorted; ``missing`` are the titles of annotated papers without a prediction.

    ``calibration`` is empty where no prediction says how sure it is.
    """

    scores: tuple[Score, ...]
    papers: int
    missing: tuple[str, ...]
    misses: tuple[Miss, ...]
    calibration: tuple[Calibration, ...] = ()

    def __getitem__(self, group: str) -> Score:
        """Return the score of one group such as ``Hardware:named``; ``KeyError`` where nothing counted."""
        return {score.group: score for score in self.scores}[group]

    def to_json(self) -> dict[str, dict[str, Any]]:
        """Return the figures by group, shares rounded to three decimals; calibration last, where there is one."""
        figures = scores_to_json(self.scores)
        held = {each.group: each.to_json() for each in self.calibration}
        return {**figures, "calibration": held} if held else figures


def evaluate(gold: Iterable[Annotation], predicted: Iterable[Annotation], *, seed: int = 0) -> Evaluation:
    """Score ``predicted`` against ``gold``, with bootstrap intervals that are the same for the same ``seed``.

    A paper of ``gold`` that was not predicted counts as one where nothing was found.

    Raises:
        GoldError: the two have no paper in common.
    """
    wanted, given = _by_title(gold), _by_title(predicted)
    if not wanted.keys() & given.keys():
        raise GoldError(
            "the annotated papers and the predicted ones have no title in common",
            cure="give predictions for the papers that were annotated",
        )
    nothing = Annotation("", "", (), frozenset(), ())
    pairs = [(paper, given.get(title, nothing)) for title, paper in wanted.items()]
    return Evaluation(
        score_papers([tally(*pair) for pair in pairs], seed),
        len(pairs),
        tuple(paper.title for title, paper in wanted.items() if title not in given),
        tuple(miss for pair in pairs for miss in misses(*pair)),
        calibrate(judgement for pair in pairs for judgement in judge(*pair)),
    )


def score_papers(tallies: Sequence[Mapping[str, Tally]], seed: int = 0) -> tuple[Score, ...]:
    """Return the figures of each group over the counts of each paper, sorted by group."""
    groups = sorted({group for counts in tallies for group in counts})
    counts = np.array([[paper.get(group, Tally()) for group in groups] for paper in tallies], dtype=np.int64)
    draws = np.random.default_rng(seed).multinomial(len(tallies), [1 / len(tallies)] * len(tallies), RESAMPLES)
    low, high = np.percentile(_f1(np.tensordot(draws, counts, axes=1)), [2.5, 97.5], axis=0)
    totals = counts.sum(axis=0)
    return tuple(
        Score(
            group,
            _ratio(right, right + extra),
            _ratio(right, right + missed),
            _ratio(2 * right, 2 * right + missed + extra),
            float(low[index]),
            float(high[index]),
            int(right + missed),
            int(right + extra),
        )
        for index, (group, (right, missed, extra)) in enumerate(zip(groups, totals.tolist(), strict=True))
    )


def scores_to_json(scores: Iterable[Score]) -> dict[str, dict[str, Any]]:
    """Return the figures by group, shares rounded to three decimals."""
    return {score.group: _rounded(score) for score in scores}


def _f1(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    right, wrong = counts[..., 0], counts[..., 1] + counts[..., 2]
    return 2 * right / np.maximum(2 * right + wrong, 1)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _by_title(annotations: Iterable[Annotation]) -> dict[str, Annotation]:
    return {title_key(paper.title): paper for paper in annotations}


def _rounded(score: Score) -> dict[str, Any]:
    figures = asdict(score)
    del figures["group"]
    return {name: round(figure, 3) for name, figure in figures.items()}
