"""How often the field writes a word or a phrase: a small table counted over arXiv abstracts by ``kg.training``.

Counts are kept as classes from 0 (not seen) to 7, each four times as common as the one before: finer would be noise.
"""

import gzip
import math
import zlib
from collections.abc import Mapping
from pathlib import Path

from kg.errors import InputError
from kg.files import replacing

_SECTIONS = ("words", "phrases", "abbreviated")


class Statistics:
    """Looks up how common words and phrases are.

    Args:
        words: classes of words written in small letters.
        phrases: classes of phrases (small letters, spaces for hyphens).
        abbreviated: classes of phrases that authors define an acronym for.
    """

    def __init__(self, words: Mapping[str, int], phrases: Mapping[str, int], abbreviated: Mapping[str, int]) -> None:
        self._words, self._phrases, self._abbreviated = words, phrases, abbreviated

    def to_text(self) -> str:
        """Return the tables as text, from which ``parse`` makes them again."""
        return to_text(self._words, self._phrases, self._abbreviated)

    def common(self, word: str) -> int:
        """Return how common a word is."""
        return self._words.get(word, 0)

    def phrase(self, phrase: str) -> int:
        """Return how common a phrase is."""
        return self._phrases.get(phrase, 0)

    def abbreviated(self, phrase: str) -> int:
        """Return how common it is to give the phrase an acronym."""
        return self._abbreviated.get(phrase, 0)


def frequency_class(count: int) -> int:
    """Return the class of a count of abstracts.

    >>> [frequency_class(n) for n in (0, 1, 3, 4, 15, 16, 30_000)]
    [0, 1, 1, 2, 2, 3, 7]
    """
    return min(7, 1 + int(math.log(count, 4) + 1e-9)) if count else 0


def to_text(words: Mapping[str, int], phrases: Mapping[str, int], abbreviated: Mapping[str, int]) -> str:
    """Return tables of classes as text: a line ``[section]``, then ``class: entry entry ...`` with tabs between."""
    lines = []
    for section, table in zip(_SECTIONS, (words, phrases, abbreviated), strict=True):
        lines.append(f"[{section}]")
        for number in range(1, 8):
            entries = sorted(entry for entry, found in table.items() if found == number)
            if entries:
                lines.append("\t".join([str(number), *entries]))
    return "\n".join(lines) + "\n"


def parse(text: str) -> Statistics:
    """Return the statistics that ``to_text`` wrote.

    Raises:
        KeyError, ValueError: it wrote no such text.

    >>> parse(to_text({"loss": 3}, {"sparse attention": 2}, {})).phrase("sparse attention")
    2
    """
    if not text.startswith("["):
        raise ValueError("no section begins the table")
    tables: dict[str, dict[str, int]] = {section: {} for section in _SECTIONS}
    table: dict[str, int] = {}
    for line in text.splitlines():
        if line.startswith("["):
            table = tables[line.strip("[]")]
        else:
            number, _, entries = line.partition("\t")
            table.update(dict.fromkeys(entries.split("\t"), int(number)))
    return Statistics(tables["words"], tables["phrases"], tables["abbreviated"])


def read_statistics(path: Path) -> Statistics:
    """Read a compressed table.

    Raises:
        InputError: the file is missing or is no such table.
    """
    try:
        return parse(gzip.decompress(path.read_bytes()).decode())
    except (OSError, ValueError, KeyError, EOFError, zlib.error) as error:
        raise InputError("no table of word statistics", where=str(path), cure="make it with kg train") from error


def write_statistics(text: str, path: Path) -> None:
    """Write a table, compressed; equal tables give equal bytes."""
    with replacing(path) as file:
        file.write(gzip.compress(text.encode(), mtime=0))
