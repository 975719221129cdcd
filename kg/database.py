"""The SQLite file of a store: opened for one process at a time, changed as a whole or not at all."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kg.errors import ExportError

AFRESH: Final = "remove this file and build again"
"""What cures a broken store."""

_VERSION: Final = 1
_TABLES: Final = (
    "CREATE TABLE options (text TEXT NOT NULL)",
    "CREATE TABLE reading (words BLOB NOT NULL, pipeline BLOB NOT NULL, said TEXT NOT NULL, UNIQUE (words, pipeline))",
    "CREATE TABLE input (id INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL)",
    "CREATE TABLE paper (input INTEGER NOT NULL, record TEXT NOT NULL)",
    "CREATE INDEX paper_input ON paper (input)",
)
_LATER_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS told (paper BLOB PRIMARY KEY, told BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS written (maker TEXT NOT NULL, files TEXT NOT NULL, counts TEXT NOT NULL, "
    "objects BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS mark (mark TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS newest (day TEXT NOT NULL)",
)
"""What a store of this version may lack, as one that an earlier package made does."""


class Database:
    """A database that is held until it is closed.

    Args:
        path: of its file, in a folder that is there.

    Raises:
        ExportError: another process holds it, it cannot be written, or it is none of ours.
    """

    def __init__(self, path: Path) -> None:
        self.path: Final = path
        with self.failing():
            self.db: Final = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            with self.failing():
                # A lock that is taken stays with this process, however often it commits, and goes when that goes.
                self.db.execute("PRAGMA locking_mode = EXCLUSIVE")
                # What a process wrote is there whenever that ends. Only where the machine itself fails may some be lost
                # or damaged, as of the exports; then all is read anew.
                self.db.execute("PRAGMA synchronous = OFF")
                self.db.execute("PRAGMA journal_mode = WAL")
                with self.all_or_none():
                    self._prepare()
        except ExportError:
            self.db.close()
            raise

    def _prepare(self) -> None:
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        if not version:
            for statement in _TABLES:
                self.db.execute(statement)
            self.db.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise ExportError("a store of another version", where=str(self.path), cure=AFRESH)
        for statement in _LATER_TABLES:
            self.db.execute(statement)

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """Let what the block does be there as a whole, or none of it."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Turn what SQLite cannot do into an error that says what can be done."""
        try:
            yield
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
                raise ExportError(
                    "another process writes here",
                    where=str(self.path.parent),
                    cure="wait for it, or name another folder",
                ) from error
            damaged = getattr(error, "sqlite_errorcode", 0) in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
            cure = AFRESH if damaged else "check the disk and the permissions of the folder"
            raise ExportError(f"the store fails ({error})", where=str(self.path), cure=cure) from error
