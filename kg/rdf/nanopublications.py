"""What a graph holds as one nanopublication a paper, for TriG.

Of each paper one named graph holds what it says, one beside it where that stands and what read it, one the publication,
and a head joins the three. Entities and the description of the graph stand in the default graph.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Final

import pyoxigraph as ox

from kg.ontology import BASE, Borrowed
from kg.rdf.blocks import Block, class_first, merge, sayable
from kg.rdf.dataset import LICENSE, counts_of, data_set
from kg.rdf.description import Description
from kg.rdf.terms import UNKNOWN, Mint, Terms, Value, iri, string
from kg.records import Contents, Evidence, Paper, Provenance

_SELECTORS: Final = (Borrowed.POSITION_SELECTOR, Borrowed.QUOTE_SELECTOR)
_AROUND: Final = 32
"""So many characters before and after a quote tell it from an equal one."""


def to_quads(contents: Contents, base: str = BASE, provenance: Provenance = UNKNOWN) -> Iterator[ox.Quad]:
    """Yield what ``to_triples`` yields and more, in named graphs, sorted.

    ``graph/paper/X`` holds what paper X says, ``provenance/paper/X`` its evidence in full Web Annotation, ``head`` and
    ``publication`` what makes a nanopublication of them.

    Raises:
        ExportError: a text or an IRI of the contents cannot be said in RDF.
    """
    with sayable():
        terms, mint = Terms(), Mint(base)
        counts = counts_of(merge(Description(base).blocks(contents)))
        described = list(data_set(counts, base, provenance))
        # Evidence is the larger half, and the names of its graphs come last: one half at a time is in memory.
        border = mint.graph("", "provenance")
        for is_evidence in (False, True):
            merged: defaultdict[tuple[str, str], set[tuple[str, Value]]] = defaultdict(set)
            for name, block in chain((("", block) for block in described), _blocks(contents, base, mint)):
                if (name >= border) is is_evidence:
                    merged[name, block.subject].update(block.values)
            for name, subject in sorted(merged):
                graph_name = terms.node(name) if name else ox.DefaultGraph()
                for predicate, value in class_first(merged.pop((name, subject))):
                    yield ox.Quad(terms.node(subject), terms.node(predicate), terms.value(value), graph_name)


def _blocks(contents: Contents, base: str, mint: Mint) -> Iterator[tuple[str, Block]]:
    """Yield all that is said, each block with the name of its graph."""
    for block in Description(base).blocks(contents):
        family = "provenance" if block.is_evidence else "graph"
        yield "" if block.paper is None else mint.graph(block.paper, family), block
    for paper in contents.papers:
        yield from _published(paper, mint)
    yield from _selectors(contents, mint)


def _published(paper: Paper, mint: Mint) -> Iterator[tuple[str, Block]]:
    """Yield the head of a nanopublication, its publication, and what its assertion comes from, each with its graph."""
    families = ("nanopublication", "head", "graph", "provenance", "publication")
    whole, head, assertion, evidence, publication = (mint.graph(paper.id, family) for family in families)
    source = iri(mint.paper(paper.id))
    parts = [
        (Borrowed.TYPE, iri(Borrowed.NANOPUBLICATION)),
        (Borrowed.HAS_ASSERTION, iri(assertion)),
        (Borrowed.HAS_PROVENANCE, iri(evidence)),
        (Borrowed.HAS_PUBLICATION_INFO, iri(publication)),
    ]
    made = [
        (Borrowed.WAS_DERIVED_FROM, source),
        (Borrowed.WAS_GENERATED_BY, iri(mint.about("build"))),
        (Borrowed.WAS_ATTRIBUTED_TO, iri(mint.about("software"))),
    ]
    yield head, Block(whole, None, parts)
    yield evidence, Block(assertion, None, made)
    yield publication, Block(whole, None, [(Borrowed.LICENSE, iri(LICENSE)), *made[1:]])
    yield "", Block(assertion, None, made[:1])


def _selectors(contents: Contents, mint: Mint) -> Iterator[tuple[str, Block]]:
    """Yield the evidence as a part of Web Annotation, for readers that infer nothing."""
    papers = {paper.id: paper for paper in contents.papers}
    for evidence in dict.fromkeys(_all_evidence(contents)):
        graph, paper = mint.graph(evidence.paper, "provenance"), papers.get(evidence.paper)
        sentence = mint.sentence(evidence)
        passages = [(sentence, evidence.field, evidence.start, evidence.end)]
        mention = evidence.mention
        if mention is not None:
            name = mint.mention(evidence.paper, mention)
            passages.append((name, mention.field, mention.start, mention.end))
        reading = mint.evidence(sentence, passages[1][0] if mention else None, evidence)
        selected = [(Borrowed.HAS_SELECTOR, iri(name)) for name, *_ in passages]
        yield graph, Block(reading, None, [(Borrowed.TYPE, iri(Borrowed.SPECIFIC_RESOURCE)), *selected])
        for name, field, start, end in passages:
            around = [] if paper is None else _surroundings(paper.text(field), start, end)
            yield graph, Block(name, None, [*((Borrowed.TYPE, iri(kind)) for kind in _SELECTORS), *around])


def _surroundings(text: str, start: int, end: int) -> list[tuple[str, Value]]:
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    said = ((Borrowed.PREFIX, before), (Borrowed.SUFFIX, after))
    return [(prop, string(part)) for prop, part in said if part]


def _all_evidence(contents: Contents) -> Iterator[Evidence]:
    for fact in contents.facts:
        yield from fact.evidence
    for finding in contents.findings:
        yield finding.evidence
