"""Parquet files, by the optional dependency ``pyarrow``.

A few bytes of Parquet may stand for gigabytes: pages are compressed, and rows may share one long value. So each row
group is weighed first, values stay shared while they are read, and records are made one at a time.
"""

import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from kg.documents.lines import LIMIT
from kg.documents.opening import Source
from kg.documents.parquet_weights import MOST_COLUMNS, Scales
from kg.documents.shapes import NAMES, RawRecord, folded
from kg.errors import DocumentError

_IN_MEMORY: Final = 1 << 24
_COLUMNS: Final = 1000
"""Columns that papers may have, those within columns counted."""
_OF_VALUE: Final = 8
"""Bytes that a value counts at least."""


def read_parquet(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the record of each row, some hundred rows in memory at a time.

    Raises:
        DocumentError: ``pyarrow`` is not installed, the file is damaged, or it would fill the memory or the disk.
    """
    arrow, parquet = _arrow(source)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        # Parquet is read from its end; what comes from a pipe or a decompressor has none until it is all there.
        try:
            shutil.copyfileobj(source.stream, file)
        except OSError as error:
            problem = f"cannot be unpacked ({(error.strerror or 'unknown cause').lower()})"
            raise source.error(problem, cure=f"free some space in {tempfile.gettempdir()}") from error
        file.seek(0)
        try:
            yield from _rows(arrow, parquet, file, source)
        except (arrow.ArrowException, OSError, ValueError, OverflowError) as error:
            problem = f"damaged Parquet data ({' '.join(str(error).split())[:120]})"
            raise source.error(problem, cure="write the file anew") from error


def _arrow(source: Source) -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise source.error("Parquet needs pyarrow", cure="pip install abstract-kg[parquet]") from error


def _rows(arrow: Any, parquet: Any, file: Any, source: Source) -> Iterator[RawRecord | DocumentError]:
    scales = Scales(file, source)
    described = parquet.ParquetFile(file, thrift_container_size_limit=MOST_COLUMNS).metadata
    wanted = [at for at, column in enumerate(described.schema) if folded(column.path.split(".")[0]) in NAMES]
    if not 0 < len(wanted) <= _COLUMNS:
        problem = f"{len(wanted) or 'no'} columns with names that papers have"
        raise source.error(problem, cure="give it a column of titles, and one of abstracts")
    position = 0
    for group in range(described.num_row_groups):
        plan = scales.weigh(described, group, wanted)
        opened = parquet.ParquetFile(file, metadata=described, read_dictionary=plan.shared)
        columns = [name for name in opened.schema_arrow.names if folded(name) in NAMES]
        for batch in opened.iter_batches(plan.rows, row_groups=[group], columns=columns, use_threads=False):
            for row in range(batch.num_rows):
                position += 1
                read = _Reading(arrow)
                try:
                    fields = {name: read.value(batch.column(at)[row]) for at, name in enumerate(batch.schema.names)}
                except _TooLongError:
                    problem = f"a record of more than {LIMIT >> 20} MiB"
                    yield source.error(problem, line=position, cure="give each paper its own abstract alone")
                else:
                    yield RawRecord(fields, position)


class _TooLongError(Exception):
    """A record has more than a record may have."""


class _Reading:
    """Makes the values of one record, so long as they are no more than a record may have."""

    def __init__(self, arrow: Any) -> None:
        self._arrow = arrow
        self._left = LIMIT

    def value(self, scalar: Any) -> object:
        """Return a value as Python has it; a map is a dictionary.

        Raises:
            _TooLongError: that would be too much.
        """
        self._take(_OF_VALUE)
        arrow = self._arrow
        if not scalar.is_valid:
            return None
        if isinstance(scalar, arrow.MapScalar):
            return {str(self.value(each["key"])): self.value(each["value"]) for each in scalar.values}
        if isinstance(scalar, arrow.ListScalar | arrow.LargeListScalar | arrow.FixedSizeListScalar):
            return [self.value(each) for each in scalar.values]
        if isinstance(scalar, arrow.StructScalar):
            return {name: self.value(each) for name, each in scalar.items()}
        if isinstance(scalar, arrow.DictionaryScalar):
            scalar = scalar.value
        if isinstance(scalar, arrow.TimestampScalar):
            return self._moment(scalar)
        found: object = scalar.as_py()
        if isinstance(found, str | bytes):
            self._take(len(found))
        return found

    def _moment(self, scalar: Any) -> object:
        """Return a time to the microsecond in UTC: Python has no finer one, and may not know the zone."""
        try:
            return scalar.cast(self._arrow.timestamp("us"), safe=False).as_py()
        except (ValueError, OverflowError):  # Python's times end with the year 9999
            return None

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _TooLongError
