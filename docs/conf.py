"""How Sphinx builds the pages of this folder: `make site`, or `sphinx-build -W -b html docs build/site`."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[1]

project = "abstract-kg"
author = "The abstract-kg maintainers"
release = version = metadata.version("abstract-kg")
html_title = f"{project} {release}"
html_theme = "furo"
html_copy_source = False
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["make.py", "example.ttl"]
myst_heading_anchors = 3
nitpicky = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True, "undoc-members": False, "show-inheritance": True}
napoleon_numpy_docstring = False
napoleon_use_ivar = True


def setup(app: "Sphinx") -> None:
    """Let pages be filled as they are read."""
    app.connect("source-read", fill)


def fill(app: "Sphinx", name: str, source: list[str]) -> None:
    """Put what a page is made from into it, in the place of its marks; each must be known."""
    source[0] = re.sub(r"<!-- made: (\w+) -->", lambda mark: "\n".join(MADE[mark[1]]()), source[0])


def commands() -> Iterator[str]:
    """Yield each command with its help, as it shows it itself."""
    import click

    from kg.cli import main

    for name, command in sorted(main.commands.items()):
        with click.Context(command, info_name=f"kg {name}", terminal_width=100) as context:
            yield from (f"## kg {name}", "", "```text", command.get_help(context), "```", "")


def modules() -> Iterator[str]:
    """Yield the rows of the module map: layers of the import contract, with what each module says of itself."""
    yield from ("| module | holds |", "|---|---|")
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    for layer in linted["contracts"][0]["layers"]:
        for name in re.split(r" [|:] ", layer):
            package = ROOT / "kg" / name
            file = package / "__init__.py" if package.is_dir() else package.with_suffix(".py")
            place = f"kg/{name}/" if package.is_dir() else f"kg/{name}.py"
            yield f"| `{place}` | {_summary(file)} |"


def _summary(file: Path) -> str:
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].split()).replace("|", "\\|").replace("``", "`")


MADE: Mapping[str, Callable[[], Iterator[str]]] = MappingProxyType({"commands": commands, "modules": modules})
"""What may be filled in, by the mark that stands for it."""
