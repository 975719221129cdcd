"""Queries asked of another process: answered in every form, stopped over every limit, and the next one is answered."""

import fcntl
import json
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pyoxigraph as ox
import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.errors import GraphFileError, LimitError, QueryError, RefusedQueryError, ServerError
from kg.questions import Things, to_sparql
from kg.records import Contents
from kg.server.answers import Answers
from kg.sparql import Answer, Limits, Pool, Request, find_query, keeping, stock_queries, to_table
from kg.sparql.folders import held_folder
from kg.sparql.keeping import in_folder
from kg.sparql.responding import respond
from kg.sparql.turns import Turns

_FILTER = "FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = CONCAT(STR(?l), 'no'))"
CROSSED = f"SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l {_FILTER} }}"


@pytest.fixture(scope="module")
def pool(served_file: Path) -> Iterator[Pool]:
    """One worker with little of everything."""
    limits = Limits(seconds=0.7, rows=50, answer=20_000, memory=256 << 20, length=2_000)
    with Pool(served_file, limits) as pool:
        yield pool


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
def test_rows_come_in_every_form(pool: Pool, form: str) -> None:
    answer = pool.ask(Request("SELECT ?name { hardware:q90 skos:prefLabel ?name }", form))
    assert (answer.form, answer.is_graph) == (form, False)
    assert b"Q90" in answer.body


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("row", ["UNDEF", "1", r'"{<result>\n{<result>\n"'])
def test_rows_are_counted_in_every_form(form: str, row: str) -> None:
    request = Request(f"SELECT ?x {{ VALUES ?x {{ {' '.join([row] * 6)} }} }}", form)
    assert respond(ox.Store(), request, Limits(rows=6)).form == form
    with pytest.raises(LimitError, match="more than 5 rows"):
        respond(ox.Store(), request, Limits(rows=5))


@pytest.mark.parametrize("form", ["ttl", "nt", "jsonld", "xml"])
def test_triples_come_in_every_form(pool: Pool, form: str) -> None:
    answer = pool.ask(Request("CONSTRUCT WHERE { hardware:q90 skos:prefLabel ?name }", graph=form))
    assert (answer.form, answer.is_graph) == (form, True)
    assert b"Q90" in answer.body


def test_triples_come_as_rows_too(pool: Pool) -> None:
    table = to_table(pool.ask(Request("CONSTRUCT WHERE { hardware:q90 skos:prefLabel ?name }")).body)
    assert table.columns == ("subject", "predicate", "object")
    assert table.rows[0][2] == "Q90"


@pytest.mark.parametrize(
    ("query", "error", "message"),
    [
        (CROSSED, LimitError, r"mine: takes more than 0\.7 s and was stopped; ask for less"),
        (
            "SELECT ?c { ?b kg:confidence|oa:start|oa:end|rdf:type ?c }",
            LimitError,
            "mine: answers with more than 50 rows; add LIMIT",
        ),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", LimitError, "mine: answers with more than 20,000 bytes"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", LimitError, "mine: (needs too much memory|takes)"),
        ("ASK { #" + "x" * 2_000 + "\n}", LimitError, "mine: has more than 2,000 characters"),
        ("SELECT * { SERVICE <urn:x> {} }", RefusedQueryError, "mine: SERVICE would ask another server"),
        ("SELECT * FROM <urn:x> {}", RefusedQueryError, "mine: FROM names a graph that is not loaded"),
        ("CLEAR ALL", RefusedQueryError, "mine: CLEAR would change the graph"),
        ("SELECT ?x WHERE {", QueryError, "mine:1: no SPARQL after"),
    ],
)
def test_what_goes_too_far_is_stopped_in_one_line(
    pool: Pool, query: str, error: type[QueryError], message: str
) -> None:
    for form in ("json", "csv"):
        with pytest.raises(error, match=message) as caught:
            pool.ask(Request(query, form, where="mine"))
        assert "\n" not in str(caught.value)
        assert pool.ask(Request("ASK {}")).body


def test_a_stopped_query_is_stopped_in_time(pool: Pool) -> None:
    start = time.monotonic()
    with pytest.raises(LimitError):
        pool.ask(Request(CROSSED))
    assert time.monotonic() - start < 3


def test_names_may_take_longer_than_the_queries_of_users(served_file: Path) -> None:
    with Pool(served_file, Limits(seconds=0.2)) as pool:
        start = time.monotonic()
        with pytest.raises(LimitError, match="takes more than 1 s"):
            pool.ask(Request(CROSSED, patience=5))
        assert time.monotonic() - start > 1
        assert Things(pool).find("zibbonet")


