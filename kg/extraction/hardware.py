"""What a text says of the devices it names: how many there are and how much memory one has.

"8x NVIDIA A100-80GB", "a single RTX 4090", "four H100 (80 GB)", "64 TPUv4 chips". The rules are rows with an
identifier, read outwards from the mention of a device: one table looks left, the other right.
"""

import re
from typing import Final, NamedTuple


class DetailRule(NamedTuple):
    """A pattern anchored at the border of a mention; its only group is the count or the memory."""

    id: str
    pattern: re.Pattern[str]


_NUMBER_WORDS: Final = {
    "a single": 1, "single": 1, "one": 1, "two": 2, "dual": 2, "three": 3, "four": 4, "quad": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "ten": 10, "twelve": 12, "sixteen": 16,
}  # fmt: skip
_MAKER: Final = r"(?:(?:NVIDIA|Nvidia|AMD|Intel|Google|Apple|Xilinx|Huawei|Tesla|GeForce)\s+)*"

_NUMBER: Final = r"(\d{1,6}|\d{1,3}(?:,\d{3})+)"
_MEMORY: Final = r"(\d{1,4}\s?[GT]i?B)"

COUNT_RULES: Final = (
    DetailRule("count-times", re.compile(rf"(?<![\w.]){_NUMBER}\s?(?:[x×*]|\\times\$?)\s?{_MAKER}$")),
    DetailRule("count-number", re.compile(rf"(?<![\w.,$-]){_NUMBER} {_MAKER}$")),
    DetailRule("count-word", re.compile(rf"\b({'|'.join(_NUMBER_WORDS)}) {_MAKER}$", re.IGNORECASE)),
)
NO_COUNT_RULES: Final = (
    DetailRule(
        "year", re.compile(rf"\b((?:in|since|until|by|before|after|from) (?:19|20)\d\d) {_MAKER}$", re.IGNORECASE)
    ),
    DetailRule("reference", re.compile(rf"\b((?:table|figure|section|version) \d+) {_MAKER}$", re.IGNORECASE)),
)
"""Numbers on the left that count no devices."""

TIME_RULE: Final = DetailRule(
    "time", re.compile(r"(?:[\s-](?:GPU|TPU|CPU|chip|core|node)s?)?[\s-]((?:hour|day|week|minute|year)s?)\b")
)
"""What follows a device where its time is counted: "2,000 A100 GPU-hours"."""

MEMORY_RULES: Final = (
    DetailRule("memory-joined", re.compile(rf"-{_MEMORY}\b")),
    DetailRule("memory-bracketed", re.compile(rf"(?: GPUs?)? \({_MEMORY}(?: \w+)?\)")),
    DetailRule("memory-beside", re.compile(rf" {_MEMORY}\b")),
)
MEMORY_BEFORE: Final = DetailRule("memory-before", re.compile(rf"(?<![\w.]){_MEMORY}[\s-]{_MAKER}$"))
"""Memory between count and device: "8x 80GB H100"."""

_MEMORY_INSIDE: Final = DetailRule("memory-inside", re.compile(rf"[\s\-(]{_MEMORY}\b"))
_LEFT: Final = 40
_RIGHT: Final = 24


class Details(NamedTuple):
    """How many devices of a kind are meant, and the memory of one, as far as the text says."""

    number: int | None
    memory: str | None


def device_details(text: str, start: int, end: int) -> Details:
    """Return what the text says beside the device named from ``start`` to ``end``.

    >>> text = "trained on 8x NVIDIA A100-80GB"
    >>> device_details(text, 21, 25)
    Details(number=8, memory='80GB')
    """
    left, name, right = text[max(0, start - _LEFT) : start], text[start:end], text[end : end + _RIGHT]
    memory = _first((_MEMORY_INSIDE,), name) or _first(MEMORY_RULES, right, match=True)
    before = MEMORY_BEFORE.pattern.search(left)
    if before:
        left, memory = left[: before.start()], memory or before[1]
    counts = not _first(NO_COUNT_RULES, left) and not _first((TIME_RULE,), right, match=True)
    count = _first(COUNT_RULES, left) if counts else None
    return Details(_as_number(count) if count else None, memory.replace(" ", "") if memory else None)


def _first(rules: tuple[DetailRule, ...], text: str, *, match: bool = False) -> str | None:
    for rule in rules:
        found = rule.pattern.match(text) if match else rule.pattern.search(text)
        if found:
            return found[1]
    return None


def _as_number(text: str) -> int:
    return _NUMBER_WORDS[text.lower()] if text.lower() in _NUMBER_WORDS else int(text.replace(",", ""))
