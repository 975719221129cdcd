"""Commands that serve a graph: ``kg serve`` over HTTP and ``kg mcp`` to agents."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from kg.cli.asking import DATA
from kg.cli.terminal import tell
from kg.errors import ServerError


@click.command()
@DATA
@click.option(
    "--port", metavar="N", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 is every one.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Queries at once.")
@click.option("--seconds", type=click.FloatRange(0.1), default=10, show_default=True, help="Stop a query after this.")
@click.option("--rows", type=click.IntRange(1), default=100_000, show_default=True, help="Refuse a longer answer.")
@click.option("--in-memory", is_flag=True, help="Answer sooner and take twice the memory.")
def serve(*, data: str, port: int, host: str, workers: int, seconds: float, rows: int, in_memory: bool) -> None:
    """Serve an exported graph over HTTP.

    The page, a page for each thing, search, a SPARQL endpoint with an editor, and name matching for OpenRefine. A new
    build of the graph is served as soon as it stands there. It is kept in a temporary folder (TMPDIR) while it is
    served, so that most of it takes no memory.
    """
    with _needing("serve"):
        from kg.server.app import create_app
        from kg.server.running import listening, run
    from kg.sparql import Limits

    with listening(host, port) as opened:
        app = create_app(data, limits=Limits(seconds=seconds, rows=rows), workers=workers, in_memory=in_memory)
        tell(f"Serving {data} on http://{host}:{opened.getsockname()[1]}/ (Ctrl-C stops)")
        run(app, opened)


@click.command()
@DATA
def mcp(data: str) -> None:
    """Let agents ask an exported graph, over the Model Context Protocol on standard input and output."""
    with _needing("mcp"):
        from kg.agents.protocol import run

    run(data)


@contextmanager
def _needing(extra: str) -> Iterator[None]:
    """Turn a package that is missing into an error that says how to get it."""
    try:
        yield
    except ModuleNotFoundError as error:
        cure = f"install it: pip install 'abstract-kg[{extra}]'"
        raise ServerError(f"needs the package {error.name}", where=f"kg {extra}", cure=cure) from error
