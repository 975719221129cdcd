"""The names that docs/contract.md promises are there."""

import json
import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from kg.cli import main
from kg.exports import ALWAYS, FORMATS, Built, write_exports
from kg.extraction.pipeline import extract
from kg.ontology import documentation
from kg.plugins import EXPORTERS, READERS, VOCABULARIES
from kg.records import Contents, EntityType, Field, Kind, Paper, RelationType, Role

PAGE = (Path(__file__).parents[1] / "docs" / "contract.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\| `kg (\w+)([^`]*)` \|", PAGE, re.MULTILINE)
KEYS = dict(re.findall(r"^\| (?:of )?(`\w+`|the record) \| (`.+`) \|$", PAGE, re.MULTILINE))
ABSTRACT = (
    "We propose ZibboNet, an extension of LoRA. ZibboNet is 2.3x faster than LoRA on ImageNet. It runs on an A100."
)


def section(title: str) -> str:
    """Return what stands below a heading."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def promised(line: str) -> list[str]:
    """Return the values in the line of a list that begins so."""
    (found,) = re.findall(rf"^- {re.escape(line)}: (.+?)[.;]", PAGE, re.MULTILINE)
    return re.findall(r"`([\w]+)`", found)


@pytest.mark.parametrize(("name", "usage"), COMMANDS)
def test_a_command_takes_what_is_promised(name: str, usage: str) -> None:
    command = main.commands[name]
    options = {flag for each in command.params if isinstance(each, click.Option) for flag in each.opts}
    assert set(re.findall(r"(?<![\w-])--?[a-z]+", usage)) <= options
    places = re.sub(r"-+[a-z]+ [A-Za-z.]+", "", usage)  # what stands behind an option is its value
    assert bool(re.search(r"[A-Z]", places)) == any(isinstance(each, click.Argument) for each in command.params)


def test_all_commands_of_the_first_version_are_promised() -> None:
    assert {name for name, _ in COMMANDS} == {
        "build",
        "extract",
        "query",
        "show",
        "path",
        "validate",
        "evaluate",
        "serve",
    }


def test_the_exports_are_there(tmp_path: Path) -> None:
    files = re.findall(r"`([a-z]+\.[a-z]+)`", section("Exports"))
    written = write_exports(Built(Contents((), (), (), ()), []), tmp_path)
    assert len(files) == len(ALWAYS)
    assert set(files) <= {path.name for path in written}
    formats = re.findall(r"`([a-z]+)`", section("Exports").partition("`--format` writes")[2])
    assert set(formats) == set(FORMATS) - set(ALWAYS)


def test_a_record_has_the_promised_keys() -> None:
    from kg.jsonl import extraction_to_json

    [said] = extract([Paper("p1", "ZibboNet: Folding", ABSTRACT)])
    record = json.loads(json.dumps(extraction_to_json(said)))
    [result] = record["results"]
    places = {
        "the record": record,
        "`entities`": record["entities"][0],
        "`mentions`": record["entities"][0]["mentions"][0],
        "`relations`": record["relations"][0],
        "`results`": result,
        "`evidence`": record["relations"][0]["evidence"],
    }
    assert set(places) == set(KEYS)
    for name, value in places.items():
        assert set(re.findall(r"`(\w+)`", KEYS[name])) <= set(value), name


def test_the_values_of_a_record_are_those_of_the_enums() -> None:
    assert promised("`type` of an entity") == [each.value for each in EntityType]
    assert set(promised("`kind`")) == set(Kind)
    assert set(promised("`role`")) == set(Role)
    assert set(promised("`type` of a relation")) == set(RelationType)
    assert set(promised("`field`")) - {"start", "end", "text"} == set(Field)


def test_every_term_stands_in_the_ontology() -> None:
    known = {term.name for term in documentation.terms()}
    named = set(re.findall(r"`(kg:\w+)`", PAGE))
    assert len(named) > 20
    assert named <= known


def test_the_groups_of_plug_ins_are_those_that_are_looked_through() -> None:
    assert {READERS, EXPORTERS, VOCABULARIES} == set(re.findall(r"`(kg\.\w+)`", section("Plug-ins")))


def test_an_exporter_is_given_what_the_page_of_plug_ins_shows() -> None:
    assert [each.name for each in fields(Built)][:3] == ["contents", "extractions", "base"]
