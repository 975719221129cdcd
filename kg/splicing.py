"""Files of sorted blocks in which a few blocks change: all between them is copied as it is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

Key = TypeVar("Key", bound=Any)

Text = bytes | mmap
"""A file as it is, or as the system maps it into memory."""

_LINE_END: Final = b"\n"


@dataclass(frozen=True, slots=True)
class Blocks(Generic[Key]):
    r"""A part of a text in which blocks stand, sorted by their keys.

    A block is a line that opens one, and all lines up to the next that does.

    Attributes:
        text: the whole text.
        start: where the first block begins.
        end: where the last one ends.
        key: returns the key of a block from its first line, without the line end.
        opens: tells from the two first characters of a line whether it opens a block.

    >>> blocks = Blocks(b"a 1\nc 3\n\tand more\n", 0, 18, lambda line: line[:1], lambda head: head[:1] != b"\t")
    >>> b"".join(blocks.with_changes({b"b": b"b 2\n", b"c": b""}))
    b'a 1\nb 2\n'
    """

    text: Text
    start: int
    end: int
    key: Callable[[bytes], Key]
    opens: Callable[[bytes], bool]

    def find(self, key: Key, start: int | None = None) -> tuple[int, int]:
        """Return where the blocks of a key begin and end: at one place, where they would be, if there is none.

        Args:
            key: of the blocks.
            start: where to begin, where that is known not to be later.
        """
        begin = self._bound(self.start if start is None else start, lambda other: bool(other < key))
        return begin, self._bound(begin, lambda other: not key < other)

    def with_changes(self, changes: Mapping[Key, bytes]) -> Iterator[bytes]:
        """Yield the part, for some keys with what is given here instead; nothing for those that go."""
        done = self.start
        for key in sorted(changes):
            begin, end = self.find(key, done)
            yield self.text[done:begin]
            yield changes[key]
            done = end
        yield self.text[done : self.end]

    def _bound(self, low: int, is_before: Callable[[Key], bool]) -> int:
        """Return where the first block begins that is not before what is looked for."""
        high = self.end
        while low < high:
            begin = self._begin((low + high) // 2, low)
            if is_before(self.key(self.text[begin : self.text.find(_LINE_END, begin, self.end)])):
                low = self._end(begin)
            else:
                high = begin
        return low

    def _begin(self, place: int, low: int) -> int:
        """Return where the block begins that ``place`` is in."""
        while True:
            place = self.text.rfind(_LINE_END, low, place) + 1
            if not place:
                return low
            if self.opens(self.text[place : place + 2]):
                return place
            place -= 1

    def _end(self, begin: int) -> int:
        """Return where the block ends that begins there."""
        place = self.text.find(_LINE_END, begin, self.end) + 1
        while place < self.end and not self.opens(self.text[place : place + 2]):
            place = self.text.find(_LINE_END, place, self.end) + 1
        return place


@contextmanager
def mapped(path: Path) -> Iterator[mmap]:
    """Yield a file that is not empty; what is looked at of it is read.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as text:
        yield text
