"""Papers from files or a DataFrame, each once, and what each says."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace
from functools import lru_cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from spacy.language import Language

from kg.documents import read_papers
from kg.documents.merging import keys_of, merged, renamed
from kg.documents.opening import Source
from kg.documents.shapes import RawRecord, to_paper
from kg.errors import DocumentError
from kg.extraction import pipeline
from kg.extraction.settings import Settings
from kg.records import Paper
from kg.spark.records import extraction_to_row, paper_of_row, paper_to_row
from kg.spark.rows import Row, mapped, paper_schema, read_schema, record_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Keep = Callable[["DataFrame", str], "DataFrame"]
"""Writes a DataFrame under a name and returns it as it is read again, so that it is not made twice."""

_FILE: Final = 1 << 40
"""Records are numbered from a multiple of this in each file."""


def extract(
    frame: "DataFrame",
    *,
    vocabulary: Iterable[str | Path] = (),
    model: str | Path | None = None,
    recogniser: str = "trained",
    components: Iterable[str] = (),
) -> "DataFrame":
    """Return what each paper of a DataFrame says: one row for each of its rows.

    Args:
        frame: a row a paper, in any of the shapes that files may have: ``id``, ``title``, ``abstract`` ...
        vocabulary: SKOS files with names to know beside the packaged ones; the workers read them too.
        model: a folder that ``kg train`` wrote; the workers read it too.
        recogniser: ``trained``, or ``rules`` for speed.
        components: spaCy components of packages that the workers have.

    The columns are ``id``, ``title``, ``abstract``, ``url``, ``date``, ``places``, ``written``, then ``entities``,
    ``relations`` and ``results`` as in an extraction record, by offsets into ``title`` and ``abstract`` beside them.
    These are plain text; what the frame had stands in ``written`` where that differs. A row that cannot be read has
    only ``error``.
    """
    settings = Settings.of(vocabulary, model, recogniser, components).anywhere()
    return mapped(frame, partial(_extracted, settings), record_schema())


def extract_papers(papers: "DataFrame", settings: Settings) -> "DataFrame":
    """Return what each paper says."""
    return mapped(papers, partial(_extracted_papers, settings), record_schema())


def read_files(spark: "SparkSession", files: Iterable[Path | str]) -> "DataFrame":
    """Return the records of files in any format, each file read by one task, and an error in the place of each record
    that cannot be read."""
    # Workers may have another working directory than the driver.
    numbered = [(number, str(Path(file).absolute())) for number, file in enumerate(files)]
    tasks = spark.sparkContext.parallelize(numbered, max(len(numbered), 1))
    return mapped(tasks.toDF("number long, path string"), _read, read_schema())


def each_once(read: "DataFrame", keep: Keep) -> "DataFrame":
    """Return each paper of records once, as ``merge_papers`` does, in any order.

    Records are one paper that share a key, directly or through others: the smallest number spreads from record to key
    to record, and along the way that other numbers have gone, until none changes. Only records that share a key take
    part.
    """
    from pyspark.sql import functions as sql

    columns = paper_schema().names
    good = read.where("error IS NULL")
    keyed = good.select("row", sql.explode("keys").alias("key")).distinct()
    shared = keyed.groupBy("key").agg(sql.min("row").alias("first"), sql.count("row").alias("rows")).where("rows > 1")
    links = keep(keyed.join(shared, "key").select("row", "key", "first"), "links")
    papers = good.select(*columns)
    if not links.isEmpty():
        groups = _groups(links, keep)
        paper = sql.struct(*columns)
        together = good.join(groups, "row").groupBy("group").agg(sql.collect_list(paper).alias("records"))
        alone = good.join(groups, "row", "left_anti").select(*columns)
        papers = keep(alone.unionByName(mapped(together, _merged, paper_schema())), "papers")
    ambiguous = papers.groupBy("id").count().where("count > 1").select("id")
    told_apart = mapped(papers.join(ambiguous, "id", "left_semi"), _renamed, paper_schema())
    return papers.join(ambiguous, "id", "left_anti").unionByName(told_apart)


def _groups(links: "DataFrame", keep: Keep) -> "DataFrame":
    """Return the group of each linked record: the smallest number of a record in it."""
    from pyspark.sql import functions as sql

    groups = keep(links.groupBy("row").agg(sql.min("first").alias("group")), "groups-0")
    for step in count(1):
        of_keys = links.join(groups, "row").groupBy("key").agg(sql.min("group").alias("group"))
        reached = links.select("row", "key").join(of_keys, "key").groupBy("row").agg(sql.min("group").alias("reached"))
        beyond = groups.withColumnsRenamed({"row": "reached", "group": "beyond"})
        smaller = sql.least("reached", sql.coalesce("beyond", "reached"))
        spread = keep(reached.join(beyond, "reached", "left").select("row", smaller.alias("group")), f"groups-{step}")
        if spread.join(groups, ["row", "group"], "left_anti").isEmpty():
            break
        groups = spread
    return groups


# What workers run -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _pipeline(settings: Settings) -> Language:
    """Return the pipeline, loaded once in each worker."""
    return pipeline.load_pipeline(**asdict(settings))


def _extracted_papers(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    return map(extraction_to_row, pipeline.extract(map(paper_of_row, rows), _pipeline(settings)))


def _extracted(settings: Settings, rows: Iterator[Row]) -> Iterator[Row]:
    nothing = dict.fromkeys(record_schema().names)
    source = Source("", "a row of the DataFrame", b"", io.BufferedReader(io.BytesIO()))
    for number, row in enumerate(rows):
        try:
            paper = replace(to_paper(RawRecord(row, number), source), places=())
        except DocumentError as error:
            yield {**nothing, "error": str(error)}
        else:
            yield from map(extraction_to_row, pipeline.extract([paper], _pipeline(settings)))


def _read(rows: Iterator[Row]) -> Iterator[Row]:
    nothing = dict.fromkeys(read_schema().names)
    for row in rows:
        errors: list[DocumentError] = []
        for number, paper in enumerate(read_papers([row["path"]], on_skip=errors.append), row["number"] * _FILE):
            yield {**nothing, **paper_to_row(paper), "row": number, "keys": keys_of(paper)}
        yield from ({**nothing, "error": str(error)} for error in errors)


def _merged(rows: Iterator[Row]) -> Iterator[Row]:
    return (paper_to_row(merged(map(paper_of_row, row["records"]))) for row in rows)


def _renamed(rows: Iterator[Row]) -> Iterator[Row]:
    papers: Iterator[Paper] = map(paper_of_row, rows)
    return (paper_to_row(renamed(paper)) for paper in papers)
