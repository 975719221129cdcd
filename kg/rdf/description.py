"""What a graph holds, said in triples.

A fact is a plain triple, so that queries stay short, and a ``kg:Statement`` beside it that leads to the evidence: the
sentence, its words, offsets, confidence, rule and paper. There are no blank nodes: the IRI of a statement, an evidence
or a passage is a hash of what it says, the same over builds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg import ontology
from kg.errors import ExportError
from kg.ontology import BASE, Borrowed, KgClass, KgProperty
from kg.rdf.terms import Mint, Terms, Value, address, date, decimal, integer, iri, string
from kg.records import Contents, Entity, Evidence, Fact, Finding, Mention, Paper, Place, Role

_Values = Iterable[tuple[str, Value]]


class _Block(NamedTuple):
    """Properties and values of one thing, and the paper that says so or None where they hold by themselves."""

    subject: str
    paper: str | None
    values: _Values


def to_triples(contents: Contents, base: str = BASE) -> Iterator[ox.Triple]:
    """Yield all triples of a graph, sorted, each once; equal contents in any order give equal triples.

    Raises:
        ExportError: a text or an IRI of the contents cannot be said in RDF.
    """
    terms = Terms()
    with _sayable():
        merged: defaultdict[str, set[tuple[str, Value]]] = defaultdict(set)
        for subject, _, values in _Description(base).blocks(contents):
            merged[subject].update(values)
        for subject in sorted(merged):
            node = terms.node(subject)
            for predicate, value in sorted(merged[subject], key=_class_first):
                yield ox.Triple(node, terms.node(predicate), terms.value(value))


def to_quads(contents: Contents, base: str = BASE) -> Iterator[ox.Quad]:
    """Yield the same with a named graph for what each paper says, sorted; entities stand in the default graph.

    The default graph says of each named graph which paper it was derived from.

    Raises:
        ExportError: a text or an IRI of the contents cannot be said in RDF.
    """
    mint, terms = Mint(base), Terms()
    with _sayable():
        merged: defaultdict[tuple[str, str], set[tuple[str, Value]]] = defaultdict(set)
        for subject, paper, values in _Description(base).blocks(contents):
            merged["" if paper is None else mint.graph(paper), subject].update(values)
        for paper in (paper.id for paper in contents.papers):
            merged["", mint.graph(paper)].add((Borrowed.WAS_DERIVED_FROM, iri(mint.paper(paper))))
        for name, subject in sorted(merged):
            graph = terms.node(name) if name else ox.DefaultGraph()
            for predicate, value in sorted(merged[name, subject], key=_class_first):
                yield ox.Quad(terms.node(subject), terms.node(predicate), terms.value(value), graph)


def _class_first(said: tuple[str, Value]) -> tuple[bool, str, Value]:
    predicate, value = said
    return predicate != Borrowed.TYPE, predicate, value


@contextmanager
def _sayable() -> Iterator[None]:
    """Turn a term that pyoxigraph refuses into an error that says what to do."""
    try:
        yield
    except ValueError as error:
        cure = "replace lone surrogates and broken IRIs before building"
        raise ExportError(f"the graph holds what RDF cannot say ({error})", cure=cure) from error


class _Description:
    """Says records in blocks, with IRIs under one base."""

    def __init__(self, base: str) -> None:
        self._base: Final = base
        self._mint: Final = Mint(base)
        self._said: Final[set[str]] = set()

    def blocks(self, contents: Contents) -> Iterator[_Block]:
        """Yield the blocks of everything; a thing may have several."""
        yield self._data_set()
        for paper in contents.papers:
            yield from self._paper(paper)
        for entity in contents.entities:
            yield from self._entity(entity)
        stated = {(fact.subject, fact.object) for fact in contents.facts if fact.predicate is Role.MENTIONS}
        for fact in contents.facts:
            yield from self._fact(fact, mentions_stated=(fact.subject, fact.object) in stated)
        for finding in contents.findings:
            yield from self._finding(finding)

    def _data_set(self) -> _Block:
        values = [
            (Borrowed.TYPE, iri(Borrowed.DATA_SET)),
            (Borrowed.CONFORMS_TO, iri(ontology.VERSION)),
            (Borrowed.URI_SPACE, string(self._base)),
            *((Borrowed.VOCABULARY, iri(vocabulary)) for vocabulary in ontology.VOCABULARIES),
        ]
        return _Block(self._base, None, values)

    def _paper(self, paper: Paper) -> Iterator[_Block]:
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
        yield _Block(self._mint.paper(paper.id), paper.id, values)

    def _place(self, paper: str, place: Place) -> _Block:
        values = [
            (Borrowed.TYPE, iri(KgClass.PLACE)),
            (KgProperty.FILE, string(place.source)),
            (Borrowed.POSITION, integer(place.position)),
        ]
        if place.date:
            values.append((Borrowed.DATE, date(place.date)))
        return _Block(self._mint.place(paper, place), paper, values)

    def _entity(self, entity: Entity) -> Iterator[_Block]:
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
            yield _Block(label, None, said)
        yield _Block(self._mint.thing(entity.id), None, values)

    def _fact(self, fact: Fact, *, mentions_stated: bool) -> Iterator[_Block]:
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
    ) -> Iterator[_Block]:
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
            yield _Block(subject, paper, [(predicate, thing)])
            yield _Block(statement, paper, [*values, *((KgProperty.EVIDENCE, iri(reading)) for reading in found)])

    def _finding(self, finding: Finding) -> Iterator[_Block]:
        reading, blocks = self._reading(finding.evidence)
        yield from blocks
        ends = ((KgProperty.METHOD, finding.method), (KgProperty.ON, finding.on), (KgProperty.VERSUS, finding.versus))
        values = [
            (Borrowed.TYPE, iri(KgClass.RESULT)),
            (KgProperty.REPORTED_IN, iri(self._mint.paper(finding.paper))),
            (KgProperty.METRIC, string(finding.metric)),
            (KgProperty.VALUE, string(finding.value)),
            (KgProperty.EVIDENCE, iri(reading)),
            *((end, iri(self._mint.thing(identifier))) for end, identifier in ends if identifier is not None),
        ]
        yield _Block(self._mint.thing(finding.id), finding.paper, values)

    def _reading(self, evidence: Evidence) -> tuple[str, list[_Block]]:
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
        blocks = [_Block(sentence_iri, evidence.paper, _passage(KgClass.SENTENCE, evidence, evidence.sentence))]
        if mention is not None and mention_iri is not None:
            values.append((KgProperty.SURFACE_FORM, iri(mention_iri)))
            blocks.append(_Block(mention_iri, evidence.paper, _mention(mention)))
        blocks.append(_Block(reading, evidence.paper, values))
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
