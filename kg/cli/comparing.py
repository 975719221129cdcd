"""Commands that hold graphs against each other and against time: ``kg diff`` and ``kg trends``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.asking import DATA
from kg.cli.terminal import tell, write_data, write_line, write_table

if TYPE_CHECKING:
    from kg.comparing.trends import Trend, Trends
    from kg.records import Contents


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option(
    "--most", metavar="N", type=click.IntRange(0), default=20, show_default=True, help="Show so many of each."
)
def diff(old: str, new: str, form: str, most: int) -> None:
    """Show what came and went from one graph to another.

    OLD and NEW are exported graphs, or the folders that kg build wrote. JSON has all papers, entities and facts.
    """
    from kg.comparing.difference import compare, to_json, to_lines

    difference = compare(_contents(old), _contents(new))
    if form == "json":
        write_data(json.dumps(to_json(difference), ensure_ascii=False, indent=1).encode() + b"\n")
        return
    for line in to_lines(difference, most):
        write_line(line)


def _contents(path: str) -> "Contents":
    from kg.exports import read_graph

    return read_graph(Path(path) / "graph.ttl" if Path(path).is_dir() else path).contents


@click.command()
@DATA
@click.option("--by", type=click.Choice(("day", "week", "month", "year")), help="Count papers so; else by their dates.")
@click.option("--type", "types", metavar="TYPE", multiple=True, help="Keep to this type; may be repeated.")
@click.option("--min-papers", metavar="N", type=click.IntRange(1), default=5, show_default=True)
@click.option("--falling", is_flag=True, help="Show what falls, not what rises.")
@click.option("--most", metavar="N", type=click.IntRange(1), default=20, show_default=True, help="Show so many.")
@click.option("--format", "form", type=click.Choice(("table", "json", "svg")), default="table", show_default=True)
def trends(
    *, data: str, by: str | None, types: tuple[str, ...], min_papers: int, falling: bool, most: int, form: str
) -> None:
    """Show what more and more papers name, or fewer and fewer.

    The date of a paper is its own, else the day on which a digest listed it, else the month that its arXiv identifier
    tells. The figure z says how surely the share of the papers that name a thing rises: above 2 it hardly is by chance,
    below -2 it falls. JSON has all, svg is a picture of the first.
    """
    from kg.comparing.periods import Period
    from kg.comparing.plot import to_svg
    from kg.comparing.trends import to_json, trends_of
    from kg.exports import read_graph
    from kg.graph.lookup import member
    from kg.records import EntityType

    wanted = [member(EntityType, name) for name in types]
    found = trends_of(read_graph(data).contents, Period(by) if by else None, types=wanted, min_papers=min_papers)
    shown = (found.trends[::-1] if falling else found.trends)[:most]
    if form == "json":
        write_data(json.dumps(to_json(found), ensure_ascii=False, indent=1).encode() + b"\n")
    elif form == "svg":
        write_data(to_svg(found, shown).encode())
    else:
        _write_table(found, shown)
    if found.undated:
        whole = found.undated + sum(found.papers)
        tell(f"kg: {found.undated:,} of {whole:,} papers have no date by {found.period.value}")


def _write_table(found: "Trends", shown: "tuple[Trend, ...]") -> None:
    """Write the trends, with the papers of at most eight periods in each row: the first ones and the last ones."""
    number = len(found.periods)
    places = list(range(number)) if number <= 8 else [*range(4), *range(number - 4, number)]
    header = ("name", "type", "z", *(found.periods[place] for place in places))
    rows = [
        (each.entity.name, each.entity.type.value, f"{each.z:.2f}", *(f"{each.counts[place]:,}" for place in places))
        for each in shown
    ]
    write_table(header, [("all papers", "", "", *(f"{found.papers[place]:,}" for place in places)), *rows])
