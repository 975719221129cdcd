"""The NetworkX view shows everything, and everything comes back from it."""

import json
import random
from dataclasses import replace

import networkx as nx
import pytest

from kg.network import (
    confidence,
    fact_order,
    from_networkx,
    is_paper,
    paper_id,
    paper_node,
    subject_node,
    to_networkx,
)
from kg.records import Contents, Evidence, Fact, Field, RelationType, Role


def shuffled(contents: Contents, seed: int) -> Contents:
    """Return the same contents, each part in another order."""
    order = random.Random(seed)
    parts = (contents.papers, contents.entities, contents.facts, contents.findings)
    return Contents(*(tuple(order.sample(part, len(part))) for part in parts))  # type: ignore[arg-type]


def test_nodes_are_papers_and_entities_in_sorted_order(contents: Contents) -> None:
    graph = to_networkx(contents)
    assert isinstance(graph, nx.MultiDiGraph)
    assert list(graph) == [
        "hardware/q90",
        "method/lonely",
        "method/wobblenet",
        "method/zibbonet",
        "paper/p1",
        "paper/p2",
    ]
    assert graph.nodes["hardware/q90"]["maker"] == "Quux"
    assert graph.nodes["method/zibbonet"]["aliases"] == [{"name": "ZBN", "reason": "acronym"}]
    assert [graph.nodes["paper/p1"][name] for name in ("label", "type", "date")] == ["ZibboNet", "Paper", "2025-03-11"]


def test_the_predicate_is_the_edge_key_and_evidence_the_edge_data(contents: Contents) -> None:
    graph = to_networkx(contents)
    assert sorted(graph.edges(keys=True)) == [
        ("method/zibbonet", "method/wobblenet", "outperforms"),
        ("paper/p1", "method/zibbonet", "introduces"),
        ("paper/p2", "hardware/q90", "runs_on"),
        ("paper/p2", "method/wobblenet", "uses"),
    ]
    edge = graph.edges["paper/p1", "method/zibbonet", "introduces"]
    assert edge["confidence"] == 0.9
    assert [said["mention"]["text"] for said in edge["evidence"]] == ["ZibboNet"]


def test_results_stand_on_the_node_of_their_paper(contents: Contents) -> None:
    graph = to_networkx(contents)
    assert [result["value"] for result in graph.nodes["paper/p1"]["results"]] == ["1.7x"]
    assert graph.nodes["paper/p2"]["results"] == []


def test_attributes_are_plain(contents: Contents) -> None:
    graph = to_networkx(contents)
    data = [[node, attributes] for node, attributes in graph.nodes(data=True)]
    assert json.loads(json.dumps(data)) == data


def test_every_record_comes_back(contents: Contents) -> None:
    assert from_networkx(to_networkx(contents)) == contents


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_records_does_not_matter(contents: Contents, seed: int) -> None:
    one, other = to_networkx(contents), to_networkx(shuffled(contents, seed))
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))


@pytest.mark.parametrize(
    ("identifier", "node"),
    [
        ("p1", "paper/p1"),
        ("cs/0112017", "paper/cs%2F0112017"),
        ("paper/p1", "paper/paper%2Fp1"),
        ("a b%20<\u202e>", "paper/a%20b%2520%3C%E2%80%AE%3E"),
        ("..", "paper/%2E%2E"),
        ("", "paper/"),
    ],
)
def test_a_papers_node_leads_back_to_it(identifier: str, node: str) -> None:
    assert paper_node(identifier) == node
    assert is_paper(node)
    assert paper_id(node) == identifier


def test_a_paper_and_an_entity_may_share_an_identifier(contents: Contents) -> None:
    paper = replace(contents.papers[0], id="method/lonely")
    said = (Evidence(paper.id, Field.TITLE, 0, 8, paper.title, 0.5),)
    facts = tuple(
        sorted(
            [
                Fact(paper.id, Role.RUNS_ON, "hardware/q90", said),
                Fact("method/lonely", RelationType.RUNS_ON, "hardware/q90", said),
            ],
            key=fact_order,
        )
    )
    shared = Contents((paper,), contents.entities, facts)
    graph = to_networkx(shared)
    assert sorted(graph.edges(keys=True)) == [
        ("method/lonely", "hardware/q90", "runs_on"),
        ("paper/method%2Flonely", "hardware/q90", "runs_on"),
    ]
    assert set(from_networkx(graph).facts) == set(facts)


def test_a_fact_is_as_sure_as_its_best_evidence() -> None:
    said = tuple(Evidence("p1", Field.TITLE, 0, 1, "Z", sure) for sure in (0.2, 0.9, 0.4))
    fact = Fact("p1", Role.USES, "method/zibbonet", said)
    assert (confidence(fact), subject_node(fact)) == (0.9, "paper/p1")


@pytest.mark.parametrize("missing", ["label", "abstract", "places", "results"])
def test_a_node_without_an_attribute_is_refused(contents: Contents, missing: str) -> None:
    graph = to_networkx(contents)
    del graph.nodes["paper/p1"][missing]
    with pytest.raises(KeyError, match=missing):
        from_networkx(graph)
