"""What rises and what falls: how the share of the papers that name a thing changes with the dates of the papers.

The test is that of Cochran (1954) and Armitage (1955) for a linear trend in proportions. Its z is the larger the surer
the share rises, negative where it falls; of what does not change at all, 95 in 100 lie between -2 and 2.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from kg.comparing.periods import Period, parted
from kg.records import Contents, Entity, Role


@dataclass(frozen=True, slots=True)
class Trend:
    """How many papers of each period name one thing, and how surely their share rises (``z``)."""

    entity: Entity
    z: float
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """The trends of a graph, what rises most first.

    Attributes:
        period: how long each period is.
        periods: their names, in order of time.
        papers: how many papers each has.
        undated: how many papers have no date that is known closely enough.
        trends: one of each thing that enough papers name.
    """

    period: Period
    periods: tuple[str, ...]
    papers: tuple[int, ...]
    undated: int
    trends: tuple[Trend, ...]


def trends_of(
    contents: Contents, period: Period | None = None, *, types: Iterable[str] = (), min_papers: int = 5
) -> Trends:
    """Return the trends of a graph.

    Args:
        contents: what the graph holds.
        period: how long a time papers are counted in; where None, the longest that makes at least three.
        types: values of ``EntityType`` to keep to; all where there is none.
        min_papers: things that fewer dated papers name are left out.

    >>> trends_of(Contents()).trends
    ()
    """
    wanted = set(types)
    used, papers = parted(contents.papers, period)
    place = {paper: number for number, (_, group) in enumerate(papers.items()) for paper in group}
    sizes = [len(group) for group in papers.values()]
    named: defaultdict[str, set[str]] = defaultdict(set)
    for fact in contents.facts:
        if isinstance(fact.predicate, Role) and fact.subject in place:
            named[fact.object].add(fact.subject)
    entities = (entity for entity in contents.entities if not wanted or entity.type in wanted)
    found = [
        Trend(entity, trend_z(counts, sizes), tuple(counts))
        for entity in entities
        if len(named[entity.id]) >= max(min_papers, 1)
        for counts in [_counts((place[paper] for paper in named[entity.id]), len(sizes))]
    ]
    found.sort(key=lambda trend: (-trend.z, -sum(trend.counts), trend.entity.id))
    return Trends(used, tuple(papers), tuple(sizes), len(contents.papers) - len(place), tuple(found))


def _counts(places: Iterable[int], periods: int) -> list[int]:
    counts = [0] * periods
    for place in places:
        counts[place] += 1
    return counts


def trend_z(counts: Sequence[int], sizes: Sequence[int]) -> float:
    """Return the statistic of the Cochran-Armitage test for a trend: positive where the share rises.

    Args:
        counts: how many of each period have the property, in order of time.
        sizes: how many there are in each.

    >>> round(trend_z([1, 2, 3], [10, 10, 10]), 3), trend_z([3, 3, 3], [10, 10, 10]), trend_z([10], [10])
    (1.118, 0.0, 0.0)
    """
    total, having = sum(sizes), sum(counts)
    if not 0 < having < total:
        return 0.0
    share = having / total
    slope = sum(time * (count - size * share) for time, (count, size) in enumerate(zip(counts, sizes, strict=True)))
    mean = sum(time * size for time, size in enumerate(sizes)) / total
    spread = sum(size * (time - mean) ** 2 for time, size in enumerate(sizes))
    return slope / sqrt(share * (1 - share) * spread) if spread else 0.0


def to_json(trends: Trends) -> dict[str, Any]:
    """Return trends as plain data."""
    return {
        "period": trends.period.value,
        "periods": [{"name": name, "papers": size} for name, size in zip(trends.periods, trends.papers, strict=True)],
        "undated": trends.undated,
        "trends": [_plain(trend) for trend in trends.trends],
    }


def _plain(trend: Trend) -> Mapping[str, Any]:
    entity = trend.entity
    return {
        "id": entity.id,
        "name": entity.name,
        "type": entity.type.value,
        "z": round(trend.z, 3),
        "papers": list(trend.counts),
    }
