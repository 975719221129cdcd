"""Extractions by the offsets of their sources: users slice the text that they have, markup and all."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

from kg.alignment import Alignment
from kg.records import Extraction, Field, Mention, Paper, Result, Span

_Move = Callable[[Span], Span]

_FORMULA: Final = re.compile(r"(\$|\\\()([^$]+)(\$|\\\))")


def as_written(extraction: Extraction) -> Extraction:
    """Return an extraction whose offsets count in title and abstract as their source writes them.

    Its paper has these texts, and so do its mentions and the values of its results.

    >>> paper = Paper("p1", "On Foo", "2× as fast.", written=("On Foo", "$2\\\\times$ as fast."))
    >>> as_written(Extraction(paper)).paper.abstract
    '$2\\\\times$ as fast.'
    """
    paper = extraction.paper
    if paper.written is None:
        return extraction
    title, abstract = paper.written
    source = replace(paper, title=title, abstract=abstract, written=None)
    aligned = cache(lambda part: Alignment(paper.text(part), source.text(part)))
    return _moved(
        extraction, source, lambda span: Span(span.field, *aligned(span.field).to_source(span.start, span.end))
    )


def as_read(extraction: Extraction, paper: Paper) -> Extraction:
    """Return an extraction by offsets of the plain text of ``paper`` that counted in what its source writes."""
    if paper.written is None:
        return replace(extraction, paper=paper)
    source = dict(zip(Field, paper.written, strict=True))
    aligned = cache(lambda part: Alignment(paper.text(part), source[part]))
    return _moved(extraction, paper, lambda span: Span(span.field, *aligned(span.field).to_plain(span.start, span.end)))


def _moved(extraction: Extraction, paper: Paper, move: _Move) -> Extraction:
    def mention(one: Mention) -> Mention:
        at = move(Span(one.field, one.start, one.end))
        return replace(one, text=paper.text(at.field)[at.start : at.end], start=at.start, end=at.end)

    def result(one: Result) -> Result:
        evidence = move(one.evidence)
        if one.place is None:
            return replace(one, evidence=evidence)
        at = _bare(move(one.place), paper)
        return replace(one, evidence=evidence, place=at, value=paper.text(at.field)[at.start : at.end])

    return Extraction(
        paper,
        tuple(replace(one, mentions=tuple(map(mention, one.mentions))) for one in extraction.entities),
        tuple(replace(one, evidence=move(one.evidence)) for one in extraction.relations),
        tuple(map(result, extraction.results)),
    )


def _bare(span: Span, paper: Paper) -> Span:
    """Return a span that is one whole formula without the marks around it: a number is no formula to who reads it."""
    found = _FORMULA.fullmatch(paper.text(span.field), span.start, span.end)
    return span if found is None else replace(span, start=found.start(2), end=found.end(2))
