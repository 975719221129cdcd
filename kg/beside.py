"""Work that is done beside this process, where the machine has room for it."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from typing import IO, Final, Generic, TypeVar

from kg.forking import can_fork, end_when_asked

Given = TypeVar("Given")
Result = TypeVar("Result")

Work = Callable[[Callable[[], Given]], Result]
"""Work that is called with a function which waits for what ``Beside.give`` is given."""

_READY: Final = b"."


class Beside(Generic[Given, Result]):
    """Work that a fork of this process does; where there is none, this process does it in the end.

    Args:
        work: what is to be done; what it returns, and what it is given, must bear pickling.
        is_forked: whether a fork does it.
    """

    def __init__(self, work: Work[Given, Result], *, is_forked: bool) -> None:
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

    def finish(self) -> Result:
        """Wait until the work is done, and return its result; where a fork did not come to its end, do it here, so
        that what is wrong with it is raised."""
        fork, self._fork = self._fork, None
        if fork is not None:
            with suppress(ChildProcessError):
                return fork.result()
        return self._work(lambda: self._given[0])

    def end(self) -> None:
        """End the fork, done or not."""
        if self._fork is not None:
            self._fork.kill()
            self._fork = None


@contextmanager
def beside(work: Work[Given, Result], jobs: int) -> Iterator[Beside[Given, Result]]:
    """Let a fork of this process do some work while the block runs; what is not finished at its end is given up.

    Where there is one job only, or a fork is not safe, ``finish`` does the work.

    Args:
        work: as of ``Beside``.
        jobs: how many processes may work at once.

    >>> with beside(lambda wait: sum(wait()), jobs=1) as other:
    ...     other.give([1, 2])
    ...     other.finish()
    3
    """
    other = Beside(work, is_forked=jobs > 1 and can_fork())
    try:
        yield other
    finally:
        other.end()


class _Fork(Generic[Given, Result]):
    """A process that works and ends with 0, or with 1 where it cannot."""

    def __init__(self, work: Work[Given, Result]) -> None:
        # Pipes alone would make who is done wait for who is at work.
        self._given: Final = TemporaryFile()  # noqa: SIM115
        self._result: Final = TemporaryFile()  # noqa: SIM115
        asked, self._bell = os.pipe()
        self._process: Final = os.fork()
        if self._process:
            os.close(asked)
            return
        try:
            end_when_asked()
            os.close(self._bell)  # so that it is told when the other process is gone
            _write(work(lambda: self._wait(asked)), self._result)
            os._exit(0)
        finally:
            os._exit(1)  # nothing of what the process that was forked would do at its end is the fork's to do

    def _wait(self, asked: int) -> Given:
        if os.read(asked, len(_READY)) != _READY:
            os._exit(1)
        self._given.seek(0)
        given: Given = pickle.load(self._given)
        return given

    def give(self, given: Given) -> None:
        """Give what the work waits for."""
        _write(given, self._given)
        os.write(self._bell, _READY)

    def result(self) -> Result:
        """Wait for the end of the process, and return the result of its work.

        Raises:
            ChildProcessError: it did not come to its end.
        """
        with self._given, self._result:
            os.close(self._bell)
            if os.waitpid(self._process, 0)[1] != 0:
                raise ChildProcessError
            self._result.seek(0)
            result: Result = pickle.load(self._result)
            return result

    def kill(self) -> None:
        """End the process now."""
        with self._given, self._result:
            os.close(self._bell)
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)


def _write(value: object, room: IO[bytes]) -> None:
    with os.fdopen(room.fileno(), "wb", closefd=False) as file:  # so that closing ``room`` has nothing left to write
        pickle.dump(value, file)
