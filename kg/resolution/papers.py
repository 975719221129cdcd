"""What one paper says, as rows by identifier; no other paper plays a part."""

import re
from typing import Final, NamedTuple

from kg.extraction.naming import tidy_name
from kg.records import (
    EntityType,
    ExtractedEntity,
    Extraction,
    Fact,
    Finding,
    Kind,
    Role,
)
from kg.resolution.names import Resolver, minted, plain_name
from kg.statements import facts_of, findings_of

_INITIALS: Final = re.compile(r"[A-Z]{2,6}")


class Naming(NamedTuple):
    """How one paper names one thing, that is: with which name, type and kind.

    ``known`` tells that the thing is a concept of the vocabulary; ``sure`` whether the paper is sure enough that it
    names the thing, None where the text shows no place for it.
    """

    name: str
    type: EntityType
    kind: Kind
    known: bool
    sure: bool | None


class Spelling(NamedTuple):
    """A text that stands for a thing, why, and whether that is sure enough, None where no text shows it."""

    text: str
    reason: str
    sure: bool | None


class Said(NamedTuple):
    """All that one paper says, by identifiers: what is left is to pool it by identifier.

    Attributes:
        namings: each thing that it names, with the identifier.
        spellings: how it spells these, with the identifier.
        facts: what it states, with its own evidence.
        findings: the numbers it reports.
    """

    namings: list[tuple[str, Naming]]
    spellings: set[tuple[str, Spelling]]
    facts: list[Fact]
    findings: list[Finding]


def said_in(extraction: Extraction, resolver: Resolver, min_confidence: float = 0.0) -> Said:
    """Return what a paper says, by identifiers; this depends on no other paper.

    Args:
        extraction: what was read from the paper.
        resolver: finds what names stand for.
        min_confidence: what counts as sure; facts and findings that are not are in nevertheless.
    """
    nodes: dict[str, str] = {}
    namings: list[tuple[str, Naming]] = []
    spellings: set[tuple[str, Spelling]] = set()
    for entity in extraction.entities:
        resolved = resolver.resolve(entity.name, entity.type)
        known = resolved.concept is not None
        identifier = nodes[entity.name] = resolved.id if known else resolved.id + _homonym(entity)
        sure = entity.confidence >= min_confidence
        name = plain_name(entity.name, entity.type)
        namings.append((identifier, Naming(name, entity.type, entity.kind, known, sure if entity.mentions else None)))
        texts: dict[str, bool | None] = {entity.name: None, **{mention.text: sure for mention in entity.mentions}}
        spellings.update((identifier, Spelling(t, _reason(t, entity, resolver), s)) for t, s in texts.items())
    return Said(namings, spellings, facts_of(extraction, nodes), findings_of(extraction, nodes))


def _homonym(entity: ExtractedEntity) -> str:
    """Return what tells the acronym that a paper coins apart from the same letters coined elsewhere: its long form.

    Only for short acronyms that the paper itself introduces and spells out: "STAR" stands for many things.
    """
    if entity.role is not Role.INTRODUCES or not _INITIALS.fullmatch(entity.name):
        return ""
    long_forms = sorted(m.text for m in entity.mentions if len(m.text.split()) > 1 or "-" in m.text)
    return f"-{minted(long_forms[0])}"[:60] if long_forms else ""


def _reason(text: str, entity: ExtractedEntity, resolver: Resolver) -> str:
    """Return why ``text`` is a name of what ``entity`` is: the same thing by itself, or so defined in the paper."""
    lead = resolver.resolve(entity.name, entity.type).id
    own = resolver.resolve(text, entity.type)
    if own.id != lead and resolver.resolve(tidy_name(text), entity.type).id == lead:
        return "general-noun"
    return own.reason if own.id == lead else "definition"
