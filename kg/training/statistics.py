"""Counts what many abstracts tell of words, phrases and names."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kg.extraction.acronyms import find_definitions
from kg.extraction.candidates import Candidate, group_by_name
from kg.extraction.draft import SEPARATOR
from kg.extraction.features import Context
from kg.extraction.pipeline import candidate_pipeline
from kg.extraction.reading import Reading
from kg.extraction.recogniser import Recogniser
from kg.extraction.statistics import Statistics, frequency_class, reputation
from kg.extraction.tables.heads import HEADS
from kg.extraction.tokens import tokenize
from kg.extraction.weights import LABELS
from kg.records import Paper
from kg.training.clusters import cluster_words
from kg.training.recogniser import candidates_of

_UNLIKELY: Final = 0.9
"""A name this surely nothing in a paper is not counted as one there."""

_SEVERAL: Final = 2
"""So many papers must use a name for what they take it for to be kept."""


def count_statistics(papers: Iterable[Paper]) -> Statistics:
    """Count how common words and phrases are in many abstracts."""
    words: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    abbreviated: Counter[str] = Counter()
    texts = []
    for paper in papers:
        text = paper.title + SEPARATOR + paper.abstract
        tokens = tokenize(text)
        texts.append([sys.intern(token.lower()) for token in tokens])
        words.update({token for token in tokens if token.islower() and token.isalpha()})
        phrases.update(set(_phrases(tokens)))
        abbreviated.update({_plain(text[d.long_start : d.long_end]) for d in find_definitions(text)})
    counted = _classes(words, 8), _classes(phrases, 8), _classes(abbreviated, 2)
    return Statistics(*counted, clusters=cluster_words(texts))


def count_names(papers: Iterable[Paper], recogniser: Recogniser) -> dict[str, str]:
    """Return what a recogniser takes each name for that several papers use, as ``Statistics`` keeps it.

    Args:
        papers: abstracts that nobody annotated.
        recogniser: what says of a name in its text what it is; it knows nothing of names yet.
    """
    nlp = candidate_pipeline()
    sums: dict[str, NDArray[np.float32]] = {}
    likely: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for paper in papers:
        reading = candidates_of(paper, nlp)
        groups = list(group_by_name(reading.candidates, reading.view).values())
        found = recogniser(groups, reading.view, Context(reading.candidates, reading.definitions))
        for name, row in _by_spelling(reading, groups, found).items():
            met[name] += 1
            if row[0] < _UNLIKELY:
                sums[name] = sums.get(name, 0.0) + row
                likely[name] += 1
    return {name: _reputation(sums[name], count, met[name]) for name, count in likely.items() if count >= _SEVERAL}


def _by_spelling(
    reading: Reading, groups: Sequence[Sequence[Candidate]], found: NDArray[np.float32]
) -> dict[str, NDArray[np.float32]]:
    """Return the probabilities of the labels for each folded spelling of the names of a paper."""
    folded = reading.view.folded
    return {
        "".join(folded[candidate.start : candidate.end]): row
        for group, row in zip(groups, found, strict=True)
        for candidate in group
    }


def _reputation(sums: NDArray[np.float32], likely: int, met: int) -> str:
    label = int(sums[1:].argmax()) + 1
    type_, kind = LABELS[label] or ("", "")
    return reputation(type_[0] + kind[0], float(sums[label]) / met, likely)


def _phrases(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the runs of two to four words, hyphens left out, that end in a head."""
    run: list[str] = []
    for token in [*tokens, "."]:
        if token == "-":
            continue
        if not token.isalnum():
            run = []
            continue
        run.append(token.lower())
        if run[-1] in HEADS:
            yield from (" ".join(run[-size:]) for size in range(2, min(4, len(run)) + 1))


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().replace("-", " ").split())


def _classes(counts: Counter[str], rarest: int) -> dict[str, int]:
    return {entry: frequency_class(count) for entry, count in counts.items() if count >= rarest}
