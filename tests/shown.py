"""Pages of documentation as tests see them: files that a page spells out, commands, and what each is said to show."""

import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

_CONFIDENCE = re.compile(r"\([01]\.\d\d(?=[,)])")
_GAP = re.compile(r"(?<=\S) {2,}")
_FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"# ([\w-]+\.(?:rq|ttl))\b")
_ANY_LINES = "..."


class Block(NamedTuple):
    """A fenced block: its language, its lines, and the file that it spells out, if any."""

    language: str
    lines: tuple[str, ...]
    file: str = ""

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)


class Command(NamedTuple):
    """A command and the lines that it is said to show."""

    words: tuple[str, ...]
    shown: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a page; a file is named by the title of its block, or by a comment in its first line."""
    for language, title, body in _FENCE.findall(text):
        named = _NAMED.match(body)
        yield Block(language, tuple(body.splitlines()), title or (named[1] if named else ""))


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a block."""
    starts = [number for number, line in enumerate(block.lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(block.lines)], strict=True):
        yield Command(tuple(shlex.split(block.lines[start][2:])), block.lines[start + 1 : end])


def fits(shown: tuple[str, ...], lines: list[str]) -> bool:
    """Tell whether lines are what is shown: ``...`` stands for any lines, or for the rest of one.

    Confidences and the gaps between columns may differ.
    """
    parts = [r"(?:.*\n)*" if line == _ANY_LINES else _line(line) for line in shown]
    return bool(re.fullmatch("".join(parts), "".join(f"{_plain(line)}\n" for line in lines)))


def _line(line: str) -> str:
    begins = line.removesuffix(_ANY_LINES)
    return re.escape(_plain(begins)) + ("" if begins == line else ".*") + r"\n"


def _plain(line: str) -> str:
    """Return a line without what a better model or a longer row elsewhere in a table changes."""
    return _GAP.sub("  ", _CONFIDENCE.sub("(0.00", line))


def split_at(sign: str, words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words before and after ``sign``, which may be missing."""
    place = words.index(sign) if sign in words else len(words)
    return words[:place], words[place + 1 :]
