"""What a graph is made with: the version of this package, the model, and the inputs by their hashes."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

from kg.documents.opening import STDIN
from kg.documents.reading import files_of
from kg.errors import DocumentError
from kg.paths import MODEL
from kg.records import Origin, Provenance


def made_with(
    paths: str | Path | Iterable[str | Path],
    vocabulary: Iterable[str | Path] = (),
    model: str | Path | None = None,
    recogniser: str = "trained",
) -> Provenance:
    """Return the provenance of a graph.

    Args:
        paths: files and folders of papers; standard input, which can be read only once, is left out.
        vocabulary: files of names that were known beside the packaged ones.
        model: the folder of a model of one's own.
        recogniser: ``trained`` or ``rules``.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    return made_from(_origins(file for path in given for file in files_of(path)), vocabulary, model, recogniser)


def made_from(
    inputs: Iterable[Origin],
    vocabulary: Iterable[str | Path] = (),
    model: str | Path | None = None,
    recogniser: str = "trained",
) -> Provenance:
    """Return the provenance of a graph whose inputs are known by their hashes; other arguments as of ``made_with``."""
    from importlib.metadata import version

    folder = Path(model or MODEL)
    names = (file for path in vocabulary for file in files_of(path))
    return Provenance(
        version("abstract-kg"),
        folder.name if recogniser == "trained" and model else recogniser,
        tuple(sorted(_origins(files_of(folder)))) if recogniser == "trained" else (),
        tuple(sorted({*(origin for origin in inputs if origin.sha256), *_origins(names)})),
    )


def _origins(files: Iterable[Path | str | DocumentError]) -> Iterator[Origin]:
    for file in files:
        if not isinstance(file, DocumentError) and (origin := origin_of(file)) and origin.sha256:
            yield origin


def origin_of(file: Path | str) -> Origin | None:
    """Return a file by its name and hash; standard input has a name only, and what is no file none.

    >>> origin_of("-"), origin_of("absent")
    (Origin(name='-', sha256='', size=0), None)
    """
    if str(file) == STDIN:
        return Origin(STDIN, "", 0)
    with suppress(OSError):  # what cannot be read, or is gone by now, is told by who reads it
        if Path(file).is_file():
            with Path(file).open("rb") as opened:
                return Origin(Path(file).name, file_digest(opened, "sha256").hexdigest(), opened.tell())
    return None
