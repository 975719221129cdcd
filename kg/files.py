"""Files that are written whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import ExportError

UNFINISHED: Final = ".kg-build-"
"""How the names of folders begin in which a build writes: what a killed one left is told by it."""


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


@contextmanager
def replacing_folders(out: Path) -> Iterator[Path]:
    """Yield a temporary folder in ``out`` whose folders and files take the place of those of ``out`` once the block
    ends well; else all of ``out`` stays as it was. ``out`` is made where it is missing.

    Raises:
        ExportError: ``out`` cannot be made or written.
    """
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(_reason(error), where=str(out), cure="name another folder") from error
    folder = temporary_folder(out, UNFINISHED)
    try:
        new = folder / "new"
        new.mkdir()
        yield new
        for part in sorted(new.iterdir()):
            # A folder cannot be replaced in one step: the old one steps aside and goes with the temporary one.
            if (out / part.name).is_dir():
                move(out / part.name, folder / part.name)
            move(part, out / part.name)
    finally:
        shutil.rmtree(folder)
        if made and not any(out.iterdir()):
            out.rmdir()


def temporary_folder(parent: Path, prefix: str = ".kg-") -> Path:
    """Make a hidden folder in ``parent``, so that what is written there can be moved beside it in one step.

    Its name begins with ``prefix``.

    Raises:
        ExportError: ``parent`` is missing or cannot be written.
    """
    try:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
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
