"""Parquet: nodes, edges with their evidence, and results, each a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import ExportError
from kg.files import replacing
from kg.network import Plain, entity_data, fact_data, paper_data, paper_node, result_data, subject_node
from kg.records import Contents, Entity, Fact, Finding, Paper

if TYPE_CHECKING:
    import pyarrow as pa


def to_parquet(contents: Contents) -> dict[str, "pa.Table"]:
    """Return the tables ``nodes.parquet``, ``edges.parquet`` and ``results.parquet`` by name, evidence nested.

    Raises:
        ExportError: pyarrow is not installed.
    """
    facts = sorted(contents.facts, key=lambda fact: (subject_node(fact), fact.predicate, fact.object))
    findings = sorted(contents.findings, key=lambda finding: (paper_node(finding.paper), finding.id))
    nodes = [*map(paper_row, contents.papers), *map(entity_row, contents.entities)]
    rows = {
        "nodes.parquet": sorted(nodes, key=lambda row: str(row["id"])),
        "edges.parquet": [edge_row(fact) for fact in facts],
        "results.parquet": [result_row(finding) for finding in findings],
    }
    schemas = {f"{name}.parquet": schema for name, schema in table_schemas().items()}
    return {name: arrow().Table.from_pylist(rows[name], schema=schemas[name]) for name in rows}


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


def paper_row(paper: Paper) -> Plain:
    """Return a paper as a row of the nodes."""
    return {**paper_data(paper, []), "id": paper_node(paper.id), "aliases": []}


def entity_row(entity: Entity) -> Plain:
    """Return an entity as a row of the nodes."""
    return {**entity_data(entity), "id": entity.id, "aliases": [alias.name for alias in entity.aliases]}


def edge_row(fact: Fact) -> Plain:
    """Return a fact as a row of the edges."""
    ends = {"subject": subject_node(fact), "predicate": fact.predicate.value, "object": fact.object}
    return {**ends, **fact_data(fact)}


def result_row(finding: Finding) -> Plain:
    """Return a finding as a row of the results."""
    return {**result_data(finding), "paper": paper_node(finding.paper)}


def arrow() -> Any:
    """Return pyarrow.

    Raises:
        ExportError: it is not installed.
    """
    try:
        import pyarrow as pa  # an optional extra
    except ImportError as error:
        raise ExportError("Parquet needs pyarrow", cure='pip install "abstract-kg[parquet]"') from error
    return pa


def table_schemas() -> dict[str, Any]:
    """Return the columns of ``nodes``, ``edges`` and ``results``; a node has null where its sort has no value."""
    pa = arrow()
    text, texts, count = pa.string(), pa.list_(pa.string()), pa.int64()
    spot = [("field", text), ("start", count), ("end", count)]
    mention = pa.struct([("text", text), *spot, ("rule", text), ("count", count), ("memory", text)])
    said = [("sentence", text), ("confidence", pa.float64()), ("rule", text), ("mention", mention)]
    evidence = pa.struct([("paper", text), *spot, *said])
    node = [(name, text) for name in ("id", "label", "type", "kind", "maker", "abstract", "url", "date")]
    edge = [("subject", text), ("predicate", text), ("object", text), ("confidence", pa.float64())]
    result = [(name, text) for name in ("id", "paper", "method", "metric", "value", "on", "versus")]
    return {
        "nodes": pa.schema([*node, *((name, texts) for name in ("aliases", "broader", "exact_match"))]),
        "edges": pa.schema([*edge, ("evidence", pa.list_(evidence))]),
        "results": pa.schema([*result, ("evidence", evidence)]),
    }
