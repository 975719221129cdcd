"""The vocabulary: its files hold together, names are found in every spelling, and a broken file says where and what."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import paths
from kg.errors import VocabularyError
from kg.records import EntityType, Kind
from kg.vocabulary import Concept, Vocabulary, normal_form, read_vocabulary, slug

PREFIXES = """@prefix kg: <https://w3id.org/abstract-kg/ontology#> .
@prefix method: <https://w3id.org/abstract-kg/id/method/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
FILES = sorted(paths.VOCABULARY.glob("*.ttl"))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary(read_vocabulary())


def write(folder: Path, blocks: str, name: str = "own.ttl") -> Path:
    path = folder / name
    path.write_text(PREFIXES + blocks, encoding="utf-8")
    return path


# The files that come with the package ---------------------------------------------------------------------------------


def test_it_knows_as_much_as_promised(vocabulary: Vocabulary) -> None:
    methods = [concept.kind for concept in vocabulary if concept.type is EntityType.METHOD]
    assert methods.count(Kind.NAMED) >= 2_000
    assert methods.count(Kind.TECHNIQUE) >= 1_300


def test_each_iri_is_the_slug_of_the_preferred_name(vocabulary: Vocabulary) -> None:
    wrong = [c.id for c in vocabulary if c.type is EntityType.METHOD and c.id != f"method/{slug(c.name)}"]
    assert wrong == []


@pytest.mark.parametrize("name", ["methods.ttl", "techniques.ttl"])
def test_blocks_are_sorted(name: str) -> None:
    lines = (paths.VOCABULARY / name).read_text(encoding="utf-8").splitlines()
    subjects = [line.split(" ", 1)[0] for line in lines if line.startswith("method:")]
    assert subjects == sorted(set(subjects))


def test_no_two_methods_share_a_name(vocabulary: Vocabulary) -> None:
    owners: dict[tuple[str, str], set[str]] = {}
    for concept in vocabulary:
        if concept.type is EntityType.METHOD:
            for label in concept.labels:
                letters = label if concept.needs_exact_case(label) else ""
                owners.setdefault((normal_form(label), letters), set()).add(concept.id)
    assert [(key, ids) for key, ids in sorted(owners.items()) if len(ids) > 1] == []


def test_broader_concepts_make_no_circle(vocabulary: Vocabulary) -> None:
    for concept in vocabulary:
        above, todo = set[str](), list(concept.broader)
        while todo:
            identifier = todo.pop()
            if identifier not in above:
                above.add(identifier)
                todo += vocabulary[identifier].broader
        assert concept.id not in above


@pytest.mark.parametrize(
    "name", ["sam", "lion", "rest", "a real", "our approach", "model", "deep learning", "", " ", "-"]
)
def test_an_everyday_word_is_no_name(vocabulary: Vocabulary, name: str) -> None:
    assert vocabulary.lookup(name) is None


def test_a_broken_concept_is_told_even_where_the_file_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_bytes(b"# caf\xe9\n<https://w3id.org/abstract-kg/id/method/x> a <urn:y> .\n")
    with pytest.raises(VocabularyError, match=r"mine\.ttl:2: .* has no skos:prefLabel"):
        read_vocabulary(path)


# Normal form and slug -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-4", "gpt 4"),
        ("state space model", "State-Space Models"),
        ("pseudo-labelling", "pseudo labeling"),
        ("behaviour cloning", "behavior cloning"),
        ("optimisers", "optimizer"),
        ("diffusion policies", "diffusion policy"),
        ("caches", "cache"),
        ("LMs", "LM"),
        ("ﬁne-tuning", "fine tuning"),
        ("loss", "losses"),
    ],
)
def test_spellings_share_a_normal_form(one: str, other: str) -> None:
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("GPT-4", "GPT-4o"),
        ("Qwen2.5", "Qwen25"),
        ("LLaMA-2-7B", "LLaMA-27B"),
        ("C", "C++"),
        ("A*", "A"),
        ("C#", "C"),
        ("R1", "R@1"),
        ("ViTs", "VITS"),
        ("UML", "UMLS"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@given(st.text(max_size=30))
def test_normal_form_never_fails_and_case_is_folded(text: str) -> None:
    assert normal_form(text) == normal_form(f" {text} ")


def test_slug_has_no_edge_and_no_double_hyphen() -> None:
    assert [slug(name) for name in ("(IA)^3", "C++", "β-VAE", "LLM.int8()")] == [
        "ia-3",
        "c-plus-plus",
        "β-vae",
        "llm-int8",
    ]


# Letters that count ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "label", "exact"),
    [
        (Kind.NAMED, "SAM", True),
        (Kind.NAMED, "Deep Sets", True),
        (Kind.NAMED, "segment anything model", False),
        (Kind.TECHNIQUE, "GP", True),
        (Kind.TECHNIQUE, "Gaussian process", False),
    ],
)
def test_which_labels_count_in_their_own_letters_only(kind: Kind, label: str, exact: bool) -> None:
    concept = Concept("method/x", "x", EntityType.METHOD, kind, alt_labels=(label,), case_sensitive=True)
    assert concept.needs_exact_case(label) is exact
    assert (Vocabulary([concept]).lookup(label.swapcase()) is None) is exact


