"""Work beside this process hands back its result when it is done, or what is wrong with it is raised here."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Final

import pytest

from kg.beside import beside
from kg.forking import can_fork

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

HERE: Final = os.getpid()
Wait = Callable[[], tuple[str, int]]


def repeat(wait: Wait) -> tuple[int, str]:
    """Return who does it, and a word as often as is wished."""
    word, times = wait()
    return os.getpid(), word * times


def killed_at_once(wait: Wait) -> tuple[int, str]:
    if os.getpid() != HERE:
        os.kill(os.getpid(), signal.SIGKILL)
    return repeat(wait)


def killed_when_done(wait: Wait) -> tuple[int, str]:
    done = repeat(wait)
    return killed_at_once(lambda: (done[1], 1))


def broken_in_forks(wait: Wait) -> tuple[int, str]:
    if os.getpid() != HERE:
        raise MemoryError
    return repeat(wait)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    resource = pytest.importorskip("resource", reason="the system sets no limits")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("work", "jobs", "given", "room", "is_done_by_a_fork"),
    [
        pytest.param(repeat, 2, ("ä", 100_000), 10**6, True, id="by a fork"),
        pytest.param(repeat, 2, ("ä" * 100_000, 1), 10**6, True, id="by a fork that is given much"),
        pytest.param(repeat, 1, ("ä", 100_000), 10**6, False, id="by this process"),
        pytest.param(killed_at_once, 2, ("ä", 3), 10**6, False, id="killed at once"),
        pytest.param(killed_when_done, 2, ("ä", 3), 10**6, False, id="killed when done"),
        pytest.param(broken_in_forks, 2, ("ä", 3), 10**6, False, id="out of memory"),
        pytest.param(repeat, 2, ("ä", 300), 10**3, True, id="just room"),
        pytest.param(repeat, 2, ("ä" * 1_000, 0), 10**3, False, id="no room for what is given"),
        pytest.param(repeat, 2, ("ä" * 100_000, 0), 10**3, False, id="no room for much that is given"),
        pytest.param(repeat, 2, ("ä", 1_000), 10**3, False, id="no room for the result"),
        pytest.param(repeat, 2, ("ä", 100_000), 10**3, False, id="no room for a large result"),
    ],
)
def test_the_result_is_handed_back(
    work: Callable[[Wait], tuple[int, str]], jobs: int, given: tuple[str, int], room: int, is_done_by_a_fork: bool
) -> None:
    with room_for(room), beside(work, jobs) as other:
        time.sleep(0.1 if work is killed_at_once else 0)  # so that it is gone when it is given something
        other.give(given)
        process, result = other.finish()
    assert result == given[0] * given[1]
    assert (process != HERE) is (is_done_by_a_fork and can_fork())


class Trace:
    """Leaves a file named by the process that calls it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, _: Callable[[], None]) -> None:
        (self._folder / str(os.getpid())).touch()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_has_no_result_is_done_once(tmp_path: Path, jobs: int) -> None:
    with beside(Trace(tmp_path), jobs) as other:
        other.finish()
        (process,) = tmp_path.iterdir()
    assert (process.name != str(HERE)) is (jobs > 1 and can_fork())


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_begins_before_it_is_given_what_it_waits_for(tmp_path: Path, jobs: int) -> None:
    def work(wait: Callable[[], str]) -> str:
        (tmp_path / "begun").touch()
        return wait()

    with beside(work, jobs) as other:
        time.sleep(0.1 * (jobs - 1))
        assert (tmp_path / "begun").exists() is (jobs > 1 and can_fork())
        other.give("given")
        assert other.finish() == "given"


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("is_given", [False, True])
def test_what_fails_is_raised_here(capfd: pytest.CaptureFixture[str], jobs: int, is_given: bool) -> None:
    def work(wait: Callable[[], str]) -> str:
        raise LookupError(wait() if is_given else "")

    with pytest.raises(LookupError, match="^given$" if is_given else "^$"), beside(work, jobs) as other:
        other.give("given")
        other.finish()
    assert capfd.readouterr() == ("", "")


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
    assert (tmp_path / str(HERE)).exists()
