"""Sentences end where a reader would end them, and mentions keep their places."""

import pytest

from kg.extraction.draft import Draft
from kg.extraction.sentences import Zone, classify, read_sentences, read_words, split_sentences
from kg.records import EntityType, Kind

TITLE = "FooNet: A Small Network"

ONE_SENTENCE = [
    "It helps in many tasks, e.g. Parsing and tagging.",
    "Smith et al. Proved the bound.",
    "We compare it vs. Adam on two tasks.",
    "As Fig. 3 shows, it is fast.",
    "Its accuracy is 76.3 percent at p < 0.05 in all runs.",
    "J. K. Rowling is not an optimizer.",
    "The U.S. Army used it.",
    "Code is at https://example.org/Foo.Bar/x now.",
    "It takes approx. 3 hours on No. 7 of the list.",
]

TWO_SENTENCES = [
    ("It works. We show why.", "It works."),
    ("It works! Results follow.", "It works!"),
    ('They say "it works." We doubt it.', 'They say "it works."'),
    ("It runs in the U.S. We run it elsewhere.", "It runs in the U.S."),
    ("It reaches 76.3. On others it fails.", "It reaches 76.3."),
    ("It is slow. vLLM is not.", "It is slow."),
    ("It is slow. $O(n)$ would do.", "It is slow."),
    ("First part\n\nSecond part", "First part"),
]


@pytest.mark.parametrize("text", ONE_SENTENCE)
def test_no_end_inside(text: str) -> None:
    assert split_sentences(text, 0) == [(0, len(text))]


@pytest.mark.parametrize(("text", "first"), TWO_SENTENCES)
def test_end_between(text: str, first: str) -> None:
    spans = split_sentences(text, 0)
    assert len(spans) == 2
    assert text[slice(*spans[0])] == first


def test_title_is_one_sentence() -> None:
    text = "What now? A Study. Part 2" + "\n\n" + "One. Two."
    spans = split_sentences(text, 25)
    assert [text[a:b] for a, b in spans] == ["What now? A Study. Part 2", "One.", "Two."]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_in_nothing(text: str) -> None:
    assert split_sentences(text, 0) == []


def test_spans_lie_in_order_and_touch_no_space() -> None:
    text = TITLE + "\n\n" + "  We run it.   It runs! Does it?  Yes. "
    spans = split_sentences(text, len(TITLE))
    assert spans == sorted(spans)
    assert all(text[a:b] == text[a:b].strip() for a, b in spans)


def test_classes_of_words() -> None:
    words, starts = read_words("We use 8 (big) GPUs.", 0, 20)
    assert words == ["we", "use", "8", "(", "big", ")", "gpus", "."]
    assert starts == [0, 3, 7, 9, 10, 13, 15, 19]
    assert classify(words, {"we": "we"}) == ["we", "", "number", "(", "", ")", "", "."]


def test_lists_are_chains_and_zones_follow_the_authors() -> None:
    text = TITLE + "\n\n" + "Alpha is known. We join Beta, Gamma and Delta with Alpha. It works with Beta."
    drafts = [_draft(text, name) for name in ("FooNet", "Alpha", "Beta", "Gamma", "Delta")]
    sentences = read_sentences(text, len(TITLE), split_sentences(text, len(TITLE)), drafts, {})
    assert [s.zone for s in sentences] == [Zone.TITLE, Zone.BACKGROUND, Zone.PIVOT, Zone.AFTER]
    assert [(p.draft, p.chain) for p in sentences[2].places] == [(2, 0), (3, 0), (4, 0), (1, 1)]
    assert all(text[p.start : p.end] == drafts[p.draft].name for s in sentences for p in s.places)


def _draft(text: str, name: str) -> Draft:
    spans = tuple((i, i + len(name)) for i in range(len(text)) if text.startswith(name, i))
    return Draft(name, EntityType.METHOD, Kind.NAMED, spans, 1.0, "test")
