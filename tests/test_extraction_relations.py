"""What a text says of two things, and that it is not read where the text does not say it."""

import pytest

from kg.extraction.draft import SEPARATOR, Draft
from kg.extraction.relations import DraftRelation, find_main, find_relations
from kg.extraction.roles import survey
from kg.extraction.sentences import split_sentences
from kg.records import EntityType, Kind, RelationType, Role

TITLE = "Zorblat: Quick Parsing of Long Tables"
ABSTRACT = (
    "Large tables are hard to parse. "
    "In this paper, we propose Zorblat, a parser based on RowNet. "
    "Zorblat consists of a Column Sorter module and beam search. "
    "We evaluate Zorblat on TableBank. "
    "Zorblat outperforms TabFormer by a large margin. "
    "On a single RTX 4090, Zorblat needs 3 ms."
)
THINGS = (
    ("Zorblat", EntityType.METHOD, Kind.NAMED, Role.INTRODUCES),
    ("RowNet", EntityType.METHOD, Kind.NAMED, Role.USES),
    ("Column Sorter", EntityType.METHOD, Kind.NAMED, Role.INTRODUCES),
    ("TabFormer", EntityType.METHOD, Kind.NAMED, Role.COMPARES_TO),
    ("TableBank", EntityType.DATASET, Kind.NAMED, Role.EVALUATES_ON),
    ("RTX 4090", EntityType.HARDWARE, Kind.NAMED, Role.RUNS_ON),
)

SAID = [
    ("Zorblat", RelationType.EXTENDS, "RowNet"),
    ("Column Sorter", RelationType.PART_OF, "Zorblat"),
    ("Zorblat", RelationType.EVALUATED_ON, "TableBank"),
    ("Zorblat", RelationType.OUTPERFORMS, "TabFormer"),
    ("Zorblat", RelationType.RUNS_ON, "RTX 4090"),
]
NOT_SAID = [
    ("TabFormer", RelationType.OUTPERFORMS, "Zorblat"),
    ("Zorblat", RelationType.PART_OF, "Column Sorter"),
    ("RowNet", RelationType.EXTENDS, "Zorblat"),
    ("TabFormer", RelationType.EVALUATED_ON, "RTX 4090"),
    ("TableBank", RelationType.EVALUATED_ON, "Zorblat"),
    ("Zorblat", RelationType.OUTPERFORMS, "Column Sorter"),
]


def _drafts(text: str, things: tuple[tuple[str, EntityType, Kind, Role], ...] = THINGS) -> tuple[Draft, ...]:
    drafts = []
    for name, type_, kind, role in things:
        spans = tuple((i, i + len(name)) for i in range(len(text)) if text.startswith(name, i))
        drafts.append(Draft(name, type_, kind, spans, 1.0, "test", role))
    return tuple(drafts)


@pytest.fixture(scope="module")
def found() -> tuple[DraftRelation, ...]:
    text = TITLE + SEPARATOR + ABSTRACT
    return find_relations(text, len(TITLE), split_sentences(text, len(TITLE)), _drafts(text))


@pytest.mark.parametrize(("head", "relation", "tail"), SAID)
def test_said(found: tuple[DraftRelation, ...], head: str, relation: RelationType, tail: str) -> None:
    assert (head, relation, tail) in {(r.head, r.type, r.tail) for r in found}


@pytest.mark.parametrize(("head", "relation", "tail"), NOT_SAID)
def test_not_said(found: tuple[DraftRelation, ...], head: str, relation: RelationType, tail: str) -> None:
    assert (head, relation, tail) not in {(r.head, r.type, r.tail) for r in found}


def test_evidence_is_a_sentence_and_names_its_rule(found: tuple[DraftRelation, ...]) -> None:
    text = TITLE + SEPARATOR + ABSTRACT
    sentences = split_sentences(text, len(TITLE))
    for relation in found:
        assert (relation.start, relation.end) in sentences
        assert relation.rule.startswith(relation.type + ".")
        assert 0 < relation.confidence < 1


def test_a_relation_shows_where_both_stand(found: tuple[DraftRelation, ...]) -> None:
    text = TITLE + SEPARATOR + ABSTRACT
    relation = next(r for r in found if r.type is RelationType.OUTPERFORMS)
    assert text[relation.start : relation.end] == "Zorblat outperforms TabFormer by a large margin."


def test_sorted_and_once(found: tuple[DraftRelation, ...]) -> None:
    keys = [(r.head, r.type, r.tail) for r in found]
    assert keys == sorted(set(keys))


def test_order_of_drafts_changes_nothing(found: tuple[DraftRelation, ...]) -> None:
    text = TITLE + SEPARATOR + ABSTRACT
    sentences = split_sentences(text, len(TITLE))
    drafts = _drafts(text)[::-1]
    made = survey(text, len(TITLE), sentences, drafts)
    assert find_relations(text, len(TITLE), sentences, drafts, made) == found


def test_one_thing_has_no_relations() -> None:
    text = "We propose Zorblat."
    assert find_relations(text, 0, [(0, len(text))], _drafts(text, THINGS[:1])) == ()


def test_a_list_of_rivals_says_nothing_of_them() -> None:
    text = "Many parsers exist, such as RowNet, TabFormer and others."
    things = tuple((n, t, k, Role.MENTIONS) for n, t, k, _ in (THINGS[1], THINGS[3]))
    assert find_relations(text, 0, [(0, len(text))], _drafts(text, things)) == ()


def test_the_main_method_heads_the_title() -> None:
    text = TITLE + SEPARATOR + ABSTRACT
    drafts = _drafts(text)
    assert drafts[find_main(drafts[::-1])].name == drafts[len(drafts) - 1].name
    assert find_main(drafts) == 0
    assert find_main([draft._replace(role=Role.USES) for draft in drafts]) == -1
