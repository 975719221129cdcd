"""What the components of the pipeline hand on to each other: entities of one document, before they become records.

The text of a document is ``title + SEPARATOR + abstract``; offsets here count code points of that text.
"""

from typing import Final, NamedTuple

from kg.records import EntityType, Kind, Role

SEPARATOR: Final = "\n\n"
"""What stands between title and abstract in the text of a document."""


class Draft(NamedTuple):
    """One thing that a document names.

    ``spans`` are the offsets of all its mentions, sorted. ``introduced`` tells that a mention stands where names are
    given ("we propose X", "X: ..." at the head of the title).
    """

    name: str
    type: EntityType
    kind: Kind
    spans: tuple[tuple[int, int], ...]
    confidence: float
    rule: str
    role: Role = Role.MENTIONS
    role_rule: str = ""
    introduced: bool = False
