"""Annotated documents for ``spacy train``, with their titles known: the reader ``kg.Corpus.v1`` of a config."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.util import registry

from kg.errors import InputError
from kg.extraction.reading import TITLE_END

Reader = Callable[[Language], Iterable[Example]]


def create_reader(path: Path) -> Reader:
    """Make a reader of a file that ``DocBin.to_disk`` wrote.

    spaCy's own reader would do as well, but takes the title for the first sentence of the abstract.

    Args:
        path: the file, such as ``kg.training.to_docbin`` makes.
    """

    def read(nlp: Language) -> Iterator[Example]:
        try:
            stored = DocBin().from_disk(path)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError("no documents of spaCy", where=str(path), cure="write them with DocBin.to_disk") from error
        for reference in stored.get_docs(nlp.vocab):
            predicted = nlp.make_doc(reference.text)
            predicted.user_data[TITLE_END] = reference.user_data.get(TITLE_END, 0)
            yield Example(predicted, reference)

    return read


registry.readers("kg.Corpus.v1", func=create_reader)
