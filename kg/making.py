"""The exports of a folder made from its inputs, with what is known of them from earlier: the work of every build."""

import json
from collections.abc import Callable, Iterable, Iterator, Set, Sized
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.crate import Extent
from kg.documents import merge_papers
from kg.documents.merging import marks_of
from kg.exports import ALWAYS, Built, existing, remove_unfinished, write_exports
from kg.extraction.ahead import ahead
from kg.extraction.settings import Settings, concepts_of, fingerprint
from kg.files import Stamps
from kg.filtering import at_least, extraction_at_least
from kg.intake import add_inputs
from kg.jsonl import line_of
from kg.provenance import made_from
from kg.rdf import counts_of
from kg.readings import RESOLVING, WRITING, Readings, Track
from kg.records import Input, Origin, Paper, Provenance
from kg.resolution import Resolver, pooled, said_in
from kg.store import Known, Store
from kg.vocabulary import Vocabulary

if TYPE_CHECKING:
    from kg.amending import Amendment
    from kg.updates import Trace

MANY: Final = 1_000
"""Of so many papers on only what changes is written anew; of fewer all is written in a moment."""

MOST_CHANGED: Final = 0.25
"""Where a larger share of the papers comes or goes, writing all is as quick."""


OnStage = Callable[[str], None]
"""Is told what goes on now, in a word or two."""


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
    """What a build is made from: its inputs, and their papers each once."""

    inputs: list[Input]
    papers: list[Paper]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What changes, and what keeps what the exports are made from then."""

    amendment: "Amendment"
    keep: Callable[["Trace", Stamps], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What it takes to write the exports of a folder.

    Attributes:
        store: of the folder.
        out: the folder.
        options: what is asked for.
        jobs: how many processes read.
        track: yields what it is given, for instance while it draws a progress bar; it is told how many there are.
        on_stage: is told what goes on where nothing is counted.
    """

    store: Store
    out: Path
    options: Options
    jobs: int
    track: Track
    on_stage: OnStage

    def write(self, inputs: Iterable[Input]) -> Report:
        """Write the exports of all that stands in ``inputs``, and keep what they were made from.

        Of many papers only what changes is written anew, where the exports are as the last build left them and most
        papers are those of that build. The bytes are the same in both ways.
        """
        inputs, readings = list(inputs), self._readings()
        given = cache(lambda: _Given(inputs, merge_papers(paper for each in inputs for paper in each.papers)))
        if report := self._amend(readings, lambda: self._whole(given(), readings.pipeline)):
            return report
        trace = self._trace(readings.pipeline) if self._is_plain and len(given().papers) >= MANY else None
        return self._build(given(), readings, trace)

    def add(self, more: Iterable[Input]) -> Report:
        """Write the exports of the inputs that the store has and of more, as ``write`` does.

        Where no record of these is one of a paper that is known, the known ones need not be looked at.
        """
        more = list(more)
        if report := self._amend(self._readings(), lambda: self._more(more)):
            return report
        return self.write(add_inputs(self.store.inputs(), more))

    @property
    def _is_plain(self) -> bool:
        """Whether a part of the exports may be written anew."""
        return self.options.formats == ALWAYS and not self.options.min_confidence

    def _readings(self) -> Readings:
        settings = self.options.settings
        return Readings(self.store, settings, fingerprint(settings), self.jobs, self.track)

    def _trace(self, pipeline: str) -> "Trace":
        from kg.updates import Trace, maker_of  # it costs start-up, and few papers do without

        return Trace(maker_of(self.options.to_json(), pipeline))

    def _build(self, given: _Given, readings: Readings, trace: "Trace | None" = None) -> Report:
        """Write all anew."""
        options, papers, sure = self.options, given.papers, self.options.min_confidence
        vocabulary = Vocabulary(concepts_of(options.settings))
        read = readings.of(papers)
        self.on_stage(RESOLVING)
        resolver = Resolver(vocabulary)
        told = ((each.extraction.paper, said_in(each.extraction, resolver)) for each in read)
        # Names are pooled over all that was read, so that a graph filtered later is the same as one built so.
        contents = at_least(pooled(trace.following(told) if trace else told, vocabulary), sure)
        # A record is written once, for the store and the export; what is not sure enough stands in the store only.
        lines = [] if sure else [line_of(paper, text) for paper, (_, text) in zip(papers, read, strict=True)]
        extractions = [extraction_at_least(each.extraction, sure) if sure else each.extraction for each in read]
        del read  # the texts are in the store, and the exports need the memory
        count = trace.count if trace else counts_of
        provenance = self._provenance(each.origin for each in given.inputs)
        built = Built(contents, extractions, options.base, provenance, lines, count)
        if trace:
            trace.forget(self.store.told_papers() - trace.told.keys())
        self.on_stage(WRITING)

        def keep(stamps: Stamps) -> None:
            self._keep(given, readings.pipeline, stamps, trace)

        files = write_exports(built, self.out, options.formats, keep, self.jobs)
        return Report(len(contents.papers), len(contents.entities), len(contents.facts), len(contents.findings), files)

    def _amend(self, readings: Readings, plan: Callable[[], _Plan | None]) -> Report | None:
        """Write what changes, or nothing where all is to be written.

        Args:
            readings: of papers.
            plan: returns what changes.
        """
        if not self._is_plain or self.store.written() is None:
            return None
        from kg.amending import Means, amend  # they cost start-up, and few papers do without
        from kg.updates import Earlier, as_written, earlier, page_beside

        trace = self._trace(readings.pipeline)
        kept = as_written(self.store, self.out, trace.maker)
        if kept is None:
            return None
        settings = self.options.settings
        with page_beside(self.out, self.options.base, self.jobs) as page:
            concepts = concepts_of(settings)  # who reads beside this process has them from it then
            with ahead(settings, self.jobs) as reader:
                planned = plan()
                if planned is None:
                    return None

                def know() -> tuple[Earlier, Vocabulary]:
                    return earlier(self.store, kept), Vocabulary(concepts)

                means = Means(readings, reader, page, trace, self.on_stage)
                amendment, keep = planned.amendment, partial(planned.keep, trace)
                files, totals = amend(amendment, self.out, means, know, keep)
                return Report(amendment.extent.papers, *totals, files)

    def _whole(self, given: _Given, pipeline: str) -> _Plan | None:
        """Return what changes where these are all papers; None if that is too much."""
        from kg.amending import Amendment

        now = {self.store.key(paper): paper for paper in given.papers}
        before = self.store.told_papers()
        if not self._is_little(before ^ now.keys(), len(now)):
            return None

        def find(keys: Set[bytes]) -> list[Paper]:
            found = [paper for key, paper in now.items() if key in keys]
            return found if len(found) == len(keys) else self._earlier(keys)

        amendment = Amendment(
            [paper for key, paper in now.items() if key not in before],
            before - now.keys(),
            find,
            Extent.of(given.papers),
            self._provenance(each.origin for each in given.inputs),
            self.options.base,
        )
        return _Plan(amendment, lambda trace, stamps: self._keep(given, pipeline, stamps, trace))

    def _more(self, more: list[Input]) -> _Plan | None:
        """Return what changes where these inputs come; None if they have to do with what is there, or are too much."""
        from kg.amending import Amendment

        records = [paper for each in more for paper in each.papers]
        marks = marks_of(records)
        newest = self.store.newest(marks)
        if newest is None:
            return None
        papers = merge_papers(records)
        before = self.store.told_papers()
        if not self._is_little(papers, len(before) + len(papers)):
            return None

        def find(keys: Set[bytes]) -> list[Paper]:
            found = self.store.find(keys)
            return found if len(found) == len(keys) else self._earlier(keys)

        extent = Extent(len(before), newest).with_more(Extent.of(papers))
        origins = {*self.store.origins(), *(each.origin for each in more)}
        provenance = self._provenance(origins)
        amendment = Amendment(papers, frozenset(), find, extent, provenance, self.options.base)

        def keep(trace: "Trace", stamps: Stamps) -> None:
            known = Known(marks, extent.newest)
            self.store.keep_more(more, written=trace.written(stamps), told=trace.told, known=known)

        return _Plan(amendment, keep)

    def _earlier(self, keys: Set[bytes]) -> list[Paper]:
        """Return papers of the exports as they stand, which may be made of several records."""
        papers = merge_papers(paper for each in self.store.inputs() for paper in each.papers)
        return [paper for paper in papers if self.store.key(paper) in keys]

    def _is_little(self, changing: Sized, count: int) -> bool:
        """Tell whether so few papers of so many change that the others are not written anew."""
        return count >= MANY and len(changing) <= count * MOST_CHANGED

    def _keep(self, given: _Given, pipeline: str, stamps: Stamps, trace: "Trace | None") -> None:
        """Keep what the exports are made from."""
        written, told, known = None, {}, None
        if trace:
            records = (paper for each in given.inputs for paper in each.papers)
            written, told = trace.written(stamps), trace.told
            known = Known(marks_of(records), Extent.of(given.papers).newest)
        options = self.options.to_json()
        self.store.keep(given.inputs, options, given.papers, pipeline, written=written, told=told, known=known)

    def _provenance(self, origins: Iterable[Origin]) -> Provenance:
        settings = self.options.settings
        return made_from(origins, settings.vocabulary, settings.model, settings.recogniser)
