"""One thing of all rows of one identifier, and all papers together."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from kg.filtering import KNOWN
from kg.records import (
    Alias,
    Contents,
    Entity,
    Evidence,
    Extraction,
    Finding,
    Paper,
)
from kg.resolution.names import Resolver
from kg.resolution.papers import Naming, Said, Spelling, said_in
from kg.statements import Key, merged_fact
from kg.vocabulary import Concept, Vocabulary, read_vocabulary

T = TypeVar("T")


def resolve(extractions: Iterable[Extraction], concepts: Iterable[Concept] | None = None) -> Contents:
    """Return what a graph of ``extractions`` holds; their order does not matter.

    Args:
        extractions: what was read from each paper, every paper once.
        concepts: what names may stand for; the packaged vocabulary where None.
    """
    vocabulary = Vocabulary(read_vocabulary() if concepts is None else concepts)
    resolver = Resolver(vocabulary)
    return pooled(((each.paper, said_in(each, resolver)) for each in extractions), vocabulary)


def pooled(all_said: Iterable[tuple[Paper, Said]], vocabulary: Vocabulary) -> Contents:
    """Return what a graph of papers holds.

    Args:
        all_said: each paper once, and what it says.
        vocabulary: what is known of things.
    """
    namings: defaultdict[str, Counter[Naming]] = defaultdict(Counter)
    spellings: defaultdict[str, set[Spelling]] = defaultdict(set)
    evidence: defaultdict[Key, list[Evidence]] = defaultdict(list)
    papers: list[Paper] = []
    findings: list[Finding] = []
    for paper, said in all_said:
        papers.append(paper)
        for identifier, naming in said.namings:
            namings[identifier][naming] += 1
        for identifier, spelling in said.spellings:
            spellings[identifier].add(spelling)
        for fact in said.facts:
            evidence[fact.subject, fact.predicate, fact.object].extend(fact.evidence)
        findings.extend(said.findings)
    entities = (
        merged_entity(identifier, named, spellings[identifier], vocabulary) for identifier, named in namings.items()
    )
    facts = (merged_fact(key, found) for key, found in evidence.items())
    return Contents(
        tuple(sorted(papers)),
        tuple(sorted(with_broader(entity, namings) for entity in entities)),
        tuple(sorted(facts, key=lambda fact: (fact.subject, fact.predicate, fact.object))),
        tuple(sorted(findings, key=lambda finding: finding.id)),
    )


def is_held(namings: Iterable[Naming]) -> bool:
    """Tell whether a graph of what is sure enough holds the thing of these namings: unless all are unsure.

    >>> from kg.records import EntityType, Kind
    >>> [is_held([Naming("Foo", EntityType.METHOD, Kind.NAMED, False, sure)]) for sure in (True, None, False)]
    [True, True, False]
    """
    sureness = {naming.sure for naming in namings}
    return True in sureness or False not in sureness


def merged_entity(
    identifier: str, namings: Mapping[Naming, int], spellings: Iterable[Spelling], vocabulary: Vocabulary
) -> Entity:
    """Return the thing that papers name, with all broader concepts; this depends on no other thing.

    Args:
        identifier: of the thing.
        namings: how papers name it, and how many name it so.
        spellings: the texts that stand for it, each as often as one likes.
        vocabulary: what is known of it, where it is known.
    """
    concept = vocabulary[identifier] if any(naming.known for naming in namings) else None
    if concept:
        name, type_, kind = concept.name, concept.type, concept.kind
    else:
        name = _most_frequent(namings, lambda naming: naming.name, lambda name: (len(name), name))
        type_ = _most_frequent(namings, lambda naming: naming.type, lambda type_: type_)
        kind = _most_frequent(namings, lambda naming: naming.kind, lambda kind: kind)
    names = _sure_names(spellings) | dict.fromkeys(concept.alt_labels if concept else (), KNOWN)
    names.pop(name, None)
    return Entity(
        identifier,
        name,
        type_,
        kind,
        tuple(sorted(Alias(text, reason) for text, reason in names.items())),
        concept.maker if concept else None,
        concept.broader if concept else (),
        concept.exact_match if concept else (),
    )


def with_broader(entity: Entity, held: Container[str]) -> Entity:
    """Return an entity with only those broader ones that are ``held`` in the graph too."""
    return replace(entity, broader=tuple(b for b in entity.broader if b in held and b != entity.id))


def _most_frequent(namings: Mapping[Naming, int], part: Callable[[Naming], T], order: Callable[[T], Any]) -> T:
    """Return the value that most papers give, and of several the first in order."""
    counts: Counter[T] = Counter()
    for naming, count in namings.items():
        counts[part(naming)] += count
    return min(counts, key=lambda value: (-counts[value], order(value)))


def _sure_names(spellings: Iterable[Spelling]) -> dict[str, str]:
    """Return names and their reasons without those that only unsure readings give and no vocabulary knows.

    Where papers give a name for two reasons, as where an acronym that one spells out is one name in another, the first
    by letters counts, so that the order of papers does not.
    """
    reasons: dict[str, str] = {}
    sureness: defaultdict[str, set[bool | None]] = defaultdict(set)
    for text, reason, sure in spellings:
        reasons[text] = min(reason, reasons.get(text, reason))
        sureness[text].add(sure)
    return {
        text: reason
        for text, reason in reasons.items()
        if reason == KNOWN or True in sureness[text] or False not in sureness[text]
    }
