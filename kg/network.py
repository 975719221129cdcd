"""The graph as NetworkX sees it: one node a thing, predicate as edge key, evidence as edge data.

Nodes are ``paper/<percent-encoded id>`` and entity identifiers. Every attribute is plain data (text, numbers, lists,
dicts, None), so ``json`` takes it as it is, and ``from_networkx`` gets every record back.
"""

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from functools import cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast, get_args, get_origin, get_type_hints

from kg import ontology
from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    Fact,
    Field,
    Finding,
    Kind,
    Mention,
    Paper,
    Place,
    RelationType,
    Role,
)

if TYPE_CHECKING:
    from networkx import MultiDiGraph

Plain = dict[str, Any]
"""A dict of text, numbers, None and lists and dicts of these."""

PAPER: Final = "Paper"
"""The ``type`` of a paper's node, beside the values of ``EntityType``."""


def paper_node(paper_id: str) -> str:
    """Return the node identifier of a paper: its IRI without the base.

    >>> paper_node("arxiv:2501.00001")
    'paper/arxiv%3A2501.00001'
    """
    return ontology.paper_iri(paper_id, base="")


def paper_id(node: str) -> str:
    """Return the paper identifier of a node that ``is_paper``.

    >>> paper_id("paper/arxiv%3A2501.00001")
    'arxiv:2501.00001'
    """
    return ontology.paper_id(node, base="")


def is_paper(node: str) -> bool:
    """Tell whether a node identifier is one of a paper.

    >>> is_paper("paper/p1"), is_paper("method/lora")
    (True, False)
    """
    return ontology.is_paper_iri(node, base="")


def subject_node(fact: Fact) -> str:
    """Return the node that a fact is about: of a paper where the predicate is a role, else of an entity.

    >>> subject_node(Fact("p1", Role.RUNS_ON, "hardware/h100", ()))
    'paper/p1'
    >>> subject_node(Fact("method/lora", RelationType.RUNS_ON, "hardware/h100", ()))
    'method/lora'
    """
    return paper_node(fact.subject) if isinstance(fact.predicate, Role) else fact.subject


def confidence(fact: Fact) -> float:
    """Return the confidence of a fact: that of its best evidence."""
    return max(evidence.confidence for evidence in fact.evidence)


def fact_order(fact: Fact) -> tuple[str, str, str]:
    """Return what facts are sorted by: subject, predicate, object."""
    return fact.subject, fact.predicate, fact.object


# To NetworkX ----------------------------------------------------------------------------------------------------------


def to_networkx(contents: Contents) -> "MultiDiGraph":
    """Return the graph as a new ``MultiDiGraph``, nodes and edges inserted in sorted order.

    >>> paper = Paper("p1", "LoRA", "LoRA adapts a model.")
    >>> lora = Entity("method/lora", "LoRA", EntityType.METHOD, Kind.NAMED)
    >>> evidence = Evidence("p1", Field.TITLE, 0, 4, "LoRA", 0.9)
    >>> fact = Fact("p1", Role.INTRODUCES, "method/lora", (evidence,))
    >>> graph = to_networkx(Contents((paper,), (lora,), (fact,)))
    >>> list(graph.edges(keys=True)), graph.nodes["method/lora"]["label"]
    ([('paper/p1', 'method/lora', 'introduces')], 'LoRA')
    """
    from networkx import MultiDiGraph  # costs start-up, and a build needs none of it

    graph = MultiDiGraph()
    graph.add_nodes_from(nodes_of(contents))
    graph.add_edges_from(edge_of(fact) for fact in sorted(contents.facts, key=fact_order))
    return graph


def nodes_of(contents: Contents) -> list[tuple[str, Plain]]:
    """Return all nodes with their data, sorted."""
    return sorted(chain(_paper_nodes(contents), _entity_nodes(contents)), key=itemgetter(0))


def edge_of(fact: Fact) -> tuple[str, str, str, Plain]:
    """Return the edge of a fact: source, target, key and data."""
    return subject_node(fact), fact.object, fact.predicate.value, fact_data(fact)


def _paper_nodes(contents: Contents) -> Iterable[tuple[str, Plain]]:
    results: dict[str, list[Plain]] = {paper.id: [] for paper in contents.papers}
    for finding in sorted(contents.findings, key=lambda finding: finding.id):
        results[finding.paper].append(result_data(finding))
    return ((paper_node(paper.id), paper_data(paper, results[paper.id])) for paper in contents.papers)


def _entity_nodes(contents: Contents) -> Iterable[tuple[str, Plain]]:
    return ((entity.id, entity_data(entity)) for entity in contents.entities)


def paper_data(paper: Paper, results: list[Plain]) -> Plain:
    """Return the data of a paper's node."""
    return {
        "label": paper.title,
        "type": PAPER,
        "abstract": paper.abstract,
        "url": paper.url,
        "date": paper.date,
        "places": [{"source": place.source, "position": place.position, "date": place.date} for place in paper.places],
        "results": results,
    }


