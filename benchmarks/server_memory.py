"""How much memory does the server need for a graph, beside the same graph in rdflib?

Run: python benchmarks/server_memory.py GRAPH.ttl [--in-memory]

Counts the private and the shared memory of all processes of `kg serve` once (proportional set size; Linux), after its
workers have answered all stock queries and counted all triples, and their peak meanwhile. rdflib only loads the graph.
"""

import argparse
import re
import subprocess
import sys
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

from kg.sparql import stock_queries

_RDFLIB = "import rdflib, sys; g = rdflib.Graph().parse(sys.argv[1]); print(len(g), flush=True); input()"


def memory(root: int) -> float:
    """Return the megabytes of a process and of all below it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    kilobytes = 0
    for pid in family:
        try:
            told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8")
        except OSError:  # a worker that has just made place for another
            continue
        found = re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)
        kilobytes += int(found[1]) if found else 0
    return kilobytes / 1000


def ask_all(address: str) -> None:
    """Ask every stock query of both workers at once, then count all triples."""
    queries = [*(query.text for query in stock_queries().values()), "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"]
    # An answer is kept, so that each worker is asked in words of its own.
    asked = [f"{query}\n# {turn}" for turn in range(2) for query in queries]
    with ThreadPoolExecutor(2) as both:
        list(
            both.map(lambda query: urllib.request.urlopen(address, urlencode({"query": query}).encode()).read(), asked)
        )


def main() -> None:
    """Measure both, one after the other, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--in-memory", action="store_true", help="as `kg serve --in-memory`")
    options = parser.parse_args()
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--data", str(options.graph)]
    command += ["--in-memory"] if options.in_memory else []
    peak = [0.0]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(0.2):
                peak[0] = max(peak[0], memory(server.pid))

        looking = threading.Thread(target=look)
        looking.start()
        try:
            assert server.stderr is not None
            address = re.search(r"http://\S+/", server.stderr.readline())
            assert address
            ask_all(f"{address[0]}sparql")
            ours = memory(server.pid)
        finally:
            ended.set()
            looking.join()
            server.terminate()
    with subprocess.Popen([sys.executable, "-c", _RDFLIB, str(options.graph)], stdin=-1, stdout=-1, text=True) as rival:
        assert rival.stdout is not None
        triples = int(rival.stdout.readline())
        theirs = memory(rival.pid)
        rival.kill()
    print(f"{triples:,} triples: kg serve {ours:.0f} MB (peak {peak[0]:.0f} MB), rdflib {theirs:.0f} MB")
    print(f"a million triples: kg serve {ours / triples * 1e6:.0f} MB, rdflib {theirs / triples * 1e6:.0f} MB")
    print(f"ratio: {ours / theirs:.2f} (wanted: 0.25 or less)")


if __name__ == "__main__":
    main()
