"""From what papers say to what the graph holds: names become entities, statements become facts.

A name is resolved on its own, whatever else is read: to a concept of the vocabulary if one has the name in any
spelling, else to an identifier made from its normal form. So an identifier never depends on the order or the choice
of papers. What is pooled over papers is only how a thing without a concept is written and which of two close types it
has.

So there are two steps, each a pure function: ``said_in`` turns what one paper says into rows by identifier, whatever
other papers say, and ``merged_entity`` and ``merged_fact`` make one thing of all rows of one identifier. Whoever
gathers rows by identifier, in memory, on disk or over many machines, gets the same graph.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeVar

from kg.extraction.naming import base_name, tidy_name, without_maker
from kg.filtering import KNOWN
from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    ExtractedEntity,
    Extraction,
    Fact,
    Finding,
    Kind,
    Paper,
    Role,
)
from kg.statements import Key, facts_of, findings_of, merged_fact
from kg.vocabulary import Concept, Vocabulary, normal_form, read_vocabulary

T = TypeVar("T")

FAMILIES: Final = {
    EntityType.METHOD: "method",
    EntityType.DATASET: "data",
    EntityType.BENCHMARK: "data",
    EntityType.HARDWARE: "hardware",
}
"""The first part of an entity's identifier; datasets and benchmarks share one, since papers do not agree on which is
which."""


_NAMESAKE: Final = "-namesake"


class Resolved(NamedTuple):
    """What a name stands for, and why: the identifier, the concept if there is one, and the reason."""

    id: str
    concept: Concept | None
    reason: str


class Resolver:
    """Finds what names stand for.

    Args:
        vocabulary: the concepts that names may stand for.

    >>> from kg.vocabulary import Vocabulary
    >>> Resolver(Vocabulary([])).resolve("FooNet-2-7B", EntityType.METHOD)
    Resolved(id='method/foonet2', concept=None, reason='size-variant')
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._identifiers = frozenset(concept.id for concept in vocabulary)
        self._met: dict[tuple[str, EntityType], Resolved] = {}

    def resolve(self, name: str, type_: EntityType) -> Resolved:
        """Return what ``name`` stands for in a paper that takes it to be of ``type_``."""
        key = name, type_
        found = self._met.get(key)
        if found is None:
            found = self._met[key] = self._resolve(name, type_)
        return found

    def _resolve(self, name: str, type_: EntityType) -> Resolved:
        family = FAMILIES[type_]
        base, dropped = base_name(name)
        plain = _plain(name, type_)
        steps = ((name, "vocabulary"), (base, dropped or "vocabulary"), (plain, "maker"))
        for candidate, reason in steps:
            for concept in self._vocabulary.candidates(candidate):
                if FAMILIES[concept.type] == family:
                    return Resolved(concept.id, concept, reason)
        reason = dropped or ("maker" if plain != base else "spelling")
        identifier = f"{family}/{minted(plain)}"
        # A concept of this name was passed by because it insists on other letters: this is another thing.
        return Resolved(identifier + _NAMESAKE if identifier in self._identifiers else identifier, None, reason)


def _plain(name: str, type_: EntityType) -> str:
    """Return a name without what belongs to one copy or size of the thing, and a device's without its maker."""
    base = base_name(name)[0]
    return without_maker(base) if type_ is EntityType.HARDWARE else base


_MARKS: Final = str.maketrans({"+": "-plus", "*": "-star", "#": "-sharp", ".": "-", "/": "-", "~": "_"})


def minted(name: str) -> str:
    """Return the local part of the identifier of a thing that no vocabulary knows: the same for every spelling of its
    name.

    >>> minted("Foo-Net 2") == minted("foo net-2"), minted("Foo++"), minted("Foo 2.5")
    (True, 'foo-plus-plus', 'foo2-5')
    """
    return normal_form(name).translate(_MARKS).strip("-") or hashlib.sha256(name.encode()).hexdigest()[:12]


# One paper ------------------------------------------------------------------------------------------------------------


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
    sure: bool | None = True


class Spelling(NamedTuple):
    """A text that stands for a thing, why, and whether that is sure enough, None where no text shows it."""

    text: str
    reason: str
    sure: bool | None = True


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
        name = _plain(entity.name, entity.type)
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


# All papers -----------------------------------------------------------------------------------------------------------


def resolve(extractions: Iterable[Extraction], concepts: Iterable[Concept] | None = None) -> Contents:
    """Return what a graph of ``extractions`` holds; their order does not matter.

    Args:
        extractions: what was read from each paper, every paper once.
        concepts: what names may stand for; the packaged vocabulary where None.
    """
    vocabulary = Vocabulary(read_vocabulary() if concepts is None else concepts)
    resolver = Resolver(vocabulary)
    namings: defaultdict[str, Counter[Naming]] = defaultdict(Counter)
    spellings: defaultdict[str, set[Spelling]] = defaultdict(set)
    evidence: defaultdict[Key, list[Evidence]] = defaultdict(list)
    papers: list[Paper] = []
    findings: list[Finding] = []
    for extraction in extractions:
        papers.append(extraction.paper)
        said = said_in(extraction, resolver)
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