def entity_data(entity: Entity) -> Plain:
    """Return the data of an entity's node."""
    return {
        "label": entity.name,
        "type": entity.type.value,
        "kind": entity.kind.value,
        "aliases": [{"name": alias.name, "reason": alias.reason} for alias in entity.aliases],
        "maker": entity.maker,
        "broader": list(entity.broader),
        "exact_match": list(entity.exact_match),
    }


def result_data(finding: Finding) -> Plain:
    """Return a finding as the node of its paper has it."""
    return {
        "id": finding.id,
        "method": finding.method,
        "metric": finding.metric,
        "value": finding.value,
        "on": finding.on,
        "versus": finding.versus,
        "evidence": _evidence(finding.evidence),
    }


def fact_data(fact: Fact) -> Plain:
    """Return the data of a fact's edge."""
    return {"confidence": confidence(fact), "evidence": [_evidence(evidence) for evidence in fact.evidence]}


def _evidence(evidence: Evidence) -> Plain:
    return {
        "paper": evidence.paper,
        "field": evidence.field.value,
        "start": evidence.start,
        "end": evidence.end,
        "sentence": evidence.sentence,
        "confidence": evidence.confidence,
        "rule": evidence.rule,
        "mention": None if evidence.mention is None else _mention(evidence.mention),
    }


def _mention(mention: Mention) -> Plain:
    return {
        "text": mention.text,
        "field": mention.field.value,
        "start": mention.start,
        "end": mention.end,
        "rule": mention.rule,
        "count": mention.count,
        "memory": mention.memory,
    }


# From NetworkX --------------------------------------------------------------------------------------------------------


def from_networkx(graph: "MultiDiGraph") -> Contents:
    """Return the records that ``to_networkx`` made ``graph`` of.

    Raises:
        KeyError, TypeError, ValueError: a node or an edge is not as ``to_networkx`` makes it.

    >>> contents = Contents((Paper("p1", "LoRA", "LoRA adapts a model."),))
    >>> from_networkx(to_networkx(contents)) == contents
    True
    """
    nodes = sorted(graph.nodes(data=True))
    papers = [(paper_id(node), data) for node, data in nodes if is_paper(node)]
    facts = (_fact_from(*edge) for edge in graph.edges(keys=True, data=True))
    findings = (_finding_from(paper, result) for paper, data in papers for result in data["results"])
    contents = Contents(
        papers=tuple(sorted(_paper_from(paper, data) for paper, data in papers)),
        entities=tuple(_entity_from(node, data) for node, data in nodes if not is_paper(node)),
        facts=tuple(sorted(facts, key=fact_order)),
        findings=tuple(sorted(findings, key=lambda finding: finding.id)),
    )
    if not _is(contents, Contents):
        raise TypeError("a number, a list or an object stands where a text must, or the other way round")
    return contents


def _is(value: object, declared: Any) -> bool:
    """Tell whether a value is what records declare, and all that is in it too."""
    if is_dataclass(declared):
        return isinstance(value, cast(type, declared)) and all(
            _is(getattr(value, name), inner) for name, inner in _declared(cast(type, declared)).items()
        )
    match get_origin(declared), get_args(declared):
        case builtins.tuple, (each, *_):
            return isinstance(value, tuple) and all(_is(inner, each) for inner in value)
        case None, _:
            return isinstance(value, int | float if declared is float else declared)
        case _, alternatives:
            return any(_is(value, each) for each in alternatives)


@cache
def _declared(record: type) -> Mapping[str, Any]:
    return get_type_hints(record)


def _paper_from(identifier: str, data: Mapping[str, Any]) -> Paper:
    places = tuple(Place(**place) for place in data["places"])
    return Paper(identifier, data["label"], data["abstract"], data["url"], data["date"], places)


def _entity_from(identifier: str, data: Mapping[str, Any]) -> Entity:
    return Entity(
        id=identifier,
        name=data["label"],
        type=EntityType(data["type"]),
        kind=Kind(data["kind"]),
        aliases=tuple(Alias(**alias) for alias in data["aliases"]),
        maker=data["maker"],
        broader=tuple(data["broader"]),
        exact_match=tuple(data["exact_match"]),
    )


def _fact_from(subject: str, target: str, name: str, data: Mapping[str, Any]) -> Fact:
    evidence = tuple(evidence_of(plain) for plain in data["evidence"])
    if not evidence:
        raise ValueError(f"nothing says that {subject} {name} {target}")
    if is_paper(subject):
        return Fact(paper_id(subject), Role(name), target, evidence)
    return Fact(subject, RelationType(name), target, evidence)


def _finding_from(paper: str, plain: Mapping[str, Any]) -> Finding:
    return Finding(**{**plain, "paper": paper, "evidence": evidence_of(plain["evidence"])})


def evidence_of(plain: Mapping[str, Any]) -> Evidence:
    """Return the evidence that an edge has as plain data."""
    mention = plain["mention"]
    return Evidence(
        **{**plain, "field": Field(plain["field"]), "mention": None if mention is None else _mention_from(mention)}
    )


def _mention_from(plain: Mapping[str, Any]) -> Mention:
    return Mention(**{**plain, "field": Field(plain["field"])})
