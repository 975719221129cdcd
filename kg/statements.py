"""What one paper says, by identifiers: statements with their evidence, and findings.

Nothing here looks beyond one paper, so papers can be gone through in any order and in any number of processes.
"""

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from sys import maxsize
from typing import Final

from kg.extraction.sentences import split_sentences
from kg.records import Evidence, Extraction, Fact, Field, Finding, Mention, Paper, Predicate, Role, Span, evidence_order

_PRECEDENCE: Final = tuple(Role)
"""Where two names of a paper turn out to be one thing, the one that says most stays; roles are listed in that order."""

Key = tuple[str, Predicate, str]
"""Subject, predicate and object of a fact."""


def facts_of(extraction: Extraction, nodes: Mapping[str, str]) -> list[Fact]:
    """Return the facts that a paper states, with the evidence that it gives for them.

    Args:
        extraction: what was read from the paper.
        nodes: the identifier of each name of the paper.
    """
    evidence: defaultdict[Key, list[Evidence]] = defaultdict(list)
    for key, found in _statements(extraction, nodes):
        evidence[key].append(found)
    return [merged_fact(key, found) for key, found in evidence.items()]


def merged_fact(key: Key, evidence: Iterable[Evidence]) -> Fact:
    """Return the fact of all that is said for it, by one paper or by many, in any order."""
    return Fact(*key, tuple(sorted(set(evidence), key=evidence_order)))


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


def findings_of(extraction: Extraction, nodes: Mapping[str, str]) -> list[Finding]:
    """Return the numbers that a paper reports, each once, sorted by identifier."""
    found = {finding.id: finding for finding in _findings(extraction, nodes)}
    return [found[identifier] for identifier in sorted(found)]


def _findings(extraction: Extraction, nodes: Mapping[str, str]) -> Iterator[Finding]:
    paper = extraction.paper
    for result in extraction.results:
        method, on, versus = (nodes.get(name) if name else None for name in (result.method, result.on, result.versus))
        what = (paper.id, method, result.metric, result.value, on, versus, result.evidence.field, result.evidence.start)
        digest = hashlib.sha256("\x1f".join(str(part) for part in what).encode()).hexdigest()[:16]
        evidence = _evidence(paper, result.evidence, result.confidence, result.rule)
        yield Finding(f"result/{digest}", paper.id, method, result.metric, result.value, on, versus, evidence)
