"""The nouns of the project: frozen records that cross the borders between stages.

``Paper`` is what a reader yields. ``Extraction`` is what a text says, by offsets into that text. ``Entity``, ``Fact``
and ``Finding`` are what the graph holds, by identifier and with evidence. Nobody changes a record;
``dataclasses.replace`` makes another one. All offsets count Unicode code points, ``end`` excluded.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class EntityType(StrEnum):
    """What an entity is; the value is the local name of its class in the ontology."""

    METHOD = "Method"
    DATASET = "Dataset"
    BENCHMARK = "Benchmark"
    HARDWARE = "Hardware"


class Kind(StrEnum):
    """How an entity is named: by a proper name, by an established common-noun phrase, or as a class of devices."""

    NAMED = "named"
    TECHNIQUE = "technique"
    CLASS = "class"


class Role(StrEnum):
    """What a paper does with an entity."""

    INTRODUCES = "introduces"
    EVALUATES_ON = "evaluates_on"
    RUNS_ON = "runs_on"
    COMPARES_TO = "compares_to"
    USES = "uses"
    MENTIONS = "mentions"


class RelationType(StrEnum):
    """What a text says of two entities."""

    EXTENDS = "extends"
    OUTPERFORMS = "outperforms"
    PART_OF = "part_of"
    TRAINED_ON = "trained_on"
    EVALUATED_ON = "evaluated_on"
    RUNS_ON = "runs_on"


Predicate = Role | RelationType
"""What joins two nodes of the graph: a ``Role`` from paper to entity, a ``RelationType`` from entity to entity."""


class Field(StrEnum):
    """The part of a paper that an offset counts in."""

    TITLE = "title"
    ABSTRACT = "abstract"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a paper was met: file name (no folder), line or record number from 1, and the date given there (or "")."""

    source: str
    position: int
    date: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Paper:
    """A title with its abstract, as plain text; ``id`` is the source's own identifier or made from the title.

    ``written`` is title and abstract as their source writes them, markup included, where either differs from the plain
    text; it tells no two papers apart.
    """

    id: str
    title: str
    abstract: str
    url: str = ""
    date: str = ""
    places: tuple[Place, ...] = ()
    written: tuple[str, str] | None = field(default=None, compare=False, repr=False)

    def text(self, part: Field) -> str:
        """Return the text that offsets in ``part`` count in."""
        return self.title if part is Field.TITLE else self.abstract


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one field of a paper."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names something; ``text`` is exactly the slice.

    ``count`` and ``memory`` are what the text says of a device there ("8x A100-80GB": 8 and "80GB").
    """

    text: str
    field: Field
    start: int
    end: int
    rule: str = ""
    count: int | None = None
    memory: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractedEntity:
    """One thing that one paper names, with every place where it does."""

    name: str
    type: EntityType
    kind: Kind
    role: Role
    confidence: float
    mentions: tuple[Mention, ...]
    rule: str = ""
    role_rule: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """What one sentence says of two entities of its paper, both by ``ExtractedEntity.name``."""

    head: str
    type: RelationType
    tail: str
    confidence: float
    evidence: Span
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A number that one sentence reports; ``method``, ``on`` and ``versus`` are entity names of the paper or None.

    ``place`` is where ``value`` stands, where that is known.
    """

    method: str | None
    metric: str
    value: str
    on: str | None
    versus: str | None
    evidence: Span
    rule: str = ""
    confidence: float = 1.0
    place: Span | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that was read from one paper."""

    paper: Paper
    entities: tuple[ExtractedEntity, ...] = ()
    relations: tuple[Relation, ...] = ()
    results: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """Another name of an entity and why it was merged: ``vocabulary``, ``definition``, ``spelling``, ``maker`` ..."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """A thing of the graph.

    ``id`` is made from what the thing is (``method/flashattention``), the same over builds; families are ``method``,
    ``data`` (datasets and benchmarks) and ``hardware``.
    """

    id: str
    name: str
    type: EntityType
    kind: Kind
    aliases: tuple[Alias, ...] = ()
    maker: str | None = None
    broader: tuple[str, ...] = ()
    exact_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that says so: its paper (by id), place and text, and the mention in it where one thing is meant."""

    paper: str
    field: Field
    start: int
    end: int
    sentence: str
    confidence: float
    rule: str = ""
    mention: Mention | None = None


def evidence_order(said: Evidence) -> tuple[object, ...]:
    """Return what evidence is sorted by: as texts are read, by place of the sentence, then of the mention.

    All other fields decide between equal places, what is absent before what is there, so that no two pieces of evidence
    are in doubt.

    >>> found = [Evidence("p1", Field.TITLE, start, 9, "LoRA", 0.9) for start in (5, 0)]
    >>> [said.start for said in sorted(found, key=evidence_order)]
    [0, 5]
    """
    named = said.mention
    mention = () if named is None else (named.start, named.end, *_optional_order(named))
    return said.paper, said.field, said.start, said.end, mention, said.sentence, said.confidence, said.rule


def _optional_order(named: Mention) -> tuple[object, ...]:
    count = () if named.count is None else (named.count,)
    memory = () if named.memory is None else (named.memory,)
    return named.text, named.field, named.rule, count, memory


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement of the graph: node identifiers, predicate, and everything that says so (never empty, sorted)."""

    subject: str
    predicate: Predicate
    object: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A reported number as the graph holds it: a ``Result`` whose names became entity identifiers."""

    id: str
    paper: str
    method: str | None
    metric: str
    value: str
    on: str | None
    versus: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a graph holds, each part sorted (findings by ``id``): what exporters read and importers return."""

    papers: tuple[Paper, ...] = ()
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A file that a graph was made with: its name without folder, its SHA-256 in hex digits and its size in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a graph was made with: the version of this package, the model ("" where rules alone read) and the inputs."""

    version: str = ""
    model: str = ""
    model_files: tuple[Origin, ...] = ()
    inputs: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """A file of papers, and the papers as it has them; what can be read only once has no hash and size."""

    origin: Origin
    papers: tuple[Paper, ...] = ()
