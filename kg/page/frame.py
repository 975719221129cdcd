"""The page as a value: written to a file, or shown by a notebook in a frame that can touch nothing around it."""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

from kg.files import replacing
from kg.network import paper_node, subject_node
from kg.ontology import BASE
from kg.page.document import to_html
from kg.page.ranking import rank
from kg.records import Contents, Fact

MOST_FACTS: Final = 3_000
"""So many facts a frame shows at most: a notebook keeps every page that it shows."""

_HEIGHT: Final = 620


@dataclass(frozen=True, slots=True)
class Page:
    """The interactive page of a graph.

    Attributes:
        contents: the graph.
        start: the address that it opens at.
        base: what the IRIs of things begin with.
    """

    contents: Contents
    start: str = ""
    base: str = BASE

    @property
    def html(self) -> str:
        """The page as one HTML document that needs no network."""
        return to_html(self.contents, base=self.base, start=self.start)

    def write(self, path: str | Path) -> None:
        """Write the page to ``path``.

        Raises:
            ExportError: ``path`` cannot be written.
        """
        with replacing(Path(path)) as file:
            file.write(self.html.encode())

    def _repr_html_(self) -> str:
        """Return the page in a frame, of a large graph its best-connected part."""
        part = best_part(self.contents, keep=self.start.partition("?")[0])
        page = escape(to_html(part, base=self.base, start=self.start))
        return (
            f'<iframe title="Knowledge graph" width="100%" height="{_HEIGHT}" style="border: 0" '
            f'sandbox="allow-scripts allow-downloads allow-popups" allow="clipboard-write" srcdoc="{page}"></iframe>'
        )


def best_part(contents: Contents, *, keep: str = "", most: int = MOST_FACTS) -> Contents:
    """Return at most so many facts, those of the node ``keep`` first and then those of what most papers name.

    >>> best_part(Contents()) == Contents()
    True
    """
    if len(contents.facts) <= most:
        return contents
    ranking = rank(contents)
    middle = ranking.place.get(keep)

    def order(fact: Fact) -> tuple[bool, int, int]:
        one, other = ranking.ends(fact)
        return middle not in {one, other}, max(one, other), min(one, other)

    kept = set(sorted(contents.facts, key=order)[:most])
    nodes = {end for fact in kept for end in (subject_node(fact), fact.object)}
    nodes |= {paper_node(said.paper) for fact in kept for said in fact.evidence}
    return Contents(
        tuple(paper for paper in contents.papers if paper_node(paper.id) in nodes),
        tuple(entity for entity in contents.entities if entity.id in nodes),
        tuple(fact for fact in contents.facts if fact in kept),
        tuple(
            finding
            for finding in contents.findings
            if paper_node(finding.paper) in nodes and {finding.method, finding.on, finding.versus} <= {*nodes, None}
        ),
    )
