"""Readers: from files of any supported format to a stream of papers, and from that to each paper once."""

from kg.documents.cleaning import clean
from kg.documents.merging import merge_papers
from kg.documents.reading import read_papers

__all__ = ["clean", "merge_papers", "read_papers"]
