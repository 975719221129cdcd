"""Structures of Thrift in its compact form, which tells types and numbers of fields but no names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import repeat
from types import MappingProxyType
from typing import Final

_DEEPEST: Final = 24
"""Parquet nests five deep."""


class Type(IntEnum):
    """What a field or element is."""

    TRUE = 1
    FALSE = 2
    I8 = 3
    I16 = 4
    I32 = 5
    I64 = 6
    DOUBLE = 7
    BINARY = 8
    LIST = 9
    SET = 10
    MAP = 11
    STRUCT = 12


_BITS: Final = MappingProxyType({Type.I16: 16, Type.I32: 32, Type.I64: 64})


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its type: a number, a truth, bytes (a double too), fields of a structure, or elements.

    A map has its keys and values in turn.
    """

    type: Type
    value: "int | bytes | Mapping[int, Value] | tuple[Value, ...]"


class CutError(ValueError):
    """The bytes end before the structure does."""


Kept = Mapping[int, "Kept"]
"""Fields that are kept of a structure, and what of each of them; all where none is named."""


def read_struct(data: bytes, at: int = 0, kept: Kept = MappingProxyType({})) -> tuple[Mapping[int, Value], int]:
    """Return the fields of a structure by their numbers, and where it ends.

    Raises:
        CutError: the bytes end before it does.
        ValueError: these bytes are no structure, or one that no writer makes: too deep, or with a field twice.

    >>> read_struct(bytes([0x15, 0x06, 0x00, 0xFF]))
    ({1: Value(type=<Type.I32: 5>, value=3)}, 3)
    """
    reader = _Reader(data, at)
    return reader.struct(0, kept), reader.at


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at

    def struct(self, depth: int, kept: Kept) -> Mapping[int, Value]:
        fields: dict[int, Value] = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._number(16)
            if number in fields:
                raise ValueError(f"field {number} stands twice in a structure")
            if kept and number not in kept:
                self._skip(_type(head), depth, of_field=True)
            else:
                fields[number] = self._value(_type(head), depth, kept.get(number, {}), of_field=True)
        return fields

    def _value(self, type_: Type, depth: int, kept: Kept, *, of_field: bool = False) -> Value:
        if depth > _DEEPEST:
            raise ValueError("values nested too deep")
        value: int | bytes | Mapping[int, Value] | tuple[Value, ...] = 0
        match type_:
            case Type.TRUE | Type.FALSE if not of_field:
                type_ = _type(self._byte())
            case Type.I8:
                value = self._byte()
            case Type.I16 | Type.I32 | Type.I64:
                value = self._number(_BITS[type_])
            case Type.DOUBLE:
                value = self._bytes(8)
            case Type.BINARY:
                value = self._bytes(self._varint(32))
            case Type.STRUCT:
                value = self.struct(depth + 1, kept)
            case Type.LIST | Type.SET | Type.MAP:
                value = tuple(self._value(each, depth + 1, kept) for each in self._elements(type_))
        return Value(type_, value)

    def _elements(self, type_: Type) -> Iterator[Type]:
        if type_ is Type.MAP:
            length = self._varint(32)
            types = self._byte() if length else 0
            return (_type(each) for _ in range(length) for each in (types >> 4, types & 15))
        head = self._byte()
        return repeat(_type(head), head >> 4 if head >> 4 < 15 else self._varint(32))

    def _skip(self, type_: Type, depth: int, *, of_field: bool = False) -> None:
        if depth > _DEEPEST:
            raise ValueError("values nested too deep")
        match type_:
            case Type.STRUCT:
                while head := self._byte():
                    if not head >> 4:
                        self._number(16)
                    self._skip(_type(head), depth + 1, of_field=True)
            case Type.LIST | Type.SET | Type.MAP:
                for each in self._elements(type_):
                    self._skip(each, depth + 1)
            case _:
                self._value(type_, depth, {}, of_field=of_field)

    def _number(self, bits: int) -> int:
        value = self._varint(bits)
        return (value >> 1) ^ -(value & 1)

    def _varint(self, bits: int) -> int:
        value = 0
        for shift in range(0, bits, 7):
            byte = self._byte()
            value |= (byte & 127) << shift
            if byte < 128:
                break
        else:
            raise ValueError("a number without end")
        if value >> bits:
            raise ValueError(f"a number of more than {bits} bits")
        return value

    def _byte(self) -> int:
        if self.at >= len(self._data):
            raise CutError("a structure breaks off")
        self.at += 1
        return self._data[self.at - 1]

    def _bytes(self, size: int) -> bytes:
        if size > len(self._data) - self.at:
            raise CutError("a structure breaks off")
        self.at += size
        return self._data[self.at - size : self.at]


def _type(head: int) -> Type:
    if not 0 < head & 15 <= max(Type):
        raise ValueError(f"{head & 15} is no type of a field")
    return Type(head & 15)
