"""A process that reads papers for another one: chunks of papers on standard input, what they say on standard output.

The first line that it writes tells that its pipeline is loaded. A chunk is a line with the number of its papers and a
line for each; the answer is a line a paper. In the place of any line may be one that tells what failed. It ends when
its standard input does, so whoever started it leaves none behind, however that ended.
"""

import gc
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.errors import KgError
from kg.extraction.settings import Settings
from kg.forking import end_when_asked
from kg.jsonl import to_line, to_said
from kg.records import Extraction, Paper

if TYPE_CHECKING:
    from spacy.language import Language

FORMS: Final[Mapping[str, Callable[[Extraction], str]]] = MappingProxyType({"line": to_line, "said": to_said})
"""How what a paper says is written: as users get it, or as ``from_said`` reads it."""

FAILED: Final = b"!"
"""How a line begins that tells of an error; no JSON does."""


def paper_to_line(paper: Paper) -> str:
    """Return what reading needs of a paper, as JSON on one line.

    >>> paper_from_line(paper_to_line(Paper("p1", "A title", "A text.", url="unread")))
    Paper(id='p1', title='A title', abstract='A text.', url='', date='', places=())
    """
    return json.dumps([paper.id, paper.title, paper.abstract, paper.written])


def paper_from_line(line: str | bytes) -> Paper:
    """Return the paper that ``paper_to_line`` wrote."""
    identifier, title, abstract, written = json.loads(line)
    return Paper(identifier, title, abstract, written=None if written is None else (written[0], written[1]))


def serve(load: "Callable[[], Language]", form: str, asked: BinaryIO, told: BinaryIO) -> None:
    """Read chunks with the pipeline that ``load`` returns until there are no more."""
    from kg.extraction.pipeline import extract  # it costs start-up

    try:
        nlp = load()
        told.write(b"\n")
        told.flush()
        say = FORMS[form]
        while header := asked.readline():
            papers = [paper_from_line(asked.readline()) for _ in range(int(header))]
            told.write("".join(f"{say(extraction)}\n" for extraction in extract(papers, nlp)).encode())
            told.flush()
    except KgError as error:
        plain = {"kind": type(error).__name__, "problem": error.problem, "where": error.where, "cure": error.cure}
        told.write(FAILED + json.dumps(plain).encode() + b"\n")


def serve_forked(nlp: "Language", form: str, asked: int, told: int) -> None:
    """Serve in a fork, over two pipes by their descriptors, with the pipeline of the process that was forked."""
    # Whatever else that process has open is its own: the ends of other pipes would keep other forks from ending, and a
    # lock would outlive it.
    low, high = sorted((asked, told))
    for first, last in ((3, low), (low + 1, high), (high + 1, os.sysconf("SC_OPEN_MAX"))):
        os.closerange(first, last)
    end_when_asked()
    _begin()
    with suppress(BrokenPipeError), os.fdopen(asked, "rb") as source, os.fdopen(told, "wb") as sink:
        serve(lambda: nlp, form, source, sink)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one hears it too, and decides
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)  # what reading makes has no cycles


if __name__ == "__main__":
    _begin()
    with suppress(BrokenPipeError):  # whoever asked wants no more
        settings = Settings.from_json(sys.argv[1])
        serve(settings.pipeline, sys.argv[2], sys.stdin.buffer, sys.stdout.buffer)
