"""Numbers that are results, numbers that are none, and what they belong to."""

import pytest

from kg.extraction.draft import Draft
from kg.extraction.results import DraftResult, find_results
from kg.extraction.sentences import split_sentences
from kg.extraction.tables.results_cues import RESULT_CUES
from kg.extraction.values import find_values
from kg.records import EntityType, Kind, Role

THINGS = (
    ("Zorblat", EntityType.METHOD, Kind.NAMED, Role.INTRODUCES),
    ("RowNet", EntityType.METHOD, Kind.NAMED, Role.COMPARES_TO),
    ("TableBank", EntityType.DATASET, Kind.NAMED, Role.EVALUATES_ON),
    ("WikiTables", EntityType.DATASET, Kind.NAMED, Role.EVALUATES_ON),
    ("H100", EntityType.HARDWARE, Kind.NAMED, Role.RUNS_ON),
)

VALUES = [
    ("it is 1.7x faster", ["1.7x"]),
    (r"it is $2.1\times$ faster", [r"2.1\times"]),
    (r"it is 2.1$\times$ faster", [r"2.1$\times$"]),
    (r"a \textbf{99\%} drop", [r"99\%"]),
    ("from 61.2 to 64.8", ["64.8"]),
    ("from 61.2% to 64.8%, then", ["64.8%"]),
    ("between 10 to 20% less", ["10 to 20%"]),
    ("8.3 and 5.3 points", ["8.3", "5.3"]),
    ("a 100-fold drop", ["100-fold"]),
    ("three orders of magnitude", ["three orders of magnitude"]),
    ("1,024 items in 12.5 ms", ["1,024", "12.5 ms"]),
    ("gains of +3.5 and -0.2 dB", ["+3.5", "-0.2 dB"]),
    ("about 30-47 FPS", ["30-47 FPS"]),
    ("0.5 percentage points", ["0.5 percentage points"]),
    ("89.7±0.4", ["89.7±0.4"]),
    ("Llama3 and v2.1 of GPT-4", []),
    ("x_2 and 3D", []),
    ("no number", []),
]

RESULTS = [
    "Zorblat achieves {} accuracy on TableBank.|76.3%",
    "It is {} faster than RowNet on an H100.|1.7x",
    "It reduces memory usage by {}.|40%",
    "It improves F1 from 61.2 to {} on TableBank.|64.8",
    "It reaches an F1 score of {}, outperforming RowNet.|0.893",
    "It reduces latency by up to {} compared to RowNet.|35%",
    "It runs at {} on an H100.|120 FPS",
    "Zorblat outperforms RowNet by {} mAP.|2.4",
]

NO_RESULTS = [
    "We collect 12,000 tables from 45 countries.",
    "The network has 12 layers and was trained for 300 epochs.",
    "We train it on 8 GPUs.",
    "The corpus spans 20 languages and 3 domains.",
    "It was founded in 2019.",
    "We use a batch size of 64.",
    "The study asks 24 participants.",
]


def _find(text: str) -> tuple[DraftResult, ...]:
    opening = "We propose Zorblat for tables. "
    text = opening + text
    drafts = []
    for name, type_, kind, role in THINGS:
        spans = tuple((i, i + len(name)) for i in range(len(text)) if text.startswith(name, i))
        if spans:
            drafts.append(Draft(name, type_, kind, spans, 1.0, "test", role))
    return find_results(text, 0, split_sentences(text, 0), drafts)


@pytest.mark.parametrize(("text", "values"), VALUES)
def test_values_as_written(text: str, values: list[str]) -> None:
    assert [text[a:b] for a, b in find_values(text, 0, len(text))] == values


@pytest.mark.parametrize("row", RESULTS)
def test_is_a_result(row: str) -> None:
    sentence, value = row.split("|")
    assert [result.value for result in _find(sentence.format(value))] == [value]


@pytest.mark.parametrize("sentence", NO_RESULTS)
def test_is_no_result(sentence: str) -> None:
    assert _find(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zorblat achieves 76.3% top-1 accuracy on TableBank.", ("Zorblat", "top-1 accuracy", "TableBank", None)),
        ("Zorblat is 1.7x faster than RowNet on an H100.", ("Zorblat", "speedup", "H100", "RowNet")),
        ("It reduces peak memory by 40% compared to RowNet.", ("Zorblat", "peak memory reduction", None, "RowNet")),
        ("Zorblat touches 3% of the parameters on TableBank.", ("Zorblat", "parameters", "TableBank", None)),
        ("Zorblat reaches an AUC of 0.91 on TableBank.", ("Zorblat", "AUC", "TableBank", None)),
        ("Zorblat improves mAP by 2.1% on TableBank.", ("Zorblat", "mAP improvement", "TableBank", None)),
        ("On WikiTables, it reaches an accuracy of 81.5%.", ("Zorblat", "accuracy", "WikiTables", None)),
        ("Zorblat reaches an accuracy of 81.5%, while RowNet (77.1%) stays behind.", None),
    ],
)
def test_what_a_value_belongs_to(sentence: str, expected: tuple[str | None, ...] | None) -> None:
    found = _find(sentence)
    if expected is None:
        assert [(r.method, r.value) for r in found] == [("Zorblat", "81.5%"), ("RowNet", "77.1%")]
    else:
        assert [(r.method, r.metric, r.on, r.versus) for r in found] == [expected]


def test_lists_pair_up() -> None:
    found = _find("Zorblat gains 8.3 and 5.3 mAP on TableBank and WikiTables, respectively.")
    assert [(r.value, r.on) for r in found] == [("8.3", "TableBank"), ("5.3", "WikiTables")]


def test_a_number_inside_a_name_is_no_value() -> None:
    text = "We propose a parser. It reaches 90% accuracy on Corpus 21.5 of tables."
    start = text.index("Corpus")
    draft = Draft("Corpus 21.5", EntityType.DATASET, Kind.NAMED, ((start, start + 11),), 1.0, "test")
    assert [r.value for r in find_results(text, 0, split_sentences(text, 0), (draft,))] == ["90%"]


def test_evidence_is_the_sentence() -> None:
    result = _find("Zorblat achieves 76.3% accuracy on TableBank.")[0]
    assert result.end - result.start == len("Zorblat achieves 76.3% accuracy on TableBank.")
    assert result.rule.startswith("result.")
    assert 0.4 < result.confidence < 1


def test_a_cue_word_has_one_class() -> None:
    words = [word for cue in RESULT_CUES for word in cue.words.split()]
    assert len(set(words)) == len(words)
