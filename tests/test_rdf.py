"""A graph comes back from RDF as it went in, equal graphs give equal bytes, and files of others are refused."""

import os
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import ontology, rdf
from kg.changes import Change
from kg.errors import ExportError, GraphFileError
from kg.network import fact_order
from kg.ontology import Borrowed
from kg.rdf import Merged, Syntax, counts_of, terms
from kg.rdf.blocks import merge
from kg.rdf.changing import changed_turtle
from kg.rdf.description import Description
from kg.rdf.tally import Tally
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
    Mention,
    Origin,
    Paper,
    Place,
    Provenance,
    RelationType,
    Role,
)
from kg.sparql import select

HOSTILE = (
    '"',
    "'",
    '"""',
    "\\",
    "\n",
    "\r",
    "\t",
    "\0",
    "\u202e",
    "\u2028",
    "é",
    "e\u0301",
    "𝛼",
    "<b>&amp;",
    "^^",
    "@en",
    " ",
)
"""Pieces that have a meaning in some syntax, or none that can be seen."""

texts = st.text(max_size=8) | st.lists(st.sampled_from(HOSTILE), max_size=4).map("".join)
names = texts.filter(bool)
numbers = st.integers(0, 10**9)
confidences = st.floats(0, 1)
matches = st.sampled_from(("http://www.wikidata.org/entity/Q1", "urn:x:é", "https://example.org/a(b)?c=d#e"))


