"""How much memory does the server need for a graph, beside the same graph in rdflib?

Run: python benchmarks/server_memory.py GRAPH.ttl

Counts the private and the shared memory of all processes of `kg serve` once (proportional set size; Linux).
"""

import argparse
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

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


def main() -> None:
    """Measure both, one after the other, and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    path = parser.parse_args().graph
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--data", str(path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = re.search(r"http://\S+/", server.stderr.readline())
        assert address
        time.sleep(1)
        for query in ("ASK%7B%7D", "SELECT%20(COUNT(*)%20AS%20%3Fn)%20%7B%3Fs%20%3Fp%20%3Fo%7D") * 4:
            urllib.request.urlopen(f"{address[0]}sparql?query={query}").read()
        ours = memory(server.pid)
        server.terminate()
    with subprocess.Popen([sys.executable, "-c", _RDFLIB, str(path)], stdin=-1, stdout=-1, text=True) as rival:
        assert rival.stdout is not None
        triples = int(rival.stdout.readline())
        theirs = memory(rival.pid)
        rival.kill()
    print(f"{triples:,} triples: kg serve {ours:.0f} MB, rdflib {theirs:.0f} MB")
    print(f"a million triples: kg serve {ours / triples * 1e6:.0f} MB, rdflib {theirs / triples * 1e6:.0f} MB")
    print(f"ratio: {ours / theirs:.2f} (wanted: 0.25 or less)")


if __name__ == "__main__":
    main()
