"""What the page knows, as plain data: nodes, facts and results in columns, and apart from them the sentences.

Columns and numbers in place of names keep the page of a large graph small; ``graph.js`` and ``evidence.js`` read them.
The sentences are a block of their own, which the page does not parse before somebody reads.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from kg import ontology
from kg.network import PAPER, Plain
from kg.page.layout import Layout
from kg.page.ranking import Ranking
from kg.page.sureness import Sureness
from kg.records import Contents, Entity, EntityType, Evidence, Fact, Finding, Kind, Paper, RelationType, Role

Node = TypeVar("Node", int, str)

NOTHING: Final = -1
"""The number of a node where a result names none."""

_TYPES: Final = (PAPER, *EntityType)
_KINDS: Final = tuple(Kind)
PREDICATES: Final = (*Role, *RelationType)
"""In the order of their numbers, those of papers first."""
ROLES: Final = len(Role)
_NUMBERS: Final = {(type(predicate), predicate.value): number for number, predicate in enumerate(PREDICATES)}
"""Of predicates: a role and a relation may have the same name."""


class Sentences:
    """Sentences in the order in which they were first asked for, each kept once.

    >>> from kg.records import Field
    >>> sentences = Sentences({"p1": 4})
    >>> sentences.place(Evidence("p1", Field.TITLE, 0, 4, "LoRA", 0.9)), sentences.papers, sentences.texts
    (0, [4], ['LoRA'])
    """

    def __init__(self, place: Mapping[str, int]) -> None:
        self.papers: list[int] = []
        self.texts: list[str] = []
        self._place = place
        self._places: dict[tuple[str, str], int] = {}

    def place(self, evidence: Evidence) -> int:
        """Return the number of the sentence of ``evidence``."""
        key = evidence.paper, evidence.sentence
        if key not in self._places:
            self._places[key] = len(self.texts)
            self.papers.append(self._place[evidence.paper])
            self.texts.append(evidence.sentence)
        return self._places[key]


def graph_of(contents: Contents, ranking: Ranking, layout: Layout, base: str = ontology.BASE) -> Plain:
    """Return everything but the sentences, in columns; a node is its number in the ranking."""
    sure = Sureness(contents)
    entities = {ranking.place[entity.id]: entity for entity in contents.entities}
    papers = {ranking.paper_place[paper.id]: paper for paper in contents.papers}
    return {
        **words_of(base),
        "nodes": _nodes(entities, papers, ranking, layout, sure),
        "about": about_of(entities, papers),
        "facts": _facts(contents, ranking, sure),
        "results": _results(contents, ranking, sure),
        "communities": [[disc.name, disc.x, disc.y, disc.radius] for disc in layout.discs],
    }


def sentences_of(contents: Contents, ranking: Ranking) -> Plain:
    """Return the sentences, and for each fact and result of ``graph_of`` which of them say so.

    ``said`` holds for each fact, one piece of evidence after the other, five numbers: the sentence, where the mention
    begins and ends in it in code points, how sure the reading is, and ``Sureness.evidence``.
    """
    sure, sentences = Sureness(contents), Sentences(ranking.paper_place)
    said = [
        [number for one in fact.evidence for number in said_of(sentences.place(one), one, sure.evidence(fact, one))]
        for fact in in_order(contents.facts, ranking)
    ]
    results = [sentences.place(finding.evidence) for finding in _findings(contents)]
    return {"papers": sentences.papers, "texts": sentences.texts, "said": said, "results": results}


def in_order(facts: Iterable[Fact], ranking: Ranking) -> list[Fact]:
    """Return facts in the order of the page, those of one subject together."""

    def order(fact: Fact) -> tuple[int, int, int]:
        subject, target = ranking.ends(fact)
        return subject, number_of(fact), target

    return sorted(facts, key=order)


def link(url: str) -> str:
    """Return ``url`` where a browser may follow it from a page, else nothing.

    >>> link("https://arxiv.org/abs/2501.00001"), link("javascript:alert(1)")
    ('https://arxiv.org/abs/2501.00001', '')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


def words_of(base: str) -> Plain:
    """Return what the numbers of types, kinds and predicates mean, and what a question in SPARQL is written with."""
    return {"types": _TYPES, "kinds": _KINDS, "predicates": PREDICATES, "roles": ROLES, "iris": _iris(base)}


