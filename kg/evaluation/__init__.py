"""Scores: what was extracted against what people annotated.

An entity is right when a predicted one of the same type shares a normal form with it, of its name or of any of its
mentions; each is matched once at most, equal names first. Papers are paired by title. Every paper is counted once; the
bootstrap then draws papers, not names, because the names of one paper are not independent.

``calibration`` asks whether what was found at 0.8 is right eight times in ten; ``mistakes`` says what went wrong and
where; ``corpora`` and ``mentions`` score the texts that others annotated.
"""

from kg.evaluation.annotations import (
    Annotation,
    Named,
    annotation,
    is_general,
    normal_form,
    parse_annotations,
    read_annotations,
    title_key,
)
from kg.evaluation.calibration import Calibration, calibrate, judge
from kg.evaluation.corpora import AnnotatedText, Corpus, parse_corpus, read_corpus
from kg.evaluation.counting import ROLE_ACCURACY, Miss, Tally, match, tally
from kg.evaluation.diagram import reliability_svg, write_reliability
from kg.evaluation.errors_page import write_errors
from kg.evaluation.mentions import PUBLISHED, TYPE_MAPS, score_mentions
from kg.evaluation.mistakes import Mistake, MistakeKind, find_mistakes
from kg.evaluation.scoring import Evaluation, Score, evaluate, scores_to_json

__all__ = [
    "PUBLISHED",
    "ROLE_ACCURACY",
    "TYPE_MAPS",
    "AnnotatedText",
    "Annotation",
    "Calibration",
    "Corpus",
    "Evaluation",
    "Miss",
    "Mistake",
    "MistakeKind",
    "Named",
    "Score",
    "Tally",
    "annotation",
    "calibrate",
    "evaluate",
    "find_mistakes",
    "is_general",
    "judge",
    "match",
    "normal_form",
    "parse_annotations",
    "parse_corpus",
    "read_annotations",
    "read_corpus",
    "reliability_svg",
    "score_mentions",
    "scores_to_json",
    "tally",
    "title_key",
    "write_errors",
    "write_reliability",
]
