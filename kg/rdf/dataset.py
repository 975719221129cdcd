"""What a graph says of itself: VoID counts it, DCAT catalogues it, PROV tells what it was made with.

The counts leave this description out. There is no clock time in it, so equal inputs are described in equal bytes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import itemgetter
from typing import Final, NamedTuple

from kg import ontology
from kg.ontology import BASE, Borrowed, KgClass
from kg.rdf.blocks import Block, Merged
from kg.rdf.terms import UNKNOWN, Mint, Value, integer, iri, string
from kg.records import Origin, Provenance

LICENSE: Final = "https://creativecommons.org/licenses/by-sa/4.0/"
"""The licence of a graph: that of the vocabulary, whose names it repeats."""
RIGHTS: Final = "Titles, abstracts and the sentences quoted from them stay under the terms of their papers."
SOFTWARE: Final = "abstract-kg"
_TURTLE: Final = "https://www.iana.org/assignments/media-types/text/turtle"


class Counts(NamedTuple):
    """How much a graph says: triples, different subjects and objects, and how often each class and property."""

    triples: int
    subjects: int
    objects: int
    classes: Counter[str]
    properties: Counter[str]


def counts_of(merged: Merged) -> Counts:
    """Return how much is said."""
    # All is said already when it is counted, and there is much of it: it is gone through in C.
    values = list(chain.from_iterable(merged.values()))
    properties: Counter[str] = Counter(map(itemgetter(0), values))
    classes = Counter(value[0] for prop, value in values if prop == Borrowed.TYPE)
    return Counts(len(values), len(merged), len(set(map(itemgetter(1), values))), classes, properties)


def data_set(counts: Counts, base: str = BASE, provenance: Provenance = UNKNOWN) -> Iterator[Block]:
    """Yield the description of a graph.

    Args:
        counts: how much the graph says.
        base: what the IRIs of things begin with; it is the IRI of the graph itself too.
        provenance: what the graph was made with.
    """
    mint = Mint(base)
    yield Block(base, None, [*_catalogued(mint), *_counted(counts)])
    yield from _partitions(counts.classes, counts.properties, mint)
    turtle = [(Borrowed.TYPE, iri(Borrowed.DISTRIBUTED)), (Borrowed.MEDIA_TYPE, iri(_TURTLE))]
    yield Block(mint.about("turtle"), None, [*turtle, (Borrowed.TITLE, string("graph.ttl"))])
    yield from _making(mint, provenance)


def _catalogued(mint: Mint) -> list[tuple[str, Value]]:
    return [
        (Borrowed.TYPE, iri(Borrowed.DATA_SET)),
        (Borrowed.TYPE, iri(Borrowed.CATALOGUED)),
        (Borrowed.TITLE, string("What abstracts say")),
        (Borrowed.DESCRIPTION, string("What papers say of methods, datasets, benchmarks and hardware, and where.")),
        (Borrowed.LICENSE, iri(LICENSE)),
        (Borrowed.RIGHTS, string(RIGHTS)),
        (Borrowed.CONFORMS_TO, iri(ontology.VERSION)),
        (Borrowed.URI_SPACE, string(mint.base)),
        (Borrowed.DISTRIBUTION, iri(mint.about("turtle"))),
        (Borrowed.WAS_GENERATED_BY, iri(mint.about("build"))),
        *((Borrowed.VOCABULARY, iri(vocabulary)) for vocabulary in ontology.VOCABULARIES),
    ]


def _counted(counts: Counts) -> list[tuple[str, Value]]:
    said = {
        Borrowed.TRIPLES: counts.triples,
        Borrowed.ENTITIES: sum(counts.classes[kind] for kind in (KgClass.PAPER, KgClass.ENTITY, KgClass.RESULT)),
        Borrowed.CLASSES: len(counts.classes),
        Borrowed.PROPERTIES: len(counts.properties),
        Borrowed.DISTINCT_SUBJECTS: counts.subjects,
        Borrowed.DISTINCT_OBJECTS: counts.objects,
    }
    return [(prop, integer(count)) for prop, count in said.items()]


def _partitions(classes: Counter[str], properties: Counter[str], mint: Mint) -> Iterator[Block]:
    """Yield how often each class and each property stands in the graph."""
    of_class = (Borrowed.CLASS_PARTITION, Borrowed.CLASS, Borrowed.ENTITIES)
    of_property = (Borrowed.PROPERTY_PARTITION, Borrowed.PROPERTY, Borrowed.TRIPLES)
    yield from _counts(mint, "class", classes, of_class)
    yield from _counts(mint, "property", properties, of_property)


def _counts(
    mint: Mint, family: str, counts: Counter[str], said_by: tuple[Borrowed, Borrowed, Borrowed]
) -> Iterator[Block]:
    partition, part, unit = said_by
    for term, count in counts.items():
        name = mint.about(f"{family}-{ontology.curie(term).replace(':', '-')}")
        yield Block(mint.base, None, [(partition, iri(name))])
        yield Block(name, None, [(part, iri(term)), (unit, integer(count))])


def _making(mint: Mint, provenance: Provenance) -> Iterator[Block]:
    """Yield the build, the software, the model and the inputs, by their hashes."""
    used = (*provenance.inputs, *provenance.model_files)
    software = mint.about("software")
    build = [(Borrowed.TYPE, iri(Borrowed.ACTIVITY)), (Borrowed.WAS_ASSOCIATED_WITH, iri(software))]
    yield Block(mint.about("build"), None, [*build, *((Borrowed.USED, iri(_file(mint, each))) for each in used)])
    named = [(Borrowed.TYPE, iri(Borrowed.SOFTWARE_AGENT)), (Borrowed.NAME, string(SOFTWARE))]
    version = [(Borrowed.SOFTWARE_VERSION, string(provenance.version))] if provenance.version else []
    yield Block(software, None, [*named, *version])
    yield from _files(mint, provenance.inputs)
    yield from _files(mint, provenance.model_files, f"part of the {provenance.model} model")


def _files(mint: Mint, files: Iterable[Origin], description: str = "input") -> Iterator[Block]:
    for each in files:
        values = [
            (Borrowed.TYPE, iri(Borrowed.PROV_ENTITY)),
            (Borrowed.NAME, string(each.name)),
            (Borrowed.SHA256, string(each.sha256)),
            (Borrowed.CONTENT_SIZE, string(f"{each.size} B")),
            (Borrowed.DESCRIPTION, string(description)),
        ]
        yield Block(_file(mint, each), None, values)


def _file(mint: Mint, each: Origin) -> str:
    return mint.about(f"file-{each.sha256[:16]}")
