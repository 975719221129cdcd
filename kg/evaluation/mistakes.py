"""What went wrong in one paper, by kind, with the sentences that it went wrong in."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from kg.evaluation.annotations import Annotation, Named, title_key
from kg.evaluation.counting import match
from kg.extraction.sentences import split_sentences
from kg.records import Field, Paper, Span

SHOWN: Final = 2
"""How many sentences are kept with a mistake."""


class MistakeKind(StrEnum):
    """How a prediction differs from the annotation."""

    TYPE = "type"
    BOUNDARY = "boundary"
    MERGED = "merged"
    SPLIT = "split"
    MISSED = "missed"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence by its place in a field, and where in that field things were annotated and predicted."""

    span: Span
    text: str
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake; ``cost`` is how many entities count as missed or extra because of it."""

    kind: MistakeKind
    paper: str
    title: str
    gold: tuple[Named, ...]
    predicted: tuple[Named, ...]
    cost: int
    sentences: tuple[Marked, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the mistake as plain data; offsets count code points of the field."""
        return {
            "kind": self.kind.value,
            "cost": self.cost,
            "paper": self.paper,
            "title": self.title,
            "gold": [_named_to_json(entity) for entity in self.gold],
            "predicted": [_named_to_json(entity) for entity in self.predicted],
            "sentences": [_marked_to_json(sentence) for sentence in self.sentences],
        }


def find_mistakes(
    gold: Iterable[Annotation], predicted: Iterable[Annotation], papers: Iterable[Paper]
) -> list[Mistake]:
    """Return the mistakes in all papers whose text is among ``papers``, in the order of ``gold``."""
    found = {title_key(paper.title): paper for paper in predicted}
    texts = {title_key(paper.title): paper for paper in papers}
    nothing = Annotation("", "", (), frozenset(), ())
    keyed = ((title_key(paper.title), paper) for paper in gold)
    return [
        mistake
        for key, paper in keyed
        if key in texts
        for mistake in mistakes_in(paper, found.get(key, nothing), texts[key])
    ]


def mistakes_in(gold: Annotation, predicted: Annotation, paper: Paper) -> list[Mistake]:
    """Return the mistakes in one paper, sorted by kind."""
    comparison = _Comparison(gold, predicted, paper)
    return sorted(comparison.mistakes(), key=lambda mistake: list(MistakeKind).index(mistake.kind))


