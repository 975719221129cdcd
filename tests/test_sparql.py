"""Queries are answered as rows and files, the stock ones have answers, and none changes data or reaches out."""

import json
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import rdflib

from kg import ontology, paths, rdf
from kg.errors import GraphFileError, LimitError, QueryError, RefusedQueryError
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
    Mention,
    Paper,
    Predicate,
    RelationType,
    Role,
)
from kg.sparql import ResultSyntax, Table, answer, find_query, open_store, select, stock_queries

FOLDED = Paper(
    "p1",
    "ZibboFold: Quantization for Widgets",
    "We propose ZibboFold, quantization on top of LoRA. It folds widgets with pruning on 8x H100-80GB. "
    "On LongBench and ImageNet, ZibboFold reaches 76.3% accuracy. It is 1.7x faster than WobbleFold.",
)
WOBBLED = Paper(
    "p2", "WobbleFold", "WobbleFold is part of ZibboFold. WobbleFold joins pruning with quantization on ImageNet."
)


def says(paper: Paper, words: str, confidence: float = 0.9, **device: object) -> Evidence:
    """The sentence of an abstract that holds ``words``, as evidence that means them."""
    start = paper.abstract.index(words)
    first = paper.abstract.rfind(". ", 0, start) + 2 if ". " in paper.abstract[:start] else 0
    end = next(at for at in range(start, len(paper.abstract)) if paper.abstract[at : at + 2] in {". ", "."}) + 1
    mention = Mention(words, Field.ABSTRACT, start, start + len(words), "known-name", **device)  # type: ignore[arg-type]
    return Evidence(paper.id, Field.ABSTRACT, first, end, paper.abstract[first:end], confidence, "rule-7", mention)


def fact(paper: Paper, predicate: Predicate, target: str, words: str, subject: str = "", **device: object) -> Fact:
    """A fact that one sentence says."""
    return Fact(subject or paper.id, predicate, target, (says(paper, words, **device),))


def entity(identifier: str, name: str, entity_type: EntityType, kind: Kind = Kind.NAMED, *aliases: Alias) -> Entity:
    """An entity, its maker Quux where it is hardware."""
    return Entity(identifier, name, entity_type, kind, aliases, "Quux" if entity_type is EntityType.HARDWARE else None)


FACTS = (
    fact(FOLDED, RelationType.EXTENDS, "method/lora", "on top of LoRA", subject="method/zibbofold"),
    fact(FOLDED, RelationType.OUTPERFORMS, "method/wobblefold", "faster than WobbleFold", subject="method/zibbofold"),
    fact(WOBBLED, RelationType.PART_OF, "method/zibbofold", "part of ZibboFold", subject="method/wobblefold"),
    fact(FOLDED, RelationType.TRAINED_ON, "data/imagenet", "ImageNet", subject="method/zibbofold"),
    fact(FOLDED, Role.COMPARES_TO, "method/wobblefold", "WobbleFold"),
    fact(FOLDED, Role.EVALUATES_ON, "data/imagenet", "ImageNet"),
    fact(FOLDED, Role.EVALUATES_ON, "data/longbench", "LongBench"),
    fact(FOLDED, Role.INTRODUCES, "method/zibbofold", "ZibboFold"),
    fact(FOLDED, Role.RUNS_ON, "hardware/h100", "8x H100-80GB", count=8, memory="80GB"),
    fact(FOLDED, Role.USES, "method/lora", "LoRA"),
    fact(FOLDED, Role.USES, "method/pruning", "pruning"),
    fact(FOLDED, Role.USES, "method/quantization", "quantization"),
    fact(WOBBLED, Role.EVALUATES_ON, "data/imagenet", "ImageNet"),
    fact(WOBBLED, Role.INTRODUCES, "method/wobblefold", "WobbleFold"),
    fact(WOBBLED, Role.USES, "method/pruning", "pruning"),
    fact(WOBBLED, Role.USES, "method/quantization", "quantization"),
)
GRAPH = Contents(
    (FOLDED, WOBBLED),
    (
        entity("data/imagenet", "ImageNet", EntityType.DATASET),
        entity("data/longbench", "LongBench", EntityType.BENCHMARK),
        entity("hardware/h100", "H100", EntityType.HARDWARE),
        entity("method/lora", "LoRA", EntityType.METHOD, Kind.NAMED, Alias("low-rank adaptation", "acronym")),
        entity("method/pruning", "pruning", EntityType.METHOD, Kind.TECHNIQUE),
        entity("method/quantization", "quantization", EntityType.METHOD, Kind.TECHNIQUE),
        entity("method/wobblefold", "WobbleFold", EntityType.METHOD),
        replace(entity("method/zibbofold", "ZibboFold", EntityType.METHOD), broader=("method/quantization",)),
    ),
    FACTS,
    (
        Finding(
            *("result/1", "p1", "method/zibbofold", "accuracy", "76.3%", "data/imagenet", None),
            says(FOLDED, "76.3% accuracy"),
        ),
        Finding(
            *("result/2", "p1", "method/zibbofold", "speedup", "1.7x", None, "method/wobblefold"),
            says(FOLDED, "1.7x faster"),
        ),
    ),
)
STORE = open_store(GRAPH)

