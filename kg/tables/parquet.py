"""Parquet: nodes, edges with their evidence, and results, each a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ExportError
from kg.files import replacing
from kg.network import Plain, to_networkx
from kg.records import Contents

if TYPE_CHECKING:
    import pyarrow as pa


def to_parquet(contents: Contents) -> dict[str, "pa.Table"]:
    """Return the tables ``nodes.parquet``, ``edges.parquet`` and ``results.parquet`` by name, evidence nested.

    Raises:
        ExportError: pyarrow is not installed.
    """
    graph = to_networkx(contents)
    nodes = [{**data, "id": node, "aliases": _names(data)} for node, data in graph.nodes(data=True)]
    edges = [
        {**data, "subject": subject, "predicate": key, "object": target}
        for subject, target, key, data in graph.edges(keys=True, data=True)
    ]
    results = [{**result, "paper": node} for node, data in graph.nodes(data=True) for result in data.get("results", ())]
    rows = {"nodes.parquet": nodes, "edges.parquet": edges, "results.parquet": results}
    schemas = _schemas()
    return {name: _arrow().Table.from_pylist(rows[name], schema=schemas[name]) for name in rows}


def write_parquet(contents: Contents, folder: Path) -> None:
    """Write the three tables into ``folder``.

    Raises:
        ExportError: pyarrow is not installed, or ``folder`` is missing or cannot be written.
    """
    tables = to_parquet(contents)
    import pyarrow.parquet as pq  # an optional extra

    for name, table in tables.items():
        with replacing(folder / name) as file:
            pq.write_table(table, file, compression="zstd")


def _arrow() -> Any:
    try:
        import pyarrow as pa  # an optional extra
    except ImportError as error:
        raise ExportError("Parquet needs pyarrow", cure='pip install "abstract-kg[parquet]"') from error
    return pa


def _names(data: Plain) -> list[str]:
    return [alias["name"] for alias in data.get("aliases", ())]


def _schemas() -> dict[str, Any]:
    """Return the columns of each table; a node has null where only papers or only entities have a value."""
    pa = _arrow()
    text, texts, count = pa.string(), pa.list_(pa.string()), pa.int64()
    spot = [("field", text), ("start", count), ("end", count)]
    mention = pa.struct([("text", text), *spot, ("rule", text), ("count", count), ("memory", text)])
    said = [("sentence", text), ("confidence", pa.float64()), ("rule", text), ("mention", mention)]
    evidence = pa.struct([("paper", text), *spot, *said])
    node = [(name, text) for name in ("id", "label", "type", "kind", "maker", "abstract", "url", "date")]
    edge = [("subject", text), ("predicate", text), ("object", text), ("confidence", pa.float64())]
    result = [(name, text) for name in ("id", "paper", "method", "metric", "value", "on", "versus")]
    return {
        "nodes.parquet": pa.schema([*node, *((name, texts) for name in ("aliases", "broader", "exact_match"))]),
        "edges.parquet": pa.schema([*edge, ("evidence", pa.list_(evidence))]),
        "results.parquet": pa.schema([*result, ("evidence", evidence)]),
    }
