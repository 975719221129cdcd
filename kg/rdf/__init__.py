"""Graph to RDF and back, losslessly: Turtle, N-Triples, JSON-LD and TriG, or an rdflib graph.

``description`` says the contents of a graph in triples, ``dataset`` describes it as a whole, ``nanopublications`` parts
it by paper, ``syntax`` makes bytes and files of them, ``reading`` reads.
"""

from kg.rdf.blocks import Merged
from kg.rdf.dataset import Counts, counts_of
from kg.rdf.description import to_triples
from kg.rdf.nanopublications import to_quads
from kg.rdf.reading import parse, read_bytes, read_rdf, read_turtle
from kg.rdf.syntax import FORMATS, Syntax, as_rdflib, serialise, to_rdf, to_turtle, write_rdf, write_turtle

__all__ = [
    "FORMATS",
    "Counts",
    "Merged",
    "Syntax",
    "as_rdflib",
    "counts_of",
    "parse",
    "read_bytes",
    "read_rdf",
    "read_turtle",
    "serialise",
    "to_quads",
    "to_rdf",
    "to_triples",
    "to_turtle",
    "write_rdf",
    "write_turtle",
]
