"""Readers: from files of any supported format to a stream of papers, and from that to each paper once."""

from kg.documents.cleaning import clean
from kg.documents.installed import Reader
from kg.documents.lines import text_lines
from kg.documents.merging import merge_papers
from kg.documents.opening import Source
from kg.documents.reading import read_papers
from kg.documents.shapes import RawRecord

__all__ = ["RawRecord", "Reader", "Source", "clean", "merge_papers", "read_papers", "text_lines"]
