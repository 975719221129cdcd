"""Does the server stand many clients, and how long does each wait?

Run: python benchmarks/server_load.py GRAPH.ttl [--fresh] [--clients N] [--seconds N]

Every client asks one stock query after the other over its own connection. The rival is one client alone, for as many
seconds as there are tens. The server keeps answers for those who ask again; with --fresh no query is asked twice, so
that every one is answered anew.
"""

import argparse
import http.client
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from pathlib import Path

from kg.sparql import stock_queries


def ask_for(port: int, seconds: float, start: int, waits: list[float], failures: list[str], *, fresh: bool) -> None:
    """Ask queries in turn for a while; note how long each takes and what fails."""
    paths = [f"/sparql?{urllib.parse.urlencode({'query': query.text})}" for query in stock_queries().values()]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    end, turn = time.perf_counter() + seconds, start
    while time.perf_counter() < end:
        began = time.perf_counter()
        try:
            path = paths[turn % len(paths)] + (f"%0A%23{start}.{turn}" if fresh else "")
            line.request("GET", path, headers={"Accept": "application/sparql-results+json"})
            reply = line.getresponse()
            body = reply.read()
            if reply.status != 200:
                failures.append(f"{reply.status} {body[:100]!r}")
        except OSError as error:
            failures.append(repr(error))
            line.close()
        waits.append(time.perf_counter() - began)
        turn += 1


def measure(port: int, clients: int, seconds: float, *, fresh: bool) -> tuple[list[float], list[str]]:
    """Return how long each request of all clients took, and what failed."""
    waits: list[float] = []
    failures: list[str] = []
    # A number of its own for each client, also among those of the other measurement.
    starts = [7 * i + 1000 * clients for i in range(clients)]
    threads = [
        threading.Thread(target=ask_for, args=(port, seconds, start, waits, failures), kwargs={"fresh": fresh})
        for start in starts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits, failures


def told(name: str, waits: list[float], failures: list[str], seconds: float) -> None:
    """Print one line."""
    cuts = statistics.quantiles(waits, n=100)
    rate = len(waits) / seconds
    print(f"{name:12} {rate:7.1f} requests/s, p50 {cuts[49]:.3f} s, p99 {cuts[98]:.3f} s, {len(failures)} errors")
    print(*failures[:5], sep="\n", end="\n" if failures else "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--data", str(options.graph)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r":(\d+)/", server.stderr.readline())
        assert found
        time.sleep(1)
        port = int(found[1])
        alone, failures = measure(port, 1, options.seconds / 10, fresh=options.fresh)
        told("one client", alone, failures, options.seconds / 10)
        waits, failures = measure(port, options.clients, options.seconds, fresh=options.fresh)
        told(f"{options.clients} clients", waits, failures, options.seconds)
        server.terminate()
    ratio = (len(waits) / options.seconds) / (len(alone) / (options.seconds / 10))
    print(f"requests a second, all clients beside one: {ratio:.2f} times; errors wanted: 0")


if __name__ == "__main__":
    main()
