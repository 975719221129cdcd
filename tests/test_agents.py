"""Agents get sentences and IRIs, can change nothing, and speak to us by the official client."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg.agents.tools import Tools
from kg.errors import QueryError, RefusedQueryError
from kg.sparql import Pool

ZIBBONET = "<https://w3id.org/abstract-kg/id/method/zibbonet>"
SENTENCE = '"ZibboNet beats WobbleNet on the Q90." <https://w3id.org/abstract-kg/id/paper/p1>'


@pytest.fixture(scope="module")
def tools(served_file: Path) -> Iterator[Tools]:
    """The tools over the graph of two invented papers."""
    with Pool(served_file) as pool:
        yield Tools(pool)


def test_names_are_found(tools: Tools) -> None:
    assert tools.search("zibbo").splitlines()[0] == f"ZibboNet (Method) {ZIBBONET}, also ZBN"
    assert tools.search("qqqq") == "nothing goes by qqqq"


def test_what_is_said_comes_with_its_sentence(tools: Tools) -> None:
    text = tools.show("zibbonet")
    assert f"ZibboNet {ZIBBONET} outperforms WobbleNet" in text
    assert SENTENCE in text


def test_namesakes_and_what_is_left_out_are_told_of(tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "also by this name: ZibboNet (Paper) <https://w3id.org/abstract-kg/id/paper/p1>" in tools.show("zibbonet")
    assert "and more" not in tools.show("zibbonet")
    monkeypatch.setattr("kg.agents.tools._MOST_SAID", 1)
    assert tools.show("zibbonet").endswith("and more; a query gives all")


def test_questions_are_listed_and_answered(tools: Tools) -> None:
    assert "papers-on-hardware hardware='H100'" in tools.questions()
    assert "WobbleNet runs on the Q90." in tools.ask("papers-on-hardware", {"hardware": "q90"})


def test_queries_are_answered_and_long_answers_cut(tools: Tools) -> None:
    assert tools.query("SELECT (1 AS ?one) {}") == "one\n1"
    assert "more rows; add LIMIT" in tools.query("SELECT * { ?s ?p ?o }")


def test_nothing_is_changed_and_no_file_read(tools: Tools, tmp_path: Path) -> None:
    with pytest.raises(RefusedQueryError):
        tools.query("CLEAR ALL")
    (tmp_path / "mine.rq").write_text("ASK {}", encoding="utf-8")
    with pytest.raises(QueryError, match="there is no such question"):
        tools.ask(str(tmp_path / "mine.rq"))


def test_the_official_client_is_served(served_file: Path) -> None:
    import anyio
    from mcp import ClientSession, StdioServerParameters, stdio_client

    async def talk() -> tuple[list[object], str, bool]:
        command = StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", "--data", str(served_file)])
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            assert (await session.initialize()).server_info.version == kg.__version__
            listed = (await session.list_tools()).tools
            shown = await session.call_tool("show", {"name": "ZBN"})
            refused = await session.call_tool("query", {"sparql": "CLEAR ALL"})
            hints = [tool.annotations and tool.annotations.read_only_hint for tool in listed]
            return hints, getattr(shown.content[0], "text", ""), bool(refused.is_error)

    hints, text, refused = anyio.run(talk)
    assert hints == [True] * 5
    assert SENTENCE in text
    assert refused
