"""The page as people meet it: in a real browser, by mouse and by keyboard.

Where Chromium or playwright is missing these tests are skipped and say so; with KG_REQUIRE_BROWSER=1, as CI has it,
they fail instead.
"""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from made_graph import made_graph

import kg
from kg.cli import main
from kg.filtering import at_least
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
    RelationType,
    Role,
)
from kg.sparql import open_store, select

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SVG = "{http://www.w3.org/2000/svg}"
Visit = Callable[..., "Page"]


@pytest.fixture
def visit(browser: "Browser", tmp_path: Path) -> Iterator[Visit]:
    """Open pages, and see to it that they ask for nothing from outside and report no error."""
    contexts, troubles = [], []

    def open_page(file: Path, address: str = "", *, width: int = 1280, height: int = 800, **options: Any) -> "Page":
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: troubles.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(f"dialog {dialog.message}"))
        page.on("request", lambda asked: None if is_own(asked.url, file) else troubles.append(asked.url[:200]))
        page.goto(f"{file.as_uri()}{f'#{address}' if address else ''}")
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def is_own(url: str, file: Path) -> bool:
    return url.split("#", maxsplit=1)[0] == file.as_uri() or url.startswith(("data:", "blob:", "about:"))


@pytest.fixture(scope="module")
def seeds() -> KnowledgeGraph:
    return kg.build_graph()


