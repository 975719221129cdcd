"""Features that tell more together than apart: a name that is known and that hardly a text uses, an acronym whose long
form is in small letters.

The recogniser adds weights up, and a sum cannot say that two things mean something else together. So the pairs of
features for which that holds are features of their own. Which kinds of features pair was read off models that left
papers out: where both were present, they were wrong in one direction.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from types import MappingProxyType
from typing import Final

MARK: Final = "&"
"""What the features of pairs begin with."""

PAIRED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        question: tuple(others.split())
        for question, others in {
            "in": "k r has0 has1 +c -c +1 -1 lk",
            "has0": "k h lk",
            "has1": "k h lk",
            "p": "k r X F",
            "X": "k F n",
            "Xn": "k",
            "k": "h n",
            "F": "n tb -c +c",
            "tb": "r +c",
            "ds": "dc n -c",
            "dl": "r F",
            "dh": "F",
            "-c": "+c",
            "title": "+c",
        }.items()
    }
)
"""For the question that a feature answers (what stands before its "="), the questions whose answers it pairs with."""

QUESTIONS: Final = frozenset(PAIRED).union(*PAIRED.values())
"""The questions whose answers pair."""

PAIRED_PLACES: Final = ("last", "previous", "following")
"""The places of the words that answer some of them."""

Answers = dict[str, str]
"""The features of one mention that pair, by the question that they answer."""

_ALSO: Final = "\n"
"""What stands between several answers to one question."""

_AND: Final = " "
"""What stands between the two of a pair; no word holds a space."""


def add_answers(answers: Answers, features: Iterable[str]) -> Answers:
    """Add those features that pair to ``answers``, and return these."""
    for feature in features:
        question = feature.partition("=")[0]
        if question in QUESTIONS:
            answers[question] = f"{answers[question]}{_ALSO}{feature}" if question in answers else feature
    return answers


def pair_features(features: Iterable[str]) -> Iterator[str]:
    """Yield a feature for each two of ``features`` that are a pair, those of one mention and of its name.

    >>> list(pair_features(["k=Mt", "p=0", "fc=3"]))
    ['&p=0 k=Mt']
    """
    answers = add_answers({}, features)
    for question, others in PAIRED.items():
        for other in others:
            if question in answers and other in answers:
                for pair in product(answers[question].split(_ALSO), answers[other].split(_ALSO)):
                    yield MARK + _AND.join(pair)


class PairRows:
    """Looks up the rows of weights of pairs.

    Args:
        rows: the row of each feature that was learnt.
    """

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._rows: Final[dict[tuple[str, str], int]] = {}
        for name, row in rows.items():
            if name.startswith(MARK):
                first, _, second = name.removeprefix(MARK).partition(_AND)
                self._rows[first, second] = row

    def __call__(self, answers: Answers) -> list[int]:
        """Return the rows of all pairs of ``answers`` that were learnt."""
        found = []
        for question, others in PAIRED.items():
            first = answers.get(question)
            if first is not None:
                for other in others:
                    second = answers.get(other)
                    if second is not None:
                        row = self._rows.get((first, second))
                        if row is not None:
                            found.append(row)
                        elif _ALSO in first or _ALSO in second:
                            found += self._several(first, second)
        return found

    def _several(self, first: str, second: str) -> Iterator[int]:
        for pair in product(first.split(_ALSO), second.split(_ALSO)):
            if pair in self._rows:
                yield self._rows[pair]