def some(values: st.SearchStrategy[Any], size: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """A sorted tuple of different values."""
    return st.lists(values, max_size=size, unique=True).map(lambda found: tuple(sorted(found)))


mentions = st.builds(
    Mention, texts, st.sampled_from(Field), numbers, numbers, texts, st.none() | st.integers(), st.none() | texts
)
places = st.builds(Place, texts, numbers, texts | st.just("2025-03-11"))
papers = st.builds(Paper, names, texts, texts, texts, texts | st.just("2025-03-11"), some(places))
entities = st.builds(
    Entity,
    st.builds("{}/{}".format, st.sampled_from(("method", "data", "hardware")), names),
    texts,
    st.sampled_from(EntityType),
    st.sampled_from(Kind),
    some(st.builds(Alias, texts, texts)),
    st.none() | texts,
    some(names),
    some(matches),
)


@st.composite
def graphs(draw: st.DrawFn) -> Contents:
    """Contents whose parts refer to each other, each sorted as a graph keeps them."""
    some_papers = draw(st.lists(papers, min_size=1, max_size=3, unique_by=lambda paper: paper.id))
    some_entities = draw(st.lists(entities, min_size=1, max_size=3, unique_by=lambda entity: entity.id))
    paper_ids = st.sampled_from([paper.id for paper in some_papers])
    ids = st.sampled_from([entity.id for entity in some_entities])
    evidence = st.builds(
        Evidence, paper_ids, st.sampled_from(Field), numbers, numbers, texts, confidences, texts, st.none() | mentions
    )
    says = st.lists(evidence, min_size=1, max_size=3, unique_by=lambda said: said.start).map(
        lambda found: tuple(sorted(found, key=lambda said: (said.paper, said.field, said.start)))
    )
    facts = st.builds(Fact, paper_ids, st.sampled_from(Role), ids, says) | st.builds(
        Fact, ids, st.sampled_from(RelationType), ids, says
    )
    ends = st.none() | ids
    result_ids = names.map("result/{}".format)
    findings = st.builds(Finding, result_ids, paper_ids, ends, texts, texts, ends, ends, evidence)
    return Contents(
        tuple(sorted(some_papers)),
        tuple(sorted(some_entities, key=lambda entity: entity.id)),
        tuple(sorted(draw(st.lists(facts, max_size=5, unique_by=fact_order)), key=fact_order)),
        tuple(sorted(draw(st.lists(findings, max_size=3, unique_by=_id)), key=_id)),
    )


def _id(finding: Finding) -> str:
    return finding.id


def shuffled(contents: Contents, seed: int) -> Contents:
    """The same contents in another order."""
    order = random.Random(seed)
    facts = [replace(fact, evidence=_mixed(fact.evidence, order)) for fact in contents.facts]
    some_papers = [replace(paper, places=_mixed(paper.places, order)) for paper in contents.papers]
    some_entities = [replace(entity, aliases=_mixed(entity.aliases, order)) for entity in contents.entities]
    parts = (some_papers, some_entities, facts, contents.findings)
    return Contents(*(_mixed(part, order) for part in parts))


def _mixed(values: tuple[Any, ...], order: random.Random) -> tuple[Any, ...]:
    return tuple(order.sample(list(values), len(values)))


@given(graphs(), st.sampled_from(Syntax))
@settings(max_examples=150, deadline=None)
def test_a_graph_comes_back_as_it_went_in(graph: Contents, syntax: Syntax) -> None:
    back = rdf.parse(rdf.serialise(graph, syntax), syntax)
    assert back == graph
    # Roles and relation types of one name are equal to Python, so the facts are compared as they print, too.
    assert repr(back.facts) == repr(graph.facts)


@given(graphs(), st.integers())
@settings(max_examples=50, deadline=None)
def test_the_order_of_contents_leaves_no_trace(graph: Contents, seed: int) -> None:
    for syntax in Syntax:
        assert rdf.serialise(shuffled(graph, seed), syntax) == rdf.serialise(graph, syntax)


@given(graphs())
@settings(max_examples=25, deadline=None)
def test_rdflib_reads_the_same_triples(graph: Contents) -> None:
    turtle = rdflib.Graph().parse(data=rdf.to_turtle(graph), format="turtle")
    assert set(turtle) == set(rdf.to_rdf(graph))


def test_terms_of_answers_become_those_of_rdflib() -> None:
    some, same = ox.NamedNode("urn:a"), ox.NamedNode("urn:p")
    there = [
        ox.Triple(ox.BlankNode("b"), same, ox.Literal("Widget", language="en")),
        ox.Triple(some, same, ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))),
    ]
    assert {tuple(term.n3() for term in triple) for triple in rdf.as_rdflib(there)} == {
        ("_:b", "<urn:p>", '"Widget"@en'),
        ("<urn:a>", "<urn:p>", '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    }
    with pytest.raises(GraphFileError, match="rdflib has no triples as terms"):
        rdf.as_rdflib([ox.Triple(some, same, ox.Triple(some, same, some))])


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "trig"])
def test_files_come_back_by_their_ending(contents: Contents, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph.{ending}"
    rdf.write_rdf(contents, path)
    assert rdf.read_rdf(path) == contents
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_turtle_files_come_back(contents: Contents, tmp_path: Path) -> None:
    rdf.write_turtle(contents, tmp_path / "graph.rdf")
    assert rdf.read_turtle(tmp_path / "graph.rdf") == contents


def test_readings_of_one_sentence_come_back_in_the_order_of_the_text(contents: Contents) -> None:
    fact = next(fact for fact in contents.facts if fact.evidence[0].mention)
    (first,) = fact.evidence
    late = replace(first, confidence=0.1, mention=Mention("Q90", Field.ABSTRACT, 32, 35, "a", 1, "80GB"))
    bare = replace(first, mention=None)
    again = replace(bare, confidence=0.95)
    graph = Contents(contents.papers, contents.entities, (replace(fact, evidence=(late, first, again, bare)),))
    assert rdf.parse(rdf.to_turtle(graph)).facts[0].evidence == (bare, again, first, late)


def test_an_empty_graph_comes_back() -> None:
    assert rdf.parse(rdf.to_turtle(Contents())) == Contents()


def test_hash_seeds_leave_no_trace(contents: Contents, graph_file: Path) -> None:
    script = "import sys; from kg import rdf; sys.stdout.buffer.write(rdf.to_turtle(rdf.read_turtle(sys.argv[1])))"
    for seed in ("1", "2"):
        command = [sys.executable, "-c", script, str(graph_file)]
        done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        assert done.stdout == rdf.to_turtle(contents)


def test_each_thing_is_one_block_and_there_are_no_blank_nodes(contents: Contents) -> None:
    turtle = rdf.to_turtle(contents).decode()
    subjects = [line.split()[0] for line in turtle.splitlines() if line and line[0] not in "\t@"]
    assert len(subjects) == len(set(subjects))
    assert "_:" not in turtle
    assert "[" not in turtle


def ask(graph: rdflib.Graph, pattern: str) -> bool:
    """Whether a pattern is in the graph."""
    return bool(graph.query(f"ASK {{ {pattern} }}").askAnswer)


@pytest.mark.parametrize(
    "pattern",
    [
        "paper:p1 kg:introduces method:zibbonet ; kg:mentions method:zibbonet",
        "paper:p2 kg:runsOn hardware:q90 ; kg:mentions hardware:q90",
        "paper:p2 kg:uses method:wobblenet ; kg:mentions method:wobblenet",
        "method:zibbonet kg:outperforms method:wobblenet",
        "method:zibbonet a kg:Entity, kg:Method ; skos:prefLabel 'ZibboNet' ; skos:altLabel 'ZBN'",
        "method:zibbonet kg:kind kg:named ; skosxl:altLabel/kg:mergeReason 'acronym'",
        "hardware:q90 schema:manufacturer 'Quux'",
        "paper:p1 a kg:Paper ; dcterms:title 'ZibboNet' ; dcterms:date '2025-03-11'^^xsd:date",
        "paper:p1 kg:seenIn [ kg:file 'a.txt' ; schema:position 3 ]",
        "result:1 a kg:Result ; kg:method method:zibbonet ; kg:metric 'speedup' ; kg:value '1.7x' ; kg:on hardware:q90",
        "result:1 kg:versus method:wobblenet ; kg:reportedIn paper:p1 ; kg:evidence/oa:hasSource paper:p1",
    ],
)
def test_the_graph_says(contents: Contents, pattern: str) -> None:
    assert ask(rdf.to_rdf(contents), pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "method:zibbonet kg:mentions ?thing",
        "method:lonely skos:altLabel ?name",
        "paper:p2 kg:seenIn ?place",
        "paper:p2 dcterms:date ?date",
        "?thing a kg:Dataset",
    ],
)
def test_the_graph_does_not_say(contents: Contents, pattern: str) -> None:
    assert not ask(rdf.to_rdf(contents), pattern)


