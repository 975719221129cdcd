"""What do small files that stand for gigabytes, and lines of a gigabyte, cost in memory? `python benchmarks/bombs.py`.

Each is read by a process of its own; printed are the size of the file, what it stands for, how much more memory the
process took than one that reads two papers of the same format, and what was told. The exit status is 1 where it was
more than 512 MiB, or nothing was told.
"""

import gzip
import io
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from fuzzing.parquet_lies import changed

MOST: Final = 512 << 20
GIGABYTE: Final = 1 << 30
READ: Final = (
    "import sys; from kg.documents import read_papers\n"
    "n = sum(1 for _ in read_papers([sys.argv[1]], on_skip=lambda error: print(error, file=sys.stderr)))\n"
    "print(n, 'papers')\n"
    "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
)
GOOD: Final = b'{"title": "Bar", "abstract": "We bake."}\n'


def parquet(table: pa.Table, **options: object) -> bytes:
    """Return a table as a file."""
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def one_page(size: int, compression: str) -> bytes:
    """Return a file with one value of so many bytes."""
    table = pa.table({"title": pa.array(["Foo", "Bar"]), "abstract": pa.array(["a" * size, "We bake."])})
    return parquet(table, compression=compression, use_dictionary=False, write_statistics=False)


def many_pages(size: int, rows: int) -> bytes:
    """Return a file with many long values that compress to little."""
    return parquet(
        pa.table({"title": pa.array(["Foo"] * rows), "abstract": pa.array(["a" * size] * rows)}),
        compression="zstd", use_dictionary=False, write_statistics=False, row_group_size=rows,
    )  # fmt: skip


def one_word(size: int, rows: int) -> bytes:
    """Return a file in which each row stands for the same long value of a dictionary."""
    abstracts = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["a" * size]))
    table = pa.table(
        {"title": pa.DictionaryArray.from_arrays(pa.array([0] * rows), pa.array(["Foo"])), "abstract": abstracts}
    )
    return parquet(table, compression="zstd", write_statistics=False)


def nested(rows: int, length: int) -> bytes:
    """Return a file whose rows hold long lists."""
    offsets = pa.array([length * row for row in range(rows + 1)], pa.int32())
    words = pa.DictionaryArray.from_arrays(pa.array([0] * (rows * length), pa.int8()), pa.array(["word"])).cast(
        pa.string()
    )
    table = pa.table({"title": pa.array(["Foo"] * rows), "abstract": pa.ListArray.from_arrays(offsets, words)})
    return parquet(table, compression="zstd", write_statistics=False)


def of_one_length(size: int, rows: int) -> bytes:
    """Return a file in which each row stands for the same long value of a dictionary, all values being as long."""
    abstracts = pa.DictionaryArray.from_arrays(
        pa.array([0] * rows, pa.int32()), pa.array([b"a" * size], pa.binary(size))
    )
    return parquet(
        pa.table({"title": ["Foo"] * rows, "abstract": abstracts}), compression="zstd", write_statistics=False
    )


def alike(size: int, rows: int) -> bytes:
    """Return a file whose values tell how they differ from the one before: not at all."""
    return parquet(
        pa.table({"title": ["Foo"] * rows, "abstract": ["a" * size] * rows}),
        compression="zstd", use_dictionary=False, write_statistics=False,
        column_encoding={"title": "PLAIN", "abstract": "DELTA_BYTE_ARRAY"},
    )  # fmt: skip


def leaves(size: int, columns: int) -> bytes:
    """Return a file with many columns within one, each of which is not too much."""
    leaf = pa.array(["a" * size])
    inner = pa.StructArray.from_arrays([leaf] * columns, [f"f{at}" for at in range(columns)])
    table = pa.table({"title": ["Foo"], "abstract": inner})
    return parquet(table, compression="zstd", use_dictionary=False, write_statistics=False)


def lying(data: bytes) -> bytes:
    """Return a file whose description says that its abstracts unpack to a hundred bytes."""
    return changed(data, ["column 0 1 3.6 100"])


def described(columns: int) -> bytes:
    """Return a file of so many columns, and nothing in them."""
    return parquet(pa.schema([(f"c{at}", pa.int32()) for at in range(columns)]).empty_table())


def claiming(data: bytes) -> bytes:
    """Return a file whose last bytes say that its description is as long as may be."""
    return data[:-8] + (0x7FFFFFFF).to_bytes(4, "little") + data[-4:]


def packed_zeros(make: Callable[[], "object"]) -> bytes:
    """Return a compressed file of 4 GiB that begins like Parquet."""
    engine = make()
    head, block = b"PAR1" + bytes((1 << 24) - 4), bytes(1 << 24)
    return b"".join([engine.compress(head), *(engine.compress(block) for _ in range(255)), engine.flush()])