def _iris(base: str) -> Plain:
    """Return what a question in SPARQL is written with."""
    return {
        "base": base,
        "prefixes": {name: ontology.PREFIXES[name] for name in ("kg", "skos", "dcterms", "rdf")},
        "predicates": [ontology.predicate_iri(predicate) for predicate in PREDICATES],
    }


def _nodes(
    entities: Mapping[int, Entity], papers: Mapping[int, Paper], ranking: Ranking, layout: Layout, sure: Sureness
) -> Plain:
    things = [named(entities[node] if node in entities else papers[node]) for node in range(len(ranking.nodes))]
    return {
        "id": ranking.nodes,
        "name": [name for name, _, _ in things],
        "type": [type_ for _, type_, _ in things],
        "kind": [kind for _, _, kind in things],
        "sure": [sure.entity(node) for node in ranking.nodes],
        "size": [ranking.size(node) for node in ranking.nodes],
        "x": [x for x, _ in layout.positions],
        "y": [y for _, y in layout.positions],
        "community": layout.community,
    }


def named(thing: Entity | Paper) -> tuple[str, int, int]:
    """Return the name of a node, and the numbers of its type and its kind."""
    if isinstance(thing, Paper):
        return thing.title, _TYPES.index(PAPER), NOTHING
    return thing.name, _TYPES.index(thing.type), _KINDS.index(thing.kind)


def about_of(entities: Mapping[Node, Entity], papers: Mapping[Node, Paper]) -> dict[str, dict[Node, Any]]:
    """Return what only some nodes have, by what stands for the node."""
    columns: dict[str, dict[Node, Any]] = {
        "aliases": {node: [alias.name for alias in entity.aliases] for node, entity in entities.items()},
        "maker": {node: entity.maker for node, entity in entities.items()},
        "broader": {node: entity.broader for node, entity in entities.items()},
        "same": {node: [url for url in map(link, entity.exact_match) if url] for node, entity in entities.items()},
        "url": {node: link(paper.url) for node, paper in papers.items()},
        "date": {node: paper.date for node, paper in papers.items()},
    }
    return {name: {node: column[node] for node in sorted(column) if column[node]} for name, column in columns.items()}


def _facts(contents: Contents, ranking: Ranking, sure: Sureness) -> Plain:
    facts = in_order(contents.facts, ranking)
    ends = [ranking.ends(fact) for fact in facts]
    return {
        "subject": [subject for subject, _ in ends],
        "predicate": [number_of(fact) for fact in facts],
        "object": [target for _, target in ends],
        "sure": [sure.fact(fact) for fact in facts],
    }


def number_of(fact: Fact) -> int:
    """Return the number of the predicate of a fact."""
    return _NUMBERS[type(fact.predicate), fact.predicate.value]


def _findings(contents: Contents) -> list[Finding]:
    return sorted(contents.findings, key=lambda finding: finding.id)


def _results(contents: Contents, ranking: Ranking, sure: Sureness) -> Plain:
    findings = _findings(contents)
    return {
        "id": [finding.id for finding in findings],
        "paper": [ranking.paper_place[finding.paper] for finding in findings],
        "method": [_placed(finding.method, ranking) for finding in findings],
        "metric": [finding.metric for finding in findings],
        "value": [finding.value for finding in findings],
        "on": [_placed(finding.on, ranking) for finding in findings],
        "versus": [_placed(finding.versus, ranking) for finding in findings],
        "sure": [sure.finding(finding) for finding in findings],
    }


def _placed(node: str | None, ranking: Ranking) -> int:
    return NOTHING if node is None else ranking.place.get(node, NOTHING)


def said_of(sentence: int, evidence: Evidence, sure: float) -> tuple[float, ...]:
    """Return the five numbers of one piece of evidence; see ``sentences_of``."""
    return (sentence, *_marked(evidence), evidence.confidence, sure)


def _marked(evidence: Evidence) -> tuple[int, int]:
    """Return where in its sentence the mention stands, in code points; two zeros where it is not in it."""
    mention = evidence.mention
    if mention is None or mention.field is not evidence.field:
        return 0, 0
    start, end = mention.start - evidence.start, mention.end - evidence.start
    return (start, end) if evidence.sentence[start:end] == mention.text and start >= 0 else (0, 0)
