"""The ASGI application: which address is answered by what."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.rdf import FORMATS, Syntax
from kg.server import reconciliation, site
from kg.server.endpoint import sparql
from kg.server.live import LiveGraph
from kg.server.requests import failed, with_graph
from kg.sparql import Limits

_STATIC: Final = Path(__file__).parent / "static"
_SCRIPTS: Final = ("answer", "editor", "picture", "search")
_LOOKS_EVERY: Final = 1.0
"""The file is looked at anew after so many seconds."""
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors *"
)


def create_app(
    data: str | Path, *, limits: Limits | None = None, workers: int = 2, in_memory: bool = False
) -> Starlette:
    """Return the application that serves a graph.

    Args:
        data: an exported graph; a new build of it is served as soon as it stands there.
        limits: what each query may cost.
        workers: how many queries may run at once.
        in_memory: keep the graph in memory instead of in a temporary folder: quicker answers, twice the memory.

    Raises:
        GraphFileError: the file is missing or is not RDF.
    """
    allowed = limits or Limits()
    live = LiveGraph(Path(data), allowed, workers, in_memory=in_memory)
    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(_Careful),
            Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"], allow_headers=["*"]),
        ],
        exception_handlers={HTTPException: failed, KgError: failed},
        lifespan=_watching,
    )
    app.state.live, app.state.limits = live, allowed
    return app


def _routes() -> list[Route]:
    both = ["GET", "POST"]
    return [
        Route("/", site.home),
        Route("/sparql", sparql, methods=both, name="sparql"),
        Route("/query", site.editor),
        Route("/search", site.search),
        Route("/suggest", site.suggest),
        Route("/graph.html", site.interactive),
        Route("/dump", _dump),
        Route("/graph.ttl", _dump),
        Route("/ontology", site.described_ontology),
        Route("/reconcile", reconciliation.reconcile, methods=both),
        Route("/reconcile/suggest/{what}", reconciliation.suggest),
        Route("/reconcile/properties", reconciliation.properties),
        Route("/reconcile/preview", reconciliation.preview),
        Route("/healthz", _healthy),
        Route("/id/{rest:path}", site.thing),
        Route("/page/{rest:path}", site.page),
        Route("/data/{rest:path}", site.data),
        Route("/stock/{name}", site.stock),
        Route("/style.css", partial(_static, "style.css", "text/css")),
        *(Route(f"/{name}.js", partial(_static, f"{name}.js", "text/javascript")) for name in _SCRIPTS),
    ]


async def _static(name: str, media_type: str, _: Request) -> Response:
    return Response((_STATIC / name).read_bytes(), media_type=media_type)


async def _dump(request: Request) -> Response:
    live: LiveGraph = request.app.state.live
    path = live.current.path
    return FileResponse(path, media_type=FORMATS[Syntax.of(path)].media_type)


async def _healthy(request: Request) -> Response:
    triples = await with_graph(request, lambda version: version.pool.triples)
    return JSONResponse({"status": "ok", "triples": triples})


@asynccontextmanager
async def _watching(app: Starlette) -> AsyncIterator[None]:
    """Look for a new build while the application runs."""
    live: LiveGraph = app.state.live

    async def watch() -> None:
        while True:
            await asyncio.sleep(_LOOKS_EVERY)
            await run_sync(live.refresh)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
        await run_sync(live.close)


class _Careful:
    """Says on every response what a browser must not do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif not scope["query_string"].isascii():
            refused = PlainTextResponse("the address holds bytes that are no ASCII; percent-encode them\n", 400)
            await refused(scope, receive, sending)
        else:
            await self._app(scope, receive, sending)
