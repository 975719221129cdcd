"""Digests are read whatever their line ends, blank lines and page furniture; invented papers only."""

import io
from textwrap import dedent

import pytest

from kg.documents.digest import FURNITURE, is_furniture, is_title, read_digest
from kg.documents.opening import source_of
from kg.documents.reading import parse_papers
from kg.documents.shapes import RawRecord
from kg.errors import DocumentError
from kg.records import Paper, Place

FOO = "FooNet: Fast and Small"
BAR = "How Small Can a Bar Be?"
FOO_TEXT = "We bake FooNet, a network of two layers, and it runs at 3% of the cost. It is also small. " * 3
BAR_TEXT = "Bars differ in size, which nobody has measured before. We measure them with a ruler on four desks. " * 3


def read(text: str) -> list[tuple[int, str, str]]:
    source = source_of(io.BytesIO(text.encode()), name="d.txt", where="d.txt")
    records = [record for record in read_digest(source) if isinstance(record, RawRecord)]
    return [
        (record.position, str(record.fields["title"]), str(record.fields["abstract"]).strip()) for record in records
    ]


def both(foo_line: int, bar_line: int) -> list[tuple[int, str, str]]:
    return [(foo_line, FOO, FOO_TEXT.strip()), (bar_line, BAR, BAR_TEXT.strip())]


def test_a_plain_digest() -> None:
    assert read(f"Mar 14\n\n{FOO}\n\n{FOO_TEXT}\n\n{BAR}\n\n{BAR_TEXT}\n") == both(3, 7)


def test_no_blank_lines_and_windows_line_ends() -> None:
    text = f"Mar 14\n{FOO}\n{FOO_TEXT}\n{BAR}\n{BAR_TEXT}"
    assert read(text) == both(2, 4)
    assert read(text.replace("\n", "\r\n")) == both(2, 4)


def test_titles_that_touch_their_abstracts() -> None:
    assert read(f"Mar 14\n\n{FOO}\n{FOO_TEXT}\n\n{BAR}\n{BAR_TEXT}") == both(3, 6)


def test_page_furniture_is_no_paper() -> None:
    text = f"""\
        new

        Get trending papers in your email inbox!

        Subscribe

        byXY and the research community

        Mar 14

        Upvote 42

        {FOO}

        Ada Example, Bo van Sample and Cy Specimen

        ·3 authors

        {FOO_TEXT}

        12 comments

        Submitted by

        Share

        {BAR}

        2 days ago

        {BAR_TEXT}

        Load more

        © 2025 Example Press. All rights reserved.

        Privacy
        """
    assert read(dedent(text)) == both(13, 27)


def test_several_paragraphs_are_one_abstract() -> None:
    first, second = "We bake FooNet from flour.", "It rises. Code: https://foo.example"
    assert read(f"Mar 14\n\n{FOO}\n\n{first}\n\n{second}\n\n{BAR}\n\n{BAR_TEXT}")[0][2] == f"{first} {second}"


def test_a_sentence_a_line_holds_questions() -> None:
    lines = ["We bake FooNet.", "Does it rise?", "It does", "on the whole."]
    assert read(f"Mar 14\n\n{FOO}\n\n" + "\n".join(lines) + f"\n\n{BAR}\n\n{BAR_TEXT}")[0][2] == " ".join(lines)


def test_wrapped_lines_are_joined() -> None:
    wrapped = "We bake FooNet, which is a network of two\nlayers, and it runs at three percent of the\ncost of a Bar."
    text = f"Mar 14\n\nFooNet: Fast, Small and\nCheap\n\n{wrapped}\n\n{BAR}\n{wrapped}\n"
    assert read(text) == [
        (3, "FooNet: Fast, Small and Cheap", wrapped.replace("\n", " ")),
        (10, BAR, wrapped.replace("\n", " ")),
    ]


def test_a_title_over_three_lines_is_one() -> None:
    title = "FooNet: Fast, Small and\nCheap for\nAll Widgets"
    assert read(f"Mar 14\n\n{title}\n\n{FOO_TEXT}")[0][1] == title.replace("\n", " ")


def test_a_wrapped_title_ends_the_abstract_above_it() -> None:
    text = f"Mar 14\n\n{FOO}\n\n{FOO_TEXT}\n\nBars: Small and\nCheap\n\n{BAR_TEXT}"
    assert [title for _, title, _ in read(text)] == [FOO, "Bars: Small and Cheap"]


def test_names_are_furniture_below_a_title_only() -> None:
    assert not is_furniture("Ada Example, Bo van Sample")


def test_titles_without_abstract_are_kept_and_scraps_are_not() -> None:
    assert read(f"Mar 14\n\nOne Title Alone Here\n\nOops\n\n{FOO}\n\n{FOO_TEXT}\n\nAnother Title at the End\n") == [
        (3, "One Title Alone Here", ""),
        (7, FOO, FOO_TEXT.strip()),
        (11, "Another Title at the End", ""),
    ]


def test_a_label_is_no_part_of_the_abstract() -> None:
    assert read(f"Mar 14\n\n{FOO}\n\nAbstract\n\nAbstract: We bake.\n") == [(3, FOO, "We bake.")]


def test_dates_hold_until_the_next() -> None:
    text = f"March 14, 2025\n\n{FOO}\n\n{FOO_TEXT}\n\nMar 15\n\n{BAR}\n\n{BAR_TEXT}\n"
    source = source_of(io.BytesIO(text.encode()), name="d.txt", where="x/d.txt")
    papers = [paper for paper in parse_papers(source) if isinstance(paper, Paper)]
    assert [paper.places for paper in papers] == [(Place("d.txt", 3, "2025-03-14"),), (Place("d.txt", 9, "Mar 15"),)]
    assert papers[0].id.startswith("foonet-fast-and-small-")


def test_an_abstract_without_title_is_an_error() -> None:
    source = source_of(
        io.BytesIO(f"Mar 14\n\n{FOO_TEXT}\n\n{BAR}\n\n{BAR_TEXT}".encode()), name="d.txt", where="x/d.txt"
    )
    error, record = read_digest(source)
    assert isinstance(error, DocumentError)
    assert str(error) == "x/d.txt:3: an abstract without title; put its title above it"
    assert isinstance(record, RawRecord)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("count", "42"),
        ("count", "· 1.2k"),
        ("button", "Subscribe"),
        ("button", "Sign Up"),
        ("button", "Upvote 12"),
        ("counted", "· 12 authors"),
        ("ago", "Posted 3 days ago"),
        ("byline", "Submitted by ada-example"),
        ("byline", "by Ada Example"),
        ("mail", "Get it in your inbox!"),
        ("rights", "© 2025 Example"),
        ("links", "PDF | Code"),
        ("links", "Paper • 2401.00001 • Published"),
        ("page", "Page 2 of 7"),
    ],
)
def test_furniture(row: str, text: str) -> None:
    assert row in FURNITURE
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text",
    [
        "By Tying Embeddings You Assume That Words Are Round",
        "Subscribe and Conquer",
        "New Bounds for Old Bars",
        "Code as Paper",
        FOO,
    ],
)
def test_titles_are_no_furniture(text: str) -> None:
    assert not is_furniture(text)
    assert not is_furniture(text, below_title=True)
    assert is_title(text)


@pytest.mark.parametrize(
    "text", ["We bake.", "Code: https://foo.example", "Papers:", "In this work we bake", "...", "x" * 300]
)
def test_prose_is_no_title(text: str) -> None:
    assert not is_title(text)
