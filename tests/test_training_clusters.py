"""Words of the same surroundings share a cluster; the same texts give the same clusters."""

import random

from kg.training.clusters import CLUSTERS, cluster_words


def _texts() -> list[list[str]]:
    """Sentences of three kinds of words, each kind with places of its own; and enough others to make clusters of."""
    draw = random.Random(3)
    verbs, nouns = [f"verb{n}" for n in range(40)], [f"noun{n}" for n in range(40)]
    others = [f"word{n}" for n in range(CLUSTERS)]
    texts = [["we", draw.choice(verbs), "the", draw.choice(nouns), "."] for _ in range(4000)]
    return texts + [[word, draw.choice(others), word, draw.choice(others)] for word in others for _ in range(6)]


def test_words_of_the_same_surroundings_share_a_cluster() -> None:
    found = cluster_words(_texts())
    verbs = {found[f"verb{n}"] for n in range(40)}
    nouns = {found[f"noun{n}"] for n in range(40)}
    assert len(verbs) < 10 > len(nouns)
    assert not verbs & nouns
    assert min(found.values()) >= 1


def test_the_same_texts_give_the_same_clusters() -> None:
    assert cluster_words(_texts()) == cluster_words(_texts())


def test_few_words_have_no_clusters() -> None:
    assert cluster_words([["we", "fold", "."]] * 99) == {}
    assert cluster_words([]) == {}
