"""Fits how sure an entity is to how often such entities are right, on papers that the recogniser was not trained on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from kg.evaluation import is_general
from kg.extraction.weights import Calibration
from kg.training.evidence import Case, judge_drafts
from kg.training.matrix import logistic_regression

_FREE: Final = 1e6
"""Two numbers fitted to thousands of entities need no penalty."""

_BORDER: Final = 1e-4

_FEWEST: Final = 50


def fit_calibration(cases: Sequence[Case]) -> Calibration:
    """Return what turns the recogniser's probabilities into shares of right entities (Platt's scaling).

    Where there are too few entities to tell, right ones or wrong ones, probabilities stay as they are.

    Args:
        cases: papers with what recognisers found in them that were trained on other papers.
    """
    judged = [
        (draft.confidence, meant is not None)
        for case in cases
        for draft, meant in judge_drafts(case)
        if not is_general(draft.name)
    ]
    right = sum(is_right for _, is_right in judged)
    if min(right, len(judged) - right) < _FEWEST:
        return Calibration()
    sure = np.clip([confidence for confidence, _ in judged], _BORDER, 1 - _BORDER)
    model = logistic_regression(_FREE)
    model.fit(np.log(sure / (1 - sure))[:, None], np.array([is_right for _, is_right in judged]))
    return Calibration(round(float(model.coef_[0, 0]), 3), round(float(model.intercept_[0]), 3))


def calibrated(cases: Sequence[Case], calibration: Calibration) -> list[Case]:
    """Return the cases with the confidences of their drafts put right."""
    return [
        replace(
            case,
            drafts=tuple(draft._replace(confidence=calibration(draft.confidence)) for draft in case.drafts),
        )
        for case in cases
    ]
