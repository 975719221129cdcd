"""Work that is done beside this process, where the machine has room for it."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Final, Generic, TypeVar

from kg.forking import can_fork, end_when_asked

Given = TypeVar("Given")

_READY: Final = b"."


class Beside(Generic[Given]):
    """Work that a fork of this process does; where there is none, this process does it in the end.

    Args:
        work: what is to be done; it is called with a function that waits for what ``give`` is given, and leaves its
            result on the disk.
        is_forked: whether a fork does it.
    """

    def __init__(self, work: Callable[[Callable[[], Given]], None], *, is_forked: bool) -> None:
        self._work: Final = work
        self._given: list[Given] = []
        self._fork = _Fork(work) if is_forked else None

    def give(self, given: Given) -> None:
        """Give the work what it waits for."""
        self._given = [given]
        if self._fork is not None:
            try:
                self._fork.give(given)
            except OSError:  # it was killed, or there is no room on the disk
                self.end()

    def finish(self) -> None:
        """Wait until the work is done; where a fork did not come to its end, do it here, so that what is wrong with it
        is raised."""
        fork, self._fork = self._fork, None
        if fork is None or not fork.is_done():
            self._work(lambda: self._given[0])

    def end(self) -> None:
        """End the fork, done or not."""
        if self._fork is not None:
            self._fork.kill()
            self._fork = None


@contextmanager
def beside(work: Callable[[Callable[[], Given]], None], jobs: int) -> Iterator[Beside[Given]]:
    """Let a fork of this process do some work while the block runs; what is not finished at its end is given up.

    Where there is one job only, or a fork is not safe, ``finish`` does the work.

    Args:
        work: as of ``Beside``.
        jobs: how many processes may work at once.

    >>> with beside(lambda wait: None, jobs=1) as other:
    ...     other.finish()
    """
    other = Beside(work, is_forked=jobs > 1 and can_fork())
    try:
        yield other
    finally:
        other.end()


class _Fork(Generic[Given]):
    """A process that works and ends with 0, or with 1 where it cannot."""

    def __init__(self, work: Callable[[Callable[[], Given]], None]) -> None:
        # A pipe alone would make who gives wait for who is at work.
        self._room: Final = TemporaryFile()  # noqa: SIM115
        asked, self._bell = os.pipe()
        self._process: Final = os.fork()
        if self._process:
            os.close(asked)
            return
        try:
            end_when_asked()
            os.close(self._bell)  # so that it is told when the other process is gone
            work(lambda: self._wait(asked))
            os._exit(0)
        finally:
            os._exit(1)  # nothing of what the process that was forked would do at its end is the fork's to do

    def _wait(self, asked: int) -> Given:
        if os.read(asked, len(_READY)) != _READY:
            os._exit(1)
        self._room.seek(0)
        given: Given = pickle.load(self._room)
        return given

    def give(self, given: Given) -> None:
        """Give what the work waits for."""
        pickle.dump(given, self._room)
        self._room.flush()
        os.write(self._bell, _READY)

    def is_done(self) -> bool:
        """Wait for the end of the process, and tell whether it did its work."""
        self._close()
        return os.waitpid(self._process, 0)[1] == 0

    def kill(self) -> None:
        """End the process now."""
        self._close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _close(self) -> None:
        os.close(self._bell)
        self._room.close()
