"""What papers, entities and facts came and went between two graphs, for programs and for people."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from kg.network import fact_order
from kg.records import Contents, Entity, Fact, Paper, Role

Record = TypeVar("Record", Paper, Entity, Fact)

_INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class Change(Generic[Record]):
    """The records of one sort that only the new graph holds, and those that only the old one holds, each sorted."""

    came: tuple[Record, ...] = ()
    went: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """What one graph holds and another does not.

    A paper and an entity are told by their identifier, a fact by what it says. ``names`` are the titles and names by
    identifier, those of the new graph where both have one.
    """

    papers: Change[Paper]
    entities: Change[Entity]
    facts: Change[Fact]
    names: dict[str, str]


def compare(old: Contents, new: Contents) -> Difference:
    """Return what came and went from one graph to another.

    >>> difference = compare(Contents(), Contents(papers=(Paper("p1", "On Foo", ""),)))
    >>> difference.papers.came, difference.papers.went
    ((Paper(id='p1', title='On Foo', abstract='', url='', date='', places=()),), ())
    """
    names = {
        **{each.id: each.title for side in (old, new) for each in side.papers},
        **{each.id: each.name for side in (old, new) for each in side.entities},
    }
    return Difference(
        _change(old.papers, new.papers, lambda paper: paper.id),
        _change(old.entities, new.entities, lambda entity: entity.id),
        _change(old.facts, new.facts, _identity),
        names,
    )


def _identity(fact: Fact) -> tuple[object, ...]:
    return isinstance(fact.predicate, Role), *fact_order(fact)


def _change(old: Sequence[Record], new: Sequence[Record], key: Callable[[Record], Any]) -> Change[Record]:
    before, after = {key(each): each for each in old}, {key(each): each for each in new}
    came = sorted(after.keys() - before.keys())
    went = sorted(before.keys() - after.keys())
    return Change(tuple(after[each] for each in came), tuple(before[each] for each in went))


# For programs ---------------------------------------------------------------------------------------------------------


def to_json(difference: Difference) -> dict[str, Any]:
    """Return a difference as plain data.

    >>> to_json(compare(Contents(), Contents()))["facts"]
    {'came': [], 'went': []}
    """
    return {
        "papers": _both(difference.papers, lambda paper: {"id": paper.id, "title": paper.title}),
        "entities": _both(difference.entities, _plain_entity),
        "facts": _both(difference.facts, _plain_fact),
    }


def _both(change: Change[Record], plain: Callable[[Record], Any]) -> dict[str, list[Any]]:
    return {"came": [plain(each) for each in change.came], "went": [plain(each) for each in change.went]}


def _plain_entity(entity: Entity) -> dict[str, str]:
    return {"id": entity.id, "name": entity.name, "type": entity.type.value}


def _plain_fact(fact: Fact) -> dict[str, Any]:
    said = [{"paper": each.paper, "sentence": each.sentence, "confidence": each.confidence} for each in fact.evidence]
    return {"subject": fact.subject, "predicate": fact.predicate.value, "object": fact.object, "evidence": said}


# For people -----------------------------------------------------------------------------------------------------------


def to_lines(difference: Difference, most: int) -> Iterator[str]:
    """Yield a difference as lines to read, with at most so many of each sort that came, and that went.

    >>> print(*to_lines(compare(Contents(), Contents(papers=(Paper("p1", "On Foo", ""),))), 9), sep="\\n")
    papers: 1 came, 0 went
      + On Foo (p1)
    entities: 0 came, 0 went
    facts: 0 came, 0 went
    """
    names = difference.names
    yield from _section("papers", difference.papers, most, lambda paper: f"{paper.title} ({paper.id})")
    yield from _section(
        "entities", difference.entities, most, lambda entity: f"{entity.name} ({entity.type.value}) {entity.id}"
    )
    yield from _section("facts", difference.facts, most, lambda fact: _sentence(fact, names))


def _section(heading: str, change: Change[Record], most: int, line: Callable[[Record], str]) -> Iterator[str]:
    yield f"{heading}: {len(change.came):,} came, {len(change.went):,} went"
    yield from _marked("+", change.came, most, line)
    yield from _marked("-", change.went, most, line)


def _marked(mark: str, records: Sequence[Record], most: int, line: Callable[[Record], str]) -> Iterable[str]:
    yield from (f"{_INDENT}{mark} {line(each)}" for each in records[:most])
    if len(records) > most:
        yield f"{_INDENT}{mark} and {len(records) - most:,} more"


def _sentence(fact: Fact, names: dict[str, str]) -> str:
    predicate = fact.predicate.value.replace("_", " ")
    return f"{names.get(fact.subject, fact.subject)} {predicate} {names.get(fact.object, fact.object)}"
