"""The recogniser of rules: what its rows hold for, and that it stands in for the trained one."""

import numpy as np
import pytest

from kg.extraction import load_pipeline
from kg.extraction.candidates import Candidate
from kg.extraction.rules import RULES, RuleRecogniser
from kg.extraction.view import make_view
from kg.extraction.weights import LABELS


@pytest.fixture(scope="module")
def nlp():
    return load_pipeline(recogniser="rules")


@pytest.mark.parametrize(
    ("text", "name", "type_"),
    [
        ("We propose QuuxNet for parsing.", "QuuxNet", "Method"),
        ("The ZorbBench benchmark is small. ZorbBench is new.", "ZorbBench", "Benchmark"),
        ("The FooWalk2 dataset holds videos.", "FooWalk2", "Dataset"),
        ("Training runs on a Zork9 GPU.", "Zork9", "Hardware"),
        ("Results on ImageNet are good.", "ImageNet", "Dataset"),
        ("We use knowledge distillation here.", "knowledge distillation", "Method"),
    ],
)
def test_a_row_holds(nlp, text: str, name: str, type_: str) -> None:
    assert (name, type_) in {(entity.name, entity.type) for entity in nlp(text)._.entities}


@pytest.mark.parametrize("text", ["The loss is small.", "We thank the reviewers.", "", "Recent work is broad."])
def test_plain_words_are_no_names(nlp, text: str) -> None:
    assert nlp(text)._.entities == ()


def test_it_gives_probabilities_as_the_trained_one_does() -> None:
    text = "QuuxNet: a parser\n\nQuuxNet parses."
    view = make_view(text, 17)
    assert len(view.classes) == len(view.words)
    found = RuleRecogniser()([[Candidate(0, 1, {"shape", "title-head"})], [Candidate(3, 4, {"phrase"})]], view)
    assert found.shape == (2, len(LABELS))
    assert np.allclose(found.sum(axis=1), 1)
    assert found[0, 1] > 0.8
    assert found[1, 0] == 1


def test_rules_have_names_of_their_own_and_sensible_confidence() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(0.4 < rule.confidence < 1 for rule in RULES)


def test_an_unknown_recogniser_is_refused() -> None:
    with pytest.raises(KeyError):
        load_pipeline(recogniser="guess")
