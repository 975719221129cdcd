"""What is refused in a query, and errors that say where it went wrong."""

import re
from typing import Final

from kg.errors import QueryError

_READING: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATING: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"})
_PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_QUIET: Final = re.compile(
    r"""\#[^\n]* | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | <[^<>"{}|^`\\\s]*> | [?$]\w+ | [\w.-]*:(?:[\w.%-]|\\.)*""",
    re.VERBOSE | re.DOTALL,
)
"""Comments, strings, IRIs, variables and prefixed names: where a keyword is none."""
_WORD: Final = re.compile(r"[A-Za-z]+")
_POSITION: Final = re.compile(r"error at (\d+):(\d+)")
_KNOWN_CAUSES: Final = (
    ("Prefix not found", "a prefix is not declared", "declare it with PREFIX"),
    ("variable that is unbound", "a variable of SELECT is not bound by the query", "bind it, or group by it"),
    ("IRI parsing failed", "an IRI is not absolute", "write it whole, or use a prefix"),
)


def check_harmless(query: str, where: str) -> None:
    """Raise unless ``query`` only reads, and only here.

    Raises:
        QueryError: it is no query, changes data, or asks another server.

    >>> check_harmless("SELECT * { SERVICE <https://example.org/> {} }", "query")
    Traceback (most recent call last):
        ...
    kg.errors.QueryError: query: SERVICE would ask another server; ask the graph alone
    """
    try:
        query.encode()
    except UnicodeEncodeError as error:
        problem = f"no text at character {error.start + 1}"
        raise QueryError(problem, where=where, cure="write the query in UTF-8") from error
    if "SERVICE" in _QUIET.sub(_blank, query).upper():
        raise QueryError("SERVICE would ask another server", where=where, cure="ask the graph alone")
    words = (word.upper() for word in _WORD.findall(_QUIET.sub(" ", query)))
    first = next((word for word in words if word not in _PROLOGUE), "nothing")
    if first in _UPDATING:
        raise QueryError(f"{first} would change the graph", where=where, cure="ask with SELECT, ASK or CONSTRUCT")
    if first not in _READING:
        raise QueryError(f"begins with {first}", where=where, cure="begin with SELECT, ASK, CONSTRUCT or DESCRIBE")


def unparsable(error: SyntaxError, query: str, where: str) -> QueryError:
    """Return the error of a query that is not SPARQL, with its line and the text where the parser gave up."""
    found = _POSITION.search(str(error))
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    lines = query.split("\n")
    before = lines[min(line, len(lines)) - 1][: column - 1].strip()[-40:]
    for sign, problem, cure in _KNOWN_CAUSES:
        if sign in str(error):
            return QueryError(f"{problem}, at or after: {before}", where=f"{where}:{line}", cure=cure)
    problem = f"no SPARQL after: {before}" if before else "no SPARQL at the start of the line"
    return QueryError(problem, where=f"{where}:{line}", cure="mend the query there, or ask a stock query by name")


def unanswerable(error: RuntimeError, where: str) -> QueryError:
    """Return the error of a query that is well formed and fails when it runs."""
    return QueryError(f"cannot be answered ({error})", where=where, cure="change that part of the query")


def _blank(found: re.Match[str]) -> str:
    """Keep what stands before a colon: the parser may read ``service:x`` as the keyword and a name."""
    return f" {found[0].partition(':')[0]} " if found[0][0].isalpha() else " "
