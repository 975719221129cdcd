"""Which stretch of a source stands behind a stretch of the plain text that was made from it, and the other way round.

Readers take LaTeX, HTML and line breaks away; users have the source. Plain text and source agree for long stretches,
and between two of them there is markup. A stretch that ends in markup takes all of it: "1.7×" is ``1.7$\\times$``.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

_SURE: Final = 3
"""So many equal letters show that two texts agree again."""

_NEAR: Final = 60
"""So many letters, of both texts together, are skipped one by one to find where they agree again."""

_SURER: Final = 12
"""So many equal letters show it where more is skipped."""

_FAR: Final = 2000

_FORMULA: Final = "$"


class _Block(NamedTuple):
    """A stretch that two texts share: where it starts in either, and its length."""

    one: int
    other: int
    length: int


class Alignment:
    """Offsets in a plain text beside offsets in its source.

    Args:
        plain: the text as it is read.
        source: the text as it was written.

    >>> source = "It is 1.7$\\\\times$ as \\\\textbf{fast}."
    >>> alignment = Alignment("It is 1.7× as fast.", source)
    >>> start, end = alignment.to_source(6, 10)
    >>> source[start:end], alignment.to_plain(start, end)
    ('1.7$\\\\times$', (6, 10))
    """

    def __init__(self, plain: str, source: str) -> None:
        self._source = source
        found = list(_blocks(plain, source))
        self._to_source = _Side(found, len(source))
        self._to_plain = _Side([_Block(b.other, b.one, b.length) for b in found], len(plain))

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the source a stretch of the plain text stands; formulas and groups are taken whole."""
        source = self._source
        first, last = self._to_source.stretch(start, end)
        while last > first and source[last - 1] == "}" and _open_groups(source[first:last]) < 0:
            last -= 1
        while source[last : last + 1] == "}" and _open_groups(source[first:last]) > 0:
            last += 1
        if source.count(_FORMULA, first, last) % 2:
            if source[last : last + 1] == _FORMULA:
                return first, last + 1
            if first and source[first - 1] == _FORMULA:
                return first - 1, last
        return first, last

    def to_plain(self, start: int, end: int) -> tuple[int, int]:
        """Return where in the plain text a stretch of the source stands."""
        return self._to_plain.stretch(start, end)


def _open_groups(latex: str) -> int:
    return latex.count("{") - latex.count("}")


class _Side:
    """Offsets of one text as offsets of the other."""

    def __init__(self, blocks: list[_Block], end: int) -> None:
        self._blocks = blocks
        self._starts = [block.one for block in blocks]
        self._end = end

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the other text; never one that ends before it starts."""
        first = self._start(start)
        return first, max(first, self._last(end))

    def _start(self, offset: int) -> int:
        """Between two blocks a stretch starts where the first of them ends."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return 0
        block = self._blocks[index]
        return block.other + min(offset - block.one, block.length)

    def _last(self, offset: int) -> int:
        """Between two blocks a stretch ends where the second of them starts."""
        index = bisect_right(self._starts, offset - 1) - 1
        if index >= 0:
            block = self._blocks[index]
            if offset <= block.one + block.length:
                return block.other + offset - block.one
        return self._blocks[index + 1].other if index + 1 < len(self._blocks) else self._end


def _blocks(one: str, other: str) -> Iterator[_Block]:
    """Yield the stretches that two texts share, in order."""
    here = there = 0
    while here < len(one) and there < len(other):
        length = _shared(one, here, other, there)
        if length:
            yield _Block(here, there, length)
            here, there = here + length, there + length
        if here == len(one) or there == len(other):
            return
        agreed = _agreed(one, here, other, there)
        if agreed is None:
            return
        here, there = agreed


def _shared(one: str, here: int, other: str, there: int) -> int:
    """Return how many letters are the same from here on."""
    length, step = 0, 64
    while step:
        while one[here + length : here + length + step] == other[there + length : there + length + step]:
            if here + length + step > len(one) or there + length + step > len(other):
                break
            length += step
        step //= 2
    return length


def _agreed(one: str, here: int, other: str, there: int) -> tuple[int, int] | None:
    """Return where two texts agree again, after as few letters as can be; None where they never do."""
    for skipped in range(1, _NEAR):
        for behind in range(skipped + 1):
            at, beside = here + behind, there + skipped - behind
            piece = one[at : at + _SURE]
            if piece and other.startswith(piece, beside) and (len(piece) == _SURE or beside + len(piece) == len(other)):
                return at, beside
    for at in range(here, min(len(one) - _SURER, here + _FAR)):
        beside = other.find(one[at : at + _SURER], there, there + _FAR)
        if beside >= 0:
            return at, beside
    return None
