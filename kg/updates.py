"""Exports of a graph made from those of the graph before a change: what is the same is copied, not written anew."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.beside import Beside, beside
from kg.changes import Change
from kg.crate import Extent, hashed_files, write_crate
from kg.exports import replacing_exports
from kg.files import Stamps, replacing, stamps_of
from kg.paths import CODE, ONTOLOGY
from kg.quoting import check_quotes
from kg.rdf import Counts, Merged
from kg.rdf.changing import changed_turtle
from kg.rdf.tally import Tally
from kg.records import Paper, Provenance
from kg.resolution import Said
from kg.resolution.rows import Row, row_of
from kg.splicing import Blocks, Text, mapped
from kg.store import Store, Written
from kg.stored import paper_key
from kg.tables.changing import changed_graphml, changed_node_link

_DEPENDENCIES: Final = ("igraph", "jinja2", "networkx", "numpy", "pyoxigraph", "pyvis")
"""Packages that have a say in the bytes of exports."""


PAGE: Final = "graph.html"

_SOURCES: Final = frozenset({".py", ".js", ".css", ".j2", ".json", ".ttl"})


def maker_of(options: str, pipeline: str) -> str:
    """Return hex digits that are others as soon as anything is that the bytes of exports depend on beside the papers.

    Args:
        options: of the build.
        pipeline: the fingerprint of what reads.
    """
    from importlib.metadata import version

    files = sorted(file for folder in (CODE, ONTOLOGY) for file in folder.rglob("*") if file.suffix in _SOURCES)
    said = [options, pipeline, *(sha256(file.read_bytes()).hexdigest() for file in files)]
    return sha256("\n".join([*said, *map(version, _DEPENDENCIES)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of the exports of a folder as they stand there.

    Attributes:
        rows: what each paper of theirs tells, by ``paper_key``.
        tally: of the Turtle.
    """

    rows: Mapping[bytes, Row]
    tally: Tally


def as_written(store: Store, out: Path, maker: str) -> Written | None:
    """Return what was kept of the exports in ``out``; None where they are not as ``maker`` wrote them last."""
    kept = store.written()
    if kept is None or kept.maker != maker or kept.files != _stamped(stamps_of(out, json.loads(kept.files))):
        return None
    return kept


def earlier(store: Store, kept: Written) -> Earlier:
    """Return what is known of exports that are as they were written."""
    rows = {key: Row.from_bytes(told) for key, told in store.told().items()}
    return Earlier(rows, Tally.from_bytes(kept.counts, kept.objects))


@dataclass(slots=True)
class Trace:
    """Takes note, while exports are written, of what must be known to change them later.

    Attributes:
        maker: what writes them.
        told: what papers tell, by ``paper_key``; None for those that go.
        tally: of the Turtle.
    """

    maker: str
    told: dict[bytes, bytes | None] = field(default_factory=dict)
    tally: Tally | None = None

    def following(self, papers: Iterable[tuple[Paper, Said]]) -> Iterator[tuple[Paper, Said]]:
        """Yield papers and what they say, and take note of it."""
        for paper, said in papers:
            self.told[paper_key(paper)] = row_of(said).to_bytes()
            yield paper, said

    def count(self, merged: Merged) -> Counts:
        """Count what the Turtle says, and take note of it."""
        self.tally = Tally.of(merged)
        return self.tally.counts

    def written(self, stamps: Stamps) -> Written | None:
        """Return what is to be kept, where files have these stamps."""
        return Written(self.maker, _stamped(stamps), *self.tally.to_bytes()) if self.tally else None

    def forget(self, papers: Iterable[bytes]) -> None:
        """Take note that papers are not in the graph any more, by ``paper_key``."""
        self.told.update(dict.fromkeys(papers))


def _stamped(stamps: Stamps) -> str:
    return json.dumps(stamps)


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed exports are written from, beside the exports before.

    Attributes:
        change: what comes and goes.
        extent: of all papers, as they are now.
        lines: the record of each paper that comes, by its identifier, and nothing for those that go.
        tally: of the Turtle before; it becomes that of the Turtle now.
        base: what the IRIs of things begin with, then and now.
        provenance: what the graph is made with now.
    """

    change: Change
    extent: Extent
    lines: Mapping[str, str]
    tally: Tally
    base: str
    provenance: Provenance


Page = Beside[Change, bytes]
"""What makes the page: it is given what comes and goes."""


@contextmanager
def page_beside(out: Path, base: str, jobs: int) -> Iterator[Page]:
    """Yield what makes the page, and reads the one in ``out`` while it is not known yet what changes.

    Args:
        out: the folder, with the exports of the graph before the change.
        base: what the IRIs of things begin with, then and now.
        jobs: how many processes may work; with two the page is read and made beside this one.
    """

    def work(wait: Callable[[], Change]) -> bytes:
        from kg.page.changing import changed_page  # costs start-up

        with mapped(out / PAGE) as text:
            return changed_page(text, wait, base, jobs).encode()

    with beside(work, jobs) as page:
        yield page


def write_changes(changed: Changed, out: Path, page: Page, on_ready: Callable[[Stamps], None]) -> tuple[Path, ...]:
    """Bring the exports in the folder ``out`` to what ``kg.exports.write_exports`` would write, all or none of them.

    Args:
        changed: what comes and goes.
        out: the folder, with the exports of the graph before the change.
        page: makes the page.
        on_ready: is called once all are written and sure to take their places, with what the system stamped on them.

    Raises:
        ExportError: a quote differs from its text, an export cannot be made or ``out`` cannot be written; all files
            there stay as they were.
    """
    check_quotes(changed.change.come)
    with replacing_exports(out, on_ready) as folder:
        page.give(changed.change)
        for name, pieces in _WAYS.items():
            with mapped(out / name) as text, replacing(folder / name) as file:
                file.writelines(pieces(text, changed))
        hashed = hashed_files(folder)  # while the page is made
        with replacing(folder / PAGE) as file:
            file.write(page.finish())
        write_crate(folder, changed.extent, changed.provenance, hashed)
        files = sorted(path.name for path in folder.iterdir())
    return tuple(out / name for name in files)


def _turtle(text: Text, changed: Changed) -> Iterator[bytes]:
    return changed_turtle(text, changed.change, changed.tally, changed.base, changed.provenance)


def changed_jsonl(text: Text, lines: Mapping[str, str]) -> Iterator[bytes]:
    """Yield, piece by piece, the records of papers from those before a change.

    Args:
        text: the records before, a line a paper, sorted by identifier.
        lines: the record of each paper that comes, by identifier, and nothing for those that go.

    >>> text = b'{"id": "p1", "title": "LoRA"}\\n'
    >>> b"".join(changed_jsonl(text, {"p1": "", "p2": '{"id": "p2"}'}))
    b'{"id": "p2"}\\n'
    """
    changes = {name: f"{line}\n".encode() if line else b"" for name, line in lines.items()}
    return Blocks(text, (0, len(text)), _identifier, lambda head: head[:1] == b"{").with_changes(changes)


def _identifier(line: bytes) -> str:
    return str(json.JSONDecoder().raw_decode(line.decode(), len('{"id": '))[0])


_WAYS: Final[Mapping[str, Callable[[Text, Changed], Iterator[bytes]]]] = MappingProxyType(
    {
        "graph.ttl": _turtle,
        "graph.json": lambda text, changed: changed_node_link(text, changed.change),
        "graph.graphml": lambda text, changed: changed_graphml(text, changed.change),
        "extractions.jsonl": lambda text, changed: changed_jsonl(text, changed.lines),
    }
)
