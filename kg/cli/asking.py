"""Commands that ask a graph: ``kg query``, ``kg show``, ``kg path`` and ``kg validate``."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kg.cli.terminal import MIN_CONFIDENCE, write_data, write_line, write_table
from kg.errors import InputError
from kg.paths import EXPORTS

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.graph import KnowledgeGraph
    from kg.sparql import StockQuery

_REBUILD: Final = "mend what is listed, or make the graph anew with `kg build`"
FORMS = ("table", "json", "csv", "tsv", "xml", "html")
GRAPH = str(EXPORTS / "graph.ttl")
DATA = click.option("--data", metavar="FILE", default=GRAPH, show_default=True, help="Exported graph to ask.")


def _list_queries(context: click.Context, _: click.Parameter, asked: bool) -> None:
    """List the stock queries, each with the question it answers, and end."""
    if asked:
        from kg.sparql import stock_queries

        queries = stock_queries().values()
        longest = max((len(query.name) for query in queries), default=0)
        for query in queries:
            write_line(f"{query.name:{longest}}  {query.title}")
        context.exit()


@click.command()
@click.argument("question", metavar="QUERY|FILE.rq|NAME")
@DATA
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_queries,
    help="List the stock queries.",
)
@MIN_CONFIDENCE
def query(question: str, data: str, form: str, min_confidence: float) -> None:
    """Ask an exported graph in SPARQL.

    Takes a query, a file that holds one, or the NAME of a stock query. The format html is a page with the answer as a
    table and as a picture.
    """
    from kg.sparql import ResultSyntax, answer, find_query, select

    asked = find_query(question)
    asked_of = _sure_store(data, min_confidence) if min_confidence else data
    if form == "html":
        write_data(_answer_page(asked, asked_of, data, min_confidence))
    elif form == "table":
        table = select(asked_of, asked.text, where=asked.name)
        write_table(table.columns, (["" if cell is None else str(cell) for cell in row] for row in table.rows))
    else:
        write_data(answer(asked_of, asked.text, ResultSyntax(form), where=asked.name))


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


def _answer_page(asked: "StockQuery", asked_of: "Store | str", data: str, min_confidence: float) -> bytes:
    """Return a page that opens at the answer, with the part of the graph that it speaks of."""
    from kg.page import answered, to_html
    from kg.sparql import select

    table, base = select(asked_of, asked.text, where=asked.name), _base(data)
    graph = _sure_graph(data, min_confidence)
    part, answer = answered(graph.contents, asked.text, table.columns, table.rows, base)
    return to_html(part, base=base, start="answer", answer=answer).encode()


_BASE: Final = "SELECT ?base { ?graph a void:Dataset ; void:uriSpace ?base }"


def _sure_store(data: str, min_confidence: float) -> "Store":
    """Return an exported graph without what is not sure enough, its IRIs as they stand in the file."""
    from pyoxigraph import Quad, Store

    from kg.filtering import at_least
    from kg.rdf import read_rdf, to_triples

    sure = at_least(read_rdf(data), min_confidence)
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in to_triples(sure, _base(data)))
    return store


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
