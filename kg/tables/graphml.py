"""GraphML: nodes and edges with flat attributes, for yEd, Gephi, Cytoscape, igraph."""

from collections.abc import Iterator
from pathlib import Path

from kg.files import replacing
from kg.records import Contents
from kg.tables.markup import HEADER, attribute, content, type_of
from kg.tables.rows import EdgeRow, NodeRow, cells, edge_rows, node_rows


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
    yield '<graph edgedefault="directed">\n'
    for node, row in node_rows(contents):
        yield f"<node id={attribute(node)}>{_data('node', row)}</node>\n"
    for source, target, edge in edge_rows(contents):
        name = attribute(f"{source} {edge.predicate} {target}")
        ends = f"source={attribute(source)} target={attribute(target)}"
        yield f"<edge id={name} {ends}>{_data('edge', edge)}</edge>\n"
    yield "</graph>\n</graphml>\n"


def _key(element: str, name: str) -> str:
    return f'<key id="{element}-{name}" for="{element}" attr.name="{name}" attr.type="{type_of(name)}"/>\n'


def _data(element: str, row: NodeRow | EdgeRow) -> str:
    return "".join(f'<data key="{element}-{name}">{content(value)}</data>' for name, value in cells(row))
