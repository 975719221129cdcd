"""Candidates: every stretch of a document that could be a name, as token offsets with what brought it up.

Recall is the aim here; what a candidate is, if anything, is decided later with the whole document in view. The rules
are rows: an identifier and a regular expression over the string of token classes (``kg.extraction.tokens``).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.extraction.acronyms import find_definitions
from kg.extraction.known_names import KnownName, KnownNames
from kg.extraction.lexicon import fold_words
from kg.extraction.naming import base_name
from kg.extraction.tables.outsiders import OUTSIDERS
from kg.extraction.tokens import HYPHEN, tokenize
from kg.extraction.view import Offsets, View
from kg.vocabulary import Concept

OWN: Final = "own"
"""The rule that brings up a name from the user's own vocabulary where nothing speaks against it."""

_MAX_UNITS: Final = 5
_MAX_PHRASE: Final = 5
_MAX_PART: Final = 3
_MAX_CHAIN: Final = 40


@dataclass(slots=True)
class Candidate:
    """A stretch of tokens that could be a name, the rules that brought it up, and the concepts that have this name."""

    start: int
    end: int
    rules: set[str] = field(default_factory=set)
    concepts: list[Concept] = field(default_factory=list)


_UNIT: Final = r"(?:[lUs]-)?[TACDU](?:[-/][TACDUNls])*\+*"
_NAME_RUN: Final = re.compile(rf"{_UNIT}(?:/?(?:{_UNIT}|N(?:-[TACDUNl])*))*")


Candidates = dict[Offsets, Candidate]
"""The candidates of a document by their token offsets."""


def add_candidate(candidates: Candidates, span: Offsets, rule: str) -> Candidate:
    """Return the candidate at a span, made where there was none, with ``rule`` among those that brought it up."""
    candidate = candidates.get(span)
    if candidate is None:
        candidate = candidates[span] = Candidate(*span)
    candidate.rules.add(rule)
    return candidate


def add_known(candidates: Candidates, view: View, known: KnownNames, own: frozenset[str] = frozenset()) -> None:
    """Add every use of a name of the vocabulary.

    Args:
        candidates: where to add them.
        view: the document.
        known: finds the names.
        own: the identifiers of the user's own concepts; where a name of one stands by itself, the rule ``OWN`` marks
            the candidate, and the concept is its first.
    """
    uses = list(known(view.words, view.folded))
    for use in uses:
        candidate = add_candidate(candidates, (use.start, use.end), "known")
        if use.concept.id in own and _stands_by_itself(use, uses, view):
            candidate.rules.add(OWN)
            candidate.concepts.insert(0, use.concept)
        else:
            candidate.concepts.append(use.concept)


def _stands_by_itself(use: KnownName, uses: Iterable[KnownName], view: View) -> bool:
    """Tell whether a name stands in its own letters, no hyphen joins it to more, and it is no part of another name."""
    text = view.slice(use.start, use.end).casefold()
    joined = HYPHEN in (view.classes[max(use.start - 1, 0) : use.start], view.classes[use.end : use.end + 1])
    inside = any(o.start <= use.start and use.end <= o.end and o.end - o.start > use.end - use.start for o in uses)
    spelt = any(text == label.casefold() for label in use.concept.labels)
    return spelt and not joined and not inside and not use.concept.needs_context


def add_coined(candidates: Candidates, view: View, heads: frozenset[str]) -> None:
    """Add what is written like a name, what ends like a technique, and what the title puts before its colon.

    Args:
        candidates: where to add them.
        view: the document.
        heads: the nouns that a technique's phrase may end in, in small letters.
    """
    for span in _name_runs(view):
        add_candidate(candidates, span, "shape")
    for span in _phrases(view, heads):
        add_candidate(candidates, span, "phrase")
    for span in _after_naming(view):
        add_candidate(candidates, span, "named")
    for span in _repeated_from_title(view):
        add_candidate(candidates, span, "repeated")
    head = _title_head(view)
    if head:
        add_candidate(candidates, head, "title-head")


def add_defined(candidates: Candidates, definitions: Iterable[tuple[Offsets, Offsets]]) -> None:
    """Add both halves of every acronym that the text defines."""
    for pair in definitions:
        for span in pair:
            add_candidate(candidates, span, "definition")


def _name_runs(view: View) -> Iterator[Offsets]:
    """Yield the parts of each run of words that are written like names."""
    classes = view.classes
    for run in _NAME_RUN.finditer(classes):
        first, last = run.span()
        borders = [i for i in range(first, last) if classes[i] not in "-/+"]
        for a, start in enumerate(borders):
            if classes[start] == "N" or (
                classes[start] == "s" and not (start + 1 < last and classes[start + 1] == "-")
            ):
                continue
            for b in _last_units(a, len(borders)):
                end = borders[b] + 1
                while end < last and classes[end] == "+":
                    end += 1
                if _looks_like_name(classes[start:end]):
                    yield start, end


