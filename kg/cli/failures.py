"""How a command ends: done, with one line that says what is wrong, or with a quiet word.

Exit status 0: done. 1: the input or the answer is bad. 2: wrong usage (click's own). 130: interrupted. 129 and 143: the
terminal is gone, or the process was asked to end; what was begun is taken away as after an interruption.
"""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from types import FrameType
from typing import Any, Final, NoReturn

import click

from kg.cli.terminal import tell
from kg.errors import KgError
from kg.forking import ENDING

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Commands(click.Group):
    """A group whose commands turn what fails into one line on standard error and an exit status."""

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Return what was asked for, which is read in order as well: click would say that it was aborted."""
        with failing_in_one_line():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal of few letters is no reason to stop
        with ending_in_order(), failing_in_one_line():
            return super().invoke(ctx)


@contextmanager
def ending_in_order() -> Iterator[None]:
    """Let who ends the process, or closes its terminal, end it as an interruption does: nothing half done is left."""
    before = {number: signal.getsignal(number) for number in ENDING}
    ours = [number for number, handler in before.items() if handler is signal.SIG_DFL]  # nohup ignores SIGHUP
    for number in ours:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


def _end(number: int, _: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


@contextmanager
def failing_in_one_line() -> Iterator[None]:
    """Turn every error that the user can mend into one line and exit status 1; never a traceback."""
    try:
        yield
        sys.stdout.flush()
    except KgError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _tell("kg: interrupted")
        sys.exit(130)
    except MemoryError:
        _fail("the memory does not suffice; read fewer papers at a time, or build with --no-graph")
    except BrokenPipeError:
        # Whoever read our output has had enough (`kg query ... | head`); at exit Python must not write to it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        cure = "; free some space, or write elsewhere" if error.errno in _FULL else ""
        _fail(": ".join(filter(None, (str(error.filename or ""), (error.strerror or str(error)).lower()))) + cure)


def _fail(line: str) -> NoReturn:
    _tell(f"kg: {line}")
    sys.exit(1)


def _tell(line: str) -> None:
    with suppress(OSError):  # the terminal may be gone, and then nobody reads it
        tell(line)


def end_at_once(status: str | int | None) -> NoReturn:
    """End the process without taking its memory apart object by object, which takes a tenth of the time of a build."""
    if isinstance(status, str):
        tell(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # a pipe that is closed, a full disk or a lost terminal was told of, where it could be
            stream.flush()
    os._exit(1 if isinstance(status, str) else status or 0)
