"""Lines of text, numbered from 1, each decoded by itself so that one bad line spoils no other."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.documents.opening import Source
from kg.errors import DocumentError

LIMIT: Final = 1 << 24
"""Bytes that one line or record may have; more is no abstract, and memory stays bounded."""


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line as bytes with its line end, and where it begins in the file."""

    number: int
    offset: int
    data: bytes


def raw_lines(source: Source) -> Iterator[RawLine]:
    """Yield the lines of a source; a byte-order mark is no part of the first.

    Raises:
        DocumentError: a line is longer than ``LIMIT``.
    """
    number = offset = 0
    while data := source.stream.readline(LIMIT):
        number += 1
        if len(data) == LIMIT:
            raise source.error(f"a line of more than {LIMIT >> 20} MiB", line=number, cure="give one record a line")
        yield RawLine(number, offset, data.removeprefix(codecs.BOM_UTF8) if number == 1 else data)
        offset += len(data)


def decoded(line: RawLine, source: Source) -> str:
    """Return the text of a line.

    Raises:
        DocumentError: the line is not UTF-8.
    """
    try:
        return line.data.decode()
    except UnicodeDecodeError as error:
        raise not_utf8(source, line.data[error.start], line.offset + error.start, line.number) from error


def not_utf8(source: Source, byte: int, offset: int | None, line: int | None = None) -> DocumentError:
    """Return the error for bytes in another encoding; ``offset`` is that of the byte in the file, if it is known."""
    place = "" if offset is None else f" at offset {offset}"
    return source.error(f"not UTF-8 text: byte 0x{byte:02x}{place}", line=line, cure="save the file as UTF-8")


def text_lines(source: Source) -> Iterator[tuple[int, str]]:
    """Yield number and text of each line, with ``\\n`` at its end whatever the file has.

    Raises:
        DocumentError: a line is not UTF-8 or too long.
    """
    for line in raw_lines(source):
        yield line.number, decoded(line, source).replace("\r\n", "\n").replace("\r", " ")
