"""What the graph knows of one thing, as lines to read: pure functions from records to text."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Final

from kg.errors import UnknownNameError
from kg.graph import KnowledgeGraph
from kg.network import is_paper, paper_node, subject_node
from kg.records import Entity, Evidence, Fact, Finding, Paper, RelationType, Role

_INDENT: Final = "  "
_PAPERS_THAT: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.INTRODUCES: "papers that introduce it",
        Role.EVALUATES_ON: "papers that evaluate on it",
        Role.RUNS_ON: "papers that run on it",
        Role.COMPARES_TO: "papers that compare to it",
        Role.USES: "papers that use it",
        Role.MENTIONS: "papers that mention it",
    }
)


def lines_of(graph: KnowledgeGraph, thing: Entity | Paper) -> Iterator[str]:
    """Yield what ``graph`` knows of an entity or a paper, with the sentences that say so."""
    yield from _head_of_paper(thing) if isinstance(thing, Paper) else _head_of_entity(thing)
    for role in Role:
        heading = role.value.replace("_", " ") if isinstance(thing, Paper) else _PAPERS_THAT[role]
        yield from _section(heading, _others(graph, thing, role))
    yield from _section("relations", (line for fact in _relations(graph, thing) for line in fact_lines(graph, fact)))
    yield from _section("results", (line for each in _findings(graph, thing) for line in _finding_lines(graph, each)))


def thing_named(graph: KnowledgeGraph, name: str) -> Entity | Paper:
    """Return the entity of this name, else the paper of this title.

    Raises:
        UnknownNameError: there is neither.
    """
    try:
        return graph.entity(name)
    except UnknownNameError as no_entity:
        with suppress(UnknownNameError):
            return graph.paper(name)
        raise no_entity from None


def fact_lines(graph: KnowledgeGraph, fact: Fact) -> Iterator[str]:
    """Yield a fact and below it every sentence that says so, the surest first."""
    ends = name_of(graph, subject_node(fact)), name_of(graph, fact.object)
    yield f"{ends[0]} {fact.predicate.value.replace('_', ' ')} {ends[1]}"
    yield from _sentences(graph, fact.evidence)


def name_of(graph: KnowledgeGraph, node: str) -> str:
    """Return the title of a paper's node, the name of an entity's."""
    return graph.paper(node).title if is_paper(node) else graph.entity(node).name


def marked(evidence: Evidence) -> str:
    """Return the sentence with the mention in it between guillemets.

    >>> from kg.records import Field, Mention
    >>> marked(Evidence("p", Field.TITLE, 10, 21, "We use LoRA", 0.9, mention=Mention("LoRA", Field.TITLE, 17, 21)))
    'We use «LoRA»'
    """
    mention, sentence = evidence.mention, evidence.sentence
    if mention is None or mention.field is not evidence.field:
        return sentence
    start, end = mention.start - evidence.start, mention.end - evidence.start
    return f"{sentence[:start]}«{sentence[start:end]}»{sentence[end:]}" if 0 <= start < end else sentence


def _head_of_entity(entity: Entity) -> Iterator[str]:
    yield f"{entity.name} ({entity.type.value}, {entity.kind.value}) {entity.id}"
    for alias in entity.aliases:
        yield f"{_INDENT}also {alias.name} ({alias.reason})"
    if entity.maker:
        yield f"{_INDENT}made by {entity.maker}"
    for broader in entity.broader:
        yield f"{_INDENT}a kind of {broader}"
    for match in entity.exact_match:
        yield f"{_INDENT}same as {match}"


def _head_of_paper(paper: Paper) -> Iterator[str]:
    yield f"{paper.title} (Paper) {paper.id}"
    if paper.url:
        yield f"{_INDENT}at {paper.url}"
    if paper.date:
        yield f"{_INDENT}of {paper.date}"
    for place in paper.places:
        dated = f", {place.date}" if place.date else ""
        yield f"{_INDENT}read from {place.source}, {place.position}{dated}"


def _others(graph: KnowledgeGraph, thing: Entity | Paper, role: Role) -> Iterator[str]:
    """Yield the entities that a paper does this with, or the papers that do this with an entity, by name."""
    facts = graph.facts(subject=thing) if isinstance(thing, Paper) else graph.facts(object=thing)
    said = [fact for fact in facts if fact.predicate is role]
    ends = [fact.object if isinstance(thing, Paper) else subject_node(fact) for fact in said]
    named = zip((name_of(graph, end) for end in ends), said, strict=True)
    for name, fact in sorted(named, key=lambda pair: pair[0].casefold()):
        yield name
        yield from (f"{_INDENT}{marked(evidence)} ({evidence.confidence:.2f})" for evidence in _surest(fact.evidence))


def _relations(graph: KnowledgeGraph, thing: Entity | Paper) -> list[Fact]:
    if isinstance(thing, Paper):
        facts = [fact for fact in graph.facts() if any(evidence.paper == thing.id for evidence in fact.evidence)]
    else:
        facts = [*graph.facts(subject=thing), *graph.facts(object=thing)]
    return [fact for fact in facts if isinstance(fact.predicate, RelationType)]


def _findings(graph: KnowledgeGraph, thing: Entity | Paper) -> Iterable[Finding]:
    if isinstance(thing, Paper):
        return graph.findings(paper=thing)
    parts = graph.findings(method=thing), graph.findings(on=thing), graph.findings(versus=thing)
    return {finding.id: finding for part in parts for finding in part}.values()


def _finding_lines(graph: KnowledgeGraph, finding: Finding) -> Iterator[str]:
    method, on, versus = (node and name_of(graph, node) for node in (finding.method, finding.on, finding.versus))
    parts = (
        method and f"{method}:",
        f"{finding.metric} {finding.value}",
        on and f"on {on}",
        versus and f"versus {versus}",
    )
    yield " ".join(filter(None, parts))
    yield from _sentences(graph, [finding.evidence])


def _sentences(graph: KnowledgeGraph, evidence: Iterable[Evidence]) -> Iterator[str]:
    for each in _surest(evidence):
        yield f"{_INDENT}{marked(each)} ({each.confidence:.2f}, {name_of(graph, paper_node(each.paper))})"


def _surest(evidence: Iterable[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda each: (-each.confidence, each.paper, each.field.value, each.start))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield ""
            yield title
        yield _INDENT + line
