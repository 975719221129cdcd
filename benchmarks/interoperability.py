"""Do tools of others read the exports and the endpoint without complaint, and answer as we do?

Run: python benchmarks/interoperability.py [GRAPH.ttl] [--comunica FOLDER]

Without a graph it takes the two invented papers of docs/. Needs rapper (Debian: raptor2-utils) and, in FOLDER, the npm
packages @comunica/query-sparql and @comunica/query-sparql-file; what is missing is passed over.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from kg import rdf
from kg.sparql import Pool, Request, stock_queries

EXAMPLE = Path(__file__).parents[1] / "docs" / "example.ttl"
Rows = Counter[tuple[tuple[str, str], ...]]


def rows(answer: dict[str, Any]) -> Rows:
    """Return the rows of an answer, whatever their order."""
    return Counter(
        tuple(sorted((name, term["value"]) for name, term in row.items())) for row in answer["results"]["bindings"]
    )


def by_rapper(folder: Path) -> bool:
    """Parse each syntax that rapper knows."""
    fine = True
    for name, syntax in (("graph.ttl", "turtle"), ("graph.nt", "ntriples"), ("graph.trig", "trig")):
        done = subprocess.run(
            ["rapper", "-i", syntax, "-c", str(folder / name)], capture_output=True, text=True, check=False
        )
        complaints = [line for line in done.stderr.splitlines() if "Parsing URI" not in line]
        print(f"rapper {name}: exit status {done.returncode}; {'; '.join(complaints)}")
        fine &= done.returncode == 0 and not any("rror" in line or "arning" in line for line in complaints)
    return fine


def by_comunica(source: str, folder: Path, wanted: dict[str, Rows]) -> bool:
    """Ask Comunica the stock queries, and compare."""
    fine, kind = True, "" if source.startswith("http") else "-file"
    for name, expected in wanted.items():
        command = [str(folder / f"node_modules/.bin/comunica-sparql{kind}"), source, "-q", stock_queries()[name].text]
        start = time.perf_counter()
        done = subprocess.run(
            [*command, "-t", "application/sparql-results+json"], capture_output=True, text=True, check=False
        )
        equal = done.returncode == 0 and rows(json.loads(done.stdout)) == expected
        told = f"{'equal' if equal else 'DIFFERENT'}, {expected.total()} rows, {time.perf_counter() - start:.1f} s"
        print(f"Comunica {source.rpartition('/')[2]} {name}: {told} {done.stderr[:200]}")
        fine &= equal
    return fine


def by_wrapper(address: str, wanted: dict[str, Rows]) -> bool:
    """Ask the endpoint by SPARQLWrapper, and compare."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from SPARQLWrapper import JSON, SPARQLWrapper

        client = SPARQLWrapper(address, returnFormat=JSON)
        for name, expected in wanted.items():
            client.setQuery(stock_queries()[name].text)
            if rows(client.queryAndConvert()) != expected:
                print(f"SPARQLWrapper {name}: DIFFERENT")
                return False
    print(f"SPARQLWrapper: {len(wanted)} queries equal")
    return True


def by_pyshacl(folder: Path) -> bool:
    """Validate the graph against the shapes."""
    from kg.validation import validate

    report = validate(folder / "graph.ttl")
    print(f"pySHACL: {'conforms' if report.conforms else report.results[:3]}")
    return report.conforms


def main() -> None:
    """Run all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path, nargs="?", default=EXAMPLE)
    parser.add_argument("--comunica", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), options.graph, options.comunica)


def run(folder: Path, source: Path, comunica: Path | None) -> None:
    """Export a graph in every syntax, let all tools read it, and print how many of them are content."""
    contents = rdf.read_rdf(source)
    for syntax in rdf.Syntax:
        rdf.write_rdf(contents, folder / f"graph.{syntax}")
    graph = folder / "graph.ttl"
    with Pool(graph) as pool:
        answers = {query.name: pool.ask(Request(query.text)).body for query in stock_queries().values()}
    wanted = {name: rows(json.loads(body)) for name, body in answers.items()}
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--data", str(graph)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        found = re.search(r"http://\S+/", server.stderr.readline())
        assert found
        endpoint = f"{found[0]}sparql"
        time.sleep(1)
        content = {"SPARQLWrapper": by_wrapper(endpoint, wanted), "pySHACL": by_pyshacl(folder)}
        if shutil.which("rapper"):
            content["rapper"] = by_rapper(folder)
        if comunica:
            content["Comunica, file"] = by_comunica(str(graph), comunica, wanted)
            content["Comunica, endpoint"] = by_comunica(endpoint, comunica, wanted)
        server.terminate()
    print(f"content: {sum(content.values())} of {len(content)} ({', '.join(content)})")


if __name__ == "__main__":
    main()
