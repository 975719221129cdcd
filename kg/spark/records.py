"""Papers and extractions to plain rows and back."""

from dataclasses import asdict, replace
from typing import cast

from kg.jsonl import extraction_from_json, extraction_to_json
from kg.records import Extraction, Paper, Place
from kg.spark.rows import Row


def paper_to_row(paper: Paper) -> Row:
    """Return a paper as a row."""
    written = paper.written
    return {**asdict(paper), "written": written and {"title": written[0], "abstract": written[1]}}


def paper_of_row(row: Row) -> Paper:
    """Return the paper that ``paper_to_row`` made ``row`` of.

    >>> paper = Paper("p1", "A title", "", places=(Place("a.txt", 3),), written=("A Title", ""))
    >>> paper_of_row(paper_to_row(paper)) == paper, paper_of_row(paper_to_row(paper)).written
    (True, ('A Title', ''))
    """
    written = row["written"]
    texts = (row[name] for name in ("id", "title", "abstract", "url", "date"))
    places = tuple(Place(**place) for place in row["places"])
    return Paper(*cast(tuple[str, str, str, str, str], tuple(texts)), places, written and tuple(written.values()))


def extraction_to_row(extraction: Extraction) -> Row:
    """Return what a paper says as a row, by offsets into the title and the abstract of the row."""
    bare = replace(extraction, paper=replace(extraction.paper, written=None))
    return {**extraction_to_json(bare), **paper_to_row(extraction.paper), "error": None}


def extraction_of_row(row: Row) -> Extraction:
    """Return the extraction that ``extraction_to_row`` made ``row`` of."""
    paper = paper_of_row(row)
    return replace(extraction_from_json(row, replace(paper, written=None)), paper=paper)
