"""Python face of ``ontology/kg.ttl``: its terms, prefixes, and identifiers to IRIs and back.

Nothing is read from disk: a test proves that this package, ``kg.ttl``, the shapes and the queries agree.
"""

from kg.ontology.identifiers import BASE, curie, entity_id, entity_iri, is_paper_iri, paper_id, paper_iri, prefixes
from kg.ontology.terms import (
    PREFIXES,
    RELATION_ENDS,
    ROLE_ENDS,
    VERSION,
    VOCABULARIES,
    Borrowed,
    KgClass,
    KgIndividual,
    KgInverse,
    KgProperty,
    by_iri,
    field_iri,
    kind_iri,
    predicate_iri,
    type_iri,
)

__all__ = [
    "BASE",
    "PREFIXES",
    "RELATION_ENDS",
    "ROLE_ENDS",
    "VERSION",
    "VOCABULARIES",
    "Borrowed",
    "KgClass",
    "KgIndividual",
    "KgInverse",
    "KgProperty",
    "by_iri",
    "curie",
    "entity_id",
    "entity_iri",
    "field_iri",
    "is_paper_iri",
    "kind_iri",
    "paper_id",
    "paper_iri",
    "predicate_iri",
    "prefixes",
    "type_iri",
]
