"""What the recogniser adds up at speed is the sum that training fits: feature by feature, over all places of a name."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kg.errors import InputError
from kg.extraction.candidates import Candidate, group_by_name
from kg.extraction.components import CANDIDATE_COMPONENTS
from kg.extraction.draft import SEPARATOR
from kg.extraction.features import Context, group_features, mention_features
from kg.extraction.pipeline import candidate_pipeline
from kg.extraction.reading import begin_reading
from kg.extraction.recogniser import Recogniser
from kg.extraction.statistics import Statistics, read_statistics
from kg.extraction.view import View
from kg.extraction.weights import LABELS, SCREEN, Floats, Weights, read_weights
from kg.extraction.word_features import WORD_MARKS
from kg.paths import MODEL

Document = tuple[list[list[Candidate]], View, Context]

TEXTS = [
    ("", "We propose FooNet, which beats ResNet-50 on ImageNet."),
    (
        "Zorblat: Quick Widget Folding",
        "Zorblat folds widgets with a graph neural network (GNN). GNNs and Zorblat are fast.",
    ),
    ("WobbleLM", "WobbleLM-7B and WobbleLM-13B, trained on C4, outperform LLaMA-2-7B, GPT-4 and BERT on GLUE / MMLU."),
    ("On Folding", "GPT-4"),
    ("", "Methods such as LoRA (low-rank adaptation), S2FT, and M-FAC run on 8x NVIDIA A100-80GB GPUs, e.g. H100s."),
    ("Über Wörter", "Das מודל Qwobble2.5 😀 benchmark dataset GPU model GPU  method\n\ncalled FooBench — on a TPU v4."),
    ("", "dataset " * 12 + "FooSet benchmark " + "model " * 12),
    ("", "."),
]


@pytest.fixture(scope="module")
def statistics() -> Statistics:
    return read_statistics(MODEL / "statistics.tsv.gz")


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    nlp = candidate_pipeline()
    found = []
    for title, abstract in TEXTS:
        text = title + SEPARATOR + abstract if title else abstract
        doc = nlp.make_doc(text)
        reading = begin_reading(doc, text, len(title))
        for name in CANDIDATE_COMPONENTS:
            doc = nlp.get_pipe(name)(doc)
        groups = list(group_by_name(reading.candidates, reading.view).values())
        found.append((groups, reading.view, Context(reading.candidates, reading.definitions)))
    return found


def _features(document: Document, statistics: Statistics) -> Iterator[tuple[list[list[str]], list[str], bool]]:
    """Yield the features of each mention of a name, those of the name, and whether the vocabulary knows it."""
    groups, view, context = document
    for group in groups:
        of_name = group_features(group, view)
        mentions = [mention_features(candidate, view, statistics, context, of_name) for candidate in group]
        yield mentions, of_name, any(candidate.concepts for candidate in group)


@pytest.fixture(scope="module", params=["packaged", "random"])
def weights(request: pytest.FixtureRequest, documents: list[Document], statistics: Statistics) -> Weights:
    """Packaged weights, and others that give every single feature of the documents some weight."""
    if request.param == "packaged":
        return read_weights(MODEL / "recogniser.npz")
    names = {f for d in documents for mentions, own, _ in _features(d, statistics) for m in [*mentions, own] for f in m}
    random = np.random.default_rng(7)
    matrix = random.normal(size=(len(names) + 1, len(LABELS) + 1)).astype(np.float32)
    matrix[0] = 0.0
    rows = {name: index for index, name in enumerate(sorted(names), 1)}
    return Weights(rows, matrix, random.normal(size=len(LABELS) + 1).astype(np.float32))


def _plain_sum(document: Document, weights: Weights, statistics: Statistics) -> tuple[Floats, Floats]:
    """Return the probabilities and the scores of the screen, added up one feature at a time."""
    found, screens = [], []
    for mentions, own, known in _features(document, statistics):
        scores, words = (np.array(weights.bias, dtype=np.float64) for _ in range(2))
        for mention in mentions:
            for feature in mention:
                value = weights.matrix[weights.features.get(feature, 0)] / len(mentions) ** 0.5
                scores += value
                words += value if feature.startswith(WORD_MARKS) else 0.0
        for feature in own:
            scores += weights.matrix[weights.features.get(feature, 0)]
        powers = np.exp(scores[:SCREEN] - scores[:SCREEN].max())
        nothing = np.eye(len(LABELS))[0]
        found.append(powers / powers.sum() if known or words[SCREEN] > 0 else nothing)
        screens.append(words[SCREEN])
    return np.array(found).reshape(-1, len(LABELS)), np.array(screens)


def test_its_scores_are_the_sums_of_the_weights_of_all_features(
    documents: list[Document], weights: Weights, statistics: Statistics
) -> None:
    recogniser = Recogniser(weights, statistics)
    compared = 0
    for document in documents:
        probabilities = recogniser(*document)
        expected, screens = _plain_sum(document, weights, statistics)
        assert probabilities.shape == (len(document[0]), len(LABELS))
        clear = [index for index, screen in enumerate(screens) if abs(screen) > 1e-3]
        np.testing.assert_allclose(probabilities[clear], expected[clear], atol=1e-4)
        compared += len(clear)
    assert compared > 50


def test_probabilities_sum_to_one(documents: list[Document], weights: Weights, statistics: Statistics) -> None:
    recogniser = Recogniser(weights, statistics)
    for document in documents:
        np.testing.assert_allclose(recogniser(*document).sum(axis=1), 1.0, atol=1e-5)


class _Forgetful(Recogniser):
    limit = 3
    limit_of_answers = 3


def test_forgetting_words_changes_no_score(documents: list[Document], weights: Weights, statistics: Statistics) -> None:
    forgetful, remembering = _Forgetful(weights, statistics), Recogniser(weights, statistics)
    for document in [*documents, *documents]:
        np.testing.assert_array_equal(forgetful(*document), remembering(*document))


def test_earlier_documents_change_no_score(documents: list[Document], weights: Weights, statistics: Statistics) -> None:
    alone = [Recogniser(weights, statistics)(*document) for document in documents]
    used = Recogniser(weights, statistics)
    for index in [*reversed(range(len(documents))), *range(len(documents))]:
        np.testing.assert_array_equal(used(*documents[index]), alone[index])


def test_many_words_are_remembered_apart(documents: list[Document], weights: Weights, statistics: Statistics) -> None:
    used = Recogniser(weights, statistics)
    before = used(*documents[2])
    for start in range(0, 10_000, 500):
        words = [f"wobble{number}" for number in range(start, start + 500)]
        view = View("", 0, words, words, words, [0] * 500, "D" * 500, 0)
        used([[Candidate(5, 6)]], view, Context({}, ()))
    np.testing.assert_array_equal(used(*documents[2]), before)


def test_nothing_to_weigh(documents: list[Document], weights: Weights, statistics: Statistics) -> None:
    _, view, context = documents[0]
    assert Recogniser(weights, statistics)([], view, context).shape == (0, len(LABELS))


@pytest.mark.parametrize("damage", ["missing", "empty", "text", "cut", "array", "parts", "foreign"])
def test_broken_weights_are_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "recogniser.npz"
    whole = (MODEL / "recogniser.npz").read_bytes()
    contents = {"empty": b"", "text": b"no weights\n", "cut": whole[: len(whole) // 2]}
    if damage in contents:
        path.write_bytes(contents[damage])
    with path.open("r+b" if path.exists() else "wb") as file:
        if damage == "array":
            np.save(file, np.zeros(3))
        elif damage == "parts":
            np.savez(file, features=np.frombuffer(b"a", np.uint8), weights=np.zeros((2, 8)), bias=np.zeros(8))
        elif damage == "foreign":
            np.savez(file, weights=np.zeros((2, 8)))
    if damage == "missing":
        path.unlink()
    with pytest.raises(InputError, match="no weights of a recogniser") as caught:
        read_weights(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
