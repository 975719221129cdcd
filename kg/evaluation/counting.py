"""One paper's annotation against its prediction: what is right, missed and extra, group by group."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple, TypeVar

from kg.evaluation.annotations import Annotation, Named, Statement
from kg.records import EntityType, Kind, Role

T = TypeVar("T")
Counted = Iterator[tuple[str, "Tally"]]

ROLE_ACCURACY: Final = "role accuracy"
"""The group that counts the roles of matched entities: precision, recall and F1 are all the accuracy."""

_DATA: Final = frozenset({EntityType.DATASET, EntityType.BENCHMARK})


class Tally(NamedTuple):
    """How many were found, overlooked, and found without being there."""

    right: int = 0
    missed: int = 0
    extra: int = 0


class Miss(NamedTuple):
    """An entity that was ``missed``, or is ``extra``, in one paper."""

    error: str
    paper: str
    entity: Named


def tally(gold: Annotation, predicted: Annotation) -> dict[str, Tally]:
    """Count one paper: for each group what was right, missed and extra."""
    pairs = match(gold.entities, predicted.entities)
    totals: dict[str, Tally] = {}
    counted = (
        _count_entities(gold, predicted, pairs),
        _count_data(gold, predicted),
        _count_roles(gold, predicted, pairs),
        _count_relations(gold, predicted, pairs),
        _count_values(gold, predicted),
    )
    for group, amount in chain.from_iterable(counted):
        before = totals.get(group, Tally())
        totals[group] = Tally(*(one + other for one, other in zip(before, amount, strict=True)))
    return totals


def match(gold: Sequence[Named], predicted: Sequence[Named], *, lenient: bool = False) -> dict[int, int]:
    """Pair indices of ``gold`` with indices of ``predicted``, each at most once.

    With ``lenient`` a data set and a benchmark are of one type.
    """
    pairs: dict[int, int] = {}
    free = dict(enumerate(predicted))
    for same_name in (_same_key, _share_a_key):
        for index, wanted in enumerate(gold):
            fitting = (
                other
                for other, found in free.items()
                if _same_type(wanted.type, found.type, lenient) and same_name(wanted, found)
            )
            other = None if index in pairs else next(fitting, None)
            if other is not None:
                pairs[index] = other
                del free[other]
    return pairs


def misses(gold: Annotation, predicted: Annotation) -> Iterator[Miss]:
    """Yield the entities of one paper that were overlooked, then those found without being there."""
    pairs = match(gold.entities, predicted.entities)
    yield from (Miss("missed", gold.id, entity) for entity in _unmatched(gold.entities, pairs))
    yield from (Miss("extra", gold.id, entity) for entity in _unmatched(predicted.entities, pairs.values()))


def renaming(gold: Annotation, predicted: Annotation, pairs: Mapping[int, int]) -> Callable[[Statement], Statement]:
    """Return a function that says a predicted statement by the names that ``gold`` has for what was matched."""
    known_as = {predicted.entities[other].key: gold.entities[index].key for index, other in pairs.items()}
    return lambda said: Statement(known_as.get(said.head, said.head), said.type, known_as.get(said.tail, said.tail))


def _same_key(one: Named, other: Named) -> bool:
    return one.key == other.key


def _share_a_key(one: Named, other: Named) -> bool:
    return not one.keys.isdisjoint(other.keys)


def _same_type(one: EntityType, other: EntityType, lenient: bool) -> bool:
    return one is other or (lenient and {one, other} <= _DATA)


def _groups(entity: Named) -> Iterator[str]:
    yield "all"
    yield entity.kind.value
    yield f"{entity.type.value}:{entity.kind.value}"
    if entity.kind is not Kind.TECHNIQUE:
        yield "named+class"


def _count_entities(gold: Annotation, predicted: Annotation, pairs: Mapping[int, int]) -> Counted:
    for index, entity in enumerate(gold.entities):
        outcome = Tally(right=1) if index in pairs else Tally(missed=1)
        for group in _groups(entity):
            yield group, outcome
    for entity in _unmatched(predicted.entities, pairs.values()):
        for group in _groups(entity):
            yield group, Tally(extra=1)


def _count_data(gold: Annotation, predicted: Annotation) -> Counted:
    wanted = [entity for entity in gold.entities if entity.type in _DATA]
    found = [entity for entity in predicted.entities if entity.type in _DATA]
    right = len(match(wanted, found, lenient=True))
    yield "Dataset|Benchmark", Tally(right, len(wanted) - right, len(found) - right)


def _count_roles(gold: Annotation, predicted: Annotation, pairs: Mapping[int, int]) -> Counted:
    for index, other in pairs.items():
        wanted, found = gold.entities[index].role, predicted.entities[other].role
        yield ROLE_ACCURACY, Tally(right=1) if wanted is found else Tally(missed=1, extra=1)
        if Role.INTRODUCES in (wanted, found):
            yield "role:introduces", Tally(right=1) if wanted is found else _one_sided(wanted is Role.INTRODUCES)


def _count_relations(gold: Annotation, predicted: Annotation, pairs: Mapping[int, int]) -> Counted:
    as_in_gold = renaming(gold, predicted, pairs)
    yield "relations", _difference(Counter(gold.relations), Counter(set(map(as_in_gold, predicted.relations))))


def _count_values(gold: Annotation, predicted: Annotation) -> Counted:
    yield "results:value", _difference(Counter(gold.values), Counter(predicted.values))


def _one_sided(in_gold: bool) -> Tally:
    return Tally(missed=1) if in_gold else Tally(extra=1)


def _difference(wanted: Counter[T], found: Counter[T]) -> Tally:
    right = (wanted & found).total()
    return Tally(right, wanted.total() - right, found.total() - right)


def _unmatched(entities: Sequence[Named], matched: Iterable[int]) -> Iterator[Named]:
    taken = set(matched)
    return (entity for index, entity in enumerate(entities) if index not in taken)
