"""The recogniser as a pipe of spaCy's own kind: it is scored, saved and loaded, and learns from ``nlp.update``.

``kg train`` fits its weights to the end, which takes a minute; ``update`` takes single steps down the same slope, for
who trains it with ``spacy train`` beside other pipes, or goes on from the packaged weights with texts of their own.
"""

import weakref
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy import util
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan
from spacy.training import Example

from kg.errors import InputError
from kg.extraction.candidates import Candidate, group_by_name
from kg.extraction.descent import Gradient, Name, descend, sum_of
from kg.extraction.draft import Draft
from kg.extraction.features import Context, group_features, mention_features
from kg.extraction.reading import TITLE_END, Reading, reading_of
from kg.extraction.recogniser import Recogniser
from kg.extraction.selection import SURE, accept_own, select_entities
from kg.extraction.statistics import Statistics, parse, read_statistics, write_statistics
from kg.extraction.view import View
from kg.extraction.weights import (
    LABELS,
    SCREEN,
    UNREADABLE,
    Floats,
    Weights,
    parse_weights,
    read_weights,
    weights_to_bytes,
)
from kg.files import replacing
from kg.records import Kind

WEIGHTS_FILE: Final = "recogniser.npz"
STATISTICS_FILE: Final = "statistics.tsv.gz"
"""What the parts of a recogniser are called in the folder of a model."""

_PASS: Final = 1.0
"""The bias of a screen that lets every name through."""


def name_features(group: Sequence[Candidate], view: View, statistics: Statistics, context: Context) -> dict[str, float]:
    """Return what the recogniser weighs of a name: the features of all its places, pooled."""
    of_name = group_features(group, view)
    counts = Counter(feature for c in group for feature in mention_features(c, view, statistics, context, of_name))
    pooled = {feature: count / len(group) ** 0.5 for feature, count in counts.items()}
    pooled.update(dict.fromkeys(of_name, 1.0))
    return pooled


def recognise(reading: Reading, recogniser: Recogniser, threshold: float) -> None:
    """Decide which candidates of a document are entities, and of what type."""
    groups = group_by_name(reading.candidates, reading.view)
    context = Context(reading.candidates, reading.definitions)
    probabilities = recogniser(list(groups.values()), reading.view, context)
    accept_own(groups.values(), probabilities)
    found = select_entities(reading.view, groups, probabilities, reading.definitions, threshold)
    reading.drafts = tuple(_calibrated(draft, recogniser) for draft in found)


def _calibrated(draft: Draft, recogniser: Recogniser) -> Draft:
    """Return a draft with its confidence put right; of the user's own names nothing needs to be."""
    if draft.confidence == SURE:
        return draft
    return draft._replace(confidence=recogniser.calibration(draft.confidence))


