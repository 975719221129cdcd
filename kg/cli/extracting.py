"""``kg extract``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from kg.cli.reading import COMPONENT, JOBS, MODEL, PAPERS, RECOGNISER, VOCABULARY, Skips, collect_rarely
from kg.cli.terminal import Tracker
from kg.files import replacing

STDIN = STDOUT = "-"


@click.command()
@PAPERS
@click.option("-o", "--out", metavar="FILE.jsonl", help="File to write; standard output without it.")
@VOCABULARY
@MODEL
@RECOGNISER
@COMPONENT
@JOBS
def extract(
    paths: tuple[str, ...],
    out: str | None,
    *,
    vocabulary: tuple[str, ...],
    model: str | None,
    recogniser: str,
    components: tuple[str, ...],
    jobs: int | None,
) -> None:
    """Write what each paper says as JSON Lines.

    PATH is a file or a folder of any supported format, or - for standard input. A paper met twice is written once.
    """
    collect_rarely()
    from kg.extraction.processes import extract_lines, usable_cores
    from kg.extraction.settings import Settings
    from kg.intake import Share, read_each

    skips, share = Skips(), Share(paths)
    settings = Settings.of(vocabulary, model, recogniser, components)
    # What comes through a pipe may come slowly, and each record is wanted as soon as its paper is there.
    piped = any(path == STDIN or Path(path).is_fifo() for path in paths)
    jobs = jobs or (1 if piped else usable_cores())
    lines = extract_lines(read_each(paths, skips, share.add), settings, jobs)
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
