"""What a graph holds, said in triples.

A fact is a plain triple, so that queries stay short, and a ``kg:Statement`` beside it that leads to the evidence: the
sentence, its words, offsets, confidence, rule and paper. There are no blank nodes: the IRI of a statement, an evidence
or a passage is a hash of what it says, the same over builds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from kg import ontology
from kg.ontology import BASE, Borrowed, KgClass, KgProperty
from kg.rdf.blocks import Block, Merged, class_first, merge, sayable
from kg.rdf.dataset import Counts, counts_of, data_set
from kg.rdf.terms import UNKNOWN, Mint, Terms, Value, address, date, decimal, integer, iri, string
from kg.records import Contents, Entity, Evidence, Fact, Finding, Mention, Paper, Place, Provenance, Role

_SELECTORS: Final = [
    (Borrowed.TYPE, iri(Borrowed.POSITION_SELECTOR)),
    (Borrowed.TYPE, iri(Borrowed.QUOTE_SELECTOR)),
]
"""The classes that readers of Web Annotation look for; a mention has them in TriG only, for they are many."""


def to_triples(
    contents: Contents,
    base: str = BASE,
    provenance: Provenance = UNKNOWN,
    count: Callable[[Merged], Counts] = counts_of,
) -> Iterator[ox.Triple]:
    """Yield all triples of a graph, sorted, each once; equal contents in any order give equal triples.

    Args:
        contents: what the graph holds.
        base: what the IRIs of things begin with.
        provenance: what the graph was made with.
        count: counts what is said of each thing, before the graph itself is described.

    Raises:
        ExportError: a text or an IRI of the contents cannot be said in RDF.
    """
    with sayable():
        merged = merge(Description(base).blocks(contents))
        for block in list(data_set(count(merged), base, provenance)):
            merged[block.subject].update(block.values)
        yield from triples_of(merged)


def triples_of(merged: Merged) -> Iterator[ox.Triple]:
    """Yield what is said as triples, sorted by subject, classes first."""
    terms = Terms()
    node, literal = terms.node, terms.literal
    for subject in sorted(merged):
        thing = node(subject)
        for predicate, (text, datatype) in class_first(merged[subject]):
            yield ox.Triple(thing, node(predicate), literal(text, datatype) if datatype else node(text))


class Description:
    """Says records in blocks, with IRIs under one base."""

    def __init__(self, base: str) -> None:
        self._mint: Final = Mint(base)
        self._said: Final[set[str]] = set()

    def blocks(self, contents: Contents) -> Iterator[Block]:
        """Yield the blocks of everything; a thing may have several."""
        for paper in contents.papers:
            yield from self._paper(paper)
        for entity in contents.entities:
            yield from self._entity(entity)
        stated = {(fact.subject, fact.object) for fact in contents.facts if fact.predicate is Role.MENTIONS}
        for fact in contents.facts:
            yield from self._fact(fact, mentions_stated=(fact.subject, fact.object) in stated)
        for finding in contents.findings:
            yield from self._finding(finding)

    def _paper(self, paper: Paper) -> Iterator[Block]:
        values: list[tuple[str, Value]] = [
            (Borrowed.TYPE, iri(KgClass.PAPER)),
            (Borrowed.IDENTIFIER, string(paper.id)),
            (Borrowed.TITLE, string(paper.title)),
        ]
        if paper.abstract:
            values.append((Borrowed.ABSTRACT, string(paper.abstract)))
        if paper.date:
            values.append((Borrowed.DATE, date(paper.date)))
        if paper.url:
            values.append((Borrowed.URL, address(paper.url)))
        for place in paper.places:
            block = self._place(paper.id, place)
            values.append((KgProperty.SEEN_IN, iri(block.subject)))
            yield block
        yield Block(self._mint.paper(paper.id), paper.id, values)

    def _place(self, paper: str, place: Place) -> Block:
        values = [
            (Borrowed.TYPE, iri(KgClass.PLACE)),
            (KgProperty.FILE, string(place.source)),
            (Borrowed.POSITION, integer(place.position)),
        ]
        if place.date:
            values.append((Borrowed.DATE, date(place.date)))
        return Block(self._mint.place(paper, place), paper, values, is_evidence=True)

    def _entity(self, entity: Entity) -> Iterator[Block]:
        values = [
            (Borrowed.TYPE, iri(KgClass.ENTITY)),
            (Borrowed.TYPE, iri(ontology.type_iri(entity.type))),
            (KgProperty.KIND, iri(ontology.kind_iri(entity.kind))),
            (Borrowed.PREF_LABEL, string(entity.name)),
        ]
        if entity.maker is not None:
            values.append((Borrowed.MANUFACTURER, string(entity.maker)))
        values += ((Borrowed.BROADER, iri(self._mint.thing(broader))) for broader in entity.broader)
        values += ((Borrowed.EXACT_MATCH, iri(match)) for match in entity.exact_match)
        for alias in entity.aliases:
            label = self._mint.label(entity.id, alias)
            values.append((Borrowed.XL_ALT_LABEL, iri(label)))
            # A name is either preferred or alternative, SKOS says; the label keeps the reason in both cases.
            if alias.name != entity.name:
                values.append((Borrowed.ALT_LABEL, string(alias.name)))
            form, reason = string(alias.name), string(alias.reason)
            said = [
                (Borrowed.TYPE, iri(Borrowed.LABEL)),
                (Borrowed.LITERAL_FORM, form),
                (KgProperty.MERGE_REASON, reason),
            ]
            yield Block(label, None, said)
        yield Block(self._mint.thing(entity.id), None, values)

    def _fact(self, fact: Fact, *, mentions_stated: bool) -> Iterator[Block]:
        """Say the statement, the one of ``kg:mentions`` that follows from a role, and their evidence."""
        readings: defaultdict[str, list[str]] = defaultdict(list)
        for evidence in fact.evidence:
            reading, blocks = self._reading(evidence)
            readings[evidence.paper].append(reading)
            yield from blocks
        is_role = isinstance(fact.predicate, Role)
        subject = self._mint.paper(fact.subject) if is_role else self._mint.thing(fact.subject)
        predicate = ontology.predicate_iri(fact.predicate)
        yield from self._statement((subject, predicate, fact.object), readings)
        if is_role and not mentions_stated:
            origin = (Borrowed.WAS_DERIVED_FROM, iri(self._mint.statement(subject, predicate, fact.object)))
            yield from self._statement((subject, KgProperty.MENTIONS, fact.object), readings, origin)

    def _statement(
        self, triple: tuple[str, str, str], readings: Mapping[str, list[str]], *origin: tuple[str, Value]
    ) -> Iterator[Block]:
        """Say a triple both plainly and as a statement, for each paper with its readings."""
        subject, predicate, identifier = triple
        thing = iri(self._mint.thing(identifier))
        statement = self._mint.statement(subject, predicate, identifier)
        values = [
            (Borrowed.TYPE, iri(KgClass.STATEMENT)),
            (Borrowed.SUBJECT, iri(subject)),
            (Borrowed.PREDICATE, iri(predicate)),
            (Borrowed.OBJECT, thing),
            *origin,
        ]
        for paper, found in readings.items():
            yield Block(subject, paper, [(predicate, thing)])
            said = [*values, *((KgProperty.EVIDENCE, iri(reading)) for reading in found)]
            yield Block(statement, paper, said, is_evidence=True)

    def _finding(self, finding: Finding) -> Iterator[Block]:
        reading, blocks = self._reading(finding.evidence)
        yield from blocks
        ends = ((KgProperty.METHOD, finding.method), (KgProperty.ON, finding.on), (KgProperty.VERSUS, finding.versus))
        values = [
            (Borrowed.TYPE, iri(KgClass.RESULT)),
            (KgProperty.REPORTED_IN, iri(self._mint.paper(finding.paper))),
            (KgProperty.METRIC, string(finding.metric)),
            (KgProperty.VALUE, string(finding.value)),
            *((end, iri(self._mint.thing(identifier))) for end, identifier in ends if identifier is not None),
        ]
        yield Block(self._mint.thing(finding.id), finding.paper, values)
        said = [(KgProperty.EVIDENCE, iri(reading))]
        yield Block(self._mint.thing(finding.id), finding.paper, said, is_evidence=True)

    def _reading(self, evidence: Evidence) -> tuple[str, list[Block]]:
        """Return the IRI of an evidence, and what is to be said of it and was not said before."""
        mention = evidence.mention
        sentence_iri = self._mint.sentence(evidence)
        mention_iri = None if mention is None else self._mint.mention(evidence.paper, mention)
        reading = self._mint.evidence(sentence_iri, mention_iri, evidence)
        values = [
            (Borrowed.TYPE, iri(KgClass.EVIDENCE)),
            (Borrowed.HAS_SOURCE, iri(self._mint.paper(evidence.paper))),
            (KgProperty.SENTENCE, iri(sentence_iri)),
            (KgProperty.CONFIDENCE, decimal(evidence.confidence)),
        ]
        if evidence.rule:
            values.append((KgProperty.RULE, string(evidence.rule)))
        said = _passage(KgClass.SENTENCE, evidence, evidence.sentence) + _SELECTORS
        blocks = [Block(sentence_iri, evidence.paper, said, is_evidence=True)]
        if mention is not None and mention_iri is not None:
            values.append((KgProperty.SURFACE_FORM, iri(mention_iri)))
            blocks.append(Block(mention_iri, evidence.paper, _mention(mention), is_evidence=True))
        blocks.append(Block(reading, evidence.paper, values, is_evidence=True))
        fresh = [block for block in blocks if block.subject not in self._said]
        self._said.update(block.subject for block in fresh)
        return reading, fresh


def _mention(mention: Mention) -> list[tuple[str, Value]]:
    values = _passage(KgClass.MENTION, mention, mention.text)
    if mention.rule:
        values.append((KgProperty.RULE, string(mention.rule)))
    if mention.count is not None:
        values.append((KgProperty.DEVICE_COUNT, integer(mention.count)))
    if mention.memory is not None:
        values.append((KgProperty.MEMORY, string(mention.memory)))
    return values


def _passage(kind: KgClass, at: Evidence | Mention, exact: str) -> list[tuple[str, Value]]:
    return [
        (Borrowed.TYPE, iri(kind)),
        (KgProperty.FIELD, iri(ontology.field_iri(at.field))),
        (Borrowed.START, integer(at.start)),
        (Borrowed.END, integer(at.end)),
        (Borrowed.EXACT, string(exact)),
    ]
