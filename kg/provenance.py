"""What a graph is made with: the version of this package, the model, and the inputs by their hashes."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path

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
    from importlib.metadata import version

    folder = Path(model or MODEL)
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    return Provenance(
        version("abstract-kg"),
        folder.name if recogniser == "trained" and model else recogniser,
        tuple(sorted(_origins(files_of(folder)))) if recogniser == "trained" else (),
        tuple(sorted({*_origins(file for path in (*given, *vocabulary) for file in files_of(path))})),
    )


def _origins(files: Iterable[Path | str | DocumentError]) -> Iterator[Origin]:
    for file in files:
        if not isinstance(file, DocumentError) and Path(file).is_file():
            with suppress(OSError):  # what cannot be read, or is gone by now, was told before
                yield origin_of(Path(file))


def origin_of(path: Path) -> Origin:
    """Return the name, hash and size of a file, of which only a part is in memory at a time."""
    with path.open("rb") as file:
        return Origin(path.name, file_digest(file, "sha256").hexdigest(), file.tell())
