"""Graphs held against each other, and over the dates of their papers: ``difference`` and ``trends``."""