def test_every_statement_leads_to_its_sentence(contents: Contents) -> None:
    graph = rdf.to_rdf(contents)
    facts = """
        ?subject ?predicate ?object . ?object a kg:Entity .
        FILTER(?predicate NOT IN (kg:method, kg:on, kg:versus, rdf:subject, rdf:object))
    """
    evidence = """
        ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ; kg:evidence ?evidence .
        ?evidence oa:hasSource ?paper ; kg:confidence ?confidence ; kg:sentence ?sentence .
        ?sentence kg:field ?field ; oa:start ?start ; oa:end ?end ; oa:exact ?exact .
        ?paper ?field ?text . FILTER(SUBSTR(?text, ?start + 1, ?end - ?start) = ?exact)
    """
    assert len(graph.query(f"SELECT * {{ {facts} }}")) == 4 + 3
    assert not ask(graph, f"{facts} FILTER NOT EXISTS {{ {evidence} }}")


def test_a_statement_of_mentions_names_the_role_that_it_follows_from(contents: Contents) -> None:
    pattern = "?implied rdf:predicate kg:mentions ; prov:wasDerivedFrom/rdf:predicate "
    graph = rdf.to_rdf(contents)
    assert ask(graph, f"{pattern} kg:runsOn")
    assert not ask(graph, f"{pattern} kg:outperforms")


def test_mentions_that_a_text_states_is_its_own_statement(contents: Contents) -> None:
    evidence = contents.facts[0].evidence
    stated = Fact("p1", Role.MENTIONS, "hardware/q90", evidence)
    graph = replace(contents, facts=tuple(sorted((*contents.facts, stated), key=fact_order)))
    assert rdf.parse(rdf.to_turtle(graph)) == graph


FAMILIES = ("graph", "head", "provenance", "publication")


def quads_by_graph(contents: Contents) -> dict[str, set[tuple[str, str, str]]]:
    """What each named graph says, without the base; the name of the default graph is empty."""
    base = "https://w3id.org/abstract-kg/id/"
    said: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for quad in rdf.to_quads(contents):
        name = quad.graph_name.value.removeprefix(base) if isinstance(quad.graph_name, ox.NamedNode) else ""
        terms = (quad.subject, quad.predicate, quad.object)
        said[name].add(tuple(term.value.removeprefix(base) for term in terms))
    return said


def test_trig_keeps_what_each_paper_says_apart(contents: Contents) -> None:
    said = quads_by_graph(contents)
    beats = ("method/zibbonet", "https://w3id.org/abstract-kg/ontology#outperforms", "method/wobblenet")
    assert set(said) == {"", *(f"{family}/paper/{paper}" for family in FAMILIES for paper in ("p1", "p2"))}
    assert [name for name in said if beats in said[name]] == ["graph/paper/p1"]
    assert not any(subject == "paper/p2" for subject, *_ in said["graph/paper/p1"])
    assert not any(subject.startswith(("statement", "evidence")) for subject, *_ in said["graph/paper/p1"])
    assert not any(subject.startswith(("method", "hardware")) for subject, *_ in said["provenance/paper/p1"])


