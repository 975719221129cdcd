"""Nothing in a query or a request gets through: each attack is refused or stopped, and the server goes on."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from attack_queries import BOMBS, CHANGING, PATTERNS, REACHING_OUT, matching
from trap import SECRET, trapping


@pytest.fixture(scope="module")
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should call, and what called it."""
    with trapping() as trapped:
        yield trapped


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of RDF that nobody may read."""
    path = tmp_path_factory.mktemp("secret") / "secret.ttl"
    path.write_text(f'<urn:a> <urn:b> "{SECRET}" .', encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _goes_on(served: Any, trap: tuple[str, list[str]]) -> Iterator[None]:
    """After each attack the server answers, and the trap is empty."""
    yield
    assert served.query("ASK { ?paper a kg:Paper }").body == b'{"head":{},"boolean":true}'
    assert trap[1] == []


@pytest.mark.parametrize("query", REACHING_OUT)
def test_no_query_reaches_out(served: Any, trap: tuple[str, list[str]], secret: Path, query: str) -> None:
    reply = served.query(query.replace("URL", trap[0]).replace("FILE", secret.as_uri()))
    assert reply.status in {400, 403}
    assert SECRET not in reply.text


@pytest.mark.parametrize("query", CHANGING)
def test_no_query_changes_the_graph(served: Any, query: str) -> None:
    before = served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    assert served.query(query).status in {400, 403}
    assert served.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == before


@pytest.mark.parametrize("query", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_stopped(served: Any, query: str) -> None:
    start = time.monotonic()
    reply = served.query(query) if len(query) < 10_000 else posted(served, query)
    assert reply.status in {400, 503}, reply.text[:200]
    assert len(reply.text.splitlines()) == 1
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_costs_no_time(served: Any, pattern: str) -> None:
    start = time.monotonic()
    reply = posted(served, matching(pattern))
    assert reply.status in {200, 400, 503}
    assert time.monotonic() - start < 5


def posted(served: Any, query: str) -> Any:
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/json"}
    return served.ask("/sparql", method="POST", headers=headers, body=query.encode())


def test_a_stopped_query_leaves_no_process_behind(served: Any) -> None:
    served.query(BOMBS["product"])
    time.sleep(0.5)
    assert busy(served.process.pid) == []


def busy(root: int) -> list[str]:
    """Processes below ``root`` that are computing."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if fields[0] == "R" and int(fields[1]) != os.getpid() and is_below(int(path.parent.name), root):
                found.append(path.parent.name)
    return found


def is_below(pid: int, root: int) -> bool:
    while pid > 1:
        if pid == root:
            return True
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        pid = int(stat.rpartition(")")[2].split()[1])
    return False


@pytest.mark.parametrize(
    ("path", "headers", "size", "statuses"),
    [
        ("/sparql", {"Content-Type": "application/sparql-query"}, 10 << 20, {413}),
        ("/sparql", {"Content-Type": "application/x-www-form-urlencoded"}, 10 << 20, {413}),
        ("/sparql", {"Content-Type": "application/sparql-query"}, 200_000, {413}),
        ("/reconcile", {"Content-Type": "application/x-www-form-urlencoded"}, 10 << 20, {413}),
    ],
)
def test_what_is_too_long_is_refused(
    served: Any, path: str, headers: dict[str, str], size: int, statuses: set[int]
) -> None:
    line = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\nConnection: close\r\n"
    head = line + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"
    found = served.raw(head.encode() + b"ASK { #" + b"a" * min(size, 1 << 20))
    assert int(found.split()[1]) in statuses


def test_a_body_of_chunks_without_end_is_refused(served: Any) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    head += b"Transfer-Encoding: chunked\r\n\r\n"
    found = served.raw(head + (b"10000\r\n" + b"a" * 0x10000 + b"\r\n") * 40)
    assert found.split()[1:2] in ([b"413"], [])


