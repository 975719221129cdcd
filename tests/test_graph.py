"""``KnowledgeGraph`` answers by any name of a thing, and says what it does not know."""

import pickle
from dataclasses import replace

import networkx as nx
import pytest

from kg.errors import UnknownNameError
from kg.graph import KnowledgeGraph
from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    Fact,
    Field,
    Finding,
    Kind,
    Paper,
    RelationType,
    Role,
)


def method(name: str, *aliases: str, kind: Kind = Kind.NAMED, broader: tuple[str, ...] = ()) -> Entity:
    identifier = f"method/{name.lower().replace(' ', '-')}"
    return Entity(
        identifier, name, EntityType.METHOD, kind, tuple(Alias(a, "spelling") for a in aliases), None, broader
    )


def said(paper: str, sure: float = 0.8) -> tuple[Evidence, ...]:
    return (Evidence(paper, Field.TITLE, 0, 4, "Said", sure),)


ZIBBO = method("ZibboNet", "ZBN")
FOLDING = method("folding", kind=Kind.TECHNIQUE)
SOFT = method("soft folding", kind=Kind.TECHNIQUE, broader=("method/folding",))
SOFTER = method("softer folding", kind=Kind.TECHNIQUE, broader=("method/soft-folding",))
LONELY = method("Lonely")
Q90 = Entity("hardware/q90", "Q90", EntityType.HARDWARE, Kind.NAMED, (), "Quux", ("hardware/gpu",))
GPU = Entity("hardware/gpu", "GPU", EntityType.HARDWARE, Kind.CLASS)
WIDGETS = Entity("data/widgets", "Widgets-1K", EntityType.DATASET, Kind.NAMED)

GRAPH = KnowledgeGraph(
    Contents(
        papers=(
            Paper("p1", "ZibboNet: Widgets Folded", "We fold."),
            Paper("p2", "Softly, Softly", "We fold softly."),
            Paper("p3", "The Softest", "We fold most softly."),
        ),
        entities=(WIDGETS, GPU, Q90, FOLDING, LONELY, SOFT, SOFTER, ZIBBO),
        facts=(
            Fact("method/zibbonet", RelationType.EXTENDS, "method/soft-folding", said("p2")),
            Fact("method/zibbonet", RelationType.RUNS_ON, "hardware/q90", said("p1")),
            Fact("p1", Role.INTRODUCES, "method/zibbonet", said("p1")),
            Fact("p1", Role.RUNS_ON, "hardware/q90", said("p1")),
            Fact("p2", Role.EVALUATES_ON, "data/widgets", said("p2")),
            Fact("p2", Role.MENTIONS, "hardware/gpu", said("p2", 0.9)),
            Fact("p2", Role.RUNS_ON, "hardware/gpu", said("p2", 0.3)),
            Fact("p2", Role.USES, "method/soft-folding", said("p2")),
            Fact("p3", Role.USES, "method/softer-folding", said("p3")),
        ),
        findings=(
            Finding("result/1", "p1", "method/zibbonet", "Speedup", "1.7x", "hardware/q90", None, said("p1")[0]),
            Finding("result/2", "p2", "method/soft-folding", "accuracy", "91%", "data/widgets", None, said("p2")[0]),
        ),
    )
)


def ids(papers: list[Paper]) -> list[str]:
    return [paper.id for paper in papers]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ZibboNet", ZIBBO),
        ("ZBN", ZIBBO),
        ("zibbo-net", ZIBBO),
        ("Folding", FOLDING),
        ("soft foldings", SOFT),
        ("Widgets 1K", WIDGETS),
        ("zibbo", ZIBBO),
        ("ZiboNet", ZIBBO),
        ("q90", Q90),
    ],
)
def test_find_puts_the_best_first(name: str, first: Entity) -> None:
    assert GRAPH.find(name)[0] == first


@pytest.mark.parametrize("name", ["", " ", "xylophone", "x" * 10_000, "<script>", "\u202e"])
def test_find_does_not_invent(name: str) -> None:
    assert GRAPH.find(name) == []


def test_find_prefers_the_spelling_to_the_normal_form() -> None:
    shouted = Entity("method/adamant", "ADAMANT", EntityType.METHOD, Kind.NAMED)
    quiet = Entity("method/adamant-2", "adamant", EntityType.METHOD, Kind.TECHNIQUE)
    graph = KnowledgeGraph(Contents(entities=(shouted, quiet)))
    assert graph.find("adamant") == [quiet, shouted]
    assert graph.find("ADAMANT") == [shouted, quiet]


