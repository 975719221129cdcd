"""Where the sentences, words and mentions of a text stand.

Offsets count code points of the document text (title, separator, abstract), ends excluded.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from kg.extraction.draft import Draft

Offsets = tuple[int, int]
"""Start and end of a stretch of text."""

_END: Final = re.compile(
    r"(?<![.!?])[.!?]++[\"'”’)\]}*]*+\s++(?=[\"'“‘`(\[{\\$*]*(?:[A-Z0-9]|\\[A-Za-z]|\$|[a-z]{1,3}[A-Z]))|\n\s*\n\s*"
)
_ABBREVIATION: Final = re.compile(
    r"(?<![^\W\d_])(?:[Ee]\.?g|[Ii]\.?e|et al|vs|[Cc]f|[Ff]igs?|[Tt]abs?|[Ee]qs?|[Ss]ecs?|[Rr]efs?|[Aa]pprox|resp|Nos?|"
    r"Vol|Ch|St|Dr|Mr|Mrs|Ms|Prof|ca|viz|w\.r\.t|a\.k\.a|i\.i\.d)$"
)
_INITIALS: Final = re.compile(r"(?:^|[A-Z][.a-z]+\s)[A-Z]$|(?<![^\W_])[A-Z](?:\.[A-Z])+$")
_WORD: Final = re.compile(r"\w+(?:[-'’]\w+)*|[^\w\s]")
_DIGITS: Final = frozenset("0123456789")
_MARKS: Final = frozenset("(),:;.%/=+<>")
_JOINT: Final = re.compile(r"[\s,()/&]*(?:(?:and|or|as well as|e\.g\.,?)[\s,(]*)?(?:the |a )?")
_OWN: Final = re.compile(r"\b(?:we|our|this (?:paper|work|study|article|thesis|report))\b", re.IGNORECASE)
_OPENER: Final = re.compile(
    r"(?:We|Our|This|These|Those|The|In|To|It|Its|However|Moreover|Furthermore|Finally|Experiments|Results|Code|For|As|Here|"
    r"On|By|While|Although|Yet|Then|First|An|A)\b"
)


class Zone(StrEnum):
    """The part of a document: before the authors speak of their own work, where they begin to, and after that."""

    TITLE = "title"
    BACKGROUND = "background"
    PIVOT = "pivot"
    AFTER = "after"


class Place(NamedTuple):
    """A mention in a sentence: the words from ``first`` to ``last`` (excluded) name draft number ``draft``.

    Mentions of one ``chain`` are joined by nothing but commas, brackets and conjunctions.
    """

    draft: int
    start: int
    end: int
    first: int
    last: int
    chain: int


class Sentence(NamedTuple):
    """A sentence that names something: for each word its cue class ("" for none, the mark itself for punctuation)."""

    start: int
    end: int
    zone: Zone
    words: list[str]
    classes: list[str]
    places: list[Place]


def split_sentences(text: str, title_end: int) -> list[Offsets]:
    """Return the sentences of a document in reading order; the title, where there is one, is the first.

    Abbreviations, initials, decimals and addresses end no sentence.

    >>> text = "A title" + chr(10) * 2 + "We win by 2.5 points, e.g. On Foo. See Fig. 3."
    >>> [text[start:end] for start, end in split_sentences(text, 7)]
    ['A title', 'We win by 2.5 points, e.g. On Foo.', 'See Fig. 3.']
    """
    found = [(0, title_end)] if title_end else []
    start = title_end
    for match in _END.finditer(text, title_end):
        if _ends(text, start, match):
            _append_trimmed(found, text, start, match.end())
            start = match.end()
    _append_trimmed(found, text, start, len(text))
    return found


def _ends(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether the mark at ``match`` ends a sentence, rather than an abbreviation or an initial."""
    if not match.group().startswith(".") or match.group().startswith(".."):
        return True
    before = text[max(start, match.start() - 16) : match.start()]
    if _ABBREVIATION.search(before):
        return False
    return _INITIALS.search(before) is None or _OPENER.match(text, match.end()) is not None


def _append_trimmed(found: list[Offsets], text: str, start: int, end: int) -> None:
    """Append the stretch without the white space around it, if anything is left."""
    stretch = text[start:end]
    left = start + len(stretch) - len(stretch.lstrip())
    right = start + len(stretch.rstrip())
    if left < right:
        found.append((left, right))


def read_words(text: str, start: int, end: int) -> tuple[list[str], list[int]]:
    """Return the words and marks of a stretch in lower case, and where each starts; hyphens join.

    >>> read_words("We use GPT-4.", 0, 13)
    (['we', 'use', 'gpt-4', '.'], [0, 3, 7, 12])
    """
    matches = list(_WORD.finditer(text, start, end))
    return [match.group().lower() for match in matches], [match.start() for match in matches]


def classify(words: Sequence[str], cues: Mapping[str, str]) -> list[str]:
    """Return the class of each word: what ``cues`` says, "number" for digits, punctuation itself, "" for the rest.

    >>> classify(["we", "use", "8", "gpus", "."], {"use": "use"})
    ['', 'use', 'number', '', '.']
    """
    known = cues.get
    return [known(word) or ("number" if word[0] in _DIGITS else word if word in _MARKS else "") for word in words]


def own_start(text: str, title_end: int, sentences: Sequence[Offsets]) -> int:
    """Return the start of the first sentence where the authors speak of their own work.

    A text without such a sentence tells of a paper from outside, as digests do: all of it is about that work.
    """
    return next((a for a, b in sentences if a >= title_end and _OWN.search(text, a, b)), -1)


def read_sentences(
    text: str, title_end: int, sentences: Sequence[Offsets], drafts: Sequence[Draft], cues: Mapping[str, str]
) -> list[Sentence]:
    """Return the sentences that name any of ``drafts``, in reading order, with the cue classes of their words."""
    spans = sorted((start, end, k) for k, draft in enumerate(drafts) for start, end in draft.spans)
    own = own_start(text, title_end, sentences)
    found = []
    position = 0
    for start, end in sentences:
        inside = position
        while position < len(spans) and spans[position][0] < end:
            position += 1
        if inside < position:
            words, places = _read_places(text, start, end, spans[inside:position])
            found.append(Sentence(start, end, _zone(start, title_end, own), words, classify(words, cues), places))
    return found


def _zone(start: int, title_end: int, own: int) -> Zone:
    if start < title_end:
        return Zone.TITLE
    return Zone.BACKGROUND if start < own else Zone.PIVOT if start == own else Zone.AFTER


def _read_places(
    text: str, start: int, end: int, spans: Sequence[tuple[int, int, int]]
) -> tuple[list[str], list[Place]]:
    """Return the words of a sentence, none of which crosses the border of a mention, and where the mentions stand."""
    words: list[str] = []
    places: list[Place] = []
    chain = 0
    position = start
    for first, last, draft in spans:
        if places and not _JOINT.fullmatch(text, places[-1].end, first):
            chain += 1
        words += _WORD.findall(text[position:first].lower())
        before = len(words)
        words += _WORD.findall(text[max(position, first) : last].lower())
        places.append(Place(draft, first, last, before, len(words), chain))
        position = max(position, last)
    words += _WORD.findall(text[position:end].lower())
    return words, places
