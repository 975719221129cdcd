"""GraphML: nodes and edges with flat attributes, for yEd, Gephi, Cytoscape, igraph."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.files import replacing
from kg.records import Contents
from kg.tables.markup import HEADER, attribute, content, type_of
from kg.tables.rows import EdgeRow, NodeRow, cells, edge_rows, node_rows

GRAPH: Final = '<graph edgedefault="directed">\n'
"""What comes before all nodes and edges."""
END: Final = "</graph>\n</graphml>\n"
"""What comes after them."""


def to_graphml(contents: Contents) -> str:
    """Return the graph as GraphML, which ``networkx.read_graphml`` reads.

    An edge's ``id`` names both ends and the predicate, because other tools drop edges that share one.
    """
    return "".join(_elements(contents))


def write_graphml(contents: Contents, path: Path) -> None:
    """Write ``graph.graphml``.

    Raises:
        ExportError: ``path`` cannot be written.
    """
    with replacing(path) as file:
        file.write(to_graphml(contents).encode())


def _elements(contents: Contents) -> Iterator[str]:
    yield HEADER + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield from (_key("node", name) for name in NodeRow._fields)
    yield from (_key("edge", name) for name in EdgeRow._fields)
    yield GRAPH
    yield from (node_element(node, row) for node, row in node_rows(contents))
    yield from (edge_element(source, target, edge) for source, target, edge in edge_rows(contents))
    yield END


def node_element(node: str, row: NodeRow) -> str:
    """Return a node on a line of its own."""
    return f"<node id={attribute(node)}>{_data('node', row)}</node>\n"


def edge_element(source: str, target: str, edge: EdgeRow) -> str:
    """Return an edge on a line of its own."""
    name = attribute(f"{source} {edge.predicate} {target}")
    ends = f"source={attribute(source)} target={attribute(target)}"
    return f"<edge id={name} {ends}>{_data('edge', edge)}</edge>\n"


def _key(element: str, name: str) -> str:
    return f'<key id="{element}-{name}" for="{element}" attr.name="{name}" attr.type="{type_of(name)}"/>\n'


def _data(element: str, row: NodeRow | EdgeRow) -> str:
    return "".join(f'<data key="{element}-{name}">{content(value)}</data>' for name, value in cells(row))
