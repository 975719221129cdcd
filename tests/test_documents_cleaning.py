"""Cleaning gives plain text on one line, and cleaning twice gives no more."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.documents.cleaning import clean

ROWS = [
    ("  a \n\t b\u00a0c\r\n", "a b c"),
    ("Cafe\u0301", "Café"),
    ("zero\u200bwidth \u202eturned\u202c soft\u00adhyphen \ufeffmark nul\x00", "zerowidth turned softhyphen mark nul"),
    ("bells\x07 and \x1b[31mcolours\x00", "bells and [31mcolours"),
    ("lone \ud800 surrogate", "lone surrogate"),
    ("R&amp;D &lt; 5 &#177; 1", "R&D < 5 ± 1"),
    ("twice &amp;amp; escaped", "twice & escaped"),
    ("<i>lean</i> CO<sub>2</sub> at 10<sup>3</sup>", "lean CO2 at 10^3"),
    ("<jats:title>Abstract</jats:title><jats:p>We <jats:italic>try</jats:italic>.</jats:p>", "We try."),
    ("one<br/>two<p>three</p>", "one two three"),
    ("Faster\n&amp; $2\\times$ {\\benchmark}, 3\\%", "Faster & 2× benchmark, 3%"),
]
UNTOUCHED = ["tokens <think> and </answer> stay", "if k<5 and m>3", "AT&T; Q&A", "日本語の要旨。", "&notanentity;", ""]


@pytest.mark.parametrize(("text", "plain"), ROWS)
def test_markup_and_odd_characters_go(text: str, plain: str) -> None:
    assert clean(text) == plain


@pytest.mark.parametrize("text", UNTOUCHED)
def test_what_is_clean_stays(text: str) -> None:
    assert clean(text) == text


PIECES = st.sampled_from(
    [
        *"\\${}^_~`'\"&<>;,aB2é \n",
        *("&amp;", "amp", "<i>", "</i>", "&lt;", "&#36;", "e\u0301", "\u200b", "--", "``", "''"),
        *("\\%", "\\textbf{", "\\alpha", "\\'e", "{\\bf ", "\\frac{1}{2}", "$k$", "{,}", "\\footnote{", "^{"),
    ]
)


@given(st.lists(PIECES | st.characters(), max_size=40).map("".join))
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not re.search(r"[\x00-\x1f\x7f\u200b\u202e\ufeff]", cleaned)
    cleaned.encode()
