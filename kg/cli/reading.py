"""Commands that read papers: ``kg build`` and ``kg extract``."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from kg.cli.terminal import MIN_CONFIDENCE, Tracker, tell, write_line
from kg.errors import DocumentError
from kg.files import replacing
from kg.paths import EXPORTS, SEEDS

PAPERS = click.argument("paths", metavar="PATH...", nargs=-1, required=True)
VOCABULARY = click.option(
    "--vocabulary", metavar="FILE.ttl", multiple=True, help="Know the names in this SKOS file too; may be repeated."
)
RECOGNISER = click.option(
    "--recogniser",
    type=click.Choice(("trained", "rules")),
    default="trained",
    show_default=True,
    help="What decides which words are names: rules are quicker and know less.",
)
JOBS = click.option(
    "--jobs", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Read with so many processes."
)
MODEL = click.option("--model", metavar="DIR", help="Use the model that kg train wrote there.")
STDOUT = "-"
FORMATS = ("nt", "jsonld", "trig", "gexf", "csv", "parquet")


def collect_rarely() -> None:
    """Let the garbage collector rest: what reading makes has no cycles, and looking for some takes a tenth of time."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)


class Skips:
    """Tells of each record that cannot be read, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: DocumentError) -> None:
        """Tell of one."""
        self.count += 1
        tell(f"kg: skipped {error}")

    def tell_count(self) -> None:
        """Tell how many there were, where there were any."""
        if self.count:
            what = "record or file was" if self.count == 1 else "records or files were"
            tell(f"kg: {self.count:,} {what} skipped")


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("-o", "--out", metavar="DIR", default=str(EXPORTS), show_default=True, help="Folder to write into.")
@click.option(
    "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Write this format too; may be repeated."
)
@click.option("--base", metavar="IRI", help="What the IRIs of papers and entities begin with.")
@VOCABULARY
@MODEL
@RECOGNISER
@MIN_CONFIDENCE
@JOBS
def build(
    paths: tuple[str, ...],
    out: str,
    *,
    formats: tuple[str, ...],
    base: str | None,
    vocabulary: tuple[str, ...],
    model: str | None,
    recogniser: str,
    min_confidence: float,
    jobs: int,
) -> None:
    """Write the graph of papers in all formats.

    PATH is a file or a folder of any supported format; without one the packaged digests are read.
    """
    collect_rarely()
    from kg.build import build as run
    from kg.ontology import BASE

    skips = Skips()
    report = run(
        paths or SEEDS,
        out,
        formats=formats,
        vocabulary=vocabulary,
        model=model,
        recogniser=recogniser,
        base=BASE if base is None else base,
        min_confidence=min_confidence,
        jobs=jobs,
        on_skip=skips,
        track=Tracker("Reading papers"),
    )
    skips.tell_count()
    counts = (
        _counted(report.papers, "paper"),
        _counted(report.entities, "entity", "entities"),
        _counted(report.facts, "fact"),
        _counted(report.findings, "result"),
    )
    write_line(", ".join(counts))
    for file in report.files:
        write_line(f"wrote {file}")
    write_line(f"Open {(Path(out) / 'graph.html').resolve().as_uri()} in a browser.")


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


@click.command()
@PAPERS
@click.option("-o", "--out", metavar="FILE.jsonl", help="File to write; standard output without it.")
@VOCABULARY
@MODEL
@RECOGNISER
@JOBS
def extract(
    paths: tuple[str, ...],
    out: str | None,
    *,
    vocabulary: tuple[str, ...],
    model: str | None,
    recogniser: str,
    jobs: int,
) -> None:
    """Write what each paper says as JSON Lines.

    PATH is a file or a folder of any supported format, or - for standard input. A paper met twice is written once.
    """
    collect_rarely()
    from kg.extraction.processes import extract_lines
    from kg.extraction.settings import Settings
    from kg.intake import Share, read_each

    skips, share = Skips(), Share(paths)
    lines = extract_lines(read_each(paths, skips, share.add), Settings.of(vocabulary, model, recogniser), jobs)
    track = Tracker("Reading papers", quiet=out is None and sys.stdout.isatty())
    with _opened(out) as file:
        for line in track(lines, share=share):
            file.write(f"{line}\n".encode())
            file.flush()
    skips.tell_count()


@contextmanager
def _opened(out: str | None) -> Iterator[BinaryIO]:
    """Yield standard output, or a file that takes the place of ``out`` once all is written."""
    if out is None or out == STDOUT:
        yield sys.stdout.buffer
    else:
        with replacing(Path(out)) as file:
            yield file
