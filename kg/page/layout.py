"""Where things stand on the map: each community on a disc of its own, what is joined close together.

igraph places the nodes of a community and the communities among each other; here both are given the room that their
sizes need. Everything depends on nothing but the contents, so equal graphs give equal maps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import pi, sqrt
from typing import TYPE_CHECKING, Final

from kg.beside import Beside, beside
from kg.page.communities import Community, find_communities, linked, seeded
from kg.page.ranking import Ranking
from kg.records import Contents

if TYPE_CHECKING:
    import igraph
    import numpy as np
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Numbers = NDArray[np.float64]

_GOLDEN_ANGLE: Final = pi * (3 - sqrt(5))
_AIR: Final = 9.0
"""Around each node, on every side."""
_LOOSENESS: Final = 1.35
_MARGIN: Final = 40.0
"""Between a community and its border."""
_BETWEEN: Final = 12.0
"""Between the borders of two."""
_ASPECT: Final = 1.3
"""The map is so much wider than high."""
_MOST_PUSHED: Final = 250
"""Larger communities keep what overlap they have: pushing takes time with the square of the nodes."""
_PUSHES: Final = 10
_PACKING_STEPS: Final = 60
_ROUNDS: Final = (12, 120)
"""Fewest and most rounds of the layout of a community: large ones get few."""
_WORK: Final = 24_000


@dataclass(frozen=True, slots=True)
class Disc:
    """Where a community stands, in canvas pixels with y downwards, and its name or nothing."""

    name: str
    x: int
    y: int
    radius: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where every node stands, in the order of the ranking, and the number of the disc that it stands on."""

    positions: tuple[tuple[int, int], ...]
    community: tuple[int, ...]
    discs: tuple[Disc, ...]


def lay_out(contents: Contents, ranking: Ranking) -> Layout:
    """Place every node of a graph.

    >>> from kg.page.ranking import rank
    >>> lay_out(Contents(), rank(Contents()))
    Layout(positions=(), community=(), discs=())
    """
    names = {ranking.place[entity.id]: entity.name for entity in contents.entities}
    return lay_out_linked(linked(contents, ranking), names, [ranking.size(node) for node in ranking.nodes])


def lay_out_linked(
    graph: igraph.Graph, names: Mapping[int, str], radii_of_nodes: Sequence[int], jobs: int = 1
) -> Layout:
    """Place every node of what ``linked`` made.

    Args:
        graph: the nodes by their numbers.
        names: of the entities.
        radii_of_nodes: how large each node is drawn.
        jobs: how many processes work; with two each places half of the communities.
    """
    import numpy as np  # it costs start-up

    communities = find_communities(graph, names)
    if not communities:
        return Layout((), (), ())
    sizes = np.array(radii_of_nodes, dtype=np.float64)
    inner = _discs(graph, communities, sizes, jobs)
    radii = np.array([np.hypot(*points.T).max() + _MARGIN for points in inner])
    with seeded():
        centres = _packed(_centres(graph, communities, radii), radii)
    positions, community = np.zeros((len(sizes), 2)), np.zeros(len(sizes), dtype=np.int64)
    for number, (group, points) in enumerate(zip(communities, inner, strict=True)):
        members = list(group.members)
        positions[members], community[members] = points + centres[number], number
    rounded = tuple((int(x), int(y)) for x, y in np.rint(positions).tolist())
    discs = zip((group.name for group in communities), np.rint(centres).tolist(), np.rint(radii).tolist(), strict=True)
    return Layout(
        rounded, tuple(community.tolist()), tuple(Disc(name, int(x), int(y), int(r)) for name, (x, y), r in discs)
    )


# A community ----------------------------------------------------------------------------------------------------------


def _discs(graph: igraph.Graph, communities: Sequence[Community], sizes: Numbers, jobs: int) -> list[Points]:
    """Return where the members of each community stand around its middle."""

    def placed(groups: Sequence[Community]) -> list[Points]:
        return [_disc(graph, group, sizes[list(group.members)]) for group in groups]

    # The largest come first, so that every second one is about half of the work.
    other: Beside[None, list[Points]]
    with beside(lambda _: placed(communities[1::2]), jobs) as other:
        pairs = zip_longest(placed(communities[::2]), other.finish())
        return [points for pair in pairs for points in pair if points is not None]


