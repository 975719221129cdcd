"""Queries asked of a process of their own, which is ended when they go over their limits."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from kg.errors import GraphFileError, KgError, LimitError, ServerError
from kg.sparql.keeping import error_of
from kg.sparql.limits import Limits
from kg.sparql.responding import Answer, Request
from kg.sparql.turns import Turns

_GRACE: Final = 1.0
"""So many seconds after its time is up a worker is ended from outside, should it not have ended itself."""

_QUEUE: Final = 20.0
"""So many seconds longer than one query may take a request waits for a free worker."""


class Pool:
    """A graph in a process of its own, with workers that share it.

    A worker that goes over a limit ends, and another takes its place; the graph is not loaded again.

    Args:
        data: an exported graph.
        limits: what each query may cost.
        workers: how many queries may run at once.
        min_confidence: what is less sure is left out; this takes a graph in memory.
        in_folder: keep the graph in a temporary folder instead of in memory.

    Raises:
        GraphFileError: the file is missing or is not RDF.
        ServerError: the system cannot fork a process.
    """

    def __init__(
        self,
        data: str | Path,
        limits: Limits | None = None,
        *,
        workers: int = 1,
        min_confidence: float = 0.0,
        in_folder: bool = False,
    ) -> None:
        if not hasattr(os, "fork"):
            cure = "use Linux, macOS or WSL, or KnowledgeGraph.sparql in Python"
            raise ServerError("needs a system that can fork a process", where="SPARQL with limits", cure=cure)
        self.limits: Final = limits or Limits()
        self._workers: Final[Turns[_Worker | None]] = Turns([])
        self._control, other = socket.socketpair()
        settings = {"limits": asdict(self.limits), "min_confidence": min_confidence, "in_folder": in_folder}
        command = [sys.executable, "-m", "kg.sparql.worker", str(data), json.dumps(settings)]
        with closing(other):
            self._process: Final = subprocess.Popen(command, stdin=other.fileno(), stdout=subprocess.DEVNULL)
        told = json.loads(self._control.makefile("rb").readline() or b"{}")
        if "base" not in told:
            self.close()
            raise error_of(told) if told else _ended(str(data))
        self.base: Final[str] = told["base"]
        self.triples: Final[int] = told["triples"]
        self.graphs: Final[tuple[str, ...]] = tuple(told["graphs"])
        for _ in range(workers):
            self._workers.put(None)

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, request: Request) -> Answer:
        """Return what answers a request; it waits for a free worker first.

        Raises:
            QueryError: the query cannot be parsed or answered.
            RefusedQueryError: it would change data or reach for what is not loaded.
            LimitError: it, or its answer, went over a limit, or all workers were busy for too long.
        """
        if len(request.query) > self.limits.length:
            problem = f"has more than {self.limits.length:,} characters"
            raise LimitError(problem, where=request.where, cure="ask for less at a time")
        with self._worker(request.where) as worker:
            header, body = worker.ask(request, self.limits.seconds * request.patience)
            worker.is_spent = header["spent"]
        if "error" in header:
            raise error_of(header)
        return Answer(header["form"], header["is_graph"], body)

    def close(self) -> None:
        """End all processes, once the queries that run have been answered."""
        self._control.close()
        for worker in self._workers.rest():
            if worker is not None:
                worker.close()
        self._process.wait()

    @contextmanager
    def _worker(self, where: str) -> Iterator["_Worker"]:
        try:
            worker = self._workers.take(_QUEUE + self.limits.seconds)
        except TimeoutError:
            raise LimitError("found no free worker in time", where=where, cure="try again in a while") from None
        kept: _Worker | None = None
        try:
            worker = worker or _Worker(self._control)
            yield worker
            kept = None if worker.is_spent else worker
        finally:
            if kept is None and worker is not None:
                worker.kill()
            self._workers.put(kept)


class _Worker:
    """One process that answers one query after the other; a spent one has copied too much of the graph to go on."""

    is_spent = False

    def __init__(self, control: socket.socket) -> None:
        ours, theirs = socket.socketpair()
        with closing(theirs):
            socket.send_fds(control, [b"+"], [theirs.fileno()])
        self._line: Final = Connection(ours.detach())
        self._pid: Final = int(self._line.recv_bytes())

    def ask(self, request: Request, seconds: float) -> tuple[dict[str, Any], bytes]:
        start = time.monotonic()
        self._line.send_bytes(json.dumps(asdict(request)).encode())
        if self._line.poll(seconds + _GRACE):
            with suppress(EOFError, ConnectionError):
                return json.loads(self._line.recv_bytes()), self._line.recv_bytes()
            if time.monotonic() - start < seconds:
                cure = "ask for less, or nest less deep"
                raise LimitError("needs too much memory and was stopped", where=request.where, cure=cure)
        problem = f"takes more than {seconds:g} s and was stopped"
        raise LimitError(problem, where=request.where, cure="ask for less, or start from a name")

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self.close()

    def close(self) -> None:
        self._line.close()


def _ended(data: str) -> KgError:
    return GraphFileError("could not be loaded", where=data, cure="look at what was told before")
