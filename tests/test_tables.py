"""Formats of other tools: these read them, equal graphs give equal bytes, and no text breaks them or runs in them."""

import csv
import io
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import tables
from kg.errors import ExportError, GraphFileError
from kg.network import PAPER, to_networkx
from kg.records import Alias, Contents, Entity, EntityType, Kind, Paper

HOSTILE = [
    "</data></node>",
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "]]>",
    "&amp; &lt;",
    "a\x00b\x08c\x1fd",
    "\ufffe\uffff",
    "line\r\nbreak\ttab",
    "\u202etfel ot thgir",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "  =1+1",
    ";;a;b",
    '"quoted", and more',
    "naïve 🦙 模型",
    "x" * 10_000,
]


def named(name: str) -> Contents:
    """Return a graph of one entity and one paper called ``name``."""
    entity = Entity("method/one", name, EntityType.METHOD, Kind.NAMED, (Alias(f"{name}!", "spelling"),))
    return Contents((Paper("p1", name, "", url=name),), (entity,))


def shuffled(contents: Contents, seed: int) -> Contents:
    """Return the same contents, each part in another order."""
    order = random.Random(seed)
    parts = (contents.papers, contents.entities, contents.facts, contents.findings)
    return Contents(*(tuple(order.sample(part, len(part))) for part in parts))  # type: ignore[arg-type]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def everything(contents: Contents) -> dict[str, str]:
    """Return every text format by name."""
    texts = {
        "graph.json": tables.to_node_link(contents),
        "graph.graphml": tables.to_graphml(contents),
        "graph.gexf": tables.to_gexf(contents),
    }
    return texts | tables.to_csv(contents)


# Node-link JSON -------------------------------------------------------------------------------------------------------


def test_node_link_is_lossless(contents: Contents, tmp_path: Path) -> None:
    tables.write_node_link(contents, tmp_path / "graph.json")
    assert tables.read_node_link(tmp_path / "graph.json") == contents


def test_networkx_reads_node_link(contents: Contents) -> None:
    graph = nx.node_link_graph(json.loads(tables.to_node_link(contents)), edges="edges")
    assert nx.utils.graphs_equal(graph, to_networkx(contents))
    assert json.loads(tables.to_node_link(contents)) == nx.node_link_data(to_networkx(contents), edges="edges")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_node_link(text: str) -> None:
    assert tables.from_node_link(tables.to_node_link(named(text))) == named(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "broken JSON"),
        ('{"nodes": [\n\n}', "broken JSON"),
        ("[]", "not a node-link graph"),
        ("null", "not a node-link graph"),
        ('{"nodes": []}', "not a node-link graph"),
        (
            '{"multigraph": false, "directed": true, "graph": {}, "nodes": [{"id": "a"}], "edges": []}',
            "not a node-link",
        ),
        ('{"directed": true, "graph": {}, "nodes": [{"id": ["a"]}], "edges": []}', "not a node-link"),
        ("[" * 100_000, "not a node-link graph"),
        (
            '{"multigraph": true, "directed": true, "graph": {}, "nodes": [{"id": "\\ud800"}], "edges": []}',
            "not a node",
        ),
    ],
)
def test_what_is_no_graph_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "graph.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphFileError, match=problem) as caught:
        tables.read_node_link(path)
    assert caught.value.where.startswith(str(path))
    assert "\n" not in str(caught.value)


def test_broken_json_is_named_by_line(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match=r"graph\.json:3: broken JSON"):
        tables.from_node_link('{"nodes": [\n\n}', where="graph.json")


def test_a_fact_that_nothing_says_is_refused(contents: Contents) -> None:
    graph = json.loads(tables.to_node_link(contents))
    graph["edges"][0]["evidence"] = []
    with pytest.raises(GraphFileError, match="not a node-link graph"):
        tables.from_node_link(json.dumps(graph))


