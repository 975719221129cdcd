"""Temporary folders of graphs that are kept on disk: each is held by a lock while its process or a fork of it lives.

The system lets go of a lock however a process ends, so that a folder nobody holds is left over from one that was
killed, and is removed by the next that makes one.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Final

_PREFIX: Final = "abstract-kg-graph-"
_LARGE: Final = Path("/var/tmp")  # where systems that keep /tmp in memory want large files


@contextmanager
def held_folder() -> Iterator[str]:
    """Yield a new folder, which is removed at the end, and remove what killed processes of this user left before it."""
    place = _place()
    _remove_leftovers(place)
    folder, lock = _held(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _held(place: str) -> tuple[str, int]:
    """Return a new folder and its open lock; a folder that was taken for a leftover before it was held is made anew."""
    while True:
        folder = mkdtemp(prefix=_PREFIX, dir=place)
        with suppress(FileNotFoundError):
            lock = os.open(folder, os.O_RDONLY)
            with suppress(OSError):  # where a file system knows no locks, none is taken for a leftover either
                fcntl.flock(lock, fcntl.LOCK_EX)
            if Path(folder).exists():
                return folder, lock
            os.close(lock)


def _remove_leftovers(place: str) -> None:
    for folder in sorted(Path(place).glob(f"{_PREFIX}*")):
        with suppress(OSError):  # it is no folder, or another's, or held
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(lock).st_uid == os.getuid():
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


def _place() -> str:
    is_usable = "TMPDIR" not in os.environ and os.access(_LARGE, os.W_OK)
    return str(_LARGE) if is_usable else gettempdir()
