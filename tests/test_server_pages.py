"""The site: each thing has its pages, no link leads nowhere, names are completed and matched, new builds are served."""

import json
import os
import re
import threading
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest

from kg.rdf import write_rdf, write_turtle
from kg.records import Contents, Entity, EntityType, Evidence, Fact, Field, Kind, Paper, Role
from kg.server.live import LiveGraph
from kg.sparql import Limits, Request

LINK = re.compile(r"""(?:href|src|action)=["']?([^"'\s>]+)""")


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("text/html,*/*;q=0.5", "/page/method/zibbonet"),
        ("text/turtle", "/data/method/zibbonet.ttl"),
        ("application/ld+json", "/data/method/zibbonet.jsonld"),
        ("", "/page/method/zibbonet"),
    ],
)
def test_a_thing_leads_to_its_description(served: Any, accept: str, place: str) -> None:
    reply = served.ask("/id/method/zibbonet", accept)
    assert (reply.status, reply.headers["location"]) == (303, place)
    assert "Accept" in reply.headers["vary"]
    assert served.ask(place).status == 200


def test_a_page_shows_the_sentences(served: Any) -> None:
    text = unescape(served.ask("/page/method/zibbonet").text)
    assert "<h1>ZibboNet</h1>" in text
    assert "<q>ZibboNet beats WobbleNet on the Q90.</q>" in text
    assert "ZBN" in text
    assert "0.80" in text


@pytest.mark.parametrize(("form", "syntax"), [("ttl", ox.RdfFormat.TURTLE), ("jsonld", ox.RdfFormat.JSON_LD)])
def test_data_holds_what_the_page_shows(served: Any, form: str, syntax: ox.RdfFormat) -> None:
    reply = served.ask(f"/data/paper/p1.{form}")
    said = {
        triple.predicate.value.rpartition("#")[2].rpartition("/")[2] for triple in ox.parse(reply.body, format=syntax)
    }
    assert {"title", "introduces", "mentions", "hasSource"} <= said


def test_no_link_leads_nowhere(served: Any) -> None:
    waiting, met = ["/", "/search?q=zibbonet"], set()
    while waiting and len(met) < 400:
        path = waiting.pop()
        if path in met:
            continue
        met.add(path)
        reply = served.ask(path, "text/html")
        assert reply.status in {200, 303}, path
        if path == "/graph.html" or not reply.headers["content-type"].startswith("text/html"):
            continue
        found = (unescape(link).partition("#")[0] for link in LINK.findall(reply.text))
        waiting += [link for link in found if link.startswith("/")]
    assert not waiting
    assert {"/page/method/zibbonet", "/page/paper/p1", "/ontology", "/graph.html"} <= met
    assert any(path.startswith("/page/sentence/") for path in met)


def test_what_many_papers_say_is_shown_in_parts(serve: Any, tmp_path: Path) -> None:
    papers = tuple(Paper(f"p{number:03}", f"On zibbing, {number}", f"We zib {number} folds.") for number in range(130))
    facts = tuple(
        Fact(
            paper.id,
            role,
            "method/zib",
            (Evidence(paper.id, Field.ABSTRACT, 0, len(paper.abstract), paper.abstract, sure),),
        )
        for number, paper in enumerate(papers)
        for role, sure in [(Role.USES, number / 200), (Role.COMPARES_TO, 0.9)][: 2 if number < 3 else 1]
    )
    zib = Entity("method/zib", "Zib", EntityType.METHOD, Kind.NAMED)
    write_turtle(Contents(papers, (zib,), facts), tmp_path / "graph.ttl")
    served, rows = serve(tmp_path / "graph.ttl"), re.compile(r"<dt>")
    page = unescape(served.ask("/page/method/zib").text)
    assert len(rows.findall(page)) == 25 + 3  # what few say is not crowded out by what many do
    assert {">All 130</a>", "/page/method/zib?said=%5Ekg%3Auses", "/page/method/zib?pointing=%5Erdf%3Aobject"} <= set(
        re.findall(r">All 130</a>|/page/method/zib\?[^\"]+", page)
    )
    for kind, key in (("said", "%5Ekg%3Auses"), ("pointing", "%5Ekg%3Auses")):
        place, met = f"/page/method/zib?{kind}={key}", []
        while place:
            text = served.ask(place).text
            met += re.findall(r'<(?:dt|li)><a href="/page/paper/(p\d+)"', text)
            onward = re.search(r'rel="next" href="([^"]+)"', text)
            place = unescape(onward[1]) if onward else ""
        assert sorted(met) == [paper.id for paper in papers], kind
    assert met == sorted(met)
    for wrong in (
        "?said=%5Ekg:absent",
        "?said=kg:uses",
        "?said=%5Ekg:uses&from=130",
        "?said=%5Ekg:uses&from=-1",
        "?pointing=%3E",
    ):
        assert served.ask(f"/page/method/zib{wrong}").status == 404, wrong
    triples = list(ox.parse(served.ask("/data/method/zib.nt").body, format=ox.RdfFormat.N_TRIPLES))
    assert sum(triple.predicate.value.endswith("#uses") for triple in triples) == 130


