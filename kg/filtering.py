"""What is left of a graph, or of an extraction, where only what is sure enough counts.

What a paper says of a thing goes with the naming of that thing: where the paper is not sure enough that it names the
thing at all, what it says of it is left out too, however sure. Papers stay.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from kg.records import Alias, Contents, Entity, Evidence, Extraction, Fact, Finding, Mention, Role

KNOWN: Final = "vocabulary"
"""The reason of an alias that no paper needs to name."""


def at_least(contents: Contents, confidence: float) -> Contents:
    """Return the part of ``contents`` that rests on evidence of at least this ``confidence``.

    Weaker evidence is dropped; so are facts without any left, entities that no paper names surely enough, and names
    that only dropped evidence gave.

    >>> from kg.records import EntityType, Field, Kind, Paper
    >>> said = Evidence("p1", Field.TITLE, 0, 4, "LoRA", 0.6)
    >>> lora = Entity("method/lora", "LoRA", EntityType.METHOD, Kind.NAMED)
    >>> contents = Contents((Paper("p1", "LoRA", ""),), (lora,), (Fact("p1", Role.INTRODUCES, "method/lora", (said,)),))
    >>> at_least(contents, 0.6) == contents, at_least(contents, 0.7).entities
    (True, ())
    """
    if confidence <= 0:
        return contents
    unsure = _Unsure(contents.facts, confidence)
    entities = (entity for entity in contents.entities if entity.id not in unsure.entities)
    facts = (
        replace(fact, evidence=tuple(each for each in fact.evidence if unsure.keeps(fact, each)))
        for fact in contents.facts
    )
    return replace(
        contents,
        entities=tuple(_with_sure_names(entity, unsure) for entity in entities),
        facts=tuple(fact for fact in facts if fact.evidence),
        findings=tuple(finding for finding in contents.findings if unsure.keeps_finding(finding)),
    )


def extraction_at_least(extraction: Extraction, confidence: float) -> Extraction:
    """Return the part of ``extraction`` that is of at least this ``confidence``.

    >>> from kg.records import Paper
    >>> extraction = Extraction(Paper("p1", "LoRA", ""))
    >>> extraction_at_least(extraction, 0.5) == extraction
    True
    """
    unsure = {entity.name for entity in extraction.entities if entity.confidence < confidence}
    return replace(
        extraction,
        entities=tuple(entity for entity in extraction.entities if entity.name not in unsure),
        relations=tuple(
            relation
            for relation in extraction.relations
            if relation.confidence >= confidence and unsure.isdisjoint((relation.head, relation.tail))
        ),
        results=tuple(
            result
            for result in extraction.results
            if result.confidence >= confidence and unsure.isdisjoint((result.method, result.on, result.versus))
        ),
    )


class _Unsure:
    """What is not sure enough: entities by identifier, the pairs of a paper and an entity, and names as written."""

    def __init__(self, facts: Iterable[Fact], confidence: float) -> None:
        self._confidence = confidence
        said = [(fact.object, each) for fact in facts if isinstance(fact.predicate, Role) for each in fact.evidence]
        weak = [(entity, each) for entity, each in said if each.confidence < confidence]
        sure = [(entity, each) for entity, each in said if each.confidence >= confidence]
        self._pairs = {(each.paper, entity) for entity, each in weak} - {(each.paper, entity) for entity, each in sure}
        self.entities = {entity for entity, _ in weak} - {entity for entity, _ in sure}
        self._names = _names(weak) - _names(sure)

    def keeps(self, fact: Fact, evidence: Evidence) -> bool:
        """Tell whether ``evidence`` is sure enough, and its paper sure enough of what ``fact`` is about."""
        if evidence.confidence < self._confidence:
            return False
        return isinstance(fact.predicate, Role) or self._sure_of(evidence.paper, fact.subject, fact.object)

    def keeps_finding(self, finding: Finding) -> bool:
        """Tell whether ``finding`` is sure enough, and its paper sure enough of what it is about."""
        about = (node for node in (finding.method, finding.on, finding.versus) if node is not None)
        return finding.evidence.confidence >= self._confidence and self._sure_of(finding.paper, *about)

    def gave(self, entity: Entity, alias: Alias) -> bool:
        """Tell whether a name of ``entity`` stands in nothing but dropped evidence."""
        return alias.reason != KNOWN and (entity.id, alias.name) in self._names

    def _sure_of(self, paper: str, *entities: str) -> bool:
        return self._pairs.isdisjoint((paper, entity) for entity in entities)


def _names(said: Iterable[tuple[str, Evidence]]) -> set[tuple[str, str]]:
    mentions: Iterable[tuple[str, Mention | None]] = ((entity, each.mention) for entity, each in said)
    return {(entity, mention.text) for entity, mention in mentions if mention is not None}


def _with_sure_names(entity: Entity, unsure: _Unsure) -> Entity:
    return replace(
        entity,
        aliases=tuple(alias for alias in entity.aliases if not unsure.gave(entity, alias)),
        broader=tuple(broader for broader in entity.broader if broader not in unsure.entities),
    )
