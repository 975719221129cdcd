"""The role of a thing follows from where and how a text names it."""

import pytest

from kg.extraction.draft import SEPARATOR, Draft
from kg.extraction.evidence import packaged_tables
from kg.extraction.roles import KNOWN, assign_roles, survey
from kg.extraction.sentences import split_sentences
from kg.extraction.tables.roles_cues import CUES
from kg.records import EntityType, Kind, Role

TITLE = "Zorblat: Quick Parsing of Long Tables"
ABSTRACT = (
    "Large tables are hard to parse, and existing parsers such as Old-Parser fail on them. "
    "In this paper, we propose Zorblat, a parser that uses beam search to read a table once. "
    "Zorblat also contains a novel Column Sorter (CS) module. "
    "We evaluate Zorblat on TableBank and WikiTables with a single RTX 4090. "
    "Zorblat outperforms TabFormer and is 2x faster than RowNet."
)

ROLES = [
    ("Zorblat", EntityType.METHOD, Kind.NAMED, Role.INTRODUCES),
    ("Column Sorter", EntityType.METHOD, Kind.NAMED, Role.INTRODUCES),
    ("beam search", EntityType.METHOD, Kind.TECHNIQUE, Role.USES),
    ("TabFormer", EntityType.METHOD, Kind.NAMED, Role.COMPARES_TO),
    ("RowNet", EntityType.METHOD, Kind.NAMED, Role.COMPARES_TO),
    ("TableBank", EntityType.DATASET, Kind.NAMED, Role.EVALUATES_ON),
    ("WikiTables", EntityType.DATASET, Kind.NAMED, Role.EVALUATES_ON),
    ("RTX 4090", EntityType.HARDWARE, Kind.NAMED, Role.RUNS_ON),
]


def _draft(text: str, name: str, type_: EntityType, kind: Kind, rule: str = "test") -> Draft:
    spans = tuple((i, i + len(name)) for i in range(len(text)) if text.startswith(name, i))
    assert spans
    return Draft(name, type_, kind, spans, 1.0, rule)


def _role(title: str, abstract: str, draft: tuple[str, EntityType, Kind], rule: str = "test") -> Role:
    text = title + SEPARATOR + abstract if title else abstract
    drafts = (_draft(text, *draft, rule=rule),)
    return assign_roles(text, len(title), split_sentences(text, len(title)), drafts)[0].role


@pytest.mark.parametrize(("name", "type_", "kind", "role"), ROLES)
def test_role_in_one_abstract(name: str, type_: EntityType, kind: Kind, role: Role) -> None:
    text = TITLE + SEPARATOR + ABSTRACT
    drafts = tuple(_draft(text, n, t, k) for n, t, k, _ in ROLES)
    found = {d.name: d for d in assign_roles(text, len(TITLE), split_sentences(text, len(TITLE)), drafts)}
    assert found[name].role == role
    assert found[name].role_rule.startswith("role.")


@pytest.mark.parametrize(
    ("abstract", "name", "role"),
    [
        ("We introduce QuuxNet, a new network for parsing.", "QuuxNet", Role.INTRODUCES),
        ("We present a framework called QuuxNet that parses tables.", "QuuxNet", Role.INTRODUCES),
        ("We propose a parser. It performs better than QuuxNet and other baselines.", "QuuxNet", Role.COMPARES_TO),
        ("Our parser outperforms QuuxNet by 3 points.", "QuuxNet", Role.COMPARES_TO),
        ("We propose QuuxNet. We compare QuuxNet with other parsers.", "QuuxNet", Role.INTRODUCES),
        ("We propose a parser. Unlike QuuxNet, it needs no labels.", "QuuxNet", Role.COMPARES_TO),
        ("We propose QuuxNet. Unlike Old-Parser, QuuxNet needs no labels.", "QuuxNet", Role.INTRODUCES),
        ("We fine-tune QuuxNet on tables using our loss.", "QuuxNet", Role.USES),
        ("Our parser is built on QuuxNet.", "QuuxNet", Role.USES),
    ],
)
def test_role_of_a_method(abstract: str, name: str, role: Role) -> None:
    assert _role("", abstract, (name, EntityType.METHOD, Kind.NAMED)) == role


@pytest.mark.parametrize(
    ("sentence", "contrasted"),
    [
        ("Unlike FooNet, BarNet needs no labels.", ["FooNet"]),
        ("Unlike FooNet and BarNet, BazNet needs no labels.", ["FooNet", "BarNet"]),
        ("Compared with FooNet, BarNet, and BazNet, QuuxNet is small.", ["FooNet", "BarNet", "BazNet"]),
        ("Unlike FooNet, BarNet and BazNet need no labels.", ["FooNet"]),
        ("Unlike FooNet or BarNet, we need no labels for BazNet.", ["FooNet", "BarNet"]),
        ("We compare FooNet, BarNet and BazNet.", []),
        ("Unlike FooNet BarNet, which is slow", ["FooNet", "BarNet"]),
    ],
)
def test_what_a_sentence_contrasts_its_subject_with(sentence: str, contrasted: list[str]) -> None:
    names = [name for name in ("FooNet", "BarNet", "BazNet", "QuuxNet") if name in sentence]
    drafts = [_draft(sentence, name, EntityType.METHOD, Kind.NAMED) for name in names]
    evidence = survey(sentence, 0, split_sentences(sentence, 0), drafts).evidence
    assert [name for name, found in zip(names, evidence, strict=True) if "front" in found] == contrasted


def test_background_alone_introduces_nothing() -> None:
    abstract = "Recently, QuuxNet has shown great success. However, tables are hard. We study how people read tables."
    assert _role("", abstract, ("QuuxNet", EntityType.METHOD, Kind.NAMED)) is not Role.INTRODUCES


def test_a_known_name_is_introduced_less_easily() -> None:
    abstract = "This work presents a module with QuuxNet, a strong parser."
    draft = ("QuuxNet", EntityType.METHOD, Kind.NAMED)
    assert _role("", abstract, draft, KNOWN) is Role.USES


def test_roles_fit_types() -> None:
    tables = packaged_tables()
    assert Role.RUNS_ON not in tables.methods.outcomes + tables.data.outcomes
    assert Role.EVALUATES_ON not in tables.methods.outcomes + tables.hardware.outcomes


def test_a_cue_word_has_one_class() -> None:
    words = [word for cue in CUES for word in cue.words.split()]
    assert len(set(words)) == len(words)
    assert [word for word in words if word != word.lower()] == []


def test_order_of_drafts_changes_no_role() -> None:
    text = TITLE + SEPARATOR + ABSTRACT
    drafts = tuple(_draft(text, n, t, k) for n, t, k, _ in ROLES)
    sentences = split_sentences(text, len(TITLE))
    forward = assign_roles(text, len(TITLE), sentences, drafts)
    backward = assign_roles(text, len(TITLE), sentences, drafts[::-1])
    assert forward == backward[::-1]


def test_a_survey_made_before_changes_nothing() -> None:
    text = TITLE + SEPARATOR + ABSTRACT
    drafts = tuple(_draft(text, n, t, k) for n, t, k, _ in ROLES)
    sentences = split_sentences(text, len(TITLE))
    made = survey(text, len(TITLE), sentences, drafts)
    assert assign_roles(text, len(TITLE), sentences, drafts, made) == assign_roles(text, len(TITLE), sentences, drafts)


def test_nothing_named() -> None:
    assert assign_roles("We say little.", 0, [(0, 14)], ()) == ()
