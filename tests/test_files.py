"""Files stand whole whatever happens to the process that writes them, and the next one clears up."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import ExportError
from kg.files import finish, replace_all, replacing, replacing_folders, temporary_folder

KILLED = """
import os, signal, sys
from pathlib import Path
from kg.exports import Built, write_exports
from kg.files import finish
from kg.rdf import read_turtle

contents, out = read_turtle(sys.argv[1]), Path(sys.argv[2])
names = ("extractions.jsonl", "graph.graphml", "graph.json", "graph.ttl", "ro-crate-metadata.json")

def write(base, step=0):
    done, real = 0, os.replace
    def replace(*paths):
        nonlocal done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)
        real(*paths)
    os.replace = replace
    write_exports(Built(contents, (), base), out, ("ttl", "json", "graphml", "jsonl"))

def said():
    return tuple((out / name).read_bytes() for name in names)

write("https://example.org/old/")
old = said()
write("https://example.org/new/")
new = said()
for step in range(1, 100):
    write("https://example.org/old/")
    child = os.fork()
    if not child:
        write("https://example.org/new/", step)
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    found = said()
    whole = all(each in pair for each, pair in zip(found, zip(old, new)))
    state = "old" if found == old else "new" if found == new else "between"
    finish(out)
    after = "old" if said() == old else "new" if said() == new else "between"
    left = sorted(path.name[:9] for path in out.glob(".kg-*"))
    print(step, killed, whole, state, after, *left)
    if not killed:
        break
    write("https://example.org/old/")
"""


def test_exports_are_of_one_build_wherever_it_is_killed(graph_file: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(graph_file), str(tmp_path / "out")]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout.splitlines()
    rows = [line.split()[1:5] for line in lines]
    assert len(rows) == 5 + 1 + 5 + 1  # each file is written, all are made ready, each is put in its place, and no kill
    assert all(whole == "True" for _, whole, _, _ in rows)
    assert [after for _, _, _, after in rows] == ["old"] * 6 + ["new"] * 6
    assert [state for _, _, state, _ in rows[:7]] == ["old"] * 7
    assert rows[-1] == ["False", "True", "new", "new"]


def test_what_is_not_kept_does_not_change(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    folder = temporary_folder(tmp_path)
    (folder / "a").write_text("new", encoding="utf-8")

    def fail() -> None:
        raise ExportError("cannot be kept", where="store")

    with pytest.raises(ExportError, match="cannot be kept"):
        replace_all(folder, tmp_path, fail)
    assert (tmp_path / "a").read_text(encoding="utf-8") == "old"
    assert (folder / "a").read_text(encoding="utf-8") == "new"
    replace_all(folder, tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"a": "new"}


def test_folders_that_were_left_ready_take_their_places(tmp_path: Path) -> None:
    for name, text in (("parts", "old"), (".kg-old-parts", "older"), (".kg-ready-1/parts", "new")):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "1").write_text(text, encoding="utf-8")
    finish(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["parts"]
    assert (tmp_path / "parts" / "1").read_text(encoding="utf-8") == "new"


def test_folders_are_replaced_or_stay(tmp_path: Path) -> None:
    for text in ("one", "two"):
        with replacing_folders(tmp_path / "out") as folder:
            (folder / "parts").mkdir()
            (folder / "parts" / text).write_text(text, encoding="utf-8")
    with pytest.raises(ZeroDivisionError), replacing_folders(tmp_path / "out") as folder:
        (folder / "parts").mkdir()
        raise ZeroDivisionError
    assert [path.name for path in (tmp_path / "out").rglob("*")] == ["parts", "two"]


@contextmanager
def writing(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that is in the middle of writing a file."""
    script = (
        "import sys, time; from pathlib import Path; from kg.files import replacing\n"
        "with replacing(Path(sys.argv[1])) as file:\n    file.write(b'half'); print('now', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        yield process
        process.kill()


def test_what_a_killed_writer_left_goes_and_what_another_writes_stays(tmp_path: Path) -> None:
    with writing(tmp_path / "dead") as process:
        process.kill()
        process.wait()
        assert len(list(tmp_path.glob(".kg-part-*"))) == 1
        with writing(tmp_path / "alive"):
            with replacing(tmp_path / "note") as file:
                file.write(b"whole")
            (left,) = tmp_path.glob(".kg-part-*")
            assert [path.name for path in left.iterdir()] == ["alive"]
    assert (tmp_path / "note").read_bytes() == b"whole"


def test_a_full_disk_is_named_with_the_file_and_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "note"
    path.write_bytes(b"old")
    said = r"note: cannot be written \(no space left on device\); free some space or"
    with pytest.raises(ExportError, match=said), replacing(path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("note", b"old")]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
sys.argv[1:2] = []
from kg.cli import run
run()
"""


@pytest.mark.parametrize("verb", ["build", "extract"])
def test_a_command_that_runs_out_of_room_leaves_the_last_good_files(
    verb: str, papers_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / ("out" if verb == "build" else "out.jsonl")

    def run(room: int) -> subprocess.CompletedProcess[str]:
        arguments = [str(room), verb, str(papers_file), "-o", str(out), "--recogniser", "rules"]
        command = [sys.executable, "-c", LIMITED, *arguments]
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)

    assert run(1 << 24).returncode == 0
    files = [out] if out.is_file() else [path for path in out.iterdir() if not path.name.startswith(".")]
    before = {path: path.read_bytes() for path in files}
    failed = run(300)
    assert failed.returncode == 1
    assert failed.stderr.startswith("kg: ")
    assert len(failed.stderr.splitlines()) == 1
    assert "; " in failed.stderr
    assert {path: path.read_bytes() for path in before} == before
    assert not list(tmp_path.rglob(".kg-*"))
    assert run(1 << 24).returncode == 0
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_command_that_is_ended_takes_away_what_it_began(number: int, status: int, tmp_path: Path) -> None:
    pipe, out = tmp_path / "pipe", tmp_path / "made" / "out.jsonl"
    out.parent.mkdir()
    os.mkfifo(pipe)  # reading goes on until the other end is closed
    # What nohup starts, or a shell in its background, is told to ignore signals, and so would be what that starts.
    starting = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL); from kg.cli import run; run()"
    )
    command = [sys.executable, "-c", starting, "extract", str(pipe), "-o", str(out), "--recogniser", "rules"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process, pipe.open("wb") as line:
        line.write(b'{"title": "Foo", "abstract": "We bake."}\n' * 2000)  # more than is looked at to tell the format
        line.flush()
        for _ in range(1200):
            if any(part.stat().st_size for part in out.parent.glob(".kg-part-*/out.jsonl")):
                break  # all is loaded, and it waits for more
            time.sleep(0.1)
        process.send_signal(number)
        _, told = process.communicate(timeout=120)
    assert process.returncode == status
    assert "Traceback" not in told
    assert list(out.parent.iterdir()) == []