def test_a_long_address_is_refused(served: Any) -> None:
    found = served.raw(b"GET /sparql?query=" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert found.split()[1] in {b"400", b"413", b"414", b"431"}


SLOW = (
    b"",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK",
)


@pytest.mark.parametrize("start", SLOW, ids=range(len(SLOW)))
def test_slow_clients_lose_their_place(served: Any, start: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=15) as line:
        line.sendall(start)
        began = time.monotonic()
        with suppress(ConnectionError):
            while line.recv(1024):
                pass
        assert time.monotonic() - began < 12


def test_many_idle_clients_stop_nobody(served: Any) -> None:
    lines = [socket.create_connection(("127.0.0.1", served.port)) for _ in range(100)]
    try:
        assert served.query("ASK {}").status == 200
    finally:
        for line in lines:
            line.close()


HEADERS: dict[str, Callable[[str], bytes]] = {
    "split": lambda trap: b"GET /id/method/zibbonet HTTP/1.1\r\nHost: x\r\nAccept: a\r\n\tb\r\n\r\n",
    "two lengths": lambda trap: b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "length and chunks": lambda trap: (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /a"
    ),
    "negative length": lambda trap: b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "length in words": lambda trap: b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
    "null": lambda trap: b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": lambda trap: b"GET / HTTP/1.1\r\n\r\n",
    "proxied": lambda trap: f"GET {trap} HTTP/1.1\r\nHost: x\r\n\r\n".encode(),
    "connect": lambda trap: b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n",
    "many headers": lambda trap: b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
    "accept of commas": lambda trap: b"GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: " + b"a/b," * 10_000 + b"\r\n\r\n",
    "odd quality": lambda trap: b"GET /sparql HTTP/1.1\r\nHost: x\r\nAccept: */*;q=nan;q=-1;;;\r\n\r\n",
    "garbage": lambda trap: b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
}


@pytest.mark.parametrize("attack", HEADERS.values(), ids=HEADERS)
def test_header_tricks_come_to_nothing(
    served: Any, trap: tuple[str, list[str]], attack: Callable[[str], bytes]
) -> None:
    found = served.raw(attack(trap[0]).replace(b"Host: x\r\n", b"Host: x\r\nConnection: close\r\n"), seconds=3)
    assert b"Traceback" not in found
    assert not found or found.split()[1] in {b"200", b"303", b"400", b"404", b"405", b"406", b"413", b"415", b"431"}


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/page/../../../etc/passwd",
        "/page/..%2f..%2fetc%2fpasswd",
        "/data/%2e%2e/%2e%2e/etc/passwd.ttl",
        "/data/..\\..\\etc\\passwd.ttl",
        "/static/../app.py",
        "/editor.js/../../app.py",
        "/id/%00",
        "/id/" + "a" * 5000,
        "/page/x>.%20?s%20?p%20?o%20.%20<urn:x",
        "/page/" + quote("x> ?p ?o } UNION { ?a ?b ?c FILTER(?c = <urn:x"),
        "/reconcile/suggest/../../etc/passwd",
        "/graph.ttl/../graph.json",
    ],
)
def test_paths_lead_to_no_file(served: Any, path: str) -> None:
    found = served.raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert found.split()[1] in {b"400", b"404"}
    assert b"root:" not in found
    assert b"import" not in found


def test_answers_say_what_a_browser_must_not_do(served: Any) -> None:
    headers = served.ask("/").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


def test_it_listens_on_this_machine_alone(served: Any) -> None:
    with (
        pytest.raises(OSError),
        socket.create_connection((socket.gethostbyname(socket.gethostname()), served.port), 2) as line,
    ):
        if line.getpeername()[0].startswith("127."):
            raise OSError("the name of this machine is the loop")


def test_there_are_sixty_attacks_and_more() -> None:
    assert len(REACHING_OUT) + len(CHANGING) + len(BOMBS) + len(HEADERS) >= 60


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /search?q=\xc3\x28 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: \xb2\r\nConnection: close\r\n\r\nx",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\nConnection: close\r\n\r\nx",
    ],
)
def test_what_is_no_request_is_refused(served: Any, request_: bytes) -> None:
    assert served.raw(request_).startswith(b"HTTP/1.1 400 ")


def test_an_answer_to_who_asks_first_is_careful_too(served: Any) -> None:
    asked = {"Origin": "http://x", "Access-Control-Request-Method": "POST"}
    reply = served.ask("/sparql", method="OPTIONS", headers=asked)
    assert reply.status == 200
    assert reply.headers["x-content-type-options"] == "nosniff"
