"""Exports come all or not at all, and the graph comes back from them."""

from pathlib import Path

import pytest

from kg.errors import ExportError, GraphFileError
from kg.exports import ALWAYS, FORMATS, Built, all_formats, read_graph, write_exports
from kg.records import Contents, Extraction

PROMISED = ["extractions.jsonl", "graph.graphml", "graph.html", "graph.json", "graph.ttl", "ro-crate-metadata.json"]
ON_DEMAND = [
    "edges.csv",
    "edges.parquet",
    "graph.gexf",
    "graph.jsonld",
    "graph.nt",
    "graph.trig",
    "nodes.csv",
    "nodes.parquet",
    "results.parquet",
]


@pytest.fixture
def built(contents: Contents) -> Built:
    return Built(contents, [Extraction(paper) for paper in contents.papers])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_build_writes_what_is_promised(tmp_path: Path, built: Built) -> None:
    out = tmp_path / "some" / "where"
    files = write_exports(built, out)
    assert files == tuple(out / name for name in PROMISED)
    assert names(out) == PROMISED


def test_every_format_is_written_on_demand(tmp_path: Path, built: Built) -> None:
    write_exports(built, tmp_path, all_formats(FORMATS))
    assert names(tmp_path) == sorted(PROMISED + ON_DEMAND)
    assert all((tmp_path / name).stat().st_size for name in names(tmp_path))


@pytest.mark.parametrize("name", ["graph.ttl", "graph.json", "graph.nt", "graph.jsonld", "graph.trig"])
def test_the_graph_comes_back(tmp_path: Path, built: Built, name: str) -> None:
    write_exports(built, tmp_path, ["ttl", "json", "nt", "jsonld", "trig"])
    assert read_graph(tmp_path / name).contents == built.contents
    assert read_graph(str(tmp_path / name)).contents == built.contents


def test_equal_input_gives_equal_bytes(tmp_path: Path, built: Built) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for out in (one, other):
        write_exports(built, out, all_formats(FORMATS))
    for name in names(one):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


def test_a_base_of_ones_own_is_used(tmp_path: Path, contents: Contents) -> None:
    write_exports(Built(contents, (), "https://example.org/kg/"), tmp_path, ["ttl"])
    assert "example.org/kg/" in (tmp_path / "graph.ttl").read_text(encoding="utf-8")
    assert read_graph(tmp_path / "graph.ttl").contents == contents


def test_a_failure_leaves_the_last_good_exports(tmp_path: Path, built: Built) -> None:
    (tmp_path / "graph.ttl").write_text("the last good one", encoding="utf-8")
    (tmp_path / "graph.html").mkdir()
    with pytest.raises(ExportError, match=r"graph\.html: a folder stands where a file is to go; move it away"):
        write_exports(built, tmp_path)
    assert names(tmp_path) == ["graph.html", "graph.ttl"]
    assert (tmp_path / "graph.ttl").read_text(encoding="utf-8") == "the last good one"


def test_a_failure_half_way_leaves_nothing_behind(tmp_path: Path, contents: Contents) -> None:
    out = tmp_path / "out"
    with pytest.raises(ExportError, match="IRI"):
        write_exports(Built(contents, (), "no base at all"), out, ["json", "ttl"])
    assert not out.exists()


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path, built: Built, out: str) -> None:
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    with pytest.raises(ExportError, match=f"{out}: cannot be made"):
        write_exports(built, tmp_path / out)


def test_formats_are_the_usual_ones_and_more() -> None:
    assert all_formats() == ALWAYS
    assert all_formats(["csv", "ttl", "csv"]) == (*ALWAYS, "csv")
    with pytest.raises(ExportError, match="docx: no such format; choose from ttl, html"):
        all_formats(["docx"])


@pytest.mark.parametrize("name", ["absent.ttl", "absent.json"])
def test_reading_a_missing_graph_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(GraphFileError, match=name):
        read_graph(tmp_path / name)
