"""Several processes read as one does, in the same order, without reading far ahead, and end with whoever asked."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import InputError, KgError, VocabularyError
from kg.extraction.processes import CHUNK, extract_all, extract_lines
from kg.extraction.settings import Settings, fingerprint
from kg.jsonl import from_said
from kg.records import Paper

RULES = Settings(recogniser="rules")


def papers(count: int) -> Iterator[Paper]:
    for number in range(count):
        title = f"GribbleNet-{number}: Folding Widgets"
        abstract = f"We propose GribbleNet-{number}. It runs on {number + 1} A100 GPUs and beats LoRA by {number}.5%."
        written = (title, abstract.replace("%", "\\%")) if number % 3 == 0 else None
        yield Paper(f"p{number}", title, abstract, url="https://example.org/", written=written)


@pytest.fixture(params=["forked", "started"])
def _forked_or_started(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "started":
        monkeypatch.setattr("kg.forking.HAS_FORKS", False)


@pytest.mark.usefixtures("_forked_or_started")
def test_two_processes_read_as_one() -> None:
    many = list(papers(3 * CHUNK + 1))
    alone, shared = (list(extract_all(many, RULES, jobs)) for jobs in (1, 2))
    assert [said.extraction.paper for said in shared] == many
    assert shared == alone
    assert all(from_said(said.text, said.extraction.paper) == said.extraction for said in alone)
    assert list(extract_lines(many, RULES, 2)) == list(extract_lines(many, RULES, 1))


def test_a_few_papers_are_read_by_this_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.extraction.processes._workers", lambda *_: pytest.fail("a process was begun"))
    assert len(list(extract_lines(papers(CHUNK), RULES, 8))) == CHUNK


def test_only_a_few_chunks_are_read_ahead() -> None:
    begun = 0

    def counted() -> Iterator[Paper]:
        nonlocal begun
        for paper in papers(100 * CHUNK):
            begun += 1
            yield paper

    lines = extract_lines(counted(), RULES, 2)
    next(lines)
    assert begun < 10 * CHUNK
    lines.close()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_forked_or_started")
@pytest.mark.parametrize(
    ("settings", "error"),
    [
        (Settings(vocabulary=("broken.ttl",), recogniser="rules"), VocabularyError),
        (Settings(model="no-model"), InputError),
    ],
)
def test_what_a_process_cannot_load_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings, error: type[KgError]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.ttl").write_text("this is no Turtle", encoding="utf-8")
    with pytest.raises(error) as alone:
        list(extract_all(papers(2), settings, 1))
    with pytest.raises(error) as shared:
        list(extract_all(papers(CHUNK + 1), settings, 2))
    assert str(shared.value) == str(alone.value)


def workers_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.usefixtures("_forked_or_started")
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks Linux for the children of a process")
def test_a_process_that_is_ended_is_told_and_the_others_end_too() -> None:
    others = workers_of(os.getpid())  # of other tests
    reading = extract_all(papers(50 * CHUNK), RULES, 2)
    next(reading)
    workers = [worker for worker in workers_of(os.getpid()) if worker not in others]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    with pytest.raises(KgError, match="a reading process ended before its time"):
        list(reading)
    assert not any(map(alive, workers))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks Linux for the children of a process")
def test_no_process_is_left_when_the_first_one_is_ended(tmp_path: Path) -> None:
    program = (
        "import sys, itertools; from kg.extraction.processes import extract_all; from kg.extraction.settings import *;"
        "from kg.records import Paper; papers = (Paper(str(n), 'On Foo', 'We foo.') for n in itertools.count());"
        "reading = extract_all(papers, Settings(recogniser='rules'), 2); next(reading); print('begun', flush=True);"
        "list(reading)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    workers = workers_of(process.pid)
    assert len(workers) == 2
    process.kill()
    process.wait()
    process.stdout.close()
    for _ in range(100):
        if not any(map(alive, workers)):
            return
        time.sleep(0.1)
    raise AssertionError("processes are left")


def test_pipelines_that_may_read_otherwise_are_told_apart(tmp_path: Path) -> None:
    names = tmp_path / "names.ttl"
    names.write_text("# none", encoding="utf-8")
    mine = Settings.of([names], None, "rules")
    found = {fingerprint(Settings()), fingerprint(RULES), fingerprint(mine)}
    names.write_text("# still none", encoding="utf-8")
    assert len({*found, fingerprint(mine)}) == 4
    assert fingerprint(RULES) == fingerprint(Settings.from_json(RULES.to_json()))
