"""Terms of ``ontology/kg.ttl`` and those it borrows, and the IRIs of the enumerations of ``records``.

A term is a member of an enumeration and at the same time the string of its IRI, so a misspelt one fails where it
stands and in the type checker.

>>> KgProperty.EVALUATES_ON
<KgProperty.EVALUATES_ON: 'https://w3id.org/abstract-kg/ontology#evaluatesOn'>
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from kg.records import EntityType, Field, Kind, Predicate, RelationType, Role

_KG: Final = "https://w3id.org/abstract-kg/ontology#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_SKOSXL: Final = "http://www.w3.org/2008/05/skos-xl#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_SCHEMA: Final = "https://schema.org/"
_OA: Final = "http://www.w3.org/ns/oa#"
_PROV: Final = "http://www.w3.org/ns/prov#"
_VOID: Final = "http://rdfs.org/ns/void#"
_DCAT: Final = "http://www.w3.org/ns/dcat#"
_NP: Final = "http://www.nanopub.org/nschema#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"

VERSION: Final = "https://w3id.org/abstract-kg/ontology/0.1.0"
"""The version IRI of the ontology that this package writes and reads."""


class KgClass(StrEnum):
    """Classes of the ontology."""

    PAPER = _KG + "Paper"
    ENTITY = _KG + "Entity"
    METHOD = _KG + "Method"
    DATASET = _KG + "Dataset"
    BENCHMARK = _KG + "Benchmark"
    HARDWARE = _KG + "Hardware"
    KIND = _KG + "Kind"
    RESULT = _KG + "Result"
    STATEMENT = _KG + "Statement"
    EVIDENCE = _KG + "Evidence"
    PASSAGE = _KG + "Passage"
    SENTENCE = _KG + "Sentence"
    MENTION = _KG + "Mention"
    PLACE = _KG + "Place"


class KgProperty(StrEnum):
    """Properties of the ontology."""

    KIND = _KG + "kind"
    CASE_SENSITIVE = _KG + "caseSensitive"
    NEEDS_CONTEXT = _KG + "needsContext"
    MENTIONS = _KG + "mentions"
    INTRODUCES = _KG + "introduces"
    EVALUATES_ON = _KG + "evaluatesOn"
    COMPARES_TO = _KG + "comparesTo"
    USES = _KG + "uses"
    RUNS_ON = _KG + "runsOn"
    EXTENDS = _KG + "extends"
    OUTPERFORMS = _KG + "outperforms"
    PART_OF = _KG + "partOf"
    TRAINED_ON = _KG + "trainedOn"
    EVALUATED_ON = _KG + "evaluatedOn"
    METHOD = _KG + "method"
    METRIC = _KG + "metric"
    VALUE = _KG + "value"
    ON = _KG + "on"
    VERSUS = _KG + "versus"
    REPORTED_IN = _KG + "reportedIn"
    EVIDENCE = _KG + "evidence"
    SENTENCE = _KG + "sentence"
    SURFACE_FORM = _KG + "surfaceForm"
    CONFIDENCE = _KG + "confidence"
    RULE = _KG + "rule"
    FIELD = _KG + "field"
    DEVICE_COUNT = _KG + "deviceCount"
    MEMORY = _KG + "memory"
    SEEN_IN = _KG + "seenIn"
    FILE = _KG + "file"
    MERGE_REASON = _KG + "mergeReason"


class KgInverse(StrEnum):
    """Inverse properties of the ontology, which no graph is written with."""

    MENTIONED_BY = _KG + "mentionedBy"
    INTRODUCED_BY = _KG + "introducedBy"
    EVALUATION_DATA_OF = _KG + "evaluationDataOf"
    COMPARED_TO_BY = _KG + "comparedToBy"
    USED_BY = _KG + "usedBy"
    RUNS = _KG + "runs"
    EXTENDED_BY = _KG + "extendedBy"
    OUTPERFORMED_BY = _KG + "outperformedBy"
    HAS_PART = _KG + "hasPart"
    TRAINING_DATA_OF = _KG + "trainingDataOf"
    TEST_DATA_OF = _KG + "testDataOf"
    REPORTS = _KG + "reports"
    SUPPORTS = _KG + "supports"


class KgIndividual(StrEnum):
    """Individuals of the ontology: the kinds."""

    NAMED = _KG + "named"
    TECHNIQUE = _KG + "technique"
    CLASS = _KG + "class"


class Borrowed(StrEnum):
    """Terms of well-known vocabularies that the graph is written with."""

    TYPE = _RDF + "type"
    SUBJECT = _RDF + "subject"
    PREDICATE = _RDF + "predicate"
    OBJECT = _RDF + "object"
    PREF_LABEL = _SKOS + "prefLabel"
    ALT_LABEL = _SKOS + "altLabel"
    BROADER = _SKOS + "broader"
    EXACT_MATCH = _SKOS + "exactMatch"
    LABEL = _SKOSXL + "Label"
    XL_ALT_LABEL = _SKOSXL + "altLabel"
    LITERAL_FORM = _SKOSXL + "literalForm"
    TITLE = _DCTERMS + "title"
    ABSTRACT = _DCTERMS + "abstract"
    IDENTIFIER = _DCTERMS + "identifier"
    DATE = _DCTERMS + "date"
    CONFORMS_TO = _DCTERMS + "conformsTo"
    URL = _SCHEMA + "url"
    MANUFACTURER = _SCHEMA + "manufacturer"
    POSITION = _SCHEMA + "position"
    HAS_SOURCE = _OA + "hasSource"
    HAS_SELECTOR = _OA + "hasSelector"
    SPECIFIC_RESOURCE = _OA + "SpecificResource"
    POSITION_SELECTOR = _OA + "TextPositionSelector"
    QUOTE_SELECTOR = _OA + "TextQuoteSelector"
    PREFIX = _OA + "prefix"
    SUFFIX = _OA + "suffix"
    START = _OA + "start"
    END = _OA + "end"
    EXACT = _OA + "exact"
    WAS_DERIVED_FROM = _PROV + "wasDerivedFrom"
    WAS_GENERATED_BY = _PROV + "wasGeneratedBy"
    WAS_ASSOCIATED_WITH = _PROV + "wasAssociatedWith"
    WAS_ATTRIBUTED_TO = _PROV + "wasAttributedTo"
    USED = _PROV + "used"
    ACTIVITY = _PROV + "Activity"
    PROV_ENTITY = _PROV + "Entity"
    SOFTWARE_AGENT = _PROV + "SoftwareAgent"
    DESCRIPTION = _DCTERMS + "description"
    LICENSE = _DCTERMS + "license"
    RIGHTS = _DCTERMS + "rights"
    SOFTWARE_VERSION = _SCHEMA + "softwareVersion"
    NAME = _SCHEMA + "name"
    SHA256 = _SCHEMA + "sha256"
    CONTENT_SIZE = _SCHEMA + "contentSize"
    CATALOGUED = _DCAT + "Dataset"
    DISTRIBUTION = _DCAT + "distribution"
    DISTRIBUTED = _DCAT + "Distribution"
    MEDIA_TYPE = _DCAT + "mediaType"
    TRIPLES = _VOID + "triples"
    ENTITIES = _VOID + "entities"
    CLASSES = _VOID + "classes"
    PROPERTIES = _VOID + "properties"
    DISTINCT_SUBJECTS = _VOID + "distinctSubjects"
    DISTINCT_OBJECTS = _VOID + "distinctObjects"
    CLASS_PARTITION = _VOID + "classPartition"
    CLASS = _VOID + "class"
    PROPERTY_PARTITION = _VOID + "propertyPartition"
    PROPERTY = _VOID + "property"
    NANOPUBLICATION = _NP + "Nanopublication"
    HAS_ASSERTION = _NP + "hasAssertion"
    HAS_PROVENANCE = _NP + "hasProvenance"
    HAS_PUBLICATION_INFO = _NP + "hasPublicationInfo"
    DATA_SET = _VOID + "Dataset"
    URI_SPACE = _VOID + "uriSpace"
    VOCABULARY = _VOID + "vocabulary"
    STRING = _XSD + "string"
    INTEGER = _XSD + "integer"
    DECIMAL = _XSD + "decimal"
    ANY_URI = _XSD + "anyURI"
    XSD_DATE = _XSD + "date"


VOCABULARIES: Final = (_KG, _DCAT, _DCTERMS, _OA, _PROV, _SCHEMA, _SKOS, _SKOSXL, _VOID)
"""Namespaces of the terms that an exported graph uses."""

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kg": _KG,
        "dcat": _DCAT,
        "dcterms": _DCTERMS,
        "np": _NP,
        "oa": _OA,
        "prov": _PROV,
        "rdf": _RDF,
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": _SCHEMA,
        "skos": _SKOS,
        "skosxl": _SKOSXL,
        "void": _VOID,
        "xsd": _XSD,
    }
)
"""Prefixes of terms; ``prefixes`` adds those of things."""

_METHOD: Final = frozenset({EntityType.METHOD})
_HARDWARE: Final = frozenset({EntityType.HARDWARE})
_DATA: Final = frozenset({EntityType.DATASET, EntityType.BENCHMARK})
_ANY: Final = frozenset(EntityType)

ROLE_ENDS: Final[Mapping[Role, frozenset[EntityType]]] = MappingProxyType(
    {
        Role.INTRODUCES: _ANY,
        Role.EVALUATES_ON: _DATA,
        Role.RUNS_ON: _HARDWARE,
        Role.COMPARES_TO: _ANY,
        Role.USES: _ANY,
        Role.MENTIONS: _ANY,
    }
)
"""The types that an entity may have in each role."""

RELATION_ENDS: Final[Mapping[RelationType, tuple[frozenset[EntityType], frozenset[EntityType]]]] = MappingProxyType(
    {
        RelationType.EXTENDS: (_ANY, _ANY),
        RelationType.OUTPERFORMS: (_ANY, _ANY),
        RelationType.PART_OF: (_ANY, _ANY),
        RelationType.TRAINED_ON: (_METHOD, _DATA),
        RelationType.EVALUATED_ON: (_METHOD | _HARDWARE, _DATA),
        RelationType.RUNS_ON: (_METHOD | _HARDWARE, _HARDWARE),
    }
)
"""The types that head and tail of each relation may have."""


def type_iri(entity_type: EntityType) -> KgClass:
    """Return the class of an entity type."""
    return KgClass(_KG + entity_type.value)


def kind_iri(kind: Kind) -> KgIndividual:
    """Return the individual of a kind."""
    return KgIndividual(_KG + kind.value)


def predicate_iri(predicate: Predicate) -> KgProperty:
    """Return the property of a role or a relation type.

    >>> predicate_iri(Role.EVALUATES_ON).name
    'EVALUATES_ON'
    """
    head, *rest = predicate.value.split("_")
    return KgProperty(_KG + head + "".join(word.capitalize() for word in rest))


def field_iri(field: Field) -> Borrowed:
    """Return the Dublin Core property that holds the text of a field."""
    return Borrowed.TITLE if field is Field.TITLE else Borrowed.ABSTRACT


_Member = TypeVar("_Member", EntityType, Kind, Role, RelationType, Field)


def by_iri(enumeration: type[_Member]) -> dict[str, _Member]:
    """Return the members of an enumeration of ``records`` by their IRIs.

    >>> by_iri(Role)["https://w3id.org/abstract-kg/ontology#runsOn"]
    <Role.RUNS_ON: 'runs_on'>
    """
    return {_iri(member): member for member in enumeration}


def _iri(term: EntityType | Kind | Role | RelationType | Field) -> str:
    match term:
        case EntityType():
            return type_iri(term)
        case Kind():
            return kind_iri(term)
        case Field():
            return field_iri(term)
        case _:
            return predicate_iri(term)
