"""Write the pages of this folder that are made from what they describe.

Run: make docs
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from kg.ontology.documentation import to_markdown
from kg.questions import Things, to_sparql
from kg.sparql import Pool, Request, StockQuery, Table, stock_queries, to_table

HERE = Path(__file__).parent
EXAMPLE = HERE / "example.ttl"

ASKED_FOR: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "papers-that-compare-to": {"thing": "WobbleFold"},
        "papers-that-introduce": {"thing": "ZibboFold"},
        "parts-of": {"thing": "ZibboFold"},
        "results-of": {"thing": "ZibboFold"},
        "results-versus": {"thing": "WobbleFold"},
        "what-it-builds-on": {"thing": "ZibboFold"},
        "what-it-is-trained-on": {"thing": "ZibboFold"},
        "what-it-outperforms": {"thing": "ZibboFold"},
        "what-outperforms": {"thing": "WobbleFold"},
    }
)
"""What is asked for where the query's own example is not in ``example.ttl``."""

HEAD = """# Stock queries

Made from `ontology/queries/` by `make docs`; not edited by hand. The answers are those of two
invented papers, [example.ttl](example.ttl); of a longer answer the first row is shown. Names are given in any spelling.
What a query is not asked for stays as in its file, which any SPARQL engine can run.
"""


def pages() -> dict[str, str]:
    """Return the text of each page by the name of its file."""
    return {"ontology.md": to_markdown(), "queries.md": "\n".join(_queries())}


def _queries() -> Iterator[str]:
    yield HEAD
    with Pool(EXAMPLE) as pool:
        things = Things(pool)
        for query in stock_queries().values():
            given = {each.name: each.example for each in query.parameters} | dict(ASKED_FOR.get(query.name, {}))
            answer = to_table(pool.ask(Request(to_sparql(query, given, things))).body)
            yield from _section(query, given, answer)


def _section(query: StockQuery, given: Mapping[str, str], answer: Table) -> Iterator[str]:
    options = "".join(f" --{name} '{value}'" if " " in value else f" --{name} {value}" for name, value in given.items())
    yield from (f"## {query.name}", "", query.title, "", "```console", f"$ kg query {query.name}{options}", "```", "")
    cells = ["" if cell is None else str(cell).replace("|", "\\|") for cell in answer.rows[0]]
    for row in (answer.columns, ["---"] * len(cells), cells):
        yield f"| {' | '.join(row)} |"
    yield ""


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
