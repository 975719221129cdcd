"""``kg evaluate``."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.terminal import tell, tracker, write_line, write_table

if TYPE_CHECKING:
    from kg.evaluation import Annotation, Evaluation


@click.command()
@click.argument("gold", metavar="GOLD.jsonl", type=click.Path(path_type=Path))
@click.argument("predicted", metavar="[PREDICTED.jsonl]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--papers",
    metavar="FILE",
    help="Papers to extract from where no PREDICTED is given; default: for x_gold.jsonl, x_papers.jsonl beside it.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--errors", metavar="N", type=click.IntRange(0), default=0, help="Show the N most frequent errors too.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draws behind the intervals.")
def evaluate(gold: Path, predicted: Path | None, *, papers: str | None, form: str, errors: int, seed: int) -> None:
    """Score extractions against annotated papers.

    Gives precision, recall and F1 by type and kind, with the 95 % interval of F1 over papers drawn anew.
    """
    from kg.evaluation import evaluate as run
    from kg.evaluation import read_annotations

    wanted = read_annotations(gold)
    given = read_annotations(predicted) if predicted else _extracted(wanted, papers or _beside(gold))
    evaluation = run(wanted, given, seed=seed)
    if evaluation.missing:
        tell(f"kg: {len(evaluation.missing)} of {evaluation.papers} annotated papers have no prediction")
    if form == "json":
        click.echo(json.dumps(evaluation.to_json(), indent=1))
        return
    _write_scores(evaluation)
    _write_errors(evaluation, errors)


def _beside(gold: Path) -> str:
    """Return the papers that the name of the gold file promises, or "" where there are none."""
    papers = gold.with_name(gold.name.replace("gold", "papers"))
    return str(papers) if papers != gold and papers.exists() else ""


def _extracted(gold: "list[Annotation]", papers: str) -> "list[Annotation]":
    from kg.errors import GoldError
    from kg.evaluation import annotation, title_key
    from kg.extraction.pipeline import extract
    from kg.intake import read_each
    from kg.jsonl import extraction_to_json

    if not papers:
        raise GoldError("no predictions to score", cure="give PREDICTED.jsonl, or the papers with --papers FILE")
    titles = {title_key(paper.title) for paper in gold}
    wanted = [paper for paper in read_each([papers]) if title_key(paper.title) in titles]
    return [annotation(extraction_to_json(found)) for found in extract(tracker("Reading papers")(wanted))]


def _write_scores(evaluation: "Evaluation") -> None:
    rows = [
        (
            score.group,
            *(f"{figure:.3f}" for figure in (score.precision, score.recall, score.f1)),
            f"{score.low:.3f} to {score.high:.3f}",
            str(score.gold),
            str(score.predicted),
        )
        for score in evaluation.scores
    ]
    write_table(("group", "precision", "recall", "F1", "95 % interval", "gold", "predicted"), rows)


def _write_errors(evaluation: "Evaluation", count: int) -> None:
    misses = Counter(
        (miss.error, miss.entity.type.value, miss.entity.kind.value, miss.entity.name) for miss in evaluation.misses
    )
    if count:
        write_line()
        write_table(
            ("times", "error", "type", "kind", "name"),
            [(str(times), *miss) for miss, times in misses.most_common(count)],
        )
