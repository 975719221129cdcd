"""Puts words that stand in the same surroundings into one cluster, so that what is learnt of one serves the others.

A word is described by how much more often than by chance each frequent word stands one or two places before or behind
it (positive pointwise mutual information), brought down to a hundred dimensions (latent semantic analysis) and grouped
by k-means. Needs the extra ``[train]``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kg.training.matrix import needing_the_extra, sparse

CLUSTERS: Final = 200
"""The best of 50, 200 and 800 on papers left out."""

_RAREST: Final = 8
_NEIGHBOURS: Final = 4000
_PLACES: Final = (-2, -1, 1, 2)
_DIMENSIONS: Final = 100
_SMOOTHING: Final = 0.75
_SEED: Final = 0

_Numbers = NDArray[np.int64]


def cluster_words(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    """Return the cluster, from 1, of each word that is frequent enough; none at all where the texts are too few.

    Args:
        texts: the words of each text, in small letters.
    """
    counts = Counter(word for text in texts for word in text)
    # Most frequent first, so that the frequent words that describe are the first of those that are described.
    words = sorted((word for word, count in counts.items() if count >= _RAREST), key=lambda word: (-counts[word], word))
    if len(words) <= max(CLUSTERS, _DIMENSIONS):
        return {}
    with needing_the_extra():
        from sklearn.cluster import MiniBatchKMeans
        from sklearn.decomposition import TruncatedSVD
        from sklearn.preprocessing import normalize
    described = TruncatedSVD(_DIMENSIONS, n_iter=4, random_state=_SEED).fit(_mutual_information(texts, words))
    points = described.transform(_mutual_information(texts, words)) / np.sqrt(described.singular_values_)
    groups = MiniBatchKMeans(CLUSTERS, n_init=3, batch_size=4096, random_state=_SEED).fit_predict(normalize(points))
    return {word: int(group) + 1 for word, group in zip(words, groups, strict=True)}


def _mutual_information(texts: Sequence[Sequence[str]], words: Sequence[str]) -> Any:
    """Return a sparse matrix: a row a word, a column a frequent word in one of ``_PLACES`` beside it."""
    counts = _together(texts, {word: number for number, word in enumerate(words)})
    of_word, of_neighbour = (np.asarray(counts.sum(axis=axis)).ravel() for axis in (1, 0))
    smooth = of_neighbour**_SMOOTHING
    pairs = counts.tocoo()
    chance = of_word[pairs.row] * smooth[pairs.col] / smooth.sum()
    pairs.data = np.maximum(np.log(pairs.data / chance), 0.0)
    found = pairs.tocsr()
    found.eliminate_zeros()
    return found


def _together(texts: Sequence[Sequence[str]], number_of: Mapping[str, int]) -> Any:
    """Return how often each word stands beside each frequent one, for each of ``_PLACES``."""
    frequent = min(_NEIGHBOURS, len(number_of))
    rows: list[_Numbers] = []
    columns: list[_Numbers] = []
    for text in texts:
        numbers = np.array([number_of.get(word, -1) for word in text], np.int64)
        for slot, place in enumerate(_PLACES):
            word, neighbour = (numbers[-place:], numbers[:place]) if place < 0 else (numbers[:-place], numbers[place:])
            kept = (word >= 0) & (neighbour >= 0) & (neighbour < frequent)
            rows.append(word[kept])
            columns.append(neighbour[kept] + slot * frequent)
    places = np.concatenate(rows), np.concatenate(columns)
    return sparse(np.ones(len(places[0])), *places, (len(number_of), len(_PLACES) * frequent))
