"""The ontology, its Python face, the enumerations of the records, the shapes and the queries agree."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg import ontology, paths
from kg.errors import OntologyError
from kg.ontology import Borrowed, KgClass, KgIndividual, KgInverse, KgProperty
from kg.ontology.documentation import terms, to_markdown
from kg.records import EntityType, Field, Kind, RelationType, Role

KG = ontology.PREFIXES["kg"]
RDFS = ontology.PREFIXES["rdfs"]
OWL = "http://www.w3.org/2002/07/owl#"
PROPERTIES = ("ObjectProperty", "DatatypeProperty")


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The ontology, ready to be asked."""
    store = ox.Store()
    store.load(path=str(paths.ONTOLOGY / "kg.ttl"))
    return store


def values(store: ox.Store, subject: str, predicate: str) -> list[str]:
    """What the ontology says of a term; of a union, its members."""
    path = f"<{predicate}>/(<{OWL}unionOf>/rdf:rest*/rdf:first)?"
    query = f"SELECT ?value {{ <{subject}> {path} ?value FILTER(!isBlank(?value)) }}"
    return [row["value"].value for row in store.query(query, prefixes=dict(ontology.PREFIXES))]


def of_type(store: ox.Store, *types: str) -> set[str]:
    """Terms of this ontology that are of one of the types."""
    found = (quad for name in types for quad in store.quads_for_pattern(None, ox.NamedNode(Borrowed.TYPE), _node(name)))
    return {quad.subject.value for quad in found if quad.subject.value.startswith(KG)}


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(name if ":" in name else OWL + name)


def test_python_names_exactly_the_terms_of_the_ontology(store: ox.Store) -> None:
    assert set(KgClass) == of_type(store, "Class")
    assert {*KgProperty, *KgInverse} == of_type(store, *PROPERTIES)
    assert set(KgIndividual) == of_type(store, KgClass.KIND)


@pytest.mark.parametrize("term", [*KgClass, *KgProperty, *KgInverse, *KgIndividual], ids=ontology.curie)
def test_every_term_is_explained(store: ox.Store, term: str) -> None:
    assert len(values(store, term, RDFS + "label")) == 1
    (comment,) = values(store, term, RDFS + "comment")
    assert comment.endswith((".", "..."))


@pytest.mark.parametrize("term", [*KgProperty, *KgInverse], ids=ontology.curie)
def test_every_property_has_a_domain_and_a_range(store: ox.Store, term: str) -> None:
    assert values(store, term, RDFS + "domain")
    assert values(store, term, RDFS + "range")


@pytest.mark.parametrize("term", list(KgInverse), ids=ontology.curie)
def test_an_inverse_has_the_ends_of_its_property_turned_round(store: ox.Store, term: str) -> None:
    (turned,) = values(store, term, OWL + "inverseOf")
    for end, other in (("domain", "range"), ("range", "domain")):
        assert sorted(values(store, term, RDFS + end)) == sorted(values(store, turned, RDFS + other))


def test_every_role_and_relation_has_an_inverse(store: ox.Store) -> None:
    turned = {value for term in KgInverse for value in values(store, term, OWL + "inverseOf")}
    assert turned >= {ontology.predicate_iri(each) for each in (*Role, *RelationType)}


NEIGHBOURS = {
    "schema": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "cito": "http://purl.org/spar/cito/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "mls": "http://www.w3.org/ns/mls#",
}
ALIGNED = (
    RDFS + "subClassOf",
    RDFS + "subPropertyOf",
    OWL + "equivalentProperty",
    NEIGHBOURS["skos"] + "closeMatch",
)


@pytest.mark.parametrize("neighbour", NEIGHBOURS.values(), ids=NEIGHBOURS)
def test_it_is_aligned_with_its_neighbours(store: ox.Store, neighbour: str) -> None:
    own = [*KgClass, *KgProperty, *KgInverse]
    aligned = [value for term in own for prop in ALIGNED for value in values(store, term, prop)]
    assert any(value.startswith(neighbour) for value in aligned)


def test_it_says_who_defines_a_term_and_under_which_licence(store: ox.Store) -> None:
    head = KG.rstrip("#")
    assert all(values(store, term, RDFS + "isDefinedBy") == [head] for term in (*KgClass, *KgProperty, *KgInverse))
    assert values(store, head, NEIGHBOURS["dcterms"] + "license") == ["https://www.apache.org/licenses/LICENSE-2.0"]


def test_its_page_is_made_from_it() -> None:
    page = Path(__file__).parents[1] / "docs" / "ontology.md"
    assert page.read_text(encoding="utf-8") == to_markdown(), "run `make docs`"


def test_its_page_leads_from_term_to_term() -> None:
    page = to_markdown()
    assert {term.iri for term in terms()} == {*KgClass, *KgProperty, *KgInverse, *KgIndividual}
    assert all(f"\n### {term.name}\n" in page for term in terms())
    assert "- inverse of [kg:uses](#kguses)" in page
    anchors = set(re.findall(r"\(#([\w-]+)\)", page))
    headings = [name.replace(":", "").lower() for name in re.findall(r"^### (\S+)$", page, re.MULTILINE)]
    assert {anchor.removesuffix("-1") for anchor in anchors} <= set(headings)


