"""Work that is done beside this process, where the machine has room for it."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_ASKED_TO_END: Final = ("SIGTERM", "SIGHUP")


@contextmanager
def beside(work: Callable[[], None], jobs: int) -> Iterator[None]:
    """Let a fork of this process do some work while the block runs; both are done where it ends.

    Where there is one job only, a fork is not safe, or does not come to its end, this process does the work after the
    block, so that whatever is wrong with it is raised here.

    Args:
        work: what is to be done; it leaves its result on the disk.
        jobs: how many processes may work at once.

    >>> with beside(lambda: None, jobs=1):
    ...     pass
    """
    child = _forked(work) if jobs > 1 and sys.platform == "linux" and threading.active_count() == 1 else None
    try:
        yield
    except BaseException:
        if child is not None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        raise
    if child is None or os.waitpid(child, 0)[1]:
        work()


def _forked(work: Callable[[], None]) -> int:
    """Return the number of a process that does the work and ends with 0, or with 1 where it cannot."""
    child = os.fork()
    if child:
        return child
    try:
        for name in _ASKED_TO_END:
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        work()
        os._exit(0)
    finally:
        os._exit(1)  # nothing of what this process would do at its end is the fork's to do
