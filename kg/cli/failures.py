"""How a command ends: done, with one line that says what is wrong, or with a quiet word.

Exit status 0: done. 1: the input or the answer is bad. 2: wrong usage (click's own). 130: interrupted.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Any, NoReturn

import click

from kg.cli.terminal import tell
from kg.errors import KgError


class Commands(click.Group):
    """A group whose commands turn what fails into one line on standard error and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal of few letters is no reason to stop
        with failing_in_one_line():
            return super().invoke(ctx)


@contextmanager
def failing_in_one_line() -> Iterator[None]:
    """Turn every error that the user can mend into one line and exit status 1; never a traceback."""
    try:
        yield
        sys.stdout.flush()
    except KgError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        tell("kg: interrupted")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has had enough (`kg query ... | head`); at exit Python must not write to it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(": ".join(filter(None, (str(error.filename or ""), (error.strerror or str(error)).lower()))))


def _fail(line: str) -> NoReturn:
    tell(f"kg: {line}")
    sys.exit(1)


def end_at_once(status: str | int | None) -> NoReturn:
    """End the process without taking its memory apart object by object, which takes a tenth of the time of a build."""
    if isinstance(status, str):
        tell(status)
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            stream.flush()
    os._exit(1 if isinstance(status, str) else status or 0)
