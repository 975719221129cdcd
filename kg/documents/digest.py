"""Digest text: a date line, then title and abstract in turn, with page furniture anywhere between.

Everything before the first date line is furniture. After it, a paragraph is a date, furniture, a title or prose; prose
belongs to the title above it. A title is short, has no full stop at its end, and stands first in its block of lines
wherever blank lines part titles from abstracts.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from kg.documents.dates import is_date, iso_date
from kg.documents.lines import LIMIT, text_lines
from kg.documents.opening import Source
from kg.documents.shapes import RawRecord
from kg.errors import DocumentError

FURNITURE: Final = {
    "count": r"\W*\d[\d.,]*\s*[km]?\W*",
    "button": r"\W*(?:new|hot|top|trending|subscribe|follow|share|save|like|upvote|reply|menu|home|search|next|back|"
    r"more|previous|(?:load|show|read|view) (?:more|all)|(?:sign|log) ?(?:up|in|out)|cite|bookmark|about|contact|tos|"
    r"careers|privacy|terms|cookies|feedback|abstract|summary|comments?|authors?|views?|likes?|upvotes?)"
    r"(?:\W*\d[\d.,]*[km]?)?\W*",
    "counted": r"\W*\d[\d.,]*[km]?\s+(?:comments?|authors?|views?|likes?|upvotes?|repl(?:y|ies)|papers?|stars?)\W*",
    "ago": r".{0,40}\b(?:\d+|an?|one)\s+(?:minute|hour|day|week|month|year)s?\s+ago\W*",
    "byline": r"by(?:\s+\S+){1,3}|by\S.{0,60}\bcommunity"
    r"|(?:submitted|posted|curated|edited|written|shared|published) (?:by|on|in)(?:\s+\S+){1,6}",
    "mail": r"(?=.{0,120}$).*\b(?:your (?:e-?mail )?inbox|newsletter|unsubscribe)\b.*"
    r"|subscribe (?:to|for|now)\b.{0,80}",
    "rights": r"(?=.{0,160}$).*(?:all rights reserved|privacy policy|terms of (?:use|service)).*"
    r"|(?:©|\(c\)|copyright\b).{0,160}",
    "links": r"(?:(?:pdf|html|arxiv|abs|code|github|project|paper|page|dataset|demo|models?|doi)\b[\s|/·•,:-]*)+"
    r"|https?://\S+|(?:arxiv|doi):\s*\S+|paper\s*[•·].*",
    "page": r"page \d+(?: of \d+)?",
}
"""What a web page says around its papers, as patterns of whole paragraphs; case makes no difference."""

_FURNITURE: Final = re.compile("|".join(f"(?:{pattern})" for pattern in FURNITURE.values()), re.IGNORECASE)
# A name gives back nothing ("*+"), or digits at the ends of many names would be parted in every possible way.
_NAME: Final = r"(?:[A-Z][\w.'’-]*+|d[aeiu]|de[lnr]?|v[ao]n|la|le|bin|al)"
_AUTHORS: Final = re.compile(
    rf"{_NAME}(?: {_NAME}){{1,4}}\d*(?:(?:, and |, | and | & ){_NAME}(?: {_NAME}){{1,4}}\d*)+(?:,? et al\.?)?"
)
_FULL_STOP: Final = re.compile(r"[.。][\"'”’)\]]*$")
_SENTENCE_END: Final = re.compile(r"[.。!?:][\"'”’)\]]*$")
_NO_TITLE: Final = re.compile(r"[,:;]$|https?://|\bwww\.|^(?:We|This (?:paper|work|article)|In this|Our|Here,)\b")
_BREAKS_OFF: Final = re.compile(
    r"(?:[,:&-]|\b(?:a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|with|without|towards?|is|are))$",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"^abstract\s*[:.—–-]\s*", re.IGNORECASE)
_WIDTH: Final = 130
_LONGEST_TITLE: Final = 250
_LONG_PROSE: Final = 200
_WORDS_OF_TITLE: Final = 3


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text, the line where it begins, and whether a blank line stands before it."""

    line: int
    text: str
    spaced: bool


@dataclass(slots=True)
class _Entry:
    """A title with what was read of its abstract so far."""

    title: Paragraph
    date: str
    abstract: list[Paragraph] = field(default_factory=list)

    @property
    def spaced(self) -> bool:
        """Whether a blank line parts title and abstract."""
        return bool(self.abstract) and self.abstract[0].spaced

    def record(self) -> Iterator[RawRecord]:
        """Yield the entry, unless it is a title alone that is too short to tell it from furniture."""
        if self.abstract or len(self.title.text.split()) >= _WORDS_OF_TITLE:
            abstract = _LABEL.sub("", " ".join(part.text for part in self.abstract))
            yield RawRecord({"title": self.title.text, "abstract": abstract, "listed": self.date}, self.title.line)


