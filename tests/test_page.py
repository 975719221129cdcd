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
from kg.filtering import at_least
from kg.graph import KnowledgeGraph
from kg.page import Page as Frame
from kg.page import answered, bundle, to_html, write_page
from kg.page.document import LONGEST_LABEL, SHOWN
from kg.page.frame import best_part
from kg.page.layout import lay_out
from kg.page.payload import graph_of, link, sentences_of
from kg.page.ranking import rank
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
    assert all(address.startswith(("#", "data:,")) for address in addresses if address)
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
    assert "https://" not in ours
    assert ours.count("http://") == ours.count('"http://www.w3.org/2000/svg"') == 1
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
    graph = wild.data("graph")
    number = graph["nodes"]["id"].index(f"method/{name}")
    assert graph["nodes"]["name"][number] == name
    assert str(number) not in graph["about"]["same"]
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
    assert data_of(Contents((Paper("p1", "A title", "", url=url),)))["about"]["url"] == ({"0": url} if kept else {})


def data_of(contents: Contents) -> Any:
    """Return the columns of a graph as the page reads them."""
    ranking = rank(contents)
    return json.loads(json.dumps(graph_of(contents, ranking, lay_out(contents, ranking))))


def test_the_data_says_what_the_graph_says(page: Page, contents: Contents) -> None:
    graph, sentences = page.data("graph"), page.data("sentences")
    ids, facts = graph["nodes"]["id"], graph["facts"]
    assert sorted(ids) == sorted([*(entity.id for entity in contents.entities), "paper/p1", "paper/p2"])
    names = [graph["predicates"][number] for number in facts["predicate"]]
    said = {(ids[s], name, ids[o]) for s, name, o in zip(facts["subject"], names, facts["object"], strict=True)}
    assert said == {
        ("paper/p1", "introduces", "method/zibbonet"),
        ("paper/p2", "runs_on", "hardware/q90"),
        ("paper/p2", "uses", "method/wobblenet"),
        ("method/zibbonet", "outperforms", "method/wobblenet"),
    }
    sentence, start, end, confidence, sure = sentences["said"][names.index("introduces")]
    assert ids[sentences["papers"][sentence]] == "paper/p1"
    assert (sentences["texts"][sentence][start:end], confidence, sure) == ("ZibboNet", 0.9, 0.9)
    result = {name: column[0] for name, column in graph["results"].items()}
    assert (result["metric"], result["value"]) == ("speedup", "1.7x")
    assert ids[result["on"]] == "hardware/q90"
    assert len(sentences["texts"]) == len({*zip(sentences["papers"], sentences["texts"], strict=True)})


def test_a_role_and_a_relation_of_one_name_are_kept_apart() -> None:
    said = (Evidence("p1", Field.TITLE, 0, 1, "A", 0.5),)
    gpu = Entity("hardware/gpu", "GPU", EntityType.HARDWARE, Kind.CLASS)
    net = Entity("method/net", "net", EntityType.METHOD, Kind.NAMED)
    facts = (Fact("method/net", RelationType.RUNS_ON, gpu.id, said), Fact("p1", Role.RUNS_ON, gpu.id, said))
    graph = data_of(Contents((Paper("p1", "A", ""),), (gpu, net), facts))
    assert sorted(graph["predicates"][number] for number in graph["facts"]["predicate"]) == ["runs_on", "runs_on"]
    roles = dict(zip(graph["facts"]["subject"], graph["facts"]["predicate"], strict=True))
    assert {graph["nodes"]["id"][node]: number < graph["roles"] for node, number in roles.items()} == {
        "paper/p1": True,
        "method/net": False,
    }


@pytest.mark.parametrize("least", [0.0, 0.6, 0.65, 0.75, 0.85, 0.95])
def test_what_the_page_hides_is_what_a_filtered_build_leaves_out(contents: Contents, least: float) -> None:
    graph, kept = data_of(contents), at_least(contents, least)
    nodes = graph["nodes"]
    sure = {one for one, figure in zip(nodes["id"], nodes["sure"], strict=True) if figure >= least}
    assert {node for node in sure if not node.startswith("paper/")} == {entity.id for entity in kept.entities}
    assert sum(figure >= least for figure in graph["facts"]["sure"]) == len(kept.facts)
    assert sum(figure >= least for figure in graph["results"]["sure"]) == len(kept.findings)


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
    assert sentences_of(contents, rank(contents))["said"][0][1:3] == marked


def crowd(count: int) -> Contents:
    """Return a graph of so many entities; the first stands in every paper, each other one in a paper of its own."""
    entities = tuple(Entity(f"method/m{n:04}", f"Method {n}" * 8, EntityType.METHOD, Kind.NAMED) for n in range(count))
    papers = tuple(Paper(f"p{n:04}", f"Paper {n}", "") for n in range(count))
    said = Evidence("p0000", Field.TITLE, 0, 1, "P", 0.5)
    own = [Fact(paper.id, Role.USES, entity.id, (said,)) for paper, entity in zip(papers, entities, strict=True)]
    first = [Fact(paper.id, Role.MENTIONS, entities[0].id, (said,)) for paper in papers]
    return Contents(papers, entities, tuple(sorted(own + first, key=lambda fact: (fact.subject, fact.predicate))))


