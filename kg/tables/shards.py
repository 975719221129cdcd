"""Rows into Parquet files of a folder, some thousand in memory at a time."""

from pathlib import Path
from types import TracebackType
from typing import Any, Final

from kg.network import Plain
from kg.tables.parquet import arrow

_BATCH: Final = 5_000
"""So many rows are written at once, as one row group."""
ROWS: Final = 500_000
"""So many rows are in one file."""


class ParquetShards:
    """Writes ``part-00000.parquet`` and so on; equal rows in equal order give equal bytes.

    Args:
        folder: is made.
        schema: of pyarrow.
        rows: how many rows a file has at most.
    """

    def __init__(self, folder: Path, schema: Any, rows: int = ROWS) -> None:
        folder.mkdir()
        self._folder: Final = folder
        self._schema: Final = schema
        self._most: Final = rows
        self._waiting: list[Plain] = []
        self._writer: Any = None
        self._in_file = self._files = 0
        self.rows = 0
        """How many rows were taken."""

    def add(self, row: Plain) -> None:
        """Take a row; what the schema has no column for is left out."""
        self._waiting.append(row)
        self.rows += 1
        if len(self._waiting) >= min(_BATCH, self._most):
            self._flush()

    def __enter__(self) -> "ParquetShards":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None and (self._waiting or not self._files):
            self._flush()
        if self._writer:
            self._writer.close()

    def _flush(self) -> None:
        import pyarrow.parquet as pq  # an optional extra

        if self._writer is None or self._in_file >= self._most:
            if self._writer:
                self._writer.close()
            path = self._folder / f"part-{self._files:05}.parquet"
            self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
            self._in_file, self._files = 0, self._files + 1
        self._writer.write_table(arrow().Table.from_pylist(self._waiting, schema=self._schema))
        self._in_file += len(self._waiting)
        self._waiting = []
