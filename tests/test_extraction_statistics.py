"""Word statistics survive their file, and a broken file is told in one line."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.extraction.statistics import (
    Statistics,
    frequency_class,
    parse,
    read_statistics,
    reputation,
    write_statistics,
)
from kg.extraction.weights import LABELS

ENTRIES = st.text(st.characters(categories=["Ll"]), min_size=1, max_size=8)
WORDS = st.dictionaries(ENTRIES, st.integers(1, 7), max_size=8)
CLUSTERS = st.dictionaries(ENTRIES, st.integers(1, 300), max_size=8)
NAMES = st.dictionaries(ENTRIES, st.sampled_from(["Mn42", "Bn00", "Hc13"]), max_size=8)


@given(WORDS, WORDS, WORDS, CLUSTERS, NAMES)
def test_what_is_written_is_read(
    words: dict[str, int],
    phrases: dict[str, int],
    abbreviated: dict[str, int],
    clusters: dict[str, int],
    names: dict[str, str],
) -> None:
    written = Statistics(words, phrases, abbreviated, clusters, names).to_text()
    found = parse(written)
    assert found.to_text() == written
    assert {word: found.cluster(word) for word in clusters} == clusters
    assert {name: found.name(name) for name in names} == names
    assert (found.cluster("not there"), found.name("not there")) == (0, "")
    assert {word: found.common(word) for word in words} == words
    assert {word: found.phrase(word) for word in phrases} == phrases
    assert {word: found.abbreviated(word) for word in abbreviated} == abbreviated
    assert found.common("not there") == found.phrase("not there") == found.abbreviated("not there") == 0


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    for name, table in (("a", {"fold": 2, "ant": 1}), ("b", {"ant": 1, "fold": 2})):
        write_statistics(Statistics(table, {}, {}).to_text(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert read_statistics(tmp_path / "a").common("fold") == 2


def test_names_may_be_learnt_after_words() -> None:
    words = Statistics({"fold": 2}, {}, {}, {"fold": 7})
    found = words.with_names({"foonet": "Mn42"})
    assert (found.common("fold"), found.cluster("fold"), found.name("foonet")) == (2, 7, "Mn42")
    assert words.name("foonet") == ""


def test_a_reputation_tells_label_share_and_number() -> None:
    kept = [
        reputation(label, share, count) for label, share, count in (("Dn", 0.0, 2), ("Dn", 1.0, 2), ("Mt", 0.5, 99))
    ]
    assert kept == ["Dn01", "Dn41", "Mt23"]


def test_reputations_name_labels_that_the_recogniser_has() -> None:
    """Two labels would share their letters if a type or kind were added whose name begins like another's."""
    letters = [label[0][0] + label[1][0] for label in LABELS if label]
    assert len(set(letters)) == len(letters)


def test_classes_grow_with_counts() -> None:
    classes = [frequency_class(count) for count in range(100_000)]
    assert classes == sorted(classes)
    assert (classes[0], classes[1], classes[-1]) == (0, 1, 7)


@pytest.mark.parametrize(
    "contents",
    [
        None,
        b"",
        b"plain text",
        gzip.compress(b"[words]\n1\tfold\n")[:-9],
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\xff" * 20,
        gzip.compress(b"[verbs]\n1\tfold\n"),
        gzip.compress(b"[words]\nmany\tfold\n"),
        gzip.compress(b"\xff\xfe"),
    ],
)
def test_a_broken_table_is_one_line(tmp_path: Path, contents: bytes | None) -> None:
    path = tmp_path / "statistics.tsv.gz"
    if contents is not None:
        path.write_bytes(contents)
    with pytest.raises(InputError, match="no table of word statistics") as caught:
        read_statistics(path)
    assert str(path) in str(caught.value)
