"""Which files a user's own names stand in: files as they are named, and those of vocabularies that packages add.

A package adds a vocabulary by an entry point of the group ``kg.vocabularies``, which refers to an importable package
with ``*.ttl`` files in its folder.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from types import ModuleType

from kg.plugins import VOCABULARIES, Plugin, plugins


def vocabulary_files(vocabulary: Iterable[str | Path]) -> tuple[Path, ...]:
    """Return the file that each path names, and the files of each installed vocabulary that is named.

    What is neither stays as it is: reading it will say that there is no such file.

    Raises:
        PluginError: an installed vocabulary cannot be loaded or has no files.
    """
    return tuple(dict.fromkeys(file for given in vocabulary for file in _files(given)))


def _files(given: str | Path) -> Iterator[Path]:
    path = Path(given)
    plugin = None if path.suffix or path.exists() else plugins(VOCABULARIES).get(str(given))
    if plugin is None:
        yield path
    else:
        yield from _files_of(plugin)


def _files_of(plugin: Plugin) -> Iterable[Path]:
    package = plugin.load()
    if not isinstance(package, ModuleType) or not hasattr(package, "__path__"):
        raise plugin.error(f"is a {type(package).__name__} and no package with a folder")
    with plugin.at_work():
        found = sorted(path for path in files(package).iterdir() if isinstance(path, Path) and path.suffix == ".ttl")
    if not found:
        raise plugin.error("has no *.ttl file in it")
    return found
