"""What counts as a fault: an error that is not ours, an input that takes too long, or too much memory."""

import re
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from fuzzing.mutation import Mutator
from kg.errors import KgError

SECONDS: Final = 2.0
"""One small input may take so many seconds of the processor."""
_WAITING: Final = 60.0
"""And so many on the clock, whatever else the machine does."""
MEMORY: Final = 1 << 30
"""The process may grow by so many bytes."""


class SlowError(Exception):
    """An input takes too long."""


@dataclass(frozen=True, slots=True)
class Target:
    """A reader to be fed.

    Attributes:
        seeds: good inputs.
        feed: takes one input; returns a short word for what became of it; a ``KgError`` is an answer too.
        words: pieces that mean something in the format.
    """

    seeds: Sequence[bytes]
    feed: Callable[[bytes], str]
    words: Sequence[bytes] = ()


@dataclass(slots=True)
class Outcome:
    """What became of the inputs of one target; ``faults`` has one input for each fault, by the fault."""

    inputs: int = 0
    accepted: int = 0
    refused: int = 0
    slowest: float = 0.0
    seconds: float = 0.0
    memory: int = 0
    faults: dict[str, bytes] = field(default_factory=dict)
    ways: set[str] = field(default_factory=set)


def watch(target: Target, count: int, seed: int) -> Outcome:
    """Feed a target with so many inputs."""
    outcome = Outcome()
    mutator = Mutator(target.seeds, target.words, seed)
    start, before = time.perf_counter(), _memory()
    for data in mutator.inputs(count):
        outcome.inputs += 1
        way, taken = one(target, data, outcome)
        outcome.slowest = max(outcome.slowest, taken)
        if way not in outcome.ways:
            outcome.ways.add(way)
            mutator.keep(data)
        outcome.memory = _memory() - before
        if outcome.memory > MEMORY:  # it stays so, and is told of once
            outcome.faults.setdefault(f"memory: more than {MEMORY >> 20} MiB", data)
    outcome.seconds = time.perf_counter() - start
    return outcome


def one(target: Target, data: bytes, outcome: Outcome) -> tuple[str, float]:
    """Feed one input; return what became of it, and the seconds that it took."""
    start = time.process_time()
    try:
        with _alarm():
            way = target.feed(data)
        outcome.accepted += 1
    except KgError as error:
        outcome.refused += 1
        way = f"{type(error).__name__}: {_shape(error.problem)}"
        if "\n" in str(error) or not error.problem:
            outcome.faults.setdefault(f"message: {str(error)[:80]!r}", data)
    except Exception as error:  # noqa: BLE001 - what comes here is what we look for
        *_, last = traceback.extract_tb(error.__traceback__)
        ours = next(
            (each for each in reversed(traceback.extract_tb(error.__traceback__)) if "/kg/" in each.filename), last
        )
        way = f"{type(error).__name__} in {ours.filename.rpartition('/kg/')[2]}:{ours.lineno}: {_shape(str(error))}"
        outcome.faults.setdefault(way, data)
    return way, time.process_time() - start


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise SlowError("takes too long")

    timers = ((signal.ITIMER_PROF, signal.SIGPROF, SECONDS), (signal.ITIMER_REAL, signal.SIGALRM, _WAITING))
    before = {number: signal.signal(number, ring) for _, number, _ in timers}
    for timer, _, seconds in timers:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for timer, number, _ in timers:
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])


def _shape(problem: str) -> str:
    """Return a message without what differs from input to input."""
    return re.sub(r"\W*[\d'\"].*", "", problem)[:60]
