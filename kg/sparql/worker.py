"""The process that answers queries for others: ``python -m kg.sparql.worker FILE``.

It loads a graph once. Each connection that it is handed over its standard input, a socket, is served by a fork of it,
which shares the graph and may be killed at any moment. A fork opens no file and no socket, so that no query
can reach out, whatever the engine makes of it; it has the memory that it may have; and it ends by itself when its
time is up, even if nobody is left to end it.
"""

import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import KgError, LimitError, QueryError, RefusedQueryError
from kg.sparql.answering import base_of, open_store
from kg.sparql.limits import Limits
from kg.sparql.responding import Request, respond

if TYPE_CHECKING:
    import pyoxigraph as ox

_MOST_FAULTS: Final = 10_000
"""So many pages, 40 MB of them, may a worker have copied before it makes place for a new one."""
_KINDS = (LimitError, RefusedQueryError, QueryError)


def main() -> None:
    """Load the graph, tell how that went, and serve until whoever started this hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=os.dup(0))
    settings = json.loads(sys.argv[2])
    limits, min_confidence = Limits(**settings["limits"]), settings["min_confidence"]
    try:
        store = _sure_store(sys.argv[1], min_confidence) if min_confidence else open_store(sys.argv[1])
        _warm_up(store, limits)
    except KgError as error:
        control.sendall(json.dumps(error_to_json(error)).encode() + b"\n")
        return
    graphs = sorted(graph.value for graph in store.named_graphs())
    told = {"base": base_of(store), "triples": len(store), "graphs": graphs[:1000]}
    control.sendall(json.dumps(told).encode() + b"\n")
    while True:
        _, handed, *_ = socket.recv_fds(control, 1, 1)
        if not handed:
            return
        if os.fork() == 0:
            control.close()
            _serve(Connection(handed[0]), store, limits)
            os._exit(0)
        os.close(handed[0])


def error_to_json(error: KgError) -> dict[str, str]:
    """Return an error as what crosses the border between processes."""
    kind = next((kind.__name__ for kind in _KINDS if isinstance(error, kind)), type(error).__name__)
    return {"error": kind, "problem": error.problem, "where": error.where, "cure": error.cure}


def _serve(line: Connection, store: "ox.Store", limits: Limits) -> None:
    """Answer what comes over one connection, one request after the other, until it is closed."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    _confine(limits)
    faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    line.send_bytes(str(os.getpid()).encode())
    with suppress(EOFError, ConnectionError):
        while True:
            asked = json.loads(line.recv_bytes())
            signal.setitimer(signal.ITIMER_REAL, limits.seconds)
            header, body = _answered(store, Request(**asked), limits)
            signal.setitimer(signal.ITIMER_REAL, 0)
            # To read the graph is to copy its pages: a worker that has copied many makes place for a new one.
            spent = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - faults > _MOST_FAULTS
            line.send_bytes(json.dumps({**header, "spent": spent}).encode())
            line.send_bytes(body)


def _answered(store: "ox.Store", request: Request, limits: Limits) -> tuple[dict[str, Any], bytes]:
    try:
        found = respond(store, request, limits)
    except KgError as error:
        return error_to_json(error), b""
    return {"form": found.form, "is_graph": found.is_graph}, found.body


def _confine(limits: Limits) -> None:
    with suppress(ValueError, OSError):  # not every system can limit this
        resource.setrlimit(resource.RLIMIT_DATA, (_data_size() + limits.memory,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _data_size() -> int:
    """Return the size of the data of this process in bytes, as Linux tells it.

    Raises:
        OSError: the system does not tell.
    """
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")


def _warm_up(store: "ox.Store", limits: Limits) -> None:
    """Answer once in every form, so that no fork has to import anything: it cannot open files."""
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


def _sure_store(file: str, min_confidence: float) -> "ox.Store":
    """Return a graph without what is not sure enough, its IRIs as they stand in the file."""
    import pyoxigraph as ox

    from kg.filtering import at_least
    from kg.rdf import read_rdf, to_triples

    base = base_of(open_store(file))
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in to_triples(at_least(read_rdf(file), min_confidence), base))
    return store


if __name__ == "__main__":
    main()
