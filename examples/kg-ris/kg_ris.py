"""Reads RIS, as reference managers write it: a line is a tag of two letters, two spaces, a dash and a value."""

import re
from collections.abc import Iterator

from kg import DocumentError
from kg.documents import RawRecord, Reader, Source, text_lines

_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  -(?: (?P<value>.*))?\n?")
_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*TY  - ")
_FIELDS = {"TI": "title", "T1": "title", "AB": "abstract", "N2": "abstract", "DO": "doi", "UR": "url", "PY": "year"}


def recognises(head: bytes) -> bool:
    """Tell whether a document begins as a RIS file does: with the type of its first record."""
    return _BEGINS.match(head) is not None


def read(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the records, each with the line it begins at; a line without a tag goes on with the value above it."""
    fields: dict[str, object] = {}
    begins, last = 0, ""
    for number, line in text_lines(source):
        found = _LINE.fullmatch(line)
        if found is None:
            if last and line.strip():
                fields[last] = f"{fields[last]} {line.strip()}"
        elif found["tag"] == "TY":
            fields, begins, last = {}, number, ""
        elif found["tag"] == "ER" and begins:
            yield RawRecord(fields, begins)
            fields, begins, last = {}, 0, ""
        else:
            last = _FIELDS.get(found["tag"], "")
            if last:
                fields.setdefault(last, found["value"] or "")
    if begins:
        yield source.error("the last record breaks off", line=begins, cure="end it with a line ER  -")


READER = Reader(recognises, read)
