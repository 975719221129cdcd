"""JSON documents: an array of records, one record, or an answer that wraps an array; read one record at a time."""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Final

from kg.documents.json_lines import WRAPPERS, not_an_object, parsed, records_in
from kg.documents.lines import LIMIT, not_utf8
from kg.documents.opening import Source
from kg.documents.shapes import RawRecord
from kg.errors import DocumentError

_CHUNK: Final = 1 << 16
_CURE: Final = "mend the file, or write one record a line"
_WRAPPERS: Final = frozenset(f'"{name}"'.encode() for name in WRAPPERS)
_SPACE: Final = re.compile(rb"[ \t\r\n]+")
_OUTSIDE: Final = re.compile(rb'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^{}\[\]",:\s]+', re.DOTALL)
_INSIDE: Final = re.compile(rb'[{}\[\]]|"[^"\\]*(?:\\.[^"\\]*)*"|[^{}\[\]"]+', re.DOTALL)
_SEPARATORS: Final = frozenset({b",", b":"})
_STEP: Final = {b"{": 1, b"[": 1, b"}": -1, b"]": -1}


def read_json_document(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the records of a JSON document, or what is wrong with one; several documents may follow each other."""
    scanner = _Scanner(source)
    position = 0
    while scanner.peek():
        for line, text in _records(scanner):
            position += 1
            try:
                value = parsed(_decoded(text, source, line), source, line)
            except DocumentError as error:
                yield error
                continue
            for fields in records_in(value):
                if isinstance(fields, Mapping):
                    yield RawRecord(fields, position, line)
                else:
                    yield not_an_object(source, line)


def _decoded(text: bytes, source: Source, line: int) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise not_utf8(source, text[error.start], None, line) from error


def _records(scanner: "_Scanner") -> Iterator[tuple[int, bytes]]:
    """Yield line and text of each record of one document."""
    if scanner.peek() == b"[":
        yield from _elements(scanner)
    elif scanner.peek() == b"{":
        yield from _members(scanner)
    else:
        yield scanner.line, scanner.value()


def _elements(scanner: "_Scanner") -> Iterator[tuple[int, bytes]]:
    scanner.take(b"[")
    while scanner.peek() != b"]":
        line = scanner.line
        yield line, scanner.value()
        if scanner.peek() != b"]":
            scanner.take(b",")
    scanner.take(b"]")


def _members(scanner: "_Scanner") -> Iterator[tuple[int, bytes]]:
    """Yield the elements of a wrapped array as they come; an object that wraps none is itself the record."""
    line = scanner.line
    kept: dict[bytes, bytes] = {}
    wraps, size = False, 0
    scanner.take(b"{")
    while scanner.peek() != b"}":
        name = scanner.value()
        scanner.take(b":")
        if scanner.peek() == b"[" and name in _WRAPPERS and b'"title"' not in kept:
            wraps = True
            yield from _elements(scanner)
        else:
            kept[name] = scanner.value()
            size += len(name) + len(kept[name])
            if size > LIMIT:
                raise scanner.broken(f"a record of more than {LIMIT >> 20} MiB")
        if scanner.peek() != b"}":
            scanner.take(b",")
    scanner.take(b"}")
    if not wraps:
        yield line, b"{" + b",".join(name + b":" + value for name, value in kept.items()) + b"}"


class _Scanner:
    """Finds where values end without understanding them, keeping no more than one of them in memory."""

    def __init__(self, source: Source) -> None:
        self.line = 1
        self._source = source
        self._buffer = b""
        self._at = 0
        if source.head.startswith(codecs.BOM_UTF8):
            source.stream.read(len(codecs.BOM_UTF8))

    def peek(self) -> bytes:
        """Return the next byte that is no space, or nothing at the end."""
        while True:
            self._pass(_SPACE.match(self._buffer, self._at))
            if self._at < len(self._buffer) or not self._more():
                return self._buffer[self._at : self._at + 1]

    def take(self, mark: bytes) -> None:
        """Pass one punctuation mark.

        Raises:
            DocumentError: something else stands there.
        """
        if self.peek() != mark:
            raise self.broken(f"no {mark.decode()} where one must stand")
        self._at += 1

    def value(self) -> bytes:
        """Pass one value and return its text.

        Raises:
            DocumentError: no value stands there, or the document ends within it.
        """
        self.peek()
        depth = size = 0
        while True:
            token = self._token(size, _INSIDE if depth else _OUTSIDE)
            depth += _STEP.get(token, 0)
            size += len(token)
            if depth <= 0:
                break
        if depth < 0:
            raise self.broken("no value where one must stand")
        text = self._buffer[self._at : self._at + size]
        self.line += text.count(b"\n")
        self._at += size
        return text

    def _token(self, after: int, pattern: re.Pattern[bytes]) -> bytes:
        """Return the bracket, string or run of anything else that stands so many bytes on, whole."""
        while True:
            found = pattern.match(self._buffer, self._at + after)
            if found and (found.end() < len(self._buffer) or found[0] in _STEP):
                return found[0]
            if len(self._buffer) - self._at > LIMIT:
                raise self.broken(f"a record of more than {LIMIT >> 20} MiB")
            if not found and self._buffer[self._at + after : self._at + after + 1] in _SEPARATORS:
                raise self.broken("no value where one must stand")
            if not self._more():
                if found:
                    return found[0]
                raise self.broken("the file ends within a record")

    def _pass(self, found: re.Match[bytes] | None) -> None:
        if found:
            self.line += found[0].count(b"\n")
            self._at = found.end()

    def _more(self) -> bool:
        """Read on, as much as is waiting already, so that a long value is not gone through again and again."""
        chunk = self._source.stream.read(max(_CHUNK, len(self._buffer) - self._at))
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        return bool(chunk)

    def broken(self, problem: str) -> DocumentError:
        """Return the error for what stands at this line."""
        return self._source.error(f"broken JSON: {problem}", line=self.line, cure=_CURE)
