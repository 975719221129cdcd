"""Learns from annotated papers what the pipeline weighs; needs the extra ``[train]`` (scikit-learn)."""

from kg.training.recogniser import Example, Settings, count_statistics, examples_of, fit, read_gold, train

__all__ = ["Example", "Settings", "count_statistics", "examples_of", "fit", "read_gold", "train"]
