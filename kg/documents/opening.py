"""From a path to bytes: files and standard input, decompressed, text as UTF-8, one chunk at a time."""

import codecs
import io
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

import zstandard

from kg.errors import DocumentError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STDIN: Final = "-"
"""The path that means standard input."""

_CHUNK: Final = 1 << 16
_HEAD: Final = 1 << 16
_PIECE: Final = 1 << 11
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Source:
    """An open document: what to call it, its first bytes, and all its bytes from the first on.

    ``name`` is the file name without folder, ``where`` is the path as it was given. ``transcoded`` tells that the bytes
    were UTF-16 and are UTF-8 now.
    """

    name: str
    where: str
    head: bytes
    stream: io.BufferedReader
    transcoded: bool = False

    def error(self, problem: str, *, line: int | None = None, cure: str = "") -> DocumentError:
        """Return the error that this document, or one line or record of it, deserves."""
        return DocumentError(problem, where=self.where if line is None else f"{self.where}:{line}", cure=cure)


OnBytes = Callable[[int], None]
"""Is told how many bytes more were read from a file, as they are stored."""


@contextmanager
def opened(path: Path | str, on_bytes: OnBytes | None = None) -> Iterator[Source]:
    """Open a file, or standard input for ``-``, whether plain or compressed with gzip or zstd.

    Raises:
        DocumentError: the file cannot be opened; later, from the stream, that it cannot be read or decompressed.
    """
    if str(path) == STDIN:
        yield source_of(sys.stdin.buffer, name=STDIN, where="standard input", on_bytes=on_bytes)
        return
    try:
        file = Path(path).open("rb")  # noqa: SIM115 - what goes wrong while the caller reads is not an error of opening
    except OSError as error:
        raise _unreadable(str(path), error) from error
    with file:
        yield source_of(file, name=Path(path).name, where=str(path), on_bytes=on_bytes)


def source_of(file: BinaryIO, *, name: str, where: str, on_bytes: OnBytes | None = None) -> Source:
    """Return an open binary file as a source."""
    chunks = _peeked(_read(file, where, on_bytes))
    if chunks.head.startswith(_GZIP):
        chunks = _peeked(_inflated(chunks.all, where, "gzip", lambda: zlib.decompressobj(wbits=31), zlib.error))
    elif chunks.head.startswith(_ZSTD):
        make = zstandard.ZstdDecompressor().decompressobj
        chunks = _peeked(_inflated(chunks.all, where, "zstd", make, zstandard.ZstdError))
    transcoded = chunks.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if transcoded:
        chunks = _peeked(_from_utf16(chunks.all, where))
    return Source(name, where, chunks.head, io.BufferedReader(_Stream(chunks.all), _CHUNK), transcoded)


class _Engine(Protocol):
    """A decompressor of one stream."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Chunks:
    head: bytes
    all: Iterator[bytes]


def _peeked(chunks: Iterator[bytes]) -> _Chunks:
    first: list[bytes] = []
    size = 0
    while size < _HEAD and (chunk := next(chunks, None)) is not None:
        first.append(chunk)
        size += len(chunk)
    return _Chunks(b"".join(first)[:_HEAD], chain(first, chunks))


def _read(file: BinaryIO, where: str, on_bytes: OnBytes | None) -> Iterator[bytes]:
    try:
        while chunk := file.read(_CHUNK):
            if on_bytes is not None:
                on_bytes(len(chunk))
            yield chunk
    except OSError as error:
        raise _unreadable(where, error) from error


def _unreadable(where: str, error: OSError) -> DocumentError:
    problem = (error.strerror or "cannot be read").lower()
    return DocumentError(problem, where=where, cure="check the path and the permissions")


def _inflated(
    chunks: Iterable[bytes], where: str, kind: str, make: Callable[[], _Engine], damage: type[Exception]
) -> Iterator[bytes]:
    """Yield the content of compressed chunks, which may hold several streams one after the other."""
    engine = make()
    inside = False
    for piece in _pieces(chunks):
        rest = piece
        while rest.strip(b"\0") or (rest and inside):
            try:
                yield engine.decompress(rest)
            except damage as error:
                raise _damaged(where, kind, f"damaged {kind} data ({error})") from error
            inside, rest = not engine.eof, engine.unused_data
            if engine.eof:
                engine = make()
    if inside:
        raise _damaged(where, kind, f"the {kind} data break off")


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks cut small, as each byte may stand for many thousands."""
    for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            yield chunk[start : start + _PIECE]


def _damaged(where: str, kind: str, problem: str) -> DocumentError:
    return DocumentError(problem, where=where, cure=f"make the {kind} file anew")


def _from_utf16(chunks: Iterable[bytes], where: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise DocumentError("not valid UTF-16 text", where=where, cure="save the file as UTF-8") from error


class _Stream(io.RawIOBase):
    """Chunks of bytes as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        view = memoryview(buffer)
        size = min(len(view), len(self._rest))
        view[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
