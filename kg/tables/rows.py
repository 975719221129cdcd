"""Nodes and edges as flat rows: what the formats without nesting write."""

from collections.abc import Iterator
from typing import NamedTuple

from kg.network import PAPER, confidence, paper_node, subject_node
from kg.records import Contents, Entity, Fact, Paper

Value = str | float | tuple[str, ...]


class NodeRow(NamedTuple):
    """A paper or an entity; what it does not have is empty."""

    label: str
    type: str
    kind: str = ""
    aliases: tuple[str, ...] = ()
    maker: str = ""
    url: str = ""
    date: str = ""


class EdgeRow(NamedTuple):
    """A fact with the papers that say so and the sentence of its best evidence."""

    predicate: str
    confidence: float
    papers: tuple[str, ...]
    sentence: str


def node_rows(contents: Contents) -> Iterator[tuple[str, NodeRow]]:
    """Yield every node's identifier and row, sorted by identifier."""
    yield from sorted([(entity.id, _entity_row(entity)) for entity in contents.entities])
    yield from sorted([(paper_node(paper.id), _paper_row(paper)) for paper in contents.papers])


def edge_rows(contents: Contents) -> Iterator[tuple[str, str, EdgeRow]]:
    """Yield every edge's two ends and row, sorted."""
    yield from sorted([(subject_node(fact), fact.object, _edge_row(fact)) for fact in contents.facts])


def cells(row: NodeRow | EdgeRow) -> Iterator[tuple[str, Value]]:
    """Yield the columns of a row that are not empty, by name.

    >>> list(cells(NodeRow("LoRA", "Method")))
    [('label', 'LoRA'), ('type', 'Method')]
    """
    values: tuple[Value, ...] = row
    return ((name, value) for name, value in zip(row._fields, values, strict=True) if value not in ("", ()))


def _entity_row(entity: Entity) -> NodeRow:
    aliases = tuple(alias.name for alias in entity.aliases)
    return NodeRow(entity.name, entity.type.value, entity.kind.value, aliases, entity.maker or "")


def _paper_row(paper: Paper) -> NodeRow:
    return NodeRow(paper.title, PAPER, url=paper.url, date=paper.date)


def _edge_row(fact: Fact) -> EdgeRow:
    best = max(fact.evidence, key=lambda evidence: evidence.confidence)
    papers = tuple(sorted({evidence.paper for evidence in fact.evidence}))
    return EdgeRow(fact.predicate.value, confidence(fact), papers, best.sentence)
