"""Finding a concept by any spelling of a name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from kg.vocabulary.concepts import Concept
from kg.vocabulary.spelling import folded, normal_form


class Vocabulary:
    """Concepts by identifier and by any spelling of their names.

    >>> from kg.records import EntityType, Kind
    >>> flash = Concept("method/flashattention", "FlashAttention", EntityType.METHOD, Kind.NAMED)
    >>> Vocabulary([flash]).lookup("Flash-Attention").id
    'method/flashattention'
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts: Final = {concept.id: concept for concept in sorted(concepts)}
        self._names: Final[dict[str, list[tuple[bool, str, str]]]] = defaultdict(list)
        for concept in self._concepts.values():
            for label in concept.labels:
                self._names[normal_form(label)].append((label != concept.name, concept.id, label))

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def __getitem__(self, identifier: str) -> Concept:
        return self._concepts[identifier]

    def lookup(self, name: str) -> Concept | None:
        """Return the concept that ``name`` names in some spelling, or None."""
        return next(iter(self.candidates(name)), None)

    def candidates(self, name: str) -> tuple[Concept, ...]:
        """Return all concepts that ``name`` may name, best first.

        One that spells it in these very letters comes before others, then one that prefers the name.
        """
        letters = folded(name, casefold=False)
        fits = []
        for other, identifier, label in self._names.get(normal_form(name), ()):
            same = folded(label, casefold=False) == letters
            if same or not self._concepts[identifier].needs_exact_case(label):
                fits.append((not same, other, identifier))
        return tuple(self._concepts[identifier] for identifier in dict.fromkeys(fit[-1] for fit in sorted(fits)))
