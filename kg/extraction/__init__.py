"""From a paper to what its text says: the spaCy pipeline and its components.

Names are loaded when they are first asked for, since a build that has read all its papers before needs no spaCy.
"""

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kg.extraction.corpus import create_reader
    from kg.extraction.draft import Draft
    from kg.extraction.pipeline import extract, load_pipeline
    from kg.extraction.reading import reading_of

__all__ = ["Draft", "create_reader", "extract", "load_pipeline", "reading_of"]

_HOMES: Final = MappingProxyType(
    {
        "Draft": "draft",
        "create_reader": "corpus",
        "extract": "pipeline",
        "load_pipeline": "pipeline",
        "reading_of": "reading",
    }
)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg.extraction' has no attribute {name!r}")
    return getattr(import_module(f"kg.extraction.{_HOMES[name]}"), name)