BOMBS: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "parquet": (lambda: parquet(pa.table({"title": ["Foo", "Bar"], "abstract": ["We bake.", "We eat."]})), "2 papers"),
    "one value, zstd": (lambda: one_page(GIGABYTE, "zstd"), "1 GiB"),
    "one value, gzip": (lambda: one_page(GIGABYTE, "gzip"), "1 GiB"),
    "many values": (lambda: many_pages(90_000, 12_000), "1 GiB"),
    "longer values": (lambda: many_pages(4 << 20, 256), "1 GiB"),
    "one word, many rows": (lambda: one_word(8 << 20, 2_000), "16 GiB"),
    "lists": (lambda: nested(2_000, 50_000), "100 million words"),
    "one value, lied": (lambda: lying(one_page(GIGABYTE, "zstd")), "1 GiB"),
    "one length, many rows": (lambda: of_one_length(8 << 20, 128), "1 GiB"),
    "rows alike": (lambda: alike(8 << 20, 100), "0.8 GiB"),
    "columns in a column": (lambda: leaves(60 << 20, 20), "1.2 GiB"),
    "rows of nothing": (lambda: parquet(pa.table({"title": pa.nulls(50_000_000, pa.string())})), "50 million rows"),
    "columns": (lambda: described(100_000), "100,000 columns"),
    "a long description": (lambda: claiming(one_page(8, "zstd")), "2 GiB"),
    "gzip of zeros": (lambda: packed_zeros(lambda: zlib.compressobj(1, wbits=31)), "4 GiB"),
    "zstd of zeros": (lambda: packed_zeros(zstandard.ZstdCompressor().compressobj), "4 GiB"),
}
LINES: Final[dict[str, tuple[bytes, bytes, bytes]]] = {
    "JSON Lines": (GOOD + b'{"title": "Foo", "abstract": "', b"word ", b'"}\n'),
    "JSON": (b'[{"title": "Foo", "abstract": "', b"word ", b'"}]'),
    "CSV": (b"title,abstract\nBar,We bake.\nFoo,", b"word ", b"\n"),
    "BibTeX": (b"@misc{a, title = {Foo}, abstract = {", b"word ", b"}}\n"),
    "Atom": (b"<feed><entry><title>Foo</title><summary>", b"word ", b"</summary></entry></feed>"),
    "digest": (b"Mar 14\n\nFoo Bar Baz\n\n", b"word ", b"\n"),
    "JSON Lines, gzip": (GOOD + b'{"title": "Foo", "abstract": "', b"word ", b'"}\n'),
}


def read(path: str, feed: Iterator[bytes] | None = None) -> tuple[int, float, str, int]:
    """Read a file, or what is fed, in a process; return its memory, seconds, what it told, and the bytes it took."""
    start, taken = time.monotonic(), 0
    command = [sys.executable, "-c", READ, path]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdin
    with suppress(BrokenPipeError):
        for piece in feed or ():
            taken += process.stdin.write(piece)
            process.stdin.flush()
    with suppress(BrokenPipeError):
        process.stdin.close()
    assert process.stdout
    *told, memory = process.stdout.read().decode().strip().splitlines()
    if process.wait():
        return GIGABYTE << 10, time.monotonic() - start, f"BROKEN {process.returncode}: {memory}", taken
    return int(memory) << 10, time.monotonic() - start, " | ".join(told[-2:]).replace(path, "papers"), taken


def line(name: str) -> Iterator[bytes]:
    """Yield a document with a line of a gigabyte."""
    head, more, end = LINES[name]
    block = more * ((1 << 20) // len(more))
    pieces = (head, *(block for _ in range(GIGABYTE // len(block) + 1)), end)
    if name.endswith("gzip"):
        pieces = (gzip.compress(piece, 1) for piece in pieces)  # members one after the other
    yield from pieces


def main() -> bool:
    """Read all; tell whether something went wrong."""
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        path, base = Path(folder) / "papers.parquet", 0
        for name, (make, stands_for) in BOMBS.items():
            path.write_bytes(make())
            memory, seconds, told, _ = read(str(path))
            base = base or memory
            bad |= memory - base > MOST
            what = f"{path.stat().st_size:12,} bytes for {stands_for:16}"
            print(f"{name:22}{what}{(memory - base) >> 20:6} MiB{seconds:7.1f} s  {told}", flush=True)
    base = 0
    for name in LINES:
        base = base or read("-", iter([GOOD]))[0]
        memory, seconds, told, taken = read("-", line(name))
        bad |= memory - base > MOST
        what = f"a line of 1 GiB, {taken >> 20:6} MiB taken"
        print(f"{name:20}{what}{(memory - base) >> 20:6} MiB{seconds:7.1f} s  {told}", flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(main())
