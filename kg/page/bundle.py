"""The modules of the page put together: one script of many ES modules, one style sheet of many.

The sources are modules as browsers and linters know them. A file opened from a disk may load no modules, so in the page
each stands in a function of its own, below those that it imports, and hands out what it exports by name.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

_PACKAGE: Final = "kg.page"
_IMPORT: Final = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:const|class|async function|function) (\w+))", re.MULTILINE)
_SHEETS: Final = ("ground.css", "header.css", "map.css", "panel.css", "tables.css", "narrow.css", "print.css")


@cache
def script(entry: str = "page.js") -> str:
    """Return the module ``entry`` and all that it imports as one script."""
    modules = "\n".join(_closed(_source(name)) for name in _in_order(entry, set()))
    return f'(() => {{\n"use strict";\n{modules}}})();\n'


@cache
def style() -> str:
    """Return the style sheets as one."""
    return "\n".join(read(_PACKAGE, f"style/{name}") for name in _SHEETS)


def read(package: str, name: str) -> str:
    """Return a text file of a package."""
    return files(package).joinpath(name).read_text(encoding="utf-8")


def _in_order(name: str, seen: set[str]) -> Iterator[str]:
    """Yield a module below all that it imports, each once."""
    seen.add(name)
    for imported in _IMPORT.findall(_source(name)):
        if imported not in seen:
            yield from _in_order(imported, seen)
    yield name


def _closed(source: str) -> str:
    """Return a module as a function that is called once and returns what the module exports."""
    names = ", ".join(_EXPORT.findall(source))
    body = _EXPORT.sub("", _IMPORT.sub("", source))
    return f"const {{ {names} }} = (() => {{\n{body}return {{ {names} }};\n}})();\n" if names else body


def _source(name: str) -> str:
    return read(_PACKAGE, f"script/{name}")
