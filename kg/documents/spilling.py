"""The same paper met twice becomes one, as in ``merging``, where there are more papers than memory holds.

Papers wait on disk. In memory are only the numbers of those records that share a key with another one.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from kg.documents.merging import keys_of, merged, renamed
from kg.records import Paper, Place
from kg.sorting import Sorter

Plain = tuple[str, str, str, str, str, list[tuple[str, int, str]], tuple[str, str] | None]
"""A paper as plain data."""

_ROWS: Final = 20_000
"""So many papers are sorted in memory at a time."""


class SpilledPapers:
    """Papers, each once, sorted by the identifier that they came with; they can be counted and gone through.

    Args:
        papers: in any order, one paper as often as one likes.
        folder: a temporary folder for what waits on disk.
        rows: how many papers are in memory at a time.

    >>> import tempfile
    >>> seen = [Paper("foonet-1", "Foonet!", "A longer one."), Paper("2401.00001", "FooNet", "Short.")]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [(paper.id, paper.abstract) for paper in SpilledPapers(seen, Path(folder))]
    [('2401.00001', 'A longer one.')]
    """

    def __init__(self, papers: Iterable[Paper], folder: Path, rows: int = _ROWS) -> None:
        records: Sorter[tuple[int, Plain]] = Sorter(folder, rows)
        keys: Sorter[tuple[str, int]] = Sorter(folder, rows * 10)
        for number, paper in enumerate(papers):
            records.add((number, to_plain(paper)))
            keys.extend((key, number) for key in keys_of(paper))
        self._papers: Final[Sorter[tuple[str, int, Plain]]] = Sorter(folder, rows)
        self._count = 0
        for paper in _merged(records, _links(keys), Sorter(folder, rows)):
            self._papers.add((paper.id, self._count, to_plain(paper)))
            self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Paper]:
        for _, rows in groupby(self._papers, key=itemgetter(0)):
            alike = [of_plain(row[2]) for row in rows]
            yield from map(renamed, alike) if len(alike) > 1 else alike


def _links(keys: Iterable[tuple[str, int]]) -> Callable[[int], int | None]:
    """Return a function that tells the group of a record; None for one that shares no key."""
    parents: dict[int, int] = {}

    def root(number: int) -> int:
        while (parent := parents.setdefault(number, number)) != number:
            parents[number] = parents[parent]
            number = parents[number]
        return number

    for _, rows in groupby(keys, key=itemgetter(0)):
        first, *others = [number for _, number in rows]
        for other in others:
            parents[root(other)] = root(first)
    return lambda number: root(number) if number in parents else None


def _merged(
    records: Iterable[tuple[int, Plain]], group_of: Callable[[int], int | None], waiting: Sorter[tuple[int, int, Plain]]
) -> Iterator[Paper]:
    for number, plain in records:
        group = group_of(number)
        if group is None:
            yield of_plain(plain)
        else:
            waiting.add((group, number, plain))
    for _, rows in groupby(waiting, key=itemgetter(0)):
        yield merged(of_plain(plain) for _, _, plain in rows)


def to_plain(paper: Paper) -> Plain:
    """Return a paper as plain data, which is smaller and sooner written."""
    places = [(place.source, place.position, place.date) for place in paper.places]
    return paper.id, paper.title, paper.abstract, paper.url, paper.date, places, paper.written


def of_plain(plain: Plain) -> Paper:
    """Return the paper that ``to_plain`` made ``plain`` of."""
    identifier, title, abstract, url, date, places, written = plain
    return Paper(identifier, title, abstract, url, date, tuple(Place(*place) for place in places), written)
