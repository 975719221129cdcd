"""Finds the values that a text writes, and the sentences that hold them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kg.extraction.draft import Draft
from kg.extraction.sentences import Offsets, classify, read_words
from kg.extraction.tables.results_cues import RESULT_CUES
from kg.extraction.tables.results_numbers import DEVIATION, GAP, NUMBER, PERCENT, RANGE, SIGN, TIMES, UNITS, WORDED

_UNIT: Final = rf"(?:{TIMES}|{PERCENT}|(?:{'|'.join(UNITS)})(?!\w))"
_VALUE: Final = re.compile(
    rf"(?<![\w.,^_/-])(?P<first>{SIGN}{NUMBER}{DEVIATION}?(?:{GAP}{_UNIT})?\$?)"
    rf"(?:(?P<range>{RANGE})(?P<second>\$?{SIGN}{NUMBER}(?:{GAP}{_UNIT})?))?(?![\w]|\.\d)|{WORDED}"
)
_HINT: Final = re.compile(r"\d|magnitude|fold")
_FROM: Final = re.compile(r"from (?:approximately |about |around |roughly |\$)?$")
_CUES: Final = {word: cue.id for cue in RESULT_CUES for word in cue.words.split()}


class Mention(NamedTuple):
    """A mention of a draft in a sentence, by offsets."""

    start: int
    end: int
    draft: Draft


class Numbers(NamedTuple):
    """A sentence with values: its words, where they start, their cue classes, what it names, and the values."""

    start: int
    end: int
    words: list[str]
    starts: list[int]
    classes: list[str]
    mentions: list[Mention]
    values: list[Offsets]


def find_values(text: str, start: int, end: int) -> Iterator[Offsets]:
    """Yield the stretches that write a value, with sign and unit; of "from A to B" only B.

    >>> text = "from 61.2 to 64.8%, 1.7x faster, 10-20 ms"
    >>> [text[a:b] for a, b in find_values(text, 0, len(text))]
    ['64.8%', '1.7x', '10-20 ms']
    """
    if not _HINT.search(text, start, end):
        return
    for match in _VALUE.finditer(text, start, end):
        first, last = match.span()
        if match["range"] == " to " and _FROM.search(text, max(start, first - 22), first):
            first = match.start("second")
        while text[first] == "$":
            first += 1
        while text[last - 1] in "$ " and text.count("$", first, last) % 2:
            last -= 1
        yield first, last


def read_numbers(text: str, sentences: Sequence[Offsets], drafts: Sequence[Draft]) -> Iterator[Numbers]:
    """Yield the sentences that hold values outside of names."""
    mentions = sorted((Mention(*span, draft) for draft in drafts for span in draft.spans), key=lambda m: m.start)
    starts = [mention.start for mention in mentions]
    for start, end in sentences:
        inside = mentions[bisect_left(starts, start) : bisect_left(starts, end)]
        values = [
            (first, last)
            for first, last in find_values(text, start, end)
            if not any(mention.start < last and first < mention.end for mention in inside)
        ]
        if values:
            words, places = read_words(text, start, end)
            yield Numbers(start, end, words, places, classify(words, _CUES), inside, values)
