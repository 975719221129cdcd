"""Facts and results of a page in columns: what they say of nodes, and the same in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kg.network import Plain
from kg.page.communities import weight, weighted
from kg.page.payload import NOTHING, PREDICATES, ROLES
from kg.page.sureness import CERTAIN

if TYPE_CHECKING:
    import igraph

_ENDS: Final = ("paper", "method", "on", "versus")


def rows_of(columns: Plain, sentences: list[int]) -> dict[str, dict[str, Any]]:
    """Return results by their identifiers."""
    rows = zip(*columns.values(), sentences, strict=True)
    return {row[0]: dict(zip((*columns, "sentence"), row, strict=True)) for row in rows}


def columns_of(results: list[dict[str, Any]], place: list[int]) -> Plain:
    """Return results in columns, with the places of nodes for their numbers."""
    names = ("id", "paper", "method", "metric", "value", "on", "versus", "sure")
    columns: Plain = {name: [each[name] for each in results] for name in names}
    for end in _ENDS:
        columns[end] = [NOTHING if number == NOTHING else place[number] for number in columns[end]]
    return columns


def linked_columns(facts: Plain, count: int) -> igraph.Graph:
    """Return what ``kg.page.communities.linked`` does, from columns of facts."""
    import numpy as np  # it costs start-up

    one, other = np.array(facts["subject"], dtype=np.int64), np.array(facts["object"], dtype=np.int64)
    weights = np.array([weight(predicate) for predicate in PREDICATES])[np.array(facts["predicate"], dtype=np.int64)]
    apart = one != other
    pairs = (np.minimum(one, other) * count + np.maximum(one, other))[apart]
    found, number = np.unique(pairs, return_inverse=True)
    edges = np.column_stack((found // count, found % count)) if count else np.empty((0, 2), dtype=np.int64)
    summed = np.bincount(number, weights=weights[apart], minlength=len(found))
    return weighted(count, list(map(tuple, edges.tolist())), summed.tolist())


def surest(facts: Plain, count: int) -> list[float]:
    """Return how sure it is that any paper names each node."""
    sure: dict[int, float] = {}
    for predicate, node, figure in zip(facts["predicate"], facts["object"], facts["sure"], strict=True):
        if predicate < ROLES:
            sure[node] = max(figure, sure.get(node, 0.0))
    return [sure.get(node, CERTAIN) for node in range(count)]
