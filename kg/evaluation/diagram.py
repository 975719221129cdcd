"""The reliability diagram: for each bin of confidence the share that was right, as SVG that needs nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

from kg.evaluation.calibration import BINS, Bin, Calibration
from kg.files import replacing

_SIDE: Final = 240
_COUNTS: Final = 48
"""Height of the strip that shows how many there are."""

_LEFT: Final = 56
_TOP: Final = 64
_BETWEEN: Final = 72
_BELOW: Final = 60
_STRIP: Final = _TOP + _SIDE + 14
_TICKS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#1c2430}.head{font-size:15px;font-weight:600}.small{font-size:11px}"
    ".frame{fill:none;stroke:#8a93a1}.grid{stroke:#e4e7ec}.ideal{stroke:#5c6675;stroke-dasharray:4 4}"
    ".right{fill:#4472c4;fill-opacity:.55;stroke:#2f5597}.mean{fill:#b3261e}.many{fill:#a9b3c1}"
)


def reliability_svg(calibrations: Sequence[Calibration]) -> str:
    """Return a panel for each group, side by side.

    A bar is the share that was right in a bin, a dot stands at its mean confidence; the strip below shows how many the
    bin holds. Bars and dots of perfect confidences end on the dashed line.
    """
    width = _LEFT + max(len(calibrations), 1) * (_SIDE + _BETWEEN)
    height = _STRIP + _COUNTS + _BELOW
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img"})
    ET.SubElement(svg, "title").text = "Reliability of the confidences"
    ET.SubElement(svg, "desc").text = "; ".join(map(_told, calibrations))
    ET.SubElement(svg, "style").text = _STYLE
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    for number, calibration in enumerate(calibrations):
        panel = ET.SubElement(svg, "g", {"transform": f"translate({_LEFT + number * (_SIDE + _BETWEEN)} 0)"})
        _draw(panel, calibration)
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def write_reliability(calibrations: Sequence[Calibration], path: Path) -> None:
    """Write the diagram.

    Raises:
        ExportError: ``path`` cannot be written.
    """
    with replacing(path) as file:
        file.write(reliability_svg(calibrations).encode())


def _told(calibration: Calibration) -> str:
    return f"{calibration.group}: expected calibration error {calibration.error:.3f} over {calibration.count:,}"


def _draw(panel: ET.Element, calibration: Calibration) -> None:
    _text(panel, 0, 26, calibration.group, "head")
    _text(panel, 0, 46, f"expected calibration error {calibration.error:.3f}, {calibration.count:,} predicted", "small")
    for tick in _TICKS:
        _tick(panel, tick)
    most = max(each.count for each in calibration.bins)
    for each in calibration.bins:
        _draw_bin(panel, each, most)
    _line(panel, "ideal", (_x(0), _y(0)), (_x(1), _y(1)))
    _box(panel, "frame", (0, _TOP), (_SIDE, _SIDE))
    _text(panel, _SIDE / 2, _STRIP + _COUNTS + 40, "confidence", anchor="middle")
    _text(panel, -_TOP - _SIDE / 2, -36, "share right", anchor="middle", transform="rotate(-90)")
    _text(panel, -8, _STRIP + _COUNTS, "count", "small", anchor="end")


def _tick(panel: ET.Element, tick: float) -> None:
    _line(panel, "grid", (_x(tick), _y(0)), (_x(tick), _y(1)))
    _line(panel, "grid", (_x(0), _y(tick)), (_x(1), _y(tick)))
    _text(panel, _x(tick), _STRIP + _COUNTS + 18, f"{tick:g}", "small", anchor="middle")
    _text(panel, -8, _y(tick) + 4, f"{tick:g}", "small", anchor="end")


def _draw_bin(panel: ET.Element, each: Bin, most: int) -> None:
    width, high = _SIDE / BINS - 2, _COUNTS * each.count / most
    bar = _box(panel, "right", (_x(each.low) + 1, _y(each.right)), (width, each.right * _SIDE))
    about = f"{each.count:,} from {each.low:g} to {each.high:g}: mean {each.confidence:.3f}, right {each.right:.3f}"
    ET.SubElement(bar, "title").text = about
    _box(panel, "many", (_x(each.low) + 1, _STRIP + _COUNTS - high), (width, high))
    dot = {"class": "mean", "cx": _number(_x(each.confidence)), "cy": _number(_y(each.right)), "r": "3.5"}
    ET.SubElement(panel, "circle", dot)


def _x(share: float) -> float:
    return share * _SIDE


def _y(share: float) -> float:
    return _TOP + (1 - share) * _SIDE


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _text(
    panel: ET.Element, x: float, y: float, text: str, look: str = "", *, anchor: str = "start", transform: str = ""
) -> None:
    attributes = {"class": look, "x": _number(x), "y": _number(y), "text-anchor": anchor, "transform": transform}
    ET.SubElement(panel, "text", {name: value for name, value in attributes.items() if value}).text = text


def _line(panel: ET.Element, look: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    ends = zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True)
    ET.SubElement(panel, "line", {"class": look} | {name: _number(value) for name, value in ends})


def _box(panel: ET.Element, look: str, corner: tuple[float, float], size: tuple[float, float]) -> ET.Element:
    sides = zip(("x", "y", "width", "height"), (*corner, *size), strict=True)
    return ET.SubElement(panel, "rect", {"class": look} | {name: _number(value) for name, value in sides})
