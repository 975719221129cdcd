"""What all spellings of a name share, and the local name of an IRI."""

import re
import unicodedata
from functools import lru_cache
from types import MappingProxyType
from typing import Final

_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[\s\-_]+(?=\d)")
_BREAKS: Final = re.compile(r"[\s\-_/‐‑–]+")
_DROPPED: Final = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.+*#~@=]|_")
_ACRONYM_PLURAL: Final = re.compile(r"(?<=[A-Z]{2})s$")
_BRITISH: Final = re.compile(r"is(?=(?:e[drs]?|ing|ations?)$)|ll(?=(?:ing|ed|ers?)$)|our(?=(?:al|ally)?$)")
_AMERICAN: Final = MappingProxyType({"is": "iz", "ll": "l", "our": "or"})
_SLUG_WORDS: Final = MappingProxyType(str.maketrans({"+": "-plus-", "*": "-star-", "#": "-sharp-"}))
_NOT_SLUG: Final = re.compile(r"[\W_]+")


def slug(name: str) -> str:
    """Return the local name of the IRI of a thing called ``name``.

    >>> slug("FlashAttention-2"), slug("C++"), slug("A* search"), slug("π0.5")
    ('flashattention-2', 'c-plus-plus', 'a-star-search', 'π0-5')
    """
    return _NOT_SLUG.sub("-", unicodedata.normalize("NFKC", name).casefold().translate(_SLUG_WORDS)).strip("-")


def normal_form(name: str) -> str:
    """Return what all spellings of a name share: case, hyphens, spaces, plurals and British endings are folded.

    Two numbers stay apart (``~``) and so do the parts of a version.

    >>> normal_form("State-Space Models"), normal_form("GPT 4"), normal_form("Quantisation"), normal_form("Qwen-2.5")
    ('statespacemodel', 'gpt4', 'quantization', 'qwen2.5')
    """
    if name.isascii():
        words = name.replace("-", " ").split()
        if all(map(str.isalpha, words)) and words:
            return "".join(map(_plain_word, words))
    return folded(name, casefold=True)


@lru_cache(maxsize=50_000)
def _plain_word(word: str) -> str:
    """Return a word of letters alone as names are compared: most words are, and the long way round gives the same."""
    return _folded_word(word, casefold=True)


def folded(name: str, *, casefold: bool) -> str:
    """Return a name without what spellings differ in, its case kept where it is to be."""
    text = _BETWEEN_DIGITS.sub("~", unicodedata.normalize("NFKC", name).strip())
    words = (_folded_word(word, casefold=casefold) for word in _BREAKS.split(text))
    return _DROPPED.sub("", "".join(words)) or text.casefold()


def _folded_word(word: str, *, casefold: bool) -> str:
    if not casefold or not word.islower():
        acronym = word.isupper()
        if word[-1:] == "s":
            word = _ACRONYM_PLURAL.sub("", word)
        word = word.casefold() if casefold else word
        if acronym:
            return word
    if len(word) <= 3:
        return word
    word = _singular(word)
    # The search is slow and its words are few.
    if "is" in word or "ll" in word or "our" in word:
        return _BRITISH.sub(lambda found: _AMERICAN[found[0]], word)
    return word


def _singular(word: str) -> str:
    """Fold plural and singular to one stem, which need not be a word: "caches" and "cache" are "cach"."""
    if word[-1] == "s" and word[-2] != "s":
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word[:-1] if word.endswith(("che", "she", "xe", "sse")) else word
