"""Files of sorted blocks in which a few blocks change: all between them is copied as it is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

Key = TypeVar("Key", bound=Any)

Text = bytes | mmap
"""A file as it is, or as the system maps it into memory."""

_LINE_END: Final = b"\n"


class Blocks(Generic[Key]):
    r"""A part of a text in which blocks stand, sorted by their keys.

    A block is a line that opens one, and all lines up to the next that does.

    Args:
        text: the whole text.
        span: where the first block begins and the last one ends.
        key: returns the key of a block from its first line, without the line end.
        opens: tells from the two first characters of a line whether it opens a block.

    >>> blocks = Blocks(b"a 1\nc 3\n\tand more\n", (0, 18), lambda line: line[:1], lambda head: head[:1] != b"\t")
    >>> b"".join(blocks.with_changes({b"b": b"b 2\n", b"c": b""}))
    b'a 1\nb 2\n'
    """

    def __init__(
        self, text: Text, span: tuple[int, int], key: Callable[[bytes], Key], opens: Callable[[bytes], bool]
    ) -> None:
        self._text: Final = text
        self._start, self._stop = span
        self._key: Final = key
        self._opens: Final = opens
        self._probed: Final[dict[int, tuple[int, Key]]] = {}

    def find(self, key: Key) -> tuple[int, int]:
        """Return where the blocks of a key begin and end: at one place, where they would be, if there is none."""
        begin = self._bound(self._start, lambda other: bool(other < key))
        if begin == self._stop or self._key(self._first_line(begin)) != key:
            return begin, begin
        end = self._end(begin)
        if end == self._stop or self._key(self._first_line(end)) != key:
            return begin, end
        return begin, self._bound(end, lambda other: not key < other)

    def with_changes(self, changes: Mapping[Key, bytes], start: int | None = None) -> Iterator[bytes]:
        """Yield the part, for some keys with what is given here instead.

        Args:
            changes: by key; nothing for those that go.
            start: where the first block begins that is wanted.
        """
        done = self._start if start is None else start
        for key in sorted(changes):
            begin, end = self.find(key)
            yield self._text[done:begin]
            yield changes[key]
            done = end
        yield self._text[done : self._stop]

    def _bound(self, low: int, is_before: Callable[[Key], bool]) -> int:
        """Return where the first block begins, from ``low`` on, that is not before what is looked for."""
        high = self._stop
        while low < high:
            begin, key = self._at((low + high) // 2, low)
            if is_before(key):
                low = self._end(begin)
            else:
                high = begin
        return low

    def _at(self, place: int, low: int) -> tuple[int, Key]:
        """Return where the block begins that ``place`` is in, and its key; many searches begin at the same places."""
        if place not in self._probed:
            begin = self._begin(place, low)
            self._probed[place] = begin, self._key(self._first_line(begin))
        return self._probed[place]

    def _first_line(self, begin: int) -> bytes:
        return self._text[begin : self._text.find(_LINE_END, begin, self._stop)]

    def _begin(self, place: int, low: int) -> int:
        """Return where the block begins that ``place`` is in."""
        while True:
            place = self._text.rfind(_LINE_END, low, place) + 1
            if not place:
                return low
            if self._opens(self._text[place : place + 2]):
                return place
            place -= 1

    def _end(self, begin: int) -> int:
        """Return where the block ends that begins there."""
        place = self._text.find(_LINE_END, begin, self._stop) + 1
        while place < self._stop and not self._opens(self._text[place : place + 2]):
            place = self._text.find(_LINE_END, place, self._stop) + 1
        return place


@contextmanager
def mapped(path: Path) -> Iterator[mmap]:
    """Yield a file that is not empty; what is looked at of it is read.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        yield text
