"""The trained recogniser: weighs the features of candidates and says how likely each name is of which type.

It is a multinomial logistic regression over the features of ``kg.extraction.features``, pooled over all places where
a document uses a name (the sum divided by the square root of their number). ``kg.training`` fits it; the weights are
part of the package.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.errors import InputError
from kg.extraction.candidates import Candidate, View
from kg.extraction.features import (
    BORDER,
    CUES,
    REACH,
    WORD_QUESTIONS,
    Context,
    candidate_features,
    cue_features,
    group_feature,
)
from kg.extraction.statistics import Statistics
from kg.records import EntityType, Kind

Floats = NDArray[np.float32]

LABELS: Final[tuple[tuple[EntityType, Kind] | None, ...]] = (
    None,
    (EntityType.METHOD, Kind.NAMED),
    (EntityType.METHOD, Kind.TECHNIQUE),
    (EntityType.DATASET, Kind.NAMED),
    (EntityType.BENCHMARK, Kind.NAMED),
    (EntityType.HARDWARE, Kind.NAMED),
    (EntityType.HARDWARE, Kind.CLASS),
)
"""What a name can be, in the order of the columns of all scores; None is no entity."""


FEATURE_SEPARATOR: Final = "\x1f"
"""What stands between the names of features in a file of weights: no token holds it."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: a row of weights (one a label) for each feature; ``bias`` is added to every score."""

    features: dict[str, int]
    matrix: Floats
    bias: Floats


def read_weights(path: Path) -> Weights:
    """Read weights that ``kg.training`` wrote.

    Raises:
        InputError: the file is missing or is no such file.
    """
    try:
        with np.load(path) as arrays:
            names = arrays["features"].tobytes().decode().split(FEATURE_SEPARATOR)
            matrix, bias = arrays["weights"].astype(np.float32), arrays["bias"].astype(np.float32)
    except (OSError, ValueError, KeyError) as error:
        raise InputError("no weights of a recogniser", where=str(path), cure="train them with kg train") from error
    # Row 0 is all zeros: what was never learnt points there.
    rows = np.vstack([np.zeros((1, len(LABELS)), dtype=np.float32), matrix])
    return Weights({name: index for index, name in enumerate(names, 1)}, rows, bias)


_CUE_AFTER: Final = len(WORD_QUESTIONS)
_CUE_BEFORE: Final = len(WORD_QUESTIONS) + 1
_LAST, _FIRST, _ONLY, _PREVIOUS, _FOLLOWING, _BEFORE, _AFTER = range(7)


class Recogniser:
    """Says of the candidates of a document what they are.

    Args:
        weights: what was learnt.
        statistics: how common words and phrases are.
    """

    limit: Final = 200_000
    """Words remembered at most; then all are forgotten and learnt anew, which changes no score."""

    def __init__(self, weights: Weights, statistics: Statistics) -> None:
        self._weights = weights
        self._statistics = statistics
        self._forget()

    def _forget(self) -> None:
        self._rows: dict[str, int] = {}
        self._sums = np.zeros((len(WORD_QUESTIONS) + 2, 4096, len(LABELS)), dtype=np.float32)

    def __call__(self, groups: Sequence[Sequence[Candidate]], view: View, context: Context) -> Floats:
        """Return the probability of each label (columns) for each group of candidates that share a name (rows)."""
        if not groups:
            return np.zeros((0, len(LABELS)), dtype=np.float32)
        mentions = [candidate for group in groups for candidate in group]
        sizes = np.array([len(group) for group in groups])
        scores = self._word_scores(mentions, view) + self._candidate_scores(mentions, view, context)
        first = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        pooled = np.add.reduceat(scores, first, axis=0) / np.sqrt(sizes)[:, None]
        pooled += self._weights.bias
        pooled += self._weights.matrix[[self._weights.features.get(group_feature(len(group)), 0) for group in groups]]
        pooled -= pooled.max(axis=1, keepdims=True)
        np.exp(pooled, out=pooled)
        pooled /= pooled.sum(axis=1, keepdims=True)
        return pooled.astype(np.float32)

    def _word_scores(self, mentions: list[Candidate], view: View) -> Floats:
        """Return what the words in and around each candidate weigh."""
        if len(self._rows) > self.limit:
            self._forget()
        known = self._rows
        padded = [BORDER, BORDER, *view.words, BORDER, BORDER]
        unknown = [word for word in dict.fromkeys(padded) if word not in known]
        if unknown:
            self._learn(unknown)
        rows = np.array([known[word] for word in padded])
        start = np.array([candidate.start for candidate in mentions])
        end = np.array([candidate.end for candidate in mentions])
        sums = self._sums
        scores: Floats = sums[_LAST, rows[end + 1]]
        scores += sums[_FIRST, rows[start + 2]]
        scores += sums[_PREVIOUS, rows[start + 1]]
        scores += sums[_FOLLOWING, rows[end + 2]]
        scores += sums[_BEFORE, rows[start]]
        scores += sums[_AFTER, rows[end + 3]]
        scores += sums[_ONLY, rows[start + 2]] * (end - start == 1)[:, None]
        inner = rows[2:-2]
        after = np.vstack([np.zeros((1, len(LABELS)), np.float32), np.cumsum(sums[_CUE_AFTER, inner], axis=0)])
        before = np.vstack([np.zeros((1, len(LABELS)), np.float32), np.cumsum(sums[_CUE_BEFORE, inner], axis=0)])
        scores += after[start] - after[np.maximum(start - REACH, 0)]
        scores += before[np.minimum(end + REACH, len(inner))] - before[end]
        return scores

    def _learn(self, words: list[str]) -> None:
        """Add up the weights of words met for the first time, question by question."""
        look_up, statistics = self._weights.features, self._statistics
        first_row = len(self._rows)
        features: list[int] = []
        borders: list[int] = []
        for word in words:
            self._rows[word] = len(self._rows)
            for _, question in WORD_QUESTIONS:
                borders.append(len(features))
                features += [look_up.get(feature, 0) for feature in question(word, statistics)]
            for cue in cue_features(word.lower()) if word.lower() in CUES else ("", ""):
                borders.append(len(features))
                features.append(look_up.get(cue, 0))
        while len(self._rows) > self._sums.shape[1]:
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)], axis=1)
        sums = np.add.reduceat(self._weights.matrix[features], borders, axis=0)
        shape = len(words), len(WORD_QUESTIONS) + 2, len(LABELS)
        self._sums[:, first_row : len(self._rows)] = sums.reshape(shape).transpose(1, 0, 2)

    def _candidate_scores(self, mentions: list[Candidate], view: View, context: Context) -> Floats:
        """Return what each candidate in its document weighs."""
        look_up, statistics = self._weights.features, self._statistics
        rows: list[int] = []
        first: list[int] = []
        for candidate in mentions:
            first.append(len(rows))
            rows += [look_up.get(f, 0) for f in candidate_features(candidate, view, statistics, context)]
        scores: Floats = np.add.reduceat(self._weights.matrix[rows], first, axis=0)
        return scores