@pytest.fixture(scope="module")
def seeds_page(seeds: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "graph.html"
    seeds.write_page(path)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "graph.html"
    KnowledgeGraph(made_graph(10_000, 30_000)).write_page(path)
    return path


def address(page: "Page") -> str:
    return str(page.evaluate("location.hash.slice(1)"))


def go(page: "Page", place: str) -> None:
    """Go to an address of the page that is open, as a link to it does."""
    page.evaluate("place => { location.hash = place }", place)
    page.wait_for_timeout(60)


def heading(page: "Page") -> str:
    return page.inner_text("#panel h2")


def sections(page: "Page") -> list[str]:
    return [title.split("\n")[0] for title in page.locator("#panel h3").all_inner_texts()]


def saved(page: "Page", selector: str) -> bytes:
    """Return the file that a click hands out."""
    with page.expect_download() as download:
        page.click(selector)
    return Path(download.value.path()).read_bytes()


def drawing(page: "Page") -> ET.Element:
    return ET.fromstring(saved(page, "#svg"))


def names_drawn(page: "Page") -> dict[str, tuple[float, float]]:
    """Return the names on the canvas, and where they stand."""
    return {
        text.text or "": (float(text.get("x", "")), float(text.get("y", "")))
        for text in drawing(page).iter(f"{SVG}text")
    }


def rows(page: "Page") -> list[list[str]]:
    """Return the table of the panel as its CSV has it, without its header."""
    text = saved(page, "#panel .tools button").decode()
    return list(csv.reader(io.StringIO(text)))[1:]


def click_name(page: "Page", name: str, drawn: Mapping[str, tuple[float, float]] | None = None) -> None:
    x, y = (drawn or names_drawn(page))[name]
    box = page.locator("#canvas").bounding_box() or {}
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_timeout(60)


# First view -----------------------------------------------------------------------------------------------------------


def test_the_first_view_names_what_is_connected_most_and_its_communities(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    drawn = names_drawn(page)
    assert {"large language model", "ImageNet", "transformer"} <= set(drawn)
    assert sum(" · " in name for name in drawn) >= 8
    assert 20 <= len(drawn) <= 150
    assert "papers" in page.inner_text("#size")


def test_nothing_moves_by_itself(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    page.wait_for_timeout(300)
    before = names_drawn(page)
    page.wait_for_timeout(300)
    assert names_drawn(page) == before


def test_no_name_stands_on_another(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    for place in ("", "hardware/a100", "hardware/a100?hops=2", "method/large-language-model"):
        go(page, place)
        boxes = []
        for text in drawing(page).iter(f"{SVG}text"):
            size, x, y = (float(text.get(name, "0")) for name in ("font-size", "x", "y"))
            half = 0.23 * size * len(text.text or "")
            boxes.append((x - half, x + half, y - size / 2, y + size / 2, text.text))
        overlaps = [
            (one[4], other[4])
            for number, one in enumerate(boxes)
            for other in boxes[number + 1 :]
            if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
        ]
        assert overlaps == []


def test_more_appears_nearer(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    before = set(names_drawn(page))
    page.focus("#canvas")
    for _ in range(5):
        page.keyboard.press("+")
    page.wait_for_timeout(400)
    assert len(set(names_drawn(page)) - before) > 10
    page.focus("#canvas")
    page.keyboard.press("0")
    page.wait_for_timeout(400)
    assert set(names_drawn(page)) == before


# Find -----------------------------------------------------------------------------------------------------------------


SLIPS = {
    "A100": "A100",
    "low-rank adaptation": "LoRA",
    "quantisaton": "quantization",
    "ImageNte": "ImageNet",
    "flash atention": "FlashAttention",
    "tranformer": "transformer",
}


def test_search_forgives_slips_and_knows_other_names(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    for typed, name in SLIPS.items():
        page.fill("#search", typed)
        assert name in page.locator("[role=option] .name > bdi:first-child").all_inner_texts()[:5]


def test_search_is_worked_by_keys(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("quantization")
    page.keyboard.press("ArrowDown")
    second = page.locator("[role=option]").nth(1)
    assert second.get_attribute("aria-selected") == "true"
    assert page.get_attribute("#search", "aria-activedescendant") == second.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert heading(page) == "quantization"
    page.keyboard.press("/")
    page.keyboard.type("zzzzzz")
    assert "Nothing" in page.inner_text(".found")
    page.keyboard.press("Escape")
    assert page.locator(".found").first.is_hidden()


def test_search_finds_papers(visit: Visit, seeds_page: Path, seeds: KnowledgeGraph) -> None:
    title = seeds.papers(introduces="FlashAttention")[0].title
    page = visit(seeds_page)
    page.fill("#search", title[:30])
    page.keyboard.press("Enter")
    assert heading(page) == title


# Read -----------------------------------------------------------------------------------------------------------------


def test_a_name_on_the_map_opens_what_it_names_whatever_lies_under_it(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    drawn = {name: at for name, at in names_drawn(page).items() if " · " not in name and 60 < at[0] < 800}
    assert len(drawn) > 20
    for name in list(drawn)[:20]:
        click_name(page, name, drawn)
        assert heading(page).startswith(name.rstrip("…"))
        page.keyboard.press("Escape")


def test_a_click_on_the_map_opens_the_panel_and_back_closes_it(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    click_name(page, "ImageNet")
    assert (address(page), heading(page)) == ("data/imagenet", "ImageNet")
    page.locator("#panel a.node").first.click()
    second = address(page)
    assert second not in {"", "data/imagenet"}
    page.go_back()
    assert (address(page), heading(page)) == ("data/imagenet", "ImageNet")
    page.go_back()
    assert heading(page) == "What is in it"
    page.go_forward()
    assert heading(page) == "ImageNet"
    page.keyboard.press("Escape")
    assert heading(page) == "What is in it"


def test_the_panel_of_an_entity_says_what_the_graph_says(visit: Visit, seeds_page: Path, seeds: KnowledgeGraph) -> None:
    page = visit(seeds_page, "hardware/a100")
    assert page.inner_text("#panel .type") == "Hardware · proper name · 7 papers"
    assert sections(page) == ["Papers that run on it", "What runs on it", "Results"]
    assert "NVIDIA" in page.inner_text("#panel dl")
    while page.locator("#panel .more").count():
        page.locator("#panel .more").first.click()
    said = {" ".join(text.split()) for text in page.locator("#panel blockquote bdi").all_inner_texts()}
    facts = seeds.facts(object="A100")
    assert {" ".join(each.sentence.split()) for fact in facts for each in fact.evidence} <= said
    assert "A100" in page.locator("#panel mark").all_inner_texts()


def test_the_panel_of_a_paper_names_its_entities_by_role(visit: Visit, seeds_page: Path, seeds: KnowledgeGraph) -> None:
    paper = seeds.papers(introduces="FlashAttention")[0]
    page = visit(seeds_page)
    page.fill("#search", paper.title)
    page.keyboard.press("Enter")
    roles = dict.fromkeys(fact.predicate for fact in seeds.facts(subject=paper))
    words = {Role.INTRODUCES: "Introduces", Role.EVALUATES_ON: "Evaluates on", Role.RUNS_ON: "Runs on"}
    words |= {Role.USES: "Uses", Role.COMPARES_TO: "Compares with", Role.MENTIONS: "Mentions"}
    assert {words[Role(role)] for role in roles} <= set(sections(page))


def test_neighbours_at_one_and_two_steps(visit: Visit, seeds_page: Path, seeds: KnowledgeGraph) -> None:
    page = visit(seeds_page, "hardware/t4")
    near = {thing.title if isinstance(thing, Paper) else thing.name for thing in seeds.neighbours("T4")}
    drawn = names_drawn(page)
    assert all(any(name.startswith(drawn_name.rstrip("…")) for drawn_name in drawn) for name in near)
    page.click("#panel nav >> text=2 steps")
    assert address(page) == "hardware/t4?hops=2"
    assert len(names_drawn(page)) > len(drawn)
    page.click("#panel nav >> text=On the map")
    assert "T4" in names_drawn(page)


def test_physics_moves_a_small_picture_when_asked(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, "hardware/t4")
    before = names_drawn(page)
    page.click("#loosen")
    assert page.get_attribute("#loosen", "aria-pressed") == "true"
    page.wait_for_timeout(500)
    page.click("#loosen")
    assert page.get_attribute("#loosen", "aria-pressed") == "false"
    assert names_drawn(page) != before


# Ask ------------------------------------------------------------------------------------------------------------------

QUESTIONS = [
    {"runs_on": "A100"},
    {"runs_on": "GPU", "uses": "large language model"},
    {"evaluates_on": "ImageNet", "uses": "pruning"},
    {"introduces": "FlashAttention"},
    {"compares_to": "LoRA"},
    {"mentions": "quantization", "evaluates_on": "CIFAR-10"},
    {"introduces": "A100"},
]


@pytest.mark.parametrize("least", [0, 0.9])
def test_an_answer_is_that_of_sparql_and_of_python(
    visit: Visit, seeds_page: Path, seeds: KnowledgeGraph, least: float
) -> None:
    store = open_store(seeds.contents)
    page = visit(seeds_page, f"ask?sure={least}")
    for question in QUESTIONS:
        asked = "&".join(f"{role}={seeds.entity(name).id}" for role, name in question.items())
        go(page, f"ask?{asked}&sure={least}")
        page.wait_for_timeout(150)  # Chromium drops the eleventh download of a second, and each question makes two
        page.click("#panel summary")
        found = [row[0] for row in rows(page)] if page.locator("#panel table").count() else []
        assert sorted(found) == sorted(str(title) for title, _ in select(store, page.inner_text("#panel pre")))
        if not least:
            assert sorted(found) == sorted(paper.title for paper in seeds.papers(**question))
            assert not found or any(found[0].startswith(name.rstrip("…")) for name in names_drawn(page))


def test_a_question_is_put_together_from_menus(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, "ask")
    page.select_option("[data-keep=role-0]", "runs_on")
    page.fill("[data-keep=thing-0]", "A100")
    page.keyboard.press("Enter")
    assert address(page) == "ask?runs_on=hardware/a100"
    assert page.inner_text("#panel .answer") == "7 papers"
    page.select_option("[data-keep=role-1]", "evaluates_on")
    page.fill("[data-keep=thing-1]", "humaneval")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel .answer") == "1 paper"
    page.click("#panel [aria-label='Leave this out'] >> nth=0")
    assert address(page) == "ask?evaluates_on=data/humaneval"
    page.go_back()
    assert page.inner_text("#panel .answer") == "1 paper"


def test_results_are_a_leaderboard(visit: Visit, seeds_page: Path, seeds: KnowledgeGraph) -> None:
    page = visit(seeds_page, "results")
    assert len(rows(page)) == len(seeds.findings())
    page.select_option("[data-keep=metric]", "speedup")
    assert len(rows(page)) == sum(finding.metric == "speedup" for finding in seeds.findings())
    page.click("#panel .sort >> text=Value")
    firsts = [re.search(r"-?\d+(\.\d+)?", row[0].replace(",", "")) for row in rows(page)]
    figures = [float(found[0]) for found in firsts if found]
    assert figures == sorted(figures, reverse=True)
    assert page.get_attribute("#panel th >> nth=0", "aria-sort") == "descending"
    page.fill("#panel .tools input", rows(page)[0][1])
    assert 0 < len(rows(page)) < len(figures)


def test_a_path_is_as_short_as_that_of_python(visit: Visit, seeds_page: Path, seeds: KnowledgeGraph) -> None:
    page = visit(seeds_page, "path")
    for ends in (("ALLoRA", "SaRA"), ("A100", "ImageNet"), ("T4", "LoRA"), ("LoRA", "LoRA")):
        for label, name in zip(("From", "To"), ends, strict=True):
            page.fill(f"#panel [aria-label={label}]", name)
            page.keyboard.press("Enter")
        steps = page.locator("#panel ol > li")
        assert steps.count() == len(seeds.path(*ends))
        assert all(steps.nth(number).locator("blockquote").count() for number in range(steps.count()))


# Filters --------------------------------------------------------------------------------------------------------------


def slide(page: "Page", name: str, value: float) -> None:
    script = "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})) }"
    page.locator(f"#least-{name}").evaluate(script, value)
    page.wait_for_timeout(200)


@pytest.mark.parametrize("least", [0.5, 0.8, 0.95])
def test_the_slider_leaves_out_what_a_filtered_build_leaves_out(
    visit: Visit, seeds_page: Path, seeds: KnowledgeGraph, least: float
) -> None:
    kept = at_least(seeds.contents, least)
    page = visit(seeds_page, "list")
    page.click("#legend summary")
    slide(page, "sure", least)
    assert f"sure={least}" in address(page)
    names = [entity.name for entity in kept.entities] + [paper.title for paper in kept.papers]
    assert sorted(row[0] for row in rows(page)) == sorted(names)
    counted = page.locator("#filters fieldset .count").all_inner_texts()[3:]
    assert sum(int(text.replace(",", "")) for text in counted) == len(kept.facts)
    go(page, "results")
    assert len(rows(page)) == len(kept.findings)


def test_what_few_papers_name_can_be_hidden_everywhere(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, "list")
    page.click("#legend summary")
    slide(page, "papers", 5)
    assert all(not row[3] or int(row[3]) >= 5 for row in rows(page))
    page.fill("#search", "ALLoRA")
    assert "ALLoRA" not in page.locator("[role=option] .name > bdi:first-child").all_inner_texts()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#reset").is_visible()
    assert "papers=5" in address(page)
    page.click("#reset")
    assert "papers" not in address(page)


def test_types_kinds_and_predicates_are_switched_in_the_legend(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, "data/imagenet")
    assert "Papers that evaluate on it" in sections(page)
    page.click("#legend summary")
    page.click("#filters button:has-text('evaluates on')")
    assert "Papers that evaluate on it" not in sections(page)
    page.click("#types button:has-text('Paper')")
    assert not [title for title in sections(page) if title.startswith("Papers that")]
    page.click("#filters button:has-text('technique')")
    go(page, "list")
    assert {row[1] for row in rows(page)} == {"Method", "Dataset", "Benchmark", "Hardware"}
    assert "technique" not in {row[2] for row in rows(page)}


# For everyone ---------------------------------------------------------------------------------------------------------


def test_everything_that_is_worked_has_a_name(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    page.click("#legend summary")
    for place in ("", "ask", "results", "path", "list", "hardware/a100"):
        go(page, place)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select, [role=application]')].filter(e =>
                !(e.getAttribute('aria-label') || e.labels?.length || e.textContent.trim())).map(e => e.outerHTML)"""
        )
        assert nameless == []
    assert page.locator("#canvas").get_attribute("aria-label")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_keys_alone_lead_from_the_search_to_a_sentence(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert heading(page) == "Everything by name"
    assert page.evaluate("document.activeElement.tagName") == "H2"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('td a.node')"):
            break
    page.keyboard.press("Enter")
    assert heading(page) == "large language model"
    assert page.locator("#panel blockquote").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit: Visit, seeds_page: Path, scheme: str) -> None:
    page = visit(seeds_page, color_scheme=scheme)
    names = ("ink", "quiet", "accent", "ground", "sheet", "mark", "chosen")
    colours = page.evaluate(
        "names => names.map(n => getComputedStyle(document.documentElement).getPropertyValue('--' + n))", list(names)
    )
    of = dict(zip(names, (colour.strip() for colour in colours), strict=True))
    for text in ("ink", "quiet", "accent"):
        for ground in ("ground", "sheet"):
            assert contrast(of[text], of[ground]) >= 4.5, (text, ground)
    assert contrast(of["ink"], of["mark"]) >= 4.5
    assert contrast(of["ink"], of["chosen"]) >= 4.5


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted(map(luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#") if len(colour) == 7 else "".join(2 * digit for digit in colour.lstrip("#"))
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_light_and_dark_follow_the_system_or_the_button(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme")
    assert page.evaluate(ground) != dark
    page.click("#theme")
    assert page.evaluate(ground) == dark
    assert page.get_attribute("#theme", "aria-label") == "Colours: dark"


def test_a_phone_shows_all_of_it(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, width=390, height=844)
    for place in ("", "hardware/a100", "ask?runs_on=hardware/gpu", "results", "path", "list"):
        go(page, place)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.locator("#panel h2").is_visible()
    page.click("#tabs >> text=Ask")
    assert heading(page) == "Papers that …"


def test_paper_gets_the_picture_and_the_words(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, "hardware/a100")
    page.emulate_media(media="print")
    assert page.locator("header").is_hidden()
    assert page.locator("#canvas canvas").is_visible()
    assert page.locator("#panel blockquote").first.is_visible()


# Files ----------------------------------------------------------------------------------------------------------------


def test_the_picture_is_saved_as_png_and_svg(visit: Visit, seeds_page: Path) -> None:
    page = visit(seeds_page, "hardware/a100")
    assert saved(page, "#png").startswith(b"\x89PNG")
    picture = drawing(page)
    assert "A100" in {text.text for text in picture.iter(f"{SVG}text")}
    kinds = {element.tag.removeprefix(SVG) for element in picture.iter()}
    assert kinds <= {"svg", "rect", "circle", "path", "polygon", "text"}


def test_a_notebook_shows_it_in_a_frame(
    visit: Visit, seeds: KnowledgeGraph, tmp_path: Path, browser: "Browser"
) -> None:
    outer = tmp_path / "notebook.html"
    outer.write_text(f"<!DOCTYPE html><body>{seeds.page(around='T4', hops=1)._repr_html_()}", encoding="utf-8")
    page = browser.new_page()
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda asked: None if is_own(asked.url, outer) else troubles.append(asked.url[:100]))
    page.goto(outer.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("html[data-ready]").wait_for()
    assert frame.locator("#panel h2").inner_text() == "T4"
    frame.locator("#panel a.node").last.click()
    assert frame.locator("#panel h2").inner_text() != "T4"
    frame.locator("#back").click()
    assert frame.locator("#panel h2").inner_text() == "T4"
    frame.locator("#tabs >> text=List").click()
    assert frame.locator("#panel h2").inner_text() == "Everything by name"
    frame.locator("#tabs >> text=Map").click()
    assert frame.locator("#panel h2").inner_text() == "What is in it"
    assert page.url == outer.as_uri()
    assert troubles == []
    page.close()


def test_the_command_line_pictures_an_answer(
    visit: Visit, contents: Contents, graph_file: Path, tmp_path: Path
) -> None:
    def written(*words: str) -> Path:
        result = CliRunner().invoke(
            main, [*words, "--data", str(graph_file), "--format", "html"], catch_exceptions=False
        )
        assert result.exit_code == 0, result.stderr
        path = tmp_path / "answer.html"
        path.write_text(result.stdout, encoding="utf-8")
        return path

    query = "SELECT ?thing ?name { ?paper kg:uses ?thing . ?thing skos:prefLabel ?name }"
    page = visit(written("query", query))
    assert rows(page) == [["https://w3id.org/abstract-kg/id/method/wobblenet", "WobbleNet"]]
    assert "WobbleNet" in names_drawn(page)
    page.click("#panel td a >> nth=1")
    assert address(page) == "method/wobblenet"
    page.click("#tabs >> text=Map")
    assert heading(page) == "What is in it"
    page = visit(written("show", "ZBN"))
    assert heading(page) == "ZibboNet"
    assert {"ZibboNet", "WobbleNet"} <= set(names_drawn(page))


# What papers may say --------------------------------------------------------------------------------------------------

HIT = "window.hit=1"
HOSTILE = [
    f"<script>{HIT}</script>",
    f"</script><script>{HIT}</script>",
    f"</SCRIPT ><img src=x onerror={HIT}>",
    f"<img src=x onerror={HIT}>",
    f"<svg onload={HIT}>",
    f"<svg><script>{HIT}</script></svg>",
    "<iframe srcdoc='<script>parent.hit=1</script>'>",
    f"<body onload={HIT}>",
    f"<details open ontoggle={HIT}>",
    f"<input autofocus onfocus={HIT}>",
    f"<a href='javascript:{HIT}'>x</a>",
    f"<math><mtext><img src=x onerror={HIT}></mtext></math>",
    "<style>@import 'https://example.org/x.css'</style>",
    "<link rel=stylesheet href=https://example.org/x.css>",
    "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<base href=https://example.org/>",
    "<object data=https://example.org/x></object>",
    "<form action=https://example.org/><button>x</button></form>",
    "<!--<script>",
    "-->",
    "]]><x>",
    f'" onmouseover="{HIT}',
    f"' autofocus onfocus='{HIT}",
    f"`${{{HIT}}}`",
    "{{ 7 * 7 }}{% raw %}",
    "${7*7}",
    f"javascript:{HIT}",
    f"JaVaScRiPt:{HIT}",
    f"java\nscript:{HIT}",
    f"data:text/html,<script>{HIT}</script>",
    f"\u2028{HIT}\u2029",
    "&lt;b&gt;&#0;&amp;",
    "\u202egnp.exe\u202c",
    "\u2066\u202eevil\u2069",
    "\u200f\u05e9\u05dc\u05d5\u05dd",
    "\x00\x08\x1b[31m",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "#list?only=drawn&off=t1",
    "ask?uses=x",
    "%00%E0%A4%A",
    "../../etc/passwd",
    '=HYPERLINK("https://example.org")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+1|cmd",
    "\t=1+1",
    "> . } INSERT DATA { <a> <b> <c> } #",
    '"""\nASK {}',
    "x" * 10_000,
    "🦙" * 500,
    "a\u0301" * 300,
    " ",
]


def hostile() -> Contents:
    """Return a graph whose every part goes by hostile names."""
    entities, papers, facts, findings = [], [], [], []
    plain = Entity("method/plain", "plain", EntityType.METHOD, Kind.NAMED)
    for number, name in enumerate(HOSTILE):
        paper = Paper(f"{number}{name[:200]}", name, name, name)
        said = (
            Evidence(paper.id, Field.TITLE, 0, len(name), name, 0.9, name, Mention(name, Field.TITLE, 0, len(name))),
        )
        entity = Entity(
            f"method/{number}{name[:200]}",
            name,
            EntityType.METHOD,
            Kind.NAMED,
            (Alias(name * 2, name),),
            name,
            (name,),
            (name,),
        )
        entities.append(entity)
        papers.append(paper)
        facts += [
            Fact(paper.id, Role.USES, entity.id, said),
            Fact(paper.id, Role.RUNS_ON, plain.id, said),
            Fact(entity.id, RelationType.EXTENDS, plain.id, said),
        ]
        findings.append(Finding(f"result/{number:03}", paper.id, entity.id, name, name, plain.id, None, said[0]))
    return Contents(tuple(sorted(papers)), (*sorted(entities), plain), tuple(facts), tuple(findings))


def test_hostile_names_stay_names(visit: Visit, tmp_path: Path) -> None:
    contents = hostile()
    path = tmp_path / "hostile.html"
    KnowledgeGraph(contents).write_page(path)
    page = visit(path)
    tags = "script, style, link, meta, img, iframe, object, embed, base, form, svg"
    tame = f"document.querySelectorAll('{tags}').length"
    before = page.evaluate(tame)
    assert len(HOSTILE) >= 40
    for entity in contents.entities[:-1]:
        page.evaluate("id => { location.hash = encodeURI(id) }", entity.id)
        page.wait_for_function("name => document.querySelector('#panel h2').textContent === name", arg=entity.name)
        links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
        assert all(link.startswith("#") for link in links)
    for place in ("", "results", "list", "method/plain", "method/plain?hops=2", "ask?runs_on=method/plain"):
        go(page, place)
        assert drawing(page) is not None
    for name in HOSTILE:
        page.fill("#search", name.replace("\n", " ").replace("\x00", "")[:100])
    assert page.evaluate(tame) == before
    assert page.evaluate("window.hit") is None
    assert page.url.startswith(path.as_uri())


def test_csv_runs_no_formula(visit: Visit, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    KnowledgeGraph(hostile()).write_page(path)
    page = visit(path, "list")
    for row in rows(page):
        assert not re.match(r"[=+\-@\t\r]", row[0])


def test_a_hostile_question_in_sparql_asks_what_it_means(visit: Visit, tmp_path: Path) -> None:
    wild = hostile()
    papers = tuple(replace(paper, url="", date="") for paper in wild.papers)
    entities = tuple(replace(entity, exact_match=(), broader=()) for entity in wild.entities)
    graph = KnowledgeGraph(replace(wild, papers=papers, entities=entities))
    path = tmp_path / "hostile.html"
    graph.write_page(path)
    page = visit(path)
    for entity in entities[:-1:5]:
        page.evaluate("id => { location.hash = 'ask?uses=' + encodeURIComponent(id) }", entity.id)
        page.wait_for_function("name => document.title.includes(name)", arg=" ".join(entity.name.split()))
        query = page.evaluate("document.querySelector('#panel pre').textContent")
        [(title, _)] = graph.sparql(query)
        assert title == entity.name


# A large graph --------------------------------------------------------------------------------------------------------


def test_ten_thousand_things_open_search_and_move(visit: Visit, large: Path) -> None:
    page = visit(large)
    assert "10,000" in (page.get_attribute("#canvas", "aria-label") or "")
    drawn = names_drawn(page)
    assert 20 <= len(drawn) <= 200
    page.wait_for_timeout(1_000)
    took = page.evaluate(
        """() => { const field = document.getElementById('search'); const start = performance.now();
            for (const typed of ['ba', 'bafota', 'zzq', 'brixefoso roba']) {
              field.value = typed; field.dispatchEvent(new Event('input')); }
            return (performance.now() - start) / 4 }"""
    )
    assert took < 100
    frames = page.evaluate(PAN)
    assert frames >= 10  # benchmarks/page_speed.py asks for more; a busy machine tests too
    click_name(page, next(name for name in drawn if " · " not in name))
    page.wait_for_selector("#panel blockquote")
    go(page, "list?only=drawn")
    assert 20 <= len(rows(page)) <= 200


PAN = """async () => {
  const canvas = document.querySelector('#canvas canvas');
  const box = canvas.getBoundingClientRect();
  const send = (type, x, y) => canvas.dispatchEvent(new PointerEvent(type, {bubbles: true, clientX: x, clientY: y,
    pointerId: 1, pointerType: 'mouse', button: 0, buttons: 1, isPrimary: true}));
  const [x, y] = [box.left + 400, box.top + 300];
  send('pointerdown', x, y);
  const start = performance.now();
  let frames = 0;
  while (performance.now() - start < 1500) {
    send('pointermove', x + 200 * Math.sin(frames / 10), y + 150 * Math.cos(frames / 10));
    await new Promise(requestAnimationFrame);
    frames += 1;
  }
  send('pointerup', x, y);
  return frames / ((performance.now() - start) / 1000);
}"""