@pytest.mark.parametrize(
    "path",
    ["/id/method/absent", "/page/method/absent", "/data/method/absent.ttl", "/data/method/zibbonet.exe", "/absent"],
)
def test_what_is_not_there_is_said_to_be(served: Any, path: str) -> None:
    assert served.ask(path).status == 404


def test_names_are_found_and_completed(served: Any) -> None:
    assert 'href="/page/method/zibbonet"' in served.ask("/search?q=zibbo-net").text
    asked, names, _, places = json.loads(served.ask("/suggest?q=zib").body)
    assert (asked, names[0], places[0]) == ("zib", "ZibboNet", "/page/method/zibbonet")


def test_what_is_searched_is_not_run(served: Any) -> None:
    assert "<script>alert" not in served.ask("/search?" + urlencode({"q": "<script>alert(1)</script>"})).text
    assert "</script><script>" not in served.ask("/query?" + urlencode({"edit": "</script><script>1"})).text


def test_it_tells_how_it_is(served: Any) -> None:
    told = json.loads(served.ask("/healthz").body)
    assert told["status"] == "ok"
    assert told["triples"] > 100


def test_the_ontology_is_served_as_page_and_as_itself(served: Any) -> None:
    assert 'id="usedBy"' in served.ask("/ontology", "text/html").text
    turtle = served.ask("/ontology", "text/turtle")
    assert len(list(ox.parse(turtle.body, format=ox.RdfFormat.TURTLE))) > 100


# Reconciliation: https://reconciliation-api.github.io/specs/0.2/