FIRST_ROWS = {
    "data-for-method": ("ImageNet", 2),
    "datasets-used-by-quantization-papers": ("ImageNet", WOBBLED.title),
    "datasets-used-on-hardware": ("ImageNet", 1),
    "devices-counted": ("H100", 8, "80GB", "8x H100-80GB"),
    "hardware-by-paper-count": ("H100", "Quux", 1),
    "hardware-for-data": ("H100", 1),
    "how-many-devices-were-needed": ("H100", 8, "80GB", "8x H100-80GB", FOLDED.title),
    "kinds-of": ("ZibboFold", 1),
    "methods-introduced": ("WobbleFold", "WobbleFold"),
    "most-used-datasets": ("ImageNet", "dataset", 2),
    "other-names-and-why-they-were-merged": ("LoRA", "low-rank adaptation", "acronym"),
    "other-names-of": ("LoRA", "low-rank adaptation", "acronym"),
    "papers-about": ("ZibboFold", FOLDED.title),
    "papers-like": ("WobbleFold", 4),
    "papers-on-hardware": ("H100", FOLDED.title, "It folds widgets with pruning on 8x H100-80GB."),
    "papers-that-compare-to": ("WobbleFold", FOLDED.title),
    "papers-that-evaluate-on": ("ImageNet", "WobbleFold"),
    "papers-that-introduce": ("ZibboFold", FOLDED.title),
    "papers-that-use": ("quantization", "WobbleFold"),
    "papers-with-both": ("WobbleFold",),
    "parts-of": ("WobbleFold", 0.9, "WobbleFold", "WobbleFold is part of ZibboFold."),
    "results-by-metric": ("accuracy", "ZibboFold", "76.3%", "ImageNet"),
    "results-of": ("ZibboFold", "accuracy", "76.3%", "ImageNet"),
    "results-on": ("ZibboFold", "accuracy", "76.3%", "ImageNet"),
    "results-versus": ("ZibboFold", "speedup", "1.7x", None, "WobbleFold"),
    "sentences-about": ("We propose ZibboFold, quantization on top of LoRA.", "extends", 0, 50, 0.9, "rule-7"),
    "used-together-with": ("pruning", 2),
    "what-a-paper-says": ("comparesTo", "WobbleFold", 0.9, "It is 1.7x faster than WobbleFold."),
    "what-builds-on": ("ZibboFold", 0.9, FOLDED.title),
    "what-it-builds-on": ("LoRA", 0.9, FOLDED.title),
    "what-it-is-trained-on": ("ImageNet", 0.9, FOLDED.title),
    "what-it-outperforms": ("WobbleFold", 0.9, FOLDED.title),
    "what-outperforms": ("ZibboFold", 0.9, FOLDED.title),
    "papers-that-compare-to-what-others-introduce": (FOLDED.title, "WobbleFold", "WobbleFold"),
    "results-on-imagenet": ("ZibboFold", "accuracy", "76.3%", FOLDED.title),
    "techniques-used-together": ("pruning", "quantization", 2),
    "what-builds-on-lora": ("ZibboFold", FOLDED.title, "We propose ZibboFold, quantization on top of LoRA."),
    "what-is-it-part-of": ("WobbleFold", "ZibboFold", "WobbleFold", "WobbleFold is part of ZibboFold."),
    "what-runs-on-h100-and-is-evaluated-on-longbench": (FOLDED.title, "https://w3id.org/abstract-kg/id/paper/p1"),
    "which-dataset-is-evaluated-on-which-hardware": ("ImageNet", "H100", 1),
    "which-sentence-says-so": ("WobbleFold", "evaluatesOn", "ImageNet", WOBBLED.abstract[33:], "abstract", 33),
    "which-speedups-are-reported": ("ZibboFold", "1.7x", None, "WobbleFold", FOLDED.title),
    "who-outperforms-whom": ("ZibboFold", "WobbleFold", 0.9, FOLDED.title),
}
"""How the answer of each stock query begins: the first cells of its first row."""

