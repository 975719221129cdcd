"""What kind of thing a text says that a name is: "Foo, a new large-scale benchmark for", "Foo: A Dataset of Bars".

The word for the kind stands too far from the name to be among the words beside it, and says more of it than those.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from kg.extraction.view import View

MARK: Final = "isa"
"""What the features of kinds begin with."""

_FAMILIES: Final = MappingProxyType(
    {
        word: family
        for family, words in {
            "dataset": "collection corpora corpus database dataset datasets subset subsets",
            "benchmark": "benchmark benchmarks leaderboard suite testbed",
            "hardware": "accelerator board chip chips cluster cpu device gpu microcontroller processor processors "
            "robot sensor supercomputer",
            "method": "agent algorithm approach architecture attack backbone baseline cell classifier codec compiler "
            "controller criterion decoder detector ecosystem embedding encoder engine environment estimator extension "
            "family format formalism framework generator graph infrastructure interface kernel language layer library "
            "llm llms loss machine mechanism method methodology methods metric metrics model models module modules "
            "network networks optimizer paradigm pipeline planner platform policy principle procedure protocol recipe "
            "regularizer representation sampler scheme scheduler score series simulator solution solver strategy "
            "system systems technique test theory tokenizer tool toolbox toolkit transformer variant vlm workflow",
            "task": "challenge evaluation set task tasks taxonomy",
        }.items()
        for word in words.split()
    }
)
"""Words for kinds of things, as titles and abstracts use them, and what such things have in common."""

_ARTICLES: Final = frozenset(("a", "an", "the", "our", "one"))
_ENDS: Final = frozenset(
    """that which who where when whose for to with without by from via on in into using we it is are was can of and or
    as at designed built based . , ; : ! ? ( )""".split()
)
"""What may stand after the phrase that says what a thing is."""

_BREAKS: Final = _ENDS - frozenset((",", "and", "or", "of", "in"))
"""What ends the search for it: adjectives are listed with commas, and "a family of models" is a family."""

_VERBAL: Final = ("ed", "ing", "ly", "ies")
_REACH: Final = 14
_LONGEST_ACRONYM: Final = 6


def kind_features(spans: Iterable[tuple[int, int]], view: View) -> list[str]:
    """Return what the text says that a name is, wherever it stands: features of the words, and of what these share.

    Args:
        spans: the token offsets of the name's mentions.
        view: the document.
    """
    kinds = dict.fromkeys(kind for start, end in spans if (kind := _kind_of_mention(start, end, view)))
    families = dict.fromkeys(_FAMILIES[kind] for kind in kinds)
    return [*(f"{MARK}={kind}" for kind in kinds), *(f"{MARK}:{family}" for family in families)]


def _kind_of_mention(start: int, end: int, view: View) -> str:
    """Return the word for the kind of what stands at a place; nothing where none is said there."""
    words = view.lower
    at = _after_brackets(words, end)
    mark, article = (*words[at : at + 2], "", "")[:2]
    if mark in (",", "is", "are") and article in _ARTICLES:
        return _head(words[at + 2 : at + 3 + _REACH])
    if mark == ":" and start == 0 and at < view.title_tokens:
        return _head(words[at + 1 : view.title_tokens])
    return ""


def _after_brackets(words: Sequence[str], end: int) -> int:
    """Return where the text goes on after a name and the acronym that may follow or enclose it."""
    if words[end : end + 1] == ["("]:
        acronym = words[end + 1 : end + 1 + _LONGEST_ACRONYM]
        return end + 2 + acronym.index(")") if ")" in acronym else end
    return end + 1 if words[end : end + 1] == [")"] else end


def _head(words: Sequence[str]) -> str:
    """Return the first word for a kind that a phrase ends in: "set" of "a set of bars", but not of "a set theory"."""
    for word, following in pairwise([*words, "."]):
        if word in _FAMILIES and (following in _ENDS or following.endswith(_VERBAL)):
            return word
        if word in _BREAKS:
            break
    return ""
