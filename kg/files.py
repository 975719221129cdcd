"""Files that are written whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import ExportError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary file that takes the place of ``path`` once the block ends well; else ``path`` stays as it was.

    Raises:
        ExportError: the folder is missing or cannot be written, or ``path`` is a folder.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "note.txt") as file:
    ...         _ = file.write(b"whole")
    ...     (Path(folder) / "note.txt").read_text()
    'whole'
    """
    folder = temporary_folder(path.parent)
    try:
        part = folder / path.name
        with part.open("wb") as file:
            yield file
        move(part, path)
    finally:
        remove_folder(folder)


def temporary_folder(parent: Path) -> Path:
    """Make a hidden folder in ``parent``, so that what is written there can be moved beside it in one step.

    Raises:
        ExportError: ``parent`` is missing or cannot be written.
    """
    try:
        return Path(tempfile.mkdtemp(prefix=".kg-", dir=parent))
    except OSError as error:
        raise ExportError(_reason(error), where=str(parent), cure="name a folder that you may write to") from error


def move(part: Path, path: Path) -> None:
    """Move the finished file ``part`` to ``path``, over what was there.

    Raises:
        ExportError: ``path`` is a folder or may not be replaced.
    """
    try:
        part.replace(path)
    except OSError as error:
        raise ExportError(_reason(error), where=str(path), cure="name a file that you may write to") from error


def remove_folder(folder: Path) -> None:
    """Remove a temporary folder with the files in it."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def _reason(error: OSError) -> str:
    return f"cannot be written ({(error.strerror or 'unknown cause').lower()})"
