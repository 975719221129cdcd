"""CSV and TSV with a header line that names a title column."""

import csv
from collections.abc import Iterator
from typing import Final

from kg.documents.lines import LIMIT, text_lines
from kg.documents.opening import Source
from kg.documents.shapes import TITLE, RawRecord, folded
from kg.errors import DocumentError

DELIMITERS: Final = "\t,;|"
"""What may part the columns; the header line decides."""


def delimiter_of(header: str) -> str:
    """Return the delimiter that makes a header with a title column of a line, or "".

    >>> delimiter_of("id,Title,Abstract"), delimiter_of("A title, and a comma")
    (',', '')
    """
    for delimiter in DELIMITERS:
        names = [folded(cell) for cell in header.strip().split(delimiter)]
        if len(names) > 1 and set(names) & set(TITLE):
            return delimiter
    return ""


def read_delimited(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the record of each row, or what is wrong with the row.

    Raises:
        DocumentError: the text is not UTF-8.
    """
    numbered = text_lines(source)
    above, header = next((number, text) for number, text in numbered if text.strip())
    delimiter = delimiter_of(header)
    names = _names(source, header, delimiter, above)
    size = 0

    def texts() -> Iterator[str]:
        nonlocal size
        for number, text in numbered:
            size += len(text)
            if size > LIMIT:
                raise source.error(
                    f"a row of more than {LIMIT >> 20} MiB", line=number, cure="close its quotation marks"
                )
            yield text

    rows = csv.reader(texts(), delimiter=delimiter, strict=True)
    while True:
        line = above + rows.line_num + 1
        size = 0
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield source.error(f"broken row: {error}", line=line, cure="close its quotation marks")
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield _record(source, names, row, line)


def _names(source: Source, header: str, delimiter: str, line: int) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=delimiter))
    except csv.Error as error:
        raise source.error(f"broken header: {error}", line=line, cure="name the columns in the first line") from error


def _record(source: Source, names: list[str], row: list[str], line: int) -> RawRecord | DocumentError:
    if any(cell.strip() for cell in row[len(names) :]):
        problem = f"{len(row)} cells where the header has {len(names)}"
        return source.error(problem, line=line, cure="put cells that hold the delimiter in quotation marks")
    return RawRecord(dict(zip(names, row, strict=False)), line)
