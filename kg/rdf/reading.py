"""Exported graphs read back into the records they were written from."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg import ontology
from kg.errors import GraphFileError, OntologyError
from kg.ontology import Borrowed, KgClass, KgProperty
from kg.rdf.nodes import BrokenNodeError, NodeTable
from kg.rdf.syntax import FORMATS, Syntax
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
    evidence_order,
)
from kg.references import check_references

_CURE: Final = "write the graph anew with `kg build`"


def read_rdf(path: str | Path) -> Contents:
    """Read a graph that this package wrote, in the syntax that the ending of ``path`` names: ttl, nt, jsonld or trig.

    Raises:
        GraphFileError: the file is missing, is broken, or was not written by this version of the package.
    """
    return parse(read_bytes(Path(path)), Syntax.of(Path(path)), where=str(path))


def read_turtle(path: str | Path) -> Contents:
    """Read a graph that this package wrote in Turtle.

    Raises:
        GraphFileError: the file is missing, is broken, or was not written by this version of the package.
    """
    return parse(read_bytes(Path(path)), Syntax.TURTLE, where=str(path))


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a graph file.

    Raises:
        GraphFileError: there is no such file, or it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise GraphFileError(reason, where=str(path), cure="make a graph with `kg build` or name another") from error


def parse(data: bytes, syntax: Syntax = Syntax.TURTLE, *, where: str = "graph") -> Contents:
    """Return the contents that ``serialise`` made ``data`` from: every field of every record, all tuples sorted.

    Args:
        data: RDF in ``syntax``.
        syntax: how it is written.
        where: the name of ``data`` in messages.

    Raises:
        GraphFileError: ``data`` is broken, or was not written by this version of the package.

    >>> parse(b"<urn:a> <urn:b> <urn:c> .")
    Traceback (most recent call last):
        ...
    kg.errors.GraphFileError: graph: is no graph of this package; make one with `kg build`
    """
    try:
        nodes = NodeTable(data, FORMATS[syntax])
    except SyntaxError as error:
        place = f"{where}:{error.lineno}" if error.lineno else where
        raise GraphFileError(f"is not {FORMATS[syntax].name} ({error.msg})", where=place, cure=_CURE) from error
    base = _base(nodes, where)
    try:
        found = _Reader(nodes, base).contents()
    except BrokenNodeError as broken:
        raise GraphFileError(broken.problem, where=f"{where}:{_line(data, broken.iri)}", cure=_CURE) from broken
    except OntologyError as error:
        raise GraphFileError(f"{error.where} {error.problem}", where=where, cure=_CURE) from error
    check_references(found, where, _CURE)
    return found


def _base(nodes: NodeTable, where: str) -> str:
    """Return the base of the graph, which its description names."""
    for iri in nodes.of(Borrowed.DATA_SET):
        versions = nodes.all(iri, Borrowed.CONFORMS_TO)
        if versions == [ontology.VERSION]:
            return next(iter(nodes.all(iri, Borrowed.URI_SPACE)), ontology.BASE)
        if versions and versions[0].startswith(ontology.VERSION.rpartition("/")[0]):
            raise GraphFileError(f"follows another ontology, {versions[0]}", where=where, cure=_CURE)
    raise GraphFileError("is no graph of this package", where=where, cure="make one with `kg build`")


def _line(data: bytes, iri: str) -> int:
    """Return the first line whose first word ends like ``iri``, as a block of Turtle does; 1 if there is none."""
    name = iri.rpartition("/")[2].encode()
    lines = enumerate(data.split(b"\n"), start=1)
    return next((number for number, line in lines if line.split(b" ", 1)[0].rstrip(b">").endswith(name)), 1)


class _Reader:
    """Makes records of nodes; evidence that several facts share is made once."""

    def __init__(self, nodes: NodeTable, base: str) -> None:
        self._nodes: Final = nodes
        self._base: Final = base
        self._fields: Final = ontology.by_iri(Field)
        self._kinds: Final = ontology.by_iri(Kind)
        self._types: Final = ontology.by_iri(EntityType)
        self._roles: Final = ontology.by_iri(Role)
        self._relations: Final = ontology.by_iri(RelationType)
        self._evidence_made: Final[dict[str, Evidence]] = {}

    def contents(self) -> Contents:
        """Return everything, each part sorted."""
        return Contents(
            papers=tuple(sorted(map(self._paper, self._nodes.of(KgClass.PAPER)))),
            entities=tuple(sorted(map(self._entity, self._nodes.of(KgClass.ENTITY)), key=lambda entity: entity.id)),
            facts=tuple(sorted(self._facts(), key=lambda fact: (fact.subject, fact.predicate, fact.object))),
            findings=tuple(sorted(map(self._finding, self._nodes.of(KgClass.RESULT)), key=lambda finding: finding.id)),
        )

    def _paper(self, iri: str) -> Paper:
        return Paper(
            id=self._paper_id(iri),
            title=self._nodes.one(iri, Borrowed.TITLE),
            abstract=self._nodes.perhaps(iri, Borrowed.ABSTRACT) or "",
            url=self._nodes.perhaps(iri, Borrowed.URL) or "",
            date=self._nodes.perhaps(iri, Borrowed.DATE) or "",
            places=tuple(sorted(map(self._place, self._nodes.all(iri, KgProperty.SEEN_IN)))),
        )

    def _place(self, iri: str) -> Place:
        return Place(
            source=self._nodes.one(iri, KgProperty.FILE),
            position=self._nodes.count(iri, Borrowed.POSITION),
            date=self._nodes.perhaps(iri, Borrowed.DATE) or "",
        )

    def _entity(self, iri: str) -> Entity:
        return Entity(
            id=self._id(iri),
            name=self._nodes.one(iri, Borrowed.PREF_LABEL),
            type=self._nodes.member(iri, Borrowed.TYPE, self._types),
            kind=self._nodes.member(iri, KgProperty.KIND, self._kinds),
            aliases=tuple(sorted(map(self._alias, self._nodes.all(iri, Borrowed.XL_ALT_LABEL)))),
            maker=self._nodes.perhaps(iri, Borrowed.MANUFACTURER),
            broader=tuple(sorted(map(self._id, self._nodes.all(iri, Borrowed.BROADER)))),
            exact_match=tuple(sorted(self._nodes.all(iri, Borrowed.EXACT_MATCH))),
        )

    def _alias(self, iri: str) -> Alias:
        return Alias(self._nodes.one(iri, Borrowed.LITERAL_FORM), self._nodes.one(iri, KgProperty.MERGE_REASON))

    def _facts(self) -> Iterator[Fact]:
        """Yield what was stated; a statement derived from another one only repeats it."""
        for iri in self._nodes.of(KgClass.STATEMENT):
            if not self._nodes.all(iri, Borrowed.WAS_DERIVED_FROM):
                yield self._fact(iri)

    def _fact(self, iri: str) -> Fact:
        subject = self._nodes.one(iri, Borrowed.SUBJECT)
        is_role = ontology.is_paper_iri(subject, self._base)
        return Fact(
            subject=self._paper_id(subject) if is_role else self._id(subject),
            predicate=self._role(iri) if is_role else self._relation(iri),
            object=self._id(self._nodes.one(iri, Borrowed.OBJECT)),
            evidence=tuple(sorted(map(self._evidence, self._nodes.some(iri, KgProperty.EVIDENCE)), key=evidence_order)),
        )

    def _role(self, statement: str) -> Role:
        return self._nodes.member(statement, Borrowed.PREDICATE, self._roles)

    def _relation(self, statement: str) -> RelationType:
        return self._nodes.member(statement, Borrowed.PREDICATE, self._relations)

    def _finding(self, iri: str) -> Finding:
        return Finding(
            id=self._id(iri),
            paper=self._paper_id(self._nodes.one(iri, KgProperty.REPORTED_IN)),
            method=self._end(iri, KgProperty.METHOD),
            metric=self._nodes.one(iri, KgProperty.METRIC),
            value=self._nodes.one(iri, KgProperty.VALUE),
            on=self._end(iri, KgProperty.ON),
            versus=self._end(iri, KgProperty.VERSUS),
            evidence=self._evidence(self._nodes.one(iri, KgProperty.EVIDENCE)),
        )

    def _evidence(self, iri: str) -> Evidence:
        if iri not in self._evidence_made:
            self._evidence_made[iri] = self._new_evidence(iri)
        return self._evidence_made[iri]

    def _new_evidence(self, iri: str) -> Evidence:
        sentence = self._nodes.one(iri, KgProperty.SENTENCE)
        mention = self._nodes.perhaps(iri, KgProperty.SURFACE_FORM)
        return Evidence(
            paper=self._paper_id(self._nodes.one(iri, Borrowed.HAS_SOURCE)),
            field=self._nodes.member(sentence, KgProperty.FIELD, self._fields),
            start=self._nodes.count(sentence, Borrowed.START),
            end=self._nodes.count(sentence, Borrowed.END),
            sentence=self._nodes.one(sentence, Borrowed.EXACT),
            confidence=self._nodes.number(iri, KgProperty.CONFIDENCE),
            rule=self._nodes.perhaps(iri, KgProperty.RULE) or "",
            mention=None if mention is None else self._mention(mention),
        )

    def _mention(self, iri: str) -> Mention:
        counted = self._nodes.perhaps(iri, KgProperty.DEVICE_COUNT) is not None
        return Mention(
            text=self._nodes.one(iri, Borrowed.EXACT),
            field=self._nodes.member(iri, KgProperty.FIELD, self._fields),
            start=self._nodes.count(iri, Borrowed.START),
            end=self._nodes.count(iri, Borrowed.END),
            rule=self._nodes.perhaps(iri, KgProperty.RULE) or "",
            count=self._nodes.count(iri, KgProperty.DEVICE_COUNT) if counted else None,
            memory=self._nodes.perhaps(iri, KgProperty.MEMORY),
        )

    def _end(self, iri: str, prop: KgProperty) -> str | None:
        found = self._nodes.perhaps(iri, prop)
        return None if found is None else self._id(found)

    def _id(self, iri: str) -> str:
        return ontology.entity_id(iri, self._base)

    def _paper_id(self, iri: str) -> str:
        return ontology.paper_id(iri, self._base)
