"""What is not sure enough goes, with all that hangs on it; the rest stays as it was."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.build import build, build_graph
from kg.cli import main
from kg.exports import read_graph
from kg.filtering import at_least, extraction_at_least
from kg.network import fact_order
from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    ExtractedEntity,
    Extraction,
    Fact,
    Field,
    Finding,
    Kind,
    Mention,
    Paper,
    Relation,
    RelationType,
    Result,
    Role,
    Span,
)


def names(contents: Contents) -> list[str]:
    return [entity.name for entity in contents.entities]


def said(paper: str, confidence: float, text: str = "") -> Evidence:
    mention = Mention(text, Field.TITLE, 0, len(text)) if text else None
    return Evidence(paper, Field.TITLE, 0, 4, "Zibbo", confidence, mention=mention)


@pytest.mark.parametrize(
    ("confidence", "entities", "facts", "findings"),
    [
        (0.0, ["Q90", "Lonely", "WobbleNet", "ZibboNet"], 4, 1),
        (0.6, ["Q90", "Lonely", "WobbleNet", "ZibboNet"], 4, 1),
        (0.65, ["Q90", "Lonely", "ZibboNet"], 2, 0),
        (0.85, ["Lonely", "ZibboNet"], 1, 0),
        (1.0, ["Lonely"], 0, 0),
    ],
)
def test_a_graph_keeps_what_is_sure(
    contents: Contents, confidence: float, entities: list[str], facts: int, findings: int
) -> None:
    # In the fixture p2 names WobbleNet at 0.6; that ZibboNet beats it stands in p1, at 0.8.
    wobble = Fact("p1", Role.COMPARES_TO, "method/wobblenet", (said("p1", 0.62),))
    whole = replace(contents, facts=tuple(sorted((*contents.facts, wobble), key=fact_order)))
    kept = at_least(whole, confidence)
    assert (names(kept), len(kept.facts) - (confidence <= 0.62), len(kept.findings)) == (entities, facts, findings)
    assert kept.papers == contents.papers


def test_nothing_changes_where_all_is_sure(contents: Contents) -> None:
    assert at_least(contents, 0.0) == contents
    assert at_least(contents, 0.6) == contents


def test_filtering_twice_is_filtering_by_the_higher(contents: Contents) -> None:
    assert at_least(at_least(contents, 0.5), 0.75) == at_least(contents, 0.75)
    assert at_least(at_least(contents, 0.75), 0.5) == at_least(contents, 0.75)


ZIBBO = Entity(
    "method/zibbo",
    "Zibbo",
    EntityType.METHOD,
    Kind.NAMED,
    (Alias("ZB", "acronym"), Alias("Zed", "vocabulary"), Alias("zibbos", "spelling")),
    broader=("method/wide",),
)
WIDE = Entity("method/wide", "Wide", EntityType.METHOD, Kind.TECHNIQUE)
MIXED = Contents(
    (Paper("p1", "One", ""), Paper("p2", "Two", "")),
    (WIDE, ZIBBO),
    (
        Fact("method/zibbo", RelationType.EXTENDS, "method/wide", (said("p1", 0.9), said("p2", 0.95))),
        Fact("p1", Role.USES, "method/wide", (said("p1", 0.9),)),
        Fact("p1", Role.USES, "method/zibbo", (said("p1", 0.9, "zibbos"),)),
        Fact("p2", Role.USES, "method/wide", (said("p2", 0.9),)),
        Fact("p2", Role.USES, "method/zibbo", (said("p2", 0.4, "ZB"), said("p2", 0.4, "Zed"))),
    ),
    (Finding("result/1", "p2", "method/zibbo", "speedup", "2x", None, None, said("p2", 0.9)),),
)


def test_what_a_paper_says_of_a_thing_goes_with_the_naming_of_it() -> None:
    kept = at_least(MIXED, 0.5)
    assert kept.facts[0].evidence == (said("p1", 0.9),)
    assert [fact.subject for fact in kept.facts] == ["method/zibbo", "p1", "p1", "p2"]
    assert kept.findings == ()


def test_names_that_only_dropped_evidence_gave_go() -> None:
    aliases = at_least(MIXED, 0.5).entities[1].aliases
    assert aliases == (Alias("Zed", "vocabulary"), Alias("zibbos", "spelling"))


def test_what_is_broader_goes_with_its_entity() -> None:
    unsure = replace(MIXED.facts[1], evidence=(said("p1", 0.2),)), replace(MIXED.facts[3], evidence=(said("p2", 0.2),))
    facts = (MIXED.facts[0], unsure[0], MIXED.facts[2], unsure[1], MIXED.facts[4])
    kept = at_least(replace(MIXED, facts=facts), 0.5)
    assert [(entity.name, entity.broader) for entity in kept.entities] == [("Zibbo", ())]
    assert [fact.predicate for fact in kept.facts] == [Role.USES]


def extracted(name: str, confidence: float) -> ExtractedEntity:
    mention = Mention(name, Field.TITLE, 0, len(name))
    return ExtractedEntity(name, EntityType.METHOD, Kind.NAMED, Role.USES, confidence, (mention,))


EVIDENCE = Span(Field.TITLE, 0, 4)
EXTRACTION = Extraction(
    Paper("p1", "One", ""),
    (extracted("Zibbo", 0.9), extracted("Wobble", 0.5)),
    (
        Relation("Wobble", RelationType.EXTENDS, "Zibbo", 0.95, EVIDENCE),
        Relation("Zibbo", RelationType.EXTENDS, "Zibbo", 0.6, EVIDENCE),
    ),
    (
        Result("Zibbo", "speedup", "2x", None, None, EVIDENCE, confidence=0.8),
        Result("Zibbo", "speedup", "3x", None, "Wobble", EVIDENCE, confidence=0.9),
        Result(None, "speedup", "4x", None, None, EVIDENCE, confidence=0.3),
    ),
)


@pytest.mark.parametrize(
    ("confidence", "entities", "relations", "values"),
    [
        (0.0, ["Zibbo", "Wobble"], 2, ["2x", "3x", "4x"]),
        (0.5, ["Zibbo", "Wobble"], 2, ["2x", "3x"]),
        (0.6, ["Zibbo"], 1, ["2x"]),
        (0.9, ["Zibbo"], 0, []),
        (1.0, [], 0, []),
    ],
)
def test_an_extraction_keeps_what_is_sure(
    confidence: float, entities: list[str], relations: int, values: list[str]
) -> None:
    kept = extraction_at_least(EXTRACTION, confidence)
    assert [entity.name for entity in kept.entities] == entities
    assert len(kept.relations) == relations
    assert [result.value for result in kept.results] == values


# Commands -----------------------------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_a_graph_built_sure_is_the_graph_filtered_later(papers_file: Path, tmp_path: Path) -> None:
    whole = build_graph(papers_file)
    middle = sorted(each.confidence for fact in whole.contents.facts for each in fact.evidence)[3]
    build(papers_file, tmp_path / "sure", min_confidence=middle)
    sure = at_least(whole.contents, middle)
    assert sure != whole.contents
    assert read_graph(tmp_path / "sure" / "graph.ttl").contents == sure
    assert build_graph(papers_file, min_confidence=middle).contents == sure
    lines = (tmp_path / "sure" / "extractions.jsonl").read_text(encoding="utf-8").splitlines()
    said = [each for line in lines for part in ("entities", "relations", "results") for each in json.loads(line)[part]]
    assert said
    assert min(each["confidence"] for each in said) >= middle


def test_build_writes_pages_of_what_is_sure(papers_file: Path, tmp_path: Path) -> None:
    run("build", papers_file, "-o", tmp_path / "all")
    run("build", papers_file, "-o", tmp_path / "none", "--min-confidence", "1")
    pages = [(tmp_path / name / "graph.html").read_text(encoding="utf-8") for name in ("all", "none")]
    assert ["CIFAR-10" in page.split('id="graph"')[1].split('"sentences"')[0] for page in pages] == [True, False]


BEATEN = "SELECT ?who { ?who kg:outperforms ?whom }"


@pytest.mark.parametrize("base", ["https://w3id.org/abstract-kg/id/", "https://example.org/mine/"])
def test_query_asks_only_what_is_sure(contents: Contents, tmp_path: Path, base: str) -> None:
    from kg.rdf import write_rdf

    for syntax in ("ttl", "trig"):
        path = tmp_path / f"graph.{syntax}"
        write_rdf(contents, path, base)
        everything = run("query", BEATEN, "--data", path)
        assert everything.split() == ["who", f"{base}method/zibbonet"]
        assert run("query", BEATEN, "--data", path, "--min-confidence", "0.8") == everything
        assert run("query", BEATEN, "--data", path, "--min-confidence", "0.81").split() == ["who"]
        sure = run("query", BEATEN, "--data", path, "--min-confidence", "0.81", "--format", "csv")
        assert sure.split() == ["who"]


def test_show_tells_only_what_is_sure(graph_file: Path) -> None:
    lines = run("show", "ZibboNet", "--data", graph_file, "--min-confidence", "0.85").splitlines()
    assert "papers that introduce it" in lines
    assert not {"relations", "results"} & set(lines)


@pytest.mark.parametrize("command", [("build",), ("query", "ASK {}"), ("show", "x")])
@pytest.mark.parametrize("confidence", ["-0.1", "1.1", "nan", "high"])
def test_a_confidence_is_between_0_and_1(command: tuple[str, ...], confidence: str) -> None:
    result = CliRunner().invoke(main, [*command, "--min-confidence", confidence])
    assert (result.exit_code, result.stdout) == (2, "")
