"""What a token tells by its letters alone: its class, and how it is written when names are compared.

Most tokens of an abstract were met before, in this one or in another, so all that is known of one is found by a single
look-up and shared by all its uses.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from kg.extraction.tokens import token_class, without_space
from kg.vocabulary import normal_form

JOINERS: Final = "-/‐‑–"
"""The marks that join words to names."""

_PIECES: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|_+")


class Lexeme(NamedTuple):
    """A token, in small letters, as names are compared (empty for ``JOINERS``), and its one-letter class."""

    word: str
    lower: str
    folded: str
    letter: str


@lru_cache(maxsize=25_000)
def fold_word(word: str) -> str:
    """Return a token as names are compared.

    >>> fold_word("LLaMA2"), fold_word("Models"), fold_word("H100s"), fold_word("quantisation")
    ('llama2', 'model', 'h100', 'quantization')
    """
    if word.isalpha():
        return normal_form(word) or word
    pieces = _PIECES.findall(word)
    if len(pieces) > 1 and pieces[-1] == "s" and pieces[-2][-1].isdigit():
        pieces.pop()
    return "".join([normal_form(piece) or piece for piece in pieces]) or word


class _Lexicon(dict[str, Lexeme]):
    """A cache of lexemes that a dictionary look-up fills; emptied when it has grown past its limit."""

    limit = 25_000

    def __missing__(self, written: str) -> Lexeme:
        if len(self) >= self.limit:
            self.clear()
        word = without_space(written)
        self[written] = found = self[word] if word != written else _read(word)
        return found


def _read(word: str) -> Lexeme:
    lower, folded = word.lower(), "" if word in JOINERS else fold_word(word)
    # Most words are their own small letters and their own folded form: one string is enough for them.
    lower = word if lower == word else lower
    return Lexeme(word, lower, lower if folded == lower else folded, token_class(word))


lexeme_of: Final = _Lexicon().__getitem__
"""Returns what is known of a token, which may have the space after it that ``written_tokens`` leaves there."""


def fold_words(words: list[str]) -> list[str]:
    """Return each word as names are compared; what joins words to names is empty.

    >>> fold_words(["State", "-", "Space", "Models"])
    ['state', '', 'space', 'model']
    """
    return [lexeme.folded for lexeme in map(lexeme_of, words)]
