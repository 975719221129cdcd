"""What the pages of a Parquet file say of themselves: pyarrow unpacks by that, whatever the file's description says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO, Final

from kg.documents.thrift import CutError, Kept, Type, Value, read_struct

_HEADER: Final = 1 << 9
_LONGEST_HEADER: Final = 1 << 24
_PADDING: Final = 100
"""Bytes that pyarrow reads beyond a column, since an old writer forgot to count them."""
_GROUPS: Final = 4
_COLUMNS: Final = 1
_ABOUT: Final = 3
_OF_CHUNK: Final = (5, 7, 9)
_DICTIONARY_AT: Final = 11
_KEPT: Final[Kept] = MappingProxyType(
    {_GROUPS: {_COLUMNS: {_ABOUT: {field: {} for field in (*_OF_CHUNK, _DICTIONARY_AT)}}}}
)
"""Of a description the places of columns: values, bytes in the file, first page of data, dictionary."""
_DICTIONARY: Final = 2
_KINDS: Final[Mapping[int, tuple[int, int]]] = MappingProxyType({0: (5, 2), _DICTIONARY: (7, 2), 3: (8, 4)})
"""By the kind of a page (data, dictionary, data of the second version) the field that tells of its values, and therein
that of their encoding."""
_DELTAS: Final = frozenset({5, 6, 7})
"""Encodings of which all lengths are unpacked at once, and whose texts pyarrow cannot share."""
_OF_VALUE: Final = 32
"""Bytes that pyarrow needs for a value of a dictionary, or for the lengths of a value, beside what it says."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page by its own header.

    Attributes:
        packed: bytes in the file.
        unpacked: bytes that pyarrow makes of them, at most.
        values: how many there are, those that are null too.
        dictionary: it holds the values that others name by number.
        delta: it tells differences: of lengths, or of texts to those before them.
    """

    packed: int
    unpacked: int
    values: int
    dictionary: bool
    delta: bool

    @property
    def weight(self) -> int:
        """Bytes that it takes in memory, at most."""
        return self.unpacked + (self.values * _OF_VALUE if self.dictionary or self.delta else 0)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where the pages of a column of a row group are, and how many values pyarrow looks for."""

    start: int
    end: int
    values: int


def chunks_of(description: bytes) -> Sequence[Sequence[Chunk]]:
    """Return the columns of each row group, from the description at the end of a file.

    pyarrow tells the same, but ends the process where statistics do not fit the type of a column.

    Raises:
        ValueError: this is no description.
    """
    described, _ = read_struct(description, kept=_KEPT)
    return [
        [_chunk(_fields(column, _ABOUT)) for column in _listed(group, _COLUMNS)]
        for group in _listed(described, _GROUPS)
    ]


def _chunk(told: Mapping[int, Value]) -> Chunk:
    values, packed, start = (_number(told, field, Type.I64) for field in _OF_CHUNK)
    if _DICTIONARY_AT in told:
        start = min(start, _number(told, _DICTIONARY_AT, Type.I64) or start)
    return Chunk(start, start + packed + _PADDING, values)


def pages_of(file: BinaryIO, chunk: Chunk) -> Iterator[Page]:
    """Yield the pages of a column of a row group.

    Raises:
        ValueError: what stands there are no pages.
    """
    at, values = chunk.start, 0
    while values < chunk.values and at < chunk.end:
        header, size = _header(file, at, chunk.end)
        if not size:
            return
        page = _page(header)
        at += size + page.packed
        values += 0 if page.dictionary else page.values
        yield page


def _header(file: BinaryIO, at: int, end: int) -> tuple[Mapping[int, Value], int]:
    """Return the header at a place of the file and its length, which is 0 at the end of the file."""
    length = _HEADER
    while True:
        file.seek(at)
        data = file.read(min(length, end - at))
        if not data:
            return {}, 0
        try:
            return read_struct(data)
        except CutError:
            if len(data) < length or length >= _LONGEST_HEADER:
                raise
        length *= 8


def _page(header: Mapping[int, Value]) -> Page:
    kind, unpacked, packed = (_number(header, field) for field in (1, 2, 3))
    if kind not in _KINDS:
        return Page(packed, max(packed, unpacked), 0, dictionary=False, delta=False)
    field, encoding = _KINDS[kind]
    inner = _fields(header, field)
    values, delta = _number(inner, 1), _number(inner, encoding) in _DELTAS
    return Page(packed, max(packed, unpacked), values, kind == _DICTIONARY, delta)


def _number(fields: Mapping[int, Value], field: int, type_: Type = Type.I32) -> int:
    """Return a number that must be there.

    Raises:
        ValueError: it is not, or it is none that counts anything.
    """
    found = fields.get(field)
    if found is None or found.type is not type_ or not isinstance(found.value, int) or found.value < 0:
        raise ValueError(f"no number in field {field} that counts anything")
    return found.value


def _fields(value: Mapping[int, Value], field: int) -> Mapping[int, Value]:
    found = value.get(field)
    return found.value if found is not None and isinstance(found.value, Mapping) else {}


def _listed(value: Mapping[int, Value], field: int) -> Iterator[Mapping[int, Value]]:
    found = value.get(field)
    for each in found.value if found is not None and isinstance(found.value, tuple) else ():
        yield each.value if isinstance(each.value, Mapping) else {}
