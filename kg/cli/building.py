"""Commands that make a graph of papers and change it: ``kg build``, ``kg add`` and ``kg remove``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import click

from kg.cli.reading import COMPONENT, JOBS, MODEL, OUT, PAPERS, RECOGNISER, VOCABULARY, Skips, collect_rarely
from kg.cli.terminal import MIN_CONFIDENCE, Stages, Tracker, write_line
from kg.paths import SEEDS

if TYPE_CHECKING:
    from kg.build import Report
    from kg.intake import Paths

FORMATS = ("nt", "jsonld", "trig", "gexf", "csv", "parquet")


class FormatName(click.Choice[str]):
    """The name of a format to write beside those that every build writes; installed packages may add some."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """Return all names, for the help."""
        return click.Choice(_formats()).get_metavar(param, ctx)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return ``value``, or say which names there are; packages are asked only where the name is none of ours."""
        return value if value in FORMATS else click.Choice(_formats()).convert(value, param, ctx)


def _formats() -> tuple[str, ...]:
    from kg.plugins import EXPORTERS, plugins

    return (*FORMATS, *plugins(EXPORTERS))


class _Names(TypedDict):
    """What decides which names are found."""

    vocabulary: tuple[str, ...]
    model: str | None
    recogniser: str
    components: tuple[str, ...]


class _How(TypedDict):
    """How a build goes about it."""

    base: str
    min_confidence: float
    jobs: int
    on_skip: "Skips"
    track: Tracker
    on_stage: Stages


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@OUT
@click.option(
    "--format", "formats", type=FormatName(FORMATS), multiple=True, help="Write this format too; may be repeated."
)
@click.option("--base", metavar="IRI", help="What the IRIs of papers and entities begin with.")
@VOCABULARY
@MODEL
@RECOGNISER
@COMPONENT
@MIN_CONFIDENCE
@JOBS
@click.option(
    "--no-graph",
    is_flag=True,
    help="For what does not fit into memory: write sorted N-Triples and Parquet tables into folders, and no page.",
)
@click.option(
    "--engine",
    type=click.Choice(("local", "spark")),
    default="local",
    show_default=True,
    help="What does the work; spark writes what --no-graph writes.",
)
@click.option("--master", metavar="URL", default="local[*]", show_default=True, help="Where Spark runs.")
@click.option("--conf", metavar="KEY=VALUE", multiple=True, help="A setting of Spark; may be repeated.")
def build(
    paths: tuple[str, ...],
    out: str,
    *,
    formats: tuple[str, ...],
    base: str | None,
    vocabulary: tuple[str, ...],
    model: str | None,
    recogniser: str,
    components: tuple[str, ...],
    min_confidence: float,
    jobs: int | None,
    no_graph: bool,
    engine: str,
    master: str,
    conf: tuple[str, ...],
) -> None:
    """Write the graph of papers in all formats.

    PATH is a file or a folder of any supported format; without one the packaged digests are read.
    """
    collect_rarely()
    from kg.build import build as run
    from kg.extraction.processes import usable_cores
    from kg.ontology import BASE

    skips = Skips()
    names: _Names = {"vocabulary": vocabulary, "model": model, "recogniser": recogniser, "components": components}
    no_graph = no_graph or engine == "spark"
    if no_graph and formats:
        raise click.UsageError("without a graph N-Triples and Parquet are written: leave --format out")
    with Stages() as stages:
        how: _How = {
            "base": BASE if base is None else base,
            "min_confidence": min_confidence,
            "jobs": jobs or usable_cores(),
            "on_skip": skips,
            "track": Tracker("Reading papers"),
            "on_stage": stages,
        }
        if engine == "spark":
            report = _build_on_spark((master, conf), paths or SEEDS, out, names, how)
        elif no_graph:
            report = _build_shards(paths or SEEDS, out, names, how)
        else:
            report = run(paths or SEEDS, out, formats=formats, **names, **how)
    skips.tell_count()
    _tell_of(report, out)


@click.command()
@PAPERS
@OUT
@JOBS
def add(paths: tuple[str, ...], out: str, *, jobs: int | None) -> None:
    """Add papers to a graph that kg build wrote.

    PATH is a file or a folder of any supported format. Only what is new is read; the exports become those of a build of
    all papers together, with the options of that build.
    """
    collect_rarely()
    from kg.build import add as run
    from kg.extraction.processes import usable_cores

    skips = Skips()
    track = Tracker("Reading papers")
    with Stages() as stages:
        report = run(paths, out, jobs=jobs or usable_cores(), on_skip=skips, track=track, on_stage=stages)
    skips.tell_count()
    _tell_of(report, out)


@click.command()
@click.argument("papers", metavar="PAPER...", nargs=-1, required=True)
@OUT
def remove(papers: tuple[str, ...], out: str) -> None:
    """Take papers out of a graph that kg build wrote.

    PAPER is an identifier or a title. The exports become those of a build without these papers.
    """
    collect_rarely()
    from kg.build import remove as run

    with Stages() as stages:
        report = run(papers, out, on_stage=stages)
    _tell_of(report, out)


def _tell_of(report: "Report", out: str) -> None:
    """Say what a build wrote."""
    counts = (
        _counted(report.papers, "paper"),
        _counted(report.entities, "entity", "entities"),
        _counted(report.facts, "fact"),
        _counted(report.findings, "result"),
    )
    write_line(", ".join(counts))
    for file in report.files:
        write_line(f"wrote {file}")
    page = Path(out) / "graph.html"
    if page in report.files:
        write_line(f"Open {page.resolve().as_uri()} in a browser.")


def _build_shards(paths: "Paths", out: str, names: _Names, how: _How) -> "Report":
    from kg.extraction.settings import Settings
    from kg.shards import build_shards

    return build_shards(paths, out, settings=Settings.of(**names), **how)


def _build_on_spark(where: tuple[str, tuple[str, ...]], paths: "Paths", out: str, names: _Names, how: _How) -> "Report":
    from kg.extraction.settings import Settings
    from kg.spark.build import build
    from kg.spark.session import running

    master, conf = where
    if any("=" not in setting for setting in conf):
        raise click.BadParameter("give KEY=VALUE", param_hint="--conf")
    with running(master, dict(setting.split("=", 1) for setting in conf)) as spark:
        sure, base = how["min_confidence"], how["base"]
        told = how["on_skip"]
        return build(spark, paths, out, settings=Settings.of(**names), base=base, min_confidence=sure, on_skip=told)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
