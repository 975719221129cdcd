"""Where things stand on the page: the best-connected entities as a map, papers and all else around them.

Everything here depends on nothing but the contents, so equal graphs give equal pages.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import cos, pi, sin, sqrt
from typing import Final

import networkx as nx

from kg.network import paper_node
from kg.records import Contents, Role

Point = tuple[float, float]

SHOWN: Final = 150
"""So many entities are shown at first; the rest appears around what is clicked."""

_SEED: Final = 7
_ROUNDS: Final = 60
_SPREAD: Final = 1_150.0
_ASPECT: Final = 1.45
_PUSHES: Final = 40
_RING: Final = 34.0
_PAPER_SIZE: Final = 4
_PAPER_FONT: Final = 5
_GOLDEN_ANGLE: Final = pi * (3 - sqrt(5))


@dataclass(frozen=True, slots=True)
class Layout:
    """Which entities are shown at first, and where every node stands, in canvas pixels with y downwards."""

    shown: frozenset[str]
    positions: Mapping[str, tuple[int, int]]
    papers_of: Mapping[str, frozenset[str]]

    def size(self, node: str) -> int:
        """Return the radius of a node: an entity grows with the papers that name it."""
        papers = len(self.papers_of.get(node, ()))
        return _size(papers) if papers else _PAPER_SIZE

    def font(self, node: str) -> int:
        """Return the font size of its label; a label too small to read at a zoom is not drawn at it."""
        papers = len(self.papers_of.get(node, ()))
        return _font(papers) if papers else _PAPER_FONT


def lay_out(contents: Contents) -> Layout:
    """Choose what is shown at first and place every node."""
    papers_of = _papers_of(contents)
    ranked = sorted(papers_of, key=lambda entity: (-len(papers_of[entity]), entity))
    shown = ranked[:SHOWN]
    labels = {entity.id: entity.name for entity in contents.entities}
    points = _apart(_map(shown, papers_of), {entity: _box(labels[entity], len(papers_of[entity])) for entity in shown})
    _around(points, _homes_of_papers(shown, papers_of))
    _around(points, {entity: min(papers_of[entity]) for entity in ranked[SHOWN:]})
    _around(points, {paper_node(paper.id): "" for paper in contents.papers})
    _around(points, {entity.id: "" for entity in contents.entities})
    return Layout(frozenset(shown), {node: (round(x), round(y)) for node, (x, y) in points.items()}, papers_of)


def _size(papers: int) -> int:
    return round(min(6 + 3.2 * sqrt(papers), 34))


def _font(papers: int) -> int:
    return round(min(12 + 2.4 * sqrt(papers), 30))


def _papers_of(contents: Contents) -> dict[str, frozenset[str]]:
    papers: dict[str, set[str]] = defaultdict(set)
    for fact in contents.facts:
        if isinstance(fact.predicate, Role):
            papers[fact.object].add(paper_node(fact.subject))
    return {entity: frozenset(found) for entity, found in papers.items()}


def _map(shown: Iterable[str], papers_of: Mapping[str, frozenset[str]]) -> dict[str, Point]:
    """Place entities so that those of the same papers stand together."""
    together = nx.Graph()
    together.add_nodes_from(sorted(shown))
    for one, other in combinations(sorted(shown), 2):
        if both := len(papers_of[one] & papers_of[other]):
            together.add_edge(one, other, weight=both / sqrt(len(papers_of[one]) * len(papers_of[other])))
    points = nx.spring_layout(together, seed=_SEED, iterations=_ROUNDS, scale=_SPREAD, k=2.2 / sqrt(1 + len(together)))
    return {node: (float(x) * _ASPECT, float(y)) for node, (x, y) in points.items()}


def _box(label: str, papers: int) -> Point:
    """Return half the width and half the height of a node with its label, with some air."""
    font = _font(papers)
    return max(_size(papers), min(len(label), 28) * font * 0.28) + 12, _size(papers) + font * 0.6 + 8


def _apart(points: dict[str, Point], boxes: Mapping[str, Point]) -> dict[str, Point]:
    """Push nodes from each other until no label covers another, or ``_PUSHES`` times."""
    nodes = sorted(points)
    for _ in range(_PUSHES):
        moved = False
        for one, other in combinations(nodes, 2):
            (x1, y1), (x2, y2) = points[one], points[other]
            over_x = boxes[one][0] + boxes[other][0] - abs(x2 - x1)
            over_y = boxes[one][1] + boxes[other][1] - abs(y2 - y1)
            if over_x > 0 and over_y > 0:
                moved = True
                dx, dy = (0.0, over_y / 2) if over_y < over_x else (over_x / 2, 0.0)
                dx, dy = dx if x2 >= x1 else -dx, dy if y2 >= y1 else -dy
                points[one], points[other] = (x1 - dx, y1 - dy), (x2 + dx, y2 + dy)
        if not moved:
            break
    return points


def _homes_of_papers(shown: Iterable[str], papers_of: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Return for each paper the shown entity that is most its own: the one that fewest papers name."""
    homes: dict[str, str] = {}
    for entity in sorted(shown, key=lambda entity: (-len(papers_of[entity]), entity)):
        homes.update(dict.fromkeys(papers_of[entity], entity))
    return homes


def _around(points: dict[str, Point], homes: Mapping[str, str]) -> None:
    """Place each node that has no place yet on a spiral around its home; ``""`` is the foot of the map."""
    foot = 0.0, _SPREAD * 1.25
    taken: dict[str, int] = defaultdict(int)
    for node in sorted(homes):
        if node not in points:
            home = homes[node]
            taken[home] += 1
            x, y = points.get(home, foot)
            radius, angle = _RING * (1 + sqrt(taken[home])), taken[home] * _GOLDEN_ANGLE
            points[node] = x + radius * cos(angle), y + radius * sin(angle)
