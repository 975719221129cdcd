"""What is written without a graph in memory says the same as an ordinary build, file by file and row by row."""

import gzip
import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kg import readings
from kg.build import build
from kg.cli import main
from kg.documents import merge_papers
from kg.documents.spilling import SpilledPapers
from kg.errors import DocumentError, ExportError
from kg.extraction.processes import Said
from kg.extraction.settings import Settings
from kg.paths import SEEDS
from kg.records import Paper, Place
from kg.shards import Sizes, build_shards
from kg.sorting import Sorter
from kg.store import NAME as STORE

pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

SMALL = Sizes(sorted=50, lines=500, rows=30)
"""So little in memory and in a file that even a few papers need several of each."""
RULES = Settings(recogniser="rules")


def lines(folder: Path) -> list[bytes]:
    return [line for path in sorted(folder.iterdir()) for line in gzip.decompress(path.read_bytes()).splitlines(True)]


def rows(folder: Path) -> list[str]:
    found = (row for path in sorted(folder.iterdir()) for row in pq.read_table(path).to_pylist())
    return sorted(json.dumps(row, sort_keys=True) for row in found)


@pytest.fixture(scope="module", params=[0.0, 0.7])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """An ordinary build and one without a graph, of the same papers, twice the same among them."""
    papers = [SEEDS / "mar-11-a.txt", SEEDS / "mar-14.txt", SEEDS / "mar-11-a.txt"]
    folder = tmp_path_factory.mktemp("both")
    sure: dict[str, Any] = {"min_confidence": request.param, "base": "https://example.org/kg/"}
    build(papers, folder / "graph", recogniser="rules", formats=["nt", "parquet"], **sure)
    build_shards(papers, folder / "shards", settings=RULES, sizes=SMALL, **sure)
    yield folder / "graph", folder / "shards"


def test_shards_are_the_graph_sorted_by_bytes(both: tuple[Path, Path]) -> None:
    graph, shards = both
    found = lines(shards / "triples")
    assert found == sorted((graph / "graph.nt").read_bytes().splitlines(True))
    described = len(gzip.decompress((shards / "triples" / "part-00000.nt.gz").read_bytes()).splitlines())
    assert len(list((shards / "triples").iterdir())) == 1 + math.ceil((len(found) - described) / SMALL.lines) > 3


@pytest.mark.parametrize("name", ["nodes", "edges", "results"])
def test_tables_have_the_same_rows(both: tuple[Path, Path], name: str) -> None:
    graph, shards = both
    whole = pq.read_table(graph / f"{name}.parquet")
    assert rows(shards / name) == sorted(json.dumps(row, sort_keys=True) for row in whole.to_pylist())
    assert all(pq.read_schema(path) == whole.schema for path in (shards / name).iterdir())


def test_records_are_the_same(both: tuple[Path, Path]) -> None:
    one, other = (sorted((each / "extractions.jsonl").read_text(encoding="utf-8").splitlines()) for each in both)
    assert one == other


def test_how_much_is_held_in_memory_makes_no_difference(tmp_path: Path) -> None:
    for name, sizes in (("one", SMALL._replace(sorted=50)), ("other", SMALL._replace(sorted=100_000))):
        build_shards(SEEDS / "mar-14.txt", tmp_path / name, settings=RULES, sizes=sizes)
    for path in sorted((tmp_path / "one").rglob("*.*")):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "other" / path.relative_to(tmp_path / "one")).read_bytes()


