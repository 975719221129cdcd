"""Which harmful queries get through, beside pyoxigraph and rdflib as they come?

Run: python benchmarks/attacks.py [GRAPH.ttl] [--seconds N] [--megabytes N]

Each attack on a rival runs in a process of its own, which is ended when it has taken --seconds or --megabytes more than
the graph. It gets through if it calls a server, reads a file, changes the graph, has to be ended, or ends the process.
Ours is asked by a pool with the same limits: an attack gets through if it calls, reads or changes, if its answer takes
two seconds longer than --seconds, or if the next query is not answered. Attacks on a server itself (slow clients,
headers, paths) stand in tests/test_server_attacks.py; neither rival is a server.
"""

import argparse
import logging
import multiprocessing
import os
import resource
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from attack_queries import BOMBS, CHANGING, PATTERNS, REACHING_OUT, matching
from trap import SECRET, trapping

from kg.errors import QueryError
from kg.sparql import Limits, Pool, Request

EXAMPLE = Path(__file__).parents[1] / "docs" / "example.ttl"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def pyoxigraph_of(path: Path) -> Callable[[str], str]:
    """Return what answers a query as text, or raises."""
    import pyoxigraph as ox

    store = ox.Store()
    store.load(path=path, format=ox.RdfFormat.TURTLE)

    def answer(query: str) -> str:
        found = store.query(query)
        return str(bool(found)) if isinstance(found, ox.QueryBoolean) else "\n".join(map(str, found))

    return answer


def rdflib_of(path: Path) -> Callable[[str], str]:
    """Return what answers a query as text, or raises."""
    import rdflib

    logging.disable()
    warnings.simplefilter("ignore")
    data = rdflib.Dataset(default_union=True)
    data.parse(path)

    def answer(query: str) -> str:
        found = data.query(query)
        return str(found.askAnswer) if found.type == "ASK" else "\n".join(map(str, found))

    return answer


def _attacked(line: Any, answer: Callable[[str], str], query: str, bytes_more: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # processes that end say much
    used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (used + bytes_more,) * 2)
    before = answer(COUNT)
    try:
        found = answer(query)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a rival raises is its way to refuse
        found = repr(error)
    changed = answer(COUNT) != before
    line.send("reads a file" if SECRET in found else "changes the graph" if changed else "")


def on_rival(answer: Callable[[str], str], query: str, seconds: float, megabytes: int) -> str:
    """Return what an attack does, "" if it comes to nothing."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_attacked, args=(there, answer, query, megabytes << 20))
    process.start()
    there.close()
    told = "takes too long"
    if here.poll(seconds):
        try:
            told = here.recv()
        except EOFError:
            process.join()
            told = "ends the process"
    process.kill()
    process.join()
    return told


def on_ours(pool: Pool, query: str, seconds: float) -> str:
    """Return what an attack does, "" if it comes to nothing."""
    before, start = pool.ask(Request(COUNT)).body, time.monotonic()
    found = b""
    with suppress(QueryError):
        found = pool.ask(Request(query)).body
    if time.monotonic() - start > seconds + 2:
        return "takes too long"
    if SECRET.encode() in found:
        return "reads a file"
    return "" if pool.ask(Request(COUNT)).body == before else "changes the graph"


def attacks() -> dict[str, list[str]]:
    """Return the queries by what they attempt."""
    return {
        "reaching out": REACHING_OUT,
        "changing": CHANGING,
        "bombs": [*BOMBS.values()],
        "patterns": [matching(pattern) for pattern in PATTERNS],
        "ten megabytes": ["ASK { #" + "a" * (10 << 20) + "\n}", "ASK { VALUES ?x { " + "1 " * (5 << 20) + "} }"],
    }


def main() -> None:
    """Attack all three and print what gets through."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path, nargs="?", default=EXAMPLE)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--megabytes", type=int, default=1024)
    options = parser.parse_args()
    limits = Limits(seconds=options.seconds, memory=options.megabytes << 20)
    with tempfile.TemporaryDirectory() as folder, trapping() as (url, met), Pool(options.graph, limits) as pool:
        secret = Path(folder) / "secret.ttl"
        secret.write_text(f'<urn:a> <urn:b> "{SECRET}" .', encoding="utf-8")
        rivals = {"pyoxigraph": pyoxigraph_of(options.graph), "rdflib": rdflib_of(options.graph)}
        ways: dict[str, Callable[[str], str]] = {"kg": lambda query: on_ours(pool, query, options.seconds)}
        for name, answer in rivals.items():
            ways[name] = lambda query, answer=answer: on_rival(answer, query, options.seconds, options.megabytes)
        through = {name: [] for name in ways}
        for kind, queries in attacks().items():
            for query in (each.replace("URL", url).replace("FILE", secret.as_uri()) for each in queries):
                for name, attack in ways.items():
                    met.clear()
                    done = attack(query)
                    done = f"calls a server {done}".strip() if met else done
                    if done:
                        through[name].append(done)
                        print(f"{name:10} {kind:14} {done:28} {' '.join(query.split())[:90]}", flush=True)
    total = sum(map(len, attacks().values()))
    for name, done in through.items():
        kinds = ", ".join(f"{kind} {done.count(kind)}" for kind in sorted(set(done)))
        print(f"{name}: {len(done)} of {total} get through{': ' + kinds if kinds else ''}")


if __name__ == "__main__":
    main()
