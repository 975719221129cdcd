"""Parquet files that lie: an honest one is taken apart, numbers of it are changed, and it is put together again.

Damage of single bytes hardly ever comes so far: a file has its lengths in three places, and they must agree.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from fuzzing import samples
from kg.documents.thrift import Type, Value, read_struct

_BITS: Final = {Type.I8: 8, Type.I16: 16, Type.I32: 32, Type.I64: 64}
_PACKED, _DICTIONARY_AT, _DATA_AT, _CHUNK_SIZE = 3, 11, 9, 7


def _written(**options: Any) -> bytes:
    rows = [dict(row) for row in samples.ROWS] * 3
    out = io.BytesIO()
    pq.write_table(options.pop("table", None) or pa.Table.from_pylist(rows), out, **options)
    return out.getvalue()


def _titled(abstracts: pa.Array) -> pa.Table:
    return pa.table({"title": [f"Foo {at}" for at in range(len(abstracts))], "abstract": abstracts})


_DELTAS: Final = {"title": "DELTA_LENGTH_BYTE_ARRAY", "abstract": "DELTA_BYTE_ARRAY", "id": "PLAIN", "date": "PLAIN"}
BASES: Final = {
    "plain": lambda: _written(compression="none", use_dictionary=False),
    "snappy": lambda: _written(compression="snappy", write_page_index=True),
    "second": lambda: _written(compression="zstd", data_page_version="2.0"),
    "groups": lambda: _written(compression="gzip", row_group_size=2),
    "pages": lambda: _written(compression="zstd", use_dictionary=False, write_batch_size=1, data_page_size=1),
    "deltas": lambda: _written(compression="zstd", use_dictionary=False, column_encoding=_DELTAS),
    "lists": lambda: _written(table=_titled(pa.array([["We"] * 99, ["bake", None], None, []])), compression="zstd"),
    "index": lambda: _written(
        table=pa.table(
            {
                "title": ["Foo"] * 2,
                "abstract_inverted_index": pa.array(
                    [[("We", [0]), ("bake", [1])]] * 2, pa.map_(pa.string(), pa.list_(pa.int32()))
                ),
            }
        )
    ),
    "fixed": lambda: _written(table=_titled(pa.array([b"a" * 4096] * 2, pa.binary(4096))), compression="zstd"),
    "large": lambda: _written(
        table=_titled(pa.array(["a" * 3_000_000, "b"])), compression="zstd", use_dictionary=False
    ),
    "nulls": lambda: _written(table=_titled(pa.nulls(1000, pa.string())), compression="zstd"),
    "times": lambda: _written(
        table=pa.table({"title": ["Foo", "Bar"], "date": pa.array([1, None], pa.timestamp("ns", "Europe/Paris"))})
    ),
}
"""Honest files."""
RECIPES: Final = tuple(
    f"{base}\n{lies}".encode()
    for base in BASES
    for lies in (
        "page 0 2 2000000000\npage 0 3 0",
        "page 1 5.1 2000000000\ncolumn 0 1 3.5 2000000000",
        "column 0 0 3.6 0\ncolumn 0 0 3.7 1\ncolumn 0 1 3.9 4",
        "group 0 3 4000000000\nfoot 3 4000000000\ncolumn 0 1 3.4 6",
        "schema 1 1 7\nschema 1 2 1000000000\nschema 2 3 2\ncodec 4\nagain 1",
    )
)
WORDS: Final = tuple(
    b"page |column |group |schema |foot |again |drop |swap |\n|0 |1 |2 |3 |5.1 |5.2 |8.1 |8.5 |7.1 |3.4 |3.5 |3.6 |3.7 |3.9 |3.11 |"
    b"2147483647|-1|4294967296|65536|33554433|100000000|1|0|6|7|8".split(b"|")
)


@dataclass(slots=True)
class _File:
    """A file taken apart: pages of each column of each row group as header and body, and the description."""

    chunks: dict[tuple[int, int], list[tuple[Value, bytes]]]
    foot: Value


@cache
def _apart(data: bytes) -> _File:
    length = int.from_bytes(data[-8:-4], "little")
    foot = Value(Type.STRUCT, read_struct(data[-8 - length : -8])[0])
    chunks = {}
    for group, rows in enumerate(foot.value[4].value):
        for column, chunk in enumerate(rows.value[1].value):
            told = chunk.value[3].value
            at = told[_DICTIONARY_AT if _DICTIONARY_AT in told else _DATA_AT].value
            end = at + told[_CHUNK_SIZE].value
            pages = chunks[group, column] = []
            while at < end:
                header, body = read_struct(data, at)
                at = body + header[_PACKED].value
                pages.append((Value(Type.STRUCT, header), data[body:at]))
    return _File(chunks, foot)


def lying(recipe: bytes) -> bytes:
    """Return the file that a recipe describes: its first line names an honest one, the others say what changes."""
    base, *lines = recipe.decode("ascii", "replace").split("\n")
    return changed(_honest(base if base in BASES else list(BASES)[sum(recipe[:8]) % len(BASES)]), lines)


@cache
def _honest(base: str) -> bytes:
    return BASES[base]()


def changed(data: bytes, lies: Sequence[str]) -> bytes:
    """Return another file made of the parts of one.

    ``page N FIELD NUMBER`` changes the header of a page; ``column GROUP COLUMN``, ``group N``, ``schema N`` and
    ``foot`` change the description, and nothing else is made to agree with them; ``again N``, ``drop N`` and
    ``swap N`` repeat, remove and move pages. A field within a field is named by both numbers, ``5.1``.
    """
    honest = _apart(data)
    pages = [(key, *page) for key, chunk in honest.chunks.items() for page in chunk]
    asked = [line.split() for line in lies]
    for word, *rest in filter(None, asked):
        try:
            at = int(rest[0]) % len(pages)
        except (IndexError, ValueError, ZeroDivisionError):
            continue
        key, header, body = pages[at]
        match word:
            case "page" if len(rest) == 3:
                pages[at] = key, _with(header, rest[1], rest[2]), body
            case "again":
                pages[at:at] = [pages[at]] * 3
            case "drop":
                del pages[at]
            case "swap":
                pages[at], pages[0] = (key, *pages[0][1:]), (pages[0][0], header, body)
    laid, foot = _laid(pages, honest.foot)
    for word, *rest in filter(None, asked):
        prefix = {"column": "4.{}.1.{}", "group": "4.{}", "schema": "2.{}", "foot": ""}.get(word)
        if prefix is not None and len(rest) == prefix.count("{}") + 2:
            path = ".".join(filter(None, (prefix.format(*rest[:-2]), rest[-2])))
            foot = _with(foot, path, rest[-1])
    written = _struct(foot.value)
    return laid + written + len(written).to_bytes(4, "little") + b"PAR1"


def _laid(pages: list[tuple[tuple[int, int], Value, bytes]], foot: Value) -> tuple[bytes, Value]:
    """Return the pages one after the other, and the description with the places where they are."""
    data = bytearray(b"PAR1")
    starts: dict[tuple[tuple[int, int], int], int] = {}
    for key, header, body in sorted(pages, key=lambda page: page[0]):
        kind = header.value.get(1)
        place = _DICTIONARY_AT if kind is not None and kind.value == 2 else _DATA_AT
        told = f"4.{key[0]}.1.{key[1]}.3"
        if (key, place) not in starts:
            starts[key, place] = len(data)
            foot = _with(foot, f"{told}.{place}", str(len(data)))
        data += _struct(header.value) + body
        first = min(starts[at] for at in starts if at[0] == key)
        foot = _with(foot, f"{told}.{_CHUNK_SIZE}", str(len(data) - first))
    return bytes(data), foot


def _with(value: Value, path: str, number: str) -> Value:
    """Return a value with another number in it; the same where the path leads to none."""
    first, _, rest = path.partition(".")
    try:
        at = int(first)
        if not rest:
            inner = value.value.get(at) if isinstance(value.value, Mapping) else value.value[at]
            changed = _number(inner or Value(Type.I32, 0), int(number))
        elif isinstance(value.value, Mapping):
            changed = _with(value.value[at], rest, number)
        else:
            changed = _with(value.value[at % len(value.value)], rest, number)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return value
    if isinstance(value.value, Mapping):
        return Value(value.type, {**value.value, at: changed}) if 0 < at < 1 << 14 else value
    if isinstance(value.value, tuple):
        return Value(value.type, (*value.value[:at], changed, *value.value[at + 1 :]))
    return value


def _number(value: Value, number: int) -> Value:
    if value.type in (Type.TRUE, Type.FALSE):
        return Value(Type(1 + number % 2), 0)
    if value.type not in _BITS:
        return value
    half = 1 << (_BITS[value.type] - 1)
    return Value(value.type, (number + half) % (2 * half) - half)


def _struct(fields: Mapping[int, Value]) -> bytes:
    out, last = bytearray(), 0
    for number, value in sorted(fields.items()):
        step = number - last
        out += bytes((step << 4 | value.type,)) if step < 16 else bytes((value.type,)) + _zigzag(number)
        out += b"" if value.type in (Type.TRUE, Type.FALSE) else _value(value)
        last = number
    return bytes(out) + b"\0"


def _value(value: Value) -> bytes:
    match value.type:
        case Type.TRUE | Type.FALSE:
            written = bytes((value.type,))
        case Type.I8:
            written = bytes((value.value & 255,))
        case Type.I16 | Type.I32 | Type.I64:
            written = _zigzag(value.value)
        case Type.BINARY:
            written = _varint(len(value.value)) + value.value
        case Type.LIST | Type.SET:
            kind = value.value[0].type if value.value else Type.BINARY
            count = len(value.value)
            head = bytes((count << 4 | kind,)) if count < 15 else bytes((240 | kind,)) + _varint(count)
            written = head + b"".join(map(_value, value.value))
        case Type.STRUCT:
            written = _struct(value.value)
        case _:
            written = value.value
    return written


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 if number >= 0 else (-number << 1) - 1)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes((*out, number))
