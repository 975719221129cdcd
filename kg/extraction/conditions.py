"""Tells what a reported value belongs to: method, metric, where it was measured, and what it is compared with."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from kg.extraction.sentences import Offsets
from kg.extraction.tables.results_metrics import (
    CHANGES,
    COMPARATIVES,
    METRIC_WORDS,
    MODIFIERS,
    PLACE_CUES,
    RIVAL_CUES,
    TIME_WORDS,
    UNIT_METRICS,
    Wording,
)
from kg.extraction.values import Mention, Numbers
from kg.records import EntityType, Role

_PLACES: Final = frozenset((EntityType.DATASET, EntityType.BENCHMARK, EntityType.HARDWARE))
_UNIT: Final = re.compile(r"[A-Za-zμ][A-Za-zμ ]*$")
_FACTOR: Final = re.compile(r"times|×|fold|\d[xX]$")
_BRACKET: Final = re.compile(r"[\s:=\[]*\([\s(]*(?:with|by|at|of)?\s*")
_METRIC_NAME: Final = re.compile(r"[A-Z]{2,6}(?:@?\d+)?|[a-z][A-Z][A-Za-z]*(?:@?\d+)?")
_PLURAL: Final = ("ss", "flops", "gflops", "macs", "fps", "savings", "params", "parameters", "iterations", "steps")
_JOINING: Final = frozenset(("of", "in", "for", "the", "its", "their"))
"""What may stand between a value and its metric: "0.3% of the parameters"."""

_RIVAL_REACH: Final = 6
_PLACE_REACH: Final = 4
_REACH: Final = 5


def find_rival(numbers: Numbers, value: Offsets) -> Mention | None:
    """Return the mention that a value is compared with, by preference one after the value."""
    rivals = [m for m in numbers.mentions if _is_rival(numbers, m)]
    following = [m for m in rivals if m.start > value[0]]
    return following[0] if following else rivals[-1] if rivals else None


def _is_rival(numbers: Numbers, mention: Mention) -> bool:
    """Tell whether a method stands some words after a word of comparison, or a device right after it."""
    draft = mention.draft
    if draft.role is Role.INTRODUCES or draft.type not in (EntityType.METHOD, EntityType.HARDWARE):
        return False
    reach = _RIVAL_REACH if draft.type is EntityType.METHOD else _RIVAL_REACH // 2
    return not RIVAL_CUES.isdisjoint(_words_before(numbers, mention, reach))


def _words_before(numbers: Numbers, mention: Mention, count: int) -> Sequence[str]:
    index = bisect_left(numbers.starts, mention.start)
    return numbers.words[max(0, index - count) : index]


def find_method(text: str, numbers: Numbers, value: Offsets, subject: str | None) -> str | None:
    """Return the method whose value it is.

    It is the one that the value follows in brackets, else the paper's own method before it, else the one that opens the
    sentence, else ``subject``.
    """
    before = [m for m in numbers.mentions if m.start < value[0] and m.draft.type is EntityType.METHOD]
    if before and _BRACKET.fullmatch(text, before[-1].end, value[0]):
        return before[-1].draft.name
    cue = next((p for w, p in zip(numbers.words, numbers.starts, strict=True) if w in RIVAL_CUES), numbers.end)
    own = [m for m in before if m.start < cue]
    introduced = [m for m in own if m.draft.role is Role.INTRODUCES]
    if introduced:
        return introduced[-1].draft.name
    if own and (subject is None or own[0].start - numbers.start <= 1):
        return own[0].draft.name
    return subject


def find_condition(text: str, numbers: Numbers, number: int, rival: Mention | None) -> str | None:
    """Return the data or device that a value was measured on; lists of values and of names pair up in order."""
    mentions = [m for m in numbers.mentions if m.draft.type in _PLACES and m is not rival]
    start, end = numbers.values[number]
    bracket = next((m for m in mentions if _BRACKET.fullmatch(text, m.end, start)), None)
    if bracket or not mentions:
        return bracket.draft.name if bracket else None
    if "respectively" in numbers.words and len(mentions) > 1:
        values = [v for v in numbers.values if v[1] <= mentions[0].start or mentions[-1].end <= v[0]]
        if (start, end) in values and len(values) % len(mentions) == 0:
            return mentions[values.index((start, end)) % len(mentions)].draft.name
    limit = numbers.values[number + 1][0] if number + 1 < len(numbers.values) else numbers.end
    after = [m for m in mentions if end <= m.start < limit and _is_place(numbers, m)]
    before = [m for m in mentions if m.end <= start]
    chosen = after[0] if after else before[-1] if before else mentions[0]
    return None if _is_listed(text, chosen, mentions) else chosen.draft.name


def _is_place(numbers: Numbers, mention: Mention) -> bool:
    return not PLACE_CUES.isdisjoint(_words_before(numbers, mention, _PLACE_REACH))


def _is_listed(text: str, chosen: Mention, mentions: Sequence[Mention]) -> bool:
    """Tell whether a name is one of several that share a value: joined by a comma or a conjunction to another."""
    gaps = [text[a.end : b.start].strip() for a, b in pairwise(mentions) if chosen in (a, b) and a.draft != b.draft]
    return any(gap in (",", "and", ", and", "or", "&", "/") for gap in gaps)


def find_metric(text: str, numbers: Numbers, value: Offsets) -> str:
    """Return what was measured, in a few words of the sentence or, where it is silent, after the unit."""
    first, last = bisect_left(numbers.starts, value[0]), bisect_left(numbers.starts, value[1])
    written = text[value[0] : value[1]]
    of_unit = _unit_metric(written)
    after, before = _metric_after(numbers, last), _metric_before(numbers, first)
    if of_unit:
        fits = before and of_unit == "time" and not TIME_WORDS.isdisjoint(before.split())
        return before if fits else of_unit
    factor = "speedup" if _FACTOR.search(written) else ""
    found = after or before or _named_metric(text, numbers, first, last) or factor or "value"
    return " ".join(_with_capitals(word, text, numbers) for word in found.split())


def _with_capitals(word: str, text: str, numbers: Numbers) -> str:
    """Return a word of a metric as the sentence writes it where that is an acronym: "AUC", "mAP", "F1"."""
    if word in numbers.words:
        start = numbers.starts[numbers.words.index(word)]
        written = text[start : start + len(word)]
        if written.isupper() or any(map(str.isupper, written[1:])):
            return written
    return word


def _meaning(word: str, wordings: Sequence[Wording]) -> str:
    return next((wording.meaning for wording in wordings if word in wording.words), "")


def _unit_metric(written: str) -> str:
    unit = _UNIT.search(written)
    return _meaning(unit.group().strip().lower(), UNIT_METRICS) if unit else ""


def _metric_after(numbers: Numbers, last: int) -> str:
    """Read "92% top-1 accuracy", "1.7x faster decoding", "40% less memory"."""
    words: list[str] = []
    for word in numbers.words[last : last + _REACH]:
        if not word[0].isalnum() or word in PLACE_CUES or word in RIVAL_CUES or word in ("and", "while", "to", "by"):
            break
        words.append(word)
    change = _meaning(words[0], COMPARATIVES) if words else ""
    stop = max((i for i, word in enumerate(words) if word in METRIC_WORDS), default=-1)
    named = [word for word in words[: stop + 1] if not _meaning(word, COMPARATIVES)]
    while named and named[0] in _JOINING:
        named.pop(0)
    if change in ("speedup", "slowdown"):
        return change
    return _singular([*named, change] if named and change else named)


def _metric_before(numbers: Numbers, first: int) -> str:
    """Read "accuracy of 92%", "reduces peak memory by 40%", "F1 = 0.9"."""
    index = next((i for i in range(first - 1, -1, -1) if numbers.words[i] in METRIC_WORDS), -1)
    if index < 0:
        return ""
    start = index
    while start > 0 and index - start < 2 and numbers.words[start - 1] in MODIFIERS | METRIC_WORDS:
        start -= 1
    governing = numbers.words[max(0, start - _REACH) : start] if "by" in numbers.words[index:first] else []
    change = next((meaning for word in reversed(governing) if (meaning := _meaning(word, CHANGES))), "")
    return _singular([*numbers.words[start : index + 1], *([change] if change else [])])


def _named_metric(text: str, numbers: Numbers, first: int, last: int) -> str:
    """Return a name in capitals beside the value, such as SAR or mIoU, as the text writes it."""
    for index in [*range(last, min(last + 2, len(numbers.words))), *range(first - 1, max(-1, first - 4), -1)]:
        start = numbers.starts[index]
        name = _METRIC_NAME.fullmatch(text, start, start + len(numbers.words[index]))
        if name and not any(m.start <= start < m.end for m in numbers.mentions):
            return name.group()
    return ""


def _singular(words: Sequence[str]) -> str:
    """Join the words of a metric, the last in the singular.

    >>> _singular(["mean", "accuracies"]), _singular(["loss"])
    ('mean accuracy', 'loss')
    """
    joined = " ".join(words)
    if joined.endswith("ies"):
        return joined[:-3] + "y"
    return joined if joined.endswith(_PLURAL) or not joined.endswith("s") else joined[:-1]
