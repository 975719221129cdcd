"""Tokens of annotated corpora joined to text, each with its place in it."""

import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

Places = list[tuple[int, int]]
"""Where each token stands in the text, in code points, end excluded."""

_SPELT: Final = MappingProxyType(
    {"-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}", "``": "“", "''": "”"}
)
_CLINGS_BEFORE: Final = re.compile(r"[.,;:?!%)\]}”]|\.\.\.|'(?:s|re|ve|ll|d|m)|n't", re.IGNORECASE)
_CLINGS_AFTER: Final = re.compile(r"[(\[{“$]")
_JOINS: Final = frozenset("-/")


def joined(tokens: Sequence[str], *, hyphens: bool = False) -> tuple[str, Places]:
    """Return tokens as a text, with spaces where a writer would set them.

    Args:
        tokens: brackets and quotation marks may be spelt as in the Penn Treebank.
        hyphens: whether a token ``-`` or ``/`` joins its neighbours, as in corpora that cut words there.

    >>> joined(["Zibbo", "-LRB-", "ZB", "-RRB-", "wins", "."])
    ('Zibbo (ZB) wins.', [(0, 5), (6, 7), (7, 9), (9, 10), (11, 15), (15, 16)])
    >>> joined(["end", "-", "to", "-", "end"], hyphens=True)[0]
    'end-to-end'
    """
    text, places, clings = "", [], True
    for token in (_SPELT.get(token, token) for token in tokens):
        joins = hyphens and token in _JOINS
        if not clings and not joins and not _CLINGS_BEFORE.fullmatch(token):
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
        clings = joins or _CLINGS_AFTER.fullmatch(token) is not None
    return text, places


def joined_at(tokens: Sequence[str], offsets: Sequence[int]) -> tuple[str, Places]:
    """Return tokens as the text that they were cut from: spaces fill what lies between them.

    >>> joined_at(["Zibbo", "-", "2", "wins"], [40, 45, 46, 48])
    ('Zibbo-2 wins', [(0, 5), (5, 6), (6, 7), (8, 12)])
    """
    text, places = "", []
    for token, offset in zip(tokens, offsets, strict=True):
        start = offset - offsets[0]
        text = text.ljust(start) + token
        places.append((start, start + len(token)))
    return text, places
