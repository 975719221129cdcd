"""Sorted lines of N-Triples into compressed files of a folder."""

import gzip
from collections.abc import Iterable
from itertools import count, groupby, islice
from pathlib import Path
from typing import Final

LINES: Final = 2_000_000
"""So many lines are in one file."""

_BATCH: Final = 10_000


def shard_name(number: int) -> str:
    """Return the name of a file.

    >>> shard_name(3)
    'part-00003.nt.gz'
    """
    return f"part-{number:05}.nt.gz"


def write_shards(lines: Iterable[bytes], folder: Path, *, first: int = 0, most: int = LINES) -> None:
    """Write sorted lines, each once though it come several times, into files numbered from ``first`` on.

    Equal lines give equal bytes: there is no clock time in the files.
    """
    once = (line for line, _ in groupby(lines))
    for number in count(first):
        head = list(islice(once, 1))
        if not head:
            return
        path = folder / shard_name(number)
        with path.open("wb") as file, gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
            left = most - 1
            while head:
                packed.write(b"".join(head))
                head = list(islice(once, min(_BATCH, left)))
                left -= len(head)
