"""What is known of one document while the components of the pipeline work on it.

Each component adds its part; the last one turns it into plain data that spaCy can store and send to other processes.
"""

from dataclasses import dataclass, field
from typing import Final

from spacy.tokens import Doc

from kg.extraction.candidates import Candidates
from kg.extraction.draft import Draft
from kg.extraction.relations import DraftRelation
from kg.extraction.results import DraftResult
from kg.extraction.roles import Surroundings
from kg.extraction.sentences import split_sentences
from kg.extraction.view import Offsets, View, make_view

TITLE_END: Final = "kg.title_end"
"""Key of ``doc.user_data``: the length of the title at the head of the text; 0 or absent for a text without one."""

_KEY: Final = "kg.reading"


@dataclass(slots=True)
class Reading:
    """A document between two components."""

    view: View
    sentences: list[Offsets]
    candidates: Candidates = field(default_factory=dict)
    definitions: list[tuple[Offsets, Offsets]] = field(default_factory=list)
    drafts: tuple[Draft, ...] = ()
    surroundings: Surroundings | None = None
    relations: tuple[DraftRelation, ...] = ()
    results: tuple[DraftResult, ...] = ()


def begin_reading(doc: Doc, text: str, title_end: int) -> Reading:
    """Begin the reading of a document whose text is at hand: asking the document for it takes as long as tokenizing."""
    reading = doc.user_data[_KEY] = Reading(make_view(text, title_end), split_sentences(text, title_end))
    return reading


def reading_of(doc: Doc) -> Reading:
    """Return the reading of a document, begun where there is none."""
    reading = doc.user_data.get(_KEY)
    return reading if isinstance(reading, Reading) else begin_reading(doc, doc.text, doc.user_data.get(TITLE_END, 0))


def end_reading(doc: Doc) -> None:
    """Forget the reading of a document: what is left in ``user_data`` is plain data."""
    doc.user_data.pop(_KEY, None)
