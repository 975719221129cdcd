"""How many abstracts a second does `kg extract --jobs 2` write, beside spaCy with two processes?

The rivals are spaCy's own ways to find names in text: an EntityRuler over the names of the vocabulary, for the rules,
and a plain pipeline with a convolutional recogniser (untrained: weights do not change its speed), for the trained one.
Each reads the same file of abstracts in a fresh interpreter with `n_process=2` and writes its entities as JSON Lines.
Loading the pipelines is part of the time on both sides.

Run: python benchmarks/scale_extract.py PAPERS [--papers N] [--neural-papers N] [--rounds N]
"""

import argparse
import itertools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from kg.documents import read_papers

RIVAL = """
import json, sys
sys.path.insert(0, sys.argv[1])
from entity_ruler import ruler
from extract_speed import neural
if __name__ == "__main__":
    nlp = {"ruler": ruler, "neural": neural}[sys.argv[2]]()
    with open(sys.argv[3], encoding="utf-8") as lines, open(sys.argv[4], "w", encoding="utf-8") as out:
        records = (json.loads(line) for line in lines)
        texts = ((f"{record['title']}\\n\\n{record['abstract']}", record["id"]) for record in records)
        for doc, name in nlp.pipe(texts, as_tuples=True, n_process=2, batch_size=64):
            entities = [(ent.text, ent.label_, ent.start_char, ent.end_char) for ent in doc.ents]
            out.write(json.dumps({"id": name, "entities": entities}) + "\\n")
"""


def rival(name: str, papers: Path, folder: Path) -> list[str]:
    """Return the command that runs a rival."""
    script = folder / "rival.py"
    script.write_text(RIVAL, encoding="utf-8")
    return [sys.executable, str(script), str(Path(__file__).parent), name, str(papers), str(folder / "rival.jsonl")]


def ours(recogniser: str, papers: Path, folder: Path) -> list[str]:
    """Return our command."""
    options = ["--jobs", "2", "--recogniser", recogniser, "-o", str(folder / "ours.jsonl")]
    return [sys.executable, "-m", "kg", "extract", str(papers), *options]


class Cost(NamedTuple):
    """What a command took: seconds by the clock, and seconds of all processors together, its own processes' too."""

    seconds: float
    work: float


def cost(command: list[str]) -> Cost:
    """Return what a command takes."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(took, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def write_papers(source: str, count: int, path: Path) -> int:
    """Write the first papers of a source as plain JSON Lines, and return how many there are."""
    papers = itertools.islice(read_papers([source], on_skip=lambda _: None), count)
    written = 0
    with path.open("w", encoding="utf-8") as out:
        for paper in papers:
            out.write(json.dumps({"id": paper.id, "title": paper.title, "abstract": paper.abstract}) + "\n")
            written += 1
    return written


def main() -> None:
    """Measure each pair in turn, several rounds, and print the rates and the medians of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", metavar="PAPERS")
    parser.add_argument("--papers", type=int, default=30_000)
    parser.add_argument("--neural-papers", type=int, default=3_000, help="the neural rival takes its time")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pairs = (("rules", "ruler", options.papers, 1.0), ("trained", "neural", options.neural_papers, 0.7))
    for recogniser, name, count, wanted in pairs:
        if not count:
            continue
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            papers = folder / "papers.jsonl"
            written = write_papers(options.source, count, papers)
            rows = [
                (cost(rival(name, papers, folder)), cost(ours(recogniser, papers, folder)))
                for _ in range(options.rounds)
            ]
        theirs, own = (written / statistics.median(one.seconds for one in column) for column in zip(*rows, strict=True))
        ratio = statistics.median(other.seconds / one.seconds for other, one in rows)
        work = statistics.median(other.work / one.work for other, one in rows)
        print(f"{written:,} abstracts: spaCy {name} {theirs:,.0f}/s, kg extract, {recogniser} {own:,.0f}/s", flush=True)
        print(f"ratio of speed: {ratio:.2f} (wanted: {wanted} or more); of processor time: {work:.2f}", flush=True)


if __name__ == "__main__":
    main()
