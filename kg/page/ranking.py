"""In which order things come forward on the page, and how large each is drawn."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from kg.network import paper_node
from kg.records import Contents, Fact, Role

_LARGEST: Final = 40.0
_AMONG_ENTITIES: Final = 1.5
"""Papers come after what two papers name, and before what only one does."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The nodes of a graph, those that most papers name first; a node's number is its place in ``nodes``.

    Attributes:
        nodes: node identifiers.
        place: the number of each.
        paper_place: the number of each paper, by its own identifier.
        papers: how many papers name each entity.
    """

    nodes: tuple[str, ...]
    place: Mapping[str, int]
    paper_place: Mapping[str, int]
    papers: Mapping[str, int]

    def ends(self, fact: Fact) -> tuple[int, int]:
        """Return the numbers of the subject and the object of a fact."""
        subjects = self.paper_place if isinstance(fact.predicate, Role) else self.place
        return subjects[fact.subject], self.place[fact.object]

    def size(self, node: str) -> int:
        """Return the radius of a node on the map: an entity grows with the papers that name it."""
        return round(min(5 + 4 * sqrt(self.papers.get(node, 0)), _LARGEST))


def rank(contents: Contents) -> Ranking:
    """Return the order in which the nodes of a graph come forward.

    >>> rank(Contents()).nodes
    ()
    """
    papers = _papers_of(contents)
    spoken = Counter(fact.object for fact in contents.facts)
    speaking = Counter(fact.subject for fact in contents.facts)
    nodes = {paper.id: paper_node(paper.id) for paper in contents.papers}
    weighed = [
        entity_weight(entity.id, papers.get(entity.id, 0), spoken[entity.id] + speaking[entity.id])
        for entity in contents.entities
    ]
    weighed += (paper_weight(node, speaking[paper]) for paper, node in nodes.items())
    order = tuple(node for _, _, node in sorted(weighed))
    place = {node: number for number, node in enumerate(order)}
    return Ranking(order, place, {paper: place[node] for paper, node in nodes.items()}, papers)


def entity_weight(node: str, papers: int, facts: int) -> tuple[float, int, str]:
    """Return what an entity is ranked by that so many papers name; the least comes first."""
    return -float(papers), -facts, node


def paper_weight(node: str, facts: int) -> tuple[float, int, str]:
    """Return what a paper is ranked by that states so many facts."""
    return -_AMONG_ENTITIES, -facts, node


def _papers_of(contents: Contents) -> dict[str, int]:
    papers: dict[str, set[str]] = defaultdict(set)
    for fact in contents.facts:
        if isinstance(fact.predicate, Role):
            papers[fact.object].add(fact.subject)
    return {entity: len(found) for entity, found in papers.items()}
