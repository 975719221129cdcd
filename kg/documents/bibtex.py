"""BibTeX: entries with fields in braces or quotation marks, ``@string`` names, and comments anywhere between."""

import re
from collections.abc import Iterator
from typing import Final

from kg.documents.cleaning import clean
from kg.documents.lines import LIMIT, text_lines
from kg.documents.opening import Source
from kg.documents.shapes import RawRecord
from kg.errors import DocumentError

ENTRY: Final = re.compile(r"^[ \t]*@[ \t]*(?P<kind>[A-Za-z]+)[ \t]*[{(]", re.MULTILINE)
"""How an entry begins: at the start of a line."""

_BRACE: Final = re.compile(r"(?<!\\)[{}]")
# What is taken here is never given back ("*+"): a run of blanks would be tried at every length.
_KEY: Final = re.compile(r"\s*+[^\s,={}]*+\s*+,")
_FIELD: Final = re.compile(r"[\s,]*+(?P<name>[A-Za-z][\w:.+/-]*+)\s*+=\s*+")
_PART: Final = re.compile(r"\s*(?:(?P<open>[{\"])|(?P<word>[^\s#,{}\"=()]+))")
_REST: Final = re.compile(r"[\s,]*")
_JOIN: Final = re.compile(r"\s*#")
_NO_BRACES: Final = str.maketrans("", "", "{}")
_PREPRINT: Final = re.compile(r"arXiv:(?P<id>\d{4}\.\d{4,5})", re.IGNORECASE)
_LONGEST: Final = 1 << 20
"""Characters of one value: names that stand for names twice over could make it as long as memory allows."""
_CURE: Final = "close its braces and quotation marks"


def read_bibtex(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the entries of a bibliography, or what is wrong with one.

    Raises:
        DocumentError: the text is not UTF-8.
    """
    strings: dict[str, str] = {}
    for line, kind, text in _entries(source):
        if kind in {"comment", "preamble"}:
            continue
        try:
            fields = parse_fields(text if kind == "string" else _without_key(text), strings)
        except ValueError as error:
            yield source.error(f"broken BibTeX entry: {error}", line=line, cure=_CURE)
            continue
        if kind == "string":
            strings.update(fields)
            if sum(map(len, strings.values())) > LIMIT:
                raise source.error("names that stand for more than 16 MiB", line=line, cure="drop those not needed")
        else:
            yield RawRecord(_as_record(fields), line)


def _without_key(text: str) -> str:
    key = _KEY.match(text)
    return text[key.end() :] if key else text


def parse_fields(text: str, strings: dict[str, str]) -> dict[str, str]:
    """Return the fields of an entry by their names in lower case; the first of two by one name counts.

    Raises:
        ValueError: a value does not end, or something stands where a field must.

    >>> parse_fields('title = {On {Foo}}, year = 2024, note = "a" # b', {"b": "c"})
    {'title': 'On {Foo}', 'year': '2024', 'note': 'ac'}
    """
    fields: dict[str, str] = {}
    at = 0
    while not _REST.fullmatch(text, at):
        found = _FIELD.match(text, at)
        if not found:
            raise ValueError(f"no field where one must stand ({' '.join(text[at:].split())[:20]!r})")
        value, at = _value(text, found.end(), strings)
        fields.setdefault(found["name"].lower(), value)
    return fields


def _value(text: str, at: int, strings: dict[str, str]) -> tuple[str, int]:
    """Return the value that begins at a place, its parts joined, and where it ends."""
    parts: list[str] = []
    size = 0
    while True:
        found = _PART.match(text, at)
        if not found:
            raise ValueError("a field without value")
        if found["open"]:
            end = _end(text, found.end(), found["open"])
            parts.append(text[found.end() : end])
            at = end + 1
        else:
            word = found["word"].lower()
            parts.append(strings.get(word, found["word"]))
            at = found.end()
        size += len(parts[-1])
        if size > _LONGEST:
            raise ValueError(f"a value of more than {_LONGEST:,} characters")
        joined = _JOIN.match(text, at)
        if not joined:
            return "".join(parts), at
        at = joined.end()


def _end(text: str, at: int, opening: str) -> int:
    """Return where a value ends whose opening brace or quotation mark was passed."""
    depth = 0
    while at < len(text):
        character = text[at]
        if depth == 0 and character == ("}" if opening == "{" else '"'):
            return at
        if character == "\\":
            at += 1
        elif character in "{}":
            depth += 1 if character == "{" else -1
        at += 1
    raise ValueError("a value without end")


def _entries(source: Source) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind and inside of each entry; one that does not end is cut where the next begins."""
    start, kind, held, depth, opening = 0, "", "", 0, "{"
    for number, text in text_lines(source):
        found = ENTRY.match(text)
        if found:
            if held:
                yield start, kind, _unparted(held, opening)
            start, kind, depth, opening = number, found["kind"].lower(), 1, found[0][-1]
            held, text = " ", text[found.end() :]  # noqa: PLW2901 - what is left of the line
        if not held:
            continue
        end, depth = _closed(text, depth)
        held += text[:end]
        if depth == 0 or len(held) > LIMIT:
            yield start, kind, held
            held = ""
    if held:
        yield start, kind, _unparted(held, opening)


def _unparted(held: str, opening: str) -> str:
    """Return the inside of an entry that no brace closed; of one in parentheses, what stands before the last."""
    return held.rpartition(")")[0] if opening == "(" and ")" in held else held


def _closed(text: str, depth: int) -> tuple[int, int]:
    """Return how much of a line belongs to an entry, and how many braces are open after it."""
    for found in _BRACE.finditer(text):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start(), 0
    return len(text), depth


def _as_record(fields: dict[str, str]) -> dict[str, object]:
    """Return the fields with braces gone, which in BibTeX only guard capitals, and year and month as one date."""
    record: dict[str, object] = {name: clean(text).translate(_NO_BRACES) for name, text in fields.items()}
    record.pop("id", None)
    told = _PREPRINT.search(f"{record.get('journal', '')} {record.get('note', '')}")
    if told:
        record.setdefault("eprint", told["id"])
    if "date" not in record and "year" in record:
        month = str(record.get("month", "")).strip()
        numbered = (
            f"{record['year']}-{int(month):02}" if month.isdecimal() and len(month) < 3 else f"{month} {record['year']}"
        )
        record["date"] = numbered.strip() if month else record["year"]
    return record
