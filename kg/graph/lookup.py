"""What a caller names, as nodes of the graph: names, titles, identifiers and records all do."""

from collections import Counter, defaultdict
from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import NoReturn, TypeVar

from kg.errors import UnknownNameError
from kg.graph.names import Names, shown, with_maker
from kg.network import paper_node, subject_node
from kg.records import Contents, Entity, Paper, Predicate, RelationType, Role

Node = str | Entity | Paper
"""A node as a caller names it."""

_Member = TypeVar("_Member", bound=StrEnum)


class Lookup:
    """The nodes of ``contents`` by whatever a caller may name them.

    Attributes:
        entities: by node identifier.
        papers: by node identifier.
    """

    def __init__(self, contents: Contents) -> None:
        self.entities = {entity.id: entity for entity in contents.entities}
        self.papers = {paper_node(paper.id): paper for paper in contents.papers}
        self._paper_nodes = {paper.id: node for node, paper in self.papers.items()}
        self._facts = contents.facts

    def record(self, node: str) -> Entity | Paper:
        """Return the entity or the paper with this node identifier."""
        return self.entities[node] if node in self.entities else self.papers[node]

    def find(self, name: str) -> list[Entity]:
        """Return the entities that ``name`` may mean, best first."""
        return [self.entities[node] for node in self._entity_names.best(name)]

    def entity_nodes(self, entity: Node) -> tuple[str, ...]:
        """Return the entities that go by this, best known first, at least one.

        Raises:
            UnknownNameError: there is none.
        """
        return self._entities_called(entity) or _unknown("entity", entity, self._entity_names.near)

    def paper_nodes(self, paper: Node) -> tuple[str, ...]:
        """Return the papers that go by this, at least one.

        Raises:
            UnknownNameError: there is none.
        """
        return self._papers_called(paper) or _unknown("paper", paper, self._paper_names.near)

    def nodes(self, node: Node) -> tuple[str, ...]:
        """Return the entities that go by this, else the papers, at least one.

        Raises:
            UnknownNameError: there is none.
        """
        return self._entities_called(node) or self._papers_called(node) or _unknown("node", node, self._near)

    def with_narrower(self, entity: str | Entity) -> set[str]:
        """Return the entities that go by this and, at any depth, all that are narrower.

        Raises:
            UnknownNameError: there is none.
        """
        found: set[str] = set()
        waiting = list(self.entity_nodes(entity))
        while waiting:
            if (node := waiting.pop()) not in found:
                found.add(node)
                waiting += self._narrower.get(node, ())
        return found

    def _entities_called(self, entity: Node) -> tuple[str, ...]:
        if isinstance(entity, Paper):
            return ()
        identifier = entity.id if isinstance(entity, Entity) else entity
        if identifier in self.entities:
            return (identifier,)
        return () if isinstance(entity, Entity) else self._entity_names.exactly(entity)

    def _papers_called(self, paper: Node) -> tuple[str, ...]:
        if isinstance(paper, Entity):
            return ()
        identifier = paper.id if isinstance(paper, Paper) else paper
        node = self._paper_nodes.get(identifier, identifier)
        if node in self.papers:
            return (node,)
        if isinstance(paper, Paper):
            return ()
        return self._paper_names.exactly(paper)

    def _near(self, name: str) -> tuple[str, ...]:
        return self._entity_names.near(name) or self._paper_names.near(name)

    @cached_property
    def _entity_names(self) -> Names:
        weight = Counter(node for fact in self._facts for node in (subject_node(fact), fact.object))
        entities = self.entities.values()
        called = ((entity, (entity.name, *(alias.name for alias in entity.aliases))) for entity in entities)
        return Names(((entity.id, with_maker(names, entity.maker)) for entity, names in called), weight)

    @cached_property
    def _paper_names(self) -> Names:
        return Names(((node, (paper.title,)) for node, paper in self.papers.items()), {})

    @cached_property
    def _narrower(self) -> dict[str, list[str]]:
        narrower: dict[str, list[str]] = defaultdict(list)
        for entity in self.entities.values():
            for broader in entity.broader:
                narrower[broader].append(entity.id)
        return narrower


def member(terms: type[_Member], name: str) -> _Member:
    """Return the member of an enumeration called ``name``.

    Raises:
        UnknownNameError: there is none; the message lists them.

    >>> member(Role, "uses")
    <Role.USES: 'uses'>
    """
    try:
        return terms(name)
    except ValueError as error:
        known = ", ".join(terms)
        raise UnknownNameError(f"no such {terms.__name__.lower()}", where=shown(name), cure=f"use {known}") from error


def predicates(predicate: Predicate | str) -> tuple[Predicate, ...]:
    """Return the predicates that one stands for: ``mentions`` for every role, ``runs_on`` for role and relation.

    Raises:
        UnknownNameError: there is no such predicate.

    >>> predicates("extends"), predicates(Role.USES)
    ((<RelationType.EXTENDS: 'extends'>,), (<Role.USES: 'uses'>,))
    """
    if predicate == Role.MENTIONS:
        return tuple(Role)
    if isinstance(predicate, Role | RelationType):
        return (predicate,)
    every = (*Role, *RelationType)
    found = tuple(one for one in every if one == predicate)
    if not found:
        known = ", ".join(dict.fromkeys(every))
        raise UnknownNameError("no such predicate", where=shown(predicate), cure=f"use {known}")
    return found


def is_one_of(predicate: Predicate, wanted: tuple[Predicate, ...]) -> bool:
    """Tell whether ``predicate`` is one of ``wanted``: a role does not pass for the relation of the same name."""
    return any(predicate is one for one in wanted)


def _unknown(what: str, node: Node, near: Callable[[str], tuple[str, ...]]) -> NoReturn:
    name = node if isinstance(node, str) else node.id
    meant = " or ".join(shown(other) for other in near(name))
    cure = f"did you mean {meant}?" if meant else "try another spelling, or search the page for a part of it"
    raise UnknownNameError(f"the graph holds no {what} by this name", where=shown(name), cure=cure)
