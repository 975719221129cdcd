"""Single steps of learning for the recogniser: the loss of some annotated names, and which way it falls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extraction.weights import SCREEN, Floats, Weights

Name = tuple[Mapping[str, float], NDArray[np.bool_]]
"""A name of a document: its pooled features, and for each label whether its annotation allows it."""

Gradient = tuple[Floats, Floats]
"""How the loss grows with each weight, and with each part of the bias."""

_LEAST: float = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """The loss of some names (the sum of their negative log-likelihoods) and the gradient of its mean."""

    loss: float
    gradient: Gradient


def descend(weights: Weights, names: Sequence[Name], drop: float = 0.0) -> Step:
    """Return what some names ask of the weights.

    Args:
        weights: what was learnt so far; the column of the screen takes no part.
        names: at least one.
        drop: share of features to leave out, drawn by NumPy's own generator, which spaCy seeds.
    """
    rows, values, first = _sparse(weights, names)
    if drop:
        values = (values * (np.random.random_sample(values.shape) >= drop) / (1 - drop)).astype(np.float32)
    weighed = weights.matrix[rows] * values
    scores = np.add.reduceat(weighed, first, axis=0)[:, :SCREEN] + weights.bias[:SCREEN]
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    # Where only the type is known, the kinds that it may have share the probability as they do now.
    allowed = likely * np.array([labels for _, labels in names])
    right = np.maximum(allowed.sum(axis=1, keepdims=True), _LEAST)
    error = (likely - allowed / right) / len(names)
    of_matrix, of_bias = np.zeros_like(weights.matrix), np.zeros_like(weights.bias)
    sizes = np.diff([*first, len(rows)])
    np.add.at(of_matrix[:, :SCREEN], rows, values * np.repeat(error, sizes, axis=0))
    of_bias[:SCREEN] = error.sum(axis=0)
    return Step(float(-np.log(right).sum()), (of_matrix, of_bias))


def _sparse(weights: Weights, names: Sequence[Name]) -> tuple[NDArray[np.intp], Floats, NDArray[np.intp]]:
    """Return the rows of the weights that the names' features have, their values, and where each name begins."""
    rows: list[int] = []
    values: list[float] = []
    first: list[int] = []
    for features, _ in names:
        first.append(len(rows))
        known = [(weights.features[f], value) for f, value in features.items() if f in weights.features]
        # Row 0 weighs nothing and keeps the place of a name without known features.
        rows += [row for row, _ in known] or [0]
        values += [value for _, value in known] or [0.0]
    return np.array(rows), np.array(values, np.float32)[:, None], np.array(first)


def sum_of(one: Gradient, other: Gradient) -> Gradient:
    """Return two gradients added up."""
    return one[0] + other[0], one[1] + other[1]
