"""What a document is, told by its first bytes; its name plays no part."""

import codecs
import re
from enum import StrEnum
from typing import Final

from kg.documents.bibtex import ENTRY
from kg.documents.dates import is_date
from kg.documents.delimited import delimiter_of
from kg.documents.opening import Source


class Format(StrEnum):
    """A kind of document that can be read."""

    ATOM = "arXiv Atom XML"
    BIBTEX = "BibTeX"
    DELIMITED = "CSV or TSV"
    DIGEST = "digest text"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    PARQUET = "Parquet"


FOREIGN: Final = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"BZh": "compressed with bzip2",
    b"\xfd7zXZ": "compressed with xz",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"SQLite format 3": "an SQLite database",
    b"ARROW1": "an Arrow file",
    b"\x7fELF": "a program",
    b"\xd0\xcf\x11\xe0": "an old office document",
}
"""How files begin that are often met and cannot be read."""

SUPPORTED: Final = "give digest text, JSON Lines, JSON, Atom XML, BibTeX, CSV, TSV or Parquet, plain or as gzip or zstd"

_MARKUP: Final = re.compile(r"\s*<(?:\?xml|!--|feed|entry|\w+:feed|rss|OAI-PMH|!DOCTYPE(?!\s+html))", re.IGNORECASE)
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def format_of(source: Source) -> Format:
    """Return the format of a document.

    Raises:
        DocumentError: the document is empty, or nothing that can be read.
    """
    if source.head.startswith(b"PAR1"):
        return Format.PARQUET
    _refuse_foreign(source)
    text = source.head.removeprefix(codecs.BOM_UTF8).decode(errors="replace")
    if not text.strip():
        raise source.error("the file is empty", cure="remove it, or put papers into it")
    found = _format_of_text(text)
    if not found:
        what = "a web page" if text.lstrip().startswith("<") else "text of no known kind"
        raise source.error(what, cure=f"{SUPPORTED}; a digest has a date line such as Mar 14 above its first title")
    return found


def _refuse_foreign(source: Source) -> None:
    for beginning, what in FOREIGN.items():
        if source.head.startswith(beginning):
            raise source.error(what, cure=SUPPORTED)
    if _CONTROL.search(source.head):
        raise source.error("binary data of unknown kind", cure=SUPPORTED)


def _format_of_text(text: str) -> Format | None:
    lines = [line.strip() for line in text.split("\n") if line.strip()]  # as the readers part them
    if text.lstrip().startswith("<"):
        return Format.ATOM if _MARKUP.match(text) else None
    if _is_json(lines):
        return Format.JSON_LINES if _is_json_lines(lines) else Format.JSON
    if delimiter_of(lines[0]):
        return Format.DELIMITED
    if ENTRY.search(text):
        return Format.BIBTEX
    return Format.DIGEST if any(map(is_date, lines)) else None


def _is_json(lines: list[str]) -> bool:
    return lines[0].startswith(("{", "[")) or _is_json_lines(lines)


def _is_json_lines(lines: list[str]) -> bool:
    """Tell whether lines are objects: the first is, or most are; a line alone may wrap a list."""
    if len(lines) == 1 or lines[0].startswith("["):
        return False
    whole = lines[0].startswith("{") and lines[0].endswith("}")
    return whole or 2 * sum(line.startswith("{") for line in lines) > len(lines)
