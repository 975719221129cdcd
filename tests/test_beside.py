"""Work beside this process is done when the block is, or what is wrong with it is raised here."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from kg.beside import beside
from kg.forking import can_fork

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


class Trace:
    """Leaves a file named by the process that calls it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, _: object) -> None:
        (self._folder / str(os.getpid())).touch()


@pytest.mark.parametrize("jobs", [1, 2])
def test_both_are_done_at_the_end(tmp_path: Path, jobs: int) -> None:
    with beside(Trace(tmp_path), jobs) as other:
        other.finish()
        (process,) = tmp_path.iterdir()
    assert (process.name != str(os.getpid())) is (jobs > 1 and can_fork())


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_begins_before_it_is_given_what_it_waits_for(tmp_path: Path, jobs: int) -> None:
    def work(wait: Callable[[], list[str]]) -> None:
        (tmp_path / "begun").touch()
        (tmp_path / "done").write_text("".join(wait()), encoding="utf-8")

    with beside(work, jobs) as other:
        time.sleep(0.1 * (jobs - 1))
        assert (tmp_path / "begun").exists() is (jobs > 1 and can_fork())
        other.give(["ä" * 100_000, "z"])
        other.finish()
    assert (tmp_path / "done").read_text(encoding="utf-8") == "ä" * 100_000 + "z"


def test_what_fails_is_raised_here(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileNotFoundError), beside(lambda _: (tmp_path / "absent").unlink(), jobs=2) as other:
        other.finish()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("when", ["at once", "later"])
def test_what_is_killed_is_done_here(tmp_path: Path, when: str) -> None:
    here = os.getpid()

    def work(wait: Callable[[], str]) -> None:
        told = "" if when == "at once" else wait()
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        (tmp_path / "done").write_text(told or wait(), encoding="utf-8")

    with beside(work, jobs=2) as other:
        time.sleep(0.1)
        other.give("given")
        other.finish()
    assert (tmp_path / "done").read_text(encoding="utf-8") == "given"


@pytest.mark.parametrize("error", [KeyError, None])
def test_what_is_not_finished_ends_with_the_block(tmp_path: Path, error: type[Exception] | None) -> None:
    def work(_: object) -> None:
        time.sleep(0.3)
        (tmp_path / "done").touch()

    with pytest.raises(error) if error else nullcontext(), beside(work, jobs=2):
        if error:
            raise error
    time.sleep(0.4)
    assert not (tmp_path / "done").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked")
def test_who_waits_in_vain_ends_with_who_was_to_give(tmp_path: Path) -> None:
    def work(wait: Callable[[], None]) -> None:
        (tmp_path / str(os.getpid())).touch()
        wait()

    if not os.fork():
        try:
            with beside(work, jobs=2):
                while not any(tmp_path.iterdir()):
                    time.sleep(0.01)
                os.kill(os.getpid(), signal.SIGKILL)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.wait()[1]) == -signal.SIGKILL
    (process,) = tmp_path.iterdir()
    for _ in range(100):
        if (
            not Path("/proc", process.name).exists()
            or "Z" in Path("/proc", process.name, "stat").read_text().split()[2]
        ):
            return
        time.sleep(0.05)
    pytest.fail("it waits for ever")


def test_beside_other_threads_nothing_is_forked(tmp_path: Path) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    with beside(Trace(tmp_path), jobs=2) as other:
        other.finish()
    end.set()
    thread.join()
    assert (tmp_path / str(os.getpid())).exists()
