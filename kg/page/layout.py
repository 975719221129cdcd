"""Where things stand on the page: the best-connected entities as a map, papers and all else around them.

Everything here depends on nothing but the contents, so equal graphs give equal pages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import Final

import networkx as nx

from kg.network import paper_node
from kg.records import Contents, Role

Point = tuple[float, float]

SHOWN: Final = 150
"""So many entities are shown at first; the rest appears around what is clicked."""

LONGEST_LABEL: Final = 28
"""So many characters of a name are drawn; the panel shows it whole."""

_SEED: Final = 7
_ROUNDS: Final = 60
_ASPECT: Final = 1.25
_ROOM: Final = 1.25
_FOOT: Final = 200.0
_PUSHES: Final = 60
_WIDEST: Final = 250.0
_RING: Final = 28.0
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
    boxes = {entity: _box(labels[entity], len(papers_of[entity])) for entity in shown}
    points = _apart(_filled(_map(shown, papers_of), boxes), boxes)
    foot = 0.0, max((y for _, y in points.values()), default=0.0) + _FOOT
    _around(points, _homes_of_papers(shown, papers_of), foot)
    _around(points, {entity: min(papers_of[entity]) for entity in ranked[SHOWN:]}, foot)
    _around(points, {paper_node(paper.id): "" for paper in contents.papers}, foot)
    _around(points, {entity.id: "" for entity in contents.entities}, foot)
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
    points = nx.spring_layout(together, seed=_SEED, iterations=_ROUNDS)
    return {node: (float(x), float(y)) for node, (x, y) in points.items()}


def _filled(points: Mapping[str, Point], boxes: Mapping[str, Point]) -> dict[str, Point]:
    """Keep each node's direction from the middle, and move it as far out as the nodes further in need room."""
    placed, area = {}, 0.0
    for node in sorted(points, key=lambda node: (hypot(*points[node]), node)):
        width, height = boxes[node]
        area += _ROOM * 4 * width * height
        radius, angle = sqrt(area / (pi * _ASPECT)), atan2(points[node][1], points[node][0])
        placed[node] = radius * cos(angle) * _ASPECT, radius * sin(angle)
    return placed


def _box(label: str, papers: int) -> Point:
    """Return half the width and half the height of a node with its label, with some air."""
    width = max(_size(papers), min(len(label), LONGEST_LABEL) * _font(papers) * 0.28) + 12
    return min(width, _WIDEST), _size(papers) + _font(papers) * 0.6 + 8


def _apart(points: dict[str, Point], boxes: Mapping[str, Point]) -> dict[str, Point]:
    """Push nodes from each other until no label covers another, or ``_PUSHES`` times."""
    for _ in range(_PUSHES):
        pairs = list(_side_by_side(points, boxes))
        if not sum(_pushed(points, boxes, one, other) for one, other in pairs):
            break
    return points


def _side_by_side(points: Mapping[str, Point], boxes: Mapping[str, Point]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of nodes, left one first, that are near enough in x to cover each other."""
    nodes = sorted(points, key=lambda node: (points[node], node))
    for place, one in enumerate(nodes):
        reach = points[one][0] + boxes[one][0]
        for other in nodes[place + 1 :]:
            if points[other][0] > reach + _WIDEST:
                break
            if points[other][0] - boxes[other][0] < reach:
                yield one, other


def _pushed(points: dict[str, Point], boxes: Mapping[str, Point], one: str, other: str) -> bool:
    """Push two nodes from each other along the shorter way where their boxes overlap; tell whether they did."""
    (x1, y1), (x2, y2) = points[one], points[other]
    over_x = boxes[one][0] + boxes[other][0] - abs(x2 - x1)
    over_y = boxes[one][1] + boxes[other][1] - abs(y2 - y1)
    if over_x <= 0 or over_y <= 0:
        return False
    dx = over_x / 2 if over_x <= over_y else 0.0
    dy = 0.0 if dx else over_y / 2
    dx, dy = dx if x2 >= x1 else -dx, dy if y2 >= y1 else -dy
    points[one], points[other] = (x1 - dx, y1 - dy), (x2 + dx, y2 + dy)
    return True


def _homes_of_papers(shown: Iterable[str], papers_of: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Return for each paper the shown entity that is most its own: the one that fewest papers name."""
    homes: dict[str, str] = {}
    for entity in sorted(shown, key=lambda entity: (-len(papers_of[entity]), entity)):
        homes.update(dict.fromkeys(papers_of[entity], entity))
    return homes


def _around(points: dict[str, Point], homes: Mapping[str, str], foot: Point) -> None:
    """Place each node that has no place yet on a spiral around its home, or around ``foot`` where it has none."""
    taken: dict[str, int] = defaultdict(int)
    for node in sorted(homes):
        if node not in points:
            home = homes[node]
            taken[home] += 1
            x, y = points.get(home, foot)
            radius, angle = _RING * (1 + 0.6 * sqrt(taken[home])), taken[home] * _GOLDEN_ANGLE
            points[node] = x + radius * cos(angle), y + radius * sin(angle)
