"""Whatever could be a name comes up as a candidate; what merely stands beside it does not join it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.candidates import (
    Candidates,
    add_candidate,
    add_coined,
    add_defined,
    add_known,
    definitions_by_token,
    group_by_name,
)
from kg.extraction.known_names import KnownNames
from kg.extraction.tables.heads import HEADS
from kg.extraction.view import View, make_view
from kg.records import EntityType, Kind
from kg.vocabulary import Concept

COINED = [
    *("FlashAttention", "S2FT", "M-FAC", "HAWQ-V3", "vLLM", "LoRA+", "ZIP-LM", "SpQR", "QuIP#"[:-1], "GPT-4o", "D4RL"),
    *("Wobble-and-Fold", "pFedFoo", "FooNet-2", "k-NNet", "InstructFoo2.5", "BiFoo/Bar", "FooBench v2"),
]

NOT_JOINED = [
    ("WobbleNet - FoldNet", "We use WobbleNet - FoldNet here."),
    ("WobbleNet – FoldNet", "We use WobbleNet – FoldNet here."),
    ("WobbleNet, FoldNet", "We use WobbleNet, FoldNet here."),
    ("WobbleNet. FoldNet", "We use WobbleNet. FoldNet is new."),
    ("WobbleNet (FoldNet", "We use WobbleNet (FoldNet)."),
    ("WobbleNet and FoldNet", "We use WobbleNet and FoldNet here."),
    ("2024", "In 2024 we folded."),
    ("4.5", "It is 4.5 times as fast."),
    ("we", "Here we fold."),
    ("The", "The widget folds."),
    ("widgets", "It folds many widgets quickly."),
]


def _candidates(text: str, title: str = "") -> tuple[View, Candidates]:
    view = make_view(f"{title}\n\n{text}" if title else text, len(title))
    candidates: Candidates = {}
    add_defined(candidates, definitions_by_token(view))
    add_coined(candidates, view, HEADS)
    return view, candidates


def _texts(text: str, title: str = "") -> dict[str, set[str]]:
    view, candidates = _candidates(text, title)
    found: dict[str, set[str]] = {}
    for candidate in candidates.values():
        found.setdefault(view.slice(candidate.start, candidate.end), set()).update(candidate.rules)
    return found


@pytest.mark.parametrize("name", COINED)
def test_coined_names_come_up(name: str) -> None:
    for text in (f"We propose {name}, a tool.", f"Our tool, called {name}, folds.", name, f"({name})", f"{name}-style"):
        assert "shape" in _texts(text)[name]


@pytest.mark.parametrize(("text", "sentence"), NOT_JOINED)
def test_what_is_no_name_does_not_come_up(text: str, sentence: str) -> None:
    assert text not in _texts(sentence)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Zorblat: Quick Parsing of Tables", "Zorblat"),
        ("Fold and Wobble: Quick Parsing", "Fold and Wobble"),
        ("zip: a small tool", "zip"),
        ("M-FOO++: quicker", "M-FOO++"),
    ],
)
def test_what_a_title_puts_before_its_colon(title: str, head: str) -> None:
    assert "title-head" in _texts("We fold.", title)[head]


@pytest.mark.parametrize(
    "title", ["Quick Parsing of Tables", ": empty", "One two three four five six seven eight nine ten: x"]
)
def test_titles_without_a_head(title: str) -> None:
    assert not any("title-head" in rules for rules in _texts("Zorblat: we fold.", title).values())


def test_capitals_of_a_title_are_no_names() -> None:
    assert not _texts("We fold.", "Quick Parsing Of Large Tables")


@pytest.mark.parametrize("phrase", ["graph neural network", "low-rank adaptation", "state-of-charge estimation"])
def test_phrases_that_end_like_a_technique(phrase: str) -> None:
    assert "phrase" in _texts(f"We use {phrase} here.").get(phrase, ()) or phrase.rsplit(maxsplit=1)[-1] not in HEADS


def test_both_halves_of_a_definition_come_up() -> None:
    found = _texts("We fold with wobbly tree search (WoTS) at night.")
    assert "definition" in found["WoTS"]
    assert "definition" in found["wobbly tree search"]


def test_a_definition_that_begins_inside_a_token_is_left_out() -> None:
    view, _ = _candidates("pre_wobbly tree search (WTS)")
    assert all(view.slice(*long) == "wobbly tree search" for _, long in definitions_by_token(view))


def test_rules_and_concepts_gather_at_one_span() -> None:
    concept = Concept("method/foonet", "FooNet", EntityType.METHOD, Kind.NAMED)
    view, candidates = _candidates("We propose FooNet.")
    add_known(candidates, view, KnownNames([concept]))
    (found,) = (c for c in candidates.values() if view.slice(c.start, c.end) == "FooNet")
    assert {"shape", "known"} <= found.rules
    assert found.concepts == [concept]
    assert add_candidate(candidates, (found.start, found.end), "more") is found


@pytest.mark.parametrize(
    ("text", "one", "other", "same"),
    [
        ("FooNet beats Foo-Net", "FooNet", "Foo-Net", True),
        ("FooNet and FooNets", "FooNet", "FooNets", True),
        ("Zlama-2-7B and Zlama 2", "Zlama-2-7B", "Zlama 2", True),
        ("FooNet-2 beats FooNet", "FooNet-2", "FooNet", False),
    ],
)
def test_names_that_are_grouped(text: str, one: str, other: str, same: bool) -> None:
    view, candidates = _candidates(text)
    key = {view.slice(c.start, c.end): key for key, group in group_by_name(candidates, view).items() for c in group}
    assert (key[one] == key[other]) is same


@given(st.text(st.sampled_from("aBC1 -–/.,:()\n+s"), max_size=50), st.integers(0, 12))
def test_candidates_lie_in_the_document(text: str, title_end: int) -> None:
    view = make_view(text, min(title_end, len(text)))
    candidates: Candidates = {}
    add_defined(candidates, definitions_by_token(view))
    add_coined(candidates, view, HEADS)
    assert all(0 <= start < end <= len(view.words) for start, end in candidates)
    assert all((c.start, c.end) == span and c.rules for span, c in candidates.items())
    groups = group_by_name(candidates, view)
    assert sorted((c.start, c.end) for group in groups.values() for c in group) == sorted(candidates)


@pytest.mark.parametrize(
    "unit", ["GPT-4 ", "A/", "network-", "network ", "FooNet ", "A-", "called ", "wobbly folds (WF) "]
)
def test_the_number_of_candidates_grows_with_the_text(unit: str) -> None:
    few, many = (len(_candidates(unit * times)[1]) for times in (100, 1000))
    assert many <= 11 * few + 100
