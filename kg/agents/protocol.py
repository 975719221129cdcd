"""The tools of ``tools`` over the Model Context Protocol, on standard input and output."""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from kg.agents.tools import Tools
from kg.errors import KgError
from kg.sparql import Limits, Pool

_INSTRUCTIONS: Final = (
    "A knowledge graph of machine-learning papers: methods, datasets, benchmarks and hardware, and what papers say of "
    "them. Every statement comes with the sentence it was read from and with IRIs; quote the sentence, cite the IRI. "
    "A number in parentheses says how sure the reading is, from 0 to 1. Begin with search or questions."
)
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def create_server(tools: Tools) -> MCPServer:
    """Return a server that offers the tools."""
    # What an agent did wrong is told to the agent; the log of the server is for the faults of the server.
    server = MCPServer("abstract-kg", instructions=_INSTRUCTIONS, version=version("abstract-kg"), log_level="WARNING")

    @server.tool(annotations=_READS)
    def search(name: str, limit: int = 10) -> str:
        """Find papers, methods, datasets, benchmarks and devices by any of their names, or by a part of it."""
        return _told(lambda: tools.search(name, limit))

    @server.tool(annotations=_READS)
    def show(name: str) -> str:
        """Tell what papers say of one thing, or what one paper says, each statement with its sentence and IRIs."""
        return _told(lambda: tools.show(name))

    @server.tool(annotations=_READS)
    def questions() -> str:
        """List the stock questions that the tool ask takes, with their parameters."""
        return tools.questions()

    @server.tool(annotations=_READS)
    def ask(question: str, values: dict[str, str] | None = None) -> str:
        """Answer a stock question; values name what is asked for: {"hardware": "H100"}."""
        return _told(lambda: tools.ask(question, values))

    @server.tool(annotations=_READS)
    def query(sparql: str) -> str:
        """Answer a SPARQL 1.1 query that only reads; prefixes such as kg, skos, dcterms and oa need no declaration."""
        return _told(lambda: tools.query(sparql))

    return server


def _told(answer: Callable[[], str]) -> str:
    """Return an answer; what the agent can mend is told to it, and is no fault of the server."""
    try:
        return answer()
    except KgError as error:
        raise ToolError(str(error)) from error


def run(data: str | Path) -> None:
    """Serve a graph until standard input ends.

    Raises:
        GraphFileError: the file is missing or is not RDF.
    """
    with Pool(data, Limits()) as pool:
        create_server(Tools(pool)).run("stdio")