ASKED_FOR: Mapping[str, Mapping[str, str]] = runpy.run_path(str(Path(__file__).parents[1] / "docs" / "make.py"))[
    "ASKED_FOR"
]
"""What is asked for where the example of the query is not in the graph of these tests."""


def asked(name: str) -> str:
    """A stock query, for its example or for what is in ``ASKED_FOR``."""
    values = {key: [f"method:{value.lower()}"] for key, value in ASKED_FOR.get(name, {}).items()}
    prefix = "PREFIX method: <https://w3id.org/abstract-kg/id/method/> " if values else ""
    return prefix + stock_queries()[name].filled(values)


def test_no_stock_query_is_untested() -> None:
    assert set(FIRST_ROWS) == set(stock_queries())
    assert sum(bool(query.parameters) for query in stock_queries().values()) >= 20


@pytest.mark.parametrize("name", sorted(stock_queries()))
def test_stock_queries_answer(name: str) -> None:
    query = stock_queries()[name]
    found = select(STORE, asked(name))
    assert found.rows[0][: len(FIRST_ROWS[name])] == FIRST_ROWS[name]
    assert query.title.endswith(("?", "."))
    assert "ORDER BY" in query.text


@pytest.mark.parametrize("name", sorted(stock_queries()))
def test_stock_queries_are_sparql_elsewhere_too(name: str) -> None:
    graph = rdflib.Graph()
    for triple in rdf.to_rdf(GRAPH):
        graph.add(triple)
    assert len(graph.query(asked(name))) == len(select(STORE, asked(name)))


@pytest.mark.parametrize("name", sorted(stock_queries()))
def test_stock_queries_find_nothing_in_nothing(name: str) -> None:
    assert len(select(Contents(), stock_queries()[name].text)) == 0


def test_which_sentence_says_so_tells_all() -> None:
    query = stock_queries()["which-sentence-says-so"].filled({"thing": [f"<{ontology.BASE}hardware/h100>"]})
    found = select(STORE, query)
    row = dict(zip(found.columns, next(row for row in found if row[2] == "H100"), strict=True))
    start = FOLDED.abstract.index("It folds")
    assert (row["start"], row["end"]) == (start, start + len(str(row["sentence"])))
    assert FOLDED.abstract[start:].startswith(str(row["sentence"]))
    assert (row["subject"], row["words"], row["confidence"], row["rule"]) == (
        FOLDED.title,
        "8x H100-80GB",
        0.9,
        "rule-7",
    )


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT ?paper { ?paper kg:runsOn hardware:h100 }", (("https://w3id.org/abstract-kg/id/paper/p1",),)),
        ("SELECT (COUNT(*) AS ?n) { ?paper a kg:Paper }", ((2,),)),
        ("SELECT (1/4 AS ?quarter) (true AS ?yes) (?none AS ?nothing) {}", ((0.25, True, None),)),
        ("SELECT (1.5e0 AS ?double) ('7' AS ?text) ('x'^^xsd:integer AS ?odd) {}", ((1.5, "7", "x"),)),
        ("ASK { method:lora a kg:Method }", ((True,),)),
        ("ASK { method:lora a kg:Dataset }", ((False,),)),
        ("SELECT ?x { ?x a kg:Nothing }", ()),
        ("PREFIX kg: <urn:other#> ASK { ?paper a kg:Paper }", ((False,),)),
        (
            "CONSTRUCT { ?b kg:uses ?a } WHERE { ?a kg:partOf ?b }",
            (
                tuple(
                    f"https://w3id.org/abstract-kg/{end}"
                    for end in ("id/method/zibbofold", "ontology#uses", "id/method/wobblefold")
                ),
            ),
        ),
    ],
)
def test_answers_are_python_values(query: str, rows: tuple[tuple[object, ...], ...]) -> None:
    assert select(STORE, query).rows == rows


def test_a_table_is_its_rows() -> None:
    table = Table(("a",), ((1,), (2,)))
    assert (list(table), len(table)) == ([(1,), (2,)], 2)


NAMES = "SELECT ?name { ?device a kg:Hardware ; skos:prefLabel ?name }"
TRIPLES = "CONSTRUCT { ?device a ?type } WHERE { ?device a kg:Hardware, ?type }"


