"""What ``import kg`` offers is what it promises, and it costs nothing before it is used."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import kg

PROMISED = ("build_graph", "load_pipeline", "read_graph")


def test_the_names_are_sorted_and_each_leads_somewhere() -> None:
    assert kg.__all__ == sorted(set(kg.__all__))
    for name in kg.__all__:
        assert getattr(kg, name) is not None
    assert set(PROMISED) <= set(kg.__all__)
    assert dir(kg) == kg.__all__


def test_type_checkers_see_the_same_names_in_the_same_homes() -> None:
    tree = ast.parse(Path(kg.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "kg." in str(node.module)]
    shown = {alias.name: node.module for node in imports for alias in node.names}
    assert sorted([*shown, "__version__"]) == kg.__all__
    for name, home in shown.items():
        assert getattr(importlib.import_module(str(home)), name) is getattr(kg, name)


def test_no_name_hides_a_module() -> None:
    modules = {path.stem for path in Path(kg.__file__).parent.iterdir()}
    assert modules.isdisjoint(kg.__all__)


def test_an_unknown_name_fails_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="'kg' has no attribute 'grahp'"):
        kg.grahp  # noqa: B018


def test_importing_it_loads_nothing_heavy() -> None:
    program = "import sys, kg; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"spacy", "rdflib", "networkx", "numpy", "click", "kg.records"} & set(loaded)
