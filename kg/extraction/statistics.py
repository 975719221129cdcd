"""What many abstracts tell of words, phrases and names: a small table counted over arXiv abstracts by ``kg.training``.

How often something is written is kept as a class from 0 (not seen) to 7, each four times as common as the one before:
finer would be noise. Words that stand in the same surroundings share a cluster. Of a name that several abstracts use,
the table keeps what they take it for.
"""

import gzip
import math
import zlib
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from kg.errors import InputError
from kg.files import replacing

_SECTIONS = ("words", "phrases", "abbreviated", "clusters", "names")
_NUMBERED = _SECTIONS[:-1]


class Statistics:
    """Looks up how common words and phrases are, which words are alike, and what a name is taken for.

    Args:
        words: classes of words written in small letters.
        phrases: classes of phrases (small letters, spaces for hyphens).
        abbreviated: classes of phrases that authors define an acronym for.
        clusters: numbers, from 1, of the clusters of words written in small letters.
        names: what folded names are taken for: the letters of a label and two digits, as ``reputation`` makes them.
    """

    def __init__(
        self,
        words: Mapping[str, int],
        phrases: Mapping[str, int],
        abbreviated: Mapping[str, int],
        clusters: Mapping[str, int] = MappingProxyType({}),
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._words, self._phrases, self._abbreviated = words, phrases, abbreviated
        self._clusters, self._names = clusters, names

    def with_names(self, names: Mapping[str, str]) -> "Statistics":
        """Return the same statistics with other ``names``."""
        return Statistics(self._words, self._phrases, self._abbreviated, self._clusters, names)

    def to_text(self) -> str:
        """Return the tables as text, from which ``parse`` makes them again: a line ``[section]``, then for each class
        a line that begins with it and holds its entries, with tabs between."""
        lines = []
        numbered: tuple[Mapping[str, int | str], ...] = (
            self._words,
            self._phrases,
            self._abbreviated,
            self._clusters,
        )
        for section, table in zip(_SECTIONS, (*numbered, self._names), strict=True):
            lines.append(f"[{section}]")
            entries: dict[int | str, list[str]] = defaultdict(list)
            for entry, found in table.items():
                entries[found].append(entry)
            lines += ["\t".join([str(found), *sorted(entries[found])]) for found in sorted(entries)]
        return "\n".join(lines) + "\n"

    def common(self, word: str) -> int:
        """Return how common a word is."""
        return self._words.get(word, 0)

    def phrase(self, phrase: str) -> int:
        """Return how common a phrase is."""
        return self._phrases.get(phrase, 0)

    def abbreviated(self, phrase: str) -> int:
        """Return how common it is to give the phrase an acronym."""
        return self._abbreviated.get(phrase, 0)

    def cluster(self, word: str) -> int:
        """Return the cluster of a word in small letters; 0 for a rare word, which has none."""
        return self._clusters.get(word, 0)

    def name(self, folded: str) -> str:
        """Return what other abstracts take a folded name for; empty where too few use it."""
        return self._names.get(folded, "")


def reputation(label: str, share: float, count: int) -> str:
    """Return what is kept of a name.

    Args:
        label: the letters of the label that most abstracts take it for.
        share: how sure they are of that label, from 0 to 1, on average over all abstracts that write the name.
        count: how many they are.

    >>> reputation("Bn", 0.93, 5)
    'Bn42'
    """
    return f"{label}{min(int(share * 5), 4)}{min(int(math.log2(count)), 3)}"


def frequency_class(count: int) -> int:
    """Return the class of a count of abstracts.

    >>> [frequency_class(n) for n in (0, 1, 3, 4, 15, 16, 30_000)]
    [0, 1, 1, 2, 2, 3, 7]
    """
    return min(7, 1 + int(math.log(count, 4) + 1e-9)) if count else 0


def parse(text: str) -> Statistics:
    """Return the statistics that ``Statistics.to_text`` wrote.

    Raises:
        KeyError, ValueError: it wrote no such text.

    >>> parse(Statistics({"loss": 3}, {"sparse attention": 2}, {}).to_text()).phrase("sparse attention")
    2
    """
    if not text.startswith("["):
        raise ValueError("no section begins the table")
    numbers: dict[str, dict[str, int]] = {section: {} for section in _NUMBERED}
    names: dict[str, str] = {}
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            if section not in _SECTIONS:
                raise KeyError(section)
            continue
        found, _, entries = line.partition("\t")
        if section in numbers:
            numbers[section].update(dict.fromkeys(entries.split("\t"), int(found)))
        else:
            names.update(dict.fromkeys(entries.split("\t"), found))
    words, phrases, abbreviated, clusters = (numbers[section] for section in _NUMBERED)
    return Statistics(words, phrases, abbreviated, clusters, names)


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