def _disc(graph: igraph.Graph, group: Community, sizes: Numbers) -> Points:
    """Return where the members of a community stand around its middle."""
    import numpy as np

    areas = _LOOSENESS * (2 * (sizes + _AIR)) ** 2
    points = _sunflower(areas)
    if group.name and len(group.members) > 2:
        part = graph.induced_subgraph(group.members)
        rounds = min(max(_WORK // len(group.members), _ROUNDS[0]), _ROUNDS[1])
        with seeded():  # each anew, so that none depends on what others drew
            layout = part.layout_fruchterman_reingold(weights="weight", niter=rounds, seed=(points / 40).tolist())
        points = _filled(np.array(layout.coords), areas)
    return _apart(points, sizes + _AIR) if len(points) <= _MOST_PUSHED else points


def _sunflower(areas: Numbers) -> Points:
    """Return a spiral around the middle on which each point has its area, the first one in the middle."""
    import numpy as np

    radii = np.sqrt((np.cumsum(areas) - areas) / pi)
    angles = np.arange(len(areas)) * _GOLDEN_ANGLE
    return np.column_stack((radii * np.cos(angles), radii * np.sin(angles)))


def _filled(points: Points, areas: Numbers) -> Points:
    """Keep each point's direction from the middle, and move it as far out as those further in need room."""
    import numpy as np

    points = _centred(points)
    distance = np.hypot(*points.T)
    order = np.lexsort((np.arange(len(points)), np.round(distance, 9)))
    radii = np.empty(len(points))
    radii[order] = np.sqrt((np.cumsum(areas[order]) - areas[order] / 2) / pi)
    farther: Numbers = radii / np.maximum(distance, 1e-9)
    return points * farther[:, None]


def _centred(points: Points) -> Points:
    middle: Points = points.mean(axis=0)
    return points - middle


def _apart(points: Points, reach: Numbers) -> Points:
    """Push points from each other until each has its reach for itself, or ``_PUSHES`` times."""
    import numpy as np

    needed = reach[:, None] + reach[None, :]
    np.fill_diagonal(needed, 0)
    for _ in range(_PUSHES):
        pushed, moves = _pushed(points, needed)
        if not moves:
            break
        points = pushed
    return points


def _pushed(points: Points, needed: Numbers) -> tuple[Points, bool]:
    """Move every point away from all that are nearer than needed; tell whether any was."""
    import numpy as np

    apart = points[:, None, :] - points[None, :, :]
    distance = np.hypot(apart[..., 0], apart[..., 1])
    lacking = np.maximum(needed - distance, 0)
    if not (lacking > 0.5).any():
        return points, False
    share = lacking / np.maximum(distance, 1e-6) / 2
    return points + 0.7 * (apart * share[..., None]).sum(axis=1), True


# Communities among each other -----------------------------------------------------------------------------------------


def _centres(graph: igraph.Graph, communities: Sequence[Community], radii: Numbers) -> Points:
    """Return about where the discs belong: those with many facts between them near each other."""
    import igraph
    import numpy as np

    start = _sunflower(4 * radii**2)
    if len(communities) < 3:
        return start
    number = [0] * graph.vcount()
    for place, group in enumerate(communities):
        for member in group.members:
            number[member] = place
    between = igraph.VertexClustering(graph, number).cluster_graph(combine_edges="sum")
    layout = between.layout_fruchterman_reingold(weights="weight", niter=300, seed=(start / 100).tolist())
    points = _centred(np.array(layout.coords))
    widest = max(float(np.hypot(*points.T).max()), 1e-9)
    return points * (float(np.sqrt((radii**2).sum())) / widest)


def _packed(points: Points, radii: Numbers) -> Points:
    """Draw the discs together until they touch, and push from each other those that overlap."""
    import numpy as np

    needed = radii[:, None] + radii[None, :] + _BETWEEN
    np.fill_diagonal(needed, 0)
    points = points * (_ASPECT, 1)
    for step in range(_PACKING_STEPS):
        pull = 0.07 * (1 - step / _PACKING_STEPS)
        points = points * (1 - pull / _ASPECT**2, 1 - pull)
        for _ in range(2):
            points, _ = _pushed(points, needed)
    for _ in range(_PACKING_STEPS):
        points, moves = _pushed(points, needed)
        if not moves:
            break
    corners: Points = points.min(axis=0) + points.max(axis=0)
    return points - corners / 2
