"""The exports of a folder made from its inputs, with what is known of them from earlier: the work of every build."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.documents import merge_papers
from kg.exports import ALWAYS, Built, existing, remove_unfinished, write_exports
from kg.extraction.ahead import ahead
from kg.extraction.processes import Said as Read
from kg.extraction.processes import extract_all
from kg.extraction.settings import Settings, fingerprint
from kg.files import Stamps
from kg.filtering import at_least, extraction_at_least
from kg.jsonl import from_said, line_of
from kg.paths import VOCABULARY
from kg.provenance import made_from
from kg.rdf import counts_of
from kg.records import Input, Paper, Provenance
from kg.resolution import Resolver, Said, pooled, said_in
from kg.store import Store
from kg.vocabulary import Concept, Vocabulary, read_vocabulary

if TYPE_CHECKING:
    from kg.updates import Earlier, Page, Trace

MANY: Final = 1_000
"""Of so many papers on only what changes is written anew; of fewer all is written in a moment."""

MOST_CHANGED: Final = 0.25
"""Where a larger share of the papers comes or goes, writing all is as quick."""

Track = Callable[[Iterable[Read], int], Iterable[Read]]
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
class _Given:
    """What a build is made from: its inputs, their papers each once, and what reads them."""

    inputs: list[Input]
    papers: list[Paper]
    pipeline: str


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
        """Write the exports of all that stands in ``inputs``, and keep what they were made from.

        Of many papers only what changes is written anew, where the exports are as the last build left them and most
        papers are those of that build. The bytes are the same in both ways.
        """
        inputs, pipeline = list(inputs), fingerprint(self.options.settings)
        given = cache(lambda: _Given(inputs, merge_papers(paper for each in inputs for paper in each.papers), pipeline))
        is_plain = self.options.formats == ALWAYS and not self.options.min_confidence
        if is_plain and self.store.written() is not None and (report := self._change(given, pipeline)):
            return report
        return self._build(given(), self._trace(pipeline) if is_plain and len(given().papers) >= MANY else None)

    def _trace(self, pipeline: str) -> "Trace":
        from kg.updates import Trace, maker_of  # it costs start-up, and few papers do without

        return Trace(maker_of(self.options.to_json(), pipeline))

    def _build(self, given: _Given, trace: "Trace | None" = None) -> Report:
        """Write all anew."""
        options, papers, sure = self.options, given.papers, self.options.min_confidence
        vocabulary = Vocabulary(concepts_of(options.settings))
        read = self._read(papers, given.pipeline)
        resolver = Resolver(vocabulary)
        told = ((each.extraction.paper, said_in(each.extraction, resolver)) for each in read)
        # Names are pooled over all that was read, so that a graph filtered later is the same as one built so.
        contents = at_least(pooled(trace.following(told) if trace else told, vocabulary), sure)
        # A record is written once, for the store and the export; what is not sure enough stands in the store only.
        lines = [] if sure else [line_of(paper, text) for paper, (_, text) in zip(papers, read, strict=True)]
        extractions = [extraction_at_least(each.extraction, sure) if sure else each.extraction for each in read]
        del read  # the texts are in the store, and the exports need the memory
        count = trace.count if trace else counts_of
        built = Built(contents, extractions, options.base, self._provenance(given), lines, count)
        if trace:
            trace.forget(self.store.told_papers() - trace.told.keys())
        files = write_exports(
            built, self.out, options.formats, lambda stamps: self._keep(given, stamps, trace), self.jobs
        )
        return Report(len(contents.papers), len(contents.entities), len(contents.facts), len(contents.findings), files)

    def _change(self, give: Callable[[], _Given], pipeline: str) -> Report | None:
        """Write what changes, or nothing where all is to be written.

        Args:
            give: returns what the build is made from.
            pipeline: what reads.
        """
        from kg.updates import as_written, earlier, page_beside

        trace = self._trace(pipeline)
        kept = as_written(self.store, self.out, trace.maker)
        if kept is None:
            return None
        settings = self.options.settings
        with page_beside(self.out, self.options.base, self.jobs) as page, ahead(settings, self.jobs) as reader:
            given = give()
            now = {self.store.key(paper): paper for paper in given.papers}
            before = self.store.told_papers()
            if len(now) < MANY or len(before ^ now.keys()) > len(now) * MOST_CHANGED:
                return None
            coming = [paper for key, paper in now.items() if key not in before]
            said, unread = self._known(coming, pipeline)
            reader.begin(unread)

            def read() -> list[Read]:
                found = said | self._put(unread, reader.said(), pipeline) if unread else said
                return [found[paper.id] for paper in coming]

            return self._write_change(given, now, earlier(self.store, kept), read=read, trace=trace, page=page)

    def _write_change(
        self,
        given: _Given,
        now: Mapping[bytes, Paper],
        known: "Earlier",
        *,
        read: Callable[[], list[Read]],
        trace: "Trace",
        page: "Page",
    ) -> Report:
        """Write what changes.

        Args:
            given: what the build is made from.
            now: all papers, by ``paper_key``.
            known: of the exports as they stand.
            read: returns what the papers say that come.
            trace: takes note of what must be known next time.
            page: writes the page.
        """
        from kg.resolution.rows import Pool, row_of
        from kg.updates import Changed, write_changes

        vocabulary = Vocabulary(concepts_of(self.options.settings))
        resolver = Resolver(vocabulary)

        def told(read: Iterable[Read]) -> list[tuple[Paper, Said]]:
            return [(each.extraction.paper, said_in(each.extraction, resolver)) for each in read]

        going = known.rows.keys() - now.keys()
        gone = told(self._read(self._earlier_papers(going), given.pipeline))
        new = read()
        come = list(trace.following(told(new)))
        pool = Pool(
            {key: row for key, row in known.rows.items() if key in now},
            [known.rows[key] for key in going],
            [row_of(said) for _, said in come],
            vocabulary,
        )
        quoted = told(self._read([now[key] for key in pool.quoted()], given.pipeline))
        change = pool.change(gone, come, [said for _, said in quoted])
        trace.forget(going)
        trace.tally = known.tally
        lines = dict.fromkeys((paper.id for paper, _ in gone), "")
        lines |= {paper.id: line_of(paper, text) for (paper, _), (_, text) in zip(come, new, strict=True)}
        changed = Changed(change, given.papers, lines, known.tally, self.options.base, self._provenance(given))
        files = write_changes(changed, self.out, page, lambda stamps: self._keep(given, stamps, trace))
        return Report(len(given.papers), *pool.totals(), files)

    def _earlier_papers(self, keys: Set[bytes]) -> list[Paper]:
        """Return papers of the exports as they stand."""
        if not keys:
            return []
        papers = merge_papers(paper for each in self.store.inputs() for paper in each.papers)
        return [paper for paper in papers if self.store.key(paper) in keys]

    def _keep(self, given: _Given, stamps: Stamps, trace: "Trace | None") -> None:
        """Keep what the exports are made from."""
        written, told = (trace.written(stamps), trace.told) if trace else (None, {})
        options = self.options.to_json()
        self.store.keep(given.inputs, options, given.papers, given.pipeline, written=written, told=told)

    def _provenance(self, given: _Given) -> Provenance:
        settings = self.options.settings
        origins = (each.origin for each in given.inputs)
        return made_from(origins, settings.vocabulary, settings.model, settings.recogniser)

    def _read(self, papers: list[Paper], pipeline: str) -> list[Read]:
        """Return what each paper says: as it is known, or read now and known from now on."""
        found, unread = self._known(papers, pipeline)
        if unread:
            found |= self._put(unread, extract_all(unread, self.options.settings, self.jobs), pipeline)
        return [found[paper.id] for paper in papers]

    def _known(self, papers: list[Paper], pipeline: str) -> tuple[dict[str, Read], list[Paper]]:
        """Return what is known of papers, by their identifiers, and those that are not."""
        known = ((paper, self.store.said(paper, pipeline)) for paper in papers)
        found = {paper.id: Read(from_said(text, paper), text) for paper, text in known if text is not None}
        return found, [paper for paper in papers if paper.id not in found]

    def _put(self, papers: list[Paper], read: Iterable[Read], pipeline: str) -> dict[str, Read]:
        """Keep what papers say, and return it by their identifiers."""
        found: dict[str, Read] = {}
        for paper, said in zip(papers, self.track(read, len(papers)), strict=True):
            self.store.put(paper, pipeline, said.text)
            found[paper.id] = said
        return found


def concepts_of(settings: Settings) -> tuple[Concept, ...]:
    """Return the packaged concepts and those of a user's own files.

    Raises:
        VocabularyError: a file of the vocabulary is broken.
    """
    return read_vocabulary(*sorted(VOCABULARY.glob("*.ttl")), *settings.vocabulary)
