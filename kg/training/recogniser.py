"""Fits the recogniser to annotated papers, and counts the word statistics that it uses.

Needs the extra ``[train]`` (scikit-learn). The same papers, annotations and seed give the same weights.
"""

import io
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kg.errors import GoldError, KgError
from kg.evaluation import annotation, normal_form, title_key
from kg.extraction.acronyms import find_definitions
from kg.extraction.candidates import group_by_name
from kg.extraction.components import CANDIDATE_COMPONENTS
from kg.extraction.draft import SEPARATOR
from kg.extraction.features import WORD_MARKS, Context, group_features, mention_features
from kg.extraction.pipeline import candidate_pipeline
from kg.extraction.reading import Reading, begin_reading
from kg.extraction.recogniser import FEATURE_SEPARATOR, LABELS, SCREEN
from kg.extraction.statistics import Statistics, frequency_class, read_statistics, to_text, write_statistics
from kg.extraction.tables.heads import HEADS
from kg.extraction.tokens import tokenize
from kg.files import replacing
from kg.paths import MODEL
from kg.records import Kind, Paper

Numbers = NDArray[Any]

_FORGOTTEN: Final = 0.12
"""Share of vocabulary matches hidden while training: the vocabulary knows more of the papers that it was curated
beside than of those to come, and weights that trust it too much would fail there."""


_LOST: Final = 0.02
"""Share of unknown entities that the screen may turn away; nearly all of them would not have been found anyway."""

_SCREEN_REGULARISATION: Final = 0.1

_FOLDS: Final = 3

_UNKNOWN: Final = "k="
"""The feature of names that are in no vocabulary."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the weights are fitted.

    ``regularisation`` is the inverse strength C of the L2 penalty; a feature must be met in ``rarest`` names to be
    learnt.
    """

    regularisation: float = 0.2
    rarest: int = 3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """A name of one document: its features with their pooled values, and the column of its label."""

    features: Mapping[str, float]
    label: int


def read_gold(path: Path) -> dict[str, Mapping[str, Any]]:
    """Read annotation records by the key of their title.

    Raises:
        GoldError: a line is no such record.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return dict(_records(lines, path))
    except (OSError, UnicodeDecodeError) as error:
        problem = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "cannot be read"
        raise GoldError(problem, where=str(path), cure="give a file of annotation records") from error


def _records(lines: Iterable[str], path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = json.loads(line)
                yield title_key(annotation(record).title), record
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                where = f"{path}:{number}"
                raise GoldError("no annotation record", where=where, cure="mend or remove the line") from error


def examples_of(
    papers: Iterable[Paper],
    gold: Mapping[str, Mapping[str, Any]],
    settings: Settings,
    nlp: Language,
    statistics: Statistics,
) -> Iterator[list[Example]]:
    """Yield the examples of each annotated paper."""
    for paper in papers:
        record = gold.get(title_key(paper.title))
        if record is not None:
            rng = random.Random(f"{settings.seed} {title_key(paper.title)}")
            yield _examples(_candidates_of(paper, nlp), record, statistics, rng)


def _candidates_of(paper: Paper, nlp: Language) -> Reading:
    text = paper.title + SEPARATOR + paper.abstract
    doc = nlp.make_doc(text)
    reading = begin_reading(doc, text, len(paper.title))
    for name in CANDIDATE_COMPONENTS:
        doc = nlp.get_pipe(name)(doc)
    return reading


def _examples(reading: Reading, record: Mapping[str, Any], statistics: Statistics, rng: random.Random) -> list[Example]:
    """Return an example for each name that is brought up as a candidate."""
    _forget_some(reading, rng)
    groups = group_by_name(reading.candidates, reading.view)
    context = Context(reading.candidates, reading.definitions)
    entities = [(_names(entity), _column(entity)) for entity in record["entities"]]
    found = []
    for group in groups.values():
        counts = Counter(f for c in group for f in mention_features(c, reading.view, statistics, context))
        features = {feature: count / len(group) ** 0.5 for feature, count in counts.items()}
        features.update(dict.fromkeys(group_features(group, reading.view), 1.0))
        names = {normal_form(reading.view.slice(c.start, c.end)) for c in group}
        found.append(Example(features, next((column for known, column in entities if names & known), 0)))
    return found


def _forget_some(reading: Reading, rng: random.Random) -> None:
    """Hide some concepts from a document, as if the vocabulary had never heard of them."""
    concepts = sorted({concept.id for c in reading.candidates.values() for concept in c.concepts})
    hidden = {identifier for identifier in concepts if rng.random() < _FORGOTTEN}
    for span in [span for span, c in reading.candidates.items() if any(k.id in hidden for k in c.concepts)]:
        candidate = reading.candidates[span]
        candidate.concepts = [concept for concept in candidate.concepts if concept.id not in hidden]
        if not candidate.concepts:
            candidate.rules.discard("known")
            if not candidate.rules:
                del reading.candidates[span]


def _names(entity: Mapping[str, Any]) -> frozenset[str]:
    mentions = (m["text"] if isinstance(m, dict) else m for m in entity.get("mentions", ()))
    return frozenset(map(normal_form, [entity["name"], *mentions])) - {""}


def _column(entity: Mapping[str, Any]) -> int:
    pair = entity["type"], entity.get("kind", Kind.NAMED)
    return next((i for i, label in enumerate(LABELS) if label and (label[0].value, label[1].value) == pair), 1)


def fit(examples: Sequence[Example], settings: Settings) -> bytes:
    """Fit the weights and return them as ``kg.extraction.recogniser.read_weights`` reads them.

    Raises:
        KgError: scikit-learn is not installed.
        GoldError: there are too few names to learn from.
    """
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise KgError("training needs scikit-learn", cure="pip install abstract-kg[train]") from error
    _ask_for_enough(examples, settings)
    met = Counter(feature for example in examples for feature in example.features)
    names = sorted(f for f, count in met.items() if count >= settings.rarest and FEATURE_SEPARATOR not in f)
    column = {feature: index for index, feature in enumerate(names)}
    rows, columns, values = [], [], []
    for row, example in enumerate(examples):
        for feature, value in example.features.items():
            if feature in column:
                rows.append(row)
                columns.append(column[feature])
                values.append(value)
    matrix = csr_matrix((np.array(values, np.float32), (rows, columns)), shape=(len(examples), len(names)))
    labels = np.array([example.label for example in examples])
    model = LogisticRegression(C=settings.regularisation, max_iter=400).fit(matrix, labels)
    weights: Numbers = np.zeros((len(names), len(LABELS) + 1), np.float16)
    bias = np.full(len(LABELS) + 1, -30.0, np.float32)
    for index, label in enumerate(model.classes_):
        weights[:, label], bias[label] = model.coef_[index], model.intercept_[index]
    _fit_screen(matrix, labels > 0, names, weights, bias)
    return _to_bytes(names, weights, bias)


def _ask_for_enough(examples: Sequence[Example], settings: Settings) -> None:
    """Raise an error where names that the vocabulary does not know are too few to fit the screen to."""
    unknown = Counter(example.label > 0 for example in examples if _UNKNOWN in example.features)
    if min(unknown[True], unknown[False]) < max(_FOLDS, settings.rarest):
        raise GoldError("too few annotated names to learn from", cure="annotate more papers")


def _fit_screen(matrix: Any, entity: Numbers, names: Sequence[str], weights: Numbers, bias: Numbers) -> None:
    """Fit the column that screens names by their words alone, so that all but ``_LOST`` of the entities pass."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    by_words = [index for index, name in enumerate(names) if name.startswith(WORD_MARKS)]
    known = np.asarray(matrix[:, [names.index(_UNKNOWN)]].todense()).ravel() == 0
    asked = matrix[~known][:, by_words]
    screen = LogisticRegression(C=_SCREEN_REGULARISATION, max_iter=400)
    held_out = cross_val_predict(screen, asked, entity[~known], cv=_FOLDS, method="decision_function")
    border = np.quantile(held_out[entity[~known]], _LOST)
    screen.fit(asked, entity[~known])
    weights[by_words, SCREEN] = screen.coef_[0]
    bias[SCREEN] = screen.intercept_[0] - border


