"""``kg build`` on Spark: from files that all workers see to folders of Parquet and N-Triples."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from kg.build import Report
from kg.documents.reading import OnSkip, files_of
from kg.errors import DocumentError, ExportError
from kg.extraction.settings import Settings
from kg.intake import Paths
from kg.ontology import BASE, Borrowed
from kg.provenance import made_with
from kg.rdf.dataset import Counts
from kg.rdf.lines import description_lines
from kg.spark.graph import all_facts, merged_entities, said, sorted_lines
from kg.spark.reading import each_once, extract_papers, read_files
from kg.spark.rows import exploded

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

_PARQUET: Final = ".parquet"
_LINES: Final = ".nt.gz"


def build(
    spark: "SparkSession",
    paths: Paths,
    out: "str | Path",
    *,
    settings: Settings | None = None,
    base: str = BASE,
    min_confidence: float = 0.0,
    on_skip: OnSkip | None = None,
) -> Report:
    """Read papers and write into ``out`` the folders of ``kg.shards.build_shards``, and ``records``: what each says.

    Args:
        spark: a session of ``kg.spark.session``.
        paths: files or folders of any supported format, at the same place for the driver and all workers.
        out: a folder or an address that Hadoop knows, such as ``hdfs://...``.
        settings: what the pipelines are loaded with.
        base: what the IRIs of things begin with.
        min_confidence: what is less sure is left out.
        on_skip: is told of each record that cannot be read, and reading goes on.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
        VocabularyError: a file of the vocabulary is broken.
        ExportError: ``out`` cannot be written; what stood there stays as it was.
    """
    settings = (settings or Settings()).anywhere()
    given = [paths] if isinstance(paths, str) or not hasattr(paths, "__iter__") else list(paths)
    files = [file for path in given for file in files_of(path)]
    with _Room(spark, str(out)) as room:
        read = room.keep(read_files(spark, [file for file in files if not isinstance(file, DocumentError)]), "read")
        _tell([file for file in files if isinstance(file, DocumentError)], read, on_skip)
        papers = each_once(read, room.keep)
        # By identifier and not round robin: a task that is run again has the same rows.
        tasks = int(spark.conf.get("spark.sql.shuffle.partitions") or 1)
        records = room.keep(extract_papers(papers.repartition(tasks, "id"), settings), "records")
        by_paper = room.keep(said(records, settings, min_confidence, base), "said")
        entities = room.keep(merged_entities(by_paper, settings, base), "entities")
        edges = room.keep(all_facts(by_paper), "edges")
        nodes = room.keep(by_paper.select("node.*").unionByName(entities.select("node.*")), "nodes")
        results = room.keep(exploded(by_paper, "results"), "results")
        lines = room.keep_lines(sorted_lines(by_paper, entities), "lines")
        provenance = made_with(paths, settings.vocabulary, settings.model, settings.recogniser)
        described = description_lines(_counts(lines), base, provenance)
        room.keep_lines(_column(spark, [line[:-1].decode() for line in described]), "description")
        report = (by_paper.count(), entities.count(), edges.count(), results.count())
        del nodes
        for name in ("records", "nodes", "edges", "results"):
            room.finish(name, [name], _PARQUET)
        room.finish("triples", ["description", "lines"], _LINES)
        written = room.publish()
    return Report(*report, written)


def _tell(missing: list[DocumentError], read: "DataFrame", on_skip: OnSkip | None) -> None:
    """Tell of each error; the last one is raised where nothing could be read."""
    rows = read.where("error IS NOT NULL").select("error").toLocalIterator()
    errors = (*missing, *(DocumentError(row["error"]) for row in rows))
    if errors and (on_skip is None or read.where("error IS NULL").isEmpty()):
        raise errors[-1]
    if on_skip is not None:
        for error in errors:
            on_skip(error)


def _column(spark: "SparkSession", lines: list[str]) -> "DataFrame":
    return spark.createDataFrame([(line,) for line in lines], "value string").coalesce(1)


def _counts(lines: "DataFrame") -> Counts:
    """Return how much the lines of a graph say; all that comes to the driver are counts by class and property."""
    from pyspark.sql import functions as sql

    parts = sql.split("value", " ", 3)
    split = lines.select(parts[0].alias("subject"), parts[1].alias("property"), parts[2].alias("object"))
    whole = split.agg(sql.count_distinct("subject"), sql.count_distinct(sql.md5("object"))).first()
    is_type = sql.col("property") == f"<{Borrowed.TYPE}>"
    properties = _counted(split, "property")
    classes = _counted(split.where(is_type), "object")
    subjects, objects = whole or (0, 0)
    return Counts(sum(properties.values()), subjects, objects, classes, properties)


def _counted(frame: "DataFrame", column: str) -> Counter[str]:
    rows = frame.groupBy(column).count().toLocalIterator()
    return Counter({row[column].removesuffix(" .")[1:-1]: row["count"] for row in rows})


class _Room:
    """Where results wait until all are there, then take the place of what stands in ``out``.

    Args:
        spark: the session, whose file systems are used.
        out: where results are to stand.

    Raises:
        ExportError: ``out`` is no address that Hadoop knows, or cannot be written.
    """

    def __init__(self, spark: "SparkSession", out: str) -> None:
        self._spark = spark
        self._java: Any = spark._jvm
        self._out = self._path(out)
        self._files: Any = self._out.getFileSystem(spark.sparkContext._jsc.hadoopConfiguration())
        self._out = self._files.makeQualified(self._out)
        self._room = self._path(self._out, f".kg-{uuid4().hex}")
        self._done: list[str] = []

    def __enter__(self) -> "_Room":
        self._had = self._files.exists(self._out)
        with self._telling():
            self._files.mkdirs(self._path(self._room, "finished"))
        return self

    def __exit__(self, *_: object) -> None:
        self._files.delete(self._room if self._had or self._done else self._out, True)

    def keep(self, frame: "DataFrame", name: str) -> "DataFrame":
        """Write a DataFrame and return it as it is read again: lost workers cost what they were at and no more."""
        path = self._path(self._room, name).toString()
        frame.write.parquet(path, compression="zstd")
        return self._spark.read.schema(frame.schema).parquet(path)

    def keep_lines(self, frame: "DataFrame", name: str) -> "DataFrame":
        """Write one column of text as lines and return it likewise."""
        path = self._path(self._room, name).toString()
        frame.write.text(path, compression="gzip")
        return self._spark.read.text(path)

    def finish(self, name: str, kept: list[str], ending: str) -> None:
        """Make a finished folder of what was kept, its files numbered."""
        folder = self._path(self._room, "finished", name)
        self._files.mkdirs(folder)
        parts = [part for each in kept for part in self._parts(each)]
        for number, part in enumerate(parts):
            self._files.rename(part, self._path(folder, f"part-{number:05}{ending}"))
        self._done.append(name)

    def publish(self) -> tuple["Path", ...]:
        """Move what is finished to where it is to stand, and return the folders."""
        from pathlib import Path

        with self._telling():
            for name in self._done:
                target = self._path(self._out, name)
                self._files.delete(target, True)
                self._files.rename(self._path(self._room, "finished", name), target)
        return tuple(Path(self._path(self._out, name).toUri().getPath()) for name in sorted(self._done))

    def _parts(self, name: str) -> list[Any]:
        found = [each.getPath() for each in self._files.listStatus(self._path(self._room, name))]
        return sorted((path for path in found if path.getName().startswith("part-")), key=lambda path: path.getName())

    def _path(self, *parts: Any) -> Any:
        kind = self._java.org.apache.hadoop.fs.Path
        first, *others = parts
        made = kind(first) if isinstance(first, str) else first
        for part in others:
            made = kind(made, part)
        return made

    @contextmanager
    def _telling(self) -> Iterator[None]:
        from py4j.protocol import Py4JJavaError

        try:
            yield
        except Py4JJavaError as error:
            problem = f"cannot be written ({error.java_exception.getMessage()})"
            cure = "name a folder that you may write to"
            raise ExportError(problem, where=self._out.toString(), cure=cure) from error
