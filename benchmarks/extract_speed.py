"""How many abstracts a second does extraction read on one core, beside spaCy's tokeniser and a neural recogniser?

The rivals are the bare tokeniser of ``spacy.blank("en")``, and a plain spaCy pipeline with a convolutional recogniser
(hash embeddings of width 128, four layers, transitions over six labels), untrained: weights do not change its speed.

Run: python benchmarks/extract_speed.py [--papers PATH ...] [--rounds N]
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language

import kg
from kg.cli.reading import collect_rarely
from kg.intake import read_all
from kg.paths import SEEDS

LABELS = ("Method", "Technique", "Dataset", "Benchmark", "Hardware", "HardwareClass")
WIDTH, DEPTH = 128, 4


def neural() -> Language:
    """Return spaCy's own recogniser of names, with random weights."""
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": WIDTH,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [5000, 1000, 2500, 2500],
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": WIDTH,
        "depth": DEPTH,
        "window_size": 1,
        "maxout_pieces": 3,
    }
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }
    nlp = spacy.blank("en")
    recogniser = nlp.add_pipe("ner", config={"model": model})
    for label in LABELS:
        recogniser.add_label(label)
    nlp.initialize()
    return nlp


def rate(run: Callable[[], object], papers: int) -> float:
    """Return papers a second of processor time: what else the machine does counts for none of them."""
    start = time.process_time()
    run()
    return papers / (time.process_time() - start)


def main() -> None:
    """Measure both in turn, several rounds, and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", nargs="+", default=[SEEDS], type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    collect_rarely()  # as the commands do
    papers = read_all(options.papers)
    texts = [f"{paper.title}\n\n{paper.abstract}" for paper in papers]
    few = texts[: max(1, len(texts) // 10)]
    rates = []
    for _ in range(options.rounds):
        # All are new in every round: a command reads each abstract once, with nothing remembered of it.
        bare, network = spacy.blank("en"), neural()
        pipeline, rules = kg.load_pipeline(), kg.load_pipeline(recogniser="rules")
        rates.append(
            (
                rate(lambda nlp=bare: [len(doc) for doc in nlp.pipe(texts)], len(texts)),
                rate(lambda nlp=network: [len(doc.ents) for doc in nlp.pipe(few)], len(few)),
                rate(lambda nlp=pipeline: list(kg.extract(papers, nlp)), len(papers)),
                rate(lambda nlp=rules: list(kg.extract(papers, nlp)), len(papers)),
            )
        )
    print(f"{len(papers)} abstracts, one core, median of {options.rounds} rounds, in abstracts/s")
    names = ("spacy.blank('en') tokeniser", "spaCy CNN NER", "kg.extract", "kg.extract, rules")
    for name, column in zip(names, zip(*rates, strict=True), strict=True):
        print(f"{name + ':':29} {statistics.median(column):,.0f}")
    for name, column, rival, wanted in (
        ("kg.extract to the tokeniser", 2, 0, 0.25),
        ("kg.extract by rules to the tokeniser", 3, 0, 0.25),
        ("kg.extract to the CNN", 2, 1, 0.6),
    ):
        ratio = statistics.median(row[column] / row[rival] for row in rates)
        print(f"ratio of {name}: {ratio:.3f} (wanted: {wanted} or more)")


if __name__ == "__main__":
    main()
