"""Word statistics survive their file, and a broken file is told in one line."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError
from kg.extraction.statistics import frequency_class, parse, read_statistics, to_text, write_statistics

WORDS = st.dictionaries(
    st.text(st.characters(categories=["Ll"]), min_size=1, max_size=8), st.integers(1, 7), max_size=8
)


@given(WORDS, WORDS, WORDS)
def test_what_is_written_is_read(words: dict[str, int], phrases: dict[str, int], abbreviated: dict[str, int]) -> None:
    found = parse(to_text(words, phrases, abbreviated))
    assert {word: found.common(word) for word in words} == words
    assert {word: found.phrase(word) for word in phrases} == phrases
    assert {word: found.abbreviated(word) for word in abbreviated} == abbreviated
    assert found.common("not there") == found.phrase("not there") == found.abbreviated("not there") == 0


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    for name, table in (("a", {"fold": 2, "ant": 1}), ("b", {"ant": 1, "fold": 2})):
        write_statistics(to_text(table, {}, {}), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert read_statistics(tmp_path / "a").common("fold") == 2


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
