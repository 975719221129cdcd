"""From what papers say to what the graph holds: names become entities, statements become facts.

A name is resolved on its own, whatever else is read: to a concept of the vocabulary if one has the name in any
spelling, else to an identifier made from its normal form. So an identifier never depends on the order or the choice
of papers. What is pooled over papers is only how a thing without a concept is written and which of two close types it
has.

So there are two steps, each a pure function: ``said_in`` turns what one paper says into rows by identifier, whatever
other papers say, and ``merged_entity`` and ``merged_fact`` make one thing of all rows of one identifier. Whoever
gathers rows by identifier, in memory, on disk or over many machines, gets the same graph.
"""

from kg.resolution.merging import is_held, merged_entity, pooled, resolve, with_broader
from kg.resolution.names import FAMILIES, Resolved, Resolver, minted
from kg.resolution.papers import Naming, Said, Spelling, said_in

__all__ = [
    "FAMILIES",
    "Naming",
    "Resolved",
    "Resolver",
    "Said",
    "Spelling",
    "is_held",
    "merged_entity",
    "minted",
    "pooled",
    "resolve",
    "said_in",
    "with_broader",
]
