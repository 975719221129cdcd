"""How fast is a graph written as Turtle and loaded, beside rdflib's serialise and parse?

Run: python benchmarks/rdf_io.py GRAPH.ttl

"Writing" is from triples in memory to bytes, for both: what `serialize` of rdflib does. What `kg build` does besides,
which is to make the triples from records and to sort them, has no counterpart in rdflib; it is printed too, with the
collector at rest as in `kg build`.
"""

import argparse
import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
import rdflib

from kg import ontology, rdf
from kg.sparql import open_store

T = TypeVar("T")


def timed(name: str, work: Callable[[], T]) -> tuple[float, T]:
    """Return how long some work takes, and its result."""
    start = time.perf_counter()
    found = work()
    taken = time.perf_counter() - start
    print(f"{name:42} {taken:8.2f} s")
    return taken, found


def main() -> None:
    """Measure both and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    path = parser.parse_args().graph
    load, store = timed("load into the engine", lambda: open_store(path))
    parse, graph = timed("rdflib parse", lambda: rdflib.Graph().parse(path))
    triples = [quad.triple for quad in store]
    write, _ = timed(
        "write triples as Turtle",
        lambda: ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=ontology.prefixes()),
    )
    serialise, _ = timed("rdflib serialise", lambda: graph.serialize(format="turtle"))
    contents = rdf.read_rdf(path)
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)
    whole, _ = timed("records to sorted Turtle (kg build)", lambda: rdf.to_turtle(contents))
    print(f"loading: {parse / load:.1f} times (wanted: 10)")
    print(f"writing: {serialise / write:.1f} times (wanted: 10)")
    print(
        f"records to sorted Turtle, beside rdflib's serialise of triples that are there: {serialise / whole:.1f} times"
    )


if __name__ == "__main__":
    main()
