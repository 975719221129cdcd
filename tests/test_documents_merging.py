"""Merging finds the same paper again, and the order of reading makes no difference."""

from hypothesis import given
from hypothesis import strategies as st

from kg.documents.identifiers import made_id
from kg.documents.merging import merge_papers
from kg.records import Paper, Place

PLACES = tuple(Place(source, line, "Mar 14") for source in ("a.txt", "b.txt") for line in (1, 7))


def test_versions_and_addresses_of_one_identifier_are_one_paper() -> None:
    papers = [
        Paper("2401.00001", "Foo, First Try", "Short.", places=PLACES[1:2]),
        Paper("2401.00001", "Foo, Second Try", "Somewhat longer.", places=PLACES[:1]),
        Paper("x1", "Foo, Third Try", "", url="https://arxiv.org/abs/2401.00001v3", places=PLACES[2:3]),
    ]
    (paper,) = merge_papers(papers)
    assert (paper.id, paper.title, paper.abstract) == ("2401.00001", "Foo, Second Try", "Somewhat longer.")
    assert paper.url == "https://arxiv.org/abs/2401.00001v3"
    assert paper.places == PLACES[:3]


def test_one_title_is_one_paper_and_a_given_identifier_wins() -> None:
    papers = [
        Paper(made_id("Foo: a Bar"), "Foo: a Bar", "The longest abstract."),
        Paper("t7", r"\emph{Foo} -- A bar!", ""),
    ]
    assert merge_papers(papers) == [Paper("t7", "Foo: a Bar", "The longest abstract.")]


def test_links_reach_through_others() -> None:
    papers = [Paper("t1", "Foo", "a"), Paper("t2", "Foo", "b"), Paper("t2", "Bar", "c"), Paper("t3", "Baz", "d")]
    assert [paper.id for paper in merge_papers(papers)] == ["t1", "t3"]


def test_papers_that_only_look_alike_stay_apart() -> None:
    site = "https://foo.example/"
    papers = [Paper("t1", "Foo", "Same.", url=site), Paper("t2", "Foo 2", "Same.", url=site)]
    assert merge_papers(papers) == papers


def test_row_numbers_identify_nothing_and_are_never_shared() -> None:
    merged = merge_papers([Paper("1", "Foo", ""), Paper("1", "Bar", ""), Paper("2", "Baz", "")])
    assert [paper.id for paper in merged] == ["2", made_id("Bar"), made_id("Foo")]


def test_nothing_merges_to_nothing() -> None:
    assert merge_papers([]) == []


PAPERS = st.lists(
    st.builds(
        Paper,
        id=st.sampled_from(["2401.00001", "2401.00001v2", "10.1000/a", "10.1000/A", "t1", "1", "2", "foo-1"]),
        title=st.sampled_from(["Foo", "foo!", "Bar", "B a r", "Baz", "Qux"]),
        abstract=st.sampled_from(["", "One.", "Two.", "Three."]),
        url=st.sampled_from(["", "https://arxiv.org/abs/2401.00001", "https://foo.example"]),
        date=st.sampled_from(["", "2024", "2025-01-01"]),
        places=st.lists(st.sampled_from(PLACES), max_size=2).map(tuple),
    ),
    max_size=8,
)


@given(PAPERS, st.randoms(use_true_random=False))
def test_the_order_of_reading_makes_no_difference(papers: list[Paper], random: st.randoms) -> None:  # type: ignore[valid-type]
    merged = merge_papers(papers)
    shuffled = list(papers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge_papers(shuffled) == merged
    assert merge_papers(merged) == merged
    assert merged == sorted(merged)
    assert len({paper.id for paper in merged}) == len(merged)
    assert {place for paper in papers for place in paper.places} == {
        place for paper in merged for place in paper.places
    }
