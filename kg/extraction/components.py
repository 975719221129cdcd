"""The registered components of the pipeline, in the order in which they work; entry points name their factories.

Each adds its part to the ``Reading`` of a document. They are wrappers only: what a component does is in the module of
its name. What a factory makes can be pickled, for pipelines that work in several processes.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.annotations import annotate, register_extensions
from kg.extraction.candidates import add_coined, add_defined, add_known, definitions_by_token, group_by_name
from kg.extraction.features import Context
from kg.extraction.known_names import KnownNames
from kg.extraction.reading import reading_of
from kg.extraction.recogniser import Recogniser, read_weights
from kg.extraction.relations import find_relations
from kg.extraction.results import find_results
from kg.extraction.roles import assign_roles, survey
from kg.extraction.selection import THRESHOLD, accept_own, select_entities
from kg.extraction.statistics import read_statistics
from kg.extraction.tables.heads import HEADS
from kg.paths import MODEL, VOCABULARY
from kg.vocabulary import read_vocabulary

Component = Callable[[Doc], Doc]

CANDIDATE_COMPONENTS: Final = ("kg_known_names", "kg_acronyms", "kg_coined_names")
"""The factories that find what could be a name, in order."""

COMPONENTS: Final = (
    *CANDIDATE_COMPONENTS,
    "kg_recogniser",
    "kg_roles",
    "kg_relations",
    "kg_results",
    "kg_annotations",
)
"""The factories of the pipeline, in order."""


@Language.factory("kg_known_names", default_config={"vocabulary": []})
def create_known_names(nlp: Language, name: str, vocabulary: list[str]) -> Component:
    """Make the component that finds names of the vocabulary.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        vocabulary: SKOS files to read beside the packaged ones.
    """
    packaged = [str(path) for path in sorted(VOCABULARY.glob("*.ttl"))]
    concepts = read_vocabulary(*packaged, *vocabulary)
    own = {concept.id for concept in concepts}.difference(concept.id for concept in read_vocabulary(*packaged))
    return partial(_find_known_names, known=KnownNames(concepts), own=frozenset(own))


def _find_known_names(doc: Doc, known: KnownNames, own: frozenset[str]) -> Doc:
    reading = reading_of(doc)
    add_known(reading.candidates, reading.view, known, own)
    return doc


@Language.component("kg_acronyms")
def find_acronyms(doc: Doc) -> Doc:
    """Find acronyms with their long forms."""
    reading = reading_of(doc)
    reading.definitions = list(definitions_by_token(reading.view))
    add_defined(reading.candidates, reading.definitions)
    return doc


@Language.component("kg_coined_names")
def find_coined_names(doc: Doc) -> Doc:
    """Find what is written like a name or phrased like a technique."""
    reading = reading_of(doc)
    add_coined(reading.candidates, reading.view, HEADS)
    return doc


@Language.factory("kg_recogniser", default_config={"model": None, "threshold": THRESHOLD})
def create_recogniser(nlp: Language, name: str, model: str | None, threshold: float) -> Component:
    """Make the component that decides which candidates are entities, and of what type.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        model: a folder with other weights than the packaged ones.
        threshold: how likely an entity must be.
    """
    folder = Path(model) if model else MODEL
    statistics = read_statistics(folder / "statistics.tsv.gz")
    recogniser = Recogniser(read_weights(folder / "recogniser.npz"), statistics)
    return partial(_recognise, recogniser=recogniser, threshold=threshold)


def _recognise(doc: Doc, recogniser: Recogniser, threshold: float) -> Doc:
    reading = reading_of(doc)
    groups = group_by_name(reading.candidates, reading.view)
    context = Context(reading.candidates, reading.definitions)
    probabilities = recogniser(list(groups.values()), reading.view, context)
    accept_own(groups.values(), probabilities)
    reading.drafts = select_entities(reading.view, groups, probabilities, reading.definitions, threshold)
    return doc


@Language.component("kg_roles")
def decide_roles(doc: Doc) -> Doc:
    """Decide what the paper does with each entity."""
    reading = reading_of(doc)
    view = reading.view
    document = view.text, view.title_end, reading.sentences, reading.drafts
    reading.surroundings = survey(*document)
    reading.drafts = assign_roles(*document, reading.surroundings)
    return doc


@Language.component("kg_relations")
def relate(doc: Doc) -> Doc:
    """Find what the text says of two entities."""
    reading = reading_of(doc)
    view = reading.view
    document = view.text, view.title_end, reading.sentences, reading.drafts
    reading.relations = find_relations(*document, reading.surroundings)
    return doc


@Language.component("kg_results")
def find_reported_results(doc: Doc) -> Doc:
    """Find the numbers that the text reports."""
    reading = reading_of(doc)
    view = reading.view
    reading.results = find_results(view.text, view.title_end, reading.sentences, reading.drafts)
    return doc


@Language.factory("kg_annotations")
def store(nlp: Language, name: str) -> Component:
    """Make the component that turns what was found into entities, sentences and extensions of the document.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
    """
    # Here and not where the packaged pipeline is put together: one that spaCy loads from disk needs them as well.
    register_extensions()
    return _store


def _store(doc: Doc) -> Doc:
    annotate(doc)
    return doc
