"""What a row group of a Parquet file would take in memory, weighed before it is unpacked.

A page of a few bytes may stand for gigabytes, and a value of a dictionary for a million rows. What is weighed is what
the pages say, as pyarrow unpacks by that; the description of the file may say less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from os import SEEK_END
from typing import Any, BinaryIO, Final

from kg.documents.opening import Source
from kg.documents.parquet_pages import Chunk, chunks_of, pages_of
from kg.errors import DocumentError

_TAIL: Final = 8
_DESCRIPTION: Final = 1 << 22
"""Bytes that a file's description may have: it takes sixty times as much in memory."""
MOST_COLUMNS: Final = 50_000
"""Columns, or row groups, that a file may have; each takes a kilobyte."""
_LARGE: Final = 1 << 26
"""A row group that has no more bytes than this, unpacked, may be packed as well as one likes."""
_DENSEST: Final = 32
"""A larger one may be so many times as large as it is packed: text comes to three to ten."""
_PAGES: Final = 1 << 27
"""Bytes that the largest pages of all columns may have together: all are in memory at once."""
_AT_ONCE: Final = 1 << 26
_IN_LISTS: Final = 1 << 28
"""Bytes that a column of lists may come to in a row group, for one row may have them all."""
_VALUES: Final = 1 << 25
"""A row group may have so many values in lists: they are short when packed, and one row may have them all."""
_FREE_ROWS: Final = 1 << 16
"""A file may have so many rows, and beyond that one for each byte."""
_ROWS: Final = 256
_OF_NUMBER: Final = 12
"""Bytes that a value has which is no text."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a row group is read: so many rows at a time; texts of the columns ``shared`` are kept once for all rows."""

    rows: int
    shared: Sequence[str]


class Scales:
    """Weighs the row groups of one file, one after the other.

    Args:
        file: the whole of it.
        source: what to name in errors.

    Raises:
        DocumentError: the file's description of itself would take up the memory.
        ValueError: it is damaged.
    """

    def __init__(self, file: BinaryIO, source: Source) -> None:
        self._file, self._source = file, source
        self._size = file.seek(0, SEEK_END)
        self._packed = self._rows = 0
        file.seek(max(0, self._size - _TAIL))
        size = int.from_bytes(file.read(4), "little")
        if size + _TAIL > self._size:
            raise ValueError("a description that is longer than the file")
        if size > _DESCRIPTION:
            raise self._refused(f"a description of {size:,} bytes", "as several, or in larger row groups")
        file.seek(self._size - _TAIL - size)
        self._chunks = chunks_of(file.read(size))
        file.seek(0)

    def weigh(self, described: Any, number: int, wanted: Sequence[int]) -> Plan:
        """Return how a row group is read.

        Args:
            described: ``pyarrow.parquet.FileMetaData`` of the file.
            number: of the row group.
            wanted: numbers of the columns that are read.

        Raises:
            DocumentError: it would take far more memory, or time, than its size on disk lets one expect.
            ValueError: it is damaged.
        """
        if len(self._chunks[number]) < len(described.schema):
            raise ValueError("a row group has fewer columns than the file")
        columns = [self._column(described.schema.column(at), self._chunks[number][at]) for at in wanted]
        weight, packed, largest = (
            sum(getattr(each, name) for each in columns) for name in ("unpacked", "packed", "largest")
        )
        self._packed, self._rows = self._packed + packed, self._rows + described.row_group(number).num_rows
        if weight > max(_LARGE, _DENSEST * packed):
            raise self._refused(
                f"rows of {weight:,} bytes packed into {packed:,}", "without compression if it is right"
            )
        if largest > _PAGES:
            raise self._refused(f"pages of {largest:,} bytes", "with pages of a megabyte")
        if self._packed > self._size or self._rows > max(_FREE_ROWS, self._size):
            raise self._refused(f"{self._rows:,} rows in {self._size:,} bytes", "each row once")
        whole_pages = max(1, _AT_ONCE // max(1, largest) - 1)
        alone = sum(each.value for each in columns if not each.shared)
        rows = min(_ROWS, whole_pages * min(each.fewest for each in columns), _AT_ONCE // max(1, alone))
        return Plan(max(1, rows), [each.path for each in columns if each.shared])

    def _column(self, schema: Any, chunk: Chunk) -> "_Column":
        found = _Column(schema.path)
        last = 0
        for page in pages_of(self._file, chunk):
            found.packed += page.packed
            found.unpacked += page.weight
            found.largest = max(found.largest, page.weight)
            found.shared &= not page.delta
            if page.values and not page.dictionary:
                found.values += page.values
                found.fewest, last = min(found.fewest, last or _ROWS), page.values
        match schema.physical_type:
            case "BYTE_ARRAY":
                found.value = found.largest
            case "FIXED_LEN_BYTE_ARRAY":
                found.value, found.largest = schema.length, max(found.largest, schema.length)
        found.shared &= schema.physical_type == "BYTE_ARRAY"
        if schema.max_repetition_level:
            self._weigh_lists(found)
        return found

    def _weigh_lists(self, column: "_Column") -> None:
        if column.values > _VALUES:
            raise self._refused(f"{column.path} has {column.values:,} values in lists", "in smaller row groups")
        if column.unpacked + (0 if column.shared else column.values * column.value) > _IN_LISTS:
            problem = f"lists in {column.path} that may come to more than {_IN_LISTS >> 20} MiB"
            raise self._refused(problem, "in smaller row groups, its texts plain")

    def _refused(self, problem: str, cure: str) -> DocumentError:
        return self._source.error(problem, cure=f"write the file anew, {cure}")


@dataclass(slots=True)
class _Column:
    """What the pages of a column come to: bytes in the file and in memory, and values.

    ``fewest`` is how many values a page has at least, but the last; ``value`` the most bytes that one may have by
    itself; ``shared`` tells that pyarrow can keep once what many rows say.
    """

    path: str
    packed: int = 0
    unpacked: int = 0
    largest: int = 0
    values: int = 0
    fewest: int = _ROWS
    value: int = _OF_NUMBER
    shared: bool = True
