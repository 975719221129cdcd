"""Trends as a picture: a line for each thing, the share of papers that name it over time, as SVG that needs nothing."""

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from kg.comparing.trends import Trend, Trends

_WIDTH: Final = 560
_HEIGHT: Final = 320
_LEFT: Final = 64
_TOP: Final = 48
_BELOW: Final = 72
_NAMES: Final = 260
"""Room for the names, right of the lines."""
_LABELS: Final = 10
"""So many periods at most are named below the lines."""
_ROW: Final = 20
_LONGEST: Final = 34
_COLOURS: Final = ("#4269d0", "#b3261e", "#2e7d32", "#8a5a00", "#7b4fa3", "#00798c", "#d1478c", "#5c6675")
"""Each is told from the others by people who see few colours, together with the dashes."""
_DASHES: Final = ("", "6 3", "2 3", "9 3 2 3")
_STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#1c2430}.head{font-size:15px;font-weight:600}.small{font-size:11px}"
    ".grid{stroke:#e4e7ec}.trend{fill:none;stroke-width:2}"
)
MOST: Final = len(_COLOURS)
"""More lines than this nobody can follow."""


def to_svg(trends: Trends, shown: Sequence[Trend]) -> str:
    """Return a picture of the first of ``shown``; a period without papers has no point.

    Args:
        trends: of a graph.
        shown: those to draw.
    """
    width, height = _LEFT + _WIDTH + _NAMES, _TOP + _HEIGHT + _BELOW
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img"})
    ET.SubElement(svg, "title").text = "Share of the papers that name each, over time"
    drawn = list(shown[:MOST])
    ET.SubElement(svg, "desc").text = "; ".join(f"{each.entity.name}: z {each.z:.1f}" for each in drawn)
    ET.SubElement(svg, "style").text = _STYLE
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    _text(svg, (_LEFT, 28), f"Share of papers by {trends.period.value}", "head")
    shares = [_shares(each, trends) for each in drawn]
    top = max((share for line in shares for share in line if share is not None), default=0.0) or 1.0
    _draw_axes(svg, trends.periods, top)
    for number, (each, line) in enumerate(zip(drawn, shares, strict=True)):
        _draw(svg, number, each, [None if share is None else share / top for share in line])
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _shares(trend: Trend, trends: Trends) -> list[float | None]:
    return [count / size if size else None for count, size in zip(trend.counts, trends.papers, strict=True)]


def _draw_axes(svg: ET.Element, periods: Sequence[str], top: float) -> None:
    for tick in range(5):
        y = _y(tick / 4)
        line = {"class": "grid", "x1": str(_LEFT), "x2": str(_LEFT + _WIDTH), "y1": _number(y), "y2": _number(y)}
        ET.SubElement(svg, "line", line)
        _text(svg, (_LEFT - 8, y + 4), f"{100 * top * tick / 4:.3g} %", "small", anchor="end")
    step = max(1, -(-len(periods) // _LABELS))
    for number in range(0, len(periods), step):
        _text(svg, (_x(number, len(periods)), _TOP + _HEIGHT + 22), periods[number], "small", anchor="middle")


def _draw(svg: ET.Element, number: int, trend: Trend, heights: Sequence[float | None]) -> None:
    look = {"class": "trend", "stroke": _COLOURS[number], "stroke-dasharray": _DASHES[number % len(_DASHES)]}
    points = [(_x(place, len(heights)), _y(high)) for place, high in enumerate(heights) if high is not None]
    written = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
    line = ET.SubElement(svg, "polyline", {name: value for name, value in look.items() if value} | {"points": written})
    ET.SubElement(line, "title").text = trend.entity.name
    y = _TOP + 12 + number * _ROW
    sample = {"points": f"{_LEFT + _WIDTH + 20},{y - 4} {_LEFT + _WIDTH + 48},{y - 4}"}
    ET.SubElement(svg, "polyline", {name: value for name, value in look.items() if value} | sample)
    name = trend.entity.name
    _text(svg, (_LEFT + _WIDTH + 56, y), name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…")


def _x(place: int, count: int) -> float:
    return _LEFT + _WIDTH * (place / (count - 1) if count > 1 else 0.5)


def _y(height: float) -> float:
    return _TOP + _HEIGHT * (1 - height)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(svg: ET.Element, at: tuple[float, float], text: str, look: str = "", *, anchor: str = "start") -> None:
    attributes = {"class": look, "x": _number(at[0]), "y": _number(at[1]), "text-anchor": anchor}
    ET.SubElement(svg, "text", {name: value for name, value in attributes.items() if value}).text = text
