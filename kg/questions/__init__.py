"""Questions in people's words: names found in a graph, and stock queries asked for what people name."""

from kg.questions.filling import to_sparql
from kg.questions.things import Thing, Things

__all__ = ["Thing", "Things", "to_sparql"]
