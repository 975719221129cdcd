"""Nothing reaches for a network: every command runs where each socket that would leave the process is refused."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = """
import sys

def refuse(event, arguments):
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}:
        with open(LOG, "a") as log:
            log.write(f"{event} {arguments!r}\\\\n")
        raise RuntimeError(f"no network: {event}")

sys.addaudithook(refuse)
"""
"""An audit hook: once set it cannot be taken away, and every process that Python starts from here sets it too."""

GOLD = {
    "id": "p1",
    "title": "ZibboNet: Quick Widget Folding",
    "entities": [
        {"name": "ZibboNet", "type": "Method", "kind": "named", "role": "introduces", "mentions": ["ZibboNet"]},
    ],
    "relations": [],
    "results": [],
}


class Closed:
    """A folder in which commands run without a network."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "network.log"
        hooks = folder / "hooks"
        hooks.mkdir()
        (hooks / "sitecustomize.py").write_text(GUARD.replace("LOG", repr(str(self.log))), encoding="utf-8")
        self.environment = {**os.environ, "PYTHONPATH": str(hooks)}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run Python, where the system lets us without any network device, so that no native code gets out."""
        inside = [*_isolated(), sys.executable, *command]
        return subprocess.run(
            inside, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )


def _isolated() -> list[str]:
    command = ["unshare", "--user", "--map-root-user", "--net"]
    able = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True, check=False)
    return command if able and able.returncode == 0 else []


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Closed:
    """A folder with two papers and an annotation."""
    folder = tmp_path_factory.mktemp("closed")
    abstract = "We propose ZibboNet, a network that folds widgets. ZibboNet outperforms LoRA on GLUE."
    paper = {"id": GOLD["id"], "title": GOLD["title"], "abstract": abstract}
    (folder / "papers.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    (folder / "gold.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    return Closed(folder)


@pytest.mark.parametrize(
    "reach",
    [
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        "\"import socket; socket.create_connection(('127.0.0.1', 9))\"], check=True)",
    ],
)
def test_whoever_reaches_out_here_is_caught(closed: Closed, reach: str) -> None:
    assert closed.run("-c", reach).returncode != 0
    assert "socket." in closed.log.read_text(encoding="utf-8")
    closed.log.unlink()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("build papers.jsonl --jobs 2 --format trig", "wrote exports/graph.html"),
        ("extract papers.jsonl", '"ZibboNet"'),
        ("query methods-introduced", "ZibboNet"),
        ("show zibbonet", "«ZibboNet»"),
        ("path zibbonet glue", "ZibboNet"),
        ("validate", "conforms"),
        ("evaluate gold.jsonl --papers papers.jsonl", "role:introduces"),
    ],
)
def test_every_command_works_without_a_network(closed: Closed, words: str, shown: str) -> None:
    done = closed.run("-m", "kg", *words.split())
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout
    assert not closed.log.exists(), closed.log.read_text(encoding="utf-8")
