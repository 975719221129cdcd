"""Queries found by name: those that come with the package, and files of users.

The first line of a file is its question. Lines below it name what can be asked for: ``# --hardware H100: hardware``
says that the values of ``VALUES ?hardware { ... }`` may be replaced by those of a device, and that H100 is an example.
A file stands on its own: any SPARQL engine answers it for the example.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg import paths
from kg.errors import QueryError

_PARAMETER: Final = re.compile(r"# --(\w+) (.+): (\w+)$")


@dataclass(frozen=True, slots=True, order=True)
class Parameter:
    """What can be asked for.

    Attributes:
        name: of the option, and of the variable.
        example: what the query asks for as it stands.
        kind: ``thing``, ``data``, ``hardware``, ``paper`` or ``text``.
    """

    name: str
    example: str
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class StockQuery:
    """A query with the name of its file and its question, which stands in the file's first line as a comment."""

    name: str
    title: str
    text: str
    parameters: tuple[Parameter, ...] = ()

    def filled(self, values: Mapping[str, Sequence[str]]) -> str:
        """Return the query with terms of SPARQL in the place of its examples.

        Raises:
            QueryError: it has no such parameter, or does not say where the values go.

        >>> StockQuery("q", "", "ASK { VALUES ?x { 1 } }", (Parameter("x", "1", "text"),)).filled({"x": ['"2"']})
        'ASK { VALUES ?x { "2" } }'
        """
        text = self.text
        for name, terms in values.items():
            if name not in {parameter.name for parameter in self.parameters}:
                cure = f"use {' or '.join(f'--{each.name}' for each in self.parameters)}" if self.parameters else ""
                raise QueryError(f"has no parameter --{name}", where=self.name, cure=cure or "ask without it")
            text, count = _replaced(text, name, f"{{ {' '.join(terms)} }}")
            if not count:
                raise QueryError(f"has no VALUES ?{name} {{ }}", where=self.name, cure="write it where the values go")
        return text


def _replaced(text: str, name: str, values: str) -> tuple[str, int]:
    pattern = rf"(?<=VALUES \?{name} ){{[^}}]*}}"
    return re.subn(pattern, lambda _: values, text, count=1)


def stock_queries() -> Mapping[str, StockQuery]:
    """Return the queries that come with the package by name, sorted.

    >>> stock_queries()["what-builds-on-lora"].title
    'What builds on LoRA, and where is that said?'
    """
    files = sorted(paths.QUERIES.glob("*.rq"))
    return MappingProxyType({path.stem: _stock_query(path) for path in files})


def find_query(asked: str) -> StockQuery:
    """Return what a user means by ``asked``: SPARQL, a file of it, or the name of a stock query.

    Raises:
        QueryError: there is no such file or stock query.

    >>> find_query("ASK { ?paper a kg:Paper }").name
    'query'
    """
    if "{" not in asked and asked.endswith(".rq"):
        return _stock_query(Path(asked))
    if "{" in asked or len(asked.split()) > 1:
        return StockQuery("query", "", asked)
    stock = stock_queries()
    if asked not in stock:
        if Path(asked).is_file():
            raise QueryError("files of SPARQL end in .rq", where=asked, cure="rename it")
        close = get_close_matches(asked, stock, cutoff=0.4) or ["kg query --list"]
        raise QueryError("there is no such stock query", where=asked, cure=f"try {' or '.join(close)}")
    return stock[asked]


def _stock_query(path: Path) -> StockQuery:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise QueryError(reason, where=str(path), cure="name a file of SPARQL") from error
    except UnicodeDecodeError as error:
        raise QueryError("is not UTF-8 text", where=str(path), cure="save it as UTF-8") from error
    first, *others = text.split("\n")
    title = first.removeprefix("#").strip() if first.startswith("#") else ""
    found = (_PARAMETER.match(line) for line in others)
    return StockQuery(path.stem, title, text, tuple(Parameter(*each.groups()) for each in found if each))
