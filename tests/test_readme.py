"""The README stays true: its commands run, its Python runs, and both show what it says they show."""

import doctest
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from shown import Command, blocks, commands, fits, split_at

from kg.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_RUN = ("make", "pip")


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
        if block.file:
            (path / block.file).write_text(block.text, encoding="utf-8")
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
