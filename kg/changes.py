"""What of a graph changes when papers come and go."""

from dataclasses import dataclass, field

from kg.records import Contents, Fact


@dataclass(frozen=True, slots=True)
class Change:
    """The parts of a graph that are others than before.

    All that a changed paper says is in ``gone`` or ``come`` or both, even where it says the same again; and so are the
    facts between entities that such a paper states, with all their evidence, and the entities that it names.

    Attributes:
        gone: as it was.
        come: as it is now.
        around: what other papers that are quoted in either do with entities.
    """

    gone: Contents = field(default_factory=Contents)
    come: Contents = field(default_factory=Contents)
    around: tuple[Fact, ...] = ()
