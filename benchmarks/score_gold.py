"""How good is extraction on annotated papers, on those held out from everything apart, beside a plain EntityRuler?

Run: python benchmarks/score_gold.py --gold FOLDER

The folder holds pairs x_papers.jsonl and x_gold.jsonl. The pair "seeds" are papers of the packaged digests and stands
by itself. Of any other pair, papers whose identifier has a number that 5 divides were held out while names were chosen,
rules written and weights trained; those with an identifier in x were chosen for being rich in data sets, so the
held-out papers are reported without them as well.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from entity_ruler import by_ruler, ruler

import kg
from kg.evaluation import Annotation, annotation, evaluate, read_annotations, title_key
from kg.intake import read_all
from kg.records import Kind, Role

HELD_OUT = 5
SEEDS = "seeds"
RICH_IN_DATA = "x"
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
COMPARED = ("named+class", "technique")
"""The groups that the rival knows something of."""


def held_out(identifier: str) -> bool:
    """Tell whether a paper was held out.

    >>> [held_out(identifier) for identifier in ("t000", "x121", "y045")]
    [True, False, True]
    """
    digits = re.search(r"\d+", identifier)
    return digits is not None and int(digits[0]) % HELD_OUT == 0


def sets_of(name: str, gold: Sequence[Annotation]) -> Iterator[tuple[str, list[Annotation]]]:
    """Yield the sets of papers to report, each with its name; none is empty."""
    if name == SEEDS:
        sets = {SEEDS: list(gold)}
    else:
        out = [paper for paper in gold if held_out(paper.id)]
        sets = {
            f"{name}, not held out": [paper for paper in gold if not held_out(paper.id)],
            f"{name}, held out": out,
            f"{name}, held out, at large": [paper for paper in out if not paper.id.startswith(RICH_IN_DATA)],
        }
    return ((title, papers) for title, papers in sets.items() if papers)


def introduced(gold: Sequence[Annotation], predicted: Sequence[Annotation]) -> tuple[int, int, int]:
    """Return how many things a paper introduces by name, how many of them are found, and how many as what they are."""
    found = {title_key(paper.title): paper.entities for paper in predicted}
    there = found_at_all = right = 0
    for paper in gold:
        for wanted in paper.entities:
            if wanted.role is Role.INTRODUCES and wanted.kind is Kind.NAMED:
                same = [one for one in found.get(title_key(paper.title), ()) if one.keys & wanted.keys]
                there += 1
                found_at_all += bool(same)
                right += any(one.type is wanted.type and one.role is wanted.role for one in same)
    return there, found_at_all, right


def report(name: str, gold: list[Annotation], predicted: list[Annotation], rival: list[Annotation]) -> None:
    """Print the figures of one set of papers, and how they compare to those of the rival."""
    found, beside = evaluate(gold, predicted), evaluate(gold, rival)
    print(f"\n{name}: {found.papers} papers")
    for score in found.scores:
        if score.group in GROUPS:
            print(f"  {score.group:18} F1 {score.f1:.3f} ({score.low:.3f} to {score.high:.3f})", end="")
            print(f"  precision {score.precision:.3f}  recall {score.recall:.3f}")
    there, found_at_all, right = introduced(gold, predicted)
    if there:
        print(
            f"  introduced by name: {there}; found {found_at_all / there:.3f}; right type and role {right / there:.3f}"
        )
    for group in COMPARED:
        ours, theirs = found[group].f1, beside[group].f1
        ratio = f"{ours / theirs:.2f}" if theirs else "beyond measure"
        print(f"  ratio to EntityRuler on {group}: {ratio} ({theirs:.3f})")


def main() -> None:
    """Extract from all papers once, both ways, and report each set apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path)
    folder = parser.parse_args().gold
    if folder is None or not folder.is_dir():
        sys.exit("skipped: no annotated papers; name their folder with --gold")
    nlp, rival_nlp = kg.load_pipeline(), ruler()
    for path in sorted(folder.glob("*_papers.jsonl")):
        name = path.name.removesuffix("_papers.jsonl")
        gold, papers = read_annotations(folder / f"{name}_gold.jsonl"), read_all(path)
        predicted = [annotation(kg.extraction_to_json(found)) for found in kg.extract(papers, nlp)]
        rival = [annotation(record) for record in by_ruler(papers, rival_nlp)]
        for title, chosen in sets_of(name, gold):
            report(title, chosen, predicted, rival)


if __name__ == "__main__":
    main()
