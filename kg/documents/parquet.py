"""Parquet files, by the optional dependency ``pyarrow``.

A few bytes of Parquet may stand for gigabytes: pages are compressed, and rows may share one long value. So what the
file's description says is weighed first, values stay shared while they are read, and records are made one at a time.
"""

import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from kg.documents.lines import LIMIT
from kg.documents.opening import Source
from kg.documents.shapes import NAMES, RawRecord, folded
from kg.errors import DocumentError

_ROWS: Final = 256
_IN_MEMORY: Final = 1 << 24
_LARGE: Final = 1 << 26
"""A column of a row group that has no more bytes than this, unpacked, may be packed as well as one likes."""
_DENSEST: Final = 32
"""A larger one may be so many times as large as it is packed: text comes to three to ten."""
_VALUES: Final = 1 << 25
"""A row group may have so many values in lists: they are short when packed, and one row may have them all."""
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
    described = parquet.read_metadata(file)
    wanted = {column.path for column in described.schema if folded(column.path.split(".")[0]) in NAMES}
    texts = [c.path for c in described.schema if c.path in wanted and c.physical_type == "BYTE_ARRAY"]
    _weigh(described, wanted, source)
    opened = parquet.ParquetFile(file, read_dictionary=texts)
    columns = [name for name in opened.schema_arrow.names if folded(name) in NAMES]
    position = 0
    for batch in opened.iter_batches(batch_size=_ROWS, columns=columns or None, use_threads=False):
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


def _weigh(described: Any, wanted: set[str], source: Source) -> None:
    """Refuse what unpacks to far more than it is.

    Raises:
        DocumentError: it does.
    """
    for group in map(described.row_group, range(described.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            if column.path_in_schema not in wanted:
                continue
            size, packed = column.total_uncompressed_size, column.total_compressed_size
            if size > max(_LARGE, _DENSEST * packed):
                problem = f"{column.path_in_schema} unpacks {packed:,} bytes to {size:,}"
                raise source.error(problem, cure="write the file anew, without compression if it is right")
            if column.num_values > max(_VALUES, group.num_rows):
                problem = f"{column.path_in_schema} has {column.num_values:,} values in {group.num_rows:,} rows"
                raise source.error(problem, cure="write smaller row groups, one abstract a row")


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
        found: object = scalar.as_py()
        if isinstance(found, str | bytes):
            self._take(len(found))
        return found

    def _take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise _TooLongError
