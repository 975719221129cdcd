"""What kind of thing a text says that a name is: "Foo, a new large-scale benchmark for", "Foo: A Dataset of Bars".

The word for the kind stands too far from the name to be among the words beside it, and says more of it than those.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from kg.extraction.view import View

_KINDS: Final = frozenset(
    """accelerator agent algorithm approach architecture backbone baseline benchmark benchmarks board cell challenge
    chip chips classifier cluster codec collection compiler controller corpora corpus cpu criterion database dataset
    datasets decoder detector device ecosystem embedding encoder engine environment estimator evaluation extension
    family format formalism framework generator gpu graph infrastructure interface kernel language layer leaderboard
    library llm loss machine mechanism method methodology metric microcontroller model models module network optimizer
    paradigm pipeline planner platform policy principle procedure processor protocol recipe regularizer representation
    robot sampler scheme scheduler score sensor series set simulator solution solver strategy subset suite
    supercomputer system taxonomy task technique test testbed theory tokenizer tool toolbox toolkit training
    transformer variant workflow""".split()
)
"""Words for kinds of things, as titles and abstracts use them."""

_ARTICLES: Final = frozenset(("a", "an", "the", "our", "one"))
_ENDS: Final = frozenset(
    """that which who where when whose for to with without by from via on in into using we it is are was can designed
    comprising consisting containing built based . ; : ! ? ( )""".split()
)
"""What ends the phrase that says what a thing is."""

_ENDS_IN_TITLE: Final = frozenset(
    "that which for to with without by from via on in into using of towards at over under".split()
)
_REACH: Final = 14
_LONGEST_ACRONYM: Final = 6


def kind_features(spans: Iterable[tuple[int, int]], view: View) -> list[str]:
    """Return what the text says that a name is, wherever it stands: a feature a kind, and one that there is any.

    Args:
        spans: the token offsets of the name's mentions.
        view: the document.
    """
    kinds = dict.fromkeys(kind for start, end in spans if (kind := _kind_of_mention(start, end, view)))
    return ["isa", *("isa=" + kind for kind in kinds)] if kinds else []


def _kind_of_mention(start: int, end: int, view: View) -> str:
    """Return the word for the kind of what stands at a place; nothing where none is said there."""
    words = view.lower
    at = _after_brackets(words, end)
    mark, article = (*words[at : at + 2], "", "")[:2]
    if mark in (",", "is", "are") and article in _ARTICLES:
        return _first_kind(words[at + 2 : at + 2 + _REACH])
    if mark == ":" and start == 0 and at < view.title_tokens:
        return _last_kind(words[at + 1 : view.title_tokens])
    return ""


def _after_brackets(words: Sequence[str], end: int) -> int:
    """Return where the text goes on after a name and the acronym that may follow or enclose it."""
    if words[end : end + 1] == ["("]:
        return next(
            (n + 1 for n in range(end + 1, min(end + 1 + _LONGEST_ACRONYM, len(words))) if words[n] == ")"), end
        )
    return end + 1 if words[end : end + 1] == [")"] else end


def _first_kind(words: Sequence[str]) -> str:
    """Return the first word for a kind, the last one of several in a row ("benchmark dataset")."""
    for index, word in enumerate(words):
        if word in _KINDS:
            return next((words[n - 1] for n in range(index + 1, len(words)) if words[n] not in _KINDS), words[-1])
        if word in _ENDS:
            break
    return ""


def _last_kind(words: Sequence[str]) -> str:
    """Return the word for a kind that the first phrase of a title's second half ends in."""
    end = next((n for n, word in enumerate(words) if word in _ENDS_IN_TITLE), len(words))
    return words[end - 1] if end and words[end - 1] in _KINDS else ""
