"""A known name is found in every spelling, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.known_names import KnownNames
from kg.extraction.lexicon import fold_words
from kg.extraction.view import make_view
from kg.records import EntityType, Kind
from kg.vocabulary import Concept


def _concept(name: str, *labels: str, kind: Kind = Kind.NAMED, strict: bool = False) -> Concept:
    identifier = f"method/{name.lower().replace(' ', '-')}"
    return Concept(identifier, name, EntityType.METHOD, kind, labels, case_sensitive=strict)


CONCEPTS = (
    _concept("ZPT-4", "ZPT"),
    _concept("ZLaMA-2"),
    _concept("WobbleAttention"),
    _concept("WobbleAttention-2"),
    _concept("widget folding", kind=Kind.TECHNIQUE),
    _concept("widget quantization", kind=Kind.TECHNIQUE),
    _concept("widget-space model", kind=Kind.TECHNIQUE),
    _concept("Apple Pie", "APIE", strict=True),
    _concept("Mosaic", strict=True),
    _concept("ViZ"),
    _concept("QBERT"),
    _concept("Qwobble2.5"),
    _concept("C+++"),
)

SPELLINGS = [
    *((text, "ZPT-4") for text in ("ZPT-4", "ZPT 4", "ZPT4", "ZPT‑4", "ZPT–4", "ZPT/4")),
    *((text, "ZLaMA-2") for text in ("ZLaMA-2", "ZLaMA2", "Zlama 2", "ZLAMA-2", "zlama2")),
    *((text, "WobbleAttention") for text in ("WobbleAttention", "wobbleattention", "Wobble-Attention")),
    *((text, "WobbleAttention") for text in ("Wobble Attention", "WobbleAttentions")),
    *((text, "WobbleAttention-2") for text in ("WobbleAttention-2", "WobbleAttention2", "WobbleAttention 2")),
    *((text, "widget folding") for text in ("widget folding", "Widget Folding", "widget-folding", "WIDGET FOLDING")),
    *((text, "widget quantization") for text in ("widget quantization", "widget quantisation", "Widgets Quantisation")),
    *((text, "widget-space model") for text in ("widget-space model", "widget space models", "widgetspace model")),
    *((text, "Qwobble2.5") for text in ("Qwobble2.5", "Qwobble-2.5", "qwobble 2.5")),
    *((text, "Apple Pie") for text in ("Apple Pie", "APIE", "APIEs")),
    *((text, "ViZ") for text in ("ViZ", "ViZs")),
    ("QBERT", "QBERT"),
    ("C+++", "C+++"),
    ("Mosaic", "Mosaic"),
]

NO_NAMES = [
    *("zpt-4", "ZLaMA – 2", "apple pie", "Apple pie", "mosaic", "MOSAIC", "viz", "VIZ", "Viz", "qbert", "zpt", "Zpt"),
    *("ZPT40", "ZPT4o", "ZLaMA-20", "AZPT-4", "ZLaMA", "ZLaMA - 2", "Qwobble2", "Qwobble 25", "C++"),
    *(
        "wobble attention",
        "WobbleAttentionNet",
        "widget  folding",
        "widget, folding",
        "widget. Folding",
        "widgets fold",
    ),
    *("widget\n\nfolding", "folding widget", "", "-", "///"),
]


@pytest.fixture(scope="module")
def known() -> KnownNames:
    return KnownNames(CONCEPTS)


def _names(known: KnownNames, text: str) -> list[tuple[str, str]]:
    view = make_view(text, 0)
    return sorted((view.slice(use.start, use.end), use.concept.name) for use in known(view.words, view.folded))


@pytest.mark.parametrize(("text", "name"), SPELLINGS)
def test_every_spelling(known: KnownNames, text: str, name: str) -> None:
    for sentence in (text, f"We use {text}.", f"We use ({text}), and more.", f"{text}-like folds"):
        assert (text, name) in _names(known, sentence)


@pytest.mark.parametrize("text", NO_NAMES)
def test_no_name(known: KnownNames, text: str) -> None:
    found = [name for whole, name in _names(known, f"We use {text} here.") if whole == text]
    assert found == []


def test_a_short_name_counts_in_its_own_letters(known: KnownNames) -> None:
    assert _names(known, "ZPT or zpt or Zpt") == [("ZPT", "ZPT-4")]


def test_overlapping_names_are_all_found(known: KnownNames) -> None:
    assert _names(known, "We use WobbleAttention-2.") == [
        ("WobbleAttention", "WobbleAttention"),
        ("WobbleAttention-2", "WobbleAttention-2"),
    ]


def test_two_concepts_with_one_name_are_both_found() -> None:
    data = Concept("data/zibbo", "Zibbonet", EntityType.DATASET, Kind.NAMED)
    found = _names(KnownNames([_concept("Zibbo-Net"), data]), "on Zibbonet.")
    assert found == [("Zibbonet", "Zibbo-Net"), ("Zibbonet", "Zibbonet")]


@given(st.permutations(CONCEPTS), st.lists(st.sampled_from([text for text, _ in SPELLINGS]), max_size=5))
def test_neither_order_nor_earlier_texts_matter(concepts: list[Concept], texts: list[str]) -> None:
    shuffled = KnownNames(concepts)
    for text in texts:
        _names(shuffled, text)
    text = "WobbleAttention-2 and ZPT-4 do widget folding on Qwobble 2.5."
    assert _names(shuffled, text) == _names(KnownNames(CONCEPTS), text)


@given(st.text(st.sampled_from("ZPTzpt4-  /.,2b"), max_size=30))
def test_what_is_found_starts_and_ends_with_a_token(text: str) -> None:
    view = make_view(text, 0)
    for use in KnownNames(CONCEPTS)(view.words, view.folded):
        assert 0 <= use.start < use.end <= len(view.words)
        assert view.classes[use.start] not in "-/"
        assert view.classes[use.end - 1] not in "-/"


def test_what_joins_words_folds_to_nothing() -> None:
    assert fold_words(["a", "-", "b", "‑", "c", "/", "d"]) == ["a", "", "b", "", "c", "", "d"]
