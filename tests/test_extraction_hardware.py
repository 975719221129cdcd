"""Count and memory of devices are read from what stands beside them."""

import pytest

from kg.extraction.hardware import COUNT_RULES, MEMORY_RULES, NO_COUNT_RULES, device_details

DETAILS = [
    ("trained on 8x NVIDIA A100-80GB", "A100", 8, "80GB"),
    ("trained on 8x NVIDIA A100-80GB", "A100-80GB", 8, "80GB"),
    ("trained on 8x NVIDIA A100-80GB GPUs", "A100-80GB GPUs", 8, "80GB"),
    ("trained on 8×A100 40 GB", "A100", 8, "40GB"),
    ("on $8\\times$ A100", "A100", 8, None),
    ("8x 80GB H100 GPUs", "H100", 8, "80GB"),
    ("a single 24 GB RTX 4090", "RTX 4090", 1, "24GB"),
    ("a single RTX 4090", "RTX 4090", 1, None),
    ("A single NVIDIA GeForce RTX 3090 GPU (24 GB)", "RTX 3090", 1, "24GB"),
    ("on 64 TPU v4 chips", "TPU v4", 64, None),
    ("with 4 H100 GPUs", "H100", 4, None),
    ("with four H100 (80 GB)", "H100", 4, "80GB"),
    ("with 1,024 H100s", "H100s", 1024, None),
    ("on 16 NVIDIA Tesla V100", "V100", 16, None),
    ("a cluster of 2048 H100 GPUs", "H100", 2048, None),
    ("dual RTX 3090", "RTX 3090", 2, None),
    ("4 A100 GPUs for 3 days", "A100", 4, None),
    ("the A100", "A100", None, None),
    ("In 2024 A100 GPUs", "A100", None, None),
    ("since 2020 NVIDIA A100", "A100", None, None),
    ("2,000 A100 GPU-hours", "A100", None, None),
    ("over 200 A100 hours", "A100", None, None),
    ("top-1 A100", "A100", None, None),
    ("Table 3 A100", "A100", None, None),
    ("1.7x A100", "A100", None, None),
    ("2x faster than A100", "A100", None, None),
    ("GPT-4 A100", "A100", None, None),
    ("ImageNet-1K A100", "A100", None, None),
    ("someone A100", "A100", None, None),
    ("costs $8 A100", "A100", None, None),
    ("3 days on A100", "A100", None, None),
    ("A100 reads 80GB", "A100", None, None),
]


@pytest.mark.parametrize(("text", "name", "count", "memory"), DETAILS)
def test_details(text: str, name: str, count: int | None, memory: str | None) -> None:
    start = text.rindex(name)
    assert device_details(text, start, start + len(name)) == (count, memory)


def test_rules_have_identifiers_of_their_own() -> None:
    rules = [rule.id for rule in (*COUNT_RULES, *NO_COUNT_RULES, *MEMORY_RULES)]
    assert len(set(rules)) == len(rules)
