"""NetworkX node-link JSON: lossless, one node or edge a line."""

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from kg.errors import GraphFileError
from kg.files import replacing
from kg.network import Plain, edge_of, from_networkx, nodes_of
from kg.records import Contents
from kg.references import check_references

_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_REBUILD: Final = "write it again with `kg build`"


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


def _edges_of(contents: Contents) -> Iterator[tuple[str, str, str, Plain]]:
    """Yield the edges as a ``MultiDiGraph`` has them whose edges were added in the order of facts: those of a source
    together, and of these all to one target, targets in the order in which they first came."""
    found: defaultdict[str, dict[tuple[str, str], tuple[str, str, str, Plain]]] = defaultdict(dict)
    for fact in contents.facts:
        edge = edge_of(fact)
        found[edge[0]][edge[2], edge[1]] = edge
    for source in sorted(found):
        yield from (found[source][ends] for ends in edge_order(found[source]))


def edge_order(ends: Collection[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return predicates and targets of the edges of one source in the order in which ``to_node_link`` writes them.

    >>> edge_order([("uses", "b"), ("extends", "b"), ("runs_on", "a")])
    [('extends', 'b'), ('uses', 'b'), ('runs_on', 'a')]
    """
    targets: dict[str, int] = {}
    for _, target in sorted(ends):
        targets.setdefault(target, len(targets))
    return sorted(ends, key=lambda each: (targets[each[1]], each[0]))


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