def reconcile(served: Any, **given: object) -> Any:
    pairs = {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = served.ask("/reconcile", method="POST", headers=headers, body=urlencode(pairs).encode())
    assert reply.status == 200, reply.text
    return json.loads(reply.body)


def test_the_manifest_has_what_its_schema_asks_for(served: Any) -> None:
    found = json.loads(served.ask("/reconcile").body)
    assert found["versions"] == ["0.2"]
    assert isinstance(found["name"], str)
    assert found["identifierSpace"].startswith("https://")
    assert found["schemaSpace"].startswith("https://")
    assert all(set(each) == {"id", "name"} for each in found["defaultTypes"])
    assert "{{id}}" in found["view"]["url"]
    assert {"url", "width", "height"} <= set(found["preview"])
    for service in (*found["suggest"].values(), found["extend"]["propose_properties"]):
        assert set(service) == {"service_url", "service_path"}
        path = service["service_url"].partition(str(served.port))[2] + service["service_path"]
        assert served.ask(f"{path}?prefix=z&type=Method").status == 200


def test_names_are_matched(served: Any) -> None:
    asked = {
        "q0": {"query": "zibbonet"},
        "q1": {"query": "Q90", "type": "Hardware", "limit": 1},
        "q2": {"query": "zzzz"},
    }
    found = reconcile(served, queries=asked)
    first = found["q0"]["result"][0]
    assert (first["id"], first["name"], first["match"]) == ("method/zibbonet", "ZibboNet", True)
    assert first["type"] == [{"id": "Method", "name": "Method"}]
    assert all(isinstance(each["score"], int | float) for each in found["q0"]["result"])
    assert [each["id"] for each in found["q1"]["result"]] == ["hardware/q90"]
    assert found["q2"]["result"] == []


@pytest.mark.parametrize(
    ("properties", "first", "is_match"),
    [
        ([], "method/zibbonet", True),
        ([{"pid": "dcterms:date", "v": "2025-03-11"}], "paper/p1", True),
        ([{"pid": "kg:introduces", "v": {"id": "method/zibbonet"}}], "paper/p1", True),
        ([{"pid": "kg:introduces", "v": "zbn"}], "paper/p1", True),
        ([{"pid": "kg:outperforms", "v": ["absent", "WobbleNet"]}], "method/zibbonet", True),
        ([{"pid": "kg:outperforms", "v": {"id": "method/lonely"}}], "method/zibbonet", False),
        ([{"pid": "kg:kind", "v": "named"}, {"pid": "skos:altLabel", "v": "ZBN"}], "method/zibbonet", True),
        ([{"pid": "kg:kind", "v": ""}, {"pid": "kg:unknown", "v": "x"}], "method/zibbonet", True),
    ],
)
def test_what_else_is_known_tells_namesakes_apart(
    served: Any, properties: list[dict[str, object]], first: str, *, is_match: bool
) -> None:
    found = reconcile(served, queries={"q": {"query": "ZibboNet", "properties": properties}})["q"]["result"]
    assert (found[0]["id"], found[0]["match"]) == (first, is_match)
    assert [each["score"] for each in found] == sorted((each["score"] for each in found), reverse=True)
    assert not any(each["match"] for each in found[1:])
    counted = {each["pid"] for each in properties if each["v"] and each["pid"] != "kg:unknown"}
    assert {each["id"] for each in found[0]["features"]} == {"name"} | counted


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"type": ["Hardware", "Method"]}, {"method/zibbonet"}),
        ({"type": ["Hardware", "Method"], "type_strict": "all"}, set()),
        ({"type": "Hardware", "type_strict": "should"}, {"method/zibbonet", "paper/p1"}),
        ({"type": "Paper"}, {"paper/p1"}),
        ({"limit": 1}, {"method/zibbonet"}),
    ],
)
def test_types_and_limits_are_kept(served: Any, asked: dict[str, object], ids: set[str]) -> None:
    found = reconcile(served, queries={"q": {"query": "ZibboNet", **asked}})["q"]["result"]
    assert {each["id"] for each in found} == ids


@pytest.mark.parametrize(
    "query",
    [
        {"type": "Method"},
        {"query": 7},
        "ZibboNet",
        {"query": "ZibboNet", "properties": [{"v": 1}]},
        {"query": "x", "properties": 3},
    ],
)
def test_what_is_no_query_of_names_is_refused(served: Any, query: object) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"queries": json.dumps({"q": query})}).encode()
    reply = served.ask("/reconcile", method="POST", headers=headers, body=body)
    assert reply.status == 400
    assert "send" in reply.text


def test_a_type_that_does_not_fit_matches_nothing(served: Any) -> None:
    assert reconcile(served, queries={"q": {"query": "ZibboNet", "type": "Hardware"}})["q"]["result"] == []


def test_matched_rows_are_extended(served: Any) -> None:
    wanted = {"ids": ["hardware/q90", "absent"], "properties": [{"id": "schema:manufacturer"}, {"id": "kg:kind"}]}
    found = reconcile(served, extend=wanted)
    assert [each["id"] for each in found["meta"]] == ["schema:manufacturer", "kg:kind"]
    assert found["rows"]["hardware/q90"]["schema:manufacturer"] == [{"str": "Quux"}]
    assert found["rows"]["absent"] == {"schema:manufacturer": [], "kg:kind": []}
    paper = reconcile(served, extend={"ids": ["paper/p1"], "properties": [{"id": "kg:introduces"}]})
    assert paper["rows"]["paper/p1"]["kg:introduces"] == [{"id": "method/zibbonet", "name": "ZibboNet"}]


