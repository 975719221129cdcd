"""Mentions found in the texts of a corpus against those annotated there, for the types that both know.

Strict: the same stretch of text and the same mapped type. Partial: a stretch of that type that shares a character,
each counted once. What the corpus annotates and this project does not know (tasks, metrics, generic terms) is not
scored, nor is what the corpus does not know (hardware).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.evaluation.corpora import AnnotatedText, Corpus
from kg.evaluation.counting import Tally
from kg.evaluation.scoring import Score, score_papers
from kg.records import EntityType, Extraction, Field

METHOD: Final = "Method"
DATA: Final = "Dataset|Benchmark"

TYPE_MAPS: Final[Mapping[Corpus, Mapping[str, str]]] = MappingProxyType(
    {
        Corpus.SCIERC: MappingProxyType({"Method": METHOD, "Material": DATA}),
        Corpus.SCIREX: MappingProxyType({"Method": METHOD, "Material": DATA}),
        Corpus.TDMSCI: MappingProxyType({"Dataset": DATA}),
        Corpus.SCIER: MappingProxyType({"Method": METHOD, "Dataset": DATA}),
    }
)
"""What each scored type of a corpus is here; its other types are not scored."""


@dataclass(frozen=True, slots=True)
class Published:
    """A figure of others to read beside ours: F1 of mentions, and what it is of."""

    f1: float
    what: str


PUBLISHED: Final[Mapping[Corpus, tuple[Published, ...]]] = MappingProxyType(
    {
        Corpus.SCIERC: (
            Published(0.699, "PL-Marker, published: strict, all six types, trained on SciERC; not the same task"),
            Published(0.218, "names of public lists looked up, and nothing else: mapped types, test part"),
        )
    }
)


class Stretch(NamedTuple):
    """A scored mention: its place in the abstract and its mapped type."""

    start: int
    end: int
    type: str


_GROUPS: Final = MappingProxyType(
    {
        EntityType.METHOD: METHOD,
        EntityType.DATASET: DATA,
        EntityType.BENCHMARK: DATA,
    }
)


def score_mentions(
    corpus: Corpus, texts: Sequence[AnnotatedText], extractions: Iterable[Extraction], *, seed: int = 0
) -> tuple[Score, ...]:
    """Return the figures by type, strict and partial, over the texts of ``corpus`` and what was read from each."""
    tallies = [
        tally_mentions(annotated(text, TYPE_MAPS[corpus]), found(extraction, TYPE_MAPS[corpus]))
        for text, extraction in zip(texts, extractions, strict=True)
    ]
    return score_papers(tallies, seed)


def annotated(text: AnnotatedText, types: Mapping[str, str]) -> frozenset[Stretch]:
    """Return the annotated mentions of the types that are scored."""
    return frozenset(Stretch(start, end, types[kind]) for start, end, kind in text.labels if kind in types)


def found(extraction: Extraction, types: Mapping[str, str]) -> frozenset[Stretch]:
    """Return the mentions that were read from an abstract, of the types that are scored."""
    scored = set(types.values())
    return frozenset(
        Stretch(mention.start, mention.end, _GROUPS[entity.type])
        for entity in extraction.entities
        if _GROUPS.get(entity.type) in scored
        for mention in entity.mentions
        if mention.field is Field.ABSTRACT
    )


def tally_mentions(gold: frozenset[Stretch], predicted: frozenset[Stretch]) -> dict[str, Tally]:
    """Count one text, each type and all of them, strict and partial.

    >>> gold = frozenset({Stretch(0, 9, "Method"), Stretch(20, 25, "Method")})
    >>> tally_mentions(gold, frozenset({Stretch(0, 5, "Method")}))["Method, partial"]
    Tally(right=1, missed=1, extra=0)
    """
    types = sorted({stretch.type for stretch in gold | predicted})
    tallies = {}
    for name, scored in (("all", types), *((kind, [kind]) for kind in types)):
        wanted, given = ([each for each in sorted(part) if each.type in scored] for part in (gold, predicted))
        same = len(set(wanted) & set(given))
        tallies[f"{name}, strict"] = Tally(same, len(wanted) - same, len(given) - same)
        near = same + _overlapping(wanted, given)
        tallies[f"{name}, partial"] = Tally(near, len(wanted) - near, len(given) - near)
    return tallies


def _overlapping(gold: Sequence[Stretch], predicted: Sequence[Stretch]) -> int:
    """Return how many that are not the same pair up because they overlap, in reading order, each once."""
    free = [each for each in predicted if each not in gold]
    pairs = 0
    for wanted in gold:
        fitting = None if wanted in predicted else next((each for each in free if _overlap(wanted, each)), None)
        if fitting is not None:
            free.remove(fitting)
            pairs += 1
    return pairs


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one.type == other.type and one.start < other.end and other.start < one.end
