"""What no attack may reach: a server that nobody should call, and words that nobody should read."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = "squeamish ossifrage"


@contextmanager
def trapping() -> Iterator[tuple[str, list[str]]]:
    """Yield the address of a server, and the list of what was asked of it."""
    met: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            met.append(self.path)
            self.send_error(404)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Trap) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", met
        server.shutdown()