@pytest.mark.parametrize("written", ["2025-W11-2", "20250311", "2025-02-30", "2025-03-1१", "2025-03", "0000-01-01"])
def test_what_rdf_has_no_date_for_stays_text(written: str) -> None:
    assert terms.date(written) == (written, Borrowed.STRING)


def test_trig_says_where_a_text_says_it_among_the_evidence_alone(contents: Contents) -> None:
    said = quads_by_graph(contents)
    (finding,) = {subject for subject, *_ in said["graph/paper/p1"] if subject.startswith("result/")}
    evidence = "https://w3id.org/abstract-kg/ontology#evidence"
    assert not any(prop == evidence for _, prop, _ in said["graph/paper/p1"])
    assert any((subject, prop) == (finding, evidence) for subject, prop, _ in said["provenance/paper/p1"])
    assert not any(subject.startswith(("mention/", "sentence/")) for subject, *_ in said["graph/paper/p1"])
    assert {subject.partition("/")[0] for subject, *_ in said["provenance/paper/p1"]} >= {"mention", "sentence"}


def test_trig_is_one_nanopublication_a_paper(contents: Contents) -> None:
    said = quads_by_graph(contents)
    parts = {
        prop.rpartition("#")[2]: value for subject, prop, value in said["head/paper/p1"] if subject.startswith("nano")
    }
    assert parts == {
        "type": "http://www.nanopub.org/nschema#Nanopublication",
        "hasAssertion": "graph/paper/p1",
        "hasProvenance": "provenance/paper/p1",
        "hasPublicationInfo": "publication/paper/p1",
    }
    derived = "http://www.w3.org/ns/prov#wasDerivedFrom"
    assert ("graph/paper/p1", derived, "paper/p1") in said["provenance/paper/p1"]
    assert any(subject == "nanopublication/paper/p1" for subject, *_ in said["publication/paper/p1"])


def test_trig_holds_what_turtle_holds_and_more(contents: Contents) -> None:
    assert set(rdf.to_triples(contents)) < {quad.triple for quad in rdf.to_quads(contents)}


def test_trig_says_evidence_as_web_annotation_does(contents: Contents) -> None:
    found = select(
        open_store_of(contents),
        """SELECT ?exact ?start ?suffix {
             ?statement a kg:Statement ; kg:evidence ?target .
             ?target a oa:SpecificResource ; oa:hasSource ?paper ; oa:hasSelector ?selector .
             ?selector a oa:TextPositionSelector, oa:TextQuoteSelector .
             ?selector oa:start ?start ; oa:exact ?exact ; oa:suffix ?suffix .
           }""",
    )
    assert ("ZibboNet", 0, " beats WobbleNet on the Q90.") in found.rows


def open_store_of(contents: Contents) -> ox.Store:
    """The nanopublications of a graph, ready to be asked."""
    store = ox.Store()
    store.bulk_extend(rdf.to_quads(contents))
    return store


ORIGIN = Origin("papers.jsonl", "ab" * 32, 12)
MADE = Provenance("1.2.3", "trained", (Origin("weights", "cd" * 32, 7),), (ORIGIN,))


@pytest.mark.parametrize(
    "pattern",
    [
        "?graph a void:Dataset, dcat:Dataset ; dcterms:license ?licence ; prov:wasGeneratedBy about:build",
        "?graph void:classPartition [ void:class kg:Paper ; void:entities 2 ]",
        "?graph void:propertyPartition [ void:property kg:outperforms ; void:triples 1 ]",
        "about:build prov:wasAssociatedWith [ a prov:SoftwareAgent ; schema:softwareVersion '1.2.3' ]",
        f"about:build prov:used [ schema:name 'papers.jsonl' ; schema:sha256 '{ORIGIN.sha256}' ]",
        "about:build prov:used [ schema:name 'weights' ; dcterms:description 'part of the trained model' ]",
    ],
)
def test_the_graph_describes_itself(contents: Contents, pattern: str) -> None:
    turtle = rdf.serialise(contents, provenance=MADE)
    assert ask(rdflib.Graph().parse(data=turtle, format="turtle"), pattern)


