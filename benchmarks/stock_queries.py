"""How fast are the stock queries, beside plain rdflib over the same graph?

Run: python benchmarks/stock_queries.py GRAPH.ttl [--in-folder] [--rounds N] [--patience SECONDS]

The rival answers each query once, in a process that is ended after --patience seconds; what it did not finish counts
as that long. Ours go the way of `kg query`: to a worker process and back as JSON; with --in-folder the graph is kept
as `kg serve` keeps it.
"""

import argparse
import multiprocessing
import statistics
import time
from pathlib import Path
from typing import Any

from kg.sparql import Limits, Pool, Request, stock_queries


def ours(path: Path, rounds: int, *, in_folder: bool) -> dict[str, float]:
    """Return the median seconds of each query."""
    times = {}
    with Pool(path, Limits(seconds=120), in_folder=in_folder) as pool:
        for query in stock_queries().values():
            taken = []
            for _ in range(rounds):
                start = time.perf_counter()
                pool.ask(Request(query.text))
                taken.append(time.perf_counter() - start)
            times[query.name] = statistics.median(taken)
    return times


def _answer(graph: Any, text: str, line: Any) -> None:
    start = time.perf_counter()
    for _ in graph.query(text):
        pass
    line.send(time.perf_counter() - start)


def theirs(path: Path, patience: float) -> dict[str, float]:
    """Return the seconds of each query in rdflib."""
    import rdflib

    graph, times = rdflib.Graph().parse(path), {}
    context = multiprocessing.get_context("fork")
    for query in stock_queries().values():
        here, there = context.Pipe()
        process = context.Process(target=_answer, args=(graph, query.text, there))
        process.start()
        times[query.name] = here.recv() if here.poll(patience) else patience
        process.kill()
        process.join()
    return times


def main() -> None:
    """Measure both and print each query, the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--in-folder", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--patience", type=float, default=30)
    options = parser.parse_args()
    mine = ours(options.graph, options.rounds, in_folder=options.in_folder)
    rival = theirs(options.graph, options.patience)
    for name in sorted(mine, key=lambda name: -mine[name]):
        least = ">" if rival[name] >= options.patience else " "
        told = f"{1000 * mine[name]:8.1f} ms {least}{1000 * rival[name]:9.1f} ms"
        print(f"{name:50} {told} {rival[name] / mine[name]:8.0f}")
    ratio = statistics.median(rival[name] / mine[name] for name in mine)
    medians = [1000 * statistics.median(times.values()) for times in (mine, rival)]
    print(f"median: {medians[0]:.1f} ms, rdflib {medians[1]:.1f} ms")
    print(f"median of the ratios: {ratio:.0f} (wanted: 50 or more)")
    print(f"slowest: {1000 * max(mine.values()):.0f} ms (wanted: 300 or less)")


if __name__ == "__main__":
    main()
