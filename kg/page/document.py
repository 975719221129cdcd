"""The page as one HTML document: pyvis with a template of our own, every script and style in it, nothing from outside.

What a paper says reaches the page only as JSON in blocks that no browser runs, and from there only as text of elements.
The content security policy allows the two scripts and the style sheet of this package, by their hashes, and nothing
else.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from kg.files import replacing
from kg.network import PAPER, Plain
from kg.ontology import BASE
from kg.page import bundle
from kg.page.answer import Answer, answer_of
from kg.page.layout import lay_out
from kg.page.payload import graph_of, sentences_of
from kg.page.ranking import Ranking, rank
from kg.records import Contents

if TYPE_CHECKING:
    from jinja2 import Environment
    from pyvis.network import Network

    from kg.splicing import Text

SHOWN: Final = 150
"""So many things are drawn at first; the rest comes forward as one goes nearer, searches or clicks."""

LONGEST_LABEL: Final = 40
"""So many characters of a name are drawn; the panel shows it whole."""

_PAGE: Final = "kg.page"
_JSON: Final[Mapping[str, Any]] = MappingProxyType({"separators": (",", ":"), "sort_keys": False})
_BLOCK: Final = b'<script type="application/json" id="%b">'
_VIS: Final = "templates/lib/vis-9.1.2/vis-network.min.js"


def to_html(contents: Contents, *, base: str = BASE, start: str = "", answer: Answer | None = None) -> str:
    """Return the interactive page of a graph.

    Args:
        contents: the graph.
        base: what the IRIs of things begin with, for the questions that the page writes in SPARQL.
        start: the address that the page opens at where it is opened without one: what would follow the ``#``.
        answer: the answer to a query, to be shown first.
    """
    ranking = rank(contents)
    graph = graph_of(contents, ranking, lay_out(contents, ranking), base)
    return written(ranking, graph, block_of(sentences_of(contents, ranking)), start, answer_of(answer, ranking))


def written(ranking: Ranking, graph: Plain, sentences: str, start: str = "", answer: Plain | None = None) -> str:
    """Return the page of what ``graph_of`` of ``kg.page.payload`` returns, and of the ``block_of`` its sentences."""
    from markupsafe import Markup  # it costs start-up

    network = _first_view(ranking, graph)
    blocks = {"graph": graph, "sentences": Markup(sentences), "start": start, "answer": answer}
    network.templateEnv = _environment(blocks)
    network.path = "page.html.j2"
    return str(network.generate_html())


def block_of(plain: Plain) -> str:
    """Return a data block of the page: JSON in which nothing looks like markup."""
    from jinja2.utils import htmlsafe_json_dumps  # it costs start-up

    return htmlsafe_json_dumps(plain, **_JSON)


def blocks_of(page: "Text", *names: str) -> list[Plain]:
    """Return data blocks of a page."""
    return [json.loads(_block(page, name)) for name in names]


def write_page(contents: Contents, path: Path, *, base: str = BASE) -> None:
    """Write ``graph.html``.

    Raises:
        ExportError: ``path`` cannot be written.
    """
    with replacing(path) as file:
        file.write(to_html(contents, base=base).encode())


def _block(page: "Text", name: str) -> bytes:
    start = page.find(_BLOCK % name.encode()) + len(_BLOCK % name.encode())
    return page[start : page.find(b"</script>", start)]


# What is drawn at first -----------------------------------------------------------------------------------------------


def _first_view(ranking: Ranking, graph: Plain) -> "Network":
    """Return what comes first in the ranking as pyvis holds it."""
    from pyvis.network import Network  # it costs start-up

    network = Network(directed=True, heading="Knowledge graph", cdn_resources="in_line")
    network.options = json.loads(bundle.read(_PAGE, "options.json"))
    for node in range(min(SHOWN, len(ranking.nodes))):
        network.add_node(ranking.nodes[node], **_drawn(node, ranking, graph, network.options["groups"]))
    for one, other in _pairs(graph["facts"], graph["roles"]):
        network.add_edge(ranking.nodes[one], ranking.nodes[other], id=f"{one}-{other}")
    return network


def _drawn(node: int, ranking: Ranking, graph: Plain, groups: Plain) -> Plain:
    """Return a node as vis-network draws it; ``scene.js`` does the same for those that appear later."""
    columns = graph["nodes"]
    group, name = graph["types"][columns["type"][node]], columns["name"][node]
    papers = ranking.papers.get(ranking.nodes[node], 0)
    told = "" if group == PAPER else f", {papers:,} paper{'' if papers == 1 else 's'}"
    return {
        "label": _shortened(name),
        "title": f"{_shortened(name)}\n{group}{told}",
        "group": str(group),
        "value": columns["size"][node],
        "shape": groups[group]["shape"],
        "x": columns["x"][node],
        "y": columns["y"][node],
    }


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"


def _pairs(facts: Plain, roles: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of drawn entities that a relation joins, each once, sorted."""
    rows = zip(facts["subject"], facts["predicate"], facts["object"], strict=True)
    yield from sorted(
        {(one, other) for one, predicate, other in rows if predicate >= roles and max(one, other) < SHOWN}
    )


# The document ---------------------------------------------------------------------------------------------------------


def _environment(blocks: Plain) -> "Environment":
    """Return what pyvis renders with: our template, and all that it puts in beside nodes and edges."""
    from jinja2 import Environment, PackageLoader  # it costs start-up
    from markupsafe import Markup

    environment = Environment(loader=PackageLoader(_PAGE, ""), autoescape=True, keep_trailing_newline=True)
    environment.policies["json.dumps_kwargs"] = dict(_JSON)
    environment.filters["from_json"] = json.loads
    library, script, style = bundle.read("pyvis", _VIS), bundle.script(), bundle.style()
    sources = {"library": library, "script": script, "style": style}
    environment.globals |= {name: Markup(source) for name, source in sources.items()}
    environment.globals |= {**blocks, "policy": _policy([library, script], style)}
    return environment


def _policy(scripts: list[str], style: str) -> str:
    """Return a content security policy that allows these sources and no other."""
    rules = [
        "default-src 'none'",
        f"script-src {' '.join(map(_hash, scripts))}",
        f"style-src {_hash(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(rules)


def _hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
