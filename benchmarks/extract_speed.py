"""How many abstracts a second does extraction read on one core, beside the bare tokeniser of spaCy?

Run: python benchmarks/extract_speed.py [--papers PATH ...] [--rounds N]
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import spacy

import kg
from kg.intake import read_all
from kg.paths import SEEDS


def rate(run: Callable[[], object], papers: int) -> float:
    """Return papers a second."""
    start = time.perf_counter()
    run()
    return papers / (time.perf_counter() - start)


def main() -> None:
    """Measure both in turn, several rounds, and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", nargs="+", default=[SEEDS], type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    papers = read_all(options.papers)
    texts = [f"{paper.title}\n\n{paper.abstract}" for paper in papers]
    rates = []
    for _ in range(options.rounds):
        # Both are new in every round: a command reads each abstract once, with nothing remembered of it.
        bare, pipeline = spacy.blank("en"), kg.load_pipeline()
        rival = rate(lambda nlp=bare: [len(doc) for doc in nlp.pipe(texts)], len(texts))
        rates.append((rival, rate(lambda nlp=pipeline: list(kg.extract(papers, nlp)), len(papers))))
    tokeniser, extraction = (statistics.median(column) for column in zip(*rates, strict=True))
    share = statistics.median(ours / rival for rival, ours in rates)
    print(f"{len(papers)} abstracts, one core, median of {options.rounds} rounds")
    print(f"spacy.blank('en') tokeniser: {tokeniser:,.0f} abstracts/s")
    print(f"kg.extract:                  {extraction:,.0f} abstracts/s")
    print(f"ratio: {share:.3f} (wanted: 0.25 or more)")


if __name__ == "__main__":
    main()
