"""``KnowledgeGraph``: lookups by name, facts with their evidence, paths and neighbourhoods."""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx

from kg import network
from kg.graph.lookup import Lookup, Node, is_one_of, member, predicates
from kg.network import confidence, fact_order, paper_node, subject_node
from kg.records import Contents, Entity, EntityType, Fact, Finding, Kind, Paper, Predicate, Role

if TYPE_CHECKING:
    import rdflib

    from kg.page import Page
    from kg.sparql import Table

Things = str | Entity | Iterable[str | Entity]
"""One entity or several, by name, identifier or record."""


class KnowledgeGraph:
    """Papers, entities and what is said of them, each statement with its sentences.

    It never changes; ``to_networkx`` and ``to_rdf`` give copies to work on. Wherever a name is asked for, any name of
    the thing does, in any spelling, or its identifier, or its record.

    >>> from kg.records import Evidence, Field
    >>> paper = Paper("p1", "LoRA", "LoRA adapts GPT-3.")
    >>> lora = Entity("method/lora", "LoRA", EntityType.METHOD, Kind.NAMED)
    >>> fact = Fact("p1", Role.INTRODUCES, "method/lora", (Evidence("p1", Field.TITLE, 0, 4, "LoRA", 0.9),))
    >>> graph = KnowledgeGraph(Contents((paper,), (lora,), (fact,)))
    >>> graph
    <KnowledgeGraph: 1 paper, 1 entity, 1 fact, 0 findings>
    >>> [paper.title for paper in graph.papers(introduces="lora")]
    ['LoRA']
    """

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self._lookup = Lookup(contents)
        self._network = _with_facts(contents)

    def __repr__(self) -> str:
        parts = [("paper", "papers"), ("entity", "entities"), ("fact", "facts"), ("finding", "findings")]
        counts = [len(getattr(self.contents, many)) for _, many in parts]
        told = (f"{count:,} {one if count == 1 else many}" for count, (one, many) in zip(counts, parts, strict=True))
        return f"<KnowledgeGraph: {', '.join(told)}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KnowledgeGraph) and self.contents == other.contents

    def __hash__(self) -> int:
        return hash(tuple(self._network))

    # Things -----------------------------------------------------------------------------------------------------------

    def find(self, name: str) -> list[Entity]:
        """Return the entities that ``name`` may mean, best first; empty where there is none."""
        return self._lookup.find(name)

    def entity(self, name_or_id: str) -> Entity:
        """Return the entity that goes by ``name_or_id``, the best known where several do.

        Raises:
            UnknownNameError: there is none; the message names near misses.
        """
        return self._lookup.entities[self._lookup.entity_nodes(name_or_id)[0]]

    def paper(self, id_or_title: str) -> Paper:
        """Return the paper with this identifier or title, case and hyphens aside.

        Raises:
            UnknownNameError: there is none; the message names near misses.
        """
        return self._lookup.papers[self._lookup.paper_nodes(id_or_title)[0]]

    def entities(self, type: str | None = None, kind: str | None = None) -> Iterator[Entity]:  # noqa: A002
        """Return the entities of a type and a kind, sorted by identifier.

        Raises:
            UnknownNameError: there is no such type or kind.
        """
        types = set(EntityType) if type is None else {member(EntityType, type)}
        kinds = set(Kind) if kind is None else {member(Kind, kind)}
        return (entity for entity in self.contents.entities if entity.type in types and entity.kind in kinds)

    def papers(self, **roles: Things) -> list[Paper]:
        """Return the papers that do all of this, sorted: ``graph.papers(runs_on="A100", uses=["LoRA", "pruning"])``.

        A keyword is a ``Role``, ``mentions`` stands for any of them; a name stands also for what is narrower than it.

        Raises:
            TypeError: a keyword is no role.
            UnknownNameError: the graph holds nothing by one of the names.
        """
        if unknown := sorted(set(roles) - set(Role)):
            raise TypeError(f"papers() takes {', '.join(Role)} as keywords, not {unknown[0]!r}")
        found = set(self._lookup.papers)
        for role, things in roles.items():
            for thing in [things] if isinstance(things, str | Entity) else things:
                found &= self._doing(Role(role), self._lookup.with_narrower(thing))
        return sorted(self._lookup.papers[node] for node in found)

    def neighbours(self, node: Node) -> list[Entity | Paper]:
        """Return what one fact joins with ``node``, in either direction, sorted by identifier.

        Raises:
            UnknownNameError: the graph holds nothing by this name.
        """
        start = self._lookup.nodes(node)[0]
        return [self._lookup.record(other) for other in sorted({*nx.all_neighbors(self._network, start)} - {start})]

    # Statements -------------------------------------------------------------------------------------------------------

    def facts(
        self,
        subject: Node | None = None,
        predicate: Predicate | str | None = None,
        object: Node | None = None,  # noqa: A002
    ) -> list[Fact]:
        """Return the facts that fit, sorted; predicate ``mentions`` stands for every role.

        Raises:
            UnknownNameError: the graph holds nothing by one of the names, or there is no such predicate.
        """
        wanted = None if predicate is None else predicates(predicate)
        subjects = None if subject is None else self._lookup.nodes(subject)
        objects = None if object is None else self._lookup.nodes(object)
        found = (
            fact
            for fact in self._about(subjects, objects)
            if (objects is None or fact.object in objects) and (wanted is None or is_one_of(fact.predicate, wanted))
        )
        return sorted(found, key=fact_order)

    def findings(
        self,
        method: Node | None = None,
        metric: str | None = None,
        on: Node | None = None,
        versus: Node | None = None,
        paper: Node | None = None,
    ) -> list[Finding]:
        """Return the reported numbers that fit, sorted; ``metric`` is a part of the metric's name in any case.

        Raises:
            UnknownNameError: the graph holds nothing by one of the names.
        """
        named = {"method": method, "on": on, "versus": versus}
        wanted = {part: set(self._lookup.nodes(name)) for part, name in named.items() if name is not None}
        papers = None if paper is None else set(self._lookup.paper_nodes(paper))
        return [
            finding
            for finding in self.contents.findings
            if all(getattr(finding, part) in nodes for part, nodes in wanted.items())
            and (papers is None or paper_node(finding.paper) in papers)
            and (metric is None or metric.casefold() in finding.metric.casefold())
        ]

    def path(self, a: Node, b: Node) -> list[Fact]:
        """Return the facts of a shortest way from ``a`` to ``b``, whichever way they point; empty where there is none.

        Among equally short ways it takes the one over less connected nodes, which says more.

        Raises:
            UnknownNameError: the graph holds nothing by one of the names.
        """
        links, degree = self._network.to_undirected(as_view=True), dict(self._network.degree())
        step = 1 + sum(degree.values())
        start, end = self._lookup.nodes(a)[0], self._lookup.nodes(b)[0]
        try:
            nodes = nx.bidirectional_dijkstra(
                links, start, end, lambda one, other, _: step + degree[one] + degree[other]
            )
        except nx.NetworkXNoPath:
            return []
        return [self._best_between(one, other) for one, other in pairwise(nodes[1])]

    def around(self, node: Node, hops: int = 2) -> "KnowledgeGraph":
        """Return the part of the graph at most ``hops`` facts away, with the papers that its sentences come from.

        Raises:
            UnknownNameError: the graph holds nothing by this name.
        """
        links, start = self._network.to_undirected(as_view=True), self._lookup.nodes(node)[0]
        near = set(nx.single_source_shortest_path_length(links, start, cutoff=hops))
        facts = self._network.subgraph(near).edges(data="fact")
        near |= {paper_node(evidence.paper) for _, _, fact in facts for evidence in fact.evidence}
        return KnowledgeGraph(_within(self.contents, near))

    # Other forms ------------------------------------------------------------------------------------------------------

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return the graph as a new ``MultiDiGraph``, predicate as edge key, evidence as edge data."""
        return network.to_networkx(self.contents)

    def to_rdf(self) -> "rdflib.Graph":
        """Return the graph as a new ``rdflib.Graph``."""
        from kg.rdf import to_rdf  # rdflib costs start-up

        return to_rdf(self.contents)

    def sparql(self, query: str, *, seconds: float = 60, rows: int = 1_000_000) -> "Table":
        """Return the rows that answer a SPARQL query.

        The time is looked at between two rows, for it runs in this process: only a ``kg.sparql.Pool`` stops any query.

        Raises:
            QueryError: the query cannot be parsed or answered, would change the graph or reach out, or costs too much.
        """
        from kg.sparql import Limits, select  # the engine costs start-up

        return select(self.contents, query, limits=Limits(seconds=seconds, rows=rows))

    def to_html(self) -> str:
        """Return the interactive page as one HTML document that needs no network."""
        from kg.page import to_html  # pyvis costs start-up

        return to_html(self.contents)

    def write_page(self, path: str | Path) -> None:
        """Write the interactive page to ``path``.

        Raises:
            ExportError: ``path`` cannot be written.
        """
        from kg.page import write_page  # pyvis costs start-up

        write_page(self.contents, Path(path))

    def page(self, around: Node | None = None, hops: int = 2) -> "Page":
        """Return the interactive page, which a notebook shows: of all, or of what is at most ``hops`` facts away.

        Raises:
            UnknownNameError: the graph holds nothing by this name.
        """
        from kg.page import Page  # pyvis costs start-up

        if around is None:
            return Page(self.contents)
        start = self._lookup.nodes(around)[0]
        return Page(self.around(around, hops).contents, f"{start}?hops=2" if hops > 1 else start)

    def _repr_html_(self) -> str:
        """Return the page in a frame for a notebook; of a large graph its best-connected part."""
        return self.page()._repr_html_()

    # Steps ------------------------------------------------------------------------------------------------------------

    def _about(self, subjects: tuple[str, ...] | None, objects: tuple[str, ...] | None) -> Iterable[Fact]:
        """Return the facts of these subjects, else of these objects, else all."""
        if subjects is None and objects is None:
            return self.contents.facts
        ends = self._network.out_edges if subjects is not None else self._network.in_edges
        return (fact for _, _, fact in ends(subjects if subjects is not None else objects, data="fact"))

    def _doing(self, role: Role, entities: Iterable[str]) -> set[str]:
        """Return the nodes of the papers that do this with one of ``entities``."""
        wanted = predicates(role)
        edges = self._network.in_edges(entities, data="fact")
        return {node for node, _, fact in edges if is_one_of(fact.predicate, wanted)}

    def _best_between(self, one: str, other: str) -> Fact:
        """Return the fact that joins two nodes best: one that says more than a mention, then the surest."""
        edges = chain(
            self._network.get_edge_data(one, other, default={}).values(),
            self._network.get_edge_data(other, one, default={}).values(),
        )
        facts: Iterator[Fact] = (edge["fact"] for edge in edges)
        return min(facts, key=lambda fact: (fact.predicate == Role.MENTIONS, -confidence(fact), fact_order(fact)))


def _with_facts(contents: Contents) -> nx.MultiDiGraph:
    """Return the graph with each fact as the datum of its edge."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(entity.id for entity in contents.entities)
    graph.add_nodes_from(paper_node(paper.id) for paper in contents.papers)
    graph.add_edges_from(
        (subject_node(fact), fact.object, fact.predicate.value, {"fact": fact}) for fact in contents.facts
    )
    return graph


def _within(contents: Contents, nodes: set[str]) -> Contents:
    """Return the part of ``contents`` that speaks of nothing but ``nodes``."""
    known = {*nodes, None}
    return Contents(
        papers=tuple(paper for paper in contents.papers if paper_node(paper.id) in nodes),
        entities=tuple(entity for entity in contents.entities if entity.id in nodes),
        facts=tuple(fact for fact in contents.facts if subject_node(fact) in nodes and fact.object in nodes),
        findings=tuple(
            finding
            for finding in contents.findings
            if paper_node(finding.paper) in nodes and {finding.method, finding.on, finding.versus} <= known
        ),
    )
