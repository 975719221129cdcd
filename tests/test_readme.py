"""The README stays true: its commands run, its Python runs, and both show what it says they show."""

import doctest
import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from kg.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIDENCE = re.compile(r"\([01]\.\d\d(?=[,)])")
GAP = re.compile(r"(?<=\S) {2,}")
NOT_RUN = ("make", "pip")
ANY_LINES = "..."


class Block(NamedTuple):
    """A fenced block: its language and its lines."""

    language: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


class Command(NamedTuple):
    """A command and the lines that it is said to show."""

    words: tuple[str, ...]
    shown: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    for found in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield Block(found[1], tuple(found[2].splitlines()))


def commands(block: Block) -> Iterator[Command]:
    starts = [number for number, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        yield Command(tuple(shlex.split(block.lines[start][2:])), block.lines[start + 1 : end])


def fits(shown: tuple[str, ...], lines: list[str]) -> bool:
    """Tell whether lines are what is shown: ``...`` stands for any lines, or for the rest of one.

    Confidences and the gaps between columns may differ.
    """
    parts = [r"(?:.*\n)*" if line == ANY_LINES else _line(line) for line in shown]
    return bool(re.fullmatch("".join(parts), "".join(f"{_plain(line)}\n" for line in lines)))


def _line(line: str) -> str:
    begins = line.removesuffix(ANY_LINES)
    return re.escape(_plain(begins)) + ("" if begins == line else ".*") + r"\n"


def _plain(line: str) -> str:
    """Return a line without what a better model or a longer row elsewhere in a table changes."""
    return GAP.sub("  ", CONFIDENCE.sub("(0.00", line))


@pytest.mark.parametrize(
    ("shown", "lines", "expected"),
    [
        (("a", "b"), ["a", "b"], True),
        (("a", "..."), ["a", "b", "c"], True),
        (("...", "c"), ["c"], True),
        (("a, ...",), ["a, b"], True),
        (("a (0.95)",), ["a (0.31)"], True),
        (("a (1.45 times)",), ["a (1.31 times)"], False),
        (("a",), ["a", "b"], False),
        (("a", "...", "c"), ["a", "b"], False),
        (("a   b",), ["a     b"], True),
        (("  a",), ["    a"], False),
        (("a.b",), ["axb"], False),
        (("a...b",), ["axb"], False),
    ],
)
def test_what_is_shown_is_compared_line_by_line(shown: tuple[str, ...], lines: list[str], expected: bool) -> None:
    assert fits(shown, lines) is expected


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the graph of the packaged papers and every file that the README spells out."""
    path = tmp_path_factory.mktemp("readme")
    for block in blocks(README):
        if named := re.match(r"# ([\w-]+\.(?:rq|ttl))\b", block.text):
            (path / named[1]).write_text(block.text, encoding="utf-8")
    home = Path.cwd()
    os.chdir(path)
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    yield path
    os.chdir(home)


RUN = [command for block in blocks(README) if block.language == "console" for command in commands(block)]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", RUN, ids=[" ".join(command.words) for command in RUN])
def test_each_command_shows_what_the_readme_says(command: Command) -> None:
    if command.words[0] in NOT_RUN:
        assert not command.shown
        return
    assert command.words[0] == "kg"
    words, file = split_at(">", command.words[1:])
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    shown = "" if file else result.stdout  # what goes into a file is not shown
    assert fits(command.shown, shown.splitlines()), result.stdout
    assert bool(file) == result.stdout.startswith("<!DOCTYPE html>")


def split_at(sign: str, words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words before and after ``sign``, which may be missing."""
    place = words.index(sign) if sign in words else len(words)
    return words[:place], words[place + 1 :]


@pytest.mark.usefixtures("folder")
def test_its_python_shows_what_the_readme_says() -> None:
    source = "\n".join(block.text for block in blocks(README) if block.language == "python")
    test = doctest.DocTestParser().get_doctest(source, {}, "README.md", "README.md", 0)
    assert test.examples
    told: list[str] = []
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.DocTestRunner(optionflags=flags).run(test, out=told.append).failed == 0, "".join(told)


def test_its_make_commands_are_targets() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    wanted = {command.words[1] for command in RUN if command.words[0] == "make"}
    assert wanted == {"graph", "test"}
    assert wanted <= targets


def test_it_names_every_command_and_no_other() -> None:
    assert set(re.findall(r"^\| `kg (\w+)` \|", README, re.MULTILINE)) == set(main.commands)


def test_its_links_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert "docs/graph.png" in links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_its_picture_is_small_enough_to_load_at_once() -> None:
    assert (ROOT / "docs" / "graph.png").stat().st_size < 300_000
