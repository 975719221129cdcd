"""What a name stands for: a concept of the vocabulary, else an identifier made from its normal form."""

import hashlib
from typing import Final, NamedTuple

from kg.extraction.naming import base_name, without_maker
from kg.records import (
    EntityType,
)
from kg.vocabulary import Concept, Vocabulary, normal_form

FAMILIES: Final = {
    EntityType.METHOD: "method",
    EntityType.DATASET: "data",
    EntityType.BENCHMARK: "data",
    EntityType.HARDWARE: "hardware",
}
"""The first part of an entity's identifier; datasets and benchmarks share one, since papers do not agree on which is
which."""


_NAMESAKE: Final = "-namesake"


class Resolved(NamedTuple):
    """What a name stands for, and why: the identifier, the concept if there is one, and the reason."""

    id: str
    concept: Concept | None
    reason: str


class Resolver:
    """Finds what names stand for.

    Args:
        vocabulary: the concepts that names may stand for.

    >>> from kg.vocabulary import Vocabulary
    >>> Resolver(Vocabulary([])).resolve("FooNet-2-7B", EntityType.METHOD)
    Resolved(id='method/foonet2', concept=None, reason='size-variant')
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._identifiers = frozenset(concept.id for concept in vocabulary)
        self._met: dict[tuple[str, EntityType], Resolved] = {}

    def resolve(self, name: str, type_: EntityType) -> Resolved:
        """Return what ``name`` stands for in a paper that takes it to be of ``type_``."""
        key = name, type_
        found = self._met.get(key)
        if found is None:
            found = self._met[key] = self._resolve(name, type_)
        return found

    def _resolve(self, name: str, type_: EntityType) -> Resolved:
        family = FAMILIES[type_]
        base, dropped = base_name(name)
        plain = plain_name(name, type_)
        steps = ((name, "vocabulary"), (base, dropped or "vocabulary"), (plain, "maker"))
        for candidate, reason in steps:
            for concept in self._vocabulary.candidates(candidate):
                if FAMILIES[concept.type] == family:
                    return Resolved(concept.id, concept, reason)
        reason = dropped or ("maker" if plain != base else "spelling")
        identifier = f"{family}/{minted(plain)}"
        # A concept of this name was passed by because it insists on other letters: this is another thing.
        return Resolved(identifier + _NAMESAKE if identifier in self._identifiers else identifier, None, reason)


def plain_name(name: str, type_: EntityType) -> str:
    """Return a name without what belongs to one copy or size of the thing, and a device's without its maker."""
    base = base_name(name)[0]
    return without_maker(base) if type_ is EntityType.HARDWARE else base


_MARKS: Final = str.maketrans({"+": "-plus", "*": "-star", "#": "-sharp", ".": "-", "/": "-", "~": "_"})


def minted(name: str) -> str:
    """Return the local part of the identifier of a thing that no vocabulary knows: the same for every spelling of its
    name.

    >>> minted("Foo-Net 2") == minted("foo net-2"), minted("Foo++"), minted("Foo 2.5")
    (True, 'foo-plus-plus', 'foo2-5')
    """
    return normal_form(name).translate(_MARKS).strip("-") or hashlib.sha256(name.encode()).hexdigest()[:12]
