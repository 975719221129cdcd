"""The features of a candidate: what training counts, in an order that never changes."""

import os
import subprocess
import sys

import pytest

from kg.extraction.candidates import Candidate, Candidates, add_candidate, add_coined
from kg.extraction.features import Context, group_features, mention_features
from kg.extraction.kinds import MARK
from kg.extraction.statistics import Statistics
from kg.extraction.tables.heads import HEADS
from kg.extraction.view import make_view
from kg.extraction.word_features import CUES, WORD_MARKS, WORD_QUESTIONS, form_of
from kg.records import EntityType, Kind
from kg.vocabulary import Concept

STATISTICS = Statistics(
    {"widget": 3}, {"widget folding": 2}, {"widget folding": 1}, {"widget": 5, "here": 9}, {"widgetfolding": "Mt32"}
)


def _features(text: str, name: str, title: str = "", concepts: tuple[Concept, ...] = ()) -> list[str]:
    whole = f"{title}\n\n{text}" if title else text
    view = make_view(whole, len(title))
    candidates: Candidates = {}
    add_coined(candidates, view, HEADS)
    start = view.starts.index(whole.index(name))
    end = next(index for index in range(len(view.words)) if view.end_of(index) == whole.index(name) + len(name)) + 1
    candidate = add_candidate(candidates, (start, end), "known" if concepts else "shape")
    candidate.concepts.extend(concepts)
    return mention_features(candidate, view, STATISTICS, Context(candidates, ()))


@pytest.mark.parametrize(
    ("feature", "text", "name", "title"),
    [
        ("w=foonet", "We propose FooNet here.", "FooNet", ""),
        ("-1=propose", "We propose FooNet here.", "FooNet", ""),
        ("-0=we", "We propose FooNet here.", "FooNet", ""),
        ("+1=here", "We propose FooNet here.", "FooNet", ""),
        ("+0=.", "We propose FooNet here.", "FooNet", ""),
        ("-1=<>", "FooNet", "FooNet", ""),
        ("+0=<>", "FooNet", "FooNet", ""),
        ("<dataset", "The dataset of the FooNet folds.", "FooNet", ""),
        (">dataset", "The FooNet is a dataset.", "FooNet", ""),
        ("title0", "We fold.", "FooNet", "FooNet: Folding"),
        ("r=title-head", "We fold.", "FooNet", "FooNet: Folding"),
        ("p=2", "We use widget folding here.", "widget folding", ""),
        ("a=1", "We use widget folding here.", "widget folding", ""),
        ("f=widget", "We use widget folding here.", "widget folding", ""),
        ("h=folding", "We use widget folding here.", "widget folding", ""),
        ("k=", "We propose FooNet here.", "FooNet", ""),
        ("+k=9", "We propose FooNet here.", "FooNet", ""),
        ("wk=0", "We propose FooNet here.", "FooNet", ""),
        ("fk=5", "We use widget folding here.", "widget folding", ""),
        ("X=Mt3", "We use widget folding here.", "widget folding", ""),
        ("Xn=Mt2", "We use widget-folding here.", "widget-folding", ""),
    ],
)
def test_present(feature: str, text: str, name: str, title: str) -> None:
    assert feature in _features(text, name, title)


@pytest.mark.parametrize(
    ("feature", "text", "name"),
    [
        ("<dataset", "The dataset folds one two three four five six seven FooNet here.", "FooNet"),
        ("<dataset", "The FooNet is a dataset.", "FooNet"),
        ("w=widget", "We use widget folding here.", "widget folding"),
        ("title0", "FooNet folds.", "FooNet"),
    ],
)
def test_absent(feature: str, text: str, name: str) -> None:
    assert feature not in _features(text, name)


def test_a_known_name_tells_of_its_concept() -> None:
    concept = Concept("data/foonet", "FooNet", EntityType.DATASET, Kind.NAMED, case_sensitive=True, needs_context=True)
    found = _features("We use FooNet here.", "FooNet", concepts=(concept,))
    assert {"k=Dn", "kc", "ks"} <= set(found)
    assert "k=" not in found


