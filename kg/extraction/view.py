"""A document as the rules see it: its tokens and their classes, made once."""

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

from kg.extraction.lexicon import Lexeme, lexeme_of
from kg.extraction.tokens import OTHER, SLASH, TITLE, written_tokens

Offsets = tuple[int, int]
"""Token offsets, end excluded."""


@dataclass(frozen=True, slots=True)
class View:
    """A document as the rules see it: its tokens, their classes, and where they stand.

    ``lower`` and ``folded`` are the tokens in small letters and as names are compared (joining marks are empty there).
    ``title_tokens`` counts the tokens of the title, the break after it not included. ``classes`` has one letter a
    token; in the title, where every word has a capital, capitals at the head of a word tell nothing and count as
    small letters.
    """

    text: str
    title_end: int
    words: list[str]
    lower: list[str]
    folded: list[str]
    starts: list[int]
    classes: str
    title_tokens: int

    def slice(self, start: int, end: int) -> str:
        """Return the text of the tokens from ``start`` up to ``end``, excluded."""
        return self.text[self.starts[start] : self.starts[end - 1] + len(self.words[end - 1])]

    def end_of(self, token: int) -> int:
        """Return the character offset where a token ends."""
        return self.starts[token] + len(self.words[token])


def make_view(text: str, title_end: int) -> View:
    """Return the view of a document from its text and the length of the title at its head."""
    written = written_tokens(text)
    starts = list(accumulate(map(len, written), initial=0))[:-1]
    columns = zip(*map(lexeme_of, written), strict=True) if written else ((),) * len(Lexeme._fields)
    words, lower, folded, letters = map(list, columns)
    _part_at_dashes(text, words, starts, letters, folded)
    title_tokens = bisect_left(starts, title_end) if title_end else 0
    classes = "".join(letters)
    classes = classes[:title_tokens].replace(TITLE, "l") + classes[title_tokens:]
    return View(text, title_end, words, lower, folded, starts, classes, title_tokens)


def _part_at_dashes(text: str, words: list[str], starts: list[int], letters: list[str], folded: list[str]) -> None:
    """Turn hyphens that stand between spaces into punctuation, since they join nothing."""
    for index in [index for index, word in enumerate(folded) if not word]:
        if letters[index] != SLASH:
            at = starts[index]
            if not (0 < at < len(text) - 1) or text[at - 1].isspace() or text[at + 1].isspace():
                letters[index], folded[index] = OTHER, words[index]
