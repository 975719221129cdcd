"""Inputs made from good ones by small damage: the same seed gives the same inputs."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

LONGEST: Final = 6000
"""Bytes that an input has at most, or twice those of the longest seed; long inputs are for ``bombs.py``."""

BYTES: Final = (
    0x00,
    0x09,
    0x0A,
    0x0D,
    0x1B,
    0x20,
    0x22,
    0x27,
    0x5C,
    0x7F,
    0x80,
    0xBF,
    0xC0,
    0xED,
    0xEF,
    0xF4,
    0xFE,
    0xFF,
)
TEXTS: Final = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        *("\ufeff", "\u200b", "\u202e", "\u2066", "\ud800", "\ufffe", "\u2028", "\x85", "\u00a0", "\u0301", "\ufe0f"),
        *("é", "e\u0301", "ﬁ", "Ａ", "İ", "ß", "а", "𝛼", "🦙", "²", "٣", "१", "Ⅷ", "½"),
        *("0", "-1", "1e999", "NaN", "Infinity", "9" * 30, "9" * 5000, "0x10", "1_000", "+5"),
        *(
            "null",
            "true",
            "[]",
            "{}",
            '""',
            "\\u0000",
            "\\ud800",
            "\\",
            "\\\\",
            "'",
            '"',
            '"""',
            "`",
            "$",
            "%",
            "&amp;",
        ),
        *(
            "<",
            ">",
            "</",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "&#0;",
            "&#xd800;",
            "&lt;",
            "<b>",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
        ),
        *(
            "\n",
            "\r\n",
            "\r",
            "\t",
            " ",
            ",",
            ";",
            ":",
            ".",
            "..",
            "../",
            "/",
            "|",
            "=",
            "#",
            "@",
            "^",
            "~",
            "_",
            "*",
            "+",
        ),
    )
)
"""Pieces that mean something to some reader, or that look like something else."""


class Mutator:
    """Makes inputs; one that made something new happen can be kept, and is damaged further.

    Args:
        seeds: good inputs, never none.
        words: pieces that mean something in their format.
        seed: of the chance.
    """

    def __init__(self, seeds: Sequence[bytes], words: Sequence[bytes], seed: int) -> None:
        self._random = Random(seed)
        self._first = list(seeds)
        self._longest = max(LONGEST, 2 * max(map(len, seeds)))
        self._kept: list[bytes] = []
        self._words = [*words, *words, *TEXTS]

    def keep(self, data: bytes) -> None:
        """Damage this input too from now on."""
        if len(self._kept) < 2000:
            self._kept.append(data)

    def inputs(self, count: int) -> Iterator[bytes]:
        """Yield so many inputs."""
        for _ in range(count):
            yield self._next()

    def _next(self) -> bytes:
        random = self._random
        data = bytearray(random.choice(self._kept if self._kept and random.random() < 0.6 else self._first))
        for _ in range(1 + int(random.expovariate(0.6))):
            self._damage(data)
        return bytes(data[: self._longest])

    def _damage(self, data: bytearray) -> None:
        random = self._random
        at = random.randrange(len(data) + 1)
        end = min(len(data), at + 1 + int(random.expovariate(0.08)))
        match random.randrange(12):
            case 0:
                data[at:end] = b""
            case 1:
                data[at:at] = random.choice(self._words)
            case 2:
                data[at:end] = random.choice(self._words)
            case 3:
                data[at:at] = bytes((random.choice(BYTES),))
            case 4 if at < len(data):
                data[at] ^= 1 << random.randrange(8)
            case 5:
                data[at:at] = data[at:end] * random.choice((1, 1, 2, 3, 40))
            case 6:
                other = random.choice(self._first)
                start = random.randrange(len(other) + 1)
                data[at:end] = other[start : start + random.randrange(1, 200)]
            case 7:
                moved = data[at:end]
                data[at:end] = b""
                to = random.randrange(len(data) + 1)
                data[to:to] = moved
            case 8 if random.random() < 0.2:
                data[at:] = b""
            case 9 | 10:
                self._damage_pieces(data)
            case _:
                data[at:at] = random.choice(self._words) * random.choice((1, 2, 60))

    def _damage_pieces(self, data: bytearray) -> None:
        """Take away, repeat or replace what stands between two marks of the same kind."""
        random = self._random
        mark = random.choice(b'\n",;:<> ')
        at = data.find(mark, random.randrange(len(data) + 1))
        end = data.find(mark, at + 1)
        if 0 <= at < end:
            piece = bytes(data[at + 1 : end])
            data[at + 1 : end] = random.choice((b"", piece + bytes((mark,)) + piece, random.choice(self._words)))
