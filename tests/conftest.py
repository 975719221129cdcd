"""Fixtures that several tests share: invented papers, and a small graph of what they say."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from urllib.parse import urlencode

import pytest

from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    Fact,
    Field,
    Finding,
    Kind,
    Mention,
    Paper,
    Place,
    RelationType,
    Role,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAPERS = (
    {
        "id": "p1",
        "title": "ZibboNet: Quick Widget Folding",
        "abstract": "We propose ZibboNet, a network that folds widgets. ZibboNet runs on a single NVIDIA A100 and is "
        "1.7x faster than WobbleNet. We evaluate it on ImageNet.",
    },
    {
        "id": "p2",
        "title": "WobbleNet Revisited",
        "abstract": "We train WobbleNet with knowledge distillation on CIFAR-10 and report 91.2% accuracy.",
    },
)
"""Two papers that nobody wrote, as records of a JSON Lines file."""


BROWSER_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def missing(what: str) -> NoReturn:
    """Skip for want of something; where CI asks for the browser, fail."""
    reason = f"{what} is missing: pip install '.[dev]', and install Chromium with the system's packages"
    if os.environ.get("KG_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium; where it or playwright is missing the test is skipped, with KG_REQUIRE_BROWSER=1 it fails."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright")
    path = next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    if path is None:
        missing("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see what a pipe sees, whatever the terminal they run in."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def papers_file(tmp_path: Path) -> Path:
    """A JSON Lines file of ``PAPERS``."""
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(f"{json.dumps(paper)}\n" for paper in PAPERS), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def contents() -> Contents:
    """What a graph holds of two papers on ZibboNet, WobbleNet and the Q90."""
    first = Paper(
        "p1", "ZibboNet", "ZibboNet beats WobbleNet on the Q90.", date="2025-03-11", places=(Place("a.txt", 3),)
    )
    second = Paper("p2", "WobbleNet", "WobbleNet runs on the Q90.")
    zibbo = Mention("ZibboNet", Field.ABSTRACT, 0, 8, "known-name")
    said = Evidence("p1", Field.ABSTRACT, 0, 36, first.abstract, 0.8, "beats")
    return Contents(
        (first, second),
        (
            Entity("hardware/q90", "Q90", EntityType.HARDWARE, Kind.NAMED, maker="Quux"),
            Entity("method/lonely", "Lonely", EntityType.METHOD, Kind.NAMED),
            Entity("method/wobblenet", "WobbleNet", EntityType.METHOD, Kind.NAMED),
            Entity("method/zibbonet", "ZibboNet", EntityType.METHOD, Kind.NAMED, (Alias("ZBN", "acronym"),)),
        ),
        (
            Fact("method/zibbonet", RelationType.OUTPERFORMS, "method/wobblenet", (said,)),
            Fact(
                "p1",
                Role.INTRODUCES,
                "method/zibbonet",
                (Evidence("p1", Field.ABSTRACT, 0, 36, first.abstract, 0.9, "own", zibbo),),
            ),
            Fact(
                "p2", Role.RUNS_ON, "hardware/q90", (Evidence("p2", Field.ABSTRACT, 0, 26, second.abstract, 0.7, "on"),)
            ),
            Fact("p2", Role.USES, "method/wobblenet", (Evidence("p2", Field.TITLE, 0, 9, second.title, 0.6, "known"),)),
        ),
        (Finding("result/1", "p1", "method/zibbonet", "speedup", "1.7x", "hardware/q90", "method/wobblenet", said),),
    )


@pytest.fixture
def graph_file(tmp_path: Path, contents: Contents) -> Path:
    """The graph of ``contents`` as ``graph.ttl``."""
    from kg.rdf import write_turtle

    path = tmp_path / "graph.ttl"
    write_turtle(contents, path)
    return path


class Reply(NamedTuple):
    """What a server sent back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Served:
    """A server of its own process, asked over a real socket."""

    def __init__(self, data: Path, *options: str) -> None:
        command = [sys.executable, "-m", "kg", "serve", "--data", str(data), "--port", "0", *options]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        told = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", told)
        assert found, told + self.process.stderr.read()
        self.port = int(found[1])
        self.wait()

    def wait(self) -> None:
        """Return once it answers."""
        for _ in range(100):
            try:
                if self.ask("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def ask(
        self,
        path: str,
        accept: str = "",
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send one request and return the reply."""
        sent = {**({"Accept": accept} if accept else {}), **(headers or {})}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, sent)
            reply = line.getresponse()
            return Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
        finally:
            line.close()

    def raw(self, data: bytes, seconds: float = 5) -> bytes:
        """Send bytes as they are and return what comes back until the server hangs up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as line:
            with suppress(OSError):
                line.sendall(data)
            parts = []
            with suppress(OSError):
                while part := line.recv(65536):
                    parts.append(part)
            return b"".join(parts)

    def query(self, query: str, accept: str = "application/sparql-results+json") -> Reply:
        """Send a query."""
        return self.ask("/sparql?" + urlencode({"query": query}), accept)

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.process.wait(20)


@pytest.fixture(scope="session")
def served_file(tmp_path_factory: pytest.TempPathFactory, contents: Contents) -> Path:
    """The graph of ``contents`` in a folder of its own."""
    from kg.rdf import write_turtle

    path = tmp_path_factory.mktemp("served") / "graph.ttl"
    write_turtle(contents, path)
    return path


@pytest.fixture(scope="session")
def served(served_file: Path) -> Iterator[Served]:
    """A server of that graph whose queries may take a second."""
    server = Served(served_file, "--seconds", "1", "--rows", "1000")
    yield server
    server.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Serve a file in a process of its own."""
    started: list[Served] = []

    def start(data: Path, *options: str) -> Served:
        started.append(Served(data, *options))
        return started[-1]

    yield start
    for server in started:
        server.close()
