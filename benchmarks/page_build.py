"""How long does `kg build` spend on the page, beside what pyvis takes for the default page of the same graph?

Each is timed in fresh interpreters, its imports included, on the graph of the packaged digests; both find networkx,
numpy and spaCy loaded, as a build does.

Run: python benchmarks/page_build.py [--rounds N]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import kg
from kg.tables import write_node_link

READ = """
import sys, time, spacy
from pathlib import Path
from kg.tables import read_node_link
contents = read_node_link(Path(sys.argv[1]))
"""
OURS = """
start = time.perf_counter()
from kg.page import write_page
write_page(contents, Path(sys.argv[2]))
print(time.perf_counter() - start)
"""
RIVAL = """
from page_speed import plain_graph
graph = plain_graph(contents)
start = time.perf_counter()
from pyvis.network import Network
network = Network(cdn_resources="in_line")
network.from_nx(graph)
network.write_html(sys.argv[2])
print(time.perf_counter() - start)
"""


def seconds(code: str, graph: Path, page: Path) -> float:
    """Return what a fresh interpreter says it took."""
    command = [sys.executable, "-c", READ + code, str(graph), str(page)]
    here = Path(__file__).parent
    return float(subprocess.run(command, check=True, capture_output=True, text=True, cwd=here).stdout)


def main() -> None:
    """Measure both in turn, several rounds, and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        graph, page = Path(folder) / "graph.json", Path(folder) / "graph.html"
        write_node_link(kg.build_graph().contents, graph)
        pairs = [(seconds(RIVAL, graph, page), seconds(OURS, graph, page)) for _ in range(options.rounds)]
        size = page.stat().st_size
    rival, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"pyvis from_nx + write_html: {rival:.2f} s")
    print(f"our page:                   {ours:.2f} s, {size / 1e6:.2f} MB (wanted: 2.5 MB at most)")
    print(f"ratio: {statistics.median(one / other for other, one in pairs):.2f} (wanted: 1 or less)")


if __name__ == "__main__":
    main()
