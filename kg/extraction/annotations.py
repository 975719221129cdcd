"""What the pipeline leaves behind: records for the rest of the project, and annotations of the spaCy document.

A document carries plain data only, so that ``to_bytes``, ``DocBin`` and ``n_process`` work; the extensions
``doc._.entities``, ``doc._.relations`` and ``doc._.results`` turn it into records when they are asked.
"""

from typing import Any, Final

from spacy.tokens import Doc
from spacy.tokens import Span as SpacySpan

from kg.extraction.draft import SEPARATOR, Draft
from kg.extraction.hardware import device_details
from kg.extraction.reading import Reading, end_reading, reading_of
from kg.extraction.sentences import Offsets
from kg.records import EntityType, ExtractedEntity, Field, Kind, Mention, Relation, RelationType, Result, Role, Span

_ENTITIES: Final = "kg.entities"
_RELATIONS: Final = "kg.relations"
_RESULTS: Final = "kg.results"


# Records --------------------------------------------------------------------------------------------------------------


def entity_records(reading: Reading) -> tuple[ExtractedEntity, ...]:
    """Return the entities of a document, in the order of their first mention."""
    return tuple(
        ExtractedEntity(
            draft.name,
            draft.type,
            draft.kind,
            draft.role,
            draft.confidence,
            tuple(_mention(reading, draft, span) for span in draft.spans),
            draft.rule,
            draft.role_rule,
        )
        for draft in reading.drafts
    )


def _mention(reading: Reading, draft: Draft, span: Offsets) -> Mention:
    text = reading.view.text
    details = device_details(text, *span) if draft.type is EntityType.HARDWARE else (None, None)
    return Mention(text[span[0] : span[1]], *_in_field(reading.view.title_end, *span), draft.rule, *details)


def relation_records(reading: Reading) -> tuple[Relation, ...]:
    """Return what the text says of two entities."""
    title_end = reading.view.title_end
    return tuple(
        Relation(r.head, r.type, r.tail, r.confidence, Span(*_in_field(title_end, r.start, r.end)), r.rule)
        for r in reading.relations
    )


def result_records(reading: Reading) -> tuple[Result, ...]:
    """Return the numbers that the text reports."""
    title_end = reading.view.title_end
    return tuple(
        Result(
            r.method, r.metric, r.value, r.on, r.versus,
            Span(*_in_field(title_end, r.start, r.end)), r.rule, r.confidence, Span(*_in_field(title_end, *r.place)),
        )
        for r in reading.results
    )  # fmt: skip


def _in_field(title_end: int, start: int, end: int) -> tuple[Field, int, int]:
    """Return offsets in a document as offsets in the title or the abstract."""
    if start < title_end:
        return Field.TITLE, start, end
    shift = title_end + len(SEPARATOR) if title_end else 0
    return Field.ABSTRACT, start - shift, end - shift


# Documents ------------------------------------------------------------------------------------------------------------


def annotate(doc: Doc) -> None:
    """Store what was read: ``doc.ents``, sentence starts, and plain data behind the extensions."""
    reading = reading_of(doc)
    _mark_sentences(doc, reading)
    _mark_entities(doc, reading)
    doc.user_data[_ENTITIES] = [
        [e.name, e.type, e.kind, e.role, e.confidence, e.rule, e.role_rule, [_plain(m) for m in e.mentions]]
        for e in entity_records(reading)
    ]
    doc.user_data[_RELATIONS] = [
        [r.head, r.type, r.tail, r.confidence, r.evidence.field, r.evidence.start, r.evidence.end, r.rule]
        for r in relation_records(reading)
    ]
    doc.user_data[_RESULTS] = [
        [
            r.method, r.metric, r.value, r.on, r.versus,
            r.evidence.field, r.evidence.start, r.evidence.end, r.rule, r.confidence,
            r.place and [r.place.field, r.place.start, r.place.end],
        ]
        for r in result_records(reading)
    ]  # fmt: skip
    end_reading(doc)


def _plain(mention: Mention) -> list[Any]:
    return [mention.text, mention.field, mention.start, mention.end, mention.rule, mention.count, mention.memory]


def _mark_sentences(doc: Doc, reading: Reading) -> None:
    """Set where sentences start, and where none does: spaCy asks for both. A parser's sentences stay as they are."""
    if doc.has_annotation("DEP"):
        return
    spans = (doc.char_span(start, end, alignment_mode="expand") for start, end in reading.sentences)
    starts = {span.start for span in spans if span is not None}
    for token in doc:
        token.is_sent_start = token.i in starts


def _mark_entities(doc: Doc, reading: Reading) -> None:
    """Set ``doc.ents``; a name inside a token of another tokenizer takes the whole token, once."""
    found: list[SpacySpan] = []
    spans = sorted((start, end, draft.type.value) for draft in reading.drafts for start, end in draft.spans)
    for start, end, label in spans:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and (not found or found[-1].end <= span.start):
            found.append(span)
    doc.set_ents(found)


def _entities(doc: Doc) -> tuple[ExtractedEntity, ...]:
    return tuple(
        ExtractedEntity(
            name, EntityType(type_), Kind(kind), Role(role), confidence,
            tuple(Mention(text, Field(part), *rest) for text, part, *rest in mentions), rule, role_rule,
        )
        for name, type_, kind, role, confidence, rule, role_rule, mentions in doc.user_data.get(_ENTITIES, ())
    )  # fmt: skip


def _relations(doc: Doc) -> tuple[Relation, ...]:
    return tuple(
        Relation(head, RelationType(type_), tail, confidence, Span(Field(part), start, end), rule)
        for head, type_, tail, confidence, part, start, end, rule in doc.user_data.get(_RELATIONS, ())
    )


def _results(doc: Doc) -> tuple[Result, ...]:
    return tuple(
        Result(
            method, metric, value, on, versus, Span(Field(part), start, end), rule, confidence, place and _span(*place)
        )
        for method, metric, value, on, versus, part, start, end, rule, confidence, place in doc.user_data.get(
            _RESULTS, ()
        )
    )


def _span(part: str, start: int, end: int) -> Span:
    return Span(Field(part), start, end)


def register_extensions() -> None:
    """Let documents answer ``doc._.entities``, ``doc._.relations`` and ``doc._.results``, as tuples of records."""
    for name, getter in (("entities", _entities), ("relations", _relations), ("results", _results)):
        Doc.set_extension(name, getter=getter, force=True)
