"""What requests carry, within limits, and what goes wrong told in one line."""

from collections.abc import Callable
from typing import Final, TypeVar

import anyio
from anyio.to_thread import run_sync
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kg.errors import KgError, LimitError, RefusedQueryError, UnknownNameError
from kg.server.live import LiveGraph, Version

T = TypeVar("T")

MOST_BODY: Final = 1 << 20
"""A request carries at most so many bytes."""
PATIENCE: Final = 5.0
"""A request has arrived in so many seconds, or is given up."""


async def body_of(request: Request) -> bytes:
    """Return the body of a request.

    Raises:
        HTTPException: it is too long, or comes too slowly.
    """
    said = request.headers.get("content-length", "0")
    if not said.isascii() or not said.isdecimal():
        raise HTTPException(400, "content-length is no number")
    if len(said) > 18 or int(said) > MOST_BODY:
        raise HTTPException(413, f"the request has more than {MOST_BODY:,} bytes; ask for less at a time")
    parts, size = [], 0
    try:
        with anyio.fail_after(PATIENCE):
            async for part in request.stream():
                size += len(part)
                if size > MOST_BODY:
                    raise HTTPException(413, f"the request has more than {MOST_BODY:,} bytes; ask for less at a time")
                parts.append(part)
    except TimeoutError as error:
        raise HTTPException(408, "the request came too slowly; send it again") from error
    return b"".join(parts)


async def with_graph(request: Request, work: Callable[[Version], T]) -> T:
    """Do work with the graph that is served now, in a thread, so that other requests go on."""
    live: LiveGraph = request.app.state.live

    def working() -> T:
        with live.used() as version:
            return work(version)

    return await run_sync(working)


def failed(_: Request, error: Exception) -> Response:
    """Return the response to an error that a client can cause."""
    if isinstance(error, HTTPException):
        return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
    statuses = ((UnknownNameError, 404), (RefusedQueryError, 403), (LimitError, 503), (KgError, 400))
    status = next((status for kind, status in statuses if isinstance(error, kind)), 500)
    return PlainTextResponse(f"{error}\n", status)