@pytest.mark.parametrize(
    ("query", "syntax", "start"),
    [
        (NAMES, ResultSyntax.CSV, b"name\r\nH100\r\n"),
        (NAMES, ResultSyntax.TSV, b'?name\n"H100"\n'),
        (NAMES, ResultSyntax.JSON, b'{"head":{"vars":["name"]}'),
        (NAMES, ResultSyntax.XML, b'<?xml version="1.0"?><sparql'),
        ("ASK {}", ResultSyntax.JSON, b'{"head":{},"boolean":true}'),
        ("ASK {}", ResultSyntax.CSV, b"true"),
        (TRIPLES, ResultSyntax.CSV, b"subject,predicate,object\r\nhttps://"),
        (TRIPLES, ResultSyntax.JSON, b'[{"@id":"https://w3id.org/abstract-kg/id/hardware/h100"'),
        (TRIPLES, ResultSyntax.XML, b'<?xml version="1.0" encoding="UTF-8"?><rdf:RDF'),
    ],
)
def test_answers_are_files(query: str, syntax: ResultSyntax, start: bytes) -> None:
    found = answer(STORE, query, syntax)
    assert found.replace(b"\n<rdf", b"<rdf").startswith(start)
    if syntax is ResultSyntax.JSON:
        json.loads(found)


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld", "trig"])
def test_files_of_every_syntax_are_asked_alike(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"graph.{ending}"
    rdf.write_rdf(GRAPH, path)
    query = stock_queries()["what-builds-on-lora"].text
    assert select(path, query) == select(str(path), query) == select(STORE, query)


def test_trig_can_be_asked_for_one_paper(tmp_path: Path) -> None:
    rdf.write_rdf(GRAPH, tmp_path / "graph.trig")
    query = "SELECT DISTINCT ?paper { GRAPH ?graph { ?method kg:partOf ?whole } ?graph prov:wasDerivedFrom ?paper }"
    assert select(tmp_path / "graph.trig", query).rows == (("https://w3id.org/abstract-kg/id/paper/p2",),)


@pytest.mark.parametrize("ask", [select, lambda data, query: answer(data, query, ResultSyntax.JSON)])
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x WHERE {\n  ?x kg:uses\n}", r"query:3: no SPARQL at the start of the line"),
        (
            "SELECT ?x WHERE { ?x kgg:uses ?y }",
            r"query:1: a prefix is not declared, at or after: .*kgg:uses; declare it",
        ),
        ("SELECT ?x WHERE { ?x <uses> ?y }", r"query:1: an IRI is not absolute"),
        ("SELECT ?x { ?x a ?y } GROUP BY ?y", r"query:1: a variable of SELECT is not bound"),
        ("SELCT ?x { ?x a ?y }", r"query: begins with SELCT; begin with SELECT, ASK"),
        ("", r"query: begins with nothing"),
        ("# SELECT", r"query: begins with nothing"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", r"query: INSERT would change the graph"),
        ("PREFIX a: <urn:a> DELETE WHERE { ?x ?y ?z }", r"query: DELETE would change the graph"),
        ("LOAD <file:///etc/hosts>", r"query: LOAD would change the graph"),
        ("SELECT (<urn:f>(1) AS ?x) {}", r"query: cannot be answered \(.*urn:f"),
        ("SELECT ?x { ?x a ?y } LIMIT many", r"query:1: no SPARQL after: .*LIMIT"),
    ],
)
def test_bad_queries_are_refused_in_one_line(ask: Callable[[object, str], object], query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        ask(STORE, query)
    assert caught.value.cure
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the requests that it has met."""
    met: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            met.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", met
        server.shutdown()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <{}> { ?s ?p ?o } }",
        "SELECT * { service silent <{}> { ?s ?p ?o } }",
        "PREFIX : <{}> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "PREFIX : <{}> SELECT * { SERVICE SILENT:x { ?s ?p ?o } }",
        "SELECT * { BIND('#' AS ?hash) SERVICE <{}> { ?s ?p ?o } }",
        "PREFIX a: <urn:a> SELECT * { OPTIONAL { ?s a:b\\#c ?o } SERVICE <{}> { ?s ?p ?o } }",
        "SELECT * { BIND('a\\'b' AS ?quote) SERVICE<{}>{ ?s ?p ?o } }",
        "SELECT * { FILTER(1<2) SERVICE <{}> { ?s ?p ?o } FILTER(2>1) }",
        "SELECT * { BIND(<{}> AS ?where) SERVICE ?where { ?s ?p ?o } }",
        "SELECT * FROM <{}> { ?s ?p ?o }",
        "SELECT * FROM NAMED <{}> { GRAPH ?g { ?s ?p ?o } }",
        "LOAD <{}>",
    ],
)
def test_no_query_reaches_out(query: str, listener: tuple[str, list[str]]) -> None:
    address, met = listener
    with pytest.raises(RefusedQueryError, match=r"would ask another|would change the graph|that is not loaded"):
        select(STORE, query.replace("{}", address))
    assert met == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service a kg:Paper }",
        "SELECT * { ?s skos:prefLabel 'SERVICE <https://example.org/> {}' }",
        "SELECT * { ?s ?p <https://example.org/service> } # SERVICE",
        'SELECT * { ?s ?p """a "SERVICE" b""" }',
        "PREFIX x: <urn:service#> SELECT * { ?s x:service ?o }",
        "SELECT ?insert { ?insert a 'DELETE' }",
    ],
)
def test_harmless_queries_are_answered(query: str) -> None:
    assert select(STORE, query).columns


def test_prefixes_of_things_follow_the_base_of_the_graph(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    rdf.write_rdf(GRAPH, path, "https://example.org/")
    (entity, *_) = GRAPH.entities
    family, _, name = entity.id.partition("/")
    for data in (path, GRAPH):
        assert select(data, f"SELECT ?name {{ {family}:{name} skos:prefLabel ?name }}").rows == ((entity.name,),)


@pytest.mark.parametrize("base", ["", "no iri", "half/", "<x>"])
def test_a_base_that_is_no_iri_is_not_followed(tmp_path: Path, base: str) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text(f'<urn:a> a <{ontology.BASE}method/x> ; <http://rdfs.org/ns/void#uriSpace> "{base}" .', "utf-8")
    assert select(path, "SELECT ?a { ?a a method:x }").rows == (("urn:a",),)


def test_a_query_that_is_no_text_is_refused() -> None:
    with pytest.raises(QueryError, match="mine: no text at character 6; write the query in UTF-8"):
        select(STORE, "ASK {\udcff}", where="mine")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<urn:a> <urn:b> .", r"graph\.ttl:1: is not Turtle"),
        (None, r"graph\.ttl: no such file or directory; make a graph"),
    ],
)
def test_files_that_are_no_rdf_are_refused(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "graph.ttl"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphFileError, match=message):
        select(path, "ASK {}")


def test_queries_are_found_by_name_by_file_and_as_they_stand(tmp_path: Path) -> None:
    mine = tmp_path / "mine.rq"
    mine.write_text("# What is mine?\nASK {}", encoding="utf-8")
    assert find_query(str(mine)).title == "What is mine?"
    assert find_query("who-outperforms-whom") == stock_queries()["who-outperforms-whom"]
    assert find_query("ASK {}").text == "ASK {}"
    assert find_query("SELECT ?x").text == "SELECT ?x"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("what-builds-on-lore", r"there is no such stock query; try what-builds-on-lora"),
        ("zzz", r"there is no such stock query; try kg query --list"),
        ("nowhere.rq", r"nowhere\.rq: no such file or directory"),
        ("", r"there is no such stock query"),
    ],
)
def test_queries_that_do_not_exist_are_refused(asked: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        find_query(asked)


def test_a_binary_is_no_query(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QueryError, match="is not UTF-8 text"):
        find_query(str(tmp_path / "a.rq"))


def test_files_of_queries_are_named_by_their_question() -> None:
    for path in paths.QUERIES.iterdir():
        assert path.suffix == ".rq"
        assert path.stem == path.stem.lower().replace("_", "-").replace(" ", "-")


@pytest.mark.parametrize(
    ("query", "limits", "message"),
    [
        ("SELECT * { ?a ?b ?c }", {"rows": 5}, "query: answers with more than 5 rows; add LIMIT"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", {"seconds": 0.05}, r"query: takes more than 0\.05 s"),
        ("ASK { #" + "x" * 100_000 + "\n}", {}, "query: has more than 100,000 characters"),
    ],
)
def test_a_graph_in_python_has_limits_too(
    contents: Contents, query: str, limits: dict[str, float], message: str
) -> None:
    graph = KnowledgeGraph(contents)
    assert len(graph.sparql("SELECT * { ?paper a kg:Paper }", rows=2)) == 2
    with pytest.raises(LimitError, match=message):
        graph.sparql(query, **limits)
