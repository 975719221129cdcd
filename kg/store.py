"""What a folder of exports was made from, kept beside them: inputs, options, and what was read from each paper.

An SQLite file. A reading is kept by the words of its paper and by the pipeline that read them, so a paper that is met
again is not read again, and a build that was interrupted goes on where it was. Whoever holds the store of a folder is
the only one that writes there.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.errors import ExportError, InputError
from kg.records import Input, Origin, Paper
from kg.stored import from_record, paper_key, record_key, to_record, words_key

NAME: Final = ".records.sqlite"
"""The file in the folder of the exports; hidden, as it is none of them."""

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
_COMMIT_EVERY: Final = 100
_AFRESH: Final = "remove this file and build again"


class Written(NamedTuple):
    """What is known of the exports as they were written last.

    Attributes:
        maker: what wrote them, down to the code and all options.
        files: how the system stamped each file.
        counts, objects: the tally of the Turtle.
    """

    maker: str
    files: str
    counts: str
    objects: bytes


class Known(NamedTuple):
    """What is known of all papers of the exports without a look at any of them.

    Attributes:
        marks: what records of other papers may not share with theirs.
        newest: the day of the newest, or nothing.
    """

    marks: Iterable[str]
    newest: str


class Store:
    """The store of one folder, held until it is closed.

    Args:
        folder: where the exports stand; it must be there.

    Raises:
        ExportError: another process holds it, it cannot be written, or it is no store.
    """

    def __init__(self, folder: Path) -> None:
        self.path: Final = folder / NAME
        self._waiting: list[tuple[bytes, bytes, str]] = []
        self._handed: dict[Origin, set[int]] = {}
        self._keys: dict[int, tuple[Paper, bytes]] = {}
        with self._failing():
            self._db: Final = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        try:
            with self._failing():
                # A lock that is taken stays with this process, however often it commits, and goes when that goes.
                self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
                # What a process wrote is there whenever that ends. Only where the machine itself fails may some be lost
                # or damaged, as of the exports; then all is read anew.
                self._db.execute("PRAGMA synchronous = OFF")
                self._db.execute("PRAGMA journal_mode = WAL")
                with self._all_or_none():
                    self._prepare()
        except ExportError:
            self._db.close()
            raise

    def _prepare(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if not version:
            for statement in _TABLES:
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
        elif version != _VERSION:
            raise ExportError("a store of another version", where=str(self.path), cure=_AFRESH)
        for statement in _LATER_TABLES:
            self._db.execute(statement)

    def close(self) -> None:
        """Keep what was read so far and let go of the folder; a store that holds nothing goes too."""
        with self._failing():
            self._flush()
            holds = "SELECT EXISTS (SELECT 1 FROM options) OR EXISTS (SELECT 1 FROM reading)"
            if not self._db.execute(holds).fetchone()[0]:
                self._db.execute("PRAGMA journal_mode = DELETE")
                self.path.unlink()  # while it is locked, so that nobody else can have begun to fill it
        self._db.close()

    # Readings ---------------------------------------------------------------------------------------------------------

    def said(self, paper: Paper, pipeline: str) -> str | None:
        """Return what a paper says, as ``to_said`` wrote it, if this pipeline has read these words."""
        with self._failing():
            key = words_key(paper), bytes.fromhex(pipeline)
            row = self._db.execute("SELECT said FROM reading WHERE words = ? AND pipeline = ?", key).fetchone()
            return None if row is None else str(row[0])

    def put(self, paper: Paper, pipeline: str, said: str) -> None:
        """Keep what a paper says; after a hundred of them all are on the disk."""
        self._waiting.append((words_key(paper), bytes.fromhex(pipeline), said))
        if len(self._waiting) >= _COMMIT_EVERY:
            self._flush()

    def _flush(self) -> None:
        with self._failing(), self._all_or_none():
            self._db.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    # What the exports are made from -----------------------------------------------------------------------------------

    @property
    def options(self) -> str | None:
        """What the last build was asked for, as it was kept; None where none came to its end."""
        with self._failing():
            row = self._db.execute("SELECT text FROM options").fetchone()
            return None if row is None else str(row[0])

    def inputs(self) -> list[Input]:
        """Return the inputs of the last build with the papers that were read from each, sorted."""
        with self._failing():
            rows = self._db.execute("SELECT id, name, sha256, size FROM input ORDER BY name, sha256, size").fetchall()
            self._forget_handed()
            found = [Input(Origin(*origin), tuple(self._papers(number))) for number, *origin in rows]
            self._handed = {each.origin: set(map(id, each.papers)) for each in found}
            return found

    def _forget_handed(self) -> None:
        self._handed, self._keys = {}, {}

    def _papers(self, number: int) -> Iterator[Paper]:
        for (record,) in self._db.execute("SELECT record FROM paper WHERE input = ?", (number,)):
            try:
                paper = from_record(record)
            except (ValueError, TypeError) as error:
                raise InputError(f"no paper ({error})", where=str(self.path), cure=_AFRESH) from error
            self._keys[id(paper)] = paper, record_key(record)
            yield paper

    def origins(self) -> list[Origin]:
        """Return the inputs of the last build without their papers, sorted."""
        with self._failing():
            rows = self._db.execute("SELECT name, sha256, size FROM input ORDER BY name, sha256, size")
            return [Origin(*row) for row in rows]

    def newest(self, marks: Iterable[str]) -> str | None:
        """Return the day of the newest paper; None where it is not known, or some paper has one of these marks."""
        with self._failing():
            row = self._db.execute("SELECT day FROM newest").fetchone()
            is_met = "SELECT EXISTS (SELECT 1 FROM mark WHERE mark = ?)"
            if row is None or any(self._db.execute(is_met, (mark,)).fetchone()[0] for mark in marks):
                return None
            return str(row[0])

    def find(self, keys: Set[bytes]) -> list[Paper]:
        """Return the papers among the records of all inputs, by ``paper_key``: those that stand there as they are."""
        with self._failing():
            records = (record for (record,) in self._db.execute("SELECT record FROM paper"))
            return [from_record(record) for record in records if record_key(record) in keys]

    def key(self, paper: Paper) -> bytes:
        """Return ``paper_key`` of a paper; of one that ``inputs`` returned it is known."""
        known = self._keys.get(id(paper))
        return known[1] if known else paper_key(paper)

    def keep(
        self,
        inputs: Iterable[Input],
        options: str,
        papers: Collection[Paper],
        pipeline: str,
        *,
        written: Written | None = None,
        told: Mapping[bytes, bytes | None] = MappingProxyType({}),
        known: Known | None = None,
    ) -> None:
        """Keep what exports are made from now, and forget what they were made from before.

        Args:
            inputs: all of them.
            options: what the build was asked for.
            papers: each once, as they stand in the graph, all read; readings of others are forgotten.
            pipeline: what read them.
            written: what is known of the exports; where None, what papers tell is forgotten too.
            told: what papers tell that was not told before, by ``paper_key``; None for papers that went.
            known: what is known of the papers.
        """
        self._flush()
        with self._failing(), self._all_or_none():
            self._db.execute("DELETE FROM options")
            self._db.execute("INSERT INTO options VALUES (?)", (options,))
            self._keep_inputs({each.origin: each.papers for each in inputs})
            self._keep_readings(papers, bytes.fromhex(pipeline))
            self._keep_written(written, told)
            self._db.execute("DELETE FROM mark")
            self._keep_known(known)
        self._forget_handed()

    def keep_more(
        self, inputs: Iterable[Input], *, written: Written | None, told: Mapping[bytes, bytes | None], known: Known
    ) -> None:
        """Keep inputs whose records share no mark with those that are kept; arguments as of ``keep``."""
        self._flush()
        with self._failing(), self._all_or_none():
            for each in inputs:
                records = sorted({to_record(paper) for paper in each.papers})
                number = self._number(each.origin)
                self._db.executemany("INSERT INTO paper VALUES (?, ?)", [(number, record) for record in records])
            self._keep_written(written, told)
            self._keep_known(known)
        self._forget_handed()

    def _keep_known(self, known: Known | None) -> None:
        self._db.execute("DELETE FROM newest")
        if known is not None:
            self._db.execute("INSERT INTO newest VALUES (?)", (known.newest,))
            self._db.executemany("INSERT OR IGNORE INTO mark VALUES (?)", ((mark,) for mark in sorted(known.marks)))

    def _keep_readings(self, papers: Collection[Paper], pipeline: bytes) -> None:
        # No two papers have the same words, so where there are as many readings as papers they are those of the papers.
        if self._db.execute("SELECT COUNT(*) FROM reading").fetchone()[0] == len(papers):
            return
        self._db.execute("CREATE TEMP TABLE wanted (words BLOB PRIMARY KEY) WITHOUT ROWID")
        self._db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((words_key(paper),) for paper in papers))
        gone = "DELETE FROM reading WHERE pipeline <> ? OR words NOT IN (SELECT words FROM wanted)"
        self._db.execute(gone, (pipeline,))
        self._db.execute("DROP TABLE wanted")

    def _keep_written(self, written: Written | None, told: Mapping[bytes, bytes | None]) -> None:
        self._db.execute("DELETE FROM written")
        if written is None:
            self._db.execute("DELETE FROM told")
            return
        self._db.execute("INSERT INTO written VALUES (?, ?, ?, ?)", written)
        self._db.executemany("DELETE FROM told WHERE paper = ?", [(key,) for key, each in told.items() if each is None])
        come = [(key, each) for key, each in told.items() if each is not None]
        self._db.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", come)

    def _keep_inputs(self, inputs: dict[Origin, Sequence[Paper]]) -> None:
        for number, *origin in self._db.execute("SELECT id, name, sha256, size FROM input").fetchall():
            if Origin(*origin) not in inputs:
                self._db.execute("DELETE FROM input WHERE id = ?", (number,))
                self._db.execute("DELETE FROM paper WHERE input = ?", (number,))
        for origin, papers in inputs.items():
            if set(map(id, papers)) == self._handed.get(origin):
                continue  # they are those that are kept
            self._keep_papers(self._number(origin), {to_record(paper) for paper in papers})

    def _number(self, origin: Origin) -> int | None:
        """Return the number of an input, which is added where it is new."""
        row = origin.name, origin.sha256, origin.size
        found: tuple[int] | None = self._db.execute(
            "SELECT id FROM input WHERE (name, sha256, size) = (?, ?, ?)", row
        ).fetchone()
        add = "INSERT INTO input (name, sha256, size) VALUES (?, ?, ?)"
        return found[0] if found else self._db.execute(add, row).lastrowid

    def _keep_papers(self, number: int | None, records: set[str]) -> None:
        kept = {record for (record,) in self._db.execute("SELECT record FROM paper WHERE input = ?", (number,))}
        pairs = "DELETE FROM paper WHERE input = ? AND record = ?"
        self._db.executemany(pairs, [(number, record) for record in sorted(kept - records)])
        self._db.executemany("INSERT INTO paper VALUES (?, ?)", [(number, record) for record in sorted(records - kept)])

    # What the exports were when they were written --------------------------------------------------------------------

    def written(self) -> Written | None:
        """Return what is known of the exports, if it was kept."""
        with self._failing():
            row = self._db.execute("SELECT maker, files, counts, objects FROM written").fetchone()
            return None if row is None else Written(*row)

    def told(self) -> dict[bytes, bytes]:
        """Return what each paper of the exports tells, by ``paper_key``."""
        with self._failing():
            return dict(self._db.execute("SELECT paper, told FROM told"))

    def told_papers(self) -> set[bytes]:
        """Return the ``paper_key`` of each paper of the exports that tells something."""
        with self._failing():
            return {key for (key,) in self._db.execute("SELECT paper FROM told")}

    # Failures ---------------------------------------------------------------------------------------------------------

    @contextmanager
    def _all_or_none(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _failing(self) -> Iterator[None]:
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
            cure = _AFRESH if damaged else "check the disk and the permissions of the folder"
            raise ExportError(f"the store fails ({error})", where=str(self.path), cure=cure) from error