def test_the_very_letters_win_over_a_preferred_name() -> None:
    speech = Concept("method/vits", "VITS", EntityType.METHOD, Kind.NAMED)
    vision = Concept("method/vit-s", "ViT-S", EntityType.METHOD, Kind.NAMED, alt_labels=("Vits",))
    vocabulary = Vocabulary([speech, vision])
    assert [vocabulary.lookup(name) for name in ("VITS", "ViT-S")] == [speech, vision]


# Reading a file -------------------------------------------------------------------------------------------------------


def test_a_users_own_file_is_read_alike(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'method:quickprune a kg:Method ; kg:kind kg:named ;\n    skos:prefLabel "QuickPrune" ;\n'
        '    skos:altLabel "quick pruning", "QP" ; skos:hiddenLabel "QickPrune" ;\n    kg:caseSensitive true ;\n'
        "    skos:broader method:pruning .\n",
    )
    own = {concept.id: concept for concept in read_vocabulary(*FILES, path)}["method/quickprune"]
    assert own.labels == ("QuickPrune", "QP", "quick pruning", "QickPrune")
    assert (own.case_sensitive, own.needs_context, own.broader) == (True, False, ("method/pruning",))


def test_reading_order_does_not_count() -> None:
    assert read_vocabulary(*FILES) == read_vocabulary(*reversed(FILES))


@pytest.mark.parametrize(
    ("blocks", "line", "said"),
    [
        ("method:a a kg:Method ; kg:kind kg:named ;\n    skos:prefLabel .\n", 6, "not Turtle"),
        ("method:a a kg:Method ; kg:kind kg:named .\n", 5, "has no skos:prefLabel"),
        ('method:a a kg:Method ;\n    skos:prefLabel "A" .\n', 5, "has no kg:kind"),
        ('\nmethod:a kg:kind kg:named ;\n    skos:prefLabel "A" .\n', 6, "has no type"),
        ('method:a a kg:Thing ; kg:kind kg:named ; skos:prefLabel "A" .\n', 5, "unknown type kg:Thing"),
        ('method:a a kg:Method ; kg:kind kg:odd ; skos:prefLabel "A" .\n', 5, "use one of kg:named"),
        (
            'method:a a kg:Method ; kg:kind kg:named ; skos:prefLabel "A" ; skos:broader method:b .\n',
            5,
            "method/b that no",
        ),
        ('method:a a kg:Method ; kg:kind kg:named ; skos:prefLabel "A" .\n' * 2, 6, "in one block"),
        ('<http://x.org/a> a kg:Method ; kg:kind kg:named ; skos:prefLabel "A" .\n', 5, "is not below"),
    ],
)
def test_a_broken_file_says_where_and_what(tmp_path: Path, blocks: str, line: int, said: str) -> None:
    path = write(tmp_path, blocks)
    with pytest.raises(VocabularyError) as caught:
        read_vocabulary(path)
    assert f"{path}:{line}: " in str(caught.value)
    assert said in str(caught.value)
    assert caught.value.cure
    assert "\n" not in str(caught.value)


def test_one_concept_in_two_files_is_an_error(tmp_path: Path) -> None:
    block = 'method:a a kg:Method ; kg:kind kg:named ; skos:prefLabel "A" .\n'
    first, second = write(tmp_path, block, "first.ttl"), write(tmp_path, block, "second.ttl")
    with pytest.raises(VocabularyError, match=r"second\.ttl:5: .*stands in .*first\.ttl too"):
        read_vocabulary(first, second)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.ttl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(VocabularyError, match=r"own\.ttl"):
        read_vocabulary(path)
