"""Rows sorted on disk, where memory is too small to sort them."""

import marshal
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import chain, count, islice
from pathlib import Path
from typing import Final, Generic, TypeVar

import zstandard

Row = TypeVar("Row")

_BATCH: Final = 512
"""So many rows of each run are in memory while runs are merged."""
_FAN: Final = 48
"""So many runs are merged at once: each is an open file."""
_LENGTH: Final = 8
"""Bytes that tell how long a batch is."""


class Sorter(Generic[Row]):
    """Takes rows in any order and yields them sorted; no more than some of them are in memory.

    A row is text, bytes, a number or a tuple of these: what ``marshal`` can write. All are of one form, so that any two
    can be compared.

    Args:
        folder: a temporary folder, where sorted runs are put; it is the caller's to remove.
        rows: how many rows are sorted in memory at a time.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorter = Sorter(Path(folder), rows=2)
    ...     for row in (3, 1, 2, 1, 5):
    ...         sorter.add(row)
    ...     print(*sorter)
    1 1 2 3 5
    """

    def __init__(self, folder: Path, rows: int = 250_000) -> None:
        self._folder: Final = folder
        self._most: Final = rows
        self._rows: list[Row] = []
        self._numbers: Final = count()
        self._levels: Final[list[list[Path]]] = []

    def add(self, row: Row) -> None:
        """Take one row."""
        self._rows.append(row)
        if len(self._rows) >= self._most:
            self._rows.sort()
            self._keep(self._rows, 0)
            self._rows = []

    def extend(self, rows: Iterable[Row]) -> None:
        """Take several."""
        for row in rows:
            self.add(row)

    def __iter__(self) -> Iterator[Row]:
        """Yield all rows taken so far, sorted; may be asked for again."""
        self._rows.sort()
        return merge(*map(_rows_of, chain.from_iterable(self._levels)), self._rows)  # type: ignore[type-var]

    def _keep(self, rows: Iterable[Row], level: int) -> None:
        """Write a run; as soon as there are many of a level, one of the next level is made of them."""
        path = self._folder / f"run-{id(self):x}-{next(self._numbers)}"
        _write_rows(rows, path)
        if level == len(self._levels):
            self._levels.append([])
        runs = self._levels[level]
        runs.append(path)
        if len(runs) == _FAN:
            self._keep(merge(*map(_rows_of, runs)), level + 1)
            for run in runs:
                run.unlink()
            runs.clear()


def _write_rows(rows: Iterable[Row], path: Path) -> None:
    stream = iter(rows)
    with path.open("wb") as file, zstandard.ZstdCompressor(level=1).stream_writer(file) as packed:
        while batch := list(islice(stream, _BATCH)):
            data = marshal.dumps(batch)
            packed.write(len(data).to_bytes(_LENGTH))
            packed.write(data)


def _rows_of(path: Path) -> Iterator[Row]:
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as packed:
        while length := packed.read(_LENGTH):
            yield from marshal.loads(packed.read(int.from_bytes(length)))