def test_the_description_counts_the_triples_that_are_there(contents: Contents) -> None:
    about = f"{ontology.BASE}about/"
    data = [
        triple
        for triple in rdf.to_triples(contents)
        if not f"{triple.subject.value}/".startswith((about, f"{ontology.BASE}/"))
    ]
    (said,) = (
        triple.object.value
        for triple in rdf.to_triples(contents)
        if triple.predicate.value.endswith("#triples") and triple.subject.value == ontology.BASE
    )
    assert int(said) == len(data)
    counted = Counter(triple.predicate.value for triple in data)
    graph = rdf.to_rdf(contents)
    rows = graph.query(
        "SELECT ?property ?count { ?g void:propertyPartition [ void:property ?property ; void:triples ?count ] }"
    )
    assert {str(row[0]): row[1].toPython() for row in rows} == counted


def test_provenance_leaves_the_contents_alone(contents: Contents) -> None:
    for syntax in Syntax:
        assert rdf.parse(rdf.serialise(contents, syntax, provenance=MADE), syntax) == contents


def test_another_base_changes_no_hash_and_is_read_back(contents: Contents) -> None:
    here, there = rdf.to_turtle(contents), rdf.to_turtle(contents, "https://example.org/kg/")
    assert there.replace(b"https://example.org/kg/", b"https://w3id.org/abstract-kg/id/") == here
    assert rdf.parse(there) == contents


PARTS = {
    "title": b'dcterms:title "ZibboNet"',
    "kind": b"kg:kind kg:named",
    "type": b"a kg:Entity , kg:Hardware",
    "version": b"ontology/0.1.0",
    "predicate": b"rdf:predicate kg:outperforms",
    "start": b"oa:start 0",
    "confidence": b"kg:confidence 0.8",
    "subject": b"rdf:subject paper:p1",
    "position": b"schema:position 3",
    "value": b'kg:value "1.7x"',
}


@pytest.mark.parametrize(
    ("part", "instead", "message"),
    [
        ("title", b'dcterms:description "ZibboNet"', r"graph:\d+: paper:p1 has no dcterms:title; write the graph anew"),
        ("title", b'dcterms:title "A", "B"', r"paper:p1 has 2 values of dcterms:title where one is due"),
        ("kind", b"kg:kind kg:nameless", r"hardware:q90 has 0 values of kg:kind .* kg:technique"),
        ("type", b"a kg:Entity , kg:Hardware , kg:Method", r"hardware:q90 has 2 values of rdf:type"),
        ("version", b"ontology/0.0.9", r"follows another ontology, .*0\.0\.9"),
        ("predicate", b"rdf:predicate kg:beats", r"statement:\w+ has 0 values of rdf:predicate .* kg:outperforms"),
        ("start", b'oa:start "zero"', r"has a oa:start that is no whole number: 'zero'"),
        ("confidence", b'kg:confidence "high"', r"has a kg:confidence that is no number: 'high'"),
        ("subject", b"rdf:subject <https://example.org/p1>", r"example.org/p1 is not below https://w3id.org"),
        ("position", b"schema:position 3.5", r"has a schema:position that is no whole number: '3.5'"),
        ("value", b"kg:value", r"graph:\d+: is not Turtle \("),
    ],
)
def test_broken_graphs_are_refused(contents: Contents, part: str, instead: bytes, message: str) -> None:
    turtle = rdf.to_turtle(contents)
    assert PARTS[part] in turtle
    with pytest.raises(GraphFileError, match=message) as caught:
        rdf.parse(turtle.replace(PARTS[part], instead, 1))
    assert "kg build" in caught.value.cure


def test_a_fact_that_nothing_says_is_refused(contents: Contents) -> None:
    turtle = re.sub(r"(rdf:subject \S+ ;\n\t)kg:evidence", r"\1kg:rule", rdf.to_turtle(contents).decode(), count=1)
    with pytest.raises(GraphFileError, match=r"graph:\d+: statement:\w+ has no kg:evidence; write the graph anew"):
        rdf.parse(turtle.encode())


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("paper", "p1 introduces method/zibbonet speaks of the paper p1, which is missing; write the graph anew"),
        ("wobblenet", "method/zibbonet outperforms method/wobblenet speaks of the entity method/wobblenet, which"),
        ("q90", "p2 runs_on hardware/q90 speaks of the entity hardware/q90, which is missing"),
    ],
)
def test_what_is_spoken_of_must_be_there(contents: Contents, missing: str, message: str) -> None:
    papers = contents.papers[1:] if missing == "paper" else contents.papers
    entities = tuple(entity for entity in contents.entities if missing not in entity.id)
    facts = tuple(fact for fact in contents.facts if missing != "paper" or fact.predicate is Role.INTRODUCES)
    with pytest.raises(GraphFileError, match=re.escape(message)):
        rdf.parse(rdf.to_turtle(Contents(papers, entities, facts)))


