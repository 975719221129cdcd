"""What the page knows, as plain data: nodes, statements with their sentences, results."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from kg.network import PAPER, Plain, fact_order, paper_node, subject_node
from kg.page.layout import Layout
from kg.records import Contents, Entity, Evidence, Fact, Finding, Paper


class Sentences:
    """Sentences in the order in which they were first asked for, each kept once.

    >>> from kg.records import Field
    >>> sentences = Sentences()
    >>> sentences.place(Evidence("p1", Field.TITLE, 0, 4, "LoRA", 0.9)), sentences.rows
    (0, [['paper/p1', 'LoRA']])
    """

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._places: dict[tuple[str, str], int] = {}

    def place(self, evidence: Evidence) -> int:
        """Return the row of the sentence of ``evidence``."""
        key = paper_node(evidence.paper), evidence.sentence
        if key not in self._places:
            self._places[key] = len(self.rows)
            self.rows.append([*key])
        return self._places[key]


def payload(contents: Contents, layout: Layout) -> Plain:
    """Return the data that ``data.js`` reads; its first lines say what each row holds."""
    sentences = Sentences()
    return {
        "nodes": [*_entities(sorted(contents.entities, key=_id), layout), *_papers(sorted(contents.papers), layout)],
        "facts": [_fact(fact, sentences) for fact in sorted(contents.facts, key=fact_order)],
        "results": [_result(finding, sentences) for finding in sorted(contents.findings, key=_id)],
        "sentences": sentences.rows,
    }


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


def _id(thing: Entity | Finding) -> str:
    return thing.id


def _entities(entities: Iterable[Entity], layout: Layout) -> Iterator[Plain]:
    for entity in entities:
        yield {
            "id": entity.id,
            "label": entity.name,
            "type": entity.type.value,
            "kind": entity.kind.value,
            "aliases": [alias.name for alias in entity.aliases],
            "maker": entity.maker or "",
            "broader": list(entity.broader),
            "same": [url for url in map(link, entity.exact_match) if url],
            **_look(entity.id, layout),
        }


def _papers(papers: Iterable[Paper], layout: Layout) -> Iterator[Plain]:
    for paper in papers:
        node = paper_node(paper.id)
        about = {"id": node, "label": paper.title, "type": PAPER, "url": link(paper.url), "date": paper.date}
        yield {**about, **_look(node, layout)}


def _look(node: str, layout: Layout) -> Plain:
    x, y = layout.positions[node]
    return {"x": x, "y": y, "size": layout.size(node), "font": layout.font(node)}


def _fact(fact: Fact, sentences: Sentences) -> list[Any]:
    said = [[sentences.place(one), *_marked(one), one.confidence] for one in fact.evidence]
    return [subject_node(fact), fact.predicate.value, fact.object, said]


def _marked(evidence: Evidence) -> tuple[int, int]:
    """Return where in its sentence the mention stands, in code points; two zeros where it is not in it."""
    mention = evidence.mention
    if mention is None or mention.field is not evidence.field:
        return 0, 0
    start, end = mention.start - evidence.start, mention.end - evidence.start
    return (start, end) if evidence.sentence[start:end] == mention.text and start >= 0 else (0, 0)


def _result(finding: Finding, sentences: Sentences) -> list[Any]:
    names = finding.method, finding.metric, finding.value, finding.on, finding.versus
    return [paper_node(finding.paper), *names, sentences.place(finding.evidence)]