def _to_bytes(names: Sequence[str], weights: Numbers, bias: Numbers) -> bytes:
    stream = io.BytesIO()
    features = np.frombuffer(FEATURE_SEPARATOR.join(names).encode(), dtype=np.uint8)
    np.savez_compressed(stream, features=features, weights=weights, bias=bias)
    return stream.getvalue()


def train(papers: Sequence[Paper], gold: Path, folder: Path, settings: Settings | None = None) -> int:
    """Fit the recogniser to annotated papers and write its weights into ``folder``; return how many papers were used.

    Args:
        papers: the texts.
        gold: annotation records, paired with the papers by title.
        folder: where ``recogniser.npz`` goes; ``statistics.tsv.gz`` is read from there, or from the package.
        settings: how to fit.

    Raises:
        GoldError: the annotations are broken or fit none of the papers.
    """
    settings = settings or Settings()
    own = folder / "statistics.tsv.gz"
    statistics = read_statistics(own if own.exists() else MODEL / own.name)
    annotated = list(examples_of(papers, read_gold(gold), settings, candidate_pipeline(), statistics))
    if not annotated:
        raise GoldError("annotates none of the papers", where=str(gold), cure="give the papers that it annotates")
    weights = fit([example for paper in annotated for example in paper], settings)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / "recogniser.npz") as file:
        file.write(weights)
    return len(annotated)


def count_statistics(papers: Iterable[Paper], folder: Path) -> None:
    """Count how common words and phrases are in many abstracts and write the table into ``folder``."""
    words: Counter[str] = Counter()
    phrases: Counter[str] = Counter()
    abbreviated: Counter[str] = Counter()
    for paper in papers:
        text = paper.title + SEPARATOR + paper.abstract
        tokens = tokenize(text)
        words.update({token for token in tokens if token.islower() and token.isalpha()})
        phrases.update(set(_phrases(tokens)))
        abbreviated.update({_plain(text[d.long_start : d.long_end]) for d in find_definitions(text)})
    table = to_text(_classes(words, 8), _classes(phrases, 8), _classes(abbreviated, 2))
    folder.mkdir(parents=True, exist_ok=True)
    write_statistics(table, folder / "statistics.tsv.gz")


def _phrases(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the runs of two to four words, hyphens left out, that end in a head."""
    run: list[str] = []
    for token in [*tokens, "."]:
        if token == "-":
            continue
        if not token.isalnum():
            run = []
            continue
        run.append(token.lower())
        if run[-1] in HEADS:
            yield from (" ".join(run[-size:]) for size in range(2, min(4, len(run)) + 1))


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().replace("-", " ").split())


def _classes(counts: Counter[str], rarest: int) -> dict[str, int]:
    return {entry: frequency_class(count) for entry, count in counts.items() if count >= rarest}
