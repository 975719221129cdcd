"""The spaCy pipeline, and the one function of this package that the rest of the project calls: papers in, extractions
out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NoReturn

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import InputError, KgError, PluginError
from kg.extraction.annotations import entity_records, relation_records, result_records
from kg.extraction.components import CANDIDATE_COMPONENTS, COMPONENTS
from kg.extraction.draft import SEPARATOR
from kg.extraction.reading import begin_reading
from kg.files import is_whole
from kg.plugins import described
from kg.records import Extraction, Paper
from kg.vocabulary import vocabulary_files

RECOGNISERS: Final = {"trained": "kg_recogniser", "rules": "kg_rules"}
"""The components that can decide what is a name: the trained one, and a dozen rules that are quicker and know less."""

DECIDED: Final = "kg_roles"
"""The component before which those of a user's own work: what is a name is decided, and nothing else yet."""


def load_pipeline(
    vocabulary: Iterable[str | Path] = (),
    *,
    model: str | Path | None = None,
    recogniser: str = "trained",
    components: Iterable[str] = (),
) -> Language:
    """Return the pipeline: a blank English ``Language`` with the components of this package, no network needed.

    A text given to it is read as an abstract; ``doc.ents`` are its names, ``doc._.entities``, ``doc._.relations`` and
    ``doc._.results`` what it says of them.

    Args:
        vocabulary: SKOS files with names to know beside the packaged ones, or names of installed vocabularies.
        model: a folder that ``kg train`` wrote; the packaged model where none is given.
        recogniser: a key of ``RECOGNISERS``.
        components: factories of a user's own or of installed packages; they work in this order once names are decided
            and before roles are, so that what they add has roles, relations and results.

    Raises:
        KeyError: there is no such recogniser.
        VocabularyError: a vocabulary file is broken.
        InputError: a part of the model is missing or broken, or its replacement was cut short.
        PluginError: there is no such component or vocabulary; later, from the pipeline, that a component fails.

    >>> doc = load_pipeline()("We propose FooNet, which beats ResNet-50 on ImageNet.")
    >>> [(ent.text, ent.label_) for ent in doc.ents]
    [('FooNet', 'Method'), ('ResNet-50', 'Method'), ('ImageNet', 'Dataset')]
    """
    if model is not None and not is_whole(Path(model)):
        raise InputError(
            "is half of one model and half of another", where=str(model), cure="let kg train write it anew"
        )
    nlp = candidate_pipeline(vocabulary)
    for name in COMPONENTS[len(CANDIDATE_COMPONENTS) :]:
        pipe = nlp.add_pipe(RECOGNISERS[recogniser] if name == RECOGNISERS["trained"] else name)
        # Not by the factory's own setting: that would be saved with the pipeline, and the folder may be gone one day.
        if model is not None and hasattr(pipe, "from_disk"):
            pipe.from_disk(model)
    for name in components:
        _add_own(nlp, name)
    nlp.set_error_handler(_failing)
    return nlp


def _add_own(nlp: Language, name: str) -> None:
    if not nlp.has_factory(name):
        cure = "install the package that has it, or register it with spaCy's Language.component"
        raise PluginError("no such component", where=name, cure=cure)
    if name in nlp.pipe_names:
        raise PluginError("stands in the pipeline already", where=name, cure="name it once, and none of kg's own")
    try:
        nlp.add_pipe(name, before=DECIDED)
    except KgError:
        raise
    except Exception as error:  # the code is not ours, and may fail in any way
        raise PluginError(f"cannot be made ({described(error)})", where=f"component {name}") from error


def _failing(name: str, component: object, docs: list[Doc], error: Exception) -> NoReturn:
    """Give the errors of a user's own components their name."""
    if name in COMPONENTS or name in RECOGNISERS.values() or isinstance(error, KgError):
        raise error
    raise PluginError(f"failed ({described(error)})", where=f"component {name}") from error


def blank_pipeline() -> Language:
    """Return an English ``Language`` without components, whose tokens end where names end."""
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "kg.NameTokenizer.v1"}}})


def candidate_pipeline(vocabulary: Iterable[str | Path] = ()) -> Language:
    """Return the pipeline up to where it has found what could be a name: what the recogniser is trained on.

    Args:
        vocabulary: SKOS files with names to know beside the packaged ones, or names of installed vocabularies.
    """
    nlp = blank_pipeline()
    own = [str(path) for path in vocabulary_files(vocabulary)]
    for name in CANDIDATE_COMPONENTS:
        nlp.add_pipe(name, config={"vocabulary": own} if name == "kg_known_names" else {})
    return nlp


def extract(papers: Iterable[Paper], nlp: Language | None = None) -> Iterator[Extraction]:
    """Yield what each paper says, in the order of ``papers``, one at a time.

    Args:
        papers: titles with abstracts.
        nlp: a pipeline from ``load_pipeline``; loaded where none is given.

    Raises:
        PluginError: a component that is none of this package fails.
    """
    pipeline = nlp or load_pipeline()
    # Records are made from the reading itself: annotating the document would only cost time. Nor do these components
    # look at spaCy's tokens, which are made only where a component of the user's own may want them: without one, an
    # empty document carries the reading of each paper in turn.
    others = [name for name in pipeline.pipe_names if name not in {*COMPONENTS, *RECOGNISERS.values()}]
    carrier = Doc(pipeline.vocab)
    with pipeline.select_pipes(disable=[name for name in pipeline.pipe_names if name == "kg_annotations"]):
        for paper in papers:
            text = paper.title + SEPARATOR + paper.abstract if paper.title else paper.abstract
            doc = pipeline.make_doc(text) if others else carrier
            reading = begin_reading(doc, text, len(paper.title))
            _run(pipeline, doc, others)
            yield Extraction(paper, entity_records(reading), relation_records(reading), result_records(reading))


def _run(pipeline: Language, doc: Doc, others: list[str]) -> None:
    try:
        pipeline(doc)
    except ValueError as error:
        # What a component returns is no document, or it raised a KeyError: spaCy tells these in words of its own.
        if not others:
            raise
        cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
        raise PluginError(f"failed ({described(cause)})", where=f"component {' or '.join(others)}") from error
