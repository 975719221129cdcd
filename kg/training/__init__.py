"""Learns from annotated papers what the pipeline weighs; needs the extra ``[train]`` (scikit-learn)."""

from kg.training.docbin import to_docbin
from kg.training.model import Report, train
from kg.training.recogniser import Settings

__all__ = ["Report", "Settings", "to_docbin", "train"]
