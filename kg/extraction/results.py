"""Finds the numbers that an abstract reports, with metric, method, condition and comparison.

Whether a number is a result (and not a size, a count, a year or a setting) is decided as roles are: by adding up the
weights of evidence. The confidence is the probability that they add up to.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from kg.extraction.conditions import find_condition, find_method, find_metric, find_rival
from kg.extraction.draft import Draft
from kg.extraction.evidence import Tables, packaged_tables
from kg.extraction.relations import find_main
from kg.extraction.sentences import Offsets, own_start
from kg.extraction.values import Numbers, read_numbers
from kg.records import EntityType, Role

_UNIT_CLASSES: Final = (
    ("times", re.compile(r"times|×|[xX]\$?$|fold|magnitude")),
    ("percent", re.compile(r"%|percent|pp$")),
    ("large", re.compile(r"\d ?(?:k|K|M|B|million|billion)$")),
    ("rate", re.compile(r"(?:FPS|fps|frames per second|/s|/sec|Hz|OPS|OPs)$")),
    ("long", re.compile(r"\d ?(?:s|seconds?|min|mins|minutes?|hours?)$")),
    ("short", re.compile(r"(?:ms|ns|us|μs|µs|milliseconds?|microseconds?|nanoseconds?)$")),
    ("unit", re.compile(r"[A-Za-zμµ]\d?$")),
)
_SHAPES: Final = (
    ("shape.sign", re.compile(r"[+\-−~≈\\{]")),
    ("shape.range", re.compile(r".*\d.*(?:-|–| to )\W*\d")),
    ("shape.year", re.compile(r"(?:19|20)\d\d$")),
    ("shape.fraction", re.compile(r"0?\.\d+$")),
    ("shape.thousands", re.compile(r".*\d,\d{3}")),
    ("shape.digit", re.compile(r"\d$")),
    ("shape.digits", re.compile(r"\d\d+$")),
)
_BEFORE: Final = 7
_AFTER: Final = 5
_LONGEST_VALUE: Final = 200
"""What is longer is no value, and to look for its form would take long."""
_BESIDE: Final = 2
_WORDS_BEFORE: Final = 10
_WORDS_AFTER: Final = 8


class DraftResult(NamedTuple):
    """A number that the sentence from ``start`` to ``end`` reports; ``method``, ``on``, ``versus`` are draft names.

    ``place`` is where the value itself stands.
    """

    method: str | None
    metric: str
    value: str
    on: str | None
    versus: str | None
    start: int
    end: int
    rule: str
    confidence: float
    place: Offsets


def find_evidence(text: str, numbers: Numbers, value: Offsets, zone: str) -> set[str]:
    """Return the ids of the evidence for a value of a sentence."""
    start, end = value
    classes = numbers.classes
    first, last = bisect_left(numbers.starts, start), bisect_left(numbers.starts, end)
    written = text[start : min(end, start + _LONGEST_VALUE)]
    unit = next((name for name, pattern in _UNIT_CLASSES if pattern.search(written)), "bare")
    before = (classes[first - 1] or "word") if first else "start"
    after = (classes[last] or "word") if last < len(classes) else "end"
    found = {
        f"unit.{unit}.{'decimal' if '.' in written else 'whole'}",
        f"unit.{unit}",
        f"before.{before}",
        f"before.{before}.{unit}",
        f"after.{after}",
        f"after.{after}.{unit}",
        f"zone.{zone}",
        f"several.{min(len(numbers.values), 4)}",
    }
    found.update([name for name, pattern in _SHAPES if pattern.match(written)])
    found.update(["near." + name for name in set(classes[max(0, first - _BEFORE) : first])])
    found.update(["next." + name for name in set(classes[last : last + _AFTER])])
    found.update(["sentence." + name for name in set(classes)])
    for mention in numbers.mentions:
        found.add("names." + mention.draft.type)
        if 0 <= mention.start - end <= 2:
            found.add("then." + mention.draft.type)
        elif 0 <= start - mention.end <= 2:
            found.add("behind." + mention.draft.type)
    if not numbers.mentions:
        found.add("names.nothing")
    found.update(_words(numbers.words, first, last))
    return found


def _words(words: Sequence[str], first: int, last: int) -> list[str]:
    """Return the evidence in the words around a value, one by one; all numbers are one word."""
    plain = ["0" if word[0].isdigit() else word for word in words]
    found = ["left=" + word for word in plain[max(0, first - _WORDS_BEFORE) : first]]
    found += ["right=" + word for word in plain[last : last + _WORDS_AFTER]]
    for step in range(1, _BESIDE + 1):
        if first - step >= 0:
            found.append(f"-{step}={plain[first - step]}")
        if last + step <= len(plain):
            found.append(f"+{step}={plain[last + step - 1]}")
    return found


def find_results(
    text: str, title_end: int, sentences: Sequence[Offsets], drafts: Sequence[Draft], tables: Tables | None = None
) -> tuple[DraftResult, ...]:
    """Return the results that the text reports, in reading order.

    Args:
        text: title, separator and abstract.
        title_end: where the title ends; 0 for none.
        sentences: as ``split_sentences`` finds them.
        drafts: what the text names, with roles.
        tables: what evidence weighs; the packaged tables where none are given.
    """
    table = (tables or packaged_tables()).results
    subject = _find_subject(drafts)
    found = list(find_numbers(text, title_end, sentences, drafts))
    sums = table.sums(evidence for *_, evidence in found)
    scores = sums.scores[:, 0].tolist()
    return tuple(
        _describe(text, numbers, number, subject, (sums.most_telling(case, 0), score))
        for case, ((numbers, number, _), score) in enumerate(zip(found, scores, strict=True))
        if score >= table.least[0]
    )


def find_numbers(
    text: str, title_end: int, sentences: Sequence[Offsets], drafts: Sequence[Draft]
) -> Iterator[tuple[Numbers, int, set[str]]]:
    """Yield every number that could be a result: its sentence, its place among the values there, and its evidence."""
    own = own_start(text, title_end, sentences)
    for numbers in read_numbers(text, sentences, drafts):
        zone = "title" if numbers.start < title_end else "background" if numbers.start < own else "own"
        for number, value in enumerate(numbers.values):
            yield numbers, number, find_evidence(text, numbers, value, zone)


def _find_subject(drafts: Sequence[Draft]) -> str | None:
    """Return the method that results belong to by default: the paper's own, else the first of those mentioned most."""
    main = find_main(drafts)
    if main >= 0:
        return drafts[main].name
    used = [(-len(d.spans), d.spans, d.name) for d in drafts if d.type is EntityType.METHOD and d.role is Role.USES]
    return min(used)[2] if used else None


def _describe(text: str, numbers: Numbers, number: int, subject: str | None, verdict: tuple[str, float]) -> DraftResult:
    start, end = value = numbers.values[number]
    rival = find_rival(numbers, value)
    rule, score = verdict
    return DraftResult(
        method=find_method(text, numbers, value, subject),
        metric=find_metric(text, numbers, value),
        value=text[start:end],
        on=find_condition(text, numbers, number, rival),
        versus=rival.draft.name if rival else None,
        start=numbers.start,
        end=numbers.end,
        rule="result." + rule,
        confidence=round(1 / (1 + math.exp(-score)), 2),
        place=value,
    )
