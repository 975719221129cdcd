"""Scores: what was extracted against what people annotated.

An entity is right when a predicted one of the same type shares a normal form with it, of its name or of any of its
mentions; each is matched once at most, equal names first. Papers are paired by title. Every paper is counted once; the
bootstrap then draws papers, not names, because the names of one paper are not independent.
"""

from kg.evaluation.annotations import (
    Annotation,
    Named,
    annotation,
    normal_form,
    parse_annotations,
    read_annotations,
    title_key,
)
from kg.evaluation.counting import ROLE_ACCURACY, Miss, Tally, match, tally
from kg.evaluation.scoring import Evaluation, Score, evaluate

__all__ = [
    "ROLE_ACCURACY",
    "Annotation",
    "Evaluation",
    "Miss",
    "Named",
    "Score",
    "Tally",
    "annotation",
    "evaluate",
    "match",
    "normal_form",
    "parse_annotations",
    "read_annotations",
    "tally",
    "title_key",
]