def _last_units(first: int, count: int) -> Sequence[int]:
    """Return the units of a run that a part of it may end with: any; in a long run a near one, or the last of all."""
    if count <= _MAX_UNITS:
        return range(first, count)
    near = range(first, min(first + _MAX_PART, count))
    return near if first else (*near, count - 1)


_STRONG: Final = re.compile(r"[ACDT]|U(?=-)|(?<=-)U")


def _looks_like_name(classes: str) -> bool:
    return _STRONG.search(classes) is not None and classes[-1] != "s"


def _phrases(view: View, heads: frozenset[str]) -> Iterator[Offsets]:
    """Yield the noun phrases of two to five words that end in a head."""
    classes, lower = view.classes, view.lower
    for index, word in enumerate(lower):
        if word not in heads:
            continue
        start, units = index, 1
        while units < _MAX_PHRASE:
            before = start - 1
            if before >= 1 and classes[before] == HYPHEN and classes[before - 1] in "lTACDUNs":
                start = before - 1
                while start >= 2 and classes[start - 1] == HYPHEN and classes[start - 2] in "lTACDUNs":
                    start -= 2
                    if index - start > _MAX_CHAIN:
                        break
                units += 1
                if index - start < 9:
                    yield start, index + 1
                continue
            if before < 0 or classes[before] not in "lTACDU" or lower[before] in OUTSIDERS:
                break
            start, units = before, units + 1
            if start >= 1 and classes[start - 1] == HYPHEN:
                units -= 1
                continue
            yield start, index + 1


_NAMING: Final = frozenset(("called", "named", "dubbed", "termed", "coined", "denoted"))
_PART_OF_NAME: Final = "lTACDUN"


def _after_naming(view: View) -> Iterator[Offsets]:
    """Yield what stands after "called" and its like, up to four words, however it is written."""
    classes = view.classes
    for index, word in enumerate(view.lower):
        if word in _NAMING:
            start = index + 1
            end, units = start, 0
            while end < len(classes) and units < _MAX_PHRASE - 1 and classes[end] in _PART_OF_NAME:
                end += 1
                while end + 1 < len(classes) and classes[end] == HYPHEN and classes[end + 1] in _PART_OF_NAME + "s":
                    end += 2
                units += 1
                yield start, end


def _repeated_from_title(view: View) -> Iterator[Offsets]:
    """Yield the longest phrases of two words and more that the title shares with the abstract, wherever they stand."""
    folded, classes, title = view.folded, view.classes, view.title_tokens
    places: dict[str, list[int]] = {}
    for index in range(title):
        if classes[index] in _PART_OF_NAME:
            places.setdefault(folded[index], []).append(index)
    for body in range(title, len(folded)):
        for start in places.get(folded[body], ()):
            if start and body > title and folded[start - 1] == folded[body - 1] and classes[body - 1] in _PART_OF_NAME:
                continue
            size = _shared(view, start, body)
            if size > 1:
                yield start, start + size
                yield body, body + size


def _shared(view: View, start: int, body: int) -> int:
    """Return how many tokens two places share, as far as a name could reach."""
    size = words = 0
    while (
        start + size < view.title_tokens
        and body + size < len(view.folded)
        and view.folded[start + size] == view.folded[body + size]
        and view.classes[start + size] in _PART_OF_NAME + HYPHEN
        and view.classes[body + size] in _PART_OF_NAME + HYPHEN
    ):
        words += view.folded[start + size] != ""
        size += 1
    while size and view.classes[start + size - 1] == HYPHEN:
        size -= 1
    return size if 1 < words <= _MAX_PHRASE else 0


def _title_head(view: View) -> Offsets | None:
    """Return the words before the colon of a title like "X: what X does"."""
    for index in range(min(view.title_tokens, 10)):
        if view.words[index] == ":":
            return (0, index) if index else None
    return None


def definitions_by_token(view: View) -> Iterator[tuple[Offsets, Offsets]]:
    """Yield the token offsets of each acronym that the text defines and of its long form."""
    for found in find_definitions(view.text):
        short = _token_span(view, found.short_start, found.short_end)
        long = _token_span(view, found.long_start, found.long_end)
        if short and long:
            yield short, long


def _token_span(view: View, start: int, end: int) -> Offsets | None:
    """Return the tokens that make up a stretch of characters; None where its borders are inside tokens."""
    first, last = bisect_left(view.starts, start), bisect_left(view.starts, end)
    exact = first < last and view.starts[first] == start and view.end_of(last - 1) == end
    return (first, last) if exact else None


def group_by_name(candidates: Candidates, view: View) -> dict[str, list[Candidate]]:
    """Return the candidates that share a name, whatever its spelling or size, in reading order."""
    groups: dict[str, list[Candidate]] = {}
    for start, end in sorted(candidates):
        groups.setdefault(_key(view, start, end), []).append(candidates[start, end])
    return groups


def _key(view: View, start: int, end: int) -> str:
    """Return what all spellings of a name share; only a name with a number can have a size to leave out."""
    classes = view.classes[start:end]
    if "D" in classes or "N" in classes:
        return "".join(fold_words(tokenize(base_name(view.slice(start, end))[0])))
    return "".join(view.folded[start:end])
