"""What papers say: as a store knows it, or read now and known from then on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kg.extraction.processes import Said, extract_all
from kg.extraction.settings import Settings
from kg.jsonl import from_said
from kg.records import Paper
from kg.store import Store

RESOLVING: Final = "Resolving names"
WRITING: Final = "Writing exports"
"""What goes on once all is read."""

LOT: Final = 4_096
"""So many papers are looked up at once, and processes started for those of them that are to be read."""

Track = Callable[[Iterable[Said], int], Iterable[Said]]
"""Yields what it is given, of which there are so many."""


@dataclass(frozen=True, slots=True)
class Readings:
    """What papers say.

    Attributes:
        store: knows what was read before.
        settings: what the pipeline is loaded with.
        pipeline: its fingerprint.
        jobs: how many processes read.
        track: yields what it is given, for instance while it draws a progress bar.
    """

    store: Store
    settings: Settings
    pipeline: str
    jobs: int
    track: Track

    def of(self, papers: Sequence[Paper]) -> list[Said]:
        """Return what each paper says."""
        found, unread = self.known(papers)
        if unread:
            found |= self.put(unread, extract_all(unread, self.settings, self.jobs))
        return [found[paper.id] for paper in papers]

    def each(self, papers: Iterable[Paper]) -> Iterator[Said]:
        """Yield what each paper says, in the order of ``papers``; no more of them are in memory than a lot holds."""
        if not self.store.has_readings(self.pipeline):
            for said in extract_all(papers, self.settings, self.jobs):
                self.store.put(said.extraction.paper, self.pipeline, said.text)
                yield said
            return
        stream = iter(papers)
        while lot := list(islice(stream, LOT)):
            yield from self._lot(lot)

    def _lot(self, papers: list[Paper]) -> Iterator[Said]:
        known = [self.store.said(paper, self.pipeline) for paper in papers]
        unread = [paper for paper, text in zip(papers, known, strict=True) if text is None]
        read = iter(extract_all(unread, self.settings, self.jobs) if unread else ())
        for paper, text in zip(papers, known, strict=True):
            if text is None:
                said = next(read)
                self.store.put(paper, self.pipeline, said.text)
                yield said
            else:
                yield Said(from_said(text, paper), text)

    def known(self, papers: Sequence[Paper]) -> tuple[dict[str, Said], list[Paper]]:
        """Return what is known of papers, by their identifiers, and those that are not."""
        known = ((paper, self.store.said(paper, self.pipeline)) for paper in papers)
        found = {paper.id: Said(from_said(text, paper), text) for paper, text in known if text is not None}
        return found, [paper for paper in papers if paper.id not in found]

    def put(self, papers: Sequence[Paper], read: Iterable[Said]) -> dict[str, Said]:
        """Keep what papers say, and return it by their identifiers."""
        found: dict[str, Said] = {}
        for paper, said in zip(papers, self.track(read, len(papers)), strict=True):
            self.store.put(paper, self.pipeline, said.text)
            found[paper.id] = said
        return found
