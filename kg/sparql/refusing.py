"""What is refused in a query, and errors that say where it went wrong."""

import re
from collections.abc import Iterator, Set
from typing import Final, NamedTuple

from kg import ontology
from kg.errors import LimitError, QueryError, RefusedQueryError

_READING: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATING: Final = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"})
_PROLOGUE: Final = frozenset({"PREFIX", "BASE", "VERSION"})
_TOKEN: Final = re.compile(
    r"""(?P<quiet>\#[^\n\r]* | \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' | [?$]\w+ | @[A-Za-z-]+)
    | (?P<iri><[^<>"{}|^`\\\s]*>) | (?P<name>[\w.-]*:(?:[\w.%:-]|\\.)*) | (?P<word>[A-Za-z]+)""",
    re.VERBOSE | re.DOTALL,
)
"""Where a keyword is none (comments, strings, variables, languages), IRIs, prefixed names, and words."""
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_POSITION: Final = re.compile(r"error at (\d+):(\d+)")
_KNOWN_CAUSES: Final = (
    ("Prefix not found", "a prefix is not declared", "declare it with PREFIX"),
    ("variable that is unbound", "a variable of SELECT is not bound by the query", "bind it, or group by it"),
    ("IRI parsing failed", "an IRI is not absolute", "write it whole, or use a prefix"),
)


class _Token(NamedTuple):
    kind: str
    text: str


def check_harmless(
    query: str, where: str, graphs: Set[str] = frozenset(), *, base: str = ontology.BASE, length: int | None = None
) -> None:
    """Raise unless ``query`` only reads, and only what is loaded.

    Args:
        query: what is asked.
        where: its name in messages.
        graphs: the named graphs that are loaded.
        base: what the IRIs of things begin with.
        length: the most characters that it may have.

    Raises:
        RefusedQueryError: it changes data, asks another server or names a graph that is not loaded.
        LimitError: it is too long.
        QueryError: it is no query.

    >>> check_harmless("SELECT * { SERVICE <https://example.org/> {} }", "query")
    Traceback (most recent call last):
        ...
    kg.errors.RefusedQueryError: query: SERVICE would ask another server; ask the graph alone
    """
    if length is not None and len(query) > length:
        raise LimitError(f"has more than {length:,} characters", where=where, cure="ask for less at a time")
    try:
        query.encode()
    except UnicodeEncodeError as error:
        problem = f"no text at character {error.start + 1}"
        raise QueryError(problem, where=where, cure="write the query in UTF-8") from error
    # SPARQL reads \u0053 as S before anything else: what stands there counts, and what it stands for.
    for spelt in dict.fromkeys((query, _ESCAPE.sub(_character, query))):
        tokens = list(_tokens(spelt))
        _refuse_reaching_out(tokens, where, graphs, base)
        _refuse_changing(tokens, where)


def picks_graphs(query: str) -> bool:
    """Tell whether a query says by FROM which graphs it is about."""
    return any(token.kind == "word" and token.text.upper() == "FROM" for token in _tokens(query))


def _tokens(query: str) -> Iterator[_Token]:
    """Yield the tokens that matter; a prefix that reads like a keyword may be one and comes as a word as well."""
    for found in _TOKEN.finditer(query):
        kind = found.lastgroup or "quiet"
        if kind == "name":
            prefix, _, rest = found[0].partition(":")
            if prefix.upper() in {"SERVICE", "SILENT", "FROM", "NAMED"}:
                yield _Token("word", prefix)
                yield _Token("name", f":{rest}")
                continue
        if kind != "quiet":
            yield _Token(kind, found[0])


def _refuse_reaching_out(tokens: list[_Token], where: str, graphs: Set[str], base: str) -> None:
    words = [token.text.upper() if token.kind == "word" else "" for token in tokens]
    if any("SERVICE" in word for word in words):
        raise RefusedQueryError("SERVICE would ask another server", where=where, cure="ask the graph alone")
    for at, word in enumerate(words):
        if word == "FROM" and not _names_one_of(graphs, tokens, at + 1, base):
            named = "".join(token.text for token in tokens[at + 1 : at + 2])[:80]
            cure = "leave FROM out, or name a graph of the file"
            raise RefusedQueryError(f"FROM names a graph that is not loaded ({named})", where=where, cure=cure)


def _names_one_of(graphs: Set[str], tokens: list[_Token], at: int, base: str) -> bool:
    """Tell whether the IRI from ``at`` on, after NAMED or not, is that of a loaded graph."""
    if [token.text.upper() for token in tokens[at : at + 1]] == ["NAMED"]:
        at += 1
    if at >= len(tokens):
        return False
    kind, text = tokens[at]
    if kind == "iri":
        return text[1:-1] in graphs
    prefix, _, rest = text.partition(":")
    spaces = _declared(tokens) if prefix in _declared(tokens) else ontology.prefixes(base)
    return kind == "name" and prefix in spaces and spaces[prefix] + rest.replace("\\", "") in graphs


def _declared(tokens: list[_Token]) -> dict[str, str]:
    """Return the prefixes that a query declares itself."""
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return {
        name.text.removesuffix(":"): space.text[1:-1]
        for word, name, space in triples
        if word.text.upper() == "PREFIX" and name.kind == "name" and space.kind == "iri"
    }


def _refuse_changing(tokens: list[_Token], where: str) -> None:
    words = (token.text.upper() for token in tokens if token.kind == "word")
    first = next((word for word in words if word not in _PROLOGUE), "nothing")
    if first in _UPDATING:
        cure = "ask with SELECT, ASK or CONSTRUCT"
        raise RefusedQueryError(f"{first} would change the graph", where=where, cure=cure)
    if first not in _READING:
        raise QueryError(f"begins with {first[:40]}", where=where, cure="begin with SELECT, ASK, CONSTRUCT or DESCRIBE")


def _character(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else found[0]


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
