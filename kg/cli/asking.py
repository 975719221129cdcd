"""Commands that ask a graph: ``kg query``, ``kg show``, ``kg path`` and ``kg validate``."""

import shlex
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from kg.cli.terminal import MIN_CONFIDENCE, write_data, write_line, write_table
from kg.errors import InputError
from kg.paths import EXPORTS

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.sparql import StockQuery, Table

_REBUILD: Final = "mend what is listed, or make the graph anew with `kg build`"
FORMS = ("table", "json", "csv", "tsv", "xml", "html")
GRAPH = str(EXPORTS / "graph.ttl")
DATA = click.option("--data", metavar="FILE", default=GRAPH, show_default=True, help="Exported graph to ask.")


def _list_queries(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """List the stock queries, each with the question it answers, and end."""
    if wanted:
        from kg.sparql import stock_queries

        asked = {_usage(query): query.title for query in stock_queries().values()}
        longest = max(map(len, asked), default=0)
        for usage, title in sorted(asked.items()):
            write_line(f"{usage:{longest}}  {title}")
        context.exit()


def _usage(query: "StockQuery") -> str:
    """Return what to type for a stock query."""
    parameters = (f"--{each.name} {shlex.quote(each.example)}" for each in query.parameters)
    return " ".join((query.name, *parameters))


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("question", metavar="QUERY|FILE.rq|NAME")
@click.argument("given", nargs=-1, metavar="[--PARAMETER VALUE]...", type=click.UNPROCESSED)
@DATA
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_queries,
    help="List the stock queries with their parameters.",
)
@MIN_CONFIDENCE
@click.option("--seconds", type=click.FloatRange(0.1), default=60, show_default=True, help="Stop a query after this.")
@click.option("--rows", type=click.IntRange(1), default=1_000_000, show_default=True, help="Refuse a longer answer.")
def query(
    *, question: str, given: tuple[str, ...], data: str, form: str, min_confidence: float, seconds: float, rows: int
) -> None:
    """Ask an exported graph in SPARQL.

    Takes a query, a file that holds one, or the NAME of a stock query. What stock queries ask for is given in any
    spelling: kg query datasets-used-on-hardware --hardware H100. The format html is a page with the answer as a table
    and as a picture.
    """
    from kg.questions import Things, to_sparql
    from kg.sparql import Limits, Pool, Request, find_query, to_table

    asked, values = find_query(question), _parameters(given)
    limits = Limits(seconds=seconds, rows=rows, answer=1 << 30, memory=4 << 30)
    with Pool(data, limits, min_confidence=min_confidence) as pool:
        text = to_sparql(asked, values, Things(pool)) if values else asked.text
        results = "json" if form in _READ_HERE else form
        answer = pool.ask(Request(text, results, _GRAPHS.get(form, "rows"), where=asked.name))
    if form == "html":
        write_data(_answer_page(text, to_table(answer.body), data, min_confidence))
    elif form == "table":
        table = to_table(answer.body)
        write_table(table.columns, (["" if cell is None else str(cell) for cell in row] for row in table.rows))
    else:
        write_data(answer.body)


_READ_HERE: Final = ("table", "html")
"""The formats that are made from the rows of an answer."""

_GRAPHS: Final = MappingProxyType({"json": "jsonld", "xml": "xml"})
"""How the answers of CONSTRUCT and DESCRIBE are written; in other formats they are rows."""


def _parameters(given: tuple[str, ...]) -> dict[str, str]:
    """Return the values of parameters by name."""
    words = [part for word in given for part in (word.split("=", 1) if word.startswith("--") else [word])]
    if len(words) % 2 or any(not name.startswith("--") for name in words[::2]):
        raise click.UsageError(f"what is {' '.join(given)}? Give parameters as --NAME VALUE, a query in quotes.")
    return {name.removeprefix("--"): value for name, value in zip(words[::2], words[1::2], strict=True)}


@click.command()
@click.argument("file", default=GRAPH)
def validate(file: str) -> None:
    """Check an exported graph against the shapes.

    Lists what is wrong with which thing; exit status 1 says that there is something.
    """
    from kg.validation import validate as run

    report = run(file)
    if report.conforms:
        write_line(f"{file} conforms to the shapes")
        return
    write_table(
        ("thing", "property", "what is wrong"), [(each.focus, each.path, each.message) for each in report.results]
    )
    raise InputError(f"does not conform ({len(report.results):,} problems)", where=file, cure=_REBUILD)


@click.command()
@click.argument("name")
@DATA
@click.option("--format", "form", type=click.Choice(("text", "html")), default="text", show_default=True)
@MIN_CONFIDENCE
def show(name: str, data: str, form: str, min_confidence: float) -> None:
    """Show what the graph knows of one thing.

    NAME is any name of an entity or the title of a paper; each line comes with the sentences that say so. The format
    html is a page with the picture of it.
    """
    from kg.cli.showing import lines_of, thing_named

    graph = _sure_graph(data, min_confidence)
    if form == "html":
        page = replace(graph.page(around=thing_named(graph, name), hops=1), base=_base(data))
        write_data(page.html.encode())
        return
    for line in lines_of(graph, thing_named(graph, name)):
        write_line(line)


@click.command()
@click.argument("start", metavar="NAME")
@click.argument("end", metavar="NAME")
@DATA
def path(start: str, end: str, data: str) -> None:
    """Show how two things are connected.

    Each NAME is any name of an entity or the title of a paper; the way goes fact by fact, with the sentences.
    """
    from kg.cli.showing import fact_lines, thing_named
    from kg.errors import UnknownNameError
    from kg.exports import read_graph

    graph = read_graph(data)
    ends = [thing_named(graph, name) for name in (start, end)]
    facts = graph.path(*ends)
    if not facts and ends[0] != ends[1]:
        raise UnknownNameError("nothing in the graph connects them", where=f"{start} and {end}", cure="add more papers")
    for fact in facts:
        for line in fact_lines(graph, fact):
            write_line(line)


def _answer_page(query: str, table: "Table", data: str, min_confidence: float) -> bytes:
    """Return a page that opens at the answer, with the part of the graph that it speaks of."""
    from kg.page import answered, to_html

    base = _base(data)
    graph = _sure_graph(data, min_confidence)
    part, answer = answered(graph.contents, query, table.columns, table.rows, base)
    return to_html(part, base=base, start="answer", answer=answer).encode()


_BASE: Final = "SELECT ?base { ?graph a void:Dataset ; void:uriSpace ?base }"


def _base(data: str) -> str:
    """Return what the IRIs of an exported graph begin with; node-link JSON has none of its own."""
    from kg.ontology import BASE
    from kg.sparql import select

    if Path(data).suffix == ".json":
        return BASE
    ((base,),) = select(data, _BASE)
    return str(base)


def _sure_graph(data: str, min_confidence: float) -> "KnowledgeGraph":
    """Return an exported graph without what is not sure enough."""
    from kg.exports import read_graph
    from kg.filtering import at_least
    from kg.graph import KnowledgeGraph

    graph = read_graph(data)
    return KnowledgeGraph(at_least(graph.contents, min_confidence)) if min_confidence else graph
