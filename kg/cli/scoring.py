"""``kg evaluate``."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.terminal import Tracker, tell, write_line, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.evaluation import Annotation, Calibration, Evaluation, Score
    from kg.records import Paper

CORPORA = ("auto", "scierc", "scirex", "tdmsci", "scier")


@click.command()
@click.argument("gold", metavar="GOLD.jsonl", type=click.Path(path_type=Path))
@click.argument("predicted", metavar="[PREDICTED.jsonl]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--papers",
    metavar="FILE",
    help="Papers to extract from where no PREDICTED is given; default: for x_gold.jsonl, x_papers.jsonl beside it.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option(
    "--reliability", metavar="FILE.svg", type=click.Path(path_type=Path), help="Draw how far confidences hold."
)
@click.option(
    "--errors",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write the most costly mistakes as a page to read, and all as JSON Lines; needs the papers.",
)
@click.option("--misses", metavar="N", type=click.IntRange(0), default=0, help="Show the N most frequent misses too.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draws behind the intervals.")
@click.option(
    "--corpus", type=click.Choice(CORPORA), help="Score mentions in a file of this corpus instead, as said above."
)
def evaluate(
    gold: Path,
    predicted: Path | None,
    *,
    papers: str | None,
    form: str,
    reliability: Path | None,
    errors: Path | None,
    misses: int,
    seed: int,
    corpus: str | None,
) -> None:
    """Score extractions against annotated papers.

    Gives precision, recall and F1 by type and kind, with the 95 % interval of F1 over papers drawn anew, and how far
    confidences hold: the expected calibration error is the mean distance between confidence and share right, over ten
    bins of equal width.

    With --corpus GOLD is a file of SciERC, SciREX, TDMSci or SciER as released, whose texts are read and whose mentions
    are scored, strict and partial. Their Method is our Method; Material (SciERC, SciREX) and Dataset (TDMSci, SciER)
    are our Dataset or Benchmark; no other type is scored.
    """
    if corpus:
        if predicted or papers or reliability or errors or misses:
            raise click.UsageError("with --corpus there is only one file, --format and --seed")
        _evaluate_corpus(gold, corpus, form, seed)
        return
    from kg.evaluation import evaluate as run
    from kg.evaluation import read_annotations

    wanted = read_annotations(gold)
    texts = _texts(wanted, papers or _beside(gold)) if errors or not predicted else []
    given = read_annotations(predicted) if predicted else _extracted(texts)
    evaluation = run(wanted, given, seed=seed)
    if evaluation.missing:
        tell(f"kg: {len(evaluation.missing)} of {evaluation.papers} annotated papers have no prediction")
    _write_evaluation(evaluation, form, misses=misses, in_full=reliability is not None)
    if reliability:
        _write_diagram(evaluation.calibration, reliability)
    if errors:
        _write_mistakes(wanted, given, texts, errors)


# Reading ------------------------------------------------------------------------------------------------------------


def _beside(gold: Path) -> str:
    """Return the papers that the name of the gold file promises, or "" where there are none."""
    papers = gold.with_name(gold.name.replace("gold", "papers"))
    return str(papers) if papers != gold and papers.exists() else ""


def _texts(gold: "list[Annotation]", papers: str) -> "list[Paper]":
    """Return those of the papers that were annotated."""
    from kg.errors import GoldError
    from kg.evaluation import title_key
    from kg.intake import read_each

    if not papers:
        raise GoldError(
            "no texts of the annotated papers", cure="give them with --papers FILE, or to score alone PREDICTED.jsonl"
        )
    titles = {title_key(paper.title) for paper in gold}
    return [paper for paper in read_each([papers]) if title_key(paper.title) in titles]


def _extracted(papers: "list[Paper]") -> "list[Annotation]":
    from kg.evaluation import annotation
    from kg.extraction.pipeline import extract
    from kg.jsonl import extraction_to_json

    return [annotation(extraction_to_json(found)) for found in extract(Tracker("Reading papers")(papers))]


def _evaluate_corpus(file: Path, name: str, form: str, seed: int) -> None:
    """Read the texts of a corpus and show the scores of their mentions beside what others published."""
    from kg.errors import GoldError
    from kg.evaluation import PUBLISHED, TYPE_MAPS, read_corpus, score_mentions, scores_to_json
    from kg.extraction.pipeline import extract

    corpus, texts = read_corpus(file)
    if name not in ("auto", corpus):
        raise GoldError(f"is of {corpus}, not of {name}", where=str(file), cure=f"ask with --corpus {corpus}")
    papers = [text.paper for text in texts]
    scores = score_mentions(corpus, texts, extract(Tracker("Reading papers")(papers)), seed=seed)
    published = PUBLISHED.get(corpus, ())
    if form == "json":
        told = {
            "corpus": corpus,
            "texts": len(texts),
            "types": dict(TYPE_MAPS[corpus]),
            "scores": scores_to_json(scores),
        }
        click.echo(json.dumps({**told, "published": [{"f1": one.f1, "what": one.what} for one in published]}, indent=1))
        return
    mapped = ", ".join(f"{theirs} as {ours}" for theirs, ours in TYPE_MAPS[corpus].items())
    write_line(f"{corpus}: {len(texts):,} texts; mentions of {mapped}")
    _write_scores(scores)
    for one in published:
        write_line(f"beside it, F1 {one.f1:.3f}: {one.what}")


# Showing ------------------------------------------------------------------------------------------------------------


def _write_evaluation(evaluation: "Evaluation", form: str, *, misses: int, in_full: bool) -> None:
    if form == "json":
        click.echo(json.dumps(evaluation.to_json(), indent=1))
    else:
        _write_scores(evaluation.scores)
        _write_calibration(evaluation.calibration, in_full=in_full)
        _write_misses(evaluation, misses)


def _write_scores(scores: "Iterable[Score]") -> None:
    rows = [
        (
            score.group,
            *(f"{figure:.3f}" for figure in (score.precision, score.recall, score.f1)),
            f"{score.low:.3f} to {score.high:.3f}",
            str(score.gold),
            str(score.predicted),
        )
        for score in scores
    ]
    write_table(("group", "precision", "recall", "F1", "95 % interval", "gold", "predicted"), rows)


def _write_calibration(calibrations: "Sequence[Calibration]", *, in_full: bool) -> None:
    """Show the calibration errors, and in full what each bin holds."""
    if calibrations:
        write_line()
        rows = [(each.group, f"{each.error:.3f}", str(each.count)) for each in calibrations]
        write_table(("confidence of", "calibration error", "predicted"), rows)
    for each in calibrations if in_full else ():
        write_line()
        bins = [
            (f"{one.low:.1f} to {one.high:.1f}", f"{one.confidence:.3f}", f"{one.right:.3f}", str(one.count))
            for one in each.bins
        ]
        write_table((each.group, "mean confidence", "share right", "predicted"), bins)


def _write_misses(evaluation: "Evaluation", count: int) -> None:
    misses = Counter(
        (miss.error, miss.entity.type.value, miss.entity.kind.value, miss.entity.name) for miss in evaluation.misses
    )
    if count:
        write_line()
        write_table(
            ("times", "error", "type", "kind", "name"),
            [(str(times), *miss) for miss, times in misses.most_common(count)],
        )


# Files --------------------------------------------------------------------------------------------------------------


def _write_diagram(calibrations: "Sequence[Calibration]", path: Path) -> None:
    from kg.errors import GoldError
    from kg.evaluation import write_reliability

    if not calibrations:
        raise GoldError("no prediction says how sure it is", cure="give predictions as `kg extract` writes them")
    write_reliability(calibrations, path)
    tell(f"kg: wrote {path}")


def _write_mistakes(
    gold: "list[Annotation]", predicted: "list[Annotation]", papers: "list[Paper]", folder: Path
) -> None:
    from kg.evaluation import find_mistakes, write_errors

    for path in write_errors(find_mistakes(gold, predicted, papers), len(papers), folder):
        tell(f"kg: wrote {path}")