def read_digest(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the entries of a digest, or an error for an abstract that no title stands above.

    Raises:
        DocumentError: the text is not UTF-8.
    """
    date = ""
    entry: _Entry | None = None
    size = 0
    for block in _blocks(text_lines(source), source):
        for paragraph in paragraphs(block, awaiting_abstract=entry is not None and not entry.abstract):
            if is_date(paragraph.text):
                yield from entry.record() if entry else ()
                date, entry = iso_date(paragraph.text) or paragraph.text, None
            elif not date or is_furniture(paragraph.text, below_title=entry is not None and not entry.abstract):
                continue
            elif _begins_entry(paragraph, entry):
                yield from entry.record() if entry else ()
                entry = _Entry(paragraph, date)
            elif entry:
                entry.abstract.append(paragraph)
                size = len(paragraph.text) + (size if len(entry.abstract) > 1 else 0)
                if size > LIMIT:
                    raise _too_long(source, paragraph.line)
            elif len(paragraph.text) >= _LONG_PROSE:
                yield source.error("an abstract without title", line=paragraph.line, cure="put its title above it")
    yield from entry.record() if entry else ()


def paragraphs(block: list[tuple[int, str]], *, awaiting_abstract: bool = False) -> Iterator[Paragraph]:
    """Yield the paragraphs of a block of lines: each line is one, unless the lines are one text, wrapped.

    >>> [paragraph.text for paragraph in paragraphs([(1, "FooNet"), (2, "It is fast."), (3, "It is small.")])]
    ['FooNet', 'It is fast.', 'It is small.']
    >>> [paragraph.text for paragraph in paragraphs([(1, "It is fast and,"), (2, "as we show, small.")])]
    ['It is fast and, as we show, small.']
    """
    texts = [text for _, text in block]
    first = 0
    if _is_wrapped(texts) and not awaiting_abstract and len(block) > 2 and _is_whole_title(texts):
        yield Paragraph(*block[0], spaced=True)
        first = 1
    if _is_wrapped(texts[first:]):
        yield Paragraph(block[first][0], " ".join(texts[first:]), spaced=first == 0)
        return
    for position in range(first, len(block)):
        yield Paragraph(*block[position], spaced=position == 0)


def is_furniture(text: str, *, below_title: bool = False) -> bool:
    """Tell whether a paragraph belongs to the page and not to a paper; below a title, so do the names of its authors.

    >>> is_furniture("Subscribe"), is_furniture("12 comments"), is_furniture("Subscribe and Conquer: Learning by Mail")
    (True, True, False)
    >>> is_furniture("Ada Example, Bo van Sample", below_title=True)
    True
    """
    return bool(_FURNITURE.fullmatch(text) or (below_title and _AUTHORS.fullmatch(text)))


def is_title(text: str) -> bool:
    """Tell whether a paragraph reads like a title.

    >>> is_title("Foo: Fast or Slow?"), is_title("We show Foo."), is_title("Code: https://foo.example")
    (True, False, False)
    """
    if len(text) > _LONGEST_TITLE or _FULL_STOP.search(text) or _NO_TITLE.search(text):
        return False
    return any(character.isalpha() for character in text)


def _begins_entry(paragraph: Paragraph, entry: _Entry | None) -> bool:
    in_abstract = entry is not None and entry.spaced and not paragraph.spaced
    return not in_abstract and is_title(paragraph.text)


def _blocks(lines: Iterable[tuple[int, str]], source: Source) -> Iterator[list[tuple[int, str]]]:
    """Yield runs of lines that blank lines part."""
    block: list[tuple[int, str]] = []
    size = 0
    for number, text in lines:
        if text.strip():
            block.append((number, text.strip()))
            size += len(text)
            if size > LIMIT:
                raise _too_long(source, number)
        elif block:
            yield block
            block, size = [], 0
    if block:
        yield block


def _too_long(source: Source, line: int) -> DocumentError:
    """Return the error for a text that is no abstract any more."""
    return source.error(
        f"a text of more than {LIMIT >> 20} MiB", line=line, cure="give one title with its abstract after the other"
    )


def _is_wrapped(texts: list[str]) -> bool:
    """Tell whether lines are one text cut at a width: narrow, and some line breaks off in mid-sentence."""
    if max(map(len, texts[:-1]), default=_WIDTH) >= _WIDTH:
        return False
    return any(
        _BREAKS_OFF.search(above) or (below[0].islower() and not _SENTENCE_END.search(above))
        for above, below in pairwise(texts)
    )


def _is_whole_title(texts: list[str]) -> bool:
    """Tell whether the first of some wrapped lines is a title by itself."""
    return is_title(texts[0]) and not _BREAKS_OFF.search(texts[0]) and not texts[1][0].islower()
