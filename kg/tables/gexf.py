"""GEXF 1.2: nodes and edges with flat attributes, for Gephi."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from kg.files import replacing
from kg.records import Contents
from kg.tables.markup import HEADER, attribute, type_of
from kg.tables.rows import EdgeRow, NodeRow, cells, edge_rows, node_rows

_NODE_COLUMNS: Final = NodeRow._fields[1:]  # the label is GEXF's own


def to_gexf(contents: Contents) -> str:
    """Return the graph as GEXF, which ``networkx.read_gexf`` reads; without a date, so equal graphs are equal bytes."""
    return "".join(_elements(contents))


def write_gexf(contents: Contents, path: Path) -> None:
    """Write ``graph.gexf``.

    Raises:
        ExportError: ``path`` cannot be written.
    """
    with replacing(path) as file:
        file.write(to_gexf(contents).encode())


def _elements(contents: Contents) -> Iterator[str]:
    yield HEADER + '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n<graph defaultedgetype="directed">\n'
    yield _columns("node", _NODE_COLUMNS)
    yield _columns("edge", EdgeRow._fields)
    yield "<nodes>\n"
    for node, row in node_rows(contents):
        yield f"<node id={attribute(node)} label={attribute(row.label)}>{_values(row)}</node>\n"
    yield "</nodes>\n<edges>\n"
    for source, target, edge in edge_rows(contents):
        name = attribute(f"{source} {edge.predicate} {target}")
        ends = f"source={attribute(source)} target={attribute(target)} label={attribute(edge.predicate)}"
        yield f"<edge id={name} {ends}>{_values(edge)}</edge>\n"
    yield "</edges>\n</graph>\n</gexf>\n"


def _columns(element: str, names: tuple[str, ...]) -> str:
    declared = "".join(f'<attribute id="{name}" title="{name}" type="{type_of(name)}"/>\n' for name in names)
    return f'<attributes class="{element}">\n{declared}</attributes>\n'


def _values(row: NodeRow | EdgeRow) -> str:
    values = "".join(
        f'<attvalue for="{name}" value={attribute(value)}/>' for name, value in cells(row) if name != "label"
    )
    return f"<attvalues>{values}</attvalues>"