def test_pyvis_holds_the_best_connected_as_its_users_know_them() -> None:
    view = Page(to_html(crowd(SHOWN + 30))).data("view")
    drawn = {node["id"]: node for node in view["nodes"]}
    assert len(drawn) == SHOWN
    first = drawn["method/m0000"]
    assert first["value"] == max(node["value"] for node in view["nodes"])
    assert (first["group"], first["shape"]) == ("Method", "dot")
    assert first["title"] == f"{first['label']}\nMethod, {SHOWN + 30} papers"
    assert all(len(node["label"]) <= LONGEST_LABEL for node in view["nodes"])
    assert view["options"]["physics"] == {"enabled": False}
    assert {edge[end] for edge in view["edges"] for end in ("from", "to")} <= set(drawn)


def test_everything_has_a_place_of_its_own() -> None:
    contents = crowd(60)
    ranking = rank(contents)
    layout = lay_out(contents, ranking)
    assert set(ranking.nodes) == {e.id for e in contents.entities} | {f"paper/{p.id}" for p in contents.papers}
    assert len(set(layout.positions)) == len(ranking.nodes)


def test_communities_keep_apart_and_are_called_by_what_is_in_them() -> None:
    contents = parted(4)
    layout = lay_out(contents, rank(contents))
    assert [disc.name.split(" · ")[0] for disc in layout.discs if disc.name] == [f"Hub {n}" for n in range(4)]
    for one in layout.discs:
        for other in layout.discs:
            apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert one is other or apart > 0.95 * (one.radius + other.radius)


def parted(count: int) -> Contents:
    """Return a graph of so many hubs, each named by papers of its own."""
    said = (Evidence("p00-0", Field.TITLE, 0, 1, "P", 0.5),)
    hubs = tuple(Entity(f"method/hub-{n}", f"Hub {n}", EntityType.METHOD, Kind.NAMED) for n in range(count))
    papers = tuple(Paper(f"p{n:02}-{k}", f"Paper {k} on {n}", "") for n in range(count) for k in range(12))
    facts = tuple(Fact(paper.id, Role.USES, hubs[int(paper.id[1:3])].id, said) for paper in papers)
    return Contents(papers, hubs, facts)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_graphs_have_a_page(count: int) -> None:
    assert len(Page(to_html(crowd(count) if count else Contents())).data("graph")["nodes"]["id"]) == 2 * count


def test_modules_stand_below_what_they_import_each_once() -> None:
    script, names = bundle.script(), [path.name for path in files("kg.page").joinpath("script").iterdir()]
    sources = {name: bundle.read("kg.page", f"script/{name}") for name in names}
    for name, source in sources.items():
        first = next(line for line in source.splitlines() if line.startswith("//"))
        assert script.count(first) == 1, f"{name} is not in the page once"
        for imported in re.findall(r'from "\./([\w-]+\.js)"', source):
            other = next(line for line in sources[imported].splitlines() if line.startswith("//"))
            assert script.index(other) < script.index(first)
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)


def test_every_sheet_is_in_the_page() -> None:
    for sheet in files("kg.page").joinpath("style").iterdir():
        assert sheet.read_text(encoding="utf-8") in bundle.style()


def test_an_answer_leads_to_what_it_names(contents: Contents) -> None:
    base = "https://example.org/"
    rows = [("ZibboNet", f"{base}hardware/q90", None), ("nobody", 7, "WobbleNet")]
    part, answer = answered(contents, "SELECT", ("a", "b", "c"), rows, base)
    assert answer.nodes == {
        "ZibboNet": "method/zibbonet",
        f"{base}hardware/q90": "hardware/q90",
        "WobbleNet": "method/wobblenet",
    }
    assert "method/lonely" not in {entity.id for entity in part.entities}
    page = Page(to_html(part, base=base, start="answer", answer=answer))
    data, ids = page.data("answer"), page.data("graph")["nodes"]["id"]
    assert (page.data("start"), data["columns"]) == ("answer", ["a", "b", "c"])
    assert data["rows"][1] == ["nobody", "7", ["WobbleNet", ids.index("method/wobblenet")]]


def test_a_notebook_shows_the_page_in_a_frame_that_touches_nothing(contents: Contents) -> None:
    graph = KnowledgeGraph(contents)
    shown = Page(graph._repr_html_())
    [(tag, given)] = shown.elements
    attributes = dict(given)
    assert tag == "iframe"
    assert set((attributes["sandbox"] or "").split()) == {"allow-scripts", "allow-downloads", "allow-popups"}
    assert attributes["srcdoc"] == to_html(contents)


def test_a_page_of_a_part_opens_at_its_middle(contents: Contents, tmp_path: Path) -> None:
    page = KnowledgeGraph(contents).page(around="Q90", hops=1)
    assert page.start == "hardware/q90"
    assert {entity.id for entity in page.contents.entities} == {"hardware/q90"}
    page.write(tmp_path / "part.html")
    assert (tmp_path / "part.html").read_text(encoding="utf-8") == page.html
    assert KnowledgeGraph(contents).page(around="Q90").start == "hardware/q90?hops=2"


def test_a_frame_holds_the_best_part_of_a_large_graph() -> None:
    contents = crowd(400)
    part = best_part(contents, keep="method/m0399", most=100)
    assert len(part.facts) == 100
    assert {"method/m0000", "method/m0399"} <= {entity.id for entity in part.entities}
    assert len(Frame(part)._repr_html_()) < 2_500_000


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