def test_a_node_that_is_spoken_of_must_be_there(contents: Contents) -> None:
    graph = json.loads(tables.to_node_link(contents))
    (result,) = next(node["results"] for node in graph["nodes"] if node.get("results"))
    result["on"] = "hardware/nowhere"
    with pytest.raises(
        GraphFileError, match=r"result/1 speaks of the entity hardware/nowhere, which is missing; write"
    ):
        tables.from_node_link(json.dumps(graph), where="graph.json")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where texts and numbers stand in JSON."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


@pytest.mark.parametrize("part", ["nodes", "edges"])
def test_what_is_no_text_and_no_number_is_refused_wherever_it_stands(contents: Contents, part: str) -> None:
    text = tables.to_node_link(contents)
    places = [path for path in leaves(json.loads(text)[part], (part,)) if path[2:] != ("confidence",)]
    assert len(places) > 20  # what is said twice, as the confidence of an edge, is not read
    for path in places:
        graph = json.loads(text)
        inner = graph
        for key in path[:-1]:
            inner = inner[key]
        if inner[path[-1]] == PAPER:  # its identifier says so too
            continue
        inner[path[-1]] = {}
        with pytest.raises(GraphFileError, match="not a node-link graph"):
            tables.from_node_link(json.dumps(graph))


def test_a_role_is_no_relation(contents: Contents) -> None:
    text = tables.to_node_link(contents).replace('"key": "outperforms"', '"key": "introduces"')
    with pytest.raises(GraphFileError, match="not a node-link graph"):
        tables.from_node_link(text)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GraphFileError, match="not UTF-8"):
        tables.read_node_link(tmp_path / "binary")
    for name in ("missing.json", "."):
        with pytest.raises(GraphFileError, match="cannot be read"):
            tables.read_node_link(tmp_path / name)


# GraphML and GEXF -----------------------------------------------------------------------------------------------------


def test_networkx_reads_graphml(contents: Contents, tmp_path: Path) -> None:
    tables.write_graphml(contents, tmp_path / "graph.graphml")
    graph = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)
    assert set(graph) == set(to_networkx(contents))
    assert graph.nodes["hardware/q90"] == {"label": "Q90", "type": "Hardware", "kind": "named", "maker": "Quux"}
    edge = graph.edges["paper/p1", "method/zibbonet", "paper/p1 introduces method/zibbonet"]
    assert edge["predicate"] == "introduces"
    assert edge["confidence"] == 0.9
    assert edge["sentence"] == "ZibboNet beats WobbleNet on the Q90."


def test_networkx_reads_gexf(contents: Contents, tmp_path: Path) -> None:
    tables.write_gexf(contents, tmp_path / "graph.gexf")
    graph = nx.read_gexf(tmp_path / "graph.gexf")
    assert set(graph) == set(to_networkx(contents))
    assert graph.nodes["method/zibbonet"]["label"] == "ZibboNet"
    assert graph.nodes["method/zibbonet"]["aliases"] == "ZBN"
    assert graph.number_of_edges() == len(contents.facts)


def test_edges_of_one_pair_keep_apart(contents: Contents) -> None:
    twice = (*contents.facts, replace(contents.facts[1], predicate=type(contents.facts[1].predicate)("uses")))
    for text in (tables.to_graphml(replace(contents, facts=twice)), tables.to_gexf(replace(contents, facts=twice))):
        identifiers = [element.get("id") for element in ElementTree.fromstring(text).iter() if element.get("source")]
        assert len(set(identifiers)) == len(twice)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_breaks_xml(name: str) -> None:
    for text in (tables.to_graphml(named(name)), tables.to_gexf(named(name))):
        tree = ElementTree.fromstring(text)
        assert {element.tag.partition("}")[2] for element in tree.iter()} <= {
            "graphml", "key", "graph", "node", "data", "gexf", "attributes", "attribute", "nodes", "edges", "attvalues",
            "attvalue",
        }  # fmt: skip
    assert nx.read_graphml(io.BytesIO(tables.to_graphml(named(name)).encode())).nodes["paper/p1"]["type"] == "Paper"