def test_identifiers_lead_to_pages_and_previews(served: Any) -> None:
    assert served.ask("/id/hardware/q90").status == 303
    assert "Q90" in served.ask("/reconcile/preview?id=hardware/q90").text
    assert served.ask("/reconcile/preview?id=absent").status == 404


def test_old_clients_get_a_call(served: Any) -> None:
    reply = served.ask("/reconcile?callback=jsonp123")
    assert reply.text.startswith("/**/jsonp123(")
    assert served.ask("/reconcile?callback=alert(1)//").status == 400


@pytest.mark.parametrize(("ending", "media_type"), [("ttl", "text/turtle"), ("trig", "application/trig")])
def test_the_file_itself_is_served_as_what_it_is(
    tmp_path: Path, contents: Contents, serve: Any, ending: str, media_type: str
) -> None:
    path = tmp_path / f"graph.{ending}"
    write_rdf(contents, path)
    server = serve(path, "--in-memory")
    reply = server.ask("/dump")
    assert (reply.body, reply.headers["content-type"].split(";")[0]) == (path.read_bytes(), media_type)
    assert f'download="graph.{ending}"' in server.ask("/").text


def test_a_version_that_was_retired_is_not_begun(served_file: Path) -> None:
    live = LiveGraph(served_file, Limits(), 1, in_memory=True)
    with live.used() as version:
        last = version
        os.utime(served_file, (1, 1))
        live.refresh()
        assert live.current is not last
        assert not last.begin()
        assert last.pool.ask(Request("ASK {}")).body  # whoever was there before goes on
    assert last.pool._process.poll() == 0  # and ends with the last of them
    with live.used() as version:
        assert version.pool.ask(Request("ASK {}")).body
    live.close()


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        (
            "/stock/papers-on-hardware?hardware=q90",
            200,
            "VALUES ?hardware { <https://w3id.org/abstract-kg/id/hardware/q90> }",
        ),
        ("/stock/papers-on-hardware", 200, "VALUES ?hardware { hardware:h100 }"),
        ("/stock/papers-on-hardware?hardware=absent", 404, "the graph holds no hardware by this name"),
        ("/stock/papers-on-hardware?method=x", 400, "has no parameter --method; use --hardware"),
        ("/stock/absent", 404, "there is no such stock query"),
        ("/stock/..%2fkg", 404, ""),
    ],
)
def test_stock_queries_are_filled(served: Any, address: str, status: int, told: str) -> None:
    reply = served.ask(address)
    assert reply.status == status
    assert told in reply.text


def test_a_new_build_is_served_without_a_dropped_request(tmp_path: Path, contents: Contents, serve: Any) -> None:
    path = tmp_path / "graph.ttl"
    write_turtle(contents, path)
    server = serve(path)
    failures: list[int] = []
    ended = threading.Event()

    def keep_asking() -> None:
        while not ended.is_set():
            status = server.query("SELECT ?name { ?thing skos:prefLabel ?name }").status
            if status != 200:
                failures.append(status)

    askers = [threading.Thread(target=keep_asking) for _ in range(4)]
    for asker in askers:
        asker.start()
    fresh = Entity("method/gribblenet", "GribbleNet", EntityType.METHOD, Kind.NAMED)
    write_turtle(Contents(contents.papers, (*contents.entities, fresh), contents.facts, contents.findings), path)
    found = any(
        "GribbleNet" in server.ask("/search?q=gribblenet").text or threading.Event().wait(0.2) for _ in range(50)
    )
    ended.set()
    for asker in askers:
        asker.join()
    assert found
    assert failures == []


def test_a_broken_build_leaves_the_last_good_one(tmp_path: Path, contents: Contents, serve: Any) -> None:
    path = tmp_path / "graph.ttl"
    write_turtle(contents, path)
    server = serve(path)
    path.write_text("this is no Turtle", encoding="utf-8")
    threading.Event().wait(2.5)
    assert "ZibboNet" in server.query("SELECT ?name { ?thing skos:prefLabel ?name }").text
