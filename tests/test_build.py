"""The flow from files to a graph: whatever order or seed, the same; and nothing readable is lost to what is not."""

import json
import os
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

import kg
from kg.build import build
from kg.cli.building import FORMATS as ON_DEMAND
from kg.errors import DocumentError, VocabularyError
from kg.exports import FORMATS, read_graph
from kg.paths import SEEDS
from kg.store import NAME as STORE


def write_records(path: Path, *titles: str) -> Path:
    lines = (json.dumps({"id": title[-4:], "title": title, "abstract": f"We propose {title}."}) for title in titles)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def exports_in(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name != STORE}


def assert_same_exports(one: Path, other: Path) -> None:
    ours, theirs = exports_in(one), exports_in(other)
    assert sorted(ours) == sorted(theirs)
    for name, data in ours.items():
        assert data == theirs[name], name


def test_a_build_reports_what_it_wrote(papers_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "exports"
    report = build(papers_file, out)
    graph = read_graph(out / "graph.ttl")
    contents = graph.contents
    assert report.papers == len(contents.papers) == 2
    assert (report.entities, report.facts) == (len(contents.entities), len(contents.facts))
    assert report.findings == len(contents.findings)
    assert report.files == tuple(sorted(path for path in out.iterdir() if path.name != STORE))
    records = [json.loads(line) for line in (out / "extractions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == ["p1", "p2"]
    assert graph == kg.build_graph(papers_file) == read_graph(out / "graph.json")


def test_what_the_papers_say_is_in_the_graph(papers_file: Path) -> None:
    graph = kg.build_graph([papers_file])
    assert [paper.id for paper in graph.papers(introduces="ZibboNet", runs_on="A100")] == ["p1"]
    assert [paper.id for paper in graph.papers(mentions="CIFAR-10")] == ["p2"]
    assert {paper.id for paper in graph.papers(mentions="WobbleNet")} == {"p1", "p2"}


def test_two_builds_give_the_same_bytes(papers_file: Path, tmp_path: Path) -> None:
    files = [papers_file, SEEDS / "mar-14.txt", write_records(tmp_path / "more.jsonl", "GribbleNet-2")]
    one, other = tmp_path / "one", tmp_path / "other"
    build(files, one, formats=FORMATS)
    formats = [argument for name in ON_DEMAND for argument in ("--format", name)]
    command = [sys.executable, "-m", "kg", "build", *map(str, reversed(files)), "-o", str(other), *formats]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert_same_exports(one, other)


def test_a_clock_that_jumps_changes_nothing(papers_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(papers_file, tmp_path / "one", recogniser="rules", formats=["csv"])
    jumps = count(-3_000_000_000, 77_777_777)
    monkeypatch.setattr(time, "time", lambda: float(next(jumps)))
    monkeypatch.setattr(time, "time_ns", lambda: next(jumps) * 10**9)
    build(papers_file, tmp_path / "two", recogniser="rules", formats=["csv"])
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / each).glob("[a-z]*")} for each in ("one", "two"))
    assert one == two


def test_a_name_of_ones_own_is_known(tmp_path: Path) -> None:
    record = {"id": "p1", "title": "On Knots", "abstract": "We apply widget folding to neural networks."}
    papers, mine = tmp_path / "papers.jsonl", tmp_path / "mine.ttl"
    papers.write_text(json.dumps(record) + "\n", encoding="utf-8")
    mine.write_text(
        "@prefix kg: <https://w3id.org/abstract-kg/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix method: <https://w3id.org/abstract-kg/id/method/> .\n"
        "method:folded-widget a kg:Method ; kg:kind kg:technique ;\n"
        '    skos:prefLabel "folded widget" ; skos:altLabel "widget folding" .\n',
        encoding="utf-8",
    )
    found = kg.build_graph(papers, vocabulary=[mine]).entity("widget folding")
    assert (found.id, found.name, found.kind) == ("method/folded-widget", "folded widget", "technique")
    assert found not in kg.build_graph(papers).entities()


def test_without_a_listener_the_first_bad_record_is_raised(tmp_path: Path) -> None:
    path = write_records(tmp_path / "a.jsonl", "GribbleNet-2")
    path.write_text(path.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"a\.jsonl:2"):
        kg.build_graph(path)


def test_a_failed_build_leaves_the_last_good_exports(papers_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "exports"
    build(papers_file, out)
    before = exports_in(out)
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"broken\.ttl"):
        build(papers_file, out, vocabulary=[broken])
    with pytest.raises(DocumentError, match="absent"):
        build(tmp_path / "absent", out)
    assert exports_in(out) == before
