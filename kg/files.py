"""Files that are written whole or not at all, even where the process is killed or the disk is full."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from kg.errors import ExportError

UNFINISHED: Final = ".kg-build-"
"""How the names of folders begin in which exports are written; who holds the folder around them may remove them."""
_PART: Final = ".kg-part-"
"""How the names of folders begin in which a file is written that is not whole yet."""
_READY: Final = ".kg-ready-"
"""How the names of folders begin whose files are whole, all of them, and are about to take their places."""
_OLD: Final = ".kg-old-"
"""How the names of folders begin that have made room for new ones."""


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a binary file that takes the place of ``path`` once the block ends well; else ``path`` stays as it was.

    Raises:
        ExportError: the folder is missing or cannot be written, the disk is full, or ``path`` is a folder.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "note.txt") as file:
    ...         _ = file.write(b"whole")
    ...     (Path(folder) / "note.txt").read_text()
    'whole'
    """
    with _claimed(path.parent) as folder:
        part = folder / path.name
        with telling(path), part.open("wb") as file:
            yield file
        move(part, path)


@contextmanager
def replacing_folders(out: Path) -> Iterator[Path]:
    """Yield a temporary folder in ``out`` whose folders and files take the place of those of ``out`` once the block
    ends well; else all of ``out`` stays as it was. ``out`` is made where it is missing.

    Raises:
        ExportError: ``out`` cannot be made or written.
    """
    made = not out.exists()
    with telling(out):
        out.mkdir(parents=True, exist_ok=True)
    finish(out)
    folder = temporary_folder(out)
    try:
        new = folder / "new"
        with telling(out):
            new.mkdir()
            yield new
        replace_all(new, out)
    finally:
        remove_folder(folder)
        if made and not any(out.iterdir()):
            out.rmdir()


def replace_all(folder: Path, out: Path, on_ready: Callable[[], None] | None = None) -> None:
    """Let all that is in ``folder``, a folder in ``out``, take its place in ``out``.

    One step makes the change: before it nothing of ``folder`` counts; after it all does, and where the process ends
    before each file has its place, ``finish`` gives it that.

    Args:
        folder: holds what is whole.
        out: where it goes.
        on_ready: is called after that step; where it fails, nothing has changed.

    Raises:
        ExportError: something may not be replaced.
    """
    ready = out / f"{_READY}{uuid4().hex}"
    move(folder, ready)
    try:
        if on_ready is not None:
            on_ready()
    except BaseException:
        ready.rename(folder)
        raise
    _place(ready, out)


def finish(out: Path) -> None:
    """Give their places to files that a process left ready in ``out`` when it was killed.

    Raises:
        ExportError: something may not be replaced.
    """
    for ready in sorted(out.glob(f"{_READY}*")):
        _place(ready, out)


def is_whole(folder: Path) -> bool:
    """Tell whether all files of ``folder`` belong together: no process was killed while it gave them their places."""
    return not any(folder.glob(f"{_READY}*"))


def _place(ready: Path, out: Path) -> None:
    for part in sorted(ready.iterdir()):
        if (out / part.name).is_dir():  # a folder cannot be replaced in one step
            old = out / f"{_OLD}{part.name}"
            remove_folder(old)
            move(out / part.name, old)
        move(part, out / part.name)
    remove_folder(ready)
    for old in out.glob(f"{_OLD}*"):
        remove_folder(old)


Stamps = dict[str, tuple[int, int, int]]
"""Of files by their names: size, time of the last change in nanoseconds, and number on the disk."""


def stamps_of(folder: Path, names: Iterable[str] | None = None) -> Stamps:
    """Return what the system stamped on the files of a folder; they stay the same where a file is moved.

    Args:
        folder: where the files are.
        names: of the files that matter; all where None. Those that are not there are left out.
    """
    wanted = None if names is None else set(names)
    found = {path.name: path.stat() for path in folder.iterdir() if wanted is None or path.name in wanted}
    return {name: (one.st_size, one.st_mtime_ns, one.st_ino) for name, one in sorted(found.items())}


def temporary_folder(parent: Path, prefix: str = UNFINISHED) -> Path:
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
    """Remove a temporary folder with all that is in it; one that is gone already is no matter."""
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn what the system refuses while ``path`` is written into an error that names it.

    Raises:
        ExportError: the disk is full, fails, or may not be written.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        cure = "free some space or write elsewhere; what stood there is as it was"
        raise ExportError(_reason(error), where=str(path), cure=cure) from error


@contextmanager
def _claimed(parent: Path) -> Iterator[Path]:
    """Yield a temporary folder that others see is in use; those that nobody uses any more go first."""
    with _locked(parent):
        for left in parent.glob(f"{_PART}*"):
            _remove_unused(left)
        folder = temporary_folder(parent, _PART)
        claim = _locked(folder)
        claim.__enter__()
    try:
        yield folder
    finally:
        remove_folder(folder)
        claim.__exit__(None, None, None)


def _remove_unused(folder: Path) -> None:
    with suppress(OSError), _locked(folder, wait=False):
        remove_folder(folder)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a folder, which the system takes back when the process ends, however it ends.

    Raises:
        OSError: another process holds it, and we do not ``wait``.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        if not wait:
            raise
        raise ExportError(_reason(error), where=str(folder), cure="name a folder that you may write to") from error
    try:
        if not wait:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            with suppress(OSError):  # some file systems have no locks
                fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _reason(error: OSError) -> str:
    return f"cannot be written ({(error.strerror or 'unknown cause').lower()})"
