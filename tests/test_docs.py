"""The pages that are made from what they describe are up to date, and every stock query has an answer in them."""

import runpy
from pathlib import Path

import pytest

from kg.sparql import stock_queries

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The pages as they should be."""
    made: dict[str, str] = runpy.run_path(str(DOCS / "make.py"))["pages"]()
    return made


@pytest.mark.parametrize("name", ["ontology.md", "queries.md"])
def test_a_page_is_what_it_is_made_from(pages: dict[str, str], name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages[name], "run `make docs`"


@pytest.mark.parametrize("name", sorted(stock_queries()))
def test_every_stock_query_has_an_example_answer(pages: dict[str, str], name: str) -> None:
    (section,) = (part for part in pages["queries.md"].split("\n## ") if part.startswith(f"{name}\n"))
    assert stock_queries()[name].title in section
    assert section.count("\n| ") >= 3
