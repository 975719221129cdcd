"""Fits the recogniser to annotated papers.

Needs the extra ``[train]`` (scikit-learn). The same papers, annotations and seed give the same weights.
"""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kg.annotated import Annotated, Record
from kg.errors import GoldError
from kg.evaluation import normal_form, title_key
from kg.extraction.candidates import group_by_name
from kg.extraction.components import CANDIDATE_COMPONENTS
from kg.extraction.draft import SEPARATOR
from kg.extraction.features import Context
from kg.extraction.kinds import MARK
from kg.extraction.reading import Reading, begin_reading
from kg.extraction.statistics import Statistics
from kg.extraction.trainable import name_features
from kg.extraction.weights import FEATURE_SEPARATOR, LABELS, SCREEN, Weights
from kg.extraction.word_features import WORD_MARKS
from kg.records import Kind, Paper
from kg.training.matrix import each_class, logistic_regression, needing_the_extra, sparse

Numbers = NDArray[Any]

_FORGOTTEN: Final = 0.12
"""Share of vocabulary matches hidden while training: the vocabulary knows more of the papers that it was curated
beside than of those to come, and weights that trust it too much would fail there."""


_LOST: Final = 0.05
"""Share of unknown entities that the screen may turn away; nearly all of them would not have been found anyway."""

_SCREEN_REGULARISATION: Final = 0.1

_FOLDS: Final = 3

_TOLD: Final = 3.0
"""How much more freely what a text says that a name is may be weighed than the words around it: few texts say it, and
those that do are right."""

_UNKNOWN: Final = "k="
"""The feature of names that are in no vocabulary."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the weights are fitted.

    ``regularisation`` is the inverse strength C of the L2 penalty; a feature must be met in ``rarest`` names to be
    learnt.
    """

    regularisation: float = 0.15
    rarest: int = 3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A name of one document: its features with their pooled values, and the column of its label."""

    features: Mapping[str, float]
    label: int


def examples_of(
    papers: Iterable[Annotated], settings: Settings, nlp: Language, statistics: Statistics
) -> Iterator[list[Example]]:
    """Yield the examples of each paper."""
    for one in papers:
        rng = random.Random(f"{settings.seed} {title_key(one.paper.title)}")
        yield _examples(candidates_of(one.paper, nlp), one.record, statistics, rng)


def candidates_of(paper: Paper, nlp: Language) -> Reading:
    """Return the reading of a paper with all that could be a name."""
    text = paper.title + SEPARATOR + paper.abstract if paper.title else paper.abstract
    doc = nlp.make_doc(text)
    reading = begin_reading(doc, text, len(paper.title))
    for name in CANDIDATE_COMPONENTS:
        doc = nlp.get_pipe(name)(doc)
    return reading


def _examples(reading: Reading, record: Record, statistics: Statistics, rng: random.Random) -> list[Example]:
    """Return an example for each name that is brought up as a candidate."""
    _forget_some(reading, rng)
    groups = group_by_name(reading.candidates, reading.view)
    context = Context(reading.candidates, reading.definitions)
    entities = [(_names(entity), _column(entity)) for entity in record["entities"]]
    found = []
    for group in groups.values():
        features = name_features(group, reading.view, statistics, context)
        names = {normal_form(reading.view.slice(c.start, c.end)) for c in group}
        found.append(Example(features, next((column for known, column in entities if names & known), 0)))
    return found


def _forget_some(reading: Reading, rng: random.Random) -> None:
    """Hide some concepts from a document, as if the vocabulary had never heard of them."""
    concepts = sorted({concept.id for c in reading.candidates.values() for concept in c.concepts})
    hidden = {identifier for identifier in concepts if rng.random() < _FORGOTTEN}
    for span in [span for span, c in reading.candidates.items() if any(k.id in hidden for k in c.concepts)]:
        candidate = reading.candidates[span]
        candidate.concepts = [concept for concept in candidate.concepts if concept.id not in hidden]
        if not candidate.concepts:
            candidate.rules.discard("known")
            if not candidate.rules:
                del reading.candidates[span]


def _names(entity: Mapping[str, Any]) -> frozenset[str]:
    mentions = (m["text"] if isinstance(m, dict) else m for m in entity.get("mentions", ()))
    return frozenset(map(normal_form, [entity["name"], *mentions])) - {""}


def _column(entity: Mapping[str, Any]) -> int:
    pair = entity["type"], entity.get("kind", Kind.NAMED)
    return next((i for i, label in enumerate(LABELS) if label and (label[0].value, label[1].value) == pair), 1)


def fit(examples: Sequence[Example], settings: Settings) -> Weights:
    """Return the weights that fit the examples best.

    Raises:
        KgError: scikit-learn is not installed.
        GoldError: there are too few names to learn from.
    """
    _ask_for_enough(examples, settings)
    met = Counter(feature for example in examples for feature in example.features)
    names = sorted(f for f, count in met.items() if count >= settings.rarest and FEATURE_SEPARATOR not in f)
    column = {feature: index for index, feature in enumerate(names)}
    rows, columns, values = [], [], []
    for row, example in enumerate(examples):
        for feature, value in example.features.items():
            if feature in column:
                rows.append(row)
                columns.append(column[feature])
                values.append(value * (_TOLD if feature.startswith(MARK) else 1.0))
    matrix = sparse(values, rows, columns, (len(examples), len(names)))
    labels = np.array([example.label for example in examples])
    model = logistic_regression(settings.regularisation).fit(matrix, labels)
    weights: Numbers = np.zeros((len(names), len(LABELS) + 1), np.float16)
    bias = np.full(len(LABELS) + 1, -30.0, np.float32)
    coefficients, intercepts = each_class(model)
    for index, label in enumerate(model.classes_):
        weights[:, label], bias[label] = coefficients[index], intercepts[index]
    weights[[index for index, name in enumerate(names) if name.startswith(MARK)]] *= _TOLD
    _fit_screen(matrix, labels > 0, names, weights, bias)
    whole = np.vstack([np.zeros((1, weights.shape[1])), weights]).astype(np.float32)
    return Weights({name: row for row, name in enumerate(names, 1)}, whole, bias)


def _ask_for_enough(examples: Sequence[Example], settings: Settings) -> None:
    """Raise an error where names that the vocabulary does not know are too few to fit the screen to."""
    unknown = Counter(example.label > 0 for example in examples if _UNKNOWN in example.features)
    if min(unknown[True], unknown[False]) < max(_FOLDS, settings.rarest):
        raise GoldError("too few annotated names to learn from", cure="annotate more papers")


def _fit_screen(matrix: Any, entity: Numbers, names: Sequence[str], weights: Numbers, bias: Numbers) -> None:
    """Fit the column that screens names by their words alone, so that all but ``_LOST`` of the entities pass."""
    with needing_the_extra():
        from sklearn.model_selection import cross_val_predict

    by_words = [index for index, name in enumerate(names) if name.startswith(WORD_MARKS)]
    known = np.asarray(matrix[:, [names.index(_UNKNOWN)]].todense()).ravel() == 0
    asked = matrix[~known][:, by_words]
    screen = logistic_regression(_SCREEN_REGULARISATION)
    held_out = cross_val_predict(screen, asked, entity[~known], cv=_FOLDS, method="decision_function")
    border = np.quantile(held_out[entity[~known]], _LOST)
    screen.fit(asked, entity[~known])
    weights[by_words, SCREEN] = screen.coef_[0]
    bias[SCREEN] = screen.intercept_[0] - border
