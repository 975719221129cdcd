"""The trained recogniser: weighs the features of candidates and says how likely each name is of which type.

It is a multinomial logistic regression over the features of ``kg.extraction.features``, pooled over all places where
a document uses a name (the sum divided by the square root of their number). ``kg.training`` fits it; the weights are
part of the package.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from kg.extraction.candidates import Candidate
from kg.extraction.features import Context, candidate_features, group_features, own_features
from kg.extraction.pairs import PAIRED_PLACES, Answers, PairRows, add_answers
from kg.extraction.statistics import Statistics
from kg.extraction.view import View
from kg.extraction.weights import LABELS, SCREEN, WIDTH, Floats, Weights
from kg.extraction.word_features import (
    BORDER,
    CUES,
    LEXICAL_MARKS,
    REACH,
    WORD_QUESTIONS,
    Form,
    Question,
    cue_features,
    form_of,
)

_BORDER_OF: Final = [int(question.after_end) for question in WORD_QUESTIONS]
"""For each of WORD_QUESTIONS the border of the candidate (0 its start, 1 its end) beside which the answering word
stands."""

_PADDING: Final = 2
"""Borders of the document before and after its words, so that each question has an answer."""

_OFFSETS: Final = np.array([question.offset + _PADDING for question in WORD_QUESTIONS])[:, None]
"""How far after that border it stands, among the padded words."""

_ONLY: Final = [question.place for question in WORD_QUESTIONS].index("only")
_LAST: Final = [question.place for question in WORD_QUESTIONS].index("last")
"""The only question that the letters of a word answer."""

_PAIRED_QUESTIONS: Final = [question for question in WORD_QUESTIONS if question.place in PAIRED_PLACES]

_EDGE: Final = (BORDER,) * _PADDING
_NOTHING: Final = 0
_NO_MARKS: Final = [_NOTHING] * len(LEXICAL_MARKS)
_NO_CUES: Final = [_NOTHING] * 2


class Recogniser:
    """Says of the candidates of a document what they are.

    Args:
        weights: what was learnt.
        statistics: how common words and phrases are.
    """

    limit: Final = 25_000
    """Words remembered at most; then all are forgotten and learnt anew, which changes no score."""

    limit_of_answers: Final = 3_000
    """The same for what candidates and the words beside them answer, which takes ten times the room."""

    def __init__(self, weights: Weights, statistics: Statistics) -> None:
        self.calibration: Final = weights.calibration
        self._weights = weights
        self._statistics = statistics
        self._forms: dict[Form, int] = {}
        self._form_sums = np.zeros((256, len(WORD_QUESTIONS), WIDTH), dtype=np.float32)
        self._own: dict[tuple[str, frozenset[str], tuple[str, ...]], tuple[list[int], Answers]] = {}
        self._pairs = PairRows(weights.features)
        self._answers: dict[str, dict[str, Answers]] = {place: {} for place in PAIRED_PLACES}
        self._lexicon = {name.partition("=")[2] for name in weights.features if name.startswith(LEXICAL_MARKS)}
        self._forget()

    def _forget(self) -> None:
        # Row 0 is what no word weighs.
        self._rows: dict[str, int] = {}
        self._sums = np.zeros((len(WORD_QUESTIONS), 4096, WIDTH), dtype=np.float32)
        self._cues = np.zeros((4096, 2, WIDTH), dtype=np.float32)

    def __call__(self, groups: Sequence[Sequence[Candidate]], view: View, context: Context) -> Floats:
        """Return the probability of each label (columns) for each group of candidates that share a name (rows).

        Words are weighed first. Most candidates are nothing, and the words alone tell; only the others, and known
        names, are looked at closely.
        """
        found = np.zeros((len(groups), len(LABELS)), dtype=np.float32)
        found[:, 0] = 1.0
        if not groups:
            return found
        mentions = [candidate for group in groups for candidate in group]
        sizes = np.array([len(group) for group in groups])
        first = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        words = self._word_scores(mentions, view)
        pooled = np.add.reduceat(words, first, axis=0) / np.sqrt(sizes)[:, None] + self._weights.bias
        kept = [
            index
            for index, screened in enumerate((pooled[:, SCREEN] > 0).tolist())
            if screened or any(candidate.concepts for candidate in groups[index])
        ]
        if kept:
            scores = pooled[kept, :SCREEN] + self._candidate_scores([groups[index] for index in kept], view, context)
            scores -= scores.max(axis=1, keepdims=True)
            np.exp(scores, out=scores)
            found[kept] = scores / scores.sum(axis=1, keepdims=True)
        return found

    def _word_scores(self, mentions: list[Candidate], view: View) -> Floats:
        """Return what the words in and around each candidate weigh."""
        if len(self._rows) > self.limit:
            self._forget()
        padded = [*_EDGE, *view.words, *_EDGE]
        found = list(map(self._rows.get, padded))
        if None in found:
            self._learn([word for word, row in zip(padded, found, strict=True) if row is None])
            found = list(map(self._rows.get, padded))
        rows = np.array(found)
        borders = np.array([(candidate.start, candidate.end) for candidate in mentions]).T
        start, end = borders
        # One row for each question of WORD_QUESTIONS: where the word stands that answers it.
        places = rows[borders[_BORDER_OF] + _OFFSETS]
        places[_ONLY, end - start > 1] = _NOTHING
        places += np.arange(len(WORD_QUESTIONS))[:, None] * self._sums.shape[1]
        scores: Floats = self._sums.reshape(-1, WIDTH).take(places, axis=0).sum(axis=0)
        cues = np.zeros((len(view.words) + 1, 2, WIDTH), np.float32)
        self._cues.take(rows[_PADDING:-_PADDING], axis=0).cumsum(axis=0, out=cues[1:])
        scores += cues[start, 0]
        scores -= cues[np.maximum(start - REACH, 0), 0]
        scores += cues[np.minimum(end + REACH, len(view.words)), 1]
        scores -= cues[end, 1]
        return scores

    def _learn(self, words: list[str]) -> None:
        """Add up the weights of words met for the first time, question by question."""
        matrix, look_up, statistics = self._weights.matrix, self._weights.features, self._statistics
        first_row = len(self._rows) + 1
        words = list(dict.fromkeys(words))
        forms, letters, own, cues = [], [], [], []
        for word in words:
            self._rows[word] = len(self._rows) + 1
            low = word.lower()
            forms.append(self._form_row(form_of(word, statistics)))
            letters += [look_up.get(feature, 0) for feature in WORD_QUESTIONS[_LAST].of_letters(word)]
            own += [look_up.get(mark + low, 0) for mark in LEXICAL_MARKS] if low in self._lexicon else _NO_MARKS
            cues += [look_up.get(cue, 0) for cue in cue_features(low)] if low in CUES else _NO_CUES
        end_row = first_row + len(words)
        while end_row > self._sums.shape[1]:
            self._sums = np.concatenate([self._sums, np.zeros_like(self._sums)], axis=1)
            self._cues = np.concatenate([self._cues, np.zeros_like(self._cues)])
        sums = self._form_sums.take(forms, axis=0)
        sums += matrix.take(own, axis=0).reshape(len(words), len(WORD_QUESTIONS), WIDTH)
        sums[:, _LAST] += matrix.take(letters, axis=0).reshape(len(words), -1, WIDTH).sum(axis=1)
        self._sums[:, first_row:end_row] = sums.transpose(1, 0, 2)
        self._cues[first_row:end_row] = matrix.take(cues, axis=0).reshape(len(words), 2, WIDTH)

    def _form_row(self, form: Form) -> int:
        """Return where the sums of a form stand, question by question: few forms are shared by many words."""
        found = self._forms.get(form)
        if found is None:
            look_up, matrix = self._weights.features, self._weights.matrix
            sums = [
                matrix[[look_up.get(f, 0) for f in question.of_form(form)]].sum(axis=0) for question in WORD_QUESTIONS
            ]
            found = self._forms[form] = len(self._forms)
            if found == len(self._form_sums):
                self._form_sums = np.concatenate([self._form_sums, np.zeros_like(self._form_sums)])
            self._form_sums[found] = sums
        return found

    def _of_itself(self, candidate: Candidate, shape: str) -> tuple[list[int], Answers]:
        """Return the rows of what a candidate tells whatever the words, and what of it pairs: many share them."""
        key = shape, frozenset(candidate.rules), tuple([concept.id for concept in candidate.concepts])
        found = self._own.get(key)
        if found is None:
            if len(self._own) >= self.limit_of_answers:
                self._own.clear()
            names = own_features(candidate, shape)
            found = self._own[key] = [self._weights.features.get(f, 0) for f in names], add_answers({}, names)
        return found

    def _add_words(self, answers: Answers, candidate: Candidate, view: View) -> Answers:
        """Add what the words in and beside a candidate answer to the answers that pair, and return these."""
        for question in _PAIRED_QUESTIONS:
            word = question.word(view.words, candidate.start, candidate.end)
            answers |= self._answers[question.place].get(word) or self._answer(question, word)
        return answers

    def _answer(self, question: Question, word: str) -> Answers:
        known = self._answers[question.place]
        if len(known) >= self.limit_of_answers:
            known.clear()
        form = form_of(word, self._statistics)
        found = known[word] = add_answers({}, (*question.of_form(form), question.mark + word.lower()))
        return found

    def _candidate_scores(self, groups: Sequence[Sequence[Candidate]], view: View, context: Context) -> Floats:
        """Return what each group in its document weighs, beside its words."""
        look_up, statistics = self._weights.features, self._statistics
        rows: list[int] = []
        first: list[int] = []
        shared: list[int] = []
        first_shared: list[int] = []
        for group in groups:
            of_name = group_features(group, view)
            first_shared.append(len(shared))
            shared += [look_up.get(f, 0) for f in of_name]
            first.append(len(rows))
            paired = add_answers({}, of_name)
            for candidate in group:
                own_rows, own = self._of_itself(candidate, view.classes[candidate.start : candidate.end])
                features = candidate_features(candidate, view, statistics, context)
                rows += own_rows
                rows += [look_up.get(f, 0) for f in features]
                rows += self._pairs(self._add_words(add_answers(paired | own, features), candidate, view))
        matrix = self._weights.matrix
        sizes = np.sqrt([len(group) for group in groups])
        scores = np.add.reduceat(matrix[rows], first, axis=0) / sizes[:, None]
        scores += np.add.reduceat(matrix[shared], first_shared, axis=0)
        found: Floats = scores[:, :SCREEN].astype(np.float32)
        return found
