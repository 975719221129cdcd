"""From a paper to what its text says: the spaCy pipeline and its components."""

from kg.extraction.corpus import create_reader
from kg.extraction.draft import Draft
from kg.extraction.pipeline import extract, load_pipeline
from kg.extraction.reading import reading_of

__all__ = ["Draft", "create_reader", "extract", "load_pipeline", "reading_of"]
