"""The recogniser without training: a dozen rules on names, for speed and for a second opinion.

Each rule is a row: an identifier, what a name is that it holds for, how likely that is (measured on annotated
papers), and a test. The first row that holds decides. What no row holds for is no entity.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.candidates import Candidate, group_by_name
from kg.extraction.reading import reading_of
from kg.extraction.selection import accept_own, select_entities
from kg.extraction.view import View
from kg.extraction.weights import LABELS, Floats
from kg.records import EntityType, Kind

_DATASET: Final = frozenset("dataset datasets corpus corpora collection".split())
_BENCHMARK: Final = frozenset("benchmark benchmarks leaderboard suite challenge".split())
_DEVICE: Final = frozenset("gpu gpus fpga fpgas cpu cpus soc board boards processor processors accelerator npu".split())
_INTRODUCING: Final = frozenset(
    """propose proposes present presents introduce introduces develop develops design release call called named dubbed
    termed coined build""".split()
)
_BENCHMARK_ENDINGS: Final = ("bench", "eval", "arena", "qa")
_REACH: Final = 4


class Clues(NamedTuple):
    """What the rules look at: a name's first place, how it is written, what stands around it, and how often it is
    used."""

    known: bool
    vague: bool
    coined: bool
    capital: bool
    heads_title: bool
    defined: bool
    introduced: bool
    before: str
    after: str
    last: str
    uses: int


class Rule(NamedTuple):
    """A row: ``label`` is what a name is that ``holds`` for; None stands for what the vocabulary says."""

    id: str
    label: tuple[EntityType, Kind] | None
    confidence: float
    holds: Callable[[Clues], bool]


_METHOD: Final = (EntityType.METHOD, Kind.NAMED)
_DATA: Final = (EntityType.DATASET, Kind.NAMED)
_TEST: Final = (EntityType.BENCHMARK, Kind.NAMED)
_HARDWARE: Final = (EntityType.HARDWARE, Kind.NAMED)

RULES: Final = (
    Rule("known", None, 0.9, lambda c: c.known and not c.vague),
    Rule("known-beside-cue", None, 0.6, lambda c: c.known and c.after in _DATASET | _BENCHMARK | _DEVICE),
    Rule("known-but-vague", None, 0.41, lambda c: c.known and (c.before == "on" or c.uses > 1)),
    Rule("named-benchmark", _TEST, 0.85, lambda c: c.coined and (c.after in _BENCHMARK or c.last.endswith("bench"))),
    Rule("titled-benchmark", _TEST, 0.8, lambda c: c.heads_title and c.last.endswith(_BENCHMARK_ENDINGS)),
    Rule("named-dataset", _DATA, 0.8, lambda c: c.coined and c.after in _DATASET),
    Rule("named-device", _HARDWARE, 0.75, lambda c: c.coined and c.after in _DEVICE),
    Rule("title-head", _METHOD, 0.9, lambda c: c.heads_title),
    Rule("introduced", _METHOD, 0.85, lambda c: c.introduced and (c.coined or c.defined or c.uses > 2)),
    Rule("defined", _METHOD, 0.7, lambda c: c.defined and c.capital and c.uses > 1),
    Rule("coined-and-repeated", _METHOD, 0.65, lambda c: c.coined and c.uses > 1),
    Rule("coined-beside-a-list", _METHOD, 0.45, lambda c: c.coined and c.before in (",", "and", "or", "than")),
)
"""First come, first served."""


class RuleRecogniser:
    """Says of the candidates of a document what they are, by ``RULES``; called as ``Recogniser`` is."""

    def __call__(self, groups: Sequence[Sequence[Candidate]], view: View) -> Floats:
        """Return the probability of each label (columns) for each group of candidates that share a name (rows)."""
        found = np.zeros((len(groups), len(LABELS)), dtype=np.float32)
        found[:, 0] = 1.0
        for row, group in enumerate(groups):
            clues = _clues(group, view)
            rule = next((rule for rule in RULES if rule.holds(clues)), None)
            if rule:
                label = rule.label or _of_concept(group)
                found[row, 0], found[row, LABELS.index(label)] = 1 - rule.confidence, rule.confidence
        return found


def _of_concept(group: Sequence[Candidate]) -> tuple[EntityType, Kind]:
    concept = min(
        (concept for candidate in group for concept in candidate.concepts), key=lambda c: (c.needs_context, c.id)
    )
    return concept.type, concept.kind


def _clues(group: Sequence[Candidate], view: View) -> Clues:
    """Return what the rules look at."""
    first = group[0]
    classes = view.classes[first.start : first.end]
    concepts = [concept for candidate in group for concept in candidate.concepts]
    rules = {rule for candidate in group for rule in candidate.rules}
    lower = view.lower
    return Clues(
        known=bool(concepts),
        vague=all(concept.needs_context for concept in concepts),
        coined="shape" in rules and ("C" in classes or "D" in classes or ("A" in classes and "-" in classes)),
        capital=not classes.islower(),
        heads_title="title-head" in rules and first.start == 0,
        defined="definition" in rules,
        introduced=any(word in _INTRODUCING for c in group for word in lower[max(0, c.start - _REACH) : c.start]),
        before=lower[first.start - 1] if first.start else "",
        after=lower[first.end] if first.end < len(lower) else "",
        last=lower[first.end - 1],
        uses=len(group),
    )


@Language.factory("kg_rules", default_config={"threshold": 0.4})
def create_rules(nlp: Language, name: str, threshold: float) -> "RuleComponent":
    """Make the component that stands in for ``kg_recogniser`` where nothing trained is wanted.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        threshold: how likely an entity must be.
    """
    return RuleComponent(threshold)


class RuleComponent:
    """The pipeline component: weighs no features, loads no weights."""

    def __init__(self, threshold: float) -> None:
        self._recognise = RuleRecogniser()
        self._threshold = threshold

    def __call__(self, doc: Doc) -> Doc:
        """Decide which candidates are entities."""
        reading = reading_of(doc)
        groups = group_by_name(reading.candidates, reading.view)
        probabilities = self._recognise(list(groups.values()), reading.view)
        accept_own(groups.values(), probabilities)
        reading.drafts = select_entities(reading.view, groups, probabilities, reading.definitions, self._threshold)
        return doc
