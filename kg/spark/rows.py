"""Columns of the DataFrames, and functions over plain rows run by the workers of Spark."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from kg.tables.parquet import table_schemas

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

Row = dict[str, Any]
"""A row as plain data."""

_BATCH: Final = 200
"""So many rows are sent back at once."""


def mapped(frame: "DataFrame", function: Callable[[Iterator[Row]], Iterable[Row]], schema: "pa.Schema") -> "DataFrame":
    """Return the rows that ``function`` makes of those of ``frame``, one partition at a time.

    Args:
        frame: any columns.
        function: of a module of this package, or a partial of one, so that it is not sent but found by the workers.
        schema: of the rows made.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    def over(batches: "Iterator[pa.RecordBatch]") -> "Iterator[pa.RecordBatch]":
        import pyarrow

        made = iter(function(row for batch in batches for row in batch.to_pylist()))
        while rows := list(islice(made, _BATCH)):
            yield pyarrow.RecordBatch.from_pylist(rows, schema=schema)

    return frame.mapInArrow(over, from_arrow_schema(schema))


def exploded(frame: "DataFrame", column: str) -> "DataFrame":
    """Return the structs of a column of lists as rows."""
    from pyspark.sql import functions

    return frame.select(functions.explode(column).alias("each")).select("each.*")


def paper_schema() -> "pa.Schema":
    """Return the columns of a paper."""
    import pyarrow as pa

    place = pa.struct([("source", pa.string()), ("position", pa.int64()), ("date", pa.string())])
    written = pa.struct([("title", pa.string()), ("abstract", pa.string())])
    texts = [(name, pa.string()) for name in ("id", "title", "abstract", "url", "date")]
    return pa.schema([*texts, ("places", pa.list_(place)), ("written", written)])


def read_schema() -> "pa.Schema":
    """Return the columns of a record that was read: a paper, its number, what it shares with others, or an error."""
    import pyarrow as pa

    more = [("row", pa.int64()), ("keys", pa.list_(pa.string())), ("error", pa.string())]
    return pa.schema([*paper_schema(), *more])


def record_schema() -> "pa.Schema":
    """Return the columns of what a paper says: those of the paper, and those of an extraction record."""
    import pyarrow as pa

    text, number, sure = pa.string(), pa.int64(), ("confidence", pa.float64())
    place = [("field", text), ("start", number), ("end", number)]
    span = pa.struct(place)
    mention = pa.struct([("text", text), *place, ("rule", text), ("count", number), ("memory", text)])
    rules = [("rule", text), ("role_rule", text)]
    named = [(name, text) for name in ("name", "type", "kind", "role")]
    entity = pa.struct([*named, sure, ("mentions", pa.list_(mention)), *rules])
    ends = [(name, text) for name in ("head", "type", "tail")]
    relation = pa.struct([*ends, sure, ("evidence", span), ("rule", text)])
    values = [(name, text) for name in ("method", "metric", "value", "on", "versus")]
    result = pa.struct([*values, ("evidence", span), ("rule", text), sure, ("place", span)])
    said = [("entities", entity), ("relations", relation), ("results", result)]
    return pa.schema([*paper_schema(), *((name, pa.list_(kind)) for name, kind in said), ("error", text)])


def said_schema() -> "pa.Schema":
    """Return the columns of what a paper says by identifiers, as rows of what is written or merged."""
    import pyarrow as pa

    tables = {name: pa.struct(list(schema)) for name, schema in table_schemas().items()}
    flags = [("sure", pa.bool_())]
    named = [(name, pa.string()) for name in ("id", "name", "type", "kind")]
    naming = pa.struct([*named, ("known", pa.bool_()), *flags])
    spelling = pa.struct([*((name, pa.string()) for name in ("id", "text", "reason")), *flags])
    lists = [
        ("namings", naming),
        ("spellings", spelling),
        ("relations", tables["edges"]),
        ("edges", tables["edges"]),
        ("results", tables["results"]),
        ("lines", pa.string()),
    ]
    return pa.schema([("node", tables["nodes"]), *((name, pa.list_(kind)) for name, kind in lists)])


def entity_schema() -> "pa.Schema":
    """Return the columns of an entity: its row of the nodes, and its lines of N-Triples."""
    import pyarrow as pa

    node = pa.struct(list(table_schemas()["nodes"]))
    return pa.schema([("node", node), ("lines", pa.list_(pa.string()))])


def line_schema() -> "pa.Schema":
    """Return the one column of lines."""
    import pyarrow as pa

    return pa.schema([("value", pa.string())])
