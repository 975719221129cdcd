"""A few papers read beside this process, by one that loads its pipeline while it is not known yet which they are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from kg.beside import Beside, beside
from kg.extraction.processes import CHUNK, Said, extract_all
from kg.extraction.settings import Settings
from kg.jsonl import from_said, to_said
from kg.records import Paper

FEW: Final = 8 * CHUNK
"""Of more papers than these several processes read, which all are worth their start."""


class Ahead:
    """Reads papers once it is told which.

    Args:
        reader: returns what each paper says, as ``to_said`` writes it.
        settings: what the pipeline is loaded with.
        jobs: how many processes read where there are more than a few papers.
    """

    def __init__(self, reader: Beside[Sequence[Paper], list[str]], settings: Settings, jobs: int) -> None:
        self._reader: Final = reader
        self._settings: Final = settings
        self._jobs: Final = jobs
        self._papers: Sequence[Paper] = ()

    def begin(self, papers: Sequence[Paper]) -> None:
        """Begin to read papers."""
        self._papers = papers
        if self._has_few:
            self._reader.give(papers)
        else:
            self._reader.end()

    def said(self) -> Iterable[Said]:
        """Return what each of them says; errors as of ``extract_all``."""
        if not self._has_few:
            return extract_all(self._papers, self._settings, self._jobs) if self._papers else ()
        return [
            Said(from_said(text, paper), text) for paper, text in zip(self._papers, self._reader.finish(), strict=True)
        ]

    @property
    def _has_few(self) -> bool:
        return 0 < len(self._papers) <= FEW


@contextmanager
def ahead(settings: Settings, jobs: int) -> Iterator[Ahead]:
    """Yield what reads papers, beside this process where there may be two.

    Args:
        settings: what the pipeline is loaded with.
        jobs: how many processes may read.
    """

    def read(wait: Callable[[], Sequence[Paper]]) -> list[str]:
        from kg.extraction.pipeline import extract  # it costs start-up

        nlp = settings.pipeline()
        return [to_said(extraction) for extraction in extract(wait(), nlp)]

    with beside(read, jobs) as reader:
        yield Ahead(reader, settings, jobs)
