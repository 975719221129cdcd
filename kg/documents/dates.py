"""Dates as sources write them, to ISO 8601 as far as they go."""

import re
from email.utils import parsedate_to_datetime
from typing import Final

_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH: Final = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|" + "|".join(_MONTHS) + r")\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO: Final = re.compile(r"(?P<date>\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:[T ].*)?")
_NUMBERS: Final = re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})(?:[/.](?P<day>\d{1,2}))?")
_WEEKDAY: Final = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_WRITTEN: Final = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY}(?:(?:,\s*|\s+)(?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH}(?:(?:,\s*|\s+)(?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(rf"{_MONTH},?\s+(?P<year>\d{{4}})(?P<day>)", re.IGNORECASE),
)


def iso_date(text: str) -> str:
    """Return a date as ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``, or "" where no year is given.

    >>> iso_date("2025-03-14T09:00:00Z"), iso_date("March 14, 2025"), iso_date("Mar 14"), iso_date("14.3")
    ('2025-03-14', '2025-03-14', '', '')
    """
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text):
        return found["date"]
    if found := _NUMBERS.fullmatch(text):
        return _iso(found["year"], int(found["month"]), found["day"])
    if found := _written(text):
        return _iso(found["year"], _month(found["month"]), found["day"]) if found["year"] else ""
    try:
        return parsedate_to_datetime(text).date().isoformat()
    except (ValueError, IndexError, OverflowError):
        return ""


def is_date(text: str) -> bool:
    """Tell whether a line is a date and nothing else, with a year or without.

    >>> is_date("Mar 14"), is_date("Friday, 14 March 2025"), is_date("March of the Models"), is_date("2025")
    (True, True, False, False)
    """
    text = " ".join(text.split())
    if len(text) > 40:
        return False
    return bool(_written(text) or (_ISO.fullmatch(text) and "-" in text) or _NUMBERS.fullmatch(text))


def _written(text: str) -> re.Match[str] | None:
    return next(filter(None, (pattern.fullmatch(text) for pattern in _WRITTEN)), None)


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _iso(year: str, month: int, day: str | None) -> str:
    if not 1 <= month <= 12 or not 0 <= int(day or 0) <= 31:
        return ""
    return f"{year}-{month:02}-{int(day):02}" if day else f"{year}-{month:02}"
