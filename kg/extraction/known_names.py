"""Known names: where a text uses a name of the vocabulary, in any spelling.

Instead of listing every spelling of every name, text and names are folded alike before they are compared: hyphens
vanish, and plurals, case and British endings are folded; a number may stand by itself or not ("GPT 4"). A few paths of
folded words a label then find all its spellings. Labels that must be written in their own letters are
checked against the text afterwards.

The paths stand in a tree of dictionaries. spaCy's PhraseMatcher does the same from documents of patterns; on folded
words it would need a second document for each text and a document for each label, which costs several times what the
tree does (``benchmarks/known_names.py`` has both in one run).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kg.extraction.lexicon import JOINERS, fold_word
from kg.extraction.tokens import tokenize
from kg.vocabulary import Concept

_SHORT: Final = 4
"""Names of at most so many letters, and capitals of one more, are recognised in their own letters only."""

_PARTS: Final = re.compile(r"[^\W\d_]+|\d[\w.]*|[^\w\s]|_+")
_HUMPS: Final = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])|\d+(?:\.\d+)*")
_GAPS: Final = re.compile(r"[\s\-‐‑–/]+")


class KnownName(NamedTuple):
    """A use of a name: token offsets (end excluded) and the concept that has the name."""

    start: int
    end: int
    concept: Concept


class _Label(NamedTuple):
    concept: Concept
    squeezed: str
    exact: bool
    capitals: bool


class _Node:
    """A place in the tree: the words that may follow, and the labels that end here."""

    __slots__ = ("following", "labels")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.labels: list[_Label] = []


_Waiting = list[tuple[Concept, str]]
"""Concepts with those of their labels that are not in the tree yet."""


class KnownNames:
    """Finds the names of concepts in documents.

    Args:
        concepts: what is to be found; where two share a spelling, both are found.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        # By their first words; labels enter the tree once a text uses that word: most are never asked for.
        self._tree: dict[str, _Node | _Waiting] = {}
        waiting: dict[str, _Waiting] = defaultdict(list)
        for concept in concepts:
            for label in concept.labels:
                for first in set(_first_words(label)):
                    waiting[first].append((concept, label))
        self._tree.update(waiting)

    def _learn(self, first: str, waiting: _Waiting) -> _Node:
        """Put all labels that begin with a folded word into the tree, and return where they begin."""
        self._tree[first] = root = _Node()
        for concept, label in waiting:
            exact = concept.needs_exact_case(label) or _is_short(label)
            for words, capitals in _forms(label):
                if words[0] == first:
                    node = root
                    for word in words[1:]:
                        node = node.following.setdefault(word, _Node())
                    entry = _Label(concept, _squeeze(label), exact, capitals)
                    if entry not in node.labels:
                        node.labels.append(entry)
        return root

    def __call__(self, words: list[str], folded: list[str]) -> Iterator[KnownName]:
        """Yield every use of a name in a document of ``words``, folded by ``fold_words``, overlapping ones too."""
        last = len(folded)
        begun = map(self._tree.get, folded)
        for start, (found, second, third) in enumerate(
            zip(begun, [*folded[1:], ""], [*folded[2:], "", ""], strict=False)
        ):
            if found is None:
                continue
            root = self._learn(folded[start], found) if isinstance(found, list) else found
            # Most often neither the next word nor the one behind a hyphen goes on with a name.
            if not (root.labels or second in root.following or third in root.following):
                continue
            node: _Node | None = root
            end = start + 1
            while node is not None:
                for label in node.labels:
                    if _spelt(label, words[start:end]):
                        yield KnownName(start, end, label.concept)
                while end < last and not folded[end]:
                    end += 1
                if end >= last or not node.following:
                    break
                node = node.following.get(folded[end])
                end += 1


def _forms(label: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the folded forms of a label and whether the form only counts where every word has a capital."""
    for written, capitals in _written_forms(label):
        yield tuple(map(fold_word, written)), capitals


def _first_words(label: str) -> Iterator[str]:
    """Yield the folded first word of each form of a label."""
    for written, _ in _written_forms(label):
        yield fold_word(written[0])


def _written_forms(label: str) -> Iterator[tuple[list[str], bool]]:
    """Yield the words of a label as a text may part them: as written, closed up, and by numbers and capitals."""
    words = _words(label)
    yield words, False
    if "-" in label:
        yield _words(label.replace("-", "")), False
    if not label.isalpha():
        parted = [part for word in words for part in _PARTS.findall(word)]
        if parted != words and _parts_well(words, parted):
            yield parted, False
        if len(words) > 1 and words[-1][0].isdigit() and words[-2][-1].isalpha():
            yield [*words[:-2], words[-2] + words[-1]], False
    humps = _humps(label)
    if humps:
        yield humps, True


def _parts_well(words: list[str], parted: list[str]) -> bool:
    """Tell whether a name with a number may be written in parts: "LLaMA2" as "LLaMA 2", but not "H100" as "H 100"."""
    return len(parted) == len(words) + 1 and len(parted[0]) > 2


def _words(label: str) -> list[str]:
    parts = label.replace("-", " ").split()
    if all(map(str.isalpha, parts)) and parts:
        return parts
    return [word for word in tokenize(label) if word not in JOINERS] or [label]


def _humps(label: str) -> list[str]:
    """Return the parts of a name like FlashAttention that a text may write apart; none for other names."""
    if label.islower() or not label.isalnum():
        return []
    humps = _HUMPS.findall(label)
    whole = len(humps) > 1 and all(len(hump) > 1 for hump in humps) and "".join(humps) == label
    return humps if whole else []


def _squeeze(text: str) -> str:
    return _GAPS.sub("", text)


def _is_short(label: str) -> bool:
    """Tell whether a name could be anything once its case is folded."""
    return len(label) <= _SHORT or (len(label) == _SHORT + 1 and label.isupper())


def _spelt(label: _Label, words: list[str]) -> bool:
    """Tell whether the words may stand for a label, given how strict it is on letters."""
    if label.capitals and not all(word[0].isupper() or word[0].isdigit() or word == "-" for word in words):
        return False
    if not label.exact:
        return True
    text = _squeeze("".join(words))
    return text in (label.squeezed, label.squeezed + "s", label.squeezed.removesuffix("s"))
