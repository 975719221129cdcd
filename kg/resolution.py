"""From what papers say to what the graph holds: names become entities, statements become facts.

A name is resolved on its own, whatever else is read: to a concept of the vocabulary if one has the name in any
spelling, else to an identifier made from its normal form. So an identifier never depends on the order or the choice
of papers. What is pooled over papers is only how a thing without a concept is written and which of two close types it
has.
"""

import hashlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from sys import maxsize
from typing import Final, NamedTuple

from kg.extraction.naming import base_name, tidy_name, without_maker
from kg.extraction.sentences import split_sentences
from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    ExtractedEntity,
    Extraction,
    Fact,
    Field,
    Finding,
    Kind,
    Mention,
    Paper,
    Predicate,
    Role,
    Span,
    evidence_order,
)
from kg.vocabulary import Concept, Vocabulary, normal_form, read_vocabulary

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


# Papers ---------------------------------------------------------------------------------------------------------------


_PRECEDENCE: Final = tuple(Role)
"""Where two names of a paper turn out to be one thing, the one that says most stays; roles are listed in that order."""

_INITIALS: Final = re.compile(r"[A-Z]{2,6}")


@dataclass(slots=True)
class _Pool:
    """What all papers say of one entity."""

    concept: Concept | None = None
    names: Counter[str] = field(default_factory=Counter)
    types: Counter[EntityType] = field(default_factory=Counter)
    kinds: Counter[Kind] = field(default_factory=Counter)
    aliases: dict[str, str] = field(default_factory=dict)


def resolve(extractions: Iterable[Extraction], concepts: Iterable[Concept] | None = None) -> Contents:
    """Return what a graph of ``extractions`` holds; their order does not matter.

    Args:
        extractions: what was read from each paper, every paper once.
        concepts: what names may stand for; the packaged vocabulary where None.
    """
    vocabulary = Vocabulary(read_vocabulary() if concepts is None else concepts)
    resolver = Resolver(vocabulary)
    pools: dict[str, _Pool] = defaultdict(_Pool)
    evidence: dict[tuple[str, Predicate, str], list[Evidence]] = defaultdict(list)
    papers: list[Paper] = []
    findings: list[Finding] = []
    for extraction in extractions:
        papers.append(extraction.paper)
        nodes = _pool_entities(extraction, resolver, pools)
        for key, found in _statements(extraction, nodes):
            evidence[key].append(found)
        findings.extend(_findings(extraction, nodes))
    entities = [_entity(identifier, pool) for identifier, pool in pools.items()]
    facts = (Fact(*key, tuple(sorted(set(found), key=evidence_order))) for key, found in evidence.items())
    return Contents(
        tuple(sorted(papers)),
        tuple(sorted(_with_known_broader(entities))),
        tuple(sorted(facts, key=lambda fact: (fact.subject, fact.predicate, fact.object))),
        tuple(sorted({finding.id: finding for finding in findings}.values(), key=lambda finding: finding.id)),
    )


def _pool_entities(extraction: Extraction, resolver: Resolver, pools: dict[str, _Pool]) -> dict[str, str]:
    """Add what a paper says of its entities to what is known of them; return the identifier of each name."""
    nodes = {}
    for entity in extraction.entities:
        resolved = resolver.resolve(entity.name, entity.type)
        identifier = resolved.id if resolved.concept else resolved.id + _homonym(entity)
        nodes[entity.name] = identifier
        pool = pools[identifier]
        pool.concept = resolved.concept
        pool.names[_plain(entity.name, entity.type)] += 1
        pool.types[entity.type] += 1
        pool.kinds[entity.kind] += 1
        for text in (entity.name, *(mention.text for mention in entity.mentions)):
            pool.aliases.setdefault(text, _reason(text, entity, resolver))
    return nodes


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


def _entity(identifier: str, pool: _Pool) -> Entity:
    concept = pool.concept
    if concept:
        name, type_, kind = concept.name, concept.type, concept.kind
        known = dict.fromkeys(concept.alt_labels, "vocabulary")
    else:
        name = min(pool.names, key=lambda n: (-pool.names[n], len(n), n))
        type_ = min(pool.types, key=lambda t: (-pool.types[t], t))
        kind = min(pool.kinds, key=lambda k: (-pool.kinds[k], k))
        known = {}
    names = {**pool.aliases, **known}
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


def _with_known_broader(entities: Sequence[Entity]) -> Iterator[Entity]:
    """Yield the entities with only those broader ones that the graph holds."""
    held = {entity.id for entity in entities}
    for entity in entities:
        yield replace(entity, broader=tuple(b for b in entity.broader if b in held and b != entity.id))


# Statements -----------------------------------------------------------------------------------------------------------


Key = tuple[str, Predicate, str]


def _statements(extraction: Extraction, nodes: Mapping[str, str]) -> Iterator[tuple[Key, Evidence]]:
    """Yield every statement of a paper with one piece of evidence."""
    yield from _role_statements(extraction, nodes)
    paper = extraction.paper
    for relation in extraction.relations:
        head, tail = nodes.get(relation.head), nodes.get(relation.tail)
        if head and tail and head != tail:
            yield (head, relation.type, tail), _evidence(paper, relation.evidence, relation.confidence, relation.rule)


def _role_statements(extraction: Extraction, nodes: Mapping[str, str]) -> Iterator[tuple[Key, Evidence]]:
    paper = extraction.paper
    sentences = _Sentences(paper)
    roles: dict[str, Role] = {}
    for entity in extraction.entities:
        node = nodes[entity.name]
        roles[node] = min(entity.role, roles.get(node, entity.role), key=_PRECEDENCE.index)
    for entity in extraction.entities:
        node = nodes[entity.name]
        rule = f"{entity.rule} {entity.role_rule}".strip()
        for mention in entity.mentions:
            span = sentences.around(mention)
            yield (paper.id, roles[node], node), _evidence(paper, span, entity.confidence, rule, mention)


def _evidence(paper: Paper, span: Span, confidence: float, rule: str, mention: Mention | None = None) -> Evidence:
    sentence = paper.text(span.field)[span.start : span.end]
    return Evidence(paper.id, span.field, span.start, span.end, sentence, confidence, rule, mention)


class _Sentences:
    """The sentences of a paper, to find the one that a mention stands in."""

    def __init__(self, paper: Paper) -> None:
        self._abstract = split_sentences(paper.abstract, 0)
        self._title = len(paper.title)

    def around(self, mention: Mention) -> Span:
        """Return the sentence around a mention; the title is one."""
        if mention.field is Field.TITLE:
            return Span(Field.TITLE, 0, self._title)
        index = max(bisect_right(self._abstract, (mention.start, maxsize)) - 1, 0)
        start, end = self._abstract[index]
        return Span(Field.ABSTRACT, start, max(end, mention.end))


def _findings(extraction: Extraction, nodes: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the numbers that a paper reports."""
    paper = extraction.paper
    for result in extraction.results:
        method, on, versus = (nodes.get(name) if name else None for name in (result.method, result.on, result.versus))
        what = (paper.id, method, result.metric, result.value, on, versus, result.evidence.field, result.evidence.start)
        digest = hashlib.sha256("\x1f".join(str(part) for part in what).encode()).hexdigest()[:16]
        evidence = _evidence(paper, result.evidence, result.confidence, result.rule)
        yield Finding(f"result/{digest}", paper.id, method, result.metric, result.value, on, versus, evidence)
