"""The flow on one screen: from files of papers to a graph and its exports."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.documents import merge_papers, read_papers
from kg.documents.identifiers import identity, title_key
from kg.errors import DocumentError
from kg.exports import Built, all_formats, write_exports
from kg.extraction.pipeline import extract, load_pipeline
from kg.graph import KnowledgeGraph
from kg.ontology import BASE
from kg.paths import EXPORTS, SEEDS
from kg.records import Paper
from kg.resolution import resolve

Paths = str | Path | Iterable[str | Path]
"""One file or folder, or several."""

OnSkip = Callable[[DocumentError], None]
"""Is told of each record or file that cannot be read."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build read, found and wrote."""

    papers: int
    entities: int
    facts: int
    findings: int
    files: tuple[Path, ...]


def read_all(paths: Paths, on_skip: OnSkip | None = None) -> list[Paper]:
    """Read papers, each once however often it stands there, sorted.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    return merge_papers(_read(paths, on_skip))


def read_each(paths: Paths, on_skip: OnSkip | None = None) -> Iterator[Paper]:
    """Yield papers as they are read, each where it is first met; of the others only the keys are kept in memory.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    met: set[str] = set()
    for paper in _read(paths, on_skip):
        keys = {key for key in (title_key(paper.title), identity(paper.id), identity(paper.url)) if key}
        if met.isdisjoint(keys):
            yield paper
        met |= keys


def build_graph(
    paths: Paths = SEEDS, *, vocabulary: Iterable[str | Path] = (), on_skip: OnSkip | None = None
) -> KnowledgeGraph:
    """Read papers and return the graph of what they say.

    Args:
        paths: files or folders of any supported format; the packaged digests where none is given.
        vocabulary: SKOS files with names to know beside the packaged ones.
        on_skip: is told of each record that cannot be read, and reading goes on.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
        VocabularyError: a file of ``vocabulary`` is broken.
    """
    nlp = load_pipeline(vocabulary)
    return KnowledgeGraph(resolve(extract(read_all(paths, on_skip), nlp)))


def build(
    paths: Paths = SEEDS,
    out: str | Path = EXPORTS,
    *,
    formats: Iterable[str] = (),
    vocabulary: Iterable[str | Path] = (),
    base: str = BASE,
    on_skip: OnSkip | None = None,
    track: Callable[[list[Paper]], Iterable[Paper]] = iter,
) -> Report:
    """Read papers and write every export of their graph into the folder ``out``, all of them or none.

    Args:
        paths: files or folders of any supported format.
        out: a folder; it is made where it is missing.
        formats: keys of ``kg.exports.FORMATS`` to write beside those that every build writes.
        vocabulary: SKOS files with names to know beside the packaged ones.
        base: what the IRIs of things begin with.
        on_skip: is told of each record that cannot be read, and reading goes on.
        track: yields the papers it is given, for instance while it draws a progress bar.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
        VocabularyError: a file of ``vocabulary`` is broken.
        ExportError: there is no such format, or ``out`` cannot be written; what stood there stays as it was.
    """
    wanted = all_formats(formats)
    nlp = load_pipeline(vocabulary)
    papers = read_all(paths, on_skip)
    extractions = list(extract(track(papers), nlp))
    contents = resolve(extractions)
    files = write_exports(Built(contents, extractions, base), Path(out), wanted)
    return Report(len(contents.papers), len(contents.entities), len(contents.facts), len(contents.findings), files)


def _read(paths: Paths, on_skip: OnSkip | None) -> Iterator[Paper]:
    """Yield papers; where there is none, the last error is raised and not skipped, so that each is told once."""
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if on_skip is None:
        yield from read_papers(given)
        return
    held: list[DocumentError] = []
    nothing = True

    def hold(error: DocumentError) -> None:
        release()
        held.append(error)

    def release() -> None:
        while held:
            on_skip(held.pop())

    for paper in read_papers(given, on_skip=hold):
        nothing = False
        release()
        yield paper
    if nothing and held:
        raise held.pop()
    release()
