"""NetworkX node-link JSON: lossless, one node or edge a line."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from kg.changes import Change
from kg.errors import GraphFileError
from kg.files import replacing
from kg.network import Plain, edge_of, fact_order, from_networkx, nodes_of
from kg.records import Contents
from kg.references import check_references
from kg.splicing import Blocks, Text

_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_REBUILD: Final = "write it again with `kg build`"
_EDGES: Final = b'], "edges": [\n'
_SEPARATOR: Final = b",\n"


def to_node_link(contents: Contents) -> str:
    """Return the graph as JSON that ``networkx.node_link_graph(json.loads(...), edges="edges")`` reads.

    >>> print(to_node_link(Contents()), end="")
    {"directed": true, "multigraph": true, "graph": {}, "nodes": [
    ], "edges": [
    ]}
    """
    nodes = ({**data, "id": node} for node, data in nodes_of(contents))
    edges = (
        {**data, "source": source, "target": target, "key": key} for source, target, key, data in _edges_of(contents)
    )
    head = '{"directed": true, "multigraph": true, "graph": {}, "nodes": ['
    return f'{head}{_lines(nodes)}\n], "edges": [{_lines(edges)}\n]}}\n'


def changed_node_link(text: Text, change: Change) -> Iterator[bytes]:
    """Yield, piece by piece, what ``to_node_link`` returns of a graph, from what it returned before a change.

    >>> from kg.records import Paper
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


def _edges_of(contents: Contents) -> Iterator[tuple[str, str, str, Plain]]:
    """Yield the edges as a ``MultiDiGraph`` has them whose edges were added in the order of facts: those of a source
    together, and of these all to one target, targets in the order in which they first came."""
    found: defaultdict[str, dict[str, list[tuple[str, str, str, Plain]]]] = defaultdict(dict)
    for fact in sorted(contents.facts, key=fact_order):
        edge = edge_of(fact)
        found[edge[0]].setdefault(edge[1], []).append(edge)
    for source in sorted(found):
        for edges in found[source].values():
            yield from edges


def _changed_edges(text: Text, known: Blocks[str], change: Change) -> dict[str, bytes]:
    """Return the lines of all edges of each node from which an edge comes or goes."""
    gone, come = (_edges(contents) for contents in (change.gone, change.come))
    changed: dict[str, bytes] = {}
    for source in {*gone, *come}:
        lines = {_ends(line): line for line in text[slice(*known.find(source))].splitlines(keepends=True)}
        for ends in gone.get(source, ()):
            lines.pop(ends, None)
        lines |= come.get(source, {})
        # NetworkX has all edges to one target together, targets in the order in which they first came.
        targets: dict[str, int] = {}
        for _, target in sorted(lines):
            targets.setdefault(target, len(targets))
        order = sorted(lines, key=lambda ends: (targets[ends[1]], ends[0]))
        changed[source] = b"".join(lines[ends].rstrip(_SEPARATOR) + _SEPARATOR for ends in order)
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


def from_node_link(text: str, *, where: str = "") -> Contents:
    """Return the contents that ``to_node_link`` wrote as ``text``; ``where`` names it in errors.

    Raises:
        GraphFileError: ``text`` is no JSON, or no graph of this package.

    >>> from_node_link(to_node_link(Contents())) == Contents()
    True
    """
    from networkx import node_link_graph  # costs start-up, and writing needs none of it

    try:
        written = json.loads(text)
        if _SURROGATE.search(text):  # pairs are characters, but half a pair is none
            json.dumps(written, ensure_ascii=False).encode()
        found = from_networkx(node_link_graph(written, edges="edges"))
    except json.JSONDecodeError as error:
        place = f"{where}:{error.lineno}" if where else f"line {error.lineno}"
        raise GraphFileError(f"broken JSON ({error.msg})", where=place, cure=_REBUILD) from error
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise GraphFileError("not a node-link graph of this package", where=where, cure=_REBUILD) from error
    check_references(found, where, _REBUILD)
    return found


def write_node_link(contents: Contents, path: Path) -> None:
    """Write ``graph.json``.

    Raises:
        ExportError: ``path`` cannot be written.
    """
    with replacing(path) as file:
        file.write(to_node_link(contents).encode())


def read_node_link(path: Path) -> Contents:
    """Read back what ``write_node_link`` wrote.

    Raises:
        GraphFileError: the file is missing, is no text, or holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "unknown cause").lower()
        raise GraphFileError(f"cannot be read ({reason})", where=str(path), cure="name an exported graph") from error
    except UnicodeDecodeError as error:
        raise GraphFileError("not UTF-8 text", where=str(path), cure=_REBUILD) from error
    return from_node_link(text, where=str(path))


def _lines(items: Iterable[Plain]) -> str:
    return ",".join("\n" + json.dumps(item, ensure_ascii=False) for item in items)
