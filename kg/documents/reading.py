"""Papers from files, folders and standard input, in whatever format each of them is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.documents.atom import read_atom
from kg.documents.bibtex import read_bibtex
from kg.documents.delimited import read_delimited
from kg.documents.detection import Format, format_of
from kg.documents.digest import read_digest
from kg.documents.installed import read_installed
from kg.documents.json_document import read_json_document
from kg.documents.json_lines import read_json_lines
from kg.documents.opening import STDIN, OnBytes, Source, opened
from kg.documents.parquet import read_parquet
from kg.documents.shapes import RawRecord, to_paper
from kg.errors import DocumentError
from kg.records import Paper

Read = Callable[[Source], Iterator[RawRecord | DocumentError]]
"""Yields what one document holds: records, and errors where a record should be; raises where reading must end."""

OnSkip = Callable[[DocumentError], None]
"""Is told of each record or file that cannot be read."""

READERS: Final[Mapping[Format, Read]] = MappingProxyType(
    {
        Format.ATOM: read_atom,
        Format.BIBTEX: read_bibtex,
        Format.DELIMITED: read_delimited,
        Format.DIGEST: read_digest,
        Format.JSON: read_json_document,
        Format.JSON_LINES: read_json_lines,
        Format.PARQUET: read_parquet,
    }
)
"""One reader a format."""


def read_papers(
    paths: Iterable[Path | str],
    *,
    on_skip: OnSkip | None = None,
    on_bytes: OnBytes | None = None,
) -> Iterator[Paper]:
    """Yield the papers of files, of all files in folders, and of standard input (``-``), as they are met.

    The format of each is told by its content, compressed or not. One record at a time is in memory. The same paper met
    twice is yielded twice: see ``merge_papers``.

    Args:
        paths: files, folders (hidden files are passed over) and ``-``.
        on_skip: takes the error of each record or file that cannot be read, and reading goes on.
        on_bytes: is told how many bytes more were read, for instance to show how far it is.

    Raises:
        DocumentError: a record or file cannot be read, and there is no ``on_skip``.
    """
    return (paper for _, paper in read_traced(paths, on_skip=on_skip, on_bytes=on_bytes))


def read_traced(
    paths: Iterable[Path | str],
    *,
    on_skip: OnSkip | None = None,
    on_bytes: OnBytes | None = None,
) -> Iterator[tuple[Path | str, Paper]]:
    """Yield the papers with the file that each was read from; arguments and errors as of ``read_papers``."""
    for path in paths:
        for file in files_of(path):
            if isinstance(file, DocumentError):
                _skip(file, on_skip)
                continue
            for item in _papers_of(file, on_bytes):
                if isinstance(item, Paper):
                    yield file, item
                else:
                    _skip(item, on_skip)


def _skip(error: DocumentError, on_skip: OnSkip | None) -> None:
    if on_skip is None:
        raise error
    on_skip(error)


def _papers_of(path: Path | str, on_bytes: OnBytes | None) -> Iterator[Paper | DocumentError]:
    try:
        with opened(path, on_bytes) as source:
            yield from parse_papers(source)
    except DocumentError as error:
        yield error


def parse_papers(source: Source) -> Iterator[Paper | DocumentError]:
    """Yield the papers of one document, and an error in the place of each record that cannot be read.

    Raises:
        DocumentError: the document as a whole cannot be read, or not further.
        PluginError: a reader of another package fails.
    """
    nothing = True
    for record in read_installed(source) or READERS[format_of(source)](source):
        nothing = False
        yield record if isinstance(record, DocumentError) else _paper(record, source)
    if nothing:
        raise source.error("no paper in it", cure="give each paper a title, and its abstract below or beside it")


def _paper(record: RawRecord, source: Source) -> Paper | DocumentError:
    try:
        return to_paper(record, source)
    except DocumentError as error:
        return error


def files_of(path: Path | str) -> Iterator[Path | str | DocumentError]:
    """Yield a path itself, or all files below a folder in order of their names."""
    if str(path) == STDIN or not _is_folder(Path(path)):
        yield path
        return
    nothing = True
    for found in _below(Path(path)):
        nothing = False
        yield found
    if nothing:
        yield DocumentError("no file in this folder", where=str(path), cure="give a folder that holds papers")


def _below(folder: Path) -> Iterator[Path | DocumentError]:
    """Yield the files below a folder, those of linked folders not, for links may lead in circles.

    What cannot be listed is told of, and spoils nothing beside it.
    """
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir():
                inner = [] if path.is_symlink() and path != folder else path.iterdir()
                waiting += sorted((each for each in inner if not each.name.startswith(".")), reverse=True)
            elif path.is_file():
                yield path
        except OSError as error:
            problem = (error.strerror or "cannot be listed").lower()
            yield DocumentError(problem, where=str(path), cure="check its permissions")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # opening it will tell
        return False