def test_a_worker_can_open_nothing(pool: Pool) -> None:
    # What the check of the text lets pass is held by the process: it may open no file.
    answer = pool.ask(Request("SELECT ?x { BIND(<file:///etc/hostname> AS ?x) }"))
    assert to_table(answer.body).rows == (("file:///etc/hostname",),)


@pytest.mark.parametrize("in_folder", [False, True])
@pytest.mark.parametrize("text", [None, "this is no Turtle"])
def test_what_cannot_be_loaded_is_told(tmp_path: Path, text: str | None, *, in_folder: bool) -> None:
    path = tmp_path / "graph.ttl"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphFileError, match=r"graph\.ttl"):
        Pool(path, in_folder=in_folder)


def test_a_graph_in_a_folder_answers_as_one_in_memory(
    served_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    queries = [query.text for query in stock_queries().values()]
    with Pool(served_file) as one, Pool(served_file, Limits(seconds=0.7), in_folder=True) as other:
        assert (one.base, one.triples, one.graphs) == (other.base, other.triples, other.graphs)
        assert [each.parent for each in tmp_path.glob("abstract-kg-graph-*/CURRENT")]
        for query in queries:
            assert one.ask(Request(query)) == other.ask(Request(query))
        with pytest.raises(LimitError, match="was stopped"):
            other.ask(Request(CROSSED))
        assert other.ask(Request(queries[0])) == one.ask(Request(queries[0]))
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_nothing_else(
    served_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    others = {tmp_path / "kg-notes", tmp_path / "abstract-kg-graph-link"}
    (tmp_path / "kg-notes").mkdir()
    (tmp_path / "abstract-kg-graph-link").symlink_to(tmp_path / "kg-notes")
    with Pool(served_file, in_folder=True) as living:
        [held] = set(tmp_path.iterdir()) - others
        killed = Pool(served_file, in_folder=True)
        [left] = set(tmp_path.iterdir()) - others - {held}
        os.kill(killed._process.pid, signal.SIGKILL)
        killed.close()
        assert left.is_dir()
        with Pool(served_file, in_folder=True) as fresh:
            assert not left.exists()
            query = Request("ASK { hardware:q90 skos:prefLabel 'Q90' }")
            assert living.ask(query) == fresh.ask(query)
            assert held.is_dir()
    assert set(tmp_path.iterdir()) == others


def test_a_folder_that_goes_before_it_is_held_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    lock, gone = fcntl.flock, []

    def late(opened: int, how: int) -> None:
        if not gone:
            gone.extend(tmp_path.iterdir())
            gone[0].rmdir()
        lock(opened, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with held_folder() as folder:
        assert [Path(folder)] == list(tmp_path.iterdir()) != gone
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_room_is_told(served_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "load_in_parts", full)
    with pytest.raises(GraphFileError, match=r"No space left on device.*; make room"), in_folder(str(served_file)):
        pass


def test_a_system_that_cannot_fork_is_told_of(served_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with pytest.raises(ServerError, match="needs a system that can fork a process; use Linux"):
        Pool(served_file)


def test_what_is_not_sure_enough_is_left_out(served_file: Path) -> None:
    query = Request("ASK { method:zibbonet kg:outperforms method:wobblenet }")
    for least, answer in ((0.5, True), (0.85, False)):
        with Pool(served_file, min_confidence=least) as pool:
            assert json.loads(pool.ask(query).body)["boolean"] is answer


@pytest.fixture(scope="module")
def things(served_file: Path) -> Iterator[Things]:
    """The names of that graph."""
    with Pool(served_file) as pool:
        yield Things(pool)


@pytest.mark.parametrize(
    "name", ["q90", "Q90", "quux q90", "hardware/q90", "https://w3id.org/abstract-kg/id/hardware/q90"]
)
def test_names_are_taken_as_people_write_them(things: Things, name: str) -> None:
    text = to_sparql(find_query("papers-on-hardware"), {"hardware": name}, things)
    assert "VALUES ?hardware { <https://w3id.org/abstract-kg/id/hardware/q90> }" in text


def test_words_are_taken_as_they_are(things: Things) -> None:
    text = to_sparql(find_query("results-by-metric"), {"metric": 'speed" } DROP'}, things)
    assert r'VALUES ?metric { "speed\" } DROP" }' in text


@pytest.mark.parametrize(
    ("query", "given", "message"),
    [
        (
            "papers-on-hardware",
            {"hardware": "Q900"},
            r"Q900: the graph holds no hardware by this name; did you mean Q90\?",
        ),
        ("papers-on-hardware", {"hardware": "ZibboNet"}, "holds no hardware by this name"),
        ("papers-on-hardware", {"method": "x"}, "papers-on-hardware: has no parameter --method; use --hardware"),
        ("most-used-datasets", {"method": "x"}, "most-used-datasets: has no parameter --method; ask without it"),
    ],
)
def test_names_that_mean_nothing_are_refused(things: Things, query: str, given: dict[str, str], message: str) -> None:
    from kg.errors import KgError

    with pytest.raises(KgError, match=message):
        to_sparql(find_query(query), given, things)


Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Run one command."""
    return lambda *arguments: CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.mark.parametrize("asked", [("--hardware", "q90"), ("--hardware=q90",)])
def test_kg_query_fills_stock_queries(run: Run, served_file: Path, asked: tuple[str, ...]) -> None:
    result = run("query", "papers-on-hardware", *asked, "--data", str(served_file), "--format", "csv")
    assert result.stdout.splitlines()[1] == "Q90,WobbleNet,WobbleNet runs on the Q90."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((CROSSED, "--seconds", "0.5"), "kg: query: takes more than 0.5 s and was stopped"),
        (("SELECT * { ?a ?b ?c }", "--rows", "3", "--format", "csv"), "kg: query: answers with more than 3 rows"),
        (("SELECT * { SERVICE <urn:x> {} }",), "kg: query: SERVICE would ask another server"),
        (("SELECT * FROM <file:///etc/hosts> {}",), "kg: query: FROM names a graph that is not loaded"),
        (("papers-on-hardware", "--hardware", "q91"), "kg: q91: the graph holds no hardware by this name"),
    ],
)
def test_kg_query_is_as_safe(run: Run, served_file: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("query", *arguments, "--data", str(served_file))
    assert result.exit_code == 1
    assert result.stderr.startswith(message)
    assert result.stderr.count("\n") == 1


def test_words_too_many_are_wrong_usage(run: Run, served_file: Path) -> None:
    assert run("query", "ASK {}", "more", "--data", str(served_file)).exit_code == 2


def test_the_stock_answers_of_both_ways_are_equal(served_file: Path, contents: Contents) -> None:
    from kg.sparql import select

    with Pool(served_file) as pool:
        for query in stock_queries().values():
            assert to_table(pool.ask(Request(query.text)).body) == select(contents, query.text)


def test_answers_are_read_by_others(pool: Pool) -> None:
    body = pool.ask(Request("ASK {}", "xml")).body
    assert isinstance(ox.parse_query_results(body, format=ox.QueryResultsFormat.XML), ox.QueryBoolean)


def test_who_has_waited_longest_is_served_first() -> None:
    turns, served = Turns(["worker"]), list[int]()

    def wait(number: int) -> None:
        worker = turns.take(10)
        served.append(number)
        turns.put(worker)

    taken = turns.take(1)
    waiters = [Thread(target=wait, args=(number,)) for number in range(20)]
    for count, waiter in enumerate(waiters, start=1):
        waiter.start()
        while len(turns._waiting) < count:
            time.sleep(0.001)
    turns.put(taken)
    for waiter in waiters:
        waiter.join()
    assert served == list(range(20))


def test_who_waits_too_long_leaves_no_turn_behind() -> None:
    turns = Turns[str]([])
    with pytest.raises(TimeoutError):
        turns.take(0.01)
    turns.put("worker")
    assert turns.rest() == ["worker"]


def test_what_is_asked_twice_at_once_is_answered_once(served_file: Path) -> None:
    class Counting(Pool):
        asked = 0

        def ask(self, request: Request) -> Answer:
            self.asked += 1
            time.sleep(0.2)
            return super().ask(request)

    def refused(_: int) -> bool:
        with pytest.raises(QueryError):
            answers.ask(Request("ASK {"))
        return True

    with Counting(served_file) as pool, ThreadPoolExecutor(8) as askers:
        answers = Answers(pool)
        assert len(set(askers.map(answers.ask, [Request("ASK {}")] * 8))) == 1
        assert pool.asked == 1
        assert all(askers.map(refused, range(4)))
        assert pool.asked == 2
        assert refused(0)
        assert pool.asked == 3  # an error is not kept
