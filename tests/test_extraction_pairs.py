"""Pairs of features: which there are, and that looking their weights up finds those that training counts."""

import pytest

from kg.extraction.pairs import MARK, PAIRED, QUESTIONS, PairRows, add_answers, pair_features
from kg.extraction.word_features import WORD_MARKS


@pytest.mark.parametrize(
    ("features", "pairs"),
    [
        (["k=Mt", "p=0"], ["&p=0 k=Mt"]),
        (["p=0", "k=Mt"], ["&p=0 k=Mt"]),  # whatever the order
        (["k=Mt", "k=Dn", "p=2", "fc=3"], ["&p=2 k=Mt", "&p=2 k=Dn"]),
        (["ds", "dc=l", "n=2"], ["&ds dc=l", "&ds n=2"]),
        (["in=Mt", "+1=models", "+c=l"], ["&in=Mt +c=l", "&in=Mt +1=models"]),
        (["k=", "h=="], ["&k= h=="]),
        (["k=Mt", "k1=Mtl", "kc"], []),  # other questions, though they begin alike
        (["title", "title0"], []),
        (["-1=we", "+1=models"], []),
        ([], []),
    ],
)
def test_two_features_are_a_pair_where_their_questions_are(features: list[str], pairs: list[str]) -> None:
    assert list(pair_features(features)) == pairs


def test_no_pair_is_taken_for_what_a_word_alone_tells() -> None:
    assert not MARK.startswith(WORD_MARKS)


def test_each_question_pairs_with_another_once() -> None:
    pairs = [frozenset((question, other)) for question, others in PAIRED.items() for other in others]
    assert len(pairs) == len(set(pairs))
    assert all(len(pair) == 2 for pair in pairs)
    assert frozenset().union(*pairs) == QUESTIONS


@pytest.mark.parametrize(
    "features",
    [
        ["k=Mt", "p=0", "F=lk", "+c=l", "-c=("],
        ["k=Mt", "k=Dn", "r=known", "r=shape", "in=Mt", "in=Dn", "has0=Mn", "h=model"],
        ["k=", "h= x"],  # no word holds a space, but a file of weights may
        ["k=Mt", "p=9"],
        [],
    ],
)
def test_rows_are_those_of_the_pairs_that_were_learnt(features: list[str]) -> None:
    learnt = ["k=Mt", "&p=0 k=Mt", "&F=lk +c=l", "&k=Mt h=model", "&k=Dn h=model", "&in=Dn r=shape", "&has0=Mn k=Dn"]
    rows = {name: number for number, name in enumerate(learnt, 1)}
    expected = [rows[pair] for pair in pair_features(features) if pair in rows]
    assert sorted(PairRows(rows)(add_answers({}, features))) == sorted(expected)


def test_some_pairs_are_found() -> None:
    rows = PairRows({"&p=0 k=Mt": 7, "&p=0 k=Dn": 8, "&-c=( +c=)": 9})
    assert rows(add_answers({}, ["k=Mt", "p=0", "-c=(", "+c=)"])) == [7, 9]
    assert rows(add_answers({"p": "p=0"}, ["k=Mt", "k=Dn"])) == [7, 8]
