"""The flow on one screen: from files of papers to a graph and its exports."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.documents.reading import OnSkip
from kg.errors import ExportError, UnknownNameError
from kg.exports import all_formats
from kg.extraction.processes import Said, extract_all
from kg.extraction.settings import Settings, concepts_of
from kg.filtering import at_least
from kg.intake import Paths, read_all, read_inputs, without_papers
from kg.making import OnStage, Options, Report, Work, held
from kg.ontology import BASE
from kg.paths import EXPORTS, SEEDS
from kg.readings import Track
from kg.resolution import resolve
from kg.store import Store

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

__all__ = ["OnStage", "Report", "Track", "add", "build", "build_graph", "remove", "untold", "untracked"]


def untracked(said: Iterable[Said], _: int) -> Iterable[Said]:
    """Yield what it is given, and show nothing."""
    return said


def untold(_: str) -> None:
    """Do nothing with what is told."""


def build_graph(
    paths: Paths = SEEDS,
    *,
    vocabulary: Iterable[str | Path] = (),
    model: str | Path | None = None,
    recogniser: str = "trained",
    components: Iterable[str] = (),
    min_confidence: float = 0.0,
    jobs: int = 1,
    on_skip: OnSkip | None = None,
) -> "KnowledgeGraph":
    """Read papers and return the graph of what they say.

    Args:
        paths: files or folders of any supported format; the packaged digests where none is given.
        vocabulary: SKOS files with names to know beside the packaged ones, or names of installed vocabularies.
        model: a folder that ``kg train`` wrote; the packaged model where none is given.
        recogniser: ``trained``, or ``rules`` for speed.
        components: spaCy components of installed packages that work on the names found.
        min_confidence: what is less sure is left out.
        jobs: how many processes read; one is this process itself.
        on_skip: is told of each record that cannot be read, and reading goes on.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
        VocabularyError: a file of ``vocabulary`` is broken.
        InputError: a part of ``model`` is missing or broken.
        PluginError: what an installed package adds is missing or fails.
    """
    from kg.graph import KnowledgeGraph  # costs start-up, and a build needs none of it

    settings = Settings.of(vocabulary, model, recogniser, components)
    said = extract_all(read_all(paths, on_skip), settings, jobs)
    contents = resolve((each.extraction for each in said), concepts_of(settings))
    return KnowledgeGraph(at_least(contents, min_confidence))


def build(
    paths: Paths = SEEDS,
    out: str | Path = EXPORTS,
    *,
    formats: Iterable[str] = (),
    vocabulary: Iterable[str | Path] = (),
    model: str | Path | None = None,
    recogniser: str = "trained",
    components: Iterable[str] = (),
    base: str = BASE,
    min_confidence: float = 0.0,
    jobs: int = 1,
    on_skip: OnSkip | None = None,
    track: Track = untracked,
    on_stage: OnStage = untold,
) -> Report:
    """Read papers and write every export of their graph into the folder ``out``, all of them or none.

    A paper that an earlier build into ``out`` has read, even one that was interrupted, is not read again.

    Args:
        paths: files or folders of any supported format.
        out: a folder; it is made where it is missing.
        formats: keys of ``kg.exports.FORMATS`` to write beside those that every build writes.
        vocabulary: SKOS files with names to know beside the packaged ones, or names of installed vocabularies.
        model: a folder that ``kg train`` wrote; the packaged model where none is given.
        recogniser: ``trained``, or ``rules`` for speed.
        components: spaCy components of installed packages that work on the names found.
        base: what the IRIs of things begin with.
        min_confidence: what is less sure is left out of every export.
        jobs: how many processes read; one is this process itself.
        on_skip: is told of each record that cannot be read, and reading goes on.
        track: yields what it is given, for instance while it draws a progress bar; it is told how many there are.
        on_stage: is told what goes on once all is read, in a word or two.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
        VocabularyError: a file of ``vocabulary`` is broken.
        InputError: a part of ``model`` is missing or broken.
        PluginError: what an installed package adds is missing or fails.
        ExportError: there is no such format, ``out`` cannot be written or another process writes there; what stood
            there stays as it was.
    """
    settings = Settings.of(vocabulary, model, recogniser, components)
    options = Options(all_formats(formats), settings, base, min_confidence)
    with held(Path(out)) as store:
        return Work(store, Path(out), options, jobs, track, on_stage).write(read_inputs(paths, on_skip))


def add(
    paths: Paths,
    out: str | Path = EXPORTS,
    *,
    jobs: int = 1,
    on_skip: OnSkip | None = None,
    track: Track = untracked,
    on_stage: OnStage = untold,
) -> Report:
    """Add papers to the graph in the folder ``out``: its exports become those of a build of all inputs together.

    Arguments and errors are those of ``build``, whose other arguments stay as the last build into ``out`` was given
    them.

    Raises:
        ExportError: there is no build in ``out``.
    """
    with held(Path(out)) as store:
        work = Work(store, Path(out), _options(store), jobs, track, on_stage)
        return work.add(read_inputs(paths, on_skip))


def remove(
    papers: Iterable[str], out: str | Path = EXPORTS, *, track: Track = untracked, on_stage: OnStage = untold
) -> Report:
    """Take papers out of the graph in the folder ``out``: its exports become those of a build without them.

    A file of which no paper is left is no input any more.

    Args:
        papers: identifiers or titles.
        out: the folder.
        track, on_stage: as for ``build``.

    Raises:
        UnknownNameError: there is no such paper, or nothing would be left.
        ExportError: there is no build in ``out``, it cannot be written, or another process writes there.
    """
    with held(Path(out)) as store:
        options = _options(store)
        left = without_papers(store.inputs(), papers)
        if not any(each.papers for each in left):
            raise UnknownNameError("no paper would be left", where=str(out), cure="remove the folder instead")
        return Work(store, Path(out), options, 1, track, on_stage).write(left)


def _options(store: Store) -> Options:
    kept = store.options
    if kept is None:
        folder = str(store.path.parent)
        raise ExportError("no build to change", where=folder, cure="make one with `kg build`, or name its folder")
    return Options.from_json(kept)
