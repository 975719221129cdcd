"""From annotated papers to the folder of a model: word statistics, the recogniser's weights, tables of evidence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kg.annotated import Annotated
from kg.documents.identifiers import title_key
from kg.errors import GoldError
from kg.extraction import evidence
from kg.extraction.pipeline import candidate_pipeline
from kg.extraction.recogniser import Recogniser
from kg.extraction.selection import THRESHOLD
from kg.extraction.statistics import Statistics, read_statistics, write_statistics
from kg.extraction.trainable import STATISTICS_FILE, WEIGHTS_FILE, recognise
from kg.extraction.weights import Weights, read_weights, weights_to_bytes
from kg.files import replacing_folders
from kg.paths import MODEL
from kg.records import Paper
from kg.training.evidence import Case, fit_tables
from kg.training.recogniser import Example, Settings, candidates_of, examples_of, fit
from kg.training.statistics import count_names, count_statistics
from kg.training.sureness import calibrated, fit_calibration

_FOLDS: Final = 5


@dataclass(frozen=True, slots=True)
class Report:
    """What a model was trained on and what it learnt."""

    papers: int
    names: int
    features: int
    files: tuple[Path, ...]


def train(
    papers: Sequence[Annotated],
    folder: str | Path,
    settings: Settings | None = None,
    *,
    corpus: Iterable[Paper] = (),
    tables: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Report:
    """Train a model and write it into ``folder``, whole or not at all; equal arguments give equal bytes.

    Args:
        papers: annotated papers, from ``kg.annotated.read_annotated``.
        folder: where the model goes; it is made where it is missing.
        settings: how to fit.
        corpus: many abstracts to count words in; annotated ones are left out, so that no paper is counted that is
            learnt from. Without any, the packaged counts are taken.
        tables: fit what evidence weighs for roles, relations and results too; else the packaged tables are taken.
        tell: is told of each step.

    Raises:
        GoldError: there is too little to learn from.
        ExportError: the folder cannot be written.
        KgError: scikit-learn is not installed.
    """
    settings = settings or Settings()
    if not papers:
        raise GoldError("annotates none of the papers", cure="give the papers that the records annotate")
    tell("counting words")
    statistics = _statistics(papers, settings, list(corpus), tell)
    tell("fitting the recogniser")
    weights, examples = _recogniser(papers, settings, statistics)
    if tables:
        tell("fitting roles, relations and results")
        cases = _cross_fitted(papers, examples, settings, statistics)
        calibration = fit_calibration(cases)
        weighed = fit_tables(calibrated(cases, calibration))
    else:
        # Recognisers of one make are too sure in one way, so what was fitted to the packaged one serves.
        calibration, weighed = read_weights(MODEL / WEIGHTS_FILE).calibration, evidence.packaged_tables()
    weights = replace(weights, calibration=calibration)
    files = _write(Path(folder), weights, statistics, weighed)
    return Report(len(papers), sum(map(len, examples)), len(weights.features), files)


def _statistics(
    papers: Sequence[Annotated], settings: Settings, corpus: Sequence[Paper], tell: Callable[[str], None]
) -> Statistics:
    """Return what a corpus tells, in which a first recogniser that knows only words finds the names; where there is no
    corpus, what the packaged one told."""
    if not corpus:
        return read_statistics(MODEL / STATISTICS_FILE)
    annotated = {title_key(one.paper.title) for one in papers}
    unread = [paper for paper in corpus if title_key(paper.title) not in annotated]
    words = count_statistics(unread)
    tell("finding what others take names for")
    weights, _ = _recogniser(papers, settings, words)
    return words.with_names(count_names(unread, Recogniser(weights, words)))


def _recogniser(
    papers: Sequence[Annotated], settings: Settings, statistics: Statistics
) -> tuple[Weights, list[list[Example]]]:
    """Return the weights of a recogniser and, paper by paper, the examples that they were fitted to."""
    examples = list(examples_of(papers, settings, candidate_pipeline(), statistics))
    return fit([example for paper in examples for example in paper], settings), examples


def _cross_fitted(
    papers: Sequence[Annotated], examples: Sequence[Sequence[Example]], settings: Settings, statistics: Statistics
) -> list[Case]:
    """Return each paper with what a recogniser finds in it that was trained on the other papers."""
    nlp = candidate_pipeline()
    found: dict[int, Case] = {}
    for fold in range(_FOLDS):
        rest = [one for number, paper in enumerate(examples) if number % _FOLDS != fold for one in paper]
        recogniser = Recogniser(fit(rest, settings), statistics)
        for number in range(fold, len(papers), _FOLDS):
            reading = candidates_of(papers[number].paper, nlp)
            recognise(reading, recogniser, THRESHOLD)
            view = reading.view
            found[number] = Case(papers[number], view.text, view.title_end, reading.sentences, reading.drafts)
    return [found[number] for number in range(len(papers))]


def _write(folder: Path, weights: Weights, statistics: Statistics, tables: evidence.Tables) -> tuple[Path, ...]:
    with replacing_folders(folder) as new:  # weights of one model say nothing about the statistics of another
        (new / WEIGHTS_FILE).write_bytes(weights_to_bytes(weights))
        write_statistics(statistics.to_text(), new / STATISTICS_FILE)
        (new / evidence.FILE).write_bytes(evidence.to_text(tables).encode())
    return tuple(folder / name for name in sorted((WEIGHTS_FILE, STATISTICS_FILE, evidence.FILE)))
