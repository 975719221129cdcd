"""Readers of formats that other installed packages know, by the entry points ``kg.readers``.

They are asked before the readers of this package, so that they may take what would be refused or misread.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kg.documents.opening import Source
from kg.documents.shapes import RawRecord
from kg.errors import DocumentError
from kg.plugins import READERS, Plugin, plugins


@dataclass(frozen=True, slots=True)
class Reader:
    """What an entry point of the group ``kg.readers`` refers to.

    ``recognises`` tells by the first bytes of a document, at most 65,536, decompressed, whether the document is of the
    format. ``read`` yields its records, and an error in the place of each record that cannot be read.
    """

    recognises: Callable[[bytes], bool]
    read: Callable[[Source], Iterator[RawRecord | DocumentError]]


def read_installed(source: Source) -> Iterator[RawRecord | DocumentError] | None:
    """Return the records of a document that an installed reader recognises; None where there is none.

    Raises:
        PluginError: a reader cannot be loaded, fails, or yields something else than records.
    """
    for plugin in plugins(READERS).values() if source.head else ():
        reader = _loaded(plugin)
        with plugin.at_work():
            recognised = reader.recognises(source.head)
        if recognised:
            return _records(plugin, reader, source)
    return None


def _loaded(plugin: Plugin) -> Reader:
    reader = plugin.load()
    if not isinstance(reader, Reader):
        raise plugin.error(f"is a {type(reader).__name__} and no kg.documents.Reader")
    return reader


def _records(plugin: Plugin, reader: Reader, source: Source) -> Iterator[RawRecord | DocumentError]:
    with plugin.at_work():
        for record in reader.read(source):
            if not isinstance(record, RawRecord | DocumentError):
                raise plugin.error(f"yielded a {type(record).__name__} and no RawRecord")
            yield record
