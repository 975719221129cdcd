"""Finds shared tasks by their year and number, such as "SemEval-2024 Task 8", as one benchmark each.

Without it only the name of the series is seen, and every year and task is the same thing.
"""

import re

from spacy.language import Language
from spacy.tokens import Doc

from kg import EntityType, Kind
from kg.extraction import Draft, reading_of

_NAME = re.compile(r"\b(SemEval|CoNLL|WMT|CLEF|BioASQ)[- ]?((?:19|20)\d\d)(?: (?:[Ss]hared )?[Tt]ask (\d+))?")
_SURE = 0.95
"""How many of those found are right; measure it on papers of your own."""


@Language.component("kg_shared_tasks")
def find_shared_tasks(doc: Doc) -> Doc:
    """Add a benchmark for each shared task, in the place of names that stand within its own."""
    reading = reading_of(doc)
    spans: dict[str, list[tuple[int, int]]] = {}
    for found in _NAME.finditer(reading.view.text):
        series, year, task = found.groups()
        name = f"{series}-{year} Task {task}" if task else f"{series}-{year}"
        spans.setdefault(name, []).append(found.span())
    tasks = tuple(
        Draft(name, EntityType.BENCHMARK, Kind.NAMED, tuple(places), _SURE, "shared-task")
        for name, places in sorted(spans.items())
    )
    taken = [place for places in spans.values() for place in places]
    reading.drafts = (*filter(None, (_outside(draft, taken) for draft in reading.drafts)), *tasks)
    return doc


def _outside(draft: Draft, taken: list[tuple[int, int]]) -> Draft | None:
    """Return a draft without the mentions that overlap what is taken; None where no mention is left."""
    left = tuple(span for span in draft.spans if not any(span[0] < end and start < span[1] for start, end in taken))
    return draft._replace(spans=left) if left else None
