"""From likely names to entities: no token twice, one thing once."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.candidates import Candidate
from kg.extraction.draft import Draft
from kg.extraction.selection import THRESHOLD, select_entities
from kg.extraction.view import Offsets, View, make_view
from kg.extraction.weights import LABELS
from kg.records import EntityType, Kind
from kg.vocabulary import Concept

METHOD, TECHNIQUE, DATASET, BENCHMARK, DEVICE, DEVICE_CLASS = range(1, 7)

Likely = Mapping[str, tuple[int, float]]


def _concept(identifier: str, name: str, type_: EntityType = EntityType.METHOD, kind: Kind = Kind.NAMED) -> Concept:
    return Concept(identifier, name, type_, kind)


def _spans(view: View, name: str) -> list[Offsets]:
    """Return the token offsets of every place where a text names something."""
    return [
        (start, end)
        for start, offset in enumerate(view.starts)
        for end in range(start + 1, len(view.words) + 1)
        if view.text[offset : view.end_of(end - 1)] == name
    ]


def _select(
    text: str,
    likely: Likely,
    concepts: Mapping[str, Concept] | None = None,
    defined: tuple[tuple[str, str], ...] = (),
    title: int = 0,
) -> tuple[Draft, ...]:
    view = make_view(text, title)
    groups, rows = {}, []
    for name, (label, probability) in likely.items():
        known = [concepts[name]] if concepts and name in concepts else []
        groups[name] = [Candidate(start, end, {"shape"}, list(known)) for start, end in _spans(view, name)]
        assert groups[name], name
        row = np.zeros(len(LABELS), np.float32)
        row[0], row[label] = 1 - probability, probability
        rows.append(row)
    definitions = [(_spans(view, short)[0], _spans(view, long)[0]) for short, long in defined]
    probabilities = np.array(rows, np.float32).reshape(-1, len(LABELS))
    return select_entities(view, groups, probabilities, definitions)


def _texts(text: str, draft: Draft) -> list[str]:
    return [text[start:end] for start, end in draft.spans]


def test_nothing_likely_is_nothing() -> None:
    assert _select("We use FooNet.", {}) == ()
    assert _select("We use FooNet.", {"FooNet": (METHOD, THRESHOLD - 0.01)}) == ()


def test_what_counts_has_all_its_places() -> None:
    text = "FooNet beats BarNet. FooNet folds."
    foo, bar = _select(text, {"BarNet": (METHOD, 0.9), "FooNet": (DATASET, 0.8)})
    assert (foo.name, foo.type, foo.kind, foo.spans) == ("FooNet", EntityType.DATASET, Kind.NAMED, ((0, 6), (21, 27)))
    assert (bar.name, bar.confidence) == ("BarNet", 0.9)


@pytest.mark.parametrize(
    ("text", "likely", "kept"),
    [
        ("We use FooNet agents.", {"FooNet": (METHOD, 0.9), "FooNet agents": (METHOD, 0.95)}, ["FooNet agents"]),
        ("We use FooNet agents.", {"FooNet": (METHOD, 0.9), "FooNet agents": (METHOD, 0.75)}, ["FooNet agents"]),
        ("We use FooNet agents.", {"FooNet": (METHOD, 0.9), "FooNet agents": (METHOD, 0.6)}, ["FooNet"]),
        ("We use FooNet-Q.", {"FooNet": (METHOD, 0.9), "FooNet-Q": (METHOD, 0.6)}, ["FooNet-Q"]),
        ("We use FooNet-Q.", {"FooNet": (METHOD, 0.9), "FooNet-Q": (METHOD, 0.45)}, ["FooNet"]),
        ("We use Q-FooNet.", {"FooNet": (METHOD, 0.9), "Q-FooNet": (METHOD, 0.6)}, ["Q-FooNet"]),
        ("Use A B C.", {"A B": (METHOD, 0.8), "B C": (METHOD, 0.9)}, ["B C"]),
        ("Use A B C.", {"A B": (METHOD, 0.6), "B C": (METHOD, 0.6), "A": (METHOD, 0.5)}, ["A B"]),
    ],
)
def test_the_likelier_name_keeps_the_tokens(text: str, likely: Likely, kept: list[str]) -> None:
    assert [span for draft in _select(text, likely) for span in _texts(text, draft)] == kept


def test_a_name_inside_a_longer_one_counts_elsewhere() -> None:
    text = "FooNet agents use FooNet."
    drafts = _select(text, {"FooNet": (METHOD, 0.9), "FooNet agents": (METHOD, 0.9)})
    assert [_texts(text, draft) for draft in drafts] == [["FooNet agents"], ["FooNet"]]


def test_halves_of_a_definition_are_one_thing() -> None:
    text = "We use wobbly rank adaptation (WoRA). WoRA folds."
    (draft,) = _select(
        text,
        {"wobbly rank adaptation": (TECHNIQUE, 0.7), "WoRA": (METHOD, 0.9)},
        defined=(("WoRA", "wobbly rank adaptation"),),
    )
    assert _texts(text, draft) == ["wobbly rank adaptation", "WoRA", "WoRA"]
    assert (draft.name, draft.kind, draft.confidence) == ("WoRA", Kind.NAMED, 0.9)


def test_half_a_definition_may_be_nothing() -> None:
    text = "We use wobbly rank adaptation (WoRA)."
    likely = {"wobbly rank adaptation": (TECHNIQUE, 0.1), "WoRA": (METHOD, 0.9)}
    (draft,) = _select(text, likely, defined=(("WoRA", "wobbly rank adaptation"),))
    assert _texts(text, draft) == ["WoRA"]


def test_names_of_one_concept_are_one_thing() -> None:
    text = "FooNet is Wobble Folding; FooNet folds."
    concept = _concept("method/foonet", "FooNet-1")
    likely = {"FooNet": (METHOD, 0.9), "Wobble Folding": (TECHNIQUE, 0.8)}
    (draft,) = _select(text, likely, {"FooNet": concept, "Wobble Folding": concept})
    assert (draft.name, draft.rule, len(draft.spans)) == ("FooNet-1", "vocabulary", 3)


def test_a_class_behind_its_device_only_says_what_it_is() -> None:
    text = "Eight A100 GPUs; other GPUs are slow."
    likely = {"A100": (DEVICE, 0.9), "GPUs": (DEVICE_CLASS, 0.9)}
    device, devices = _select(text, likely)
    assert (device.name, [text[start - 6 : end] for start, end in devices.spans]) == ("A100", ["other GPUs"])
    assert [draft.name for draft in _select("Eight A100 GPUs.", likely)] == ["A100"]


@pytest.mark.parametrize(
    ("inner", "outer", "likely"),
    [
        ((DEVICE, 0.95), (DEVICE, 0.72), 0.95),
        ((DEVICE, 0.71), (DEVICE, 0.72), 0.72),
        ((DATASET, 0.95), (DEVICE, 0.72), 0.72),  # the other thing says nothing of the device
        ((METHOD, 0.95), (METHOD, 0.72), 0.72),  # nor does a method of what is done with it
    ],
)
def test_a_device_is_as_sure_as_its_bare_name(
    inner: tuple[int, float], outer: tuple[int, float], likely: float
) -> None:
    text = "We use an NVIDIA Q7 GPU here."
    (draft,) = _select(text, {"Q7": inner, "NVIDIA Q7 GPU": outer})
    assert _texts(text, draft) == ["NVIDIA Q7 GPU"]
    assert draft.confidence == pytest.approx(likely, abs=1e-4)


def test_a_letter_with_an_index_is_no_name() -> None:
    likely = {"L_0": (METHOD, 0.9), "FooNet": (METHOD, 0.9)}
    assert [draft.name for draft in _select("L_0 and FooNet fold.", likely)] == ["FooNet"]


def test_a_name_coined_for_a_known_technique_is_a_thing_of_its_own() -> None:
    widgets = _concept("method/widget-folding", "widget folding", kind=Kind.TECHNIQUE)
    text = "WiFo: Quick Folds\n\nWiFo stands for Widget Folding."
    likely = {"WiFo": (METHOD, 0.8), "Widget Folding": (TECHNIQUE, 0.9)}
    view = make_view(text, 17)
    groups = {
        name: [Candidate(*span, {"shape"}, [widgets] if " " in name else []) for span in _spans(view, name)]
        for name in likely
    }
    probabilities = np.zeros((2, len(LABELS)), np.float32)
    probabilities[0, METHOD], probabilities[1, TECHNIQUE] = 0.8, 0.9
    probabilities[:, 0] = 0.2, 0.1
    definitions = [(_spans(view, "WiFo")[1], _spans(view, "Widget Folding")[0])]
    (known,) = select_entities(view, groups, probabilities, definitions)
    assert (known.name, known.kind) == ("widget folding", Kind.TECHNIQUE)
    groups["WiFo"][0].rules.add("title-head")
    (own,) = select_entities(view, groups, probabilities, definitions)
    assert (own.name, own.kind, len(own.spans)) == ("WiFo", Kind.NAMED, 3)


def test_two_spellings_of_one_name_are_one_thing() -> None:
    text = "FOONET folds. FooNet too."
    (draft,) = _select(text, {"FOONET": (METHOD, 0.8), "FooNet": (DATASET, 0.9)})
    assert (draft.type, draft.confidence, len(draft.spans)) == (EntityType.DATASET, 0.9, 2)


@pytest.mark.parametrize(
    ("label", "concept", "name", "type_"),
    [
        (DATASET, _concept("data/x", "Known", EntityType.BENCHMARK), "Known", EntityType.BENCHMARK),
        (BENCHMARK, _concept("data/x", "Known", EntityType.DATASET), "Known", EntityType.DATASET),
        (METHOD, _concept("data/x", "Known", EntityType.DATASET), "FooNet", EntityType.METHOD),
        (DEVICE, _concept("method/x", "Known"), "FooNet", EntityType.HARDWARE),
        (METHOD, _concept("method/x", "Known"), "Known", EntityType.METHOD),
    ],
)
def test_the_vocabulary_names_only_what_is_meant(label: int, concept: Concept, name: str, type_: EntityType) -> None:
    (draft,) = _select("We use FooNet.", {"FooNet": (label, 0.9)}, {"FooNet": concept})
    assert (draft.name, draft.type) == (name, type_)


@pytest.mark.parametrize(
    ("written", "label", "name"),
    [
        ("FooLM-2-7B-Instruct", METHOD, "FooLM-2"),
        ("Widget Folding Trees", TECHNIQUE, "widget folding tree"),
        ("widget-folding trees", TECHNIQUE, "widget-folding tree"),
        ("NVIDIA Q100-80GB", DEVICE, "Q100"),
        ("Q100-80GB GPUs", DEVICE, "Q100"),
        ("wobbly GPUs", DEVICE_CLASS, "wobbly GPU"),
        ("wobbly chips", DEVICE_CLASS, "wobbly chip"),
        ("FooSet dataset", DATASET, "FooSet"),
    ],
)
def test_the_name_of_what_no_vocabulary_knows(written: str, label: int, name: str) -> None:
    (draft,) = _select(f"We use {written} here.", {written: (label, 0.9)})
    assert draft.name == name


@pytest.mark.parametrize("address", ["https://foo.example/FooNet", "www.foo.org/FooNet", "(github.com/a/FooNet)"])
def test_the_words_of_an_address_name_nothing(address: str) -> None:
    text = f"FooNet is at {address} now."
    (draft,) = _select(text, {"FooNet": (METHOD, 0.9)})
    assert draft.spans == ((0, 6),)
    assert _select(f"It is at {address} now.", {"FooNet": (METHOD, 0.9)}) == ()


def test_entities_come_in_the_order_of_the_text() -> None:
    text = "Aa1 Bb1 Cc1 Dd1"
    drafts = _select(text, dict.fromkeys(("Dd1", "Bb1", "Cc1", "Aa1"), (METHOD, 0.9)))
    assert [draft.name for draft in drafts] == text.split()


NAMES = ("Aa", "Aa Bb", "Bb", "Bb Cc", "Cc", "Aa Bb Cc", "Dd", "Cc Dd")


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.tuples(st.integers(1, 6), st.floats(0.0, 1.0, width=32)), min_size=1, max_size=8
    ),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=3),
)
def test_no_two_entities_share_a_token(likely: Likely, defined: list[tuple[str, str]]) -> None:
    text = "Aa Bb Cc Dd Aa Bb Cc Dd"
    drafts = _select(text, likely, defined=tuple(defined))
    spans = sorted(span for draft in drafts for span in draft.spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(draft.spans == tuple(sorted(set(draft.spans))) for draft in drafts)
    assert len({draft.name.casefold() for draft in drafts}) == len(drafts)
