"""The process that answers queries for others: ``python -m kg.sparql.worker FILE``.

It loads a graph once. Each connection that it is handed over its standard input, a socket, is served by a fork of it,
which shares the graph and may be killed at any moment. A fork opens no file and no socket, so that no query
can reach out, whatever the engine makes of it (of a graph in a folder of very many files it may open as many); it has
the memory that it may have; and it ends by itself when its time is up, even if nobody is left to end it.
"""

import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.ontology import KgProperty
from kg.sparql.keeping import Kept, error_as_json, in_folder, in_memory
from kg.sparql.limits import Limits
from kg.sparql.responding import Request, respond


def main() -> None:
    """Load the graph, tell how that went, and serve until whoever started this hangs up."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(each, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(0))
    file, settings = sys.argv[1], json.loads(sys.argv[2])
    limits = Limits(**settings["limits"])
    try:
        with in_folder(file) if settings["in_folder"] else _in_memory(file, settings["min_confidence"]) as kept:
            _warm_up(limits)
            control.sendall(json.dumps(asdict(kept.facts)).encode() + b"\n")
            _hand_out(control, kept, limits)
    except KgError as error:
        control.sendall(json.dumps(error_as_json(error)).encode() + b"\n")


@contextmanager
def _in_memory(file: str, min_confidence: float) -> Iterator[Kept]:
    yield in_memory(file, min_confidence)


def _hand_out(control: socket.socket, kept: Kept, limits: Limits) -> None:
    """Give each connection that comes to a fork."""
    while True:
        _, handed, *_ = socket.recv_fds(control, 1, 1)
        if not handed:
            return
        if os.fork() == 0:
            control.close()
            _serve(Connection(handed[0]), kept, limits)
            os._exit(0)
        os.close(handed[0])


def _serve(line: Connection, kept: Kept, limits: Limits) -> None:
    """Answer what comes over one connection, one request after the other, until it is closed."""
    for each in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    store = kept.opened()
    _confine(limits, kept.late_files)
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    line.send_bytes(str(os.getpid()).encode())
    with suppress(EOFError, ConnectionError):
        while True:
            request = Request(**json.loads(line.recv_bytes()))
            signal.setitimer(signal.ITIMER_REAL, limits.seconds * request.patience)
            header, body = _answered(store, request, limits)
            signal.setitimer(signal.ITIMER_REAL, 0)
            spent = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults > kept.most_faults
            line.send_bytes(json.dumps({**header, "spent": spent}).encode())
            line.send_bytes(body)


def _answered(store: ox.Store, request: Request, limits: Limits) -> tuple[dict[str, Any], bytes]:
    try:
        found = respond(store, request, limits)
    except KgError as error:
        return error_as_json(error), b""
    return {"form": found.form, "is_graph": found.is_graph}, found.body


def _confine(limits: Limits, late_files: int) -> None:
    with suppress(ValueError, OSError):  # not every system can limit this
        resource.setrlimit(resource.RLIMIT_DATA, (_data_size() + limits.memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    last = max(int(each.name) for each in Path("/dev/fd").iterdir()) if late_files else 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + late_files,) * 2)


def _data_size() -> int:
    """Return the size of the data of this process in bytes, as Linux tells it.

    Raises:
        OSError: the system does not tell.
    """
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")


def _warm_up(limits: Limits) -> None:
    """Answer once in every form, so that no fork has to import anything: it cannot open files."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(KgProperty.RULE), ox.NamedNode(KgProperty.RULE), ox.Literal("a")))
    for query in (
        "SELECT * { ?s ?p ?o } LIMIT 1",
        "ASK {}",
        "CONSTRUCT WHERE { ?s kg:rule ?o } LIMIT 1",
        "broken",
        "A {",
    ):
        for form in ("json", "csv", "tsv", "xml"):
            for graph in ("rows", "ttl", "xml", "jsonld", "nt"):
                with suppress(QueryError):
                    respond(store, Request(query, form, graph), limits)


if __name__ == "__main__":
    main()
