"""The answer to a query as the page shows it: a table whose cells lead to things, and those things as a picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.network import Plain, paper_node, subject_node
from kg.ontology import BASE, entity_iri, paper_iri
from kg.page.ranking import Ranking
from kg.records import Contents


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a query's answer, as text, and which node a cell means where it means one."""

    question: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    nodes: Mapping[str, str]


def answered(
    contents: Contents, question: str, columns: Sequence[str], rows: Iterable[Sequence[object]], base: str = BASE
) -> tuple[Contents, Answer]:
    """Return an answer, and the part of a graph that it speaks of: its things and what a fact joins with them.

    A cell means a thing where it is its IRI, its name or, for a paper, its title.
    """
    cells = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    known = _called(contents, base)
    nodes = {cell: known[cell] for row in cells for cell in row if cell in known}
    return _about(contents, set(nodes.values())), Answer(question, tuple(columns), cells, nodes)


def answer_of(answer: Answer | None, ranking: Ranking) -> Plain | None:
    """Return an answer as plain data: a cell is its text, or its text and the number of a node."""
    if answer is None:
        return None

    def cell(text: str) -> Any:
        node = answer.nodes.get(text)
        return text if node is None else [text, ranking.place[node]]

    rows = [[cell(text) for text in row] for row in answer.rows]
    return {"question": answer.question, "columns": answer.columns, "rows": rows}


def _called(contents: Contents, base: str) -> dict[str, str]:
    """Return nodes by title, name and IRI; where a text means several, the first entity."""
    called = {paper.title: paper_node(paper.id) for paper in reversed(contents.papers)}
    called |= {entity.name: entity.id for entity in reversed(contents.entities)}
    called |= {paper_iri(paper.id, base): paper_node(paper.id) for paper in contents.papers}
    return called | {entity_iri(entity.id, base): entity.id for entity in contents.entities}


def _about(contents: Contents, nodes: set[str]) -> Contents:
    """Return these nodes, the facts that touch them with their ends, and the papers that say so."""
    facts = tuple(fact for fact in contents.facts if subject_node(fact) in nodes or fact.object in nodes)
    kept = nodes | {end for fact in facts for end in (subject_node(fact), fact.object)}
    kept |= {paper_node(evidence.paper) for fact in facts for evidence in fact.evidence}
    findings = tuple(
        finding
        for finding in contents.findings
        if paper_node(finding.paper) in kept and {finding.method, finding.on, finding.versus} <= {*kept, None}
    )
    return Contents(
        tuple(paper for paper in contents.papers if paper_node(paper.id) in kept),
        tuple(entity for entity in contents.entities if entity.id in kept),
        facts,
        findings,
    )