@pytest.mark.parametrize("name", ["ZibboNet", "zbn", "method/zibbonet"])
def test_an_entity_goes_by_name_and_identifier(name: str) -> None:
    assert GRAPH.entity(name) == ZIBBO


@pytest.mark.parametrize("name", ["p1", "paper/p1", "ZibboNet: Widgets Folded", "zibbonet: widgets folded"])
def test_a_paper_goes_by_identifier_and_title(name: str) -> None:
    assert GRAPH.paper(name).id == "p1"


def test_an_unknown_name_brings_near_misses() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ZibboNet") as caught:
        GRAPH.entity("ZiboNet")
    assert caught.value.where == "ZiboNet"
    with pytest.raises(UnknownNameError, match="no paper by this name"):
        GRAPH.paper("Nowhere")
    with pytest.raises(UnknownNameError, match="no paper by this name"):
        GRAPH.paper("half \ud800")
    with pytest.raises(UnknownNameError) as caught:
        GRAPH.entity("y" * 10_000)
    assert len(str(caught.value)) < 300


def test_an_entity_of_another_graph_is_unknown() -> None:
    with pytest.raises(UnknownNameError):
        GRAPH.neighbours(replace(ZIBBO, id="method/elsewhere"))
    with pytest.raises(UnknownNameError):
        GRAPH.facts(subject=Paper("p9", "ZibboNet: Widgets Folded", ""))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [WIDGETS, GPU, Q90, FOLDING, LONELY, SOFT, SOFTER, ZIBBO]),
        ({"type": "Dataset"}, [WIDGETS]),
        ({"type": EntityType.HARDWARE, "kind": Kind.CLASS}, [GPU]),
        ({"kind": "technique"}, [FOLDING, SOFT, SOFTER]),
        ({"type": "Benchmark"}, []),
    ],
)
def test_entities_by_type_and_kind(wanted: dict[str, str], found: list[Entity]) -> None:
    entities = GRAPH.entities(**wanted)
    assert iter(entities) is entities
    assert list(entities) == found


@pytest.mark.parametrize("wanted", [{"type": "method"}, {"type": "Paper"}, {"kind": "Named"}])
def test_an_unknown_type_or_kind_is_refused(wanted: dict[str, str]) -> None:
    with pytest.raises(UnknownNameError, match="use "):
        GRAPH.entities(**wanted)


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        ({}, ["p1", "p2", "p3"]),
        ({"runs_on": "Q90"}, ["p1"]),
        ({"runs_on": "GPU"}, ["p1", "p2"]),
        ({"uses": "folding"}, ["p2", "p3"]),
        ({"uses": "soft folding"}, ["p2", "p3"]),
        ({"uses": "softer folding"}, ["p3"]),
        ({"uses": FOLDING, "runs_on": "GPU"}, ["p2"]),
        ({"mentions": ["GPU", "folding"]}, ["p2"]),
        ({"mentions": "Q90"}, ["p1"]),
        ({"uses": "Lonely"}, []),
        ({"introduces": "folding"}, []),
        ({"uses": []}, ["p1", "p2", "p3"]),
    ],
)
def test_papers_by_what_they_do(roles: dict[str, str | Entity | list[str]], found: list[str]) -> None:
    assert ids(GRAPH.papers(**roles)) == found


def test_papers_refuses_what_is_no_role_or_no_name() -> None:
    with pytest.raises(TypeError, match="'extends'"):
        GRAPH.papers(extends="folding")
    with pytest.raises(UnknownNameError):
        GRAPH.papers(uses=["folding", "nothing of the kind"])


def test_a_circle_of_broader_names_ends() -> None:
    one, other = method("one", broader=("method/other",)), method("other", broader=("method/one",))
    graph = KnowledgeGraph(Contents(entities=(one, other)))
    assert graph.papers(uses="one") == []


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({}, 9),
        ({"predicate": "extends"}, 1),
        ({"predicate": "runs_on"}, 3),
        ({"predicate": Role.RUNS_ON}, 2),
        ({"predicate": RelationType.RUNS_ON}, 1),
        ({"predicate": "mentions"}, 7),
        ({"subject": "ZibboNet"}, 2),
        ({"subject": "p1"}, 2),
        ({"subject": "paper/p1", "predicate": "mentions", "object": Q90}, 1),
        ({"object": "q90"}, 2),
        ({"subject": GRAPH.paper("p2"), "object": "GPU"}, 2),
        ({"subject": "Lonely"}, 0),
        ({"subject": "ZibboNet", "object": "GPU"}, 0),
    ],
)
def test_facts_that_fit(wanted: dict[str, str], count: int) -> None:
    facts = GRAPH.facts(**wanted)
    assert len(facts) == count
    assert all(fact in GRAPH.contents.facts for fact in facts)


