"""Spark gives the graph that one machine gives: the same entities, facts and names, whatever happens on the way."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from parts import lines, rows

import kg
import kg.spark
from kg.documents import merge_papers
from kg.errors import DocumentError, ExportError
from kg.extraction.settings import Settings
from kg.filtering import at_least
from kg.network import fact_data, subject_node
from kg.paths import SEEDS
from kg.records import Paper, Place
from kg.shards import build_shards
from kg.spark.records import paper_of_row, paper_to_row
from kg.spark.session import missing

REASON = missing()
if REASON and os.environ.get("KG_REQUIRE_SPARK"):
    raise REASON
pytestmark = pytest.mark.skipif(REASON is not None, reason=str(REASON))

RULES = Settings(recogniser="rules")
SMALL = {
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.host": "127.0.0.1",
    # So few rows are not worth the time that compilers take.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
}
FOLDERS = ("nodes", "edges", "results")
MORE = [
    {
        "id": "x1",
        "title": "ZibboNet: Folding Widgets",
        "abstract": "ZibboNet outperforms LoRA on GLUE. It runs on T4s.",
    },
    {"id": "x2", "title": "zibbonet, folding widgets!", "abstract": "ZibboNet outperforms LoRA on GLUE."},
    {
        "id": "x3",
        "title": "On Wobbling",
        "abstract": "We compare LoRA with $\\alpha$-Zibbo. ZibboNet outperforms LoRA.",
    },
    {"id": "1", "title": "First Row", "abstract": "We use BERT."},
    {"id": "1", "title": "Another First Row", "abstract": "We use BERT on an A100-80GB."},
]


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """One session for all tests."""
    made = kg.spark.session("local[2]", SMALL)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files of papers, some met twice, one line broken."""
    path = tmp_path_factory.mktemp("papers") / "more.jsonl"
    path.write_text("".join(f"{json.dumps(paper)}\n" for paper in MORE) + "{\n", encoding="utf-8")
    digest = path.with_name("digest.txt")
    digest.write_text(
        "\n".join((SEEDS / "mar-11-a.txt").read_text(encoding="utf-8").splitlines()[:60]), encoding="utf-8"
    )
    return [path, digest]


