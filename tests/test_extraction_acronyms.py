"""Acronyms come with their long forms, in both orders, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.acronyms import find_definitions

DEFINED = [
    ("We use wobbly rank adaptation (WoRA) here.", "WoRA", "wobbly rank adaptation"),
    ("WoRA (wobbly rank adaptation) helps.", "WoRA", "wobbly rank adaptation"),
    ("We use zigzag graph networks (ZGNs).", "ZGNs", "zigzag graph networks"),
    ("We use zigzag graph networks (ZGN).", "ZGN", "zigzag graph networks"),
    ("Mixture of Widgets (MoW; see Section 3) is new.", "MoW", "Mixture of Widgets"),
    ("widget-space models (WSMs, which are fast)", "WSMs", "widget-space models"),
    ("The Vibrant Transformer [ViT] works.", "ViT", "Vibrant Transformer"),
    ("quantization-aware folding (QAF) methods", "QAF", "quantization-aware folding"),
    ("Fold-of-Thought (FoT) prompting", "FoT", "Fold-of-Thought"),
    ("We use widget folding trees (WFT) (with momentum).", "WFT", "widget folding trees"),
    ("widget folding trees (WFT) [12]", "WFT", "widget folding trees"),
    ("3D Widget Splatting (3DWS)", "3DWS", "3D Widget Splatting"),
    ("mean folded precision (mFP)", "mFP", "mean folded precision"),
    ("the key widget (KW) cache", "KW", "key widget"),
    ("the KW (key-widget) cache", "KW", "key-widget"),
]

NOT_DEFINED = [
    "We use adapters (e.g., WoRA) here.",
    "as shown before (Wobble et al., 2020)",
    "Retrieval works, and so does WAG (2020).",
    "a loss (L = x + y)",
    "a model (see Fig. 2)",
    "We use a zigzag graph. Next (ZG) follows.",
    "wobbly rank adaptation\n\n(WRA)",
    "wobbly rank adaptation (WRA",
    "(WRA)",
    "wobbly rank adaptation (XYZ)",
    "WobbleNet (WN)",
    "accuracy (ACC)",
    "X (Y)",
    "task (A) and (B)",
    "the GPU (80 GB) is full",
    "took a while (in ms)",
    "a gain (10%)",
    "models (like WIDGET)",
    "our method (ours)",
    "twice (wobbly rank adaptation)",
    "() [] ([)] (((",
    "",
]


def _found(text: str) -> list[tuple[str, str]]:
    return [(text[d.short_start : d.short_end], text[d.long_start : d.long_end]) for d in find_definitions(text)]


@pytest.mark.parametrize(("text", "short", "long"), DEFINED)
def test_defines(text: str, short: str, long: str) -> None:
    assert _found(text) == [(short, long)]


@pytest.mark.parametrize("text", NOT_DEFINED)
def test_does_not_define(text: str) -> None:
    assert _found(text) == []


def test_several_in_reading_order() -> None:
    text = "Zigzag graph networks (ZGNs) and widget trees (WTs) need WoRA (wobbly rank adaptation)."
    assert [short for short, _ in _found(text)] == ["ZGNs", "WTs", "WoRA"]


@given(st.text(st.sampled_from("aAbB ()[];.,-\n=e1"), max_size=60))
def test_halves_stand_apart_within_the_text(text: str) -> None:
    for found in find_definitions(text):
        assert 0 <= found.short_start < found.short_end <= len(text)
        assert 0 <= found.long_start < found.long_end <= len(text)
        assert found.short_end <= found.long_start or found.long_end <= found.short_start
        assert "\n" not in text[found.long_start : found.long_end]
