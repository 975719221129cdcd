"""Sizes, copies and plurals fall away from a name, versions stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.naming import NAME_RULES, base_name, name_key, singular, technique_name, tidy_name, without_maker

BASES = [
    ("LLaMA-2-7B-Instruct", "LLaMA-2", "size-variant"),
    ("Qwen3-30B-A3B", "Qwen3", "size-variant"),
    ("Qwen2.5-7B-Instruct", "Qwen2.5", "size-variant"),
    ("Mistral-7B-v0.3", "Mistral", "size-variant"),
    ("Llama 3.1 405B", "Llama 3.1", "size-variant"),
    ("OPT-1.3B", "OPT", "size-variant"),
    ("Pythia-70M", "Pythia", "size-variant"),
    ("LAION-5B", "LAION", "size-variant"),
    ("FooChat-Instruct", "FooChat", "training-stage"),
    ("ViT-B/16", "ViT", "patch-size"),
    ("ViT-Ti/16", "ViT", "patch-size"),
    ("A100-80GB", "A100", "memory"),
    ("A100 80 GB", "A100", "memory"),
    ("A100 (40GB)", "A100", "memory"),
    ("A100(40GiB)", "A100", "memory"),
    ("Jetson AGX Orin 64GB", "Jetson AGX Orin", "memory"),
    ("M2 Ultra 192GB", "M2 Ultra", "memory"),
]

KEPT = [
    *("GPT-4o", "GPT-4", "ResNet-50", "Human3.6M", "ImageNet-21K", "CIFAR-10", "CC12M", "YFCC100M", "Mixtral-8x7B"),
    *("EfficientNet-B0", "BLOOM", "C4", "7B", "80GB", "SAM2", "DINOv2", "PG-19", "GLM-4.5", "Kinetics-400", "B", ""),
]

TECHNIQUES = [
    ("Graph Neural Networks", "graph neural network"),
    ("Transformers", "transformer"),
    ("Gaussian processes", "Gaussian process"),
    ("Bayesian Optimization", "Bayesian optimization"),
    ("Monte Carlo dropout", "Monte Carlo dropout"),
    ("Markov Decision Processes", "Markov decision process"),
    ("LLM agents", "LLM agent"),
    ("Chain-of-Thought Prompting", "chain-of-thought prompting"),
    ("Low-Rank Adaptation", "low-rank adaptation"),
    ("Mixture of Experts", "mixture of experts"),
    ("k-means", "k-means"),
    ("Q-learning", "Q-learning"),
    ("GANs", "GAN"),
    ("", ""),
]

SINGULARS = [
    *(("networks", "network"), ("processes", "process"), ("strategies", "strategy"), ("boxes", "box")),
    *(("branches", "branch"), ("caches", "cache"), ("matrices", "matrix"), ("analyses", "analysis"), ("LLMs", "LLM")),
    *((word, word) for word in ("loss", "bias", "analysis", "dynamics", "corpus", "series", "means", "gas", "is", "")),
]


@pytest.mark.parametrize(("text", "base", "reason"), BASES)
def test_what_is_no_part_of_the_name_is_dropped(text: str, base: str, reason: str) -> None:
    assert base_name(text) == (base, reason)


@pytest.mark.parametrize("text", KEPT)
def test_versions_and_numbers_stay(text: str) -> None:
    assert base_name(text) == (text, "")


def test_rules_have_identifiers_of_their_own() -> None:
    assert len({rule.id for rule in NAME_RULES}) == len(NAME_RULES)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Llama 2 7B", "LLaMA-2", True),
        ("LLaMA2-13B-Chat", "llama-2", True),
        ("FooNets", "FooNet", True),
        ("A100-80GB", "A100s", True),
        ("GPT-4", "GPT-4o", False),
        ("ResNet-50", "ResNet-18", False),
        ("Foo 1.5", "Foo 15", False),
        ("Foo+", "Foo", False),
    ],
)
def test_key(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NVIDIA H100", "H100"),
        ("Nvidia's A100", "A100"),
        ("Intel Xeon", "Xeon"),
        ("NVIDIA", "NVIDIA"),
        ("Coral", "Coral"),
        ("Intelligent Board", "Intelligent Board"),
    ],
)
def test_maker(text: str, name: str) -> None:
    assert without_maker(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("FooBench benchmark", "FooBench"), ("A100 GPUs", "A100"), ("models", "models"), ("FooSuite", "FooSuite")],
)
def test_general_noun(text: str, name: str) -> None:
    assert tidy_name(text) == name


@pytest.mark.parametrize(("text", "name"), TECHNIQUES)
def test_technique(text: str, name: str) -> None:
    assert technique_name(text) == name
    assert technique_name(name) == name


@pytest.mark.parametrize(("word", "one"), SINGULARS)
def test_singular(word: str, one: str) -> None:
    assert singular(word) == one


@given(st.text(st.sampled_from("aB1 -.()GBi/"), min_size=1, max_size=30))
def test_a_name_never_vanishes(text: str) -> None:
    base, reason = base_name(text)
    assert base
    assert text.startswith(base)
    assert bool(reason) == (base != text)
