"""The flow on one screen: from files of papers to a graph and its exports."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kg.exports import Built, all_formats, write_exports
from kg.extraction.processes import Said, extract_all
from kg.extraction.settings import Settings
from kg.filtering import at_least, extraction_at_least
from kg.graph import KnowledgeGraph
from kg.intake import OnSkip, Paths, read_all
from kg.ontology import BASE
from kg.paths import EXPORTS, SEEDS, VOCABULARY
from kg.provenance import made_with
from kg.resolution import resolve
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


def untracked(said: Iterable[Said], _: int) -> Iterable[Said]:
    """Yield what it is given, and show nothing."""
    return said


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
) -> KnowledgeGraph:
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
    settings = Settings.of(vocabulary, model, recogniser, components)
    said = extract_all(read_all(paths, on_skip), settings, jobs)
    extractions = (each.extraction for each in said)
    return KnowledgeGraph(at_least(resolve(extractions, concepts_of(settings)), min_confidence))


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
) -> Report:
    """Read papers and write every export of their graph into the folder ``out``, all of them or none.

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

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
        VocabularyError: a file of ``vocabulary`` is broken.
        InputError: a part of ``model`` is missing or broken.
        PluginError: what an installed package adds is missing or fails.
        ExportError: there is no such format, or ``out`` cannot be written; what stood there stays as it was.
    """
    wanted = all_formats(formats)
    settings = Settings.of(vocabulary, model, recogniser, components)
    papers = read_all(paths, on_skip)
    said = track(extract_all(papers, settings, jobs), len(papers))
    extractions = [each.extraction for each in said]
    # Names are pooled over all that was read, so that a graph filtered later is the same as one built so.
    contents = at_least(resolve(extractions, concepts_of(settings)), min_confidence)
    sure = [extraction_at_least(extraction, min_confidence) for extraction in extractions]
    provenance = made_with(paths, settings.vocabulary, model, recogniser)
    files = write_exports(Built(contents, sure, base, provenance), Path(out), wanted)
    return Report(len(contents.papers), len(contents.entities), len(contents.facts), len(contents.findings), files)


def concepts_of(settings: Settings) -> tuple[Concept, ...]:
    """Return the packaged concepts and those of a user's own files."""
    return read_vocabulary(*sorted(VOCABULARY.glob("*.ttl")), *settings.vocabulary)
