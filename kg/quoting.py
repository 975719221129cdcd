"""Quotes held against the texts they are from."""

from collections.abc import Iterator

from kg.errors import ExportError
from kg.records import Contents, Evidence, Mention

_CURE = "report this with the paper: offsets and text of one reading disagree"


def check_quotes(contents: Contents) -> None:
    """Raise unless every sentence and every mention is exactly the text of its paper at its offsets.

    Raises:
        ExportError: one differs; the message names its paper, field and offsets.

    >>> check_quotes(Contents())
    """
    papers = {paper.id: paper for paper in contents.papers}
    for paper, at, exact in _quotes(contents):
        if paper in papers and papers[paper].text(at.field)[at.start : at.end] != exact:
            where = f"{paper}, {at.field} {at.start}-{at.end}"
            raise ExportError("a quote differs from the text", where=where, cure=_CURE)


def _quotes(contents: Contents) -> Iterator[tuple[str, Evidence | Mention, str]]:
    readings = (evidence for fact in contents.facts for evidence in fact.evidence)
    for evidence in (*readings, *(finding.evidence for finding in contents.findings)):
        yield evidence.paper, evidence, evidence.sentence
        if evidence.mention is not None:
            yield evidence.paper, evidence.mention, evidence.mention.text
