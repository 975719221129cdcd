"""The server process: the application behind uvicorn, patient for a while only."""

import asyncio
import socket
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import ServerError
from kg.server.requests import PATIENCE

_MOST_CONNECTIONS: Final = 256


class _Patient(H11Protocol):
    """Closes a connection whose request has not begun in full after a while: slow clients keep no place."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._waiting is None:
            self._waiting = self.loop.call_later(PATIENCE, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        idle = self.cycle is None or self.cycle.response_complete
        if idle and not self.transport.is_closing():
            self.transport.close()


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        ServerError: the address is taken or is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
        opened.listen(_MOST_CONNECTIONS)  # from here on who is told the address can come, and waits for the graph
    except (OSError, OverflowError) as error:
        opened.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise ServerError(f"cannot listen there ({reason})", where=f"{host}:{port}", cure="try --port 0") from error
    return opened


def run(app: Starlette, on: socket.socket) -> None:
    """Serve until interrupted."""
    options: dict[str, Any] = {"proxy_headers": False, "server_header": False, "ws": "none", "lifespan": "on"}
    config = uvicorn.Config(
        app, http=_Patient, log_level="warning", limit_concurrency=_MOST_CONNECTIONS, timeout_keep_alive=5, **options
    )
    uvicorn.Server(config).run(sockets=[on])