def test_what_xml_forbids_is_replaced_and_all_else_is_kept() -> None:
    graph = nx.read_graphml(io.BytesIO(tables.to_graphml(named("a\x00b\r\n\t<&>\u202e🦙")).encode()))
    assert graph.nodes["method/one"]["label"] == "a\ufffdb\r\n\t<&>\u202e🦙"


# CSV ------------------------------------------------------------------------------------------------------------------


def test_csv_has_the_headers_of_neo4j(contents: Contents, tmp_path: Path) -> None:
    tables.write_csv(contents, tmp_path)
    nodes = rows((tmp_path / "nodes.csv").read_text(encoding="utf-8"))
    edges = rows((tmp_path / "edges.csv").read_text(encoding="utf-8"))
    assert {row[":ID"]: row[":LABEL"] for row in nodes} == {
        "hardware/q90": "Entity;Hardware",
        "method/lonely": "Entity;Method",
        "method/wobblenet": "Entity;Method",
        "method/zibbonet": "Entity;Method",
        "paper/p1": "Paper",
        "paper/p2": "Paper",
    }
    assert {(row[":START_ID"], row[":TYPE"], row[":END_ID"]) for row in edges} == {
        ("method/zibbonet", "outperforms", "method/wobblenet"),
        ("paper/p1", "introduces", "method/zibbonet"),
        ("paper/p2", "runs_on", "hardware/q90"),
        ("paper/p2", "uses", "method/wobblenet"),
    }
    assert {row["papers:string[]"] for row in edges} == {"p1", "p2"}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_cell_is_a_formula(name: str) -> None:
    text = tables.to_csv(named(name))["nodes.csv"]
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert len(cells) == 3 * 8
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    assert len(text.splitlines()) == 3


@pytest.mark.parametrize(("name", "cell"), [("A-B", "A-B"), ("1+1", "1+1"), ("a@b", "a@b"), ("-1", "'-1")])
def test_only_what_begins_like_a_formula_is_guarded(name: str, cell: str) -> None:
    assert rows(tables.to_csv(named(name))["nodes.csv"])[0]["name"] == cell


# Parquet --------------------------------------------------------------------------------------------------------------


def test_parquet_keeps_the_evidence(contents: Contents, tmp_path: Path) -> None:
    tables.write_parquet(contents, tmp_path)
    nodes, edges, results = (
        pq.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in ("nodes", "edges", "results")
    )
    assert [row["id"] for row in nodes] == list(to_networkx(contents))
    assert {row["id"]: row["aliases"] for row in nodes}["method/zibbonet"] == ["ZBN"]
    assert {row["predicate"]: row["evidence"][0]["mention"] for row in edges}["introduces"]["text"] == "ZibboNet"
    assert [(row["paper"], row["value"], row["evidence"]["paper"]) for row in results] == [("paper/p1", "1.7x", "p1")]


def test_parquet_without_pyarrow_says_what_to_install(contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r'pip install "abstract-kg\[parquet\]"'):
        tables.to_parquet(contents)


# All of them ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
def test_equal_contents_give_equal_bytes(contents: Contents, seed: int) -> None:
    assert everything(contents) == everything(shuffled(contents, seed))


def test_a_graph_of_nothing_is_written() -> None:
    assert all(everything(Contents()).values())


def test_a_folder_that_is_not_there(contents: Contents, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    for write, place in (
        (tables.write_node_link, gone / "graph.json"),
        (tables.write_graphml, gone / "graph.graphml"),
        (tables.write_gexf, gone / "graph.gexf"),
        (tables.write_csv, gone),
        (tables.write_parquet, gone),
    ):
        with pytest.raises(ExportError):
            write(contents, place)
    assert not list(tmp_path.iterdir())
