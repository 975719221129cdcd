"""From a paper to what its text says: the spaCy pipeline and its components."""

from kg.extraction.corpus import create_reader
from kg.extraction.pipeline import extract, load_pipeline

__all__ = ["create_reader", "extract", "load_pipeline"]
