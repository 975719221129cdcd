"""From a paper to what its text says: the spaCy pipeline and its components."""

from kg.extraction.pipeline import extract, load_pipeline

__all__ = ["extract", "load_pipeline"]
