"""What do the rules add to a list of names, beside an EntityRuler over the same names with a capital-letter pattern?

Run: python benchmarks/entity_ruler.py --papers PAPERS.jsonl --gold GOLD.jsonl
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

import kg
from kg.evaluation import annotation, evaluate, read_annotations
from kg.intake import read_all
from kg.vocabulary import read_vocabulary

COINED = re.compile(r"\b(?=[\w-]*[A-Z][\w-]*[A-Z0-9])[A-Za-z][\w-]+\b")
"""A word with a capital letter and, after it, another one or a digit."""

Records = list[dict[str, Any]]


def ruler() -> Language:
    """Return a pipeline of an EntityRuler that knows every name of the vocabulary."""
    nlp = spacy.blank("en")
    patterns = [
        {"label": f"{concept.type}:{concept.kind}", "pattern": label, "id": concept.name}
        for concept in read_vocabulary()
        for label in concept.labels
    ]
    with nlp.select_pipes(enable=[]):
        nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"}).add_patterns(patterns)
    return nlp


def by_ruler(papers: Iterable[kg.Paper], nlp: Language) -> Records:
    """Return records of what the rival finds; every role is the most frequent one."""
    return [
        {"id": paper.id, "title": paper.title, "entities": list(_entities(nlp(f"{paper.title}. {paper.abstract}")))}
        for paper in papers
    ]


def _entities(doc: Any) -> Iterable[dict[str, Any]]:
    found = {(ent.ent_id_, *ent.label_.split(":")): ent.text for ent in doc.ents}
    taken = [(ent.start_char, ent.end_char) for ent in doc.ents]
    for word in COINED.finditer(doc.text):
        if all(word.end() <= start or end <= word.start() for start, end in taken):
            found[word[0], "Method", "named"] = word[0]
    for (name, type_, kind), text in found.items():
        yield {"name": name, "type": type_, "kind": kind, "role": "uses", "mentions": [text]}


def measure(name: str, run: Callable[[], Records], papers: int, gold: Path) -> float:
    """Print quality and speed of one way, and return its F1 on named things."""
    start = time.perf_counter()
    records = run()
    rate = papers / (time.perf_counter() - start)
    found = evaluate(read_annotations(gold), [annotation(record) for record in records])
    scores = ", ".join(f"{group} F1 {found[group].f1:.3f}" for group in ("named+class", "technique"))
    print(f"{name:12} {scores}, {rate:,.0f} abstracts/s")
    return found["named+class"].f1


def main() -> None:
    """Measure both ways on the same papers and print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    options = parser.parse_args()
    for path in (options.papers, options.gold):
        if not path.is_file():
            sys.exit(f"skipped: no annotated papers in {path}")
    papers, rival_nlp, nlp = read_all(options.papers), ruler(), kg.load_pipeline()
    rival = measure("EntityRuler", lambda: by_ruler(papers, rival_nlp), len(papers), options.gold)
    ours = measure(
        "kg.extract",
        lambda: [kg.extraction_to_json(found) for found in kg.extract(papers, nlp)],
        len(papers),
        options.gold,
    )
    print(f"ratio of F1 on named things: {ours / rival:.2f}")


if __name__ == "__main__":
    main()
