"""Stretches of a plain text are found in its source, whatever stands between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.alignment import Alignment
from kg.documents import clean

STRETCHES = [
    # the source, a stretch of its plain text, and what stands behind it
    (r"Folds \textbf{FooNet} well.", "FooNet", "FooNet"),
    (r"It is $1.7\times$ as fast.", "1.7×", r"$1.7\times$"),
    (r"It is 1.7$\times$ as fast.", "1.7×", r"1.7$\times$"),
    (r"Up to \textbf{2.2$\times$}.", "2.2×", r"2.2$\times$"),
    (r"Gains of 3\%, 4\%, and 5\% are seen.", "4%", r"4\%"),
    (r"Gains of 3\%, 4\%, and 5\% are seen.", "and 5%", r"and 5\%"),
    (r"A policy $\pi_0$ and FooNet.", "FooNet", "FooNet"),
    (r"Use M$^3$Eval here.", "M3Eval", "M$^3$Eval"),
    ("Foo\n  Bar and\nFooNet fold.", "FooNet", "FooNet"),
    ("Foo\n  Bar and\nFooNet fold.", "Foo Bar", "Foo\n  Bar"),
    ("<p>Wide &amp; Deep</p> and <i>FooNet</i>", "FooNet", "FooNet"),
    ("<p>Wide &amp; Deep</p> and <i>FooNet</i>", "Wide & Deep", "Wide &amp; Deep"),
    ("``FooNet'' is new.", "FooNet", "FooNet"),
    ('Schr\\"odinger bridges fold.', "Schrödinger bridges", 'Schr\\"odinger bridges'),
    ("Nothing to take away from FooNet.", "FooNet", "FooNet"),
    (r"\emph{" + "very long " * 400 + r"} FooNet \cite{a, b} folds.", "FooNet", "FooNet"),
    (r"FooNet\footnote{" + "aside " * 60 + "} and BarNet fold.", "BarNet", "BarNet"),
]


@pytest.mark.parametrize(("source", "stretch", "behind"), STRETCHES)
def test_what_stands_behind_a_stretch(source: str, stretch: str, behind: str) -> None:
    plain = clean(source)
    start = plain.index(stretch)
    alignment = Alignment(plain, source)
    first, last = alignment.to_source(start, start + len(stretch))
    assert source[first:last] == behind
    assert alignment.to_plain(first, last) == (start, start + len(stretch))


TEXT = st.text(st.sampled_from("ab$\\{}~^_% \n12×"), max_size=60)


@given(TEXT, TEXT, st.integers(0, 60), st.integers(0, 60))
def test_any_two_texts_are_aligned_somehow(one: str, other: str, start: int, length: int) -> None:
    alignment = Alignment(one, other)
    start = min(start, len(one))
    first, last = alignment.to_source(start, min(start + length, len(one)))
    assert 0 <= first <= last <= len(other)
    back = alignment.to_plain(first, last)
    assert 0 <= back[0] <= back[1] <= len(one)


@given(st.text(st.characters(categories=["L", "N", "Z"]), max_size=80), st.integers(0, 80), st.integers(0, 80))
def test_a_text_is_aligned_with_itself(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    assert Alignment(text, text).to_source(start, end) == (start, end)
