"""Work beside this process is done when the block is, or what is wrong with it is raised here."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from kg.beside import beside

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


class Trace:
    """Leaves a file named by the process that calls it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self) -> None:
        (self._folder / str(os.getpid())).touch()


@pytest.mark.parametrize("jobs", [1, 2])
def test_both_are_done_at_the_end(tmp_path: Path, jobs: int) -> None:
    with beside(Trace(tmp_path), jobs):
        pass
    (process,) = tmp_path.iterdir()
    assert (process.name != str(os.getpid())) is (jobs > 1 and sys.platform == "linux")


def test_what_fails_is_raised_here(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(FileNotFoundError), beside((tmp_path / "absent").unlink, jobs=2):
        pass
    assert capfd.readouterr() == ("", "")


def test_what_is_killed_is_done_here(tmp_path: Path) -> None:
    here = os.getpid()

    def work() -> None:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        (tmp_path / "done").touch()

    with beside(work, jobs=2):
        pass
    assert (tmp_path / "done").exists()


def test_a_block_that_fails_ends_the_work(tmp_path: Path) -> None:
    def work() -> None:
        time.sleep(0.5)
        (tmp_path / "done").touch()

    with pytest.raises(KeyError), beside(work, jobs=2):
        raise KeyError
    time.sleep(0.6)
    assert not (tmp_path / "done").exists()


def test_beside_other_threads_nothing_is_forked(tmp_path: Path) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    with beside(Trace(tmp_path), jobs=2):
        pass
    end.set()
    thread.join()
    assert (tmp_path / str(os.getpid())).exists()
