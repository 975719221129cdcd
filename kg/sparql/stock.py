"""Queries found by name: those that come with the package, and files of users."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from kg import paths
from kg.errors import QueryError


@dataclass(frozen=True, slots=True, order=True)
class StockQuery:
    """A query with the name of its file and its question, which stands in the file's first line as a comment."""

    name: str
    title: str
    text: str


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
        close = get_close_matches(asked, stock, cutoff=0.4) or stock
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
    first = text.partition("\n")[0]
    return StockQuery(path.stem, first.removeprefix("#").strip() if first.startswith("#") else "", text)
