"""Every page of the documentation is true: its commands run and show what it says, its names and places exist."""

import ast
import doctest
import re
import runpy
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from shown import Block, Command, blocks, commands, fits, split_at

import kg
from kg.cli import main

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MADE = {"ontology.md", "queries.md"}
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md") if path.name not in MADE)
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


class Reader:
    """Someone who does what a page says, block by block, in an empty folder."""

    def __init__(self, serve: Callable[..., Any]) -> None:
        self._serve = serve
        self._server: Any = None
        self._names: dict[str, object] = {}

    def follow(self, block: Block) -> None:
        """Write the file of a block, run its commands, or its Python."""
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            for command in commands(block):
                self._run(command)
        elif block.language == "python" and ">>> " in block.text:
            self._python(block)
        elif block.language == "python":
            ast.parse(block.text)  # needs what is not installed here, and shows nothing

    def _run(self, command: Command) -> None:
        if command.words[:2] == ("kg", "serve"):
            self._server = self._serve(Path("exports/graph.ttl"))
            assert command.shown == ("Serving exports/graph.ttl on http://127.0.0.1:8000/ (Ctrl-C stops)",)
        elif command.words[0] == "curl":
            assert fits(command.shown, self._fetched(command.words)), (command, self._fetched(command.words))
        elif command.words[0] == "pip":
            assert not command.shown
        else:
            self._kg(command)

    def _kg(self, command: Command) -> None:
        assert command.words[0] == "kg"
        words, file = split_at(">", command.words[1:])
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        fails = bool(command.shown) and command.shown[0].startswith("kg: ")
        said = result.stderr if fails else result.stdout
        assert bool(result.exit_code) == fails, (words, result.stderr)
        assert fits(command.shown, [] if file else said.splitlines()), (words, said)
        if file:
            Path(file[0]).write_text(said, encoding="utf-8")

    def _fetched(self, words: tuple[str, ...]) -> list[str]:
        address = urlsplit(words[-1])
        assert address.netloc == "127.0.0.1:8000"
        accept = words[words.index("-H") + 1].removeprefix("Accept: ")
        place = f"{address.path}?{address.query}" if address.query else address.path
        reply = self._server.ask(place, accept)
        if "-L" in words and reply.status == 303:
            reply = self._server.ask(urlsplit(reply.headers["location"]).path, accept)
        assert reply.status == 200, reply
        lines: list[str] = reply.text.splitlines()
        return lines

    def _python(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.text, self._names, "page", "page", 0)
        assert test.examples
        told: list[str] = []
        runner = doctest.DocTestRunner(optionflags=FLAGS)
        assert runner.run(test, out=told.append, clear_globs=False).failed == 0, "".join(told)
        self._names = test.globs


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Any]) -> Iterator[Reader]:
    """A reader in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    yield Reader(serve)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(b.language in {"console", "python"} for b in blocks(text_of(page)))]
)
def test_whoever_follows_a_page_sees_what_it_shows(reader: Reader, page: str) -> None:
    for block in blocks(text_of(page)):
        reader.follow(block)


@pytest.mark.parametrize("page", PAGES)
def test_the_places_that_a_page_names_exist(page: str) -> None:
    roots = "kg|ontology|seeds|tests|docs|examples|annotations|benchmarks"
    named = re.findall(rf"`((?:{roots})/[\w./-]+)`", text_of(page))
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"^([\w/-]+)$", "\n".join(b.text for b in _toctrees()), re.MULTILINE)
    assert sorted(f"{name}.md" for name in listed) == sorted({*PAGES, *MADE} - {"index.md"})


def _toctrees() -> Iterator[Block]:
    for body in re.findall(r"^```\{toctree\}\n(.*?)^```$", text_of("index.md"), re.DOTALL | re.MULTILINE):
        yield Block("toctree", tuple(body.splitlines()))


def test_the_reference_has_every_public_name_once() -> None:
    named = re.findall(r"^\.\. auto\w+:: kg\.(\w+)$", text_of("reference/python.md"), re.MULTILINE)
    assert sorted(named) == sorted({*kg.__all__} - {"__version__"})


def test_every_public_name_says_what_it_is() -> None:
    for name in set(kg.__all__) - {"__version__"}:
        assert (getattr(kg, name).__doc__ or "").strip(), name


def test_what_is_filled_into_pages_is_known_and_complete() -> None:
    conf = runpy.run_path(str(DOCS / "conf.py"))
    marks = {mark for page in PAGES for mark in re.findall(r"<!-- made: (\w+) -->", text_of(page))}
    assert marks == set(conf["MADE"])
    told = "\n".join(conf["commands"]())
    assert [name for name in main.commands if f"## kg {name}\n" not in told] == []
    modules = set(re.findall(r"^\| `kg/(\w+)", "\n".join(conf["modules"]()), re.MULTILINE))
    assert modules == {
        path.stem for path in (ROOT / "kg").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}
    assert not [row for row in conf["modules"]() if row.endswith("|  |")]


def test_the_drawing_shows_what_is_there() -> None:
    drawn = set(re.findall(r">([a-zA-Z_/, ]+)</text>", text_of("flow.svg")))
    steps = {name for each in drawn for name in each.split(", ") if name.islower()}
    packages = {path.stem for path in (ROOT / "kg").iterdir()}
    assert {
        "documents",
        "extraction",
        "resolution",
        "graph",
        "rdf",
        "page",
        "tables",
        "sparql",
        "server",
        "agents",
    } <= steps & packages
    assert {"Paper", "Extraction", "Contents", "KnowledgeGraph"} <= drawn & set(kg.__all__)


def test_every_module_has_its_place_in_the_architecture() -> None:
    placed = set(re.findall(r"`kg/(\w+)", text_of("architecture.md")))
    placed |= {name for each in re.findall(r">([a-z, ]+)</text>", text_of("flow.svg")) for name in each.split(", ")}
    modules = {path.stem for path in (ROOT / "kg").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - placed == {"__init__", "__main__"}


def test_the_tools_for_agents_are_those_of_the_page() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", text_of("how-to/agents.md"), re.MULTILINE))
    tree = ast.parse((ROOT / "kg" / "agents" / "tools.py").read_text(encoding="utf-8"))
    (tools,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    assert told == {
        node.name for node in tools.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def test_the_components_of_the_architecture_are_those_of_the_pipeline() -> None:
    told = re.findall(r"^\| `(kg_\w+)` \|", text_of("architecture.md"), re.MULTILINE)
    assert tuple(told) == tuple(kg.load_pipeline().pipe_names)


def test_the_changelog_begins_with_what_is_new_and_knows_this_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\S+)", changes, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert versions[0] in {"Unreleased", project["version"]}
    assert project["version"] in versions


def test_the_citation_is_of_this_version_and_its_licences() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {project['version']}\n" in cited
    assert f"\ntitle: {project['name']}\n" in cited
    assert re.findall(
        r"^  - ([\w.-]+)$", cited.partition("license:")[2].partition("keywords:")[0], re.MULTILINE
    ) == project["license"].split(" AND ")
