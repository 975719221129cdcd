"""The exports of a folder made from its inputs, with what is known of them from earlier: the work of every build."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.documents import merge_papers
from kg.exports import Built, existing, remove_unfinished, write_exports
from kg.extraction.processes import Said, extract_all
from kg.extraction.settings import Settings, fingerprint
from kg.filtering import at_least, extraction_at_least
from kg.jsonl import from_said, line_of
from kg.paths import VOCABULARY
from kg.provenance import made_from
from kg.records import Input, Paper
from kg.resolution import resolve
from kg.store import Store
from kg.vocabulary import Concept, read_vocabulary

Track = Callable[[Iterable[Said], int], Iterable[Said]]
"""Yields what it is given, of which there are so many."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build read, found and wrote."""

    papers: int
    entities: int
    facts: int
    findings: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What a build is asked for, beside its inputs."""

    formats: tuple[str, ...]
    settings: Settings
    base: str
    min_confidence: float

    def to_json(self) -> str:
        """Return the options as JSON, with paths that hold in any working directory."""
        return json.dumps([self.formats, self.settings.anywhere().to_json(), self.base, self.min_confidence])

    @classmethod
    def from_json(cls, text: str) -> "Options":
        """Return the options that ``to_json`` wrote."""
        formats, settings, base, min_confidence = json.loads(text)
        return cls(tuple(formats), Settings.from_json(settings), base, min_confidence)


@contextmanager
def held(out: Path) -> Iterator[Store]:
    """Yield the store of the folder ``out``, which is made where it is missing; nobody else writes there meanwhile.

    Raises:
        ExportError: another process writes there, or the folder cannot be made or written.
    """
    with existing(out):
        store = Store(out)
        try:
            remove_unfinished(out)
            yield store
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class Work:
    """What it takes to write the exports of a folder.

    Attributes:
        store: of the folder.
        out: the folder.
        options: what is asked for.
        jobs: how many processes read.
        track: yields what it is given, for instance while it draws a progress bar; it is told how many there are.
    """

    store: Store
    out: Path
    options: Options
    jobs: int
    track: Track

    def write(self, inputs: Iterable[Input]) -> Report:
        """Write the exports of all that stands in ``inputs``, and keep what they were made from."""
        options, inputs = self.options, list(inputs)
        settings, sure = options.settings, options.min_confidence
        vocabulary = concepts_of(settings)
        pipeline = fingerprint(settings)
        papers = merge_papers(paper for each in inputs for paper in each.papers)
        said = self._read(papers, pipeline)
        # Names are pooled over all that was read, so that a graph filtered later is the same as one built so.
        contents = at_least(resolve((each.extraction for each in said), vocabulary), sure)
        provenance = made_from(
            (each.origin for each in inputs), settings.vocabulary, settings.model, settings.recogniser
        )
        # A record is written once, for the store and the export; what is not sure enough stands in the store only.
        lines = [] if sure else [line_of(paper, text) for paper, (_, text) in zip(papers, said, strict=True)]
        extractions = [extraction_at_least(each.extraction, sure) if sure else each.extraction for each in said]
        del said  # the texts are in the store, and the exports need the memory
        built = Built(contents, extractions, options.base, provenance, lines)
        files = write_exports(
            built, self.out, options.formats, lambda: self.store.keep(inputs, options.to_json(), papers, pipeline)
        )
        return Report(len(contents.papers), len(contents.entities), len(contents.facts), len(contents.findings), files)

    def _read(self, papers: list[Paper], pipeline: str) -> list[Said]:
        """Return what each paper says: as it is known, or read now and known from now on."""
        known = ((paper, self.store.said(paper, pipeline)) for paper in papers)
        found = {paper.id: Said(from_said(text, paper), text) for paper, text in known if text is not None}
        unread = [paper for paper in papers if paper.id not in found]
        if unread:
            read = extract_all(unread, self.options.settings, self.jobs)
            for paper, said in zip(unread, self.track(read, len(unread)), strict=True):
                self.store.put(paper, pipeline, said.text)
                found[paper.id] = said
        return [found[paper.id] for paper in papers]


def concepts_of(settings: Settings) -> tuple[Concept, ...]:
    """Return the packaged concepts and those of a user's own files.

    Raises:
        VocabularyError: a file of the vocabulary is broken.
    """
    return read_vocabulary(*sorted(VOCABULARY.glob("*.ttl")), *settings.vocabulary)
