"""Extractions by the offsets of their sources: users slice the text that they have, markup and all."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

from kg.alignment import Alignment
from kg.records import Extraction, Field, Mention, Paper, Result, Span

_Move = Callable[[Span], Span]

_FORMULA: Final = re.compile(r"(?:\$|\\\()(?P<inner>[^$]+?)(?:\$|\\\))")
_CLOSERS: Final = (("$", "$"), ("{", "}"), ("\\(", "\\)"), ("\\[", "\\]"))
_STYLED: Final = re.compile(r"\\(?:text|math|emph|boldsymbol)[a-z]*\{(?P<inner>[^{}]+)\}")


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
    """Return a span without the marks around it: to who reads a number it is no formula, nor is it bold."""
    text = paper.text(span.field)
    start, end = span.start, span.end
    while mark := _closes_more(text[start:end]):
        end -= len(mark)
    while whole := _FORMULA.fullmatch(text, start, end) or _STYLED.fullmatch(text, start, end):
        start, end = whole.span("inner")
    return replace(span, start=start, end=end) if start < end else span


def _closes_more(latex: str) -> str:
    """Return the mark at the end of a piece of LaTeX that closes what was opened before it; empty for none."""
    for opener, closer in _CLOSERS:
        if latex.endswith(closer):
            surplus = latex.count(closer) % 2 if opener == closer else latex.count(closer) - latex.count(opener)
            return closer if surplus > 0 else ""
    return ""
