"""What a folder of exports was made from, kept beside them: inputs, options, and what was read from each paper.

An SQLite file. A reading is kept by the words of its paper and by the pipeline that read them, so a paper that is met
again is not read again, and a build that was interrupted goes on where it was. Whoever holds the store of a folder is
the only one that writes there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.database import AFRESH, Database
from kg.errors import InputError
from kg.records import Input, Origin, Paper
from kg.stored import from_record, paper_key, record_key, to_record, words_key

NAME: Final = ".records.sqlite"
"""The file in the folder of the exports; hidden, as it is none of them."""

_COMMIT_EVERY: Final = 100


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


class Store(Database):
    """The store of one folder, held until it is closed.

    Args:
        folder: where the exports stand; it must be there.

    Raises:
        ExportError: another process holds it, it cannot be written, or it is no store.
    """

    def __init__(self, folder: Path) -> None:
        self._waiting: list[tuple[bytes, bytes, str]] = []
        self._handed: dict[Origin, set[int]] = {}
        self._keys: dict[int, tuple[Paper, bytes]] = {}
        super().__init__(folder / NAME)

    def close(self) -> None:
        """Keep what was read so far and let go of the folder; a store that holds nothing goes too."""
        with self.failing():
            self._flush()
            holds = "SELECT EXISTS (SELECT 1 FROM options) OR EXISTS (SELECT 1 FROM reading)"
            if not self.db.execute(holds).fetchone()[0]:
                self.db.execute("PRAGMA journal_mode = DELETE")
                self.path.unlink()  # while it is locked, so that nobody else can have begun to fill it
        self.db.close()

    # Readings ---------------------------------------------------------------------------------------------------------

    def said(self, paper: Paper, pipeline: str) -> str | None:
        """Return what a paper says, as ``to_said`` wrote it, if this pipeline has read these words."""
        with self.failing():
            key = words_key(paper), bytes.fromhex(pipeline)
            row = self.db.execute("SELECT said FROM reading WHERE words = ? AND pipeline = ?", key).fetchone()
            return None if row is None else str(row[0])

    def has_readings(self, pipeline: str) -> bool:
        """Tell whether this pipeline has read any paper."""
        with self.failing():
            has = "SELECT EXISTS (SELECT 1 FROM reading WHERE pipeline = ?)"
            return bool(self.db.execute(has, (bytes.fromhex(pipeline),)).fetchone()[0])

    def forget_others(self, pipeline: str) -> None:
        """Forget what other pipelines read."""
        with self.failing(), self.all_or_none():
            self.db.execute("DELETE FROM reading WHERE pipeline <> ?", (bytes.fromhex(pipeline),))

    def put(self, paper: Paper, pipeline: str, said: str) -> None:
        """Keep what a paper says; after a hundred of them all are on the disk."""
        self._waiting.append((words_key(paper), bytes.fromhex(pipeline), said))
        if len(self._waiting) >= _COMMIT_EVERY:
            self._flush()

    def _flush(self) -> None:
        with self.failing(), self.all_or_none():
            self.db.executemany("INSERT OR REPLACE INTO reading VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    # What the exports are made from -----------------------------------------------------------------------------------

    @property
    def options(self) -> str | None:
        """What the last build was asked for, as it was kept; None where none came to its end."""
        with self.failing():
            row = self.db.execute("SELECT text FROM options").fetchone()
            return None if row is None else str(row[0])

    def inputs(self) -> list[Input]:
        """Return the inputs of the last build with the papers that were read from each, sorted."""
        with self.failing():
            rows = self.db.execute("SELECT id, name, sha256, size FROM input ORDER BY name, sha256, size").fetchall()
            self._forget_handed()
            found = [Input(Origin(*origin), tuple(self._papers(number))) for number, *origin in rows]
            self._handed = {each.origin: set(map(id, each.papers)) for each in found}
            return found

    def _forget_handed(self) -> None:
        self._handed, self._keys = {}, {}

    def _papers(self, number: int) -> Iterator[Paper]:
        for (record,) in self.db.execute("SELECT record FROM paper WHERE input = ?", (number,)):
            try:
                paper = from_record(record)
            except (ValueError, TypeError) as error:
                raise InputError(f"no paper ({error})", where=str(self.path), cure=AFRESH) from error
            self._keys[id(paper)] = paper, record_key(record)
            yield paper

    def origins(self) -> list[Origin]:
        """Return the inputs of the last build without their papers, sorted."""
        with self.failing():
            rows = self.db.execute("SELECT name, sha256, size FROM input ORDER BY name, sha256, size")
            return [Origin(*row) for row in rows]

    def newest(self, marks: Iterable[str]) -> str | None:
        """Return the day of the newest paper; None where it is not known, or some paper has one of these marks."""
        with self.failing():
            row = self.db.execute("SELECT day FROM newest").fetchone()
            is_met = "SELECT EXISTS (SELECT 1 FROM mark WHERE mark = ?)"
            if row is None or any(self.db.execute(is_met, (mark,)).fetchone()[0] for mark in marks):
                return None
            return str(row[0])

    def find(self, keys: Set[bytes]) -> list[Paper]:
        """Return the papers among the records of all inputs, by ``paper_key``: those that stand there as they are."""
        with self.failing():
            records = (record for (record,) in self.db.execute("SELECT record FROM paper"))
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
        with self.failing(), self.all_or_none():
            self.db.execute("DELETE FROM options")
            self.db.execute("INSERT INTO options VALUES (?)", (options,))
            self._keep_inputs({each.origin: each.papers for each in inputs})
            self._keep_readings(papers, bytes.fromhex(pipeline))
            self._keep_written(written, told)
            self.db.execute("DELETE FROM mark")
            self._keep_known(known)
        self._forget_handed()

    def keep_more(
        self, inputs: Iterable[Input], *, written: Written | None, told: Mapping[bytes, bytes | None], known: Known
    ) -> None:
        """Keep inputs whose records share no mark with those that are kept; arguments as of ``keep``."""
        self._flush()
        with self.failing(), self.all_or_none():
            for each in inputs:
                records = sorted({to_record(paper) for paper in each.papers})
                number = self._number(each.origin)
                self.db.executemany("INSERT INTO paper VALUES (?, ?)", [(number, record) for record in records])
            self._keep_written(written, told)
            self._keep_known(known)
        self._forget_handed()

    def _keep_known(self, known: Known | None) -> None:
        self.db.execute("DELETE FROM newest")
        if known is not None:
            self.db.execute("INSERT INTO newest VALUES (?)", (known.newest,))
            self.db.executemany("INSERT OR IGNORE INTO mark VALUES (?)", ((mark,) for mark in sorted(known.marks)))

    def _keep_readings(self, papers: Collection[Paper], pipeline: bytes) -> None:
        # No two papers have the same words, so where there are as many readings as papers they are those of the papers.
        if self.db.execute("SELECT COUNT(*) FROM reading").fetchone()[0] == len(papers):
            return
        self.db.execute("CREATE TEMP TABLE wanted (words BLOB PRIMARY KEY) WITHOUT ROWID")
        self.db.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((words_key(paper),) for paper in papers))
        gone = "DELETE FROM reading WHERE pipeline <> ? OR words NOT IN (SELECT words FROM wanted)"
        self.db.execute(gone, (pipeline,))
        self.db.execute("DROP TABLE wanted")

    def _keep_written(self, written: Written | None, told: Mapping[bytes, bytes | None]) -> None:
        self.db.execute("DELETE FROM written")
        if written is None:
            self.db.execute("DELETE FROM told")
            return
        self.db.execute("INSERT INTO written VALUES (?, ?, ?, ?)", written)
        self.db.executemany("DELETE FROM told WHERE paper = ?", [(key,) for key, each in told.items() if each is None])
        come = [(key, each) for key, each in told.items() if each is not None]
        self.db.executemany("INSERT OR REPLACE INTO told VALUES (?, ?)", come)

    def _keep_inputs(self, inputs: dict[Origin, Sequence[Paper]]) -> None:
        for number, *origin in self.db.execute("SELECT id, name, sha256, size FROM input").fetchall():
            if Origin(*origin) not in inputs:
                self.db.execute("DELETE FROM input WHERE id = ?", (number,))
                self.db.execute("DELETE FROM paper WHERE input = ?", (number,))
        for origin, papers in inputs.items():
            if set(map(id, papers)) == self._handed.get(origin):
                continue  # they are those that are kept
            self._keep_papers(self._number(origin), {to_record(paper) for paper in papers})

    def _number(self, origin: Origin) -> int | None:
        """Return the number of an input, which is added where it is new."""
        row = origin.name, origin.sha256, origin.size
        found: tuple[int] | None = self.db.execute(
            "SELECT id FROM input WHERE (name, sha256, size) = (?, ?, ?)", row
        ).fetchone()
        add = "INSERT INTO input (name, sha256, size) VALUES (?, ?, ?)"
        return found[0] if found else self.db.execute(add, row).lastrowid

    def _keep_papers(self, number: int | None, records: set[str]) -> None:
        kept = {record for (record,) in self.db.execute("SELECT record FROM paper WHERE input = ?", (number,))}
        pairs = "DELETE FROM paper WHERE input = ? AND record = ?"
        self.db.executemany(pairs, [(number, record) for record in sorted(kept - records)])
        self.db.executemany("INSERT INTO paper VALUES (?, ?)", [(number, record) for record in sorted(records - kept)])

    # What the exports were when they were written --------------------------------------------------------------------

    def written(self) -> Written | None:
        """Return what is known of the exports, if it was kept."""
        with self.failing():
            row = self.db.execute("SELECT maker, files, counts, objects FROM written").fetchone()
            return None if row is None else Written(*row)

    def told(self) -> dict[bytes, bytes]:
        """Return what each paper of the exports tells, by ``paper_key``."""
        with self.failing():
            return dict(self.db.execute("SELECT paper, told FROM told"))

    def told_papers(self) -> set[bytes]:
        """Return the ``paper_key`` of each paper of the exports that tells something."""
        with self.failing():
            return {key for (key,) in self.db.execute("SELECT paper FROM told")}