def test_the_command_writes_folders_and_replaces_them(papers_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        done = CliRunner().invoke(main, ["build", str(papers_file), "-o", str(out), "--no-graph"])
        assert done.exit_code == 0, done.output
        assert done.output.startswith("2 papers, ")
    found = sorted(path.name for path in out.iterdir())
    assert found == [STORE, "edges", "extractions.jsonl", "nodes", "results", "triples"]
    refused = CliRunner().invoke(main, ["build", str(papers_file), "--no-graph", "--format", "nt"])
    assert refused.exit_code == 2
    assert "leave --format out" in refused.output


@pytest.mark.parametrize("lot", [2, 1_000])
def test_known_papers_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lot: int) -> None:
    read: list[str] = []
    real = readings.extract_all

    def watched(papers: Iterable[Paper], *how: Any) -> Iterator[Said]:
        for said in real(papers, *how):
            read.append(said.extraction.paper.id)
            yield said
            if said.extraction.paper.id == "p3" and len(read) == 4:
                raise KeyboardInterrupt

    monkeypatch.setattr(readings, "extract_all", watched)
    monkeypatch.setattr(readings, "LOT", lot)
    papers = [
        {"id": f"p{n}", "title": f"ZibboNet {n}", "abstract": f"We train ZibboNet-{n} on {n + 2} A100 GPUs."}
        for n in range(7)
    ]
    for name, some in (("few", papers[::2]), ("all", papers)):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in some), encoding="utf-8")
    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        build_shards(tmp_path / "all.jsonl", out, settings=RULES, sizes=SMALL)
    assert read == ["p0", "p1", "p2", "p3"]
    build_shards(tmp_path / "few.jsonl", out, settings=RULES, sizes=SMALL)
    assert read[4:] == ["p4", "p6"]
    build_shards(tmp_path / "all.jsonl", out, settings=RULES, sizes=SMALL)
    assert read[6:] == ["p5"]
    build_shards(tmp_path / "all.jsonl", tmp_path / "fresh", settings=RULES, sizes=SMALL)
    ours, theirs = (
        {path.relative_to(of): path.read_bytes() for path in of.rglob("*") if path.is_file() and path.name != STORE}
        for of in (out, tmp_path / "fresh")
    )
    assert ours == theirs


def test_a_failure_leaves_what_stood_there(papers_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_shards(papers_file, out, settings=RULES)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(ExportError):
        build_shards(papers_file, out, settings=RULES, base="no base at all")
    with pytest.raises(DocumentError):
        build_shards(tmp_path / "absent", out, settings=RULES)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    with pytest.raises(DocumentError):
        build_shards(tmp_path / "absent", tmp_path / "new", settings=RULES)
    assert not (tmp_path / "new").exists()


MET = [
    *(Paper("2401.00001", "FooNet", "Short.", places=(Place("a", 1),)), Paper("foonet-1", "Foonet!", "A longer one.")),
    Paper("x", "Foo Net", "Other title.", url="https://arxiv.org/abs/2401.00001v2", places=(Place("b", 2),)),
    *(Paper("1", "Bar", "One table's first row."), Paper("1", "Baz", "Another's.", written=("Baz", "Another\\'s."))),
    *(Paper("id-a", "Chain A", ""), Paper("id-b", "Chain A", ""), Paper("id-b", "Chain C", "c")),
    Paper("lone", "Lone", "Alone."),
]


@pytest.mark.parametrize("papers", [MET, MET[::-1], MET[3:] + MET[:3], MET * 2, MET[:1], []])
def test_papers_on_disk_merge_as_in_memory(papers: list[Paper], tmp_path: Path) -> None:
    spilled = SpilledPapers(papers, tmp_path, rows=2)
    assert sorted(spilled) == merge_papers(papers)
    assert [paper.written for paper in sorted(spilled)] == [paper.written for paper in merge_papers(papers)]
    assert len(spilled) == len(list(spilled))


def test_many_runs_are_merged_in_levels(tmp_path: Path) -> None:
    numbers = [number * 7919 % 5003 for number in range(5003)]
    sorter: Sorter[tuple[int, str]] = Sorter(tmp_path, rows=2)
    sorter.extend((number, str(number)) for number in numbers)
    assert [number for number, _ in sorter] == sorted(numbers)
    assert len(list(tmp_path.iterdir())) < 150
