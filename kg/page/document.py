"""The page as one HTML document: pyvis with a template of our own, every script and style in it, nothing from outside.

What a paper says reaches the page only as JSON in blocks that no browser runs, and from there only as text of elements.
The content security policy allows the two scripts and the style sheet of this package, by their hashes, and nothing
else.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.files import replacing
from kg.network import Plain, subject_node
from kg.page.layout import LONGEST_LABEL, Layout, lay_out
from kg.page.payload import payload
from kg.records import Contents

if TYPE_CHECKING:
    from jinja2 import Environment
    from pyvis.network import Network

_PAGE: Final = "kg.page"
_SCRIPTS: Final = ("data.js", "labels.js", "view.js", "search.js", "panel.js", "page.js")
_VIS: Final = "templates/lib/vis-9.1.2/vis-network.min.js"


def to_html(contents: Contents) -> str:
    """Return the interactive page of a graph."""
    layout = lay_out(contents)
    graph = payload(contents, layout)
    network = _first_view(contents, layout, graph)
    network.templateEnv = _environment(graph)
    network.path = "page.html.j2"
    return str(network.generate_html())


def write_page(contents: Contents, path: Path) -> None:
    """Write ``graph.html``.

    Raises:
        ExportError: ``path`` cannot be written.
    """
    with replacing(path) as file:
        file.write(to_html(contents).encode())


# What is drawn at first -----------------------------------------------------------------------------------------------


def _first_view(contents: Contents, layout: Layout, graph: Plain) -> "Network":
    """Return the best-connected entities and their papers as pyvis holds them."""
    from pyvis.network import Network  # it costs start-up

    network = Network(directed=True, heading="Knowledge graph", cdn_resources="in_line")
    network.options = json.loads(_read(_PAGE, "options.json"))
    papers = {paper for entity in layout.shown for paper in layout.papers_of[entity]}
    for node in graph["nodes"]:
        if node["id"] in layout.shown or node["id"] in papers:
            network.add_node(node["id"], **_drawn(node, network.options["groups"]))
    for number, (source, target) in enumerate(_pairs(contents, layout)):
        network.add_edge(source, target, id=number, arrows="to" if source in layout.shown else "")
    return network


def _drawn(node: Plain, groups: Plain) -> Plain:
    """Return a node of ``payload`` as vis-network draws it; ``view.js`` does the same for those that appear later."""
    label = node["label"] if len(node["label"]) <= LONGEST_LABEL else node["label"][: LONGEST_LABEL - 1] + "…"
    look = {"shape": groups[node["type"]]["shape"], "size": node["size"], "font": {"size": node["font"]}}
    return {"label": label, "group": node["type"], "x": node["x"], "y": node["y"], **look}


def _pairs(contents: Contents, layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield the pairs of drawn nodes that a fact joins, each once, sorted."""
    pairs = {
        (subject_node(fact), fact.object)
        for fact in contents.facts
        if fact.object in layout.shown and (subject_node(fact) != fact.subject or fact.subject in layout.shown)
    }
    yield from sorted(pairs)


# The document ---------------------------------------------------------------------------------------------------------


def _environment(graph: Plain) -> "Environment":
    """Return what pyvis renders with: our template, and all that it puts in beside nodes and edges."""
    from jinja2 import Environment, PackageLoader  # it costs start-up
    from markupsafe import Markup

    environment = Environment(loader=PackageLoader(_PAGE, ""), autoescape=True, keep_trailing_newline=True)
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "sort_keys": False}
    environment.filters["from_json"] = json.loads
    library, style = _read("pyvis", _VIS), _read(_PAGE, "page.css")
    script = '(() => {\n"use strict";\n' + "\n".join(_read(_PAGE, name) for name in _SCRIPTS) + "})();\n"
    sources = {"library": library, "script": script, "style": style}
    environment.globals |= {name: Markup(source) for name, source in sources.items()}
    environment.globals |= {"graph": graph, "policy": _policy([library, script], style)}
    return environment


def _policy(scripts: list[str], style: str) -> str:
    """Return a content security policy that allows these sources and no other."""
    allowed = " ".join(map(_hash, scripts))
    rules = [
        "default-src 'none'",
        f"script-src {allowed}",
        f"style-src {_hash(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(rules)


def _hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"


def _read(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")
