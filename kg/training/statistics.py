"""Counts the word statistics that the recogniser uses."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.extraction.acronyms import find_definitions
from kg.extraction.draft import SEPARATOR
from kg.extraction.statistics import Statistics, frequency_class
from kg.extraction.tables.heads import HEADS
from kg.extraction.tokens import tokenize
from kg.records import Paper


def count_statistics(papers: Iterable[Paper]) -> Statistics:
    """Count how common words and phrases are in many abstracts."""
    words: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    abbreviated: Counter[str] = Counter()
    for paper in papers:
        text = paper.title + SEPARATOR + paper.abstract
        tokens = tokenize(text)
        words.update({token for token in tokens if token.islower() and token.isalpha()})
        phrases.update(set(_phrases(tokens)))
        abbreviated.update({_plain(text[d.long_start : d.long_end]) for d in find_definitions(text)})
    return Statistics(_classes(words, 8), _classes(phrases, 8), _classes(abbreviated, 2))


def _phrases(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the runs of two to four words, hyphens left out, that end in a head."""
    run: list[str] = []
    for token in [*tokens, "."]:
        if token == "-":
            continue
        if not token.isalnum():
            run = []
            continue
        run.append(token.lower())
        if run[-1] in HEADS:
            yield from (" ".join(run[-size:]) for size in range(2, min(4, len(run)) + 1))


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().replace("-", " ").split())


def _classes(counts: Counter[str], rarest: int) -> dict[str, int]:
    return {entry: frequency_class(count) for entry, count in counts.items() if count >= rarest}
