"""What a build without a graph wrote, read from its folders: tests and benchmarks compare builds by it."""

import gzip
import json
from pathlib import Path


def lines(folder: Path) -> list[bytes]:
    """Return the lines of the graph, in their order."""
    found = sorted((folder / "triples").glob("part-*.nt.gz"))
    return [line for path in found for line in gzip.decompress(path.read_bytes()).splitlines(True)]


def rows(folder: Path) -> list[str]:
    """Return the rows of one table as JSON, sorted."""
    import pyarrow.parquet as pq

    found = (row for path in sorted(folder.glob("part-*.parquet")) for row in pq.read_table(path).to_pylist())
    return sorted(json.dumps(row, sort_keys=True) for row in found)
