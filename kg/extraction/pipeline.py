"""The spaCy pipeline, and the one function of this package that the rest of the project calls: papers in, extractions
out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.extraction.annotations import entity_records, relation_records, result_records
from kg.extraction.components import CANDIDATE_COMPONENTS, COMPONENTS
from kg.extraction.draft import SEPARATOR
from kg.extraction.reading import begin_reading
from kg.records import Extraction, Paper

RECOGNISERS: Final = {"trained": "kg_recogniser", "rules": "kg_rules"}
"""The components that can decide what is a name: the trained one, and a dozen rules that are quicker and know less."""


def load_pipeline(
    vocabulary: Iterable[str | Path] = (), *, model: str | Path | None = None, recogniser: str = "trained"
) -> Language:
    """Return the pipeline: a blank English ``Language`` with the components of this package, no network needed.

    A text given to it is read as an abstract; ``doc.ents`` are its names, ``doc._.entities``, ``doc._.relations`` and
    ``doc._.results`` what it says of them.

    Args:
        vocabulary: SKOS files with names to know beside the packaged ones.
        model: a folder that ``kg train`` wrote; the packaged model where none is given.
        recogniser: a key of ``RECOGNISERS``.

    Raises:
        KeyError: there is no such recogniser.
        VocabularyError: a vocabulary file is broken.
        InputError: a part of the model is missing or broken.

    >>> doc = load_pipeline()("We propose FooNet, which beats ResNet-50 on ImageNet.")
    >>> [(ent.text, ent.label_) for ent in doc.ents]
    [('FooNet', 'Method'), ('ResNet-50', 'Method'), ('ImageNet', 'Dataset')]
    """
    nlp = candidate_pipeline(vocabulary)
    for name in COMPONENTS[len(CANDIDATE_COMPONENTS) :]:
        pipe = nlp.add_pipe(RECOGNISERS[recogniser] if name == RECOGNISERS["trained"] else name)
        # Not by the factory's own setting: that would be saved with the pipeline, and the folder may be gone one day.
        if model is not None and hasattr(pipe, "from_disk"):
            pipe.from_disk(model)
    return nlp


def blank_pipeline() -> Language:
    """Return an English ``Language`` without components, whose tokens end where names end."""
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "kg.NameTokenizer.v1"}}})


def candidate_pipeline(vocabulary: Iterable[str | Path] = ()) -> Language:
    """Return the pipeline up to where it has found what could be a name: what the recogniser is trained on.

    Args:
        vocabulary: SKOS files with names to know beside the packaged ones.
    """
    nlp = blank_pipeline()
    for name in CANDIDATE_COMPONENTS:
        nlp.add_pipe(name, config={"vocabulary": [str(p) for p in vocabulary]} if name == "kg_known_names" else {})
    return nlp


def extract(papers: Iterable[Paper], nlp: Language | None = None) -> Iterator[Extraction]:
    """Yield what each paper says, in the order of ``papers``, one at a time.

    Args:
        papers: titles with abstracts.
        nlp: a pipeline from ``load_pipeline``; loaded where none is given.
    """
    pipeline = nlp or load_pipeline()
    # Records are made from the reading itself: annotating the document would only cost time. Nor do these components
    # look at spaCy's tokens, which are made only where a component of the user's own may want them.
    own = set(pipeline.pipe_names) <= {*COMPONENTS, *RECOGNISERS.values()}
    with pipeline.select_pipes(disable=[name for name in pipeline.pipe_names if name == "kg_annotations"]):
        for paper in papers:
            text = paper.title + SEPARATOR + paper.abstract if paper.title else paper.abstract
            doc = Doc(pipeline.vocab) if own else pipeline.make_doc(text)
            reading = begin_reading(doc, text, len(paper.title))
            pipeline(doc)
            yield Extraction(paper, entity_records(reading), relation_records(reading), result_records(reading))
