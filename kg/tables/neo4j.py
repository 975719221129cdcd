"""CSV with the headers of ``neo4j-admin database import``: nodes and edges."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from kg.files import replacing
from kg.network import PAPER
from kg.records import Contents
from kg.tables.rows import NodeRow, edge_rows, node_rows

_NODES: Final = (":ID", ":LABEL", "name", "kind", "aliases:string[]", "maker", "url", "date")
_EDGES: Final = (":START_ID", ":END_ID", ":TYPE", "confidence:float", "papers:string[]", "sentence")
_FORMULA: Final = ("=", "+", "-", "@")


def to_csv(contents: Contents) -> dict[str, str]:
    """Return ``nodes.csv`` and ``edges.csv`` by name.

    A text that a spreadsheet would run (it begins with ``=``, ``+``, ``-`` or ``@``) gets a leading apostrophe; lists
    are joined by ``;``, runs of white space become one space.

    >>> print(to_csv(Contents())["edges.csv"], end="")
    :START_ID,:END_ID,:TYPE,confidence:float,papers:string[],sentence
    """
    nodes = ((_text(node), *_node(row)) for node, row in node_rows(contents))
    edges = (
        (_text(source), _text(target), edge.predicate, edge.confidence, _list(edge.papers), _text(edge.sentence))
        for source, target, edge in edge_rows(contents)
    )
    return {"nodes.csv": _csv(_NODES, nodes), "edges.csv": _csv(_EDGES, edges)}


def write_csv(contents: Contents, folder: Path) -> None:
    """Write ``nodes.csv`` and ``edges.csv`` into ``folder``.

    Raises:
        ExportError: ``folder`` is missing or cannot be written.
    """
    for name, text in to_csv(contents).items():
        with replacing(folder / name) as file:
            file.write(text.encode())


def _node(row: NodeRow) -> tuple[str, ...]:
    labels = PAPER if row.type == PAPER else f"Entity;{row.type}"
    return labels, _text(row.label), row.kind, _list(row.aliases), _text(row.maker), _text(row.url), _text(row.date)


def _list(items: Iterable[str]) -> str:
    return _text(";".join(item.replace(";", ",") for item in items))


def _text(value: str) -> str:
    text = " ".join(value.replace("\0", "").split())
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(header: Iterable[str], rows: Iterable[Iterable[str | float]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