def test_an_unknown_predicate_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="introduces, evaluates_on"):
        GRAPH.facts(predicate="extend")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["result/1", "result/2"]),
        ({"method": "zbn"}, ["result/1"]),
        ({"metric": "speed"}, ["result/1"]),
        ({"on": "Widgets-1K", "paper": "p2"}, ["result/2"]),
        ({"paper": "p3"}, []),
        ({"versus": "ZibboNet"}, []),
    ],
)
def test_findings_that_fit(wanted: dict[str, str], found: list[str]) -> None:
    assert [finding.id for finding in GRAPH.findings(**wanted)] == found


def test_neighbours_in_both_directions() -> None:
    assert GRAPH.neighbours("ZibboNet") == [Q90, SOFT, GRAPH.paper("p1")]
    assert GRAPH.neighbours(GRAPH.paper("p3")) == [SOFTER]
    assert GRAPH.neighbours("Lonely") == []


@pytest.mark.parametrize(
    ("start", "end", "way"),
    [
        ("Widgets-1K", "Q90", ["evaluates_on", "uses", "extends", "runs_on"]),
        ("p2", "GPU", ["runs_on"]),
        ("p1", "method/soft-folding", ["introduces", "extends"]),
        ("p1", "p1", []),
        ("p1", "Lonely", []),
        ("p1", "p3", []),
    ],
)
def test_a_shortest_path(start: str, end: str, way: list[str]) -> None:
    assert [fact.predicate.value for fact in GRAPH.path(start, end)] == way
    assert [fact.predicate.value for fact in GRAPH.path(end, start)] == way[::-1]


def test_a_path_avoids_hubs() -> None:
    hub, quiet = method("hub"), method("quiet")
    papers = tuple(Paper(f"p{number}", f"Paper {number}", "") for number in range(5))
    facts = [Fact(paper.id, Role.USES, "method/hub", said(paper.id)) for paper in papers]
    facts += [Fact(paper.id, Role.USES, "method/quiet", said(paper.id)) for paper in papers[:2]]
    graph = KnowledgeGraph(Contents(papers, (hub, quiet), tuple(facts)))
    assert [fact.object for fact in graph.path("p0", "p1")] == ["method/quiet"] * 2


def test_around_is_a_graph_of_its_own() -> None:
    near = GRAPH.around("Q90", hops=1)
    assert near.contents.entities == (Q90, ZIBBO)
    assert ids(list(near.contents.papers)) == ["p1"]
    assert [finding.id for finding in near.contents.findings] == ["result/1"]
    assert GRAPH.around("Lonely").contents == Contents(entities=(LONELY,))


def test_around_keeps_the_papers_that_its_sentences_come_from() -> None:
    near = GRAPH.around("ZibboNet", hops=1)
    assert near.facts(predicate="extends")[0].evidence[0].paper == "p2"
    assert ids(list(near.contents.papers)) == ["p1", "p2"]


def test_other_forms(contents: Contents) -> None:
    graph = KnowledgeGraph(contents)
    view = graph.to_networkx()
    assert isinstance(view, nx.MultiDiGraph)
    view.clear()
    assert graph.to_networkx().number_of_nodes() == 6
    assert len(graph.to_rdf()) > 50
    assert len(graph.sparql("SELECT ?paper { ?paper a kg:Paper }")) == 2
    assert graph.to_html().startswith("<!DOCTYPE html>")


def test_a_graph_is_a_value(contents: Contents) -> None:
    graph = KnowledgeGraph(contents)
    assert graph == KnowledgeGraph(contents)
    assert graph != GRAPH
    assert graph != contents
    assert pickle.loads(pickle.dumps(graph)) == graph
    assert hash(graph) == hash(KnowledgeGraph(contents))
    assert repr(graph) == "<KnowledgeGraph: 2 papers, 4 entities, 4 facts, 1 finding>"


def test_a_device_is_found_behind_its_makers_name(contents: Contents) -> None:
    graph = KnowledgeGraph(contents)
    assert [found.id for found in graph.find("Quux Q90")][:1] == ["hardware/q90"]
    assert graph.entity("quux q90s").id == "hardware/q90"
    with pytest.raises(UnknownNameError):
        graph.entity("Wibble Q90")
