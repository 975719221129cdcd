"""How good is extraction on annotated papers, and on those held out while the rules were written?

Run: python benchmarks/score_gold.py [--gold FOLDER]

The folder holds pairs x_papers.jsonl and x_gold.jsonl. Every fifth record of the arxiv gold, the first one included,
was held out while the rules were written; the seeds pair was not. The arxiv papers with an identifier in x were chosen
for being rich in data sets, so the held-out ones are reported without them as well.
"""

import argparse
import sys
from pathlib import Path

import kg
from kg.evaluation import Annotation, annotation, evaluate, read_annotations
from kg.intake import read_all

HELD_OUT = 5
GROUPS = (
    "named+class",
    "technique",
    "Hardware:named",
    "Dataset|Benchmark",
    "role:introduces",
    "role accuracy",
    "relations",
    "results:value",
)


def report(name: str, gold: list[Annotation], predicted: list[Annotation]) -> None:
    """Print the figures of one set of papers."""
    found = evaluate(gold, predicted)
    print(f"\n{name}: {found.papers} papers")
    for score in found.scores:
        if score.group in GROUPS:
            print(f"  {score.group:18} F1 {score.f1:.3f} ({score.low:.3f} to {score.high:.3f})", end="")
            print(f"  precision {score.precision:.3f}  recall {score.recall:.3f}")


def main() -> None:
    """Extract from all papers once and report each set apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "gold")
    folder = parser.parse_args().gold
    if not folder.is_dir():
        sys.exit(f"skipped: no annotated papers in {folder}; name their folder with --gold")
    nlp = kg.load_pipeline()
    for papers in sorted(folder.glob("*_papers.jsonl")):
        name = papers.name.removesuffix("_papers.jsonl")
        gold = read_annotations(folder / f"{name}_gold.jsonl")
        predicted = [annotation(kg.extraction_to_json(found)) for found in kg.extract(read_all(papers), nlp)]
        if name == "seeds":
            report(name, gold, predicted)
            continue
        held_out = gold[::HELD_OUT]
        report(f"{name}, seen", [paper for number, paper in enumerate(gold) if number % HELD_OUT], predicted)
        report(f"{name}, held out", held_out, predicted)
        report(f"{name}, held out, at large", [paper for paper in held_out if paper.id[0] != "x"], predicted)


if __name__ == "__main__":
    main()
