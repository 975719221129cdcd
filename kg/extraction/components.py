"""The registered components of the pipeline, in the order in which they work; entry points name their factories.

Each adds its part to the ``Reading`` of a document. They are wrappers only: what a component does is in the module of
its name. What a factory makes can be pickled, for pipelines that work in several processes.
"""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.annotations import annotate, register_extensions
from kg.extraction.candidates import add_coined, add_defined, add_known, definitions_by_token
from kg.extraction.evidence import FILE, Tables, packaged_tables, parse_tables, read_tables, to_text
from kg.extraction.known_names import KnownNames
from kg.extraction.reading import Reading, reading_of
from kg.extraction.relations import find_relations
from kg.extraction.results import find_results
from kg.extraction.roles import assign_roles, survey
from kg.extraction.selection import THRESHOLD
from kg.extraction.statistics import read_statistics
from kg.extraction.tables.heads import HEADS
from kg.extraction.trainable import STATISTICS_FILE, WEIGHTS_FILE, TrainableRecogniser
from kg.extraction.weights import read_weights
from kg.files import replacing
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


@Language.factory(
    "kg_recogniser",
    default_config={"model": None, "threshold": THRESHOLD},
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def create_recogniser(nlp: Language, name: str, model: str | None, threshold: float) -> TrainableRecogniser:
    """Make the component that decides which candidates are entities, and of what type.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        model: a folder with other weights than the packaged ones.
        threshold: how likely an entity must be.
    """
    folder = Path(model) if model else MODEL
    weights, statistics = read_weights(folder / WEIGHTS_FILE), read_statistics(folder / STATISTICS_FILE)
    return TrainableRecogniser(nlp, name, weights, statistics, threshold)


class Decider:
    """A component that decides by weighed evidence, and that spaCy can save with what the evidence weighs.

    Args:
        decide: adds to a reading what it decides.
        tables: what evidence weighs.
    """

    def __init__(self, decide: Callable[[Reading, Tables], None], tables: Tables) -> None:
        self._decide = decide
        self._tables = tables

    def __call__(self, doc: Doc) -> Doc:
        """Decide for one document."""
        self._decide(reading_of(doc), self._tables)
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the tables as bytes."""
        return to_text(self._tables).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Decider":
        """Take the tables from bytes that ``to_bytes`` made."""
        self._tables = parse_tables(data.decode())
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the tables into the folder ``path``, which is made where it is missing."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(folder / FILE) as file:
            file.write(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Decider":
        """Take the tables from a folder that ``to_disk`` or ``kg train`` wrote."""
        self._tables = read_tables(Path(path) / FILE)
        return self


def _tables(model: str | None) -> Tables:
    return read_tables(Path(model) / FILE) if model else packaged_tables()


@Language.factory("kg_roles", default_config={"model": None})
def decide_roles(nlp: Language, name: str, model: str | None) -> Decider:
    """Make the component that decides what the paper does with each entity; arguments as for the recogniser."""
    return Decider(_decide_roles, _tables(model))


def _decide_roles(reading: Reading, tables: Tables) -> None:
    view = reading.view
    document = view.text, view.title_end, reading.sentences, reading.drafts
    reading.surroundings = survey(*document)
    reading.drafts = assign_roles(*document, reading.surroundings, tables=tables)


@Language.factory("kg_relations", default_config={"model": None})
def relate(nlp: Language, name: str, model: str | None) -> Decider:
    """Make the component that finds what the text says of two entities; arguments as for the recogniser."""
    return Decider(_relate, _tables(model))


def _relate(reading: Reading, tables: Tables) -> None:
    view = reading.view
    document = view.text, view.title_end, reading.sentences, reading.drafts
    reading.relations = find_relations(*document, reading.surroundings, tables=tables)


@Language.factory("kg_results", default_config={"model": None})
def find_reported_results(nlp: Language, name: str, model: str | None) -> Decider:
    """Make the component that finds the numbers that the text reports; arguments as for the recogniser."""
    return Decider(_find_results, _tables(model))


def _find_results(reading: Reading, tables: Tables) -> None:
    view = reading.view
    reading.results = find_results(view.text, view.title_end, reading.sentences, reading.drafts, tables)


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
