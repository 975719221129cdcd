"""The packages of ``examples/`` install as any package does, and add to ``kg`` what they say."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main

EXAMPLES = Path(__file__).parents[1] / "examples"
PACKAGES = sorted(path.parent for path in EXAMPLES.glob("*/pyproject.toml"))

RIS = """TY  - JOUR
TI  - ZibboNet: Quick Widget Folding
AB  - We propose ZibboNet, a network that folds widgets. ZibboNet outperforms
 PhaseNet on DiTing. We also take part in SemEval-2031 Task 4.
DO  - 10.1234/zibbo
PY  - 2025
ER  -

TY  - JOUR
TI  - Widgets, Unfinished
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed every example."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index", "--no-build-isolation"]
    copies = tmp_path_factory.mktemp("copies")
    for package in PACKAGES:  # building leaves traces, which no test should leave in the tree
        shutil.copytree(package, copies / package.name)
    names = [str(copies / package.name) for package in PACKAGES]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(folder), *names]
    subprocess.run(command, check=True, env={**os.environ, "PIP_CONFIG_FILE": os.devnull})
    return folder


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of one whole record and one that breaks off."""
    path = tmp_path_factory.mktemp("library") / "library.txt"
    path.write_text(RIS, encoding="utf-8")
    return path


def run(*words: str, path: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run ``kg`` where the packages in ``path`` are installed."""
    environment = {**os.environ, "PYTHONPATH": str(path)}
    command = [sys.executable, "-m", "kg", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=cwd)


def entities(text: str) -> dict[str, Mapping[str, str]]:
    """Return the entities of the first paper by their names."""
    return {entity["name"]: entity for entity in json.loads(text.splitlines()[0])["entities"]}


def test_the_readme_names_each_package_and_its_entry_point() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert len(PACKAGES) == 4
    for package in PACKAGES:
        project = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        (group,) = project["entry-points"]
        (row,) = (line for line in readme.splitlines() if line.startswith(f"| [{package.name}]("))
        assert f"`{group}`" in row
        assert project["name"] == package.name


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), (1, "text of no known kind")),
        (("--format", "dot"), (2, "'dot' is not one of")),
        (("--vocabulary", "seismology"), (1, "seismology: no such file")),
        (("--component", "kg_shared_tasks"), (1, "kg_shared_tasks: no such component; install the package")),
    ],
)
def test_without_the_packages_nothing_of_theirs_is_known(
    library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: tuple[str, ...], expected: tuple[int, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    papers = [] if words else [str(library)]
    done = CliRunner().invoke(main, ["build", *papers, *words])
    assert (done.exit_code, done.stdout) == (expected[0], "")
    assert expected[1] in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_reader_yields_records_and_tells_of_what_breaks_off(installed: Path, library: Path, tmp_path: Path) -> None:
    done = run("extract", str(library), path=installed, cwd=tmp_path)
    (paper,) = map(json.loads, done.stdout.splitlines())
    assert (paper["id"], paper["title"]) == ("10.1234/zibbo", "ZibboNet: Quick Widget Folding")
    assert "library.txt:9: the last record breaks off" in done.stderr
    assert "EQTransformer" not in entities(done.stdout)


def test_the_vocabulary_and_the_component_tell_what_is_a_name(installed: Path, library: Path, tmp_path: Path) -> None:
    bare = entities(run("extract", str(library), path=installed, cwd=tmp_path).stdout)
    options = ("--vocabulary", "seismology", "--component", "kg_shared_tasks", "--jobs", "2")
    more = entities(run("extract", str(library), *options, path=installed, cwd=tmp_path).stdout)
    assert more["DiTing"]["type"] == "Dataset"
    assert more["PhaseNet"]["kind"] == "named"
    assert "SemEval-2031 Task 4" not in bare
    assert more["SemEval-2031 Task 4"]["type"] == "Benchmark"


def test_the_exporter_writes_beside_the_others(installed: Path, library: Path, tmp_path: Path) -> None:
    options = ("--format", "dot", "--vocabulary", "seismology")
    done = run("build", str(library), *options, path=installed, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "wrote exports/graph.dot" in done.stdout.splitlines()
    dot = (tmp_path / "exports" / "graph.dot").read_text(encoding="utf-8")
    assert dot.startswith("digraph {\n")
    assert '  "method/zibbonet" -> "method/phasenet" [label="outperforms"]\n' in dot
    assert '  "data/diting" [label="DiTing" shape=cylinder]\n' in dot
    things = {entity.id for entity in kg.read_graph(tmp_path / "exports" / "graph.ttl").entities()}
    assert {"data/diting", "method/phasenet"} <= things


def test_help_names_an_installed_format(installed: Path, tmp_path: Path) -> None:
    assert "|parquet|dot]" in run("build", "--help", path=installed, cwd=tmp_path).stdout
