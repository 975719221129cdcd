"""JSON Lines: one record a line, so that a broken line spoils no other."""

import json
from collections.abc import Iterator, Mapping

from kg.documents.lines import decoded, raw_lines
from kg.documents.opening import Source
from kg.documents.shapes import RawRecord
from kg.errors import DocumentError


def read_json_lines(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the record of each line, or what is wrong with the line; empty lines are skipped."""
    for line in raw_lines(source):
        if line.data.isspace() or not line.data:
            continue
        try:
            value = parsed(decoded(line, source).rstrip(), source, line.number)
        except DocumentError as error:
            yield error
            continue
        for fields in records_in(value):
            yield RawRecord(fields, line.number) if isinstance(fields, Mapping) else not_an_object(source, line.number)


def parsed(text: str, source: Source, line: int) -> object:
    """Return the value of one JSON text.

    Raises:
        DocumentError: it is not JSON; ``line`` is where the text begins.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        problem = f"broken JSON: {error.msg} at column {error.colno}"
        raise source.error(problem, line=line + error.lineno - 1, cure="mend or remove the record") from error
    except (RecursionError, ValueError) as error:
        raise source.error("broken JSON: nested too deep or too large a number", line=line) from error


def records_in(value: object) -> Iterator[object]:
    """Yield the records in a value: those of a list, of an answer that wraps a list, or else the value itself."""
    if isinstance(value, Mapping) and not is_record(value):
        lists = [value[name] for name in WRAPPERS if isinstance(value.get(name), list)]
        value = lists[0] if lists else value
    yield from value if isinstance(value, list) else (value,)


def is_record(fields: Mapping[str, object]) -> bool:
    """Tell whether fields are those of a paper and not of an answer that wraps papers."""
    return "title" in fields or "paper" in fields


def not_an_object(source: Source, line: int) -> DocumentError:
    """Return the error for a value where a record should be."""
    return source.error("no JSON object", line=line, cure='write {"title": ..., "abstract": ...}')


WRAPPERS = ("results", "data", "papers", "items", "works")
"""Names under which web services wrap a list of papers."""
