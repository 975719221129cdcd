"""Papers read by several processes; what they say comes back in the order of papers.

Where a process can be forked safely, they share the pipeline that this one loaded; elsewhere each is started anew and
loads its own. No more than a few chunks are on their way at any time, so memory does not grow with the papers.
"""

import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain, islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, NoReturn, cast

from kg import errors
from kg.errors import KgError
from kg.extraction.settings import Settings
from kg.extraction.worker import FAILED, FORMS, paper_to_line, serve_forked
from kg.forking import HAS_FORKS, can_fork
from kg.jsonl import from_said, to_said
from kg.records import Extraction, Paper

if TYPE_CHECKING:
    from concurrent.futures import Future

    from spacy.language import Language

CHUNK: Final = 32
"""So many papers are sent at once: some tenths of a second of work."""

_AHEAD: Final = 3
"""So many chunks a process are read ahead."""


class Said(NamedTuple):
    """What a paper says, and the same as ``to_said`` writes it."""

    extraction: Extraction
    text: str


def usable_cores() -> int:
    """Return how many processes can read at once, and are worth it: one where each had to be started anew."""
    return len(os.sched_getaffinity(0)) if HAS_FORKS else 1


def extract_all(papers: Iterable[Paper], settings: Settings, jobs: int = 1) -> Iterator[Said]:
    """Yield what each paper says, in the order of ``papers``.

    Args:
        papers: titles with abstracts.
        settings: what the pipelines are loaded with.
        jobs: how many processes read; one is this process itself, which reads a few papers alone in any case.

    Raises:
        VocabularyError: a file of the vocabulary is broken.
        InputError: a part of the model is missing or broken.
        PluginError: a component is missing or fails.
        KgError: a process ended before its work was done.
    """
    stream, jobs = _worth(papers, jobs)
    if jobs == 1:
        yield from (Said(extraction, to_said(extraction)) for extraction in _read(stream, settings))
        return
    for paper, text in _in_processes(stream, settings, "said", jobs):
        yield Said(from_said(text, paper), text)


def extract_lines(papers: Iterable[Paper], settings: Settings, jobs: int = 1) -> Iterator[str]:
    """Yield the record of each paper as JSON on one line; arguments and errors as of ``extract_all``."""
    stream, jobs = _worth(papers, jobs)
    if jobs == 1:
        return map(FORMS["line"], _read(stream, settings))
    return (line for _, line in _in_processes(stream, settings, "line", jobs))


def _worth(papers: Iterable[Paper], jobs: int) -> tuple[Iterator[Paper], int]:
    """Return all papers, and how many processes are worth it: one where a single chunk is all there is."""
    stream = iter(papers)
    if jobs == 1:
        return stream, 1
    first = list(islice(stream, CHUNK + 1))
    return chain(first, stream), jobs if len(first) > CHUNK else 1


def _read(papers: Iterable[Paper], settings: Settings) -> Iterator[Extraction]:
    from kg.extraction.pipeline import extract  # it costs start-up

    return extract(papers, settings.pipeline())


def _in_processes(papers: Iterable[Paper], settings: Settings, form: str, jobs: int) -> Iterator[tuple[Paper, str]]:
    from concurrent.futures import ThreadPoolExecutor  # it costs start-up

    workers = _workers(settings, form, jobs)
    free: SimpleQueue[_Worker] = SimpleQueue()
    for worker in workers:
        free.put(worker)

    def read(chunk: Sequence[Paper]) -> list[str]:
        worker = free.get()
        try:
            return worker.read(chunk)
        finally:
            free.put(worker)

    waiting: deque[tuple[Sequence[Paper], Future[list[str]]]] = deque()
    with ThreadPoolExecutor(jobs) as threads:
        try:
            for chunk in _chunks(papers):
                waiting.append((chunk, threads.submit(read, chunk)))
                if len(waiting) > jobs * _AHEAD:
                    yield from _answered(*waiting.popleft())
            while waiting:
                yield from _answered(*waiting.popleft())
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            for worker in workers:
                worker.close()


def _chunks(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    stream = iter(papers)
    while chunk := list(islice(stream, CHUNK)):
        yield chunk


def _answered(chunk: Sequence[Paper], answer: "Future[list[str]]") -> Iterator[tuple[Paper, str]]:
    return zip(chunk, answer.result(), strict=True)


def _workers(settings: Settings, form: str, jobs: int) -> "list[_Worker]":
    """Return processes that read: forks of this one, unless another thread could hold a lock that a fork waits for."""
    if can_fork():
        nlp = settings.pipeline()
        return [_forked(nlp, form) for _ in range(jobs)]
    return [_started(settings, form) for _ in range(jobs)]


def _forked(nlp: "Language", form: str) -> "_Worker":
    from multiprocessing import get_context  # it costs start-up

    asked, told = os.pipe(), os.pipe()
    process = get_context("fork").Process(target=serve_forked, args=(nlp, form, asked[0], told[1]), daemon=True)
    process.start()
    os.close(asked[0])
    os.close(told[1])

    def end() -> None:
        process.kill()
        process.join()

    return _Worker(os.fdopen(asked[1], "wb"), os.fdopen(told[0], "rb"), end)


def _started(settings: Settings, form: str) -> "_Worker":
    import subprocess  # it costs start-up

    command = [sys.executable, "-m", "kg.extraction.worker", settings.to_json(), form]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def end() -> None:
        process.kill()
        process.wait()

    return _Worker(cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout), end)


class _Worker:
    """A process of ``kg.extraction.worker``.

    Args:
        asked: what it reads.
        told: what it writes.
        end: ends it.
    """

    def __init__(self, asked: BinaryIO, told: BinaryIO, end: Callable[[], None]) -> None:
        self._asked = asked
        self._told = told
        self._end = end
        self._is_ready = False

    def read(self, papers: Sequence[Paper]) -> list[str]:
        """Return what each paper says."""
        if not self._is_ready:
            self._begin()
        chunk = "".join(f"{paper_to_line(paper)}\n" for paper in papers)
        try:
            self._asked.write(f"{len(papers)}\n{chunk}".encode())
            self._asked.flush()
        except BrokenPipeError:
            _ended()
        return [self._line() for _ in papers]

    def close(self) -> None:
        """End the process."""
        self._end()
        for pipe in (self._asked, self._told):
            with suppress(BrokenPipeError):
                pipe.close()

    def _begin(self) -> None:
        self._line()
        self._is_ready = True

    def _line(self) -> str:
        line = self._told.readline()
        if not line.endswith(b"\n"):
            _ended()
        if line.startswith(FAILED):
            error = json.loads(line.removeprefix(FAILED))
            raise getattr(errors, error.pop("kind"))(error.pop("problem"), **error)
        return line[:-1].decode()


def _ended() -> NoReturn:
    raise KgError("a reading process ended before its time", cure="free some memory or ask for fewer jobs")
