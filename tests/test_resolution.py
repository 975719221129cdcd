"""One node a thing, whatever its spelling, whoever names it, and in whatever order papers are read."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.filtering import at_least
from kg.ontology import entity_iri
from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    ExtractedEntity,
    Extraction,
    Field,
    Kind,
    Mention,
    Paper,
    Relation,
    RelationType,
    Result,
    Role,
    Span,
)
from kg.resolution import FAMILIES, Resolver, is_held, merged_entity, minted, resolve, said_in, with_broader
from kg.resolution.papers import Naming, Spelling
from kg.statements import merged_fact
from kg.vocabulary import Concept, Vocabulary, read_vocabulary

METHOD, DATASET, BENCHMARK, HARDWARE = EntityType.METHOD, EntityType.DATASET, EntityType.BENCHMARK, EntityType.HARDWARE

ONE_THING = [
    (METHOD, ["LLaMA2-7B", "Llama 2", "LLaMA-2", "llama-2-13b"[:7], "Llama-2-70B-Chat"]),
    (METHOD, ["GPT-4", "GPT 4", "GPT4"]),
    (DATASET, ["ImageNet", "ImageNet-1K", "ImageNet-1k", "imagenet"]),
    (HARDWARE, ["A100", "NVIDIA A100", "A100-80GB", "A100s", "NVIDIA A100-80GB", "A100 40 GB"]),
    (METHOD, ["FlashAttention", "Flash-Attention", "Flash Attention"]),
    (METHOD, ["Zworp-2", "Zworp 2", "zworp-2", "Zworp-2-7B", "Zworp-2-70B-Instruct", "Zworp2"]),
    (METHOD, ["widget folding tree", "Widget-Folding Trees", "widget folding trees"]),
    (HARDWARE, ["Zorp 9", "NVIDIA Zorp 9", "Zorp-9", "Zorp 9 (80GB)", "Zorp 9-40GB"]),
    (BENCHMARK, ["ZworpBench", "Zworp-Bench", "zworp bench"]),
]

TWO_THINGS = [
    (METHOD, "GPT-4", "GPT-4o"),
    (METHOD, "LLaMA", "LLaMA-2"),
    (DATASET, "ImageNet-1K", "ImageNet-21K"),
    (METHOD, "ResNet-50", "ResNet-18"),
    (HARDWARE, "A100", "H100"),
    (METHOD, "FlashAttention", "FlashAttention-2"),
    (METHOD, "Zworp", "Zworp-2"),
    (METHOD, "Zworp", "Zworp+"),
    (METHOD, "Zworp 1.5", "Zworp 15"),
    (METHOD, "Zworp", "Zworp*"),
    (METHOD, "Zworp-1-2", "Zworp-12"),
    (METHOD, "ViT-S", "VITS"),
]

ODD_NAMES = [
    *("/", "//", "./", "-/-"),
    *(
        "Ω-Net",
        "中文模型",
        "a/b",
        "C++",
        "A*",
        "π0.5",
        "...",
        "😀",
        "x" * 300,
        "a b",
        "F#",
        "R&D",
        "<b>",
        "100%",
        '"q"',
        "-",
    ),
    *("ﬁne", "É", "é", "a\u200bb", "$k$-NN", "\\alpha", "{x}", "a|b", "a^b", "`a`", "a\\b", "#", "++", "@home"),
]


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(Vocabulary(read_vocabulary()))


def _entity(
    name: str,
    *texts: str,
    type_: EntityType = METHOD,
    role: Role = Role.USES,
    kind: Kind = Kind.NAMED,
    confidence: float = 0.9,
    abstract: str = "",
) -> ExtractedEntity:
    mentions = tuple(
        Mention(text, Field.ABSTRACT, abstract.index(text), abstract.index(text) + len(text)) for text in texts
    )
    return ExtractedEntity(name, type_, kind, role, confidence, mentions, "shape", "role.test")


def _extraction(identifier: str, abstract: str, *entities: ExtractedEntity, **said: object) -> Extraction:
    return Extraction(Paper(identifier, f"On {identifier}", abstract), entities, **said)  # type: ignore[arg-type]


def _only(contents: Contents) -> Entity:
    (entity,) = contents.entities
    return entity


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("type_", "names"), ONE_THING)
def test_one_thing(resolver: Resolver, type_: EntityType, names: list[str]) -> None:
    assert len({resolver.resolve(name, type_).id for name in names}) == 1


@pytest.mark.parametrize(("type_", "one", "other"), TWO_THINGS)
def test_two_things(resolver: Resolver, type_: EntityType, one: str, other: str) -> None:
    assert resolver.resolve(one, type_).id != resolver.resolve(other, type_).id


def test_types_that_papers_mix_up_share_a_family() -> None:
    resolver = Resolver(Vocabulary([]))
    assert resolver.resolve("Zworp", DATASET).id == resolver.resolve("Zworp", BENCHMARK).id
    assert len({resolver.resolve("Zworp", type_).id for type_ in EntityType}) == len(set(FAMILIES.values()))


def test_a_concept_of_another_family_is_not_meant() -> None:
    concept = Concept("data/zworp", "Zworp", DATASET, Kind.NAMED)
    found = Resolver(Vocabulary([concept])).resolve("Zworp", METHOD)
    assert (found.id, found.concept) == ("method/zworp", None)


def test_a_name_that_a_concept_refuses_is_another_thing() -> None:
    concept = Concept("method/vits", "VITS", METHOD, Kind.NAMED, case_sensitive=True)
    resolver = Resolver(Vocabulary([concept]))
    assert resolver.resolve("VITS", METHOD).concept == concept
    other = resolver.resolve("ViT-S", METHOD)
    assert other.concept is None
    assert other.id != concept.id
    assert other.id == resolver.resolve("vit-s", METHOD).id


@pytest.mark.parametrize(
    ("name", "type_", "reason"),
    [
        ("Zworp-2-7B", METHOD, "size-variant"),
        ("Zorp 9-80GB", HARDWARE, "memory"),
        ("NVIDIA Zorp 9", HARDWARE, "maker"),
        ("Zworp", METHOD, "spelling"),
        ("Known", METHOD, "vocabulary"),
        ("Known-7B", METHOD, "size-variant"),
    ],
)
def test_reasons(name: str, type_: EntityType, reason: str) -> None:
    concept = Concept("method/known", "Known", METHOD, Kind.NAMED)
    assert Resolver(Vocabulary([concept])).resolve(name, type_).reason == reason


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("type_", EntityType)
def test_identifiers_make_legal_iris(name: str, type_: EntityType) -> None:
    identifier = Resolver(Vocabulary([])).resolve(name, type_).id
    assert identifier.count("/") == 1
    assert identifier.split("/")[1]
    assert not re.search(r"[\s<>\"{}|\\^`\x00-\x20]", entity_iri(identifier))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_name_has_an_identifier(name: str) -> None:
    assert minted(name)
    assert minted(name) == minted(name)
    assert "/" not in minted(name)


# Papers ---------------------------------------------------------------------------------------------------------------


def test_spellings_over_papers_are_one_entity() -> None:
    texts = ["Zworp-2", "Zworp 2", "zworp-2", "Zworp-2"]
    papers = [_extraction(f"p{n}", text, _entity(text, text, abstract=text)) for n, text in enumerate(texts)]
    entity = _only(resolve(papers, ()))
    assert (entity.id, entity.name) == ("method/zworp2", "Zworp-2")
    assert entity.aliases == (Alias("Zworp 2", "spelling"), Alias("zworp-2", "spelling"))


def test_every_other_name_has_a_reason() -> None:
    text = "Wobbly rank adaptation (WoRA), WoRAs, WoRA-7B and the WoRA method."
    texts = ("Wobbly rank adaptation", "WoRA", "WoRAs", "WoRA-7B", "WoRA method")
    entity = _only(resolve([_extraction("p", text, _entity("WoRA", *texts, abstract=text))], ()))
    assert {alias.name: alias.reason for alias in entity.aliases} == {
        "Wobbly rank adaptation": "definition",
        "WoRAs": "spelling",
        "WoRA-7B": "size-variant",
        "WoRA method": "general-noun",
    }


def test_a_concept_says_what_its_entity_is() -> None:
    wide = Concept("method/wide", "wide thing", METHOD, Kind.TECHNIQUE)
    concept = Concept(
        "data/foo",
        "Foo",
        BENCHMARK,
        Kind.NAMED,
        ("FooSet",),
        broader=("method/wide",),
        exact_match=("urn:x",),
        maker="Q",
    )
    paper = _extraction("p", "foos", _entity("foo", "foos", type_=DATASET, abstract="foos"))
    entity = _only(resolve([paper], [concept, wide]))
    assert (entity.name, entity.type, entity.maker, entity.exact_match) == ("Foo", BENCHMARK, "Q", ("urn:x",))
    assert Alias("FooSet", "vocabulary") in entity.aliases
    assert entity.broader == ()
    both = resolve(
        [paper, _extraction("q", "wide thing", _entity("wide thing", "wide thing", abstract="wide thing"))],
        [concept, wide],
    )
    assert next(e for e in both.entities if e.id == "data/foo").broader == ("method/wide",)


def test_a_device_goes_by_its_own_name() -> None:
    text = "NVIDIA Zorp-80GB"
    entity = _only(resolve([_extraction("p", text, _entity(text, text, type_=HARDWARE, abstract=text))], ()))
    assert (entity.id, entity.name) == ("hardware/zorp", "Zorp")
    assert [alias.name for alias in entity.aliases] == [text]


def test_acronyms_coined_twice_are_two_things() -> None:
    def coin(identifier: str, long: str) -> Extraction:
        text = f"We propose {long} (STAR)."
        return _extraction(identifier, text, _entity("STAR", long, "STAR", role=Role.INTRODUCES, abstract=text))

    one, other = coin("p", "sparse tree aggregation routing"), coin("q", "simple text audio retrieval")
    assert len(resolve([one, other], ()).entities) == 2
    assert len(resolve([one, coin("r", "Sparse Tree-Aggregation Routing")], ()).entities) == 1
    ids = {entity.id for entity in resolve([one, other], ()).entities}
    assert ids == {_only(resolve([extraction], ())).id for extraction in (one, other)}


def test_only_a_short_acronym_that_a_paper_coins_has_its_long_form_in_its_identifier() -> None:
    text = "We use sparse tree routing (STAR, Starlet)."
    for name, role in (("STAR", Role.USES), ("Starlet", Role.INTRODUCES)):
        entity = _entity(name, "sparse tree routing", name, role=role, abstract=text)
        assert _only(resolve([_extraction("p", text, entity)], ())).id == f"method/{name.lower()}"


def test_identifiers_that_are_cut_or_hashed_stay_as_they_are() -> None:
    long = "sparse tree aggregation of routed and gated widgets by which nothing is ever lost again"
    coined = _entity("STAR", long, "STAR", role=Role.INTRODUCES, abstract=f"{long} STAR")
    entity = _only(resolve([_extraction("p", f"{long} STAR", coined)], ()))
    assert entity.id == "method/star-sparsetreeaggregationofroutedandgatedwidgetbywhichnothingis"
    assert minted("~-") == "_"
    assert minted("---") == "cb3f91d54eee"


SPELT = [
    ("no text shows it", [None], True),
    ("one paper is sure", [True, False], True),
    ("one paper is unsure, another shows none", [None, False], False),
    ("all are unsure", [False], False),
    ("one is sure, one shows none, one is unsure", [True, None, False], True),
]


@pytest.mark.parametrize(("said", "sureness", "kept"), SPELT, ids=[row[0] for row in SPELT])
def test_other_names_that_only_unsure_readings_give_are_left_out(
    said: str, sureness: list[bool | None], *, kept: bool
) -> None:
    naming = Naming("Zworp", METHOD, Kind.NAMED, known=False, sure=True)
    spellings = [Spelling("Zworpish", "spelling", sure) for sure in sureness]
    entity = merged_entity("method/zworp", {naming: 1}, spellings, Vocabulary([]))
    assert bool(entity.aliases) is kept, said


def test_other_names_that_the_vocabulary_knows_stay_however_unsure() -> None:
    concept = Concept("method/zworp", "Zworp", METHOD, Kind.NAMED, ("ZW",))
    naming = Naming("ZW", METHOD, Kind.NAMED, known=True, sure=False)
    spellings = [Spelling("ZW", "vocabulary", sure=False), Spelling("zworpy", "spelling", sure=False)]
    entity = merged_entity("method/zworp", {naming: 1}, spellings, Vocabulary([concept]))
    assert [alias.name for alias in entity.aliases] == ["ZW"]


def test_two_names_of_one_thing_have_the_role_that_says_most() -> None:
    text = "Zworp-7B and Zworp-13B"
    entities = (
        _entity("Zworp-7B", "Zworp-7B", abstract=text, role=Role.MENTIONS),
        _entity("Zworp-13B", "Zworp-13B", abstract=text, role=Role.COMPARES_TO),
    )
    for order in permutations(entities):
        (fact,) = resolve([_extraction("p", text, *order)], ()).facts
        assert (fact.subject, fact.predicate, fact.object) == ("p", Role.COMPARES_TO, "method/zworp")
        assert [evidence.mention.text for evidence in fact.evidence if evidence.mention] == ["Zworp-7B", "Zworp-13B"]


def test_nothing_is_related_to_itself() -> None:
    text = "Zworp-7B outperforms Zworp-13B and Bar."
    names = ("Zworp-7B", "Zworp-13B", "Bar")
    span = Span(Field.ABSTRACT, 0, len(text))
    relations = (
        Relation("Zworp-7B", RelationType.OUTPERFORMS, "Zworp-13B", 0.9, span),
        Relation("Zworp-7B", RelationType.OUTPERFORMS, "Bar", 0.9, span),
        Relation("Zworp-7B", RelationType.OUTPERFORMS, "Unheard", 0.9, span),
    )
    paper = _extraction("p", text, *(_entity(name, name, abstract=text) for name in names), relations=relations)
    related = [fact for fact in resolve([paper], ()).facts if isinstance(fact.predicate, RelationType)]
    assert [(fact.subject, fact.object) for fact in related] == [("method/zworp", "method/bar")]
    assert related[0].evidence[0].sentence == text


def test_evidence_is_the_sentence_around_the_mention() -> None:
    text = "  We fold. We use Zworp here, e.g. Zworp. It works."
    mentions = (
        Mention("Zworp", Field.TITLE, 3, 8),
        Mention("Zworp", Field.ABSTRACT, text.index("Zworp"), text.index("Zworp") + 5),
        Mention("works", Field.ABSTRACT, text.index("works"), text.index("works") + 5),
    )
    entity = ExtractedEntity("Zworp", METHOD, Kind.NAMED, Role.USES, 0.8, mentions, "shape", "role.x")
    (fact,) = resolve([Extraction(Paper("p", "On Zworp", text), (entity,))], ()).facts
    found = [evidence.sentence for evidence in sorted(fact.evidence, key=lambda e: (e.field, e.start))]
    assert found == ["We use Zworp here, e.g. Zworp.", "It works.", "On Zworp"]
    for evidence in fact.evidence:
        _check_evidence(evidence, Paper("p", "On Zworp", text))
        assert evidence.rule == "shape role.x"


def _check_evidence(evidence: Evidence, paper: Paper) -> None:
    assert evidence.paper == paper.id
    assert paper.text(evidence.field)[evidence.start : evidence.end] == evidence.sentence
    if evidence.mention:
        mention = evidence.mention
        assert mention.field == evidence.field
        assert evidence.start <= mention.start < mention.end <= evidence.end


def test_findings_have_identifiers_of_their_own() -> None:
    text = "Zworp is 2x faster than Bar on Zorp."
    span = Span(Field.ABSTRACT, 0, len(text))
    results = (
        Result("Zworp", "speedup", "2x", "Zorp", "Bar", span),
        Result("Zworp", "speedup", "2x", None, "Bar", span),
        Result("Zworp", "speedup", "2x", "Zorp", "Bar", span),
        Result(None, "speedup", "2x", None, "Unheard", span),
    )
    entities = tuple(_entity(name, name, abstract=text) for name in ("Zworp", "Bar", "Zorp"))
    contents = resolve([_extraction(n, text, *entities, results=results) for n in ("p", "q")], ())
    assert len(contents.findings) == len({finding.id for finding in contents.findings}) == 6
    assert {finding.method for finding in contents.findings} == {"method/zworp", None}
    assert {finding.versus for finding in contents.findings} == {"method/bar", None}


# Order and choice -----------------------------------------------------------------------------------------------------

_CONCEPTS = (
    Concept("method/vits", "VITS", METHOD, Kind.NAMED, case_sensitive=True),
    Concept("data/fooset", "FooSet", DATASET, Kind.NAMED, ("Foo collection",)),
    Concept("hardware/q90", "Q90", HARDWARE, Kind.NAMED, maker="Quux"),
)
_NAMES = (
    *((name, METHOD) for name in ("VITS", "ViT-S", "Zworp-2", "Zworp 2", "zworp-2-7B", "STAR", "Zworp")),
    *(("FooSet", DATASET), ("foo-set", BENCHMARK), ("Foo collection", DATASET), ("BarBench", DATASET)),
    *(("BarBench", BENCHMARK), ("Bar-Bench", BENCHMARK), ("Q90", HARDWARE), ("NVIDIA Q90-80GB", HARDWARE)),
)


@st.composite
def _extractions(draw: st.DrawFn) -> list[Extraction]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        chosen = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=5, unique_by=lambda pair: pair[0]))
        text = ". ".join(f"We use {name}" for name, _ in chosen) + "."
        entities = tuple(
            _entity(
                name,
                name,
                type_=type_,
                role=draw(st.sampled_from(list(Role))),
                kind=draw(st.sampled_from(list(Kind))),
                confidence=draw(st.sampled_from([0.5, 0.75])),
                abstract=text,
            )
            for name, type_ in chosen
        )
        names = st.sampled_from([name for name, _ in chosen])
        span = Span(Field.ABSTRACT, 0, len(text))
        relations = tuple(
            Relation(draw(names), draw(st.sampled_from(list(RelationType))), draw(names), confidence, span, rule)
            for confidence, rule in draw(st.lists(st.sampled_from([(0.5, "a"), (0.5, "b"), (0.9, "a")]), max_size=4))
        )
        results = tuple(
            Result(draw(names), "speed", value, draw(names), None, span)
            for value in draw(st.lists(st.just("2x"), max_size=2))
        )
        found.append(_extraction(f"p{number}", text, *entities, relations=relations, results=results))
    return found


@given(_extractions(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_order_does_not_matter(extractions: list[Extraction], random: "st.random.Random") -> None:  # type: ignore[name-defined]
    shuffled = list(extractions)
    random.shuffle(shuffled)
    assert resolve(shuffled, _CONCEPTS) == resolve(extractions, _CONCEPTS)
    assert resolve(extractions, reversed(_CONCEPTS)) == resolve(extractions, _CONCEPTS)


@given(_extractions())
@settings(max_examples=60)
def test_what_one_paper_says_does_not_depend_on_the_others(extractions: list[Extraction]) -> None:
    together = resolve(extractions, _CONCEPTS)
    for extraction in extractions:
        alone = resolve([extraction], _CONCEPTS)
        said = {
            (f.subject, f.predicate, f.object) for f in together.facts if f.evidence[0].paper == extraction.paper.id
        }
        assert said <= {(f.subject, f.predicate, f.object) for f in alone.facts}
        assert {entity.id for entity in alone.entities} <= {entity.id for entity in together.entities}
        assert set(alone.findings) <= set(together.findings)


@given(_extractions())
@settings(max_examples=60)
def test_contents_are_sorted_and_whole(extractions: list[Extraction]) -> None:
    contents = resolve(extractions, _CONCEPTS)
    ids = [entity.id for entity in contents.entities]
    _check_sorted(ids)
    _check_sorted([finding.id for finding in contents.findings])
    _check_sorted([(fact.subject, fact.predicate, fact.object) for fact in contents.facts])
    papers = {paper.id: paper for paper in contents.papers}
    for fact in contents.facts:
        assert fact.evidence
        assert fact.subject in papers if isinstance(fact.predicate, Role) else fact.subject in ids
        assert fact.object in ids
        for evidence in fact.evidence:
            _check_evidence(evidence, papers[evidence.paper])
    for entity in contents.entities:
        assert len({alias.name for alias in entity.aliases}) == len(entity.aliases)
        assert all(alias.reason and alias.name != entity.name for alias in entity.aliases)


def _check_sorted(keys: Sequence[object]) -> None:
    assert keys == sorted(set(keys))  # type: ignore[type-var]


@given(_extractions(), st.sampled_from([0.0, 0.6, 0.8]))
@settings(max_examples=60)
def test_rows_pooled_by_identifier_give_what_is_left_of_the_whole_graph(
    extractions: list[Extraction], confidence: float
) -> None:
    vocabulary = Vocabulary(_CONCEPTS)
    said = [said_in(extraction, Resolver(vocabulary), confidence) for extraction in reversed(extractions)]
    namings, spellings = defaultdict(Counter), defaultdict(set)
    for identifier, naming in chain.from_iterable(each.namings for each in said):
        namings[identifier][naming] += 1
    for identifier, spelling in chain.from_iterable(each.spellings for each in said):
        spellings[identifier].add(spelling)
    held = {identifier for identifier, named in namings.items() if is_held(named)}
    entities = [merged_entity(each, namings[each], spellings[each], vocabulary) for each in sorted(held)]
    whole = at_least(resolve(extractions, _CONCEPTS), confidence)
    assert tuple(with_broader(entity, held) for entity in entities) == whole.entities
    papers = [at_least(Contents(facts=tuple(each.facts), findings=tuple(each.findings)), confidence) for each in said]
    evidence = defaultdict(list)
    for fact in chain.from_iterable(each.facts for each in papers):
        evidence[fact.subject, fact.predicate, fact.object].extend(fact.evidence)
    assert {merged_fact(key, found) for key, found in evidence.items()} == set(whole.facts)
    assert {finding for each in papers for finding in each.findings} == set(whole.findings)


def test_a_name_given_for_two_reasons_has_the_same_one_in_any_order() -> None:
    coined = "We propose sharp tree (STAR)."
    one = _extraction("p", coined, _entity("STAR", "sharp tree", "STAR", role=Role.INTRODUCES, abstract=coined))
    plain = "We use STAR#tree, that is STAR."
    other = _extraction("q", plain, _entity("STAR#tree", "STAR#tree", "STAR", abstract=plain))
    same = _extraction("r", plain, _entity("STAR#tree", "STAR#tree", abstract=plain))
    found = [resolve(order, ()) for order in permutations([one, other, same])]
    assert all(each == found[0] for each in found)
    assert Alias("STAR", "definition") in _only(found[0]).aliases


def test_nothing_read_is_nothing_held() -> None:
    assert resolve([], ()) == Contents()