class _Comparison:
    """Explains what is left of one paper when all that is right is set aside; each entity is explained once."""

    def __init__(self, gold: Annotation, predicted: Annotation, paper: Paper) -> None:
        self._id, self._paper = gold.id, paper
        pairs = match(gold.entities, predicted.entities)
        self._right_gold = [gold.entities[index] for index in sorted(pairs)]
        self._right_predicted = [predicted.entities[index] for index in sorted(pairs.values())]
        self._missed = [entity for index, entity in enumerate(gold.entities) if index not in pairs]
        taken = set(pairs.values())
        self._extra = [entity for index, entity in enumerate(predicted.entities) if index not in taken]
        self._places = {entity: _places(entity, paper) for entity in chain(gold.entities, predicted.entities)}

    def mistakes(self) -> Iterator[Mistake]:
        """Yield every mistake."""
        yield from self._of_type()
        yield from self._under_one_name()
        yield from self._of_overlap()
        yield from (self._mistake(MistakeKind.MISSED, [entity], []) for entity in self._missed)
        yield from (self._mistake(MistakeKind.EXTRA, [], [entity]) for entity in self._extra)

    def _of_type(self) -> Iterator[Mistake]:
        """Yield what was found by its name as a thing of another type."""
        for wanted in tuple(self._missed):
            found = next((entity for entity in self._extra if _share_a_name(wanted, entity)), None)
            if found is not None:
                yield self._explained(MistakeKind.TYPE, [wanted], [found])

    def _under_one_name(self) -> Iterator[Mistake]:
        """Yield what was taken for another thing that was found, and what was found once more."""
        for wanted in tuple(self._missed):
            found = next((entity for entity in self._right_predicted if _share_a_name(wanted, entity)), None)
            if found is not None:
                yield self._explained(MistakeKind.MERGED, [wanted], [found])
        for extra in tuple(self._extra):
            known = next((entity for entity in self._right_gold if _share_a_name(extra, entity)), None)
            if known is not None:
                yield self._explained(MistakeKind.SPLIT, [known], [extra])

    def _of_overlap(self) -> Iterator[Mistake]:
        """Yield what was found where other words were annotated."""
        for extra in tuple(self._extra):
            wanted = [entity for entity in self._missed if self._overlap(entity, extra)]
            if len(wanted) > 1:
                yield self._explained(MistakeKind.MERGED, wanted, [extra])
        for missed in tuple(self._missed):
            found = [entity for entity in self._extra if self._overlap(missed, entity)]
            if found:
                kind = MistakeKind.SPLIT if len(found) > 1 else MistakeKind.BOUNDARY
                yield self._explained(kind, [missed], found)

    def _overlap(self, one: Named, other: Named) -> bool:
        return any(overlap(here, there) for here in self._places[one] for there in self._places[other])

    def _explained(self, kind: MistakeKind, gold: Sequence[Named], predicted: Sequence[Named]) -> Mistake:
        """Return a mistake, and look for no other explanation of what it explains."""
        mistake = self._mistake(kind, gold, predicted)
        self._missed = [entity for entity in self._missed if entity not in gold]
        self._extra = [entity for entity in self._extra if entity not in predicted]
        return mistake

    def _mistake(self, kind: MistakeKind, gold: Sequence[Named], predicted: Sequence[Named]) -> Mistake:
        cost = sum(entity in self._missed for entity in gold) + sum(entity in self._extra for entity in predicted)
        marked = _sentences(self._paper, self._all_places(gold), self._all_places(predicted))
        return Mistake(kind, self._id, self._paper.title, tuple(gold), tuple(predicted), cost, tuple(marked))

    def _all_places(self, entities: Iterable[Named]) -> list[Span]:
        return sorted({span for entity in entities for span in self._places[entity]})


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a character.

    >>> here = Span(Field.TITLE, 0, 4)
    >>> overlap(here, Span(Field.TITLE, 3, 9)), overlap(here, Span(Field.TITLE, 4, 9))
    (True, False)
    """
    return one.field is other.field and one.start < other.end and other.start < one.end


def _share_a_name(one: Named, other: Named) -> bool:
    return not one.keys.isdisjoint(other.keys)


def _places(entity: Named, paper: Paper) -> tuple[Span, ...]:
    """Return where a paper writes one of the names of an entity, those inside longer ones left out."""
    names = sorted((re.escape(name) for name in entity.mentions if name), key=lambda name: (-len(name), name))
    if not names:
        return ()
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")
    return tuple(Span(part, *found.span()) for part in Field for found in pattern.finditer(paper.text(part)))


def _sentences(paper: Paper, gold: Sequence[Span], predicted: Sequence[Span]) -> list[Marked]:
    """Return the sentences that show most of what was annotated and predicted, in reading order."""
    marked = (_marked(paper, span, gold, predicted) for span in _all_sentences(paper))
    shown = [sentence for sentence in marked if sentence.gold or sentence.predicted]
    shown.sort(key=lambda sentence: not (sentence.gold and sentence.predicted))
    return sorted(shown[:SHOWN], key=lambda sentence: (sentence.span.field is Field.ABSTRACT, sentence.span.start))


def _all_sentences(paper: Paper) -> Iterator[Span]:
    yield Span(Field.TITLE, 0, len(paper.title))
    yield from (Span(Field.ABSTRACT, *offsets) for offsets in split_sentences(paper.abstract, 0))


def _marked(paper: Paper, sentence: Span, gold: Iterable[Span], predicted: Iterable[Span]) -> Marked:
    text = paper.text(sentence.field)[sentence.start : sentence.end]
    inside = ([span for span in spans if overlap(span, sentence)] for spans in (gold, predicted))
    return Marked(sentence, text, *map(tuple, inside))


def _named_to_json(entity: Named) -> dict[str, Any]:
    role = entity.role.value if entity.role else None
    plain = {"name": entity.name, "type": entity.type.value, "kind": entity.kind.value, "role": role}
    return plain if entity.confidence is None else {**plain, "confidence": entity.confidence}


def _marked_to_json(sentence: Marked) -> Mapping[str, Any]:
    return {
        "field": sentence.span.field.value,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "text": sentence.text,
        "gold": [[span.start, span.end] for span in sentence.gold],
        "predicted": [[span.start, span.end] for span in sentence.predicted],
    }