def test_names_say_how_often_they_stand_and_whether_the_title_has_them() -> None:
    view = make_view("FooNet\n\nFooNet folds. FooNet.", 6)
    first, second, third = Candidate(0, 1), Candidate(2, 3), Candidate(5, 6)
    assert group_features([second], view) == ["n=1"]
    assert group_features([second, third], view) == ["n=2"]
    assert group_features([first, third], view) == ["n=2", "tb"]
    assert group_features([second] * 9, view)[0] == "n=4"


@pytest.mark.parametrize(
    ("kinds", "title", "text"),
    [
        ("=benchmark :benchmark", "FooNet: A Hard Benchmark for Folding", "We fold."),
        ("=suite :benchmark", "FooNet: An Open Folding Benchmark Suite", "We fold."),
        ("=benchmark :benchmark", "", "We present FooNet, a broad, many-sided benchmark that asks how to fold."),
        ("=dataset :dataset", "", "We present FooNet, the first benchmark dataset of folds."),
        ("=dataset :dataset", "", "We present FooNet, a dataset specifically for folds."),
        ("=chip :hardware", "", "FooNet is an analog chip for folding."),
        ("=corpus :dataset", "", "We collect the Fold Corpus of Newspapers (FooNet), a large corpus."),
        ("=library :method", "", "We use FooNet (FN), our library with many folds."),
        ("=family :method", "", "FooNet is a family of models."),
        ("=framework :method", "", "FooNet is a dataset loader framework."),
        ("", "FooNet: Folding with a Benchmark", "We fold."),
        ("", "", "We run FooNet, and the benchmark ends."),
        ("", "", "We run FooNet, a way to fold that beats each benchmark."),
        ("", "", "FooNet is a benchmark winner."),
        ("", "", "The benchmark is hard for FooNet"),
        ("", "FooNet:", "We fold."),
    ],
)
def test_a_text_says_what_a_name_is(kinds: str, title: str, text: str) -> None:
    view = make_view(f"{title}\n\n{text}" if title else text, len(title))
    at = view.words.index("FooNet")
    found = [feature.removeprefix(MARK) for feature in group_features([Candidate(at, at + 1)], view)]
    assert [feature for feature in found if not feature.startswith(("n=", "tb"))] == kinds.split()


def test_features_of_words_are_known_by_their_marks() -> None:
    for question in WORD_QUESTIONS:
        for word in ("Foo", "GPT", "fold", "H100", "-"):
            answers = question.answers(word, form_of(word, STATISTICS))
            assert all(feature.startswith(WORD_MARKS) for feature in answers), question.place


def test_a_form_is_shared_by_words_of_the_same_kind() -> None:
    assert form_of("Zib", STATISTICS) == form_of("Wob", STATISTICS)
    assert form_of("widget", STATISTICS) == ("l", 3, 5)
    assert form_of("WIDGET", STATISTICS) == ("A", 3, 5)


def test_cues_are_in_small_letters() -> None:
    assert {cue.lower() for cue in CUES} == CUES


_PRINT = """
from kg.extraction.pipeline import load_pipeline
from kg.extraction.candidates import group_by_name
from kg.extraction.features import Context, mention_features
from kg.extraction.reading import reading_of
from kg.extraction.kinds import MARK
from kg.extraction.statistics import Statistics
nlp = load_pipeline()
doc = nlp.make_doc("LLaMA-2 (Large Language Model Meta AI) beats large language models (LLMs) such as GPT-4 on GLUE.")
for name in ("kg_known_names", "kg_acronyms", "kg_coined_names"):
    nlp.get_pipe(name)(doc)
reading = reading_of(doc)
context = Context(reading.candidates, reading.definitions)
for group in group_by_name(reading.candidates, reading.view).values():
    for candidate in group:
        print(mention_features(candidate, reading.view, Statistics({}, {}, {}), context))
"""


def test_their_order_does_not_depend_on_the_process() -> None:
    """Floats are summed in this order, and the last digit of a sum depends on it."""
    command = [sys.executable, "-c", _PRINT]
    outputs = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        outputs.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000
