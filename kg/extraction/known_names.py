"""Known names: where a text uses a name of the vocabulary, in any spelling.

Instead of listing every spelling of every name, text and names are folded alike before they are compared: hyphens
vanish, letters part from digits ("GPT4" is "gpt 4"), plurals, case and British endings are folded. One path of folded
words a label then finds all its spellings. Labels that must be written in their own letters are checked against the
text afterwards.

The paths stand in a tree of dictionaries. spaCy's PhraseMatcher does the same from documents of patterns; on folded
words it would need a second document for each text and a document for each label, which costs several times what the
tree does (``benchmarks/known_names.py`` has both in one run).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from kg.extraction.tokens import HYPHEN, SLASH, tokenize
from kg.vocabulary import Concept, normal_form

_SHORT: Final = 4
"""Names of at most so many letters, and capitals of one more, are recognised in their own letters only."""

_PIECES: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|_+")
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


class KnownNames:
    """Finds the names of concepts in documents.

    Args:
        concepts: what is to be found; where two share a spelling, both are found.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._tree: dict[str, _Node] = {}
        # Labels enter the tree once a text uses their first word: most are never asked for.
        self._waiting: dict[str, list[tuple[Concept, str]]] = defaultdict(list)
        for concept in concepts:
            for label in concept.labels:
                for first in {form[0] for form in _first_words(label)}:
                    self._waiting[first].append((concept, label))

    def _learn(self, first: str) -> None:
        """Put all labels that begin with a folded word into the tree."""
        for concept, label in self._waiting.pop(first):
            exact = concept.needs_exact_case(label) or _is_short(label)
            for words, capitals in _forms(label):
                if words[0] == first:
                    node = self._tree.setdefault(first, _Node())
                    for word in words[1:]:
                        node = node.following.setdefault(word, _Node())
                    entry = _Label(concept, _squeeze(label), exact, capitals)
                    if entry not in node.labels:
                        node.labels.append(entry)

    def __call__(self, words: list[str], classes: str) -> Iterator[KnownName]:
        """Yield every use of a name in a document of ``words`` and their ``classes``, overlapping ones too."""
        folded: list[str] = []
        token_of: list[int] = []
        for index, pieces in enumerate(map(_folds, words)):
            if classes[index] not in _SKIPPED:
                folded += pieces
                token_of += [index] * len(pieces)
        for first in self._waiting.keys() & set(folded):
            self._learn(first)
        token_of.append(len(words))
        tree = self._tree
        for position, word in enumerate(folded):
            if word in tree:
                yield from self._names_from(position, folded, token_of, words)

    def _names_from(
        self, position: int, folded: list[str], token_of: list[int], words: list[str]
    ) -> Iterator[KnownName]:
        """Yield the names that begin with the folded word at ``position``."""
        start = token_of[position]
        if position and token_of[position - 1] == start:
            return
        node = self._tree[folded[position]]
        after = position + 1
        while True:
            last = token_of[after - 1]
            # A piece of a word is no name: "GPT" is not in "GPT4".
            if node.labels and token_of[after] != last:
                for label in node.labels:
                    if _spelt(label, words[start : last + 1]):
                        yield KnownName(start, last + 1, label.concept)
            if after >= len(folded) or folded[after] not in node.following:
                return
            node = node.following[folded[after]]
            after += 1


_SKIPPED: Final = HYPHEN + SLASH


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> tuple[str, ...]:
    """Return the folded pieces of a token.

    >>> fold_word("LLaMA2"), fold_word("Models"), fold_word("H100s"), fold_word("quantisation")
    (('llama', '2'), ('model',), ('h', '100'), ('quantization',))
    """
    pieces = _PIECES.findall(word)
    if len(pieces) > 1 and pieces[-1] == "s" and pieces[-2][-1].isdigit():
        pieces.pop()
    return tuple(normal_form(piece) or piece for piece in pieces) or (word,)


class _Folds(dict[str, tuple[str, ...]]):
    """Remembers the folded pieces of words; emptied when it has grown past its limit."""

    limit = 400_000

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= self.limit:
            self.clear()
        self[word] = pieces = fold_word(word)
        return pieces


_folds: Final = _Folds().__getitem__


class _Joined(dict[str, str]):
    """Remembers words folded to one string each; emptied when it has grown past its limit."""

    limit = 400_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self.limit:
            self.clear()
        self[word] = folded = "" if word in _JOINERS else "".join(_folds(word))
        return folded


_JOINERS: Final = "-/‐‑–"
_joined: Final = _Joined().__getitem__


def fold_words(words: list[str]) -> list[str]:
    """Return each word as names are compared; what joins words to names is empty.

    >>> fold_words(["State", "-", "Space", "Models"])
    ['state', '', 'space', 'model']
    """
    return list(map(_joined, words))


def _forms(label: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield the folded forms of a label and whether the form only counts where every word has a capital."""
    yield _fold(_words(label)), False
    if "-" in label:
        yield _fold(_words(label.replace("-", ""))), False
    humps = _humps(label)
    if humps:
        yield _fold(humps), True


def _first_words(label: str) -> Iterator[tuple[str, ...]]:
    """Yield the folded first word of each form of a label, without folding the rest."""
    yield fold_word(_words(label)[0])
    if "-" in label:
        yield fold_word(_words(label.replace("-", ""))[0])
    humps = _humps(label)
    if humps:
        yield fold_word(humps[0])


def _words(label: str) -> list[str]:
    return [word for word in tokenize(label) if word not in _JOINERS] or [label]


def _humps(label: str) -> list[str]:
    """Return the parts of a name like FlashAttention that a text may write apart; none for other names."""
    if not label.isalnum() or label.islower():
        return []
    humps = _HUMPS.findall(label)
    whole = len(humps) > 1 and all(len(hump) > 1 for hump in humps) and "".join(humps) == label
    return humps if whole else []


def _fold(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(piece for word in words for piece in fold_word(word))


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
