"""Which things belong together on the map, and what each such community is called.

Communities are those of the Leiden algorithm (Traag, Waltman and van Eck 2019) as igraph finds them.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.page.ranking import Ranking
from kg.records import Contents, Predicate, RelationType, Role

if TYPE_CHECKING:
    import igraph

_SEED: Final = 7
_ROUNDS: Final = 2
_SMALLEST: Final = 6
_NAMES: Final = 3
_LONGEST_NAME: Final = 30
_LONGEST_TITLE: Final = 44


@dataclass(frozen=True, slots=True)
class Community:
    """Nodes that have more to do with each other than with the rest, by number, and their common name or nothing."""

    members: tuple[int, ...]
    name: str = ""


def linked(contents: Contents, ranking: Ranking) -> igraph.Graph:
    """Return the nodes by their numbers, each pair that facts join as one edge; ``weight`` tells how much they say."""
    pairs: dict[tuple[int, int], float] = defaultdict(float)
    for fact in contents.facts:
        one, other = ranking.ends(fact)
        if one != other:
            pairs[min(one, other), max(one, other)] += weight(fact.predicate)
    edges = sorted(pairs)
    return weighted(len(ranking.nodes), edges, [pairs[edge] for edge in edges])


def weighted(count: int, edges: Sequence[tuple[int, int]], weights: Sequence[float]) -> igraph.Graph:
    """Return so many nodes with their edges, which are sorted, each pair of nodes once."""
    import igraph  # it costs start-up

    return igraph.Graph(count, edges, edge_attrs={"weight": weights})


def find_communities(graph: igraph.Graph, names: Mapping[int, str]) -> list[Community]:
    """Return the communities, the largest first, and at the end a nameless one of all that belongs to none.

    Args:
        graph: what ``linked`` made.
        names: the names that a community may be called by, by number.
    """
    if not graph.vcount():
        return []
    with seeded():
        found = graph.community_leiden("modularity", weights="weight", n_iterations=_ROUNDS)
    inside = _inside(graph, found.membership)
    groups = sorted((tuple(sorted(group)) for group in found), key=lambda group: (-len(group), group))
    named = [Community(group, _name(group, names, inside)) for group in groups if len(group) >= _SMALLEST]
    rest = tuple(node for group in groups if len(group) < _SMALLEST for node in group)
    return [*named, *([Community(rest)] if rest else [])]


@contextmanager
def seeded() -> Iterator[None]:
    """Let igraph draw the same numbers each time."""
    import igraph

    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def weight(predicate: Predicate) -> float:
    """Return how much a fact tells of two nodes."""
    if predicate is Role.MENTIONS:
        return 0.5
    return 2.0 if isinstance(predicate, RelationType) else 1.0


def _inside(graph: igraph.Graph, membership: Sequence[int]) -> list[int]:
    """Return with how many of its own community each node is joined."""
    joined = [0] * graph.vcount()
    for one, other in graph.get_edgelist():
        if membership[one] == membership[other]:
            joined[one] += 1
            joined[other] += 1
    return joined


def _name(group: tuple[int, ...], names: Mapping[int, str], inside: Sequence[int]) -> str:
    """Return the names of what is joined with most of its community, as many as are read at a glance."""
    joined = {node: inside[node] for node in group if node in names}
    title = ""
    for node in sorted(joined, key=lambda node: (-joined[node], node))[:_NAMES]:
        longer = f"{title} · {_shortened(names[node])}" if title else _shortened(names[node])
        title = longer if not title or len(longer) <= _LONGEST_TITLE else title
    return title


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