def test_a_finding_speaks_of_what_is_there(contents: Contents) -> None:
    for end in ("method", "on", "versus"):
        finding = replace(contents.findings[0], **{end: "method/nowhere"})
        with pytest.raises(GraphFileError, match="result/1 speaks of the entity method/nowhere"):
            rdf.parse(rdf.to_turtle(replace(contents, findings=(finding,))))


def test_the_line_of_a_broken_block_is_named(contents: Contents) -> None:
    turtle = rdf.to_turtle(contents).replace(PARTS["title"], b"a kg:Paper")
    line = 1 + [line.startswith(b"paper:p1 ") for line in turtle.split(b"\n")].index(True)
    with pytest.raises(GraphFileError, match=re.escape(f"mine.ttl:{line}: ")):
        rdf.parse(turtle, where="mine.ttl")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no graph of this package; make one with `kg build`"),
        (b"<urn:a> <urn:b> 1 .", "is no graph of this package"),
        (b"@prefix : <urn:> .\n:a :b", r"graph:2: is not Turtle"),
        (b"\x7fELF\x00\xff", "is not Turtle"),
        (b'{"nodes": []}', "is not Turtle"),
    ],
)
def test_what_is_not_ours_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(GraphFileError, match=message):
        rdf.parse(data)


def said(contents: Contents) -> Merged:
    return merge(Description(ontology.BASE).blocks(contents))


@given(graphs(), graphs())
@settings(max_examples=20, deadline=None)
def test_a_tally_that_was_changed_counts_what_is_there_now(before: Contents, after: Contents) -> None:
    tally = Tally.of(said(before))
    assert tally.counts == counts_of(said(before))
    tally.change(said(before), said(after))
    assert tally.counts == counts_of(said(after))
    kept = Tally.from_bytes(*tally.to_bytes())
    assert kept.counts == tally.counts
    assert kept.to_bytes()[1] == Tally.of(said(after)).to_bytes()[1]
    kept.change(said(after), said(before))
    assert kept.counts == counts_of(said(before))


@given(graphs(), graphs())
@settings(max_examples=20, deadline=None)
def test_turtle_made_from_that_of_another_graph_is_that_of_this(before: Contents, after: Contents) -> None:
    changed = changed_turtle(rdf.to_turtle(before), Change(before, after), Tally.of(said(before)))
    assert b"".join(changed) == rdf.to_turtle(after)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match=r"graph\.ttl: no such file or directory; make a graph with `kg build`"):
        rdf.read_turtle(tmp_path / "graph.ttl")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "half \ud800"}, "cannot say"),
        ({"id": "method/\ud800"}, "cannot say"),
        ({"exact_match": ("no iri",)}, "cannot say .*Invalid IRI"),
        ({"aliases": (Alias("\udfff", "spelling"),)}, "cannot say"),
    ],
)
def test_what_rdf_cannot_say_is_refused(contents: Contents, change: dict[str, Any], message: str) -> None:
    entity = replace(contents.entities[0], **change)
    for syntax in (Syntax.TURTLE, Syntax.TRIG):
        with pytest.raises(ExportError, match=message):
            rdf.serialise(Contents(entities=(entity,)), syntax)


@pytest.mark.parametrize("base", ["", "no iri/", "http://exa mple/"])
def test_a_base_that_is_no_iri_is_refused(contents: Contents, base: str) -> None:
    with pytest.raises(ExportError):
        rdf.to_turtle(contents, base)


def test_a_failed_export_leaves_the_last_one(contents: Contents, graph_file: Path) -> None:
    before = graph_file.read_bytes()
    broken = replace(contents, papers=(Paper("p1", "\ud800", ""),))
    with pytest.raises(ExportError):
        rdf.write_turtle(broken, graph_file)
    assert graph_file.read_bytes() == before
