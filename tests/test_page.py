"""The page: one file, no network, and nothing from a paper is ever markup or script."""

import json
import os
import random
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from kg.errors import ExportError
from kg.page import to_html, write_page
from kg.page.layout import LONGEST_LABEL, SHOWN, lay_out
from kg.page.payload import link, payload
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

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</SCRIPT ><img src=x onerror=alert(1)>",
    "<!--<script>",
    "]]><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "${alert(1)}`",
    "javascript:alert(1)",
    "\u2028alert(1)\u2029",
    "&lt;b&gt;&#0;",
    "\u202egnp.exe\u2066",
    "\x00\x08\x1b[31m",
    "__proto__",
    "constructor",
    "x" * 10_000,
    "🦙" * 500,
]


class Page(HTMLParser):
    """The elements of a page, and the text of its scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.sources: list[tuple[str, dict[str, str | None], str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        if tag in {"script", "style"}:
            self.sources.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in {"script", "style"} and self.cdata_elem:
            tag, attributes, text = self.sources.pop()
            self.sources.append((tag, attributes, text + data))
        else:
            self.text += data

    def data(self, identifier: str) -> Any:
        """Return what a data block holds."""
        return json.loads(next(text for _, given, text in self.sources if given.get("id") == identifier))

    def running(self) -> list[str]:
        """Return the scripts that a browser runs."""
        return [text for tag, given, text in self.sources if tag == "script" and "type" not in given]

    def styles(self) -> list[str]:
        return [text for tag, _, text in self.sources if tag == "style"]

    def policy(self) -> dict[str, list[str]]:
        """Return the content security policy: sources by directive."""
        content = next(dict(given)["content"] for tag, given in self.elements if ("http-equiv", _CSP) in given)
        return {rule.split()[0]: rule.split()[1:] for rule in (content or "").split(";")}


_CSP = "Content-Security-Policy"


def called(name: str) -> Contents:
    """Return a graph in which everything that can be is called ``name``."""
    said = Evidence(name, Field.TITLE, 0, len(name), name, 0.5, name, Mention(name, Field.TITLE, 0, len(name)))
    one = Entity(
        f"method/{name}", name, EntityType.METHOD, Kind.NAMED, (Alias(name + name, name),), name, (name,), (name,)
    )
    other = Entity("method/other", "other", EntityType.METHOD, Kind.NAMED)
    return Contents(
        (Paper(name, name, name, name, name),),
        (one, other),
        (
            Fact(name, Role.USES, one.id, (said,)),
            Fact(name, Role.USES, other.id, (said,)),
            Fact(one.id, RelationType.EXTENDS, other.id, (said,)),
        ),
        (Finding(name, name, one.id, name, name, other.id, None, said),),
    )


@pytest.fixture(scope="module")
def page(contents: Contents) -> Page:
    return Page(to_html(contents))


def test_one_file_that_asks_for_nothing(page: Page) -> None:
    policy = page.policy()
    assert policy["default-src"] == ["'none'"]
    assert policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert policy["img-src"] == ["data:"]
    assert set(policy) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
    names = {name for _, given in page.elements for name, _ in given}
    assert not {"src", "srcset", "action", "style", "data", "poster", "integrity"} & names
    assert not [name for name in names if name.startswith("on")]
    addresses = {value for _, given in page.elements for name, value in given if name == "href"}
    assert addresses == {"#", "data:,"}
    assert not {"iframe", "object", "embed", "base", "form", "img"} & {tag for tag, _ in page.elements}


def test_the_policy_allows_exactly_what_is_there(page: Page) -> None:
    def hashes(sources: list[str]) -> list[str]:
        return [f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'" for source in sources]

    assert len(page.running()) == 2
    assert page.policy()["script-src"] == hashes(page.running())
    assert page.policy()["style-src"] == hashes(page.styles())


def test_scripts_make_no_markup_and_run_no_text(page: Page) -> None:
    ours = page.running()[1]
    for danger in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
        "fetch(",
        "XMLH",
    ):
        assert danger not in ours
    assert "http://" not in ours
    assert "https://" not in ours.replace('"https:"', "")
    assert not re.search(r"url\(|@import", page.styles()[0])


def test_the_library_is_the_one_that_pyvis_brings(page: Page) -> None:
    library = files("pyvis").joinpath("templates/lib/vis-9.1.2/vis-network.min.js").read_text(encoding="utf-8")
    assert page.running()[0] == library


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_paper_says_is_never_markup_or_script(name: str) -> None:
    tame, wild = Page(to_html(called("tame"))), Page(to_html(called(name)))
    assert wild.elements == tame.elements
    assert wild.running() == tame.running()
    assert wild.styles() == tame.styles()
    assert wild.text == tame.text
    nodes = {node["id"]: node for node in wild.data("graph")["nodes"]}
    assert nodes[f"method/{name}"]["label"] == name
    assert nodes[f"method/{name}"]["same"] == []
    for _, given, text in wild.sources:
        if given.get("type") == "application/json":
            assert not re.search("[<>&\u2028\u2029\x00]", text)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://arxiv.org/abs/2501.00001", True),
        ("http://example.org/?a=1&b=2", True),
        ("HTTPS://EXAMPLE.ORG/", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("//example.org/", False),
        ("https:", False),
        ("https://[", False),
        ("arxiv.org/abs/2501.00001", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str, kept: bool) -> None:
    assert link(url) == (url if kept else "")
    paper = Paper("p1", "A title", "", url=url)
    graph = payload(Contents((paper,)), lay_out(Contents((paper,))))
    assert graph["nodes"][0]["url"] == (url if kept else "")


def test_the_data_says_what_the_graph_says(page: Page, contents: Contents) -> None:
    graph = page.data("graph")
    assert [node["id"] for node in graph["nodes"]] == [
        *(entity.id for entity in contents.entities),
        "paper/p1",
        "paper/p2",
    ]
    introduced = next(fact for fact in graph["facts"] if fact[1] == "introduces")
    [[sentence, start, end, sure]] = introduced[3]
    paper, text = graph["sentences"][sentence]
    assert (paper, text[start:end], sure) == ("paper/p1", "ZibboNet", 0.9)
    assert graph["results"][0][:6] == [
        "paper/p1",
        "method/zibbonet",
        "speedup",
        "1.7x",
        "hardware/q90",
        "method/wobblenet",
    ]
    assert len(graph["sentences"]) == len({tuple(row) for row in graph["sentences"]})


@pytest.mark.parametrize(
    ("mention", "marked"),
    [
        (Mention("Zib", Field.ABSTRACT, 103, 106), [3, 6]),
        (Mention("Zib", Field.TITLE, 103, 106), [0, 0]),
        (Mention("Zib", Field.ABSTRACT, 3, 6), [0, 0]),
        (Mention("Zob", Field.ABSTRACT, 103, 106), [0, 0]),
        (None, [0, 0]),
    ],
)
def test_a_mention_is_marked_where_it_is_in_the_sentence(mention: Mention | None, marked: list[int]) -> None:
    said = Evidence("p1", Field.ABSTRACT, 100, 108, "🦙: Zib!!", 0.5, "", mention)
    zib = Entity("method/zib", "Zib", EntityType.METHOD, Kind.NAMED)
    contents = Contents((Paper("p1", "A title", ""),), (zib,), (Fact("p1", Role.USES, "method/zib", (said,)),))
    assert payload(contents, lay_out(contents))["facts"][0][3][0][1:3] == marked


def crowd(count: int) -> Contents:
    """Return a graph of so many entities; the first stands in every paper, each other one in a paper of its own."""
    entities = tuple(Entity(f"method/m{n:04}", f"Method {n}" * 8, EntityType.METHOD, Kind.NAMED) for n in range(count))
    papers = tuple(Paper(f"p{n:04}", f"Paper {n}", "") for n in range(count))
    said = Evidence("p0000", Field.TITLE, 0, 1, "P", 0.5)
    own = [Fact(paper.id, Role.USES, entity.id, (said,)) for paper, entity in zip(papers, entities, strict=True)]
    first = [Fact(paper.id, Role.MENTIONS, entities[0].id, (said,)) for paper in papers]
    return Contents(papers, entities, tuple(sorted(own + first, key=lambda fact: (fact.subject, fact.predicate))))


def test_the_best_connected_are_shown_first() -> None:
    contents = crowd(SHOWN + 30)
    view = Page(to_html(contents)).data("view")
    drawn = {node["id"]: node for node in view["nodes"]}
    assert sum(node.startswith("method/") for node in drawn) == SHOWN
    assert "method/m0000" in drawn
    assert drawn["method/m0000"]["size"] == max(node["size"] for node in view["nodes"])
    assert all(len(node["label"]) <= LONGEST_LABEL for node in view["nodes"])
    assert view["options"]["physics"] == {"enabled": False}
    assert {edge[end] for edge in view["edges"] for end in ("from", "to")} <= set(drawn)


def test_everything_has_a_place_and_no_two_shown_things_the_same() -> None:
    contents = crowd(60)
    layout = lay_out(contents)
    assert set(layout.positions) == {e.id for e in contents.entities} | {f"paper/{p.id}" for p in contents.papers}
    shown = [layout.positions[node] for node in layout.shown]
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_graphs_have_a_page(count: int) -> None:
    assert len(Page(to_html(crowd(count) if count else Contents())).data("graph")["nodes"]) == 2 * count


@pytest.mark.parametrize("seed", range(3))
def test_equal_contents_give_equal_bytes(contents: Contents, seed: int) -> None:
    order = random.Random(seed)
    parts = (contents.papers, contents.entities, contents.facts, contents.findings)
    shuffled = Contents(*(tuple(order.sample(part, len(part))) for part in parts))  # type: ignore[arg-type]
    assert to_html(shuffled) == to_html(contents)


def test_the_hash_seed_does_not_matter(contents: Contents, tmp_path: Path) -> None:
    from kg.tables import write_node_link

    write_node_link(contents, tmp_path / "graph.json")
    code = (
        "import sys; from hashlib import sha256; from pathlib import Path\n"
        "from kg.tables import read_node_link; from kg.page import to_html\n"
        "sys.stdout.write(sha256(to_html(read_node_link(Path(sys.argv[1]))).encode()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "graph.json")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert hashes == {sha256(to_html(contents).encode()).hexdigest()}


def test_the_page_is_written_whole_or_not_at_all(contents: Contents, tmp_path: Path) -> None:
    write_page(contents, tmp_path / "graph.html")
    assert (tmp_path / "graph.html").read_text(encoding="utf-8") == to_html(contents)
    with pytest.raises(ExportError):
        write_page(contents, tmp_path / "gone" / "graph.html")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]