@pytest.fixture(scope="module")
def local(papers: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one machine writes."""
    out = tmp_path_factory.mktemp("local")
    build_shards(papers, out, settings=RULES, on_skip=[].append)
    return out


def same(one: Path, other: Path) -> None:
    assert lines(one) == lines(other)
    for name in FOLDERS:
        assert rows(one / name) == rows(other / name), name


def test_a_build_on_spark_writes_what_one_machine_writes(
    spark: Any, papers: list[Path], local: Path, tmp_path: Path
) -> None:
    from kg.spark.build import build

    skipped: list[DocumentError] = []
    report = build(spark, papers, tmp_path, settings=RULES, on_skip=skipped.append)
    same(local, tmp_path)
    assert [str(error).partition(": ")[0] for error in skipped] == [f"{papers[0]}:6"]
    assert report.facts == len(rows(local / "edges"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edges", "nodes", "records", "results", "triples"]
    assert lines(tmp_path) == sorted(set(lines(tmp_path)))


def test_workers_find_files_that_the_driver_names_from_where_it_is(
    spark: Any, papers: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.spark.reading import read_files

    monkeypatch.chdir(papers[0].parent)  # the workers were started elsewhere
    read = read_files(spark, [papers[0].name])
    assert read.where("error IS NULL").count() == len(MORE)


def test_frames_say_what_the_graph_says(spark: Any) -> None:
    frame = spark.createDataFrame([*MORE[2:4], {"id": "x9", "title": "", "abstract": ""}])
    records = kg.spark.extract(frame, recogniser="rules").persist()
    assert records.where("error IS NULL").count() == 2
    unread = records.where("error IS NOT NULL").first()
    assert unread["id"] is None
    assert "DataFrame" in unread["error"]
    for record in records.where("error IS NULL").collect():
        for entity in record["entities"]:
            for mention in entity["mentions"]:
                assert record[mention["field"]][mention["start"] : mention["end"]] == mention["text"]
    papers = [paper_of_row(row.asDict(recursive=True)) for row in records.where("error IS NULL").collect()]
    extractions = list(kg.extract(papers, kg.load_pipeline(recogniser="rules")))

    for confidence in (0.0, 0.7):
        whole = at_least(kg.resolve(extractions), confidence)
        facts = kg.spark.facts(records, min_confidence=confidence).collect()
        assert sorted((row["subject"], row["predicate"], row["object"]) for row in facts) == sorted(
            (subject_node(fact), fact.predicate, fact.object) for fact in whole.facts
        )
        evidence = {(row["subject"], row["predicate"], row["object"]): row["evidence"] for row in facts}
        for fact in whole.facts:
            found = [each.asDict(recursive=True) for each in evidence[subject_node(fact), fact.predicate, fact.object]]
            assert found == fact_data(fact)["evidence"]
        entities = kg.spark.entities(records, min_confidence=confidence).collect()
        assert sorted(
            (row["id"], row["label"], row["type"], row["kind"], tuple(row["broader"])) for row in entities
        ) == [(each.id, each.name, each.type, each.kind, each.broader) for each in whole.entities]


CHAIN = [Paper(f"id-{number // 2}", f"Title {(number + 1) // 2}", f"Abstract {number}.") for number in range(9)]
MET = [
    *CHAIN,
    *(Paper("2401.00001", "FooNet", "Short.", places=(Place("a", 1),)), Paper("foonet-1", "Foonet!", "A longer one.")),
    *(Paper("1", "Bar", "One table's first row."), Paper("1", "Baz", "Another's.", written=("Baz", "Another\\'s."))),
    Paper("lone", "Lone", "Alone."),
]


@pytest.mark.parametrize("papers", [MET[::-1], MET[-3:-1]], ids=["all", "nothing shared"])
def test_papers_are_merged_by_joins_as_in_memory(spark: Any, papers: list[Paper], tmp_path: Path) -> None:
    from kg.documents.merging import keys_of
    from kg.spark.reading import each_once

    def keep(frame: Any, name: str) -> Any:
        frame.write.parquet(str(tmp_path / name))
        return spark.read.parquet(str(tmp_path / name))

    from pyspark.sql.pandas.types import from_arrow_schema

    from kg.spark.rows import read_schema

    read = [
        {**paper_to_row(paper), "row": number, "keys": keys_of(paper), "error": None}
        for number, paper in enumerate(papers)
    ]
    frame = spark.createDataFrame(read, from_arrow_schema(read_schema()))
    found = [paper_of_row(row.asDict(recursive=True)) for row in each_once(frame, keep).collect()]
    assert sorted(found) == merge_papers(papers)


def test_what_cannot_be_read_or_written_is_told_and_nothing_changes(
    spark: Any, papers: list[Path], tmp_path: Path
) -> None:
    from kg.spark.build import build

    out = tmp_path / "out"
    with pytest.raises(DocumentError, match="absent"):
        build(spark, [tmp_path / "absent"], out, settings=RULES)
    with pytest.raises(DocumentError, match=r"more\.jsonl:6"):
        build(spark, papers, out, settings=RULES)
    assert not out.exists()
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    with pytest.raises(ExportError, match="file: cannot be written"):
        build(spark, papers, tmp_path / "file", settings=RULES, on_skip=[].append)


ENDING = """
import os, signal, sys
from kg.errors import KgError
from kg.spark.session import running
try:
    with running("local[1]", {"spark.driver.host": "127.0.0.1"}) as spark:
        java = int(spark._jvm.java.lang.ProcessHandle.current().pid())
        os.kill(java, signal.SIGKILL)
        spark.range(9).count()
except KgError as error:
    sys.exit(f"told: {error}")
"""


def test_that_spark_ended_is_told_in_one_line(tmp_path: Path) -> None:
    process = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True, cwd=tmp_path, check=False)
    told = [line for line in process.stderr.splitlines() if line.startswith("told: ")]
    assert len(told) == 1
    assert "spark.driver.memory" in told[0]
    assert process.returncode == 1
