"""Parquet files, by the optional dependency ``pyarrow``."""

import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from kg.documents.opening import Source
from kg.documents.shapes import NAMES, RawRecord, folded
from kg.errors import DocumentError

_ROWS: Final = 256
_IN_MEMORY: Final = 1 << 24


def read_parquet(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the record of each row, some hundred rows in memory at a time.

    Raises:
        DocumentError: ``pyarrow`` is not installed, or the file is damaged.
    """
    arrow, parquet = _arrow(source)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        # Parquet is read from its end; what comes from a pipe or a decompressor has none until it is all there.
        shutil.copyfileobj(source.stream, file)
        file.seek(0)
        try:
            yield from _rows(parquet.ParquetFile(file))
        except (arrow.ArrowException, OSError, ValueError, OverflowError) as error:
            problem = f"damaged Parquet data ({' '.join(str(error).split())[:120]})"
            raise source.error(problem, cure="write the file anew") from error


def _arrow(source: Source) -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise source.error("Parquet needs pyarrow", cure="pip install abstract-kg[parquet]") from error


def _rows(file: Any) -> Iterator[RawRecord]:
    columns = [name for name in file.schema_arrow.names if folded(name) in NAMES]
    position = 0
    for batch in file.iter_batches(batch_size=_ROWS, columns=columns or None, use_threads=False):
        for fields in batch.to_pylist():
            position += 1
            yield RawRecord(fields, position)
