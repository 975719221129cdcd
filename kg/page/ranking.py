"""In which order things come forward on the page, and how large each is drawn."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from kg.network import paper_node, subject_node
from kg.records import Contents, Role

_LARGEST: Final = 40.0
_AMONG_ENTITIES: Final = 1.5
"""Papers come after what two papers name, and before what only one does."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nodes of a graph, those that most papers name first; a node's number is its place in ``nodes``.

    Attributes:
        nodes: node identifiers.
        place: the number of each.
        papers: how many papers name each entity.
    """

    nodes: tuple[str, ...]
    place: Mapping[str, int]
    papers: Mapping[str, int]

    def size(self, node: str) -> int:
        """Return the radius of a node on the map: an entity grows with the papers that name it."""
        return round(min(5 + 4 * sqrt(self.papers.get(node, 0)), _LARGEST))


def rank(contents: Contents) -> Ranking:
    """Return the order in which the nodes of a graph come forward.

    >>> rank(Contents()).nodes
    ()
    """
    papers, facts = _papers_of(contents), _facts_of(contents)
    weighed = [(-float(papers.get(entity.id, 0)), -facts.get(entity.id, 0), entity.id) for entity in contents.entities]
    nodes = (paper_node(paper.id) for paper in contents.papers)
    weighed += ((-_AMONG_ENTITIES, -facts.get(node, 0), node) for node in nodes)
    order = tuple(node for _, _, node in sorted(weighed))
    return Ranking(order, {node: number for number, node in enumerate(order)}, papers)


def _papers_of(contents: Contents) -> dict[str, int]:
    papers: dict[str, set[str]] = defaultdict(set)
    for fact in contents.facts:
        if isinstance(fact.predicate, Role):
            papers[fact.object].add(fact.subject)
    return {entity: len(found) for entity, found in papers.items()}


def _facts_of(contents: Contents) -> dict[str, int]:
    facts: dict[str, int] = defaultdict(int)
    for fact in contents.facts:
        facts[subject_node(fact)] += 1
        facts[fact.object] += 1
    return facts
