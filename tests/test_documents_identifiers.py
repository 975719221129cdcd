"""Identifiers keep their form, and those made from titles are the same for the same title."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.identifiers import identity, made_id, normal_id, rank, title_key, url_of


@pytest.mark.parametrize(
    ("given_id", "normal", "url"),
    [
        ("2401.00001", "2401.00001", "https://arxiv.org/abs/2401.00001"),
        ("2401.00001v12", "2401.00001", "https://arxiv.org/abs/2401.00001"),
        ("arXiv:2401.00001", "2401.00001", "https://arxiv.org/abs/2401.00001"),
        ("http://arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001", "https://arxiv.org/abs/hep-th/9901001"),
        ("https://arxiv.org/pdf/2401.00001v2.pdf", "2401.00001", "https://arxiv.org/abs/2401.00001"),
        ("https://doi.org/10.48550/arXiv.2401.00001", "2401.00001", "https://arxiv.org/abs/2401.00001"),
        ("https://doi.org/10.1000/Foo.1", "10.1000/Foo.1", "https://doi.org/10.1000/Foo.1"),
        ("https://openalex.org/W4385245566", "W4385245566", "https://openalex.org/W4385245566"),
        ("t000", "t000", ""),
        ("W12", "W12", ""),
        ("17", "17", ""),
    ],
)
def test_an_identifier_as_it_stands(given_id: str, normal: str, url: str) -> None:
    assert normal_id(given_id) == normal
    assert url_of(given_id) == url


def test_what_identifies() -> None:
    assert identity("2401.00001v1") == identity("https://arxiv.org/abs/2401.00001v2")
    assert identity("10.1000/FOO") == identity("https://doi.org/10.1000/foo")
    assert identity("T000") == identity("t000") != identity("t001")
    assert identity("3") == "" == identity("")


def test_better_identifiers_come_first() -> None:
    best_first = ["2401.00001", "10.1000/foo", "W4385245566", "0" * 40, "t000", made_id("Foo"), "3"]
    assert [rank(text, "Foo") for text in best_first] == list(range(7))


@pytest.mark.parametrize(
    "spelling", ["FooNet:  faster and LEANER!", r"\textbf{FooNet}: Faster {and} Leaner", "foonet – Faster, and leaner"]
)
def test_a_title_in_other_spelling_has_the_same_key(spelling: str) -> None:
    assert title_key(spelling) == title_key("FooNet: Faster and Leaner")
    assert made_id(spelling).rpartition("-")[2] == made_id("FooNet: Faster and Leaner").rpartition("-")[2]


def test_other_titles_have_other_keys() -> None:
    assert title_key("FooNet 2") != title_key("FooNet")
    assert title_key("?!") != title_key("!?")


def test_made_identifiers_are_short_and_plain() -> None:
    made = made_id("Ünïcode and " + "very " * 40 + "long")
    assert made.startswith("unicode-and-very-")
    assert len(made) <= 60 + 1 + 8
    assert made_id("日本語").startswith("paper-")


@given(st.text(min_size=1))
def test_every_title_has_an_identifier(title: str) -> None:
    assert made_id(title) == made_id(title)
    assert made_id(title).isascii()
