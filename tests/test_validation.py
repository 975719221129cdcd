"""The shapes accept what the package exports, and name what is wrong with anything else."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib

from kg import paths, rdf
from kg.errors import GraphFileError
from kg.records import Contents, Fact, Mention, Role
from kg.validation import Violation, validate


@pytest.fixture(scope="module")
def turtle(contents: Contents) -> str:
    """The shared graph in Turtle, with a count and a memory where the Q90 is named."""
    place = next(at for at, fact in enumerate(contents.facts) if fact.object == "hardware/q90")
    (evidence,) = contents.facts[place].evidence
    words = Mention("Q90", evidence.field, 22, 25, "known-name", 8, "80GB")
    counted = replace(contents.facts[place], evidence=(replace(evidence, mention=words),))
    return rdf.to_turtle(
        replace(contents, facts=(*contents.facts[:place], counted, *contents.facts[place + 1 :]))
    ).decode()


def checked(tmp_path: Path, text: str) -> tuple[Violation, ...]:
    """What is wrong with a graph in Turtle."""
    path = tmp_path / "graph.ttl"
    path.write_text(text, encoding="utf-8", newline="")
    report = validate(path)
    assert report.conforms is (not report.results)
    assert list(report.results) == sorted(set(report.results))
    return report.results


Broken = Callable[[str, str], tuple[Violation, ...]]


@pytest.fixture
def broken(turtle: str, tmp_path: Path) -> Broken:
    """What is wrong once the first match of a pattern has been replaced."""

    def violations(wrong: str, instead: str) -> tuple[Violation, ...]:
        text, times = re.subn(wrong, lambda _: instead, turtle, count=1)
        assert times == 1
        return checked(tmp_path, text)

    return violations


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "trig"])
def test_every_export_conforms(contents: Contents, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph.{ending}"
    rdf.write_rdf(contents, path)
    assert validate(path).results == ()


def test_the_mended_graph_conforms(turtle: str, tmp_path: Path) -> None:
    assert checked(tmp_path, turtle) == ()


def test_contents_are_checked_without_a_file(contents: Contents) -> None:
    assert validate(contents).conforms
    assert not validate(replace(contents, papers=())).conforms


@pytest.mark.parametrize(
    ("wrong", "instead", "focus", "message"),
    [
        (r'dcterms:title "ZibboNet"', 'dcterms:title "A", "B"', "paper:p1", "A paper has exactly one title."),
        (r'dcterms:title "ZibboNet"', "dcterms:title 7", "paper:p1", "A paper has exactly one title."),
        (r'dcterms:identifier "p1"', 'schema:name "p1"', "paper:p1", "A paper has exactly one identifier."),
        (r'dcterms:abstract "W', 'dcterms:abstract "A", "W', "paper:p2", "A paper has at most one abstract."),
        (
            r"kg:seenIn place:\w+",
            "kg:seenIn paper:p2",
            "paper:p1",
            "Where a paper was seen is a kg:Place, with its file and position.",
        ),
        (r"kg:runsOn hardware:q90", "kg:runsOn method:lonely", "paper:p2", "What a paper runs on is hardware."),
        (
            r"kg:mentions method:zibbonet",
            "kg:mentions method:none",
            "paper:p1",
            "A paper mentions entities that the graph",
        ),
        (r"kg:mentions method:zibbonet", "kg:mentions method:lonely", "paper:p1", "What a paper introduces, uses"),
        (
            r"kg:uses method",
            "kg:evaluatesOn method",
            "paper:p2",
            "What a paper evaluates on is a dataset or a benchmark.",
        ),
        (r'kg:file "a.txt"', "kg:file 1", "place:", "A place names exactly one file."),
        (r"schema:position 3", "schema:position 0", "place:", "A place has one position in its file"),
        (r'skos:prefLabel "Q90"', 'skos:prefLabel ""', "hardware:q90", "An entity has exactly one preferred name."),
        (
            r'skos:prefLabel "Q90"',
            'skos:prefLabel "A", "B"',
            "hardware:q90",
            "An entity has exactly one preferred name.",
        ),
        (
            r'skos:altLabel "ZBN"',
            'skos:altLabel "ZibboNet"',
            "method:zibbonet",
            "The preferred name of an entity is not",
        ),
        (r"skosxl:altLabel label:\w+", "skosxl:altLabel paper:p1", "method:zibbonet", "Each alternative name"),
        (r"a kg:Entity , kg:Hardware", "a kg:Entity", "hardware:q90", "An entity is exactly one of method, dataset"),
        (
            r"a kg:Entity , kg:Hardware",
            "a kg:Entity, kg:Hardware, kg:Method",
            "hardware:q90",
            "An entity is exactly one of",
        ),
        (r"kg:kind kg:named", "kg:kind kg:nameless", "hardware:q90", "An entity has exactly one kind"),
        (r"kg:outperforms method:\w+", "kg:runsOn paper:p1", "method:zibbonet", "What an entity runs on is hardware."),
        (
            r"kg:outperforms method:\w+",
            "kg:trainedOn method:lonely",
            "method:zibbonet",
            "What an entity is trained or evaluated",
        ),
        (r"kg:outperforms method:\w+", "kg:extends method:none", "method:zibbonet", "What an entity is related to is"),
        (r'skosxl:literalForm "ZBN"', "skosxl:literalForm 1", "label:", "A label has exactly one form."),
        (r'kg:mergeReason "acronym"', 'kg:file "x"', "label:", "A label says why its name was merged."),
        (
            r"rdf:subject paper:p1",
            "rdf:subject paper:p1, paper:p2",
            "statement:",
            "A statement has exactly one subject.",
        ),
        (r"rdf:subject paper:p1", "rdf:subject paper:p9", "statement:", "The subject of a statement is a paper or"),
        (r"rdf:predicate kg:uses", "rdf:predicate kg:cites", "statement:", "A statement has one predicate"),
        (r"rdf:object hardware:q90", "rdf:object paper:p1", "statement:", "A statement has one object, an entity."),
        (
            r"rdf:subject paper:p1 ;\s+kg:evidence evidence:\w+",
            "rdf:subject paper:p1",
            "statement:",
            "A statement has evidence.",
        ),
        (
            r"prov:wasDerivedFrom statement:\w+",
            "prov:wasDerivedFrom paper:p1",
            "statement:",
            "What a statement is derived from",
        ),
        (r"oa:hasSource paper:p1", "oa:hasSource method:lonely", "evidence:", "Evidence comes from exactly one paper."),
        (r"kg:sentence sentence:\w+", "kg:sentence paper:p1", "evidence:", "Evidence leads to exactly one sentence."),
        (r"kg:surfaceForm mention:\w+", "kg:surfaceForm paper:p1", "evidence:", "Evidence names the entity by at most"),
        (r"kg:confidence 0\.\d", "kg:confidence 1.2", "evidence:", "Evidence has one confidence between 0 and 1."),
        (r"kg:confidence 0\.\d", "kg:confidence -0.1", "evidence:", "Evidence has one confidence between 0 and 1."),
        (r"kg:confidence 0\.\d", 'kg:confidence "0.5"', "evidence:", "Evidence has one confidence between 0 and 1."),
        (r'kg:rule "on"', 'kg:rule "on", "off"', "evidence:", "Evidence names at most one rule."),
        (r"kg:field dcterms:title", "kg:field dcterms:date", "sentence:", "A passage stands in one field"),
        (r"oa:start 0", "oa:start -1", "", "A passage starts at one offset, counted from 0."),
        (r"oa:end 36", "oa:end 36.5", "sentence:", "A passage ends at one offset."),
        (r"oa:start 22", "oa:start 25", "mention:", "A passage starts before it ends."),
        (r'oa:exact "Q90"', 'oa:exact "Q", "90"', "mention:", "A passage has exactly one text."),
        (
            r"kg:deviceCount 8",
            "kg:deviceCount 0",
            "mention:",
            "A mention that counts devices gives one whole number, at least 1.",
        ),
        (r'kg:memory "80GB"', "kg:memory 80", "mention:", "A mention gives at most one size of memory."),
        (r"kg:reportedIn paper:p1", "kg:reportedIn paper:p9", "result:1", "A result is reported in exactly one paper."),
        (r'kg:metric "speedup"', 'kg:metric "a", "b"', "result:1", "A result has exactly one metric."),
        (r'kg:value "1.7x"', "kg:value 1.7", "result:1", "A result has exactly one value."),
        (
            r"kg:method method:zibbonet",
            "kg:method paper:p1",
            "result:1",
            "A result was reached with at most one entity.",
        ),
        (r"kg:on hardware:q90", "kg:on paper:p1", "result:1", "A result was measured on at most one entity."),
        (r"kg:versus method:\w+", "kg:versus paper:p1", "result:1", "A result compares with at most one entity."),
        (r"(?s)kg:evidence evidence:\w+ ;\n\tkg:method", "kg:method", "result:1", "A result has exactly one evidence."),
        (r"dcterms:conformsTo \S+ ;", "", "https://w3id", "The graph names the ontology that it follows."),
        (r"dcterms:license \S+ ;", "", "https://w3id", "The graph names its licence."),
        (r"void:triples \d+ ;\n\tvoid:uri", "void:uri", "https://w3id", "The graph says how many triples it has."),
        (
            r"prov:wasGeneratedBy about:build",
            "rdfs:seeAlso 1",
            "https://w3id",
            "The graph names the build that made it.",
        ),
        (r'void:uriSpace "', 'void:uriSpace 1, "', "https://w3id", "The graph names the base of its IRIs."),
        (
            r"rdf:predicate kg:uses",
            "rdf:predicate kg:comparesTo",
            "paper:p2",
            "Nothing says so: the triple has no statement",
        ),
        (
            r"kg:outperforms method:\w+",
            "schema:url 1",
            "statement:",
            "The statement is not in the graph as a plain triple.",
        ),
        (r'oa:exact "Q90"', 'oa:exact "Q91"', "mention:", "The text is not what the paper has at these offsets."),
        (r"oa:end 26", "oa:end 25", "sentence:", "The text is not what the paper has at these offsets."),
    ],
)
def test_what_is_broken_is_named(broken: Broken, wrong: str, instead: str, focus: str, message: str) -> None:
    found = [result for result in broken(wrong, instead) if result.message.startswith(message)]
    assert found
    assert all(result.focus.startswith(focus) for result in found)


def test_every_message_is_tried() -> None:
    tried = Path(__file__).read_text(encoding="utf-8")
    shapes = rdflib.Graph().parse(paths.ONTOLOGY / "shapes.ttl")
    messages = {str(message) for message in shapes.objects(None, rdflib.SH.message)}
    untried = {message for message in messages if message[:20] not in tried}
    assert untried == set()
    assert all(message.endswith(".") for message in messages)


def test_every_class_has_a_shape() -> None:
    shapes = rdflib.Graph().parse(paths.ONTOLOGY / "shapes.ttl")
    targets = {str(target).partition("#")[2] for target in shapes.objects(None, rdflib.SH.targetClass)}
    assert targets >= {"Paper", "Place", "Entity", "Statement", "Evidence", "Sentence", "Mention", "Result", "Label"}


@pytest.mark.parametrize("text", ["", "<urn:a> <urn:b> 'c'@en .", "<urn:a> <urn:b> [ <urn:c> <urn:d> ] ."])
def test_rdf_of_others_does_not_conform(tmp_path: Path, text: str) -> None:
    (found,) = checked(tmp_path, text)
    assert found.message == "The file describes no graph: make one with `kg build`."


def test_a_file_that_is_no_rdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match=r"graph\.ttl:1: is not Turtle"):
        checked(tmp_path, "no RDF at all")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match="no such file or directory"):
        validate(tmp_path / "graph.ttl")


def test_a_fact_about_a_paper_that_is_missing_is_named(contents: Contents) -> None:
    stray = Fact("p9", Role.USES, "method/lonely", contents.facts[0].evidence)
    report = validate(replace(contents, facts=(*contents.facts, stray)))
    assert [result.message for result in report.results] == [
        "The subject of a statement is a paper or an entity that the graph describes."
    ] * 2