class TrainableRecogniser:
    """The pipe ``kg_recogniser``.

    Args:
        nlp: the pipeline that it stands in; its candidates are what there is to learn from.
        name: the pipe's name there.
        weights: what was learnt so far.
        statistics: how common words and phrases are.
        threshold: how likely an entity must be.
    """

    is_trainable: Final = True

    def __init__(self, nlp: Language, name: str, weights: Weights, statistics: Statistics, threshold: float) -> None:
        self.name = name
        self.model = weights
        self.threshold = threshold
        self._statistics = statistics
        self._recogniser: Recogniser | None = None
        self._gradient: Gradient | None = None
        self._nlp: Callable[[], Language | None] = weakref.ref(nlp)

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs to predict: all but the pipeline around."""
        return {**self.__dict__, "_nlp": _no_pipeline, "_recogniser": None, "_gradient": None}

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels of the entities that the pipe finds."""
        return tuple(sorted({label[0].value for label in LABELS if label}))

    def __call__(self, doc: Doc) -> Doc:
        """Decide which candidates of a document are entities."""
        # Sums of weights are remembered by the recogniser, so after each step there is a new one.
        if self._recogniser is None:
            self._recogniser = Recogniser(self.model, self._statistics)
        recognise(reading_of(doc), self._recogniser, self.threshold)
        return doc

    # Learning ---------------------------------------------------------------------------------------------------------

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        from_scratch: bool = False,
        rarest: int = 2,
    ) -> None:
        """Make room for what the examples may teach.

        Args:
            get_examples: returns annotated documents.
            nlp: the pipeline.
            from_scratch: forget what was learnt before, the packaged weights included.
            rarest: in how many names a feature must be met to be learnt.
        """
        if nlp is not None:
            self._nlp = weakref.ref(nlp)
        met = Counter(
            feature for example in get_examples() for features, _ in self._names(example) for feature in features
        )
        known = {} if from_scratch else self.model.features
        new = sorted(feature for feature, count in met.items() if count >= rarest and feature not in known)
        width = len(LABELS) + 1
        bias = np.zeros(width, np.float32) if from_scratch else self.model.bias
        if from_scratch:
            bias[SCREEN] = _PASS
        old = self.model.matrix[:1] if from_scratch else self.model.matrix
        matrix = np.vstack([old, np.zeros((len(new), width), np.float32)])
        places = {feature: place for place, feature in enumerate([*known, *new], 1)}
        self._learnt(replace(self.model, features=places, matrix=matrix, bias=bias))

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Callable[..., tuple[Floats, Floats]] | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from annotated documents; without ``sgd`` the step waits for ``finish_update``.

        Args:
            examples: documents with ``ents``, by type; a span's id may say its kind.
            drop: share of features to leave out.
            sgd: an optimizer.
            losses: takes the loss under the pipe's name: the sum over all names of the negative log-likelihood.
        """
        losses = {} if losses is None else losses
        losses.setdefault(self.name, 0.0)
        names = [name for example in examples for name in self._names(example)]
        if names:
            step = descend(self.model, names, drop)
            waiting = self._gradient
            self._gradient = step.gradient if waiting is None else sum_of(waiting, step.gradient)
            losses[self.name] += step.loss
        if sgd is not None:
            self.finish_update(sgd)
        return losses

    def finish_update(self, sgd: Callable[..., tuple[Floats, Floats]]) -> None:
        """Take the step that the last updates ask for."""
        if self._gradient is None:
            return
        of_matrix, of_bias = self._gradient
        self._gradient = None
        matrix, _ = sgd((id(self), "weights"), self.model.matrix.copy(), of_matrix)
        bias, _ = sgd((id(self), "bias"), self.model.bias.copy(), of_bias)
        matrix = matrix.reshape(self.model.matrix.shape)
        # Neither what stands for unknown features nor the screen takes part.
        matrix[0], matrix[:, SCREEN], bias[SCREEN] = 0.0, self.model.matrix[:, SCREEN], self.model.bias[SCREEN]
        self._learnt(replace(self.model, matrix=matrix, bias=bias))

    def _learnt(self, weights: Weights) -> None:
        self.model, self._recogniser = weights, None

    def _names(self, example: Example) -> list[Name]:
        """Return the names of a document: their features and the labels that its annotation allows."""
        if not example.reference.has_annotation("ENT_IOB"):
            return []
        reading = self._candidates(example)
        context = Context(reading.candidates, reading.definitions)
        view = reading.view
        wanted = {(ent.start_char, ent.end_char): ent for ent in example.reference.ents}
        found: list[Name] = []
        for group in group_by_name(reading.candidates, view).values():
            spans = ((view.starts[c.start], view.end_of(c.end - 1)) for c in group)
            entity = next((wanted[span] for span in spans if span in wanted), None)
            found.append((name_features(group, view, self._statistics, context), _allowed(entity)))
        return found

    def _candidates(self, example: Example) -> Reading:
        """Return the reading of a document with its candidates, found where no pipe before has found them."""
        doc = example.predicted
        doc.user_data.setdefault(TITLE_END, example.reference.user_data.get(TITLE_END, 0))
        reading = reading_of(doc)
        nlp = self._nlp()
        if not reading.candidates and nlp is not None:
            before = nlp.pipe_names.index(self.name) if self.name in nlp.pipe_names else 0
            for name, pipe in nlp.pipeline[:before]:
                if nlp.get_pipe_meta(name).factory.startswith("kg_"):
                    pipe(doc)
        return reading

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """Return precision, recall and F1 of ``doc.ents``, in all and by type."""
        return Scorer.score_spans(
            examples, "ents", has_annotation=lambda doc: doc.has_annotation("ENT_IOB"), **settings
        )

    # Saving -----------------------------------------------------------------------------------------------------------

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return weights and statistics as bytes."""
        parts = {"weights": lambda: weights_to_bytes(self.model), "statistics": self._statistics_to_bytes}
        return util.to_bytes(parts, exclude)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "TrainableRecogniser":
        """Take weights and statistics from bytes that ``to_bytes`` made.

        Raises:
            InputError: the bytes are something else.
        """
        takers = {"weights": lambda part: self._learnt(parse_weights(part)), "statistics": self._take_statistics}
        try:
            util.from_bytes(data, takers, exclude)
        except UNREADABLE as error:
            raise InputError("no bytes of a recogniser", where=self.name, cure="make them with to_bytes") from error
        return self

    def _statistics_to_bytes(self) -> bytes:
        return self._statistics.to_text().encode()

    def _take_statistics(self, data: bytes) -> None:
        self._statistics, self._recogniser = parse(data.decode()), None

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write weights and statistics into the folder ``path``, which is made where it is missing.

        Raises:
            ExportError: the folder cannot be written.
        """
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(folder / WEIGHTS_FILE) as file:
            file.write(weights_to_bytes(self.model))
        write_statistics(self._statistics.to_text(), folder / STATISTICS_FILE)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "TrainableRecogniser":
        """Take weights and statistics from a folder that ``to_disk`` or ``kg train`` wrote.

        Raises:
            InputError: one of them is missing or broken.
        """
        self._statistics = read_statistics(Path(path) / STATISTICS_FILE)
        self._learnt(read_weights(Path(path) / WEIGHTS_FILE))
        return self


def _no_pipeline() -> None:
    """Stand for the pipeline in another process."""


def _allowed(entity: SpacySpan | None) -> NDArray[np.bool_]:
    """Return which labels the annotation of a name allows: those of its type, and of its kind where it says one."""
    found = np.zeros(len(LABELS), np.bool_)
    if entity is not None:
        kind = entity.id_ if entity.id_ in set(Kind) else ""
        for column, label in enumerate(LABELS):
            found[column] = label is not None and label[0].value == entity.label_ and kind in ("", label[1].value)
    if not found.any():
        found[LABELS.index(None)] = True
    return found