def test_the_version_is_the_one_that_python_knows(store: ox.Store) -> None:
    assert values(store, KG.rstrip("#"), OWL + "versionIRI") == [ontology.VERSION]


def test_types_are_the_classes_below_entity(store: ox.Store) -> None:
    below = {quad.subject.value for quad in _below(store, "subClassOf", KgClass.ENTITY)}
    assert below == {ontology.type_iri(each) for each in EntityType}


def test_kinds_are_the_individuals() -> None:
    assert {ontology.kind_iri(each) for each in Kind} == set(KgIndividual)


def test_roles_are_the_properties_from_mentions_down(store: ox.Store) -> None:
    below = {quad.subject.value for quad in _below(store, "subPropertyOf", KgProperty.MENTIONS)}
    assert {*below, KgProperty.MENTIONS} == {ontology.predicate_iri(role) for role in Role}


def _below(store: ox.Store, predicate: str, term: str) -> Iterable[ox.Quad]:
    return store.quads_for_pattern(None, ox.NamedNode(RDFS + predicate), ox.NamedNode(term))


def types_among(iris: Iterable[str]) -> set[EntityType]:
    """Entity types that classes stand for; kg:Entity is all of them."""
    known = ontology.by_iri(EntityType)
    return set(EntityType) if KgClass.ENTITY in (found := set(iris)) else {known[iri] for iri in found & set(known)}


@pytest.mark.parametrize("role", list(Role))
def test_the_ends_of_roles_are_the_ranges(store: ox.Store, role: Role) -> None:
    prop = ontology.predicate_iri(role)
    assert ontology.ROLE_ENDS[role] == types_among(values(store, prop, RDFS + "range"))
    assert KgClass.PAPER in values(store, prop, RDFS + "domain")


@pytest.mark.parametrize("relation", list(RelationType))
def test_the_ends_of_relations_are_domains_and_ranges(store: ox.Store, relation: RelationType) -> None:
    prop = ontology.predicate_iri(relation)
    heads, tails = ontology.RELATION_ENDS[relation]
    assert heads == types_among(values(store, prop, RDFS + "domain"))
    assert tails == types_among(values(store, prop, RDFS + "range"))


@pytest.mark.parametrize("enumeration", [EntityType, Kind, Role, RelationType, Field])
def test_members_and_iris_are_one_to_one(enumeration: type[Role]) -> None:
    assert len(ontology.by_iri(enumeration)) == len(enumeration)


SOURCES = sorted([paths.ONTOLOGY / "shapes.ttl", *paths.QUERIES.glob("*.rq")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_shapes_and_queries_use_no_other_terms(path: Path) -> None:
    text = re.sub(r'"[^"\n]*"|#.*', "", path.read_text(encoding="utf-8"))
    used = {KG + name for name in re.findall(r"\bkg:(\w+)", text)}
    assert used
    assert used <= {*KgClass, *KgProperty, *KgIndividual}


def test_the_shapes_list_every_role_relation_and_kind() -> None:
    text = (paths.ONTOLOGY / "shapes.ttl").read_text(encoding="utf-8")
    listed = [set(re.findall(r"kg:(\w+)", group)) for group in re.findall(r"sh:in \(([^)]*)\)", text)]
    names = {ontology.predicate_iri(each).removeprefix(KG) for each in (*Role, *RelationType)}
    assert names in listed
    assert {kind.value for kind in Kind} in listed
    assert {"Entity", *EntityType} in listed


@pytest.mark.parametrize("name", ["INTRODUCE", "evaluatesOn", "CITES"])
def test_a_misspelt_term_fails(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(KgProperty, name)


IDENTIFIERS = st.text(min_size=1)


@given(IDENTIFIERS)
@example("2503.01234v2")
@example("doi:10.1000/a b")
@example("50%25")
def test_papers_keep_their_identifiers(identifier: str) -> None:
    iri = ontology.paper_iri(identifier)
    assert ox.NamedNode(iri).value == iri
    assert ontology.is_paper_iri(iri)
    assert ontology.paper_id(iri) == identifier


@given(IDENTIFIERS)
@example("method/π0-5")
@example("method/c-plus-plus")
@example("data/a%20b")
@example("method/ª")
def test_entities_keep_their_identifiers(identifier: str) -> None:
    iri = ontology.entity_iri(identifier)
    assert ox.NamedNode(iri).value == iri
    assert ontology.entity_id(iri) == identifier


def test_iris_of_entities_are_those_of_the_vocabulary() -> None:
    assert ontology.entity_iri("method/π0-5") == "https://w3id.org/abstract-kg/id/method/π0-5"


def test_another_base_is_followed() -> None:
    assert ontology.paper_iri("1", "urn:x:") == "urn:x:paper/1"
    with pytest.raises(OntologyError, match="is not below urn:x:"):
        ontology.entity_id(ontology.entity_iri("method/lora"), "urn:x:")


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (KgProperty.USES, "kg:uses"),
        (ontology.paper_iri("1"), "paper:1"),
        (ontology.entity_iri("hardware/h100"), "hardware:h100"),
        ("https://example.org/a", "https://example.org/a"),
        ("", ""),
    ],
)
def test_prefixes_shorten(iri: str, short: str) -> None:
    assert ontology.curie(iri) == short
