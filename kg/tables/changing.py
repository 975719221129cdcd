"""Node-link JSON and GraphML of a graph made from those of the graph before a change."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, Final
from xml.sax.saxutils import unescape

from kg.changes import Change
from kg.network import Plain, edge_of, is_paper, nodes_of
from kg.records import Contents
from kg.splicing import Blocks, Text
from kg.tables.graphml import END, GRAPH, edge_element, node_element
from kg.tables.node_link import edge_order
from kg.tables.rows import edge_rows, node_rows

_EDGES: Final = b'], "edges": [\n'
_SEPARATOR: Final = b",\n"
_QUOTED: Final = r"""("[^"]*"|'[^']*')"""
_NODE: Final = re.compile(f"<node id={_QUOTED}")
_EDGE: Final = re.compile(f'<edge id={_QUOTED} source={_QUOTED} target={_QUOTED}><data key="edge-predicate"(>[^<]*<)')
_ESCAPES: Final = {"&quot;": '"', "&#10;": "\n", "&#13;": "\r", "&#9;": "\t"}


# Node-link JSON -------------------------------------------------------------------------------------------------------


def changed_node_link(text: Text, change: Change) -> Iterator[bytes]:
    """Yield, piece by piece, what ``to_node_link`` returns of a graph, from what it returned before a change.

    >>> from kg.records import Paper
    >>> from kg.tables import to_node_link
    >>> one, other = Paper("p1", "LoRA", ""), Paper("p2", "QLoRA", "")
    >>> before, after = Contents((one,)), Contents((one, other))
    >>> pieces = changed_node_link(to_node_link(before).encode(), Change(come=Contents((other,))))
    >>> b"".join(pieces) == to_node_link(after).encode()
    True
    """
    nodes = text.find(b"\n") + 1
    edges = text.find(b"\n" + _EDGES, nodes - 1) + 1
    nodes_end, edges_end = edges, text.rfind(b"]}\n")
    edges += len(_EDGES)
    gone, come = ({node: _line({**data, "id": node}) for node, data in nodes_of(c)} for c in (change.gone, change.come))
    yield text[:nodes]
    lines = Blocks(text, (nodes, nodes_end), partial(_item, "id"), _is_item)
    yield from _listed(lines.with_changes({node: come.get(node, b"") for node in {*gone, *come}}))
    yield _EDGES
    lines = Blocks(text, (edges, edges_end), partial(_item, "source"), _is_item)
    yield from _listed(lines.with_changes(_changed_edges(text, lines, change)))
    yield text[edges_end:]


def _listed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a list; all but the last end in a comma."""
    last = b""
    for piece in pieces:
        if piece:
            yield last if not last or last.endswith(_SEPARATOR) else last[:-1] + _SEPARATOR
            last = piece
    yield last[: -len(_SEPARATOR)] + b"\n" if last.endswith(_SEPARATOR) else last


def _changed_edges(text: Text, known: Blocks[str], change: Change) -> dict[str, bytes]:
    """Return the lines of all edges of each node from which an edge comes or goes."""
    gone, come = (_edges(contents) for contents in (change.gone, change.come))
    changed: dict[str, bytes] = {}
    for source in {*gone, *come}:
        lines = {_ends(line): line for line in text[slice(*known.find(source))].splitlines(keepends=True)}
        for ends in gone.get(source, ()):
            lines.pop(ends, None)
        lines |= come.get(source, {})
        changed[source] = b"".join(lines[ends].rstrip(_SEPARATOR) + _SEPARATOR for ends in edge_order(lines))
    return changed


def _edges(contents: Contents) -> dict[str, dict[tuple[str, str], bytes]]:
    """Return the line of each edge by its source, and by predicate and target."""
    found: defaultdict[str, dict[tuple[str, str], bytes]] = defaultdict(dict)
    for fact in contents.facts:
        source, target, key, data = edge_of(fact)
        found[source][key, target] = _line({**data, "source": source, "target": target, "key": key})
    return found


def _is_item(head: bytes) -> bool:
    return head[:1] == b"{"


def _item(key: str, line: bytes) -> str:
    return str(_tail(line, key)[key])


def _ends(line: bytes) -> tuple[str, str]:
    """Return predicate and target of an edge."""
    tail = _tail(line, "source")
    return tail["key"], tail["target"]


def _tail(line: bytes, key: str) -> dict[str, Any]:
    """Return the last items of a line from ``key`` on; in texts quotes are escaped, so none of them looks like it."""
    found: dict[str, Any] = json.loads(b"{" + line[line.rindex(b'"%b": ' % key.encode()) :].rstrip(_SEPARATOR))
    return found


def _line(item: Plain) -> bytes:
    return json.dumps(item, ensure_ascii=False).encode() + _SEPARATOR


# GraphML --------------------------------------------------------------------------------------------------------------


def changed_graphml(text: Text, change: Change) -> Iterator[bytes]:
    """Yield, piece by piece, what ``to_graphml`` returns of a graph, from what it returned before a change.

    >>> from kg.records import Paper
    >>> from kg.tables import to_graphml
    >>> one, other = Paper("p1", "LoRA", ""), Paper("p2", "QLoRA", "")
    >>> before, after = Contents((one,)), Contents((one, other))
    >>> pieces = changed_graphml(to_graphml(before).encode(), Change(come=Contents((other,))))
    >>> b"".join(pieces) == to_graphml(after).encode()
    True
    """
    start, end = text.find(GRAPH.encode()) + len(GRAPH), text.rfind(END.encode())
    first_edge = text.find(b"\n<edge ", start - 1, end) + 1 or end
    nodes: dict[tuple[bool, str], bytes] = {}
    edges: dict[tuple[str, ...], bytes] = {}
    for contents, is_there in ((change.gone, False), (change.come, True)):
        for node, row in node_rows(contents):
            nodes[is_paper(node), node] = node_element(node, row).encode() if is_there else b""
        for source, target, edge in edge_rows(contents):
            edges[source, target, edge.predicate] = edge_element(source, target, edge).encode() if is_there else b""
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
