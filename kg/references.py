"""References between the parts of a graph, held against what is there."""

from collections.abc import Iterator

from kg.errors import GraphFileError
from kg.records import Contents, Role


def check_references(contents: Contents, where: str, cure: str) -> None:
    """Raise unless all that facts and findings speak of is in the graph.

    Args:
        contents: what was read.
        where: the file that it was read from.
        cure: what helps.

    Raises:
        GraphFileError: something is missing; the message names it, and what speaks of it.

    >>> check_references(Contents(), "graph.ttl", "write it again")
    """
    held = frozenset(paper.id for paper in contents.papers), frozenset(entity.id for entity in contents.entities)
    for speaker, is_paper, identifier in _references(contents):
        if identifier is not None and identifier not in held[not is_paper]:
            what = "paper" if is_paper else "entity"
            raise GraphFileError(
                f"{speaker} speaks of the {what} {identifier}, which is missing", where=where, cure=cure
            )


def _references(contents: Contents) -> Iterator[tuple[str, bool, str | None]]:
    """Yield what speaks, whether it speaks of a paper, and of which paper or entity."""
    for fact in contents.facts:
        speaker = f"{fact.subject} {fact.predicate} {fact.object}"
        yield speaker, isinstance(fact.predicate, Role), fact.subject
        yield speaker, False, fact.object
        for evidence in fact.evidence:
            yield speaker, True, evidence.paper
    for finding in contents.findings:
        yield finding.id, True, finding.paper
        yield finding.id, True, finding.evidence.paper
        for identifier in (finding.method, finding.on, finding.versus):
            yield finding.id, False, identifier
