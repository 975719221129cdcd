"""An exported graph checked against ``ontology/shapes.ttl``.

pySHACL checks each thing by itself. The constraints in SPARQL, which look over the whole graph, are taken from the same
file and asked of pyoxigraph, which needs a hundredth of the time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg import paths
from kg.errors import OntologyError
from kg.ontology import Borrowed, curie
from kg.rdf import as_rdflib
from kg.records import Contents
from kg.sparql import open_store, select

if TYPE_CHECKING:
    import rdflib

SHAPES: Final = paths.ONTOLOGY / "shapes.ttl"
"""The shapes that come with the package."""

_SH: Final = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """What is wrong: the thing, its property ("" where several are meant), and a sentence for people."""

    focus: str
    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Whether a graph conforms, and what is wrong with it, sorted."""

    conforms: bool
    results: tuple[Violation, ...]


def validate(data: Contents | str | Path) -> Report:
    """Check a graph, or a file of one, against the shapes.

    Raises:
        GraphFileError: the file is missing or is not RDF.

    >>> validate(Contents()).conforms
    True
    """
    store = open_store(data)
    shapes = _shapes()
    found = {*_described(store), *_constraints(store, shapes), *_things(store, shapes)}
    return Report(not found, tuple(sorted(found)))


def _shapes() -> "rdflib.Graph":
    try:
        return as_rdflib(ox.parse(path=str(SHAPES)))
    except (OSError, SyntaxError) as error:
        raise OntologyError(f"cannot be read ({error})", where=str(SHAPES), cure="install the package anew") from error


def _described(store: ox.Store) -> Iterator[Violation]:
    """Yield a violation for what no shape can say: there is no graph of ours at all."""
    kind, described = ox.NamedNode(Borrowed.TYPE), ox.NamedNode(Borrowed.DATA_SET)
    if next(iter(store.quads_for_pattern(None, kind, described)), None) is None:
        yield Violation("", curie(Borrowed.DATA_SET), "The file describes no graph: make one with `kg build`.")


def _constraints(store: ox.Store, shapes: "rdflib.Graph") -> Iterator[Violation]:
    """Yield what the constraints in SPARQL find, and take them out of ``shapes``."""
    import rdflib

    sh = rdflib.Namespace(_SH)
    for constraint in list(shapes.objects(None, sh.sparql)):
        query, message = shapes.value(constraint, sh.select), shapes.value(constraint, sh.message)
        for _, path, value in select(store, str(query), where=str(SHAPES)):
            yield Violation(curie(str(value)), curie(str(path)), str(message))
    shapes.remove((None, sh.sparql, None))


def _things(store: ox.Store, shapes: "rdflib.Graph") -> Iterator[Violation]:
    """Yield what pySHACL finds in each thing by itself."""
    import pyshacl
    import rdflib

    sh = rdflib.Namespace(_SH)
    # A property that has the target itself is checked in one go; below a shape it is checked once for each thing.
    for shape, prop in list(shapes.subject_objects(sh.property)):
        shapes.remove((shape, sh.property, prop))
        for target in shapes.objects(shape, sh.targetClass):
            shapes.add((prop, sh.targetClass, target))
    _, report, _ = pyshacl.validate(as_rdflib(store), shacl_graph=shapes, inplace=True)
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        path = report.value(result, sh.resultPath)
        yield Violation(
            focus=curie(str(report.value(result, sh.focusNode))),
            path=curie(str(path)) if isinstance(path, rdflib.URIRef) else "",
            message=str(report.value(result, sh.resultMessage)),
        )
