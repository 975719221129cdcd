"""What papers say: as a store knows it, or read now and known from then on."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.extraction.processes import Said, extract_all
from kg.extraction.settings import Settings
from kg.jsonl import from_said
from kg.records import Paper
from kg.store import Store

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
