"""Known names: where a text uses a name of the vocabulary, in any spelling, found by spaCy's PhraseMatcher.

Instead of listing every spelling of every name, text and names are folded alike before they are compared: hyphens
vanish, letters part from digits ("GPT4" is "gpt 4"), plurals, case and British endings are folded. One pattern a
label then finds all its spellings. Labels that must be written in their own letters are checked against the text
afterwards.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

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


class KnownNames:
    """Finds the names of concepts in documents.

    Args:
        concepts: what is to be found; where two share a spelling, both are found.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        # A vocabulary of its own, without the attributes that spaCy works out for each new word: they would cost a
        # second.
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._labels: dict[str, list[_Label]] = defaultdict(list)
        # Labels become patterns once a text uses their first word: most are never asked for.
        self._waiting: dict[str, list[tuple[Concept, str]]] = defaultdict(list)
        for concept in concepts:
            for label in concept.labels:
                for first in {form[0] for form in _first_words(label)}:
                    self._waiting[first].append((concept, label))

    def _learn(self, first: str) -> None:
        """Make patterns of all labels that begin with a folded word."""
        for concept, label in self._waiting.pop(first):
            exact = concept.needs_exact_case(label) or _is_short(label)
            for words, capitals in _forms(label):
                if words[0] == first:
                    entry = _Label(concept, _squeeze(label), exact, capitals)
                    folded = " ".join(words)
                    if folded not in self._labels:
                        self._matcher.add(folded, [Doc(self._vocab, words=words)])
                    if entry not in self._labels[folded]:
                        self._labels[folded].append(entry)

    def __call__(self, words: list[str], classes: str) -> Iterator[KnownName]:
        """Yield every use of a name in a document of ``words`` and their ``classes``, overlapping ones too."""
        kept = [(index, fold_word(word)) for index, word in enumerate(words) if classes[index] not in _SKIPPED]
        folded = [piece for _, pieces in kept for piece in pieces]
        token_of = [index for index, pieces in kept for _ in pieces]
        for first in self._waiting.keys() & set(folded):
            self._learn(first)
        strings = self._vocab.strings
        for key, first, last in self._matcher(Doc(self._vocab, words=folded)):
            start, end = token_of[first], token_of[last - 1] + 1
            # A piece of a word is no name: "GPT" is not in "GPT4".
            if (first and token_of[first - 1] == start) or (last < len(token_of) and token_of[last] == end - 1):
                continue
            for label in self._labels[strings[key]]:
                if _spelt(label, words[start:end]):
                    yield KnownName(start, end, label.concept)


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
    return [word for word in tokenize(label) if word not in "-/‐‑–"] or [label]


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
