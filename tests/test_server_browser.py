"""The query editor as people meet it: stock queries for what one names, broken queries, tables, graphs, phones."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Visit = Callable[..., "Page"]


@pytest.fixture
def visit(browser: "Browser", served: Any) -> Iterator[Visit]:
    """Open addresses of the server; nothing else is asked for, and no script fails."""
    contexts, troubles = [], []
    root = f"http://127.0.0.1:{served.port}"

    def open_page(path: str, *, width: int = 1280, **options: Any) -> "Page":
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(f"dialog {dialog.message}"))
        page.on(
            "console", lambda said: troubles.append(said.text) if "Failed to load" not in said.text else None
        )  # a refused query is told of on the page
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((root, "data:", "blob:")) else troubles.append(asked.url),
        )
        page.goto(root + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def ask(page: "Page", query: str) -> None:
    page.fill("#query", query)
    page.press("#query", "Control+Enter")
    page.wait_for_selector("#told:text-matches('rows? in|^query:')")


def test_a_stock_query_is_asked_for_what_one_names(visit: Visit) -> None:
    page = visit("/query")
    page.select_option("#stock", "papers-on-hardware")
    assert page.get_attribute("[name=hardware]", "placeholder") == "H100"
    page.type("[name=hardware]", "q9")
    page.wait_for_selector("#names option[value=Q90]", state="attached")
    page.fill("[name=hardware]", "quux q90")
    page.press("[name=hardware]", "Enter")
    page.wait_for_selector("#answer table")
    assert page.locator("#answer tbody tr").all_inner_texts() == ["Q90\tWobbleNet\tWobbleNet runs on the Q90."]
    assert "/id/hardware/q90>" in page.input_value("#query")


def test_what_the_graph_does_not_know_is_said(visit: Visit) -> None:
    page = visit("/query")
    page.select_option("#stock", "papers-on-hardware")
    page.fill("[name=hardware]", "Q900")
    page.press("[name=hardware]", "Enter")
    page.wait_for_selector("#told.wrong")
    assert "did you mean Q90?" in page.inner_text("#told")
    assert page.locator("#answer > *").count() == 0


def test_a_broken_query_is_marked_and_takes_the_last_answer_away(visit: Visit) -> None:
    page = visit("/query")
    ask(page, "SELECT ?name { hardware:q90 skos:prefLabel ?name }")
    assert page.inner_text("#answer td") == "Q90"
    ask(page, "SELECT ?name {\n  hardware:q90 skos:prefLabel\n}")
    assert page.inner_text("#told.wrong").startswith("query:3: no SPARQL")
    assert page.locator("#answer > *").count() == 0
    assert page.evaluate("getSelection().toString()") == "}"


@pytest.mark.parametrize(
    ("query", "things", "lines"),
    [
        ("SELECT ?thing ?other { ?thing kg:outperforms ?other }", {"zibbonet", "wobblenet"}, 1),
        ("CONSTRUCT WHERE { ?thing kg:outperforms ?other }", {"zibbonet", "wobblenet"}, 1),
        ("SELECT ?name ?n { hardware:q90 skos:prefLabel ?name BIND(7 AS ?n) }", {"Q90"}, 0),
    ],
)
def test_an_answer_is_drawn_as_a_graph(visit: Visit, query: str, things: set[str], lines: int) -> None:
    page = visit("/query")
    ask(page, query)
    page.check("[name=view][value=graph]")
    assert set(page.locator("#answer svg text").all_text_contents()) == things
    assert page.locator("#answer svg line").count() == lines


def test_things_lead_to_their_pages(visit: Visit) -> None:
    page = visit("/query")
    ask(page, "SELECT ?thing { ?thing kg:outperforms ?other }")
    page.click("#answer a")
    page.wait_for_url("**/page/method/zibbonet")
    assert page.inner_text("h1") == "ZibboNet"


def test_an_answer_is_saved_and_a_query_shared(visit: Visit) -> None:
    page = visit("/query")
    ask(page, "SELECT ?name { hardware:q90 skos:prefLabel ?name }")
    with page.expect_download() as saved:
        page.click("#save")
    assert saved.value.suggested_filename == "answer.csv"
    assert Path(saved.value.path()).read_bytes() == b"name\r\nQ90\r\n"
    again = visit(page.url.partition(page.url.split("/")[2])[2])
    assert again.input_value("#query") == page.input_value("#query")


@pytest.mark.parametrize("path", ["/", "/query", "/search?q=z", "/page/method/zibbonet", "/page/paper/p1", "/ontology"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_a_phone_in_light_and_dark(visit: Visit, path: str, scheme: str) -> None:
    page = visit(path, width=390, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    colours = page.evaluate(
        "['color', 'backgroundColor'].map(name => +getComputedStyle(document.body)[name].match(/\\d+/)[0])"
    )
    assert (colours[0] > colours[1]) == (scheme == "dark")


def test_hostile_answers_are_text(visit: Visit) -> None:
    page = visit("/query")
    hostile = "<img src=x onerror=alert(1)>"
    ask(page, f"SELECT ?x ?y {{ BIND('{hostile}' AS ?x) BIND(<javascript:alert(1)> AS ?y) }}")
    assert page.locator("#answer td").all_inner_texts() == [hostile, "javascript:alert(1)"]
    assert page.locator("#answer img, #answer a").count() == 0
    page.check("[name=view][value=graph]")
    assert page.locator("#answer img, #answer svg a").count() == 0
