"""The dates that papers carry, and the periods that they fall into."""

import datetime
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.documents.dates import iso_date
from kg.documents.identifiers import arxiv_id
from kg.records import Paper

LEAP_YEAR: Final = 2000
"""Stands in where a digest names a day without a year: every day is in it."""

_ARXIV_MONTH: Final = re.compile(r"(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])\.\d{4,5}")
_PARTS: Final = 3
_PART: Final = 0.05
"""Periods that hold less of the papers do not count when a period is chosen: some paper is always of long ago."""


class Period(StrEnum):
    """How long a time is that papers are counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Day(NamedTuple):
    """A date as far as it is known; ``month`` and ``day`` are 0 where they are not."""

    year: int
    month: int
    day: int
    has_year: bool = True


def day_of(paper: Paper) -> Day | None:
    """Return when a paper came out: its own date, else the first on which it was listed, else as arXiv numbered it.

    >>> day_of(Paper("p1", "On Foo", "", date="2025-03")), day_of(Paper("2401.00001", "On Foo", ""))
    (Day(year=2025, month=3, day=0, has_year=True), Day(year=2024, month=1, day=0, has_year=True))
    """
    written = filter(None, (paper.date, *sorted(place.date for place in paper.places)))
    days = [day for day in map(_read, written) if day is not None]
    if days:
        # Its own date comes first; of the days on which it was listed the earliest counts.
        return days[0] if paper.date else min(days)
    found = _ARXIV_MONTH.fullmatch(arxiv_id(paper.id) or arxiv_id(paper.url))
    return Day(2000 + int(found["year"]), int(found["month"]), 0) if found else None


def _read(written: str) -> Day | None:
    if exact := iso_date(written):
        year, month, day, *_ = (*map(int, exact.split("-")), 0, 0)
        return Day(year, month, day)
    if exact := iso_date(f"{written}, {LEAP_YEAR}"):
        _, month, day, *_ = (*map(int, exact.split("-")), 0, 0)
        return Day(LEAP_YEAR, month, day, has_year=False)
    return None


def period_of(day: Day, period: Period) -> str | None:
    """Return the period that a day is in, or None where the day is not known that closely; periods sort by time.

    >>> [period_of(Day(2025, 3, 14), period) for period in Period], period_of(Day(2025, 3, 0), Period.DAY)
    (['2025-03-14', '2025-W11', '2025-03', '2025'], None)
    >>> period_of(Day(2000, 3, 14, has_year=False), Period.DAY)
    '03-14'
    """
    known = {Period.DAY: day.day, Period.WEEK: day.day, Period.MONTH: day.month, Period.YEAR: day.year}[period]
    if not known or (period in {Period.WEEK, Period.YEAR} and not day.has_year):
        return None
    return _written(day, period)


def _written(day: Day, period: Period) -> str | None:
    if period is Period.WEEK:
        try:
            year, week, _ = datetime.date(*day[:3]).isocalendar()
        except ValueError:
            return None
        return f"{year:04}-W{week:02}"
    parts = (f"{day.year:04}", f"{day.month:02}", f"{day.day:02}")
    last = {Period.YEAR: 1, Period.MONTH: 2, Period.DAY: 3}[period]
    return "-".join(parts[0 if day.has_year else 1 : last])


def parted(papers: Iterable[Paper], period: Period | None = None) -> tuple[Period, Mapping[str, tuple[str, ...]]]:
    """Return which period papers are counted in, and their identifiers by period, in order of time.

    Papers whose date is not known closely enough are left out; so are days without a year where others have one.

    Args:
        papers: each once.
        period: how long a time; where None, the longest that parts the papers into at least three of some size.
    """
    days = {paper.id: day for paper in papers if (day := day_of(paper)) is not None}
    if any(day.has_year for day in days.values()):
        days = {paper: day for paper, day in days.items() if day.has_year}
    choices = [period] if period else [Period.YEAR, Period.MONTH, Period.WEEK, Period.DAY]
    found = [(choice, _parted(days, choice)) for choice in choices]
    enough = [each for each in found if sum(len(group) >= _PART * len(days) for group in each[1].values()) >= _PARTS]
    return enough[0] if enough else max(found, key=lambda each: len(each[1]))


def _parted(days: Mapping[str, Day], period: Period) -> Mapping[str, tuple[str, ...]]:
    papers: dict[str, list[str]] = {}
    for paper, day in days.items():
        name = period_of(day, period)
        if name is not None:
            papers.setdefault(name, []).append(paper)
    return MappingProxyType({name: tuple(sorted(papers[name])) for name in sorted(papers)})
