"""Exports brought to what they are when some papers come and go, where most stay."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from kg.crate import Extent
from kg.extraction.ahead import Ahead
from kg.files import Stamps
from kg.jsonl import line_of
from kg.readings import RESOLVING, WRITING, Readings
from kg.records import Paper, Provenance
from kg.resolution import Resolver, Said, said_in
from kg.resolution.rows import Pool, Totals, row_of
from kg.updates import Changed, Earlier, Page, Trace, write_changes
from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Amendment:
    """What comes and goes.

    Attributes:
        coming: the papers that come.
        going: those that go, by ``paper_key``.
        find: returns papers that were there before, by ``paper_key``.
        extent: of all papers as they are now.
        provenance: what the graph is made with now.
        base: what the IRIs of things begin with.
    """

    coming: Sequence[Paper]
    going: Set[bytes]
    find: Callable[[Set[bytes]], list[Paper]]
    extent: Extent
    provenance: Provenance
    base: str


@dataclass(frozen=True, slots=True)
class Means:
    """What an amendment is written with.

    Attributes:
        readings: of all papers.
        reader: reads those that come.
        page: makes the page.
        trace: takes note of what must be known next time.
        on_stage: is told what goes on, in a word or two.
    """

    readings: Readings
    reader: Ahead
    page: Page
    trace: Trace
    on_stage: Callable[[str], None]


def amend(
    amendment: Amendment,
    out: Path,
    means: Means,
    know: Callable[[], tuple[Earlier, Vocabulary]],
    on_ready: Callable[[Stamps], None],
) -> tuple[tuple[Path, ...], Totals]:
    """Write the exports in ``out``, and return them and how much they hold.

    Args:
        amendment: what comes and goes.
        out: the folder, with the exports of the graph before.
        means: what they are written with.
        know: returns what is known of the exports and of things; it is called while papers are read.
        on_ready: is called once all are written and sure to take their places, with what the system stamped on them.

    Raises:
        ExportError: a quote differs from its text, an export cannot be made or ``out`` cannot be written; all files
            there stay as they were.
    """
    said, unread = means.readings.known(amendment.coming)
    means.reader.begin(unread)
    known, vocabulary = know()
    if unread:
        said |= means.readings.put(unread, means.reader.said())
    means.on_stage(RESOLVING)
    resolver = Resolver(vocabulary)

    def told(papers: Iterable[Paper]) -> list[tuple[Paper, Said]]:
        read = means.readings.of(list(papers))
        return [(each.extraction.paper, said_in(each.extraction, resolver)) for each in read]

    new = [said[paper.id] for paper in amendment.coming]
    trace, going = means.trace, amendment.going
    come = list(trace.following((each.extraction.paper, said_in(each.extraction, resolver)) for each in new))
    gone = told(amendment.find(going)) if going else []
    pool = Pool(
        {key: row for key, row in known.rows.items() if key not in going},
        [known.rows[key] for key in going],
        [row_of(said) for _, said in come],
        vocabulary,
    )
    quoted = pool.quoted()
    change = pool.change(gone, come, [said for _, said in told(amendment.find(quoted))] if quoted else [])
    trace.forget(going)
    trace.tally = known.tally
    lines = dict.fromkeys((paper.id for paper, _ in gone), "")
    lines |= {paper.id: line_of(paper, each.text) for (paper, _), each in zip(come, new, strict=True)}
    changed = Changed(change, amendment.extent, lines, known.tally, amendment.base, amendment.provenance)
    means.on_stage(WRITING)
    return write_changes(changed, out, means.page, on_ready), pool.totals()
