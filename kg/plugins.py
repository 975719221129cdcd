"""What other installed packages add to this one: found by their entry points, loaded when it is asked for.

Nothing is looked up before a caller needs it, and nothing is imported but the one plug-in that is wanted.
"""

import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.errors import KgError, PluginError

READERS: Final = "kg.readers"
"""Group of ``kg.documents.Reader`` objects: input formats."""

EXPORTERS: Final = "kg.exporters"
"""Group of functions from ``kg.exports.Built`` and a folder to files in it: output formats."""

VOCABULARIES: Final = "kg.vocabularies"
"""Group of packages that hold ``*.ttl`` files: names to know."""

COMPONENTS: Final = "spacy_factories"
"""spaCy's own group of components; spaCy loads them itself."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point of an installed package; ``package`` is its name and version."""

    name: str
    package: str
    entry: EntryPoint

    def load(self) -> object:
        """Import what the entry point refers to.

        Raises:
            PluginError: it cannot be imported.
        """
        with self.at_work("cannot be loaded"):
            loaded: object = self.entry.load()
            return loaded

    def error(self, problem: str, cure: str = "") -> PluginError:
        """Return the error that this plug-in deserves."""
        cure = cure or f"mend or uninstall {self.package.partition(' ')[0]}"
        return PluginError(problem, where=f"{self.entry.group} {self.name} of {self.package}", cure=cure)

    @contextmanager
    def at_work(self, problem: str = "failed") -> Iterator[None]:
        """Give whatever goes wrong in the block the name of this plug-in; errors raised on purpose pass.

        Raises:
            PluginError: anything but a ``KgError`` was raised.
        """
        try:
            yield
        except KgError:
            raise
        except Exception as error:  # the code is not ours, and may fail in any way
            raise self.error(f"{problem} ({described(error)})") from error


def described(error: Exception) -> str:
    """Return the kind, words and place of an error, for whoever mends what raised it."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__}: {error}, {Path(last.filename).name}:{last.lineno}"


@lru_cache(maxsize=8)
def plugins(group: str) -> Mapping[str, Plugin]:
    """Return the plug-ins of a group by their names, sorted.

    Raises:
        PluginError: two packages use one name.

    >>> plugins("kg.no-such-group")
    mappingproxy({})
    """
    found: dict[str, Plugin] = {}
    for entry in sorted(entry_points(group=group), key=lambda entry: (entry.name, _package(entry))):
        plugin = Plugin(entry.name, _package(entry), entry)
        if entry.name in found:
            problem = f"{found[entry.name].package} has one of this name too"
            raise plugin.error(problem, cure="uninstall one of the two")
        found[entry.name] = plugin
    return MappingProxyType(found)


def _package(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else "a package without a name"
