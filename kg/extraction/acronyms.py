"""Acronyms with their long forms, after Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation
definitions in biomedical text".

Both orders are read: "low-rank adaptation (LoRA)" and "LoRA (low-rank adaptation)".
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_BRACKETED: Final = re.compile(r"[(\[]([^()\[\]\n]{2,120})[)\]]")
_SHORT: Final = re.compile(r"[A-Za-z0-9][\w+*.$-]*(?:[ -][A-Z0-9][\w+*-]*)?")
_WORD: Final = re.compile(r"[^\s\-–/()\[\],;:]+")
_CITATION_OR_CONDITION: Final = re.compile(r"e\.g|i\.e|et al|see |fig|section|eq\.|[=<>%]", re.IGNORECASE)
_MAX_SHORT: Final = 12


class Definition(NamedTuple):
    """An acronym and its long form by character offsets."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find_definitions(text: str) -> Iterator[Definition]:
    """Yield every acronym that the text defines, in reading order.

    >>> text = "We use graph neural networks (GNNs) and LoRA (low-rank adaptation)."
    >>> [(text[d[0]:d[1]], text[d[2]:d[3]]) for d in find_definitions(text)]
    [('GNNs', 'graph neural networks'), ('LoRA', 'low-rank adaptation')]
    """
    if "(" not in text and "[" not in text:
        return
    for bracket in _BRACKETED.finditer(text):
        found = _long_before(text, bracket) or _long_inside(text, bracket)
        if found:
            yield found


def _long_before(text: str, bracket: re.Match[str]) -> Definition | None:
    """Read "long form (SHORT)", "long form (SHORT; more)" and "long form (SHORT, more)"."""
    inside = re.split(r"[;,]", bracket[1], maxsplit=1)[0].rstrip()
    if not _is_short_form(inside):
        return None
    start, border = bracket.start(), _clause_start(text, bracket.start())
    before = text[border:start].rstrip()
    begin = _match(inside, before, min(len(inside) + 5, len(inside) * 2))
    if begin is None:
        return None
    return Definition(bracket.start(1), bracket.start(1) + len(inside), border + begin, border + len(before))


def _long_inside(text: str, bracket: re.Match[str]) -> Definition | None:
    """Read "SHORT (long form)"."""
    long_form = bracket[1]
    if " " not in long_form and "-" not in long_form:
        return None
    if _CITATION_OR_CONDITION.search(long_form):
        return None
    before = re.search(r"([A-Za-z0-9][\w+*-]*)\s?$", text[max(0, bracket.start() - 30) : bracket.start()])
    if not before or not _is_short_form(before[1]) or len(before[1]) < 2:
        return None
    begin = _match(before[1], long_form, len(before[1]) * 2 + 2)
    if begin != 0:
        return None
    short_start = max(0, bracket.start() - 30) + before.start(1)
    return Definition(short_start, short_start + len(before[1]), bracket.start(1), bracket.end(1))


def _is_short_form(text: str) -> bool:
    """Tell whether a string can be an acronym: short, at most two words, with a capital letter."""
    return (
        2 <= len(text) <= _MAX_SHORT
        and _SHORT.fullmatch(text) is not None
        and any(c.isupper() for c in text)
        and not text.isdigit()
    )


def _clause_start(text: str, end: int) -> int:
    """Return where the clause before ``end`` begins: a long form never crosses a full stop, a line or a bracket."""
    window = max(0, end - 160)
    border = max(text.rfind(mark, window, end) for mark in (". ", "\n", "(", ")", "; ", ": ", "? "))
    return window if border < 0 else border + 1


def _match(short: str, before: str, max_words: int) -> int | None:
    """Return where the long form of ``short`` begins in ``before``, or None.

    Each letter of the acronym is found from right to left; the first one must begin a word.
    """
    letters = short[:-1] if len(short) > 2 and short.endswith("s") and short[-2].isupper() else short
    at = len(before) - 1
    for position in range(len(letters) - 1, -1, -1):
        letter = letters[position].lower()
        if not letter.isalnum():
            continue
        first = position == 0
        while at >= 0 and (before[at].lower() != letter or (first and at > 0 and before[at - 1].isalnum())):
            at -= 1
        if at < 0:
            return None
        at -= 1
    begin = at + 1
    long_form = before[begin:]
    words = _WORD.findall(long_form)
    if not 1 < len(words) <= max_words or len(long_form) <= len(short) or short in words:
        return None
    return begin
