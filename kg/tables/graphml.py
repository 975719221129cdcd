"""GraphML: nodes and edges with flat attributes, for yEd, Gephi, Cytoscape, igraph."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import unescape

from kg.changes import Change
from kg.files import replacing
from kg.network import is_paper
from kg.records import Contents
from kg.splicing import Blocks, Text
from kg.tables.markup import HEADER, attribute, content, type_of
from kg.tables.rows import EdgeRow, NodeRow, cells, edge_rows, node_rows

_GRAPH: Final = '<graph edgedefault="directed">\n'
_END: Final = "</graph>\n</graphml>\n"
_QUOTED: Final = r"""("[^"]*"|'[^']*')"""
_NODE: Final = re.compile(f"<node id={_QUOTED}")
_EDGE: Final = re.compile(f'<edge id={_QUOTED} source={_QUOTED} target={_QUOTED}><data key="edge-predicate"(>[^<]*<)')
_ESCAPES: Final = {"&quot;": '"', "&#10;": "\n", "&#13;": "\r", "&#9;": "\t"}


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


def changed_graphml(text: Text, change: Change) -> Iterator[bytes]:
    """Yield, piece by piece, what ``to_graphml`` returns of a graph, from what it returned before a change.

    >>> from kg.records import Paper
    >>> one, other = Paper("p1", "LoRA", ""), Paper("p2", "QLoRA", "")
    >>> before, after = Contents((one,)), Contents((one, other))
    >>> pieces = changed_graphml(to_graphml(before).encode(), Change(come=Contents((other,))))
    >>> b"".join(pieces) == to_graphml(after).encode()
    True
    """
    start, end = text.find(_GRAPH.encode()) + len(_GRAPH), text.rfind(_END.encode())
    first_edge = text.find(b"\n<edge ", start - 1, end) + 1 or end
    nodes: dict[tuple[bool, str], bytes] = {}
    edges: dict[tuple[str, ...], bytes] = {}
    for contents, is_there in ((change.gone, False), (change.come, True)):
        for node, row in node_rows(contents):
            nodes[is_paper(node), node] = _node(node, row).encode() if is_there else b""
        for source, target, edge in edge_rows(contents):
            edges[source, target, edge.predicate] = _edge(source, target, edge).encode() if is_there else b""
    yield text[:start]
    yield from Blocks(text, (start, first_edge), _node_key, lambda head: head == b"<n").with_changes(nodes)
    yield from Blocks(text, (first_edge, end), _edge_key, lambda head: head == b"<e").with_changes(edges)
    yield text[end:]


def _node_key(line: bytes) -> tuple[bool, str]:
    (node,) = _values(_NODE, line)
    return is_paper(node), node


def _edge_key(line: bytes) -> tuple[str, ...]:
    _, source, target, predicate = _values(_EDGE, line)
    return source, target, predicate


def _values(pattern: re.Pattern[str], line: bytes) -> list[str]:
    """Return the values that a pattern finds where an element begins."""
    found = pattern.match(line.decode())
    return [unescape(value[1:-1], _ESCAPES) for value in found.groups()] if found else [""]


def _elements(contents: Contents) -> Iterator[str]:
    yield HEADER + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    yield from (_key("node", name) for name in NodeRow._fields)
    yield from (_key("edge", name) for name in EdgeRow._fields)
    yield _GRAPH
    yield from (_node(node, row) for node, row in node_rows(contents))
    yield from (_edge(source, target, edge) for source, target, edge in edge_rows(contents))
    yield _END


def _node(node: str, row: NodeRow) -> str:
    return f"<node id={attribute(node)}>{_data('node', row)}</node>\n"


def _edge(source: str, target: str, edge: EdgeRow) -> str:
    name = attribute(f"{source} {edge.predicate} {target}")
    ends = f"source={attribute(source)} target={attribute(target)}"
    return f"<edge id={name} {ends}>{_data('edge', edge)}</edge>\n"


def _key(element: str, name: str) -> str:
    return f'<key id="{element}-{name}" for="{element}" attr.name="{name}" attr.type="{type_of(name)}"/>\n'


def _data(element: str, row: NodeRow | EdgeRow) -> str:
    return "".join(f'<data key="{element}-{name}">{content(value)}</data>' for name, value in cells(row))
