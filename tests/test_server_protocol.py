"""The endpoint keeps the SPARQL 1.1 Protocol: operations, parameters, media types, status codes, its description."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

ASK = "ASK { ?paper a kg:Paper }"
SELECT = "SELECT ?name { hardware:q90 skos:prefLabel ?name }"
CONSTRUCT = "CONSTRUCT { ?s skos:prefLabel ?name } WHERE { ?s skos:prefLabel ?name }"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
QUERY = {"Content-Type": "application/sparql-query"}


def in_address(*pairs: tuple[str, str]) -> str:
    return "/sparql?" + urlencode(pairs)


@pytest.mark.parametrize(
    ("method", "path", "headers", "body"),
    [
        ("GET", in_address(("query", ASK)), {}, None),
        ("POST", "/sparql", FORM, urlencode({"query": ASK}).encode()),
        (
            "POST",
            "/sparql",
            {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
            f"query={quote(ASK)}".encode(),
        ),
        ("POST", "/sparql", QUERY, ASK.encode()),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query; charset=utf-8"}, ASK.encode()),
        ("GET", "/sparql?query=" + quote("ASK { BIND('é' AS ?x) FILTER(?x = 'é') }"), {}, None),
        ("POST", "/sparql", QUERY, "ASK { BIND('é' AS ?x) FILTER(STRLEN(?x) = 1) }".encode()),
    ],
)
def test_queries_come_in_three_ways(
    served: Any, method: str, path: str, headers: dict[str, str], body: bytes | None
) -> None:
    reply = served.ask(path, "application/sparql-results+json", method=method, headers=headers, body=body)
    assert reply.status == 200, reply.text
    assert json.loads(reply.body)["boolean"] is True


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("GET", in_address(("query", "SELECT")), {}, None, 400),
        ("GET", in_address(("query", "")), {}, None, 400),
        ("GET", in_address(("query", ASK), ("query", ASK)), {}, None, 400),
        ("GET", in_address(("update", "CLEAR ALL")), {}, None, 403),
        ("GET", in_address(("query", "INSERT DATA { <urn:a> <urn:b> 1 }")), {}, None, 403),
        ("GET", "/sparql?query=%FF", {}, None, 400),
        ("POST", "/sparql", FORM, b"", 400),
        ("POST", "/sparql", FORM, urlencode([("query", ASK), ("query", ASK)]).encode(), 400),
        ("POST", "/sparql", FORM, b"update=CLEAR+ALL", 403),
        ("POST", "/sparql", FORM, b"query=%FF", 400),
        ("POST", "/sparql", QUERY, b"\xff", 400),
        ("POST", "/sparql", QUERY, b"SELECT *", 400),
        ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, ASK.encode(), 415),
        ("POST", "/sparql", {}, ASK.encode(), 415),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query; charset=utf-16"}, ASK.encode("utf-16"), 415),
        ("PUT", "/sparql", QUERY, ASK.encode(), 405),
        ("DELETE", "/sparql", {}, None, 405),
    ],
)
def test_what_is_no_query_is_refused(
    served: Any, *, method: str, path: str, headers: dict[str, str], body: bytes | None, status: int
) -> None:
    reply = served.ask(path, method=method, headers=headers, body=body)
    assert reply.status == status, reply.text
    assert len(reply.text.strip().splitlines()) == 1
    assert "Traceback" not in reply.text


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "", "application/sparql-results+json"),
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/json", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "text/csv;q=0.1, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (SELECT, "text/html, text/csv;q=0.5", "text/csv; charset=utf-8"),
        (SELECT, "text/*", "text/csv; charset=utf-8"),
        (SELECT, "application/*", "application/sparql-results+json"),
        (SELECT, "application/json;q=0.2, */*;q=0.1", "application/sparql-results+json"),
        (SELECT, ",", "application/sparql-results+json"),
        (CONSTRUCT, "text/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/*", "application/n-triples"),
        (SELECT, "text/csv;q=0, */*;q=0.1", "application/sparql-results+json"),
        (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
        (CONSTRUCT, "", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "application/rdf+xml, */*;q=0.1", "application/rdf+xml"),
        ("DESCRIBE hardware:q90", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_answers_come_in_the_form_that_is_wanted(served: Any, query: str, accept: str, media_type: str) -> None:
    reply = served.query(query, accept)
    assert (reply.status, reply.headers["content-type"]) == (200, media_type)
    assert reply.headers["vary"]
    if "csv" in media_type:
        assert reply.body == b"name\r\nQ90\r\n"


@pytest.mark.parametrize(
    ("query", "accept"), [(SELECT, "image/png"), (SELECT, "*/*;q=0"), (CONSTRUCT, "text/csv"), (SELECT, "text/turtle")]
)
def test_forms_that_are_not_on_offer_are_refused(served: Any, query: str, accept: str) -> None:
    assert served.query(query, accept).status == 406


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("graph", ["file:///etc/passwd", "http://127.0.0.1:9/", "urn:absent"])
def test_graphs_that_are_not_loaded_are_refused(served: Any, name: str, graph: str) -> None:
    reply = served.ask(in_address(("query", ASK), (name, graph)))
    assert reply.status == 403
    assert "there is no graph" in reply.text


def test_named_graphs_of_trig_can_be_picked(tmp_path: Path, contents: Any) -> None:
    from kg.rdf import write_rdf
    from kg.sparql import Pool, Request, to_table

    write_rdf(contents, tmp_path / "graph.trig")
    base = "https://w3id.org/abstract-kg/id/graph/paper/"
    with Pool(tmp_path / "graph.trig") as pool:
        every = Request("SELECT ?s { ?s kg:outperforms ?o }")
        assert len(to_table(pool.ask(every).body)) == 1
        for paper, count in (("p1", 1), ("p2", 0)):
            picked = Request(every.query, default_graphs=(base + paper,))
            assert len(to_table(pool.ask(picked).body)) == count
            clause = Request(f"SELECT ?s FROM <{base}{paper}> {{ ?s kg:outperforms ?o }}")
            assert len(to_table(pool.ask(clause).body)) == count


@pytest.mark.parametrize(
    ("accept", "form"),
    [("text/turtle", ox.RdfFormat.TURTLE), ("application/rdf+xml", ox.RdfFormat.RDF_XML), ("", ox.RdfFormat.TURTLE)],
)
def test_it_describes_itself(served: Any, accept: str, form: ox.RdfFormat) -> None:
    reply = served.ask("/sparql", accept)
    said = {
        triple.predicate.value.partition("#")[2]: str(triple.object) for triple in ox.parse(reply.body, format=form)
    }
    assert said["endpoint"] == f"<http://127.0.0.1:{served.port}/sparql>"
    assert said["supportedLanguage"].endswith("SPARQL11Query>")


def test_heads_are_answered(served: Any) -> None:
    assert served.ask("/sparql", method="HEAD").status == served.ask("/healthz", method="HEAD").status == 200


def test_browsers_get_the_editor(served: Any) -> None:
    reply = served.ask("/sparql", "text/html,application/xhtml+xml,*/*;q=0.8")
    assert reply.headers["content-type"].startswith("text/html")
    assert "PREFIX kg:" in reply.text
    assert "datasets-used-on-hardware" in reply.text


def test_pages_of_others_may_ask(served: Any) -> None:
    reply = served.ask(in_address(("query", ASK)), headers={"Origin": "https://example.org"})
    assert reply.headers["access-control-allow-origin"] == "*"
    asked = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    assert served.ask("/sparql", method="OPTIONS", headers=asked).status == 200


def test_an_independent_client_reads_it(served: Any) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SPARQLWrapper import JSON, POST, SPARQLWrapper

        client = SPARQLWrapper(f"http://127.0.0.1:{served.port}/sparql", returnFormat=JSON)
        for method in ("GET", POST):
            client.setMethod(method)
            client.setQuery(SELECT)
            assert client.queryAndConvert()["results"]["bindings"][0]["name"]["value"] == "Q90"
