"""What words tell of a candidate by the place they have beside it, and cue words somewhere near.

Both depend on words alone, so that the recogniser adds their weights up once a word and not once a use.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from kg.extraction.lexicon import lexeme_of
from kg.extraction.statistics import Statistics

REACH: Final = 7
"""Cues count when at most so many tokens lie between them and the candidate's near end."""

CUES: Final = frozenset(
    """accelerator api apis baseline baselines based benchmark benchmarks board built called challenge chip
    compared compiler corpora corpus cpu cpus dataset datasets deployed design develop developed device devices
    dubbed edge evaluate evaluated evaluation evaluations experimental experiments fpga framework gpu gpus
    hardware including intel introduce introduces introducing leaderboard library like method methods metric
    metrics model models named nvidia amd outperforming outperforms presents present processor propose proposed
    results suite surpasses surpassing such task tasks tested train trained training use using validated via""".split()
)

_DIGITS: Final = re.compile(r"\d+")


class Form(NamedTuple):
    """What is known of a word besides its letters: its class as a token, how common it is, and its cluster."""

    letters: str
    common: int
    cluster: int


def form_of(word: str, statistics: Statistics) -> Form:
    """Return the form of a word."""
    _, low, _, letter = lexeme_of(word)
    return Form(letter, statistics.common(low), statistics.cluster(low))


def _endings(word: str) -> tuple[str, ...]:
    stem = _DIGITS.sub("0", word) if not word.isalpha() else word
    low = stem.lower()
    return f"e3={stem[-3:]}", f"e4={low[-4:]}", f"b3={low[:3]}"


def _no_endings(_word: str) -> tuple[str, ...]:
    return ()


def _beside(mark: str) -> Callable[[Form], tuple[str, ...]]:
    return lambda form: (f"{mark}c={form.letters}", f"{mark}k={form.cluster}")


def _one_off(mark: str) -> Callable[[Form], tuple[str, ...]]:
    return lambda form: (f"{mark}0k={form.cluster}",)


class Question(NamedTuple):
    """What a word tells by the place that it has: the features of its form, those of its letters, and, for a word
    that was learnt as such, what its own feature begins with.

    The word stands ``offset`` tokens after the start of the candidate or, where ``after_end``, after its end.
    """

    place: str
    after_end: bool
    offset: int
    of_form: Callable[[Form], tuple[str, ...]]
    of_letters: Callable[[str], tuple[str, ...]]
    mark: str

    def word(self, words: Sequence[str], start: int, end: int) -> str:
        """Return the word that answers for the candidate of tokens ``start`` to ``end``: ``BORDER`` outside of the
        document."""
        at = (end if self.after_end else start) + self.offset
        return words[at] if 0 <= at < len(words) else BORDER

    def answers(self, word: str, form: Form) -> tuple[str, ...]:
        """Return all features of a word in the place."""
        return *self.of_form(form), *self.of_letters(word), self.mark + word.lower()


WORD_QUESTIONS: Final = (
    Question("last", True, -1, lambda form: (f"lc={form.common}", f"lk={form.cluster}"), _endings, "h="),
    Question("first", False, 0, lambda form: (f"fc={form.common}", f"fk={form.cluster}"), _no_endings, "f="),
    Question(
        "only", False, 0, lambda form: (f"wc={form.common}{form.letters}", f"wk={form.cluster}"), _no_endings, "w="
    ),
    Question("previous", False, -1, _beside("-"), _no_endings, "-1="),
    Question("following", True, 0, _beside("+"), _no_endings, "+1="),
    Question("before previous", False, -2, _one_off("-"), _no_endings, "-0="),
    Question("after following", True, 1, _one_off("+"), _no_endings, "+0="),
)
"""The places in which a word tells something: the candidate's last, first or only word, or one of the two on either
side."""

LEXICAL_MARKS: Final = tuple(question.mark for question in WORD_QUESTIONS)
"""What the features begin with that name a word."""

WORD_MARKS: Final = (
    *("e3=", "e4=", "b3=", "h=", "lc=", "lk=", "f=", "fc=", "fk=", "w=", "wc=", "wk="),
    *("-1=", "-c=", "-k=", "+1=", "+c=", "+k=", "-0=", "-0k=", "+0=", "+0k=", "<", ">"),
)
"""What the features begin with that words alone tell."""

BORDER: Final = "<>"
"""The word that stands before and after the document."""


def cue_features(word: str) -> tuple[str, str]:
    """Return what a cue tells of the candidates after it and of those before it."""
    return "<" + word, ">" + word
