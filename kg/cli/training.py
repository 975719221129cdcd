"""``kg train``."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.reading import Skips
from kg.cli.terminal import Tracker, tell, write_line

if TYPE_CHECKING:
    from kg.records import Paper


@click.command()
@click.argument("papers", metavar="PAPERS...", nargs=-1, required=True)
@click.option(
    "--gold",
    metavar="FILE",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Annotation records to learn from; may be repeated.",
)
@click.option("-o", "--out", metavar="DIR", default="model", show_default=True, help="Folder to write the model into.")
@click.option(
    "--statistics",
    metavar="CORPUS",
    multiple=True,
    help="Abstracts to count common words in; without any, the packaged counts are taken.",
)
@click.option("--tables", is_flag=True, help="Fit roles, relations and results too; it takes some times as long.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draws while training.")
@click.option(
    "--held-out",
    metavar="RULE",
    default="marked",
    show_default=True,
    help="Records to learn nothing from: those that say so (marked), every Nth of the others as well (N), or none.",
)
def train(
    papers: tuple[str, ...],
    *,
    gold: tuple[Path, ...],
    out: str,
    statistics: tuple[str, ...],
    tables: bool,
    seed: int,
    held_out: str,
) -> None:
    """Train a model on annotated papers.

    PAPERS are the texts that the annotation records speak of, in any supported format; others are passed over. Use the
    model by --model of build and extract.
    """
    from kg.annotated import keep_learnable, read_annotated, read_records
    from kg.training import Settings
    from kg.training import train as run

    skips = Skips()
    records = [record for file in gold for record in read_records(file)]
    learnable = keep_learnable(records, held_out)
    joined = read_annotated(learnable, _read(papers, skips))
    corpus: Iterable[Paper] = Tracker("Counting words")(_read(statistics, skips)) if statistics else []
    report = run(joined.papers, out, Settings(seed=seed), corpus=corpus, tables=tables, tell=_progress)
    skips.tell_count()
    write_line(f"learnt {report.features:,} features from {report.names:,} names of {report.papers:,} papers")
    write_line(f"{len(records) - len(learnable):,} records held out, {len(joined.without_text):,} without their text")
    for file in report.files:
        write_line(f"wrote {file}")


def _read(paths: tuple[str, ...], skips: Skips) -> "Iterable[Paper]":
    from kg.documents import read_papers

    return read_papers(paths, on_skip=skips)


def _progress(step: str) -> None:
    """Tell of a step where somebody watches."""
    if sys.stderr.isatty():
        tell(f"{step} ...")
