"""The notebook runs from the first cell to the last, and shows what it says it shows."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "examples" / "tour.ipynb"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each cell of code shows, as a browser is given it."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": tmp_path_factory.mktemp("tour")}}).execute()
    return ["\n".join(map(_shown, cell.outputs)) for cell in notebook.cells if cell.cell_type == "code"]


def _shown(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    return str(output.get("text") or data.get("text/html") or data.get("text/plain"))


def test_each_cell_shows_something(told: list[str]) -> None:
    graph, facts, rows, page, text, relations = told
    assert "<iframe" in graph
    assert "T4" in facts
    assert "'device': 'A100'" in rows
    assert "<iframe" in page
    assert "<mark" in text
    assert "('ZibboNet', 'extends', 'LoRA')" in relations


def test_it_is_kept_without_its_answers() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    assert not [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")]
