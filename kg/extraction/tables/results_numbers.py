"""How abstracts write measured values: numbers, their units and the marks around them, as parts of one pattern."""

from typing import Final

NUMBER: Final = r"(?>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
"""12, 0.5, .5, 1,024; atomic, so that no part of a longer number is taken."""

TIMES: Final = r"(?:\$?\s?\\times\$?|×|[xX](?!\w)|times(?!\w)|[- ]?fold(?!\w))"
"""Factors: "2x", "3 times", "100-fold", in LaTeX too."""

PERCENT: Final = r"(?:\\?%p?|percent(?:age)?[ -]points?|percent(?!\w)|pp(?!\w))"
"""Percent and percentage points."""

UNITS: Final = (
    "FPS|fps|frames per second|tokens/s(?:ec)?|tok/s",
    "[kMG]?Hz",
    "ms|milliseconds?|microseconds?|nanoseconds?|seconds?|minutes?|hours?|mins?|[uμµ]?s|ns",
    "dB|mm2?|cm|m|km|px|pixels|pts|bpp",
    "[mk]?W|[mnpuμµ]?J|k?Wh|m?eV",
    "[KMGTk]i?B(?:/s)?",
    "TOPS(?:/W)?|TOPs(?:/W)?|[GT]?OPS|[GTP]?FLOPS|[GTP]?FLOPs",
    "k|K|M|B|million|billion",
)
"""Units that belong to a value: rates, times, lengths, power and energy, memory, operations, large counts."""

WORDED: Final = r"\b(?:one|two|three|four|five|several) orders? of magnitude|\b(?:two|three|four|five|six|ten)fold\b"
"""Values written in words."""

SIGN: Final = r"(?:[+\-−~≈]|\$?\{[+-]\}|\\?\$?\\sim\$? ?|\\?\$)?"
RANGE: Final = r"(?:\s?(?:--?-?|–|—)\s?|\$(?:--?|–)\$| to )"
DEVIATION: Final = r"(?:\s?\$?\s?(?:\\pm|±|\+/-)\s?\$?\s?" + NUMBER + ")"
GAP: Final = r"(?: |\\[, ]?|~|-(?=fold|percent))?"
"""What may stand before a number, between two, after one with its deviation, and between number and unit."""
