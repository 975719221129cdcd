"""A store holds what it was given, for one process at a time, and says what is wrong with it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import ExportError
from kg.records import Input, Origin, Paper, Place
from kg.store import NAME, Store
from kg.stored import paper_key

PIPELINE, OTHER = "aa" * 32, "bb" * 32
ZIBBO = Paper(
    "p1", "ZibboNet", "ZibboNet folds.", "https://example.org/1", "2025-03-11", (Place("a.txt", 3, "Mar 11"),)
)
WOBBLE = Paper("p2", "WobbleNet", "Unlike $Z$.", written=("WobbleNet", "Unlike \\(Z\\)."))


def test_a_reading_is_found_by_words_and_pipeline(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(ZIBBO, PIPELINE, "{}")
    store.close()
    store = Store(tmp_path)
    assert store.said(Paper("other id", ZIBBO.title, ZIBBO.abstract), PIPELINE) == "{}"
    assert store.said(ZIBBO, OTHER) is None
    assert store.said(Paper("p1", ZIBBO.title + ZIBBO.abstract[:1], ZIBBO.abstract[1:]), PIPELINE) is None
    store.close()


def test_inputs_come_back_and_what_is_not_asked_for_goes(tmp_path: Path) -> None:
    one, other = Input(Origin("a.txt", "00", 3), (ZIBBO, WOBBLE)), Input(Origin("-", "", 0), (WOBBLE,))
    store = Store(tmp_path)
    for paper in (ZIBBO, WOBBLE):
        store.put(paper, PIPELINE, "{}")
        store.put(paper, OTHER, "{}")
    store.keep([one, other], "first", [ZIBBO, WOBBLE], PIPELINE)
    assert store.options == "first"
    assert {each.origin: set(each.papers) for each in store.inputs()} == {
        each.origin: set(each.papers) for each in (one, other)
    }
    assert {paper.written for each in store.inputs() for paper in each.papers} == {None, WOBBLE.written}
    store.keep([Input(one.origin, (ZIBBO,))], "second", [ZIBBO], PIPELINE)
    assert (store.options, store.inputs()) == ("second", [Input(one.origin, (ZIBBO,))])
    assert [store.said(paper, PIPELINE) for paper in (ZIBBO, WOBBLE)] == ["{}", None]
    assert store.said(ZIBBO, OTHER) is None
    store.close()


def test_a_store_that_holds_nothing_leaves_nothing(tmp_path: Path) -> None:
    Store(tmp_path).close()
    assert list(tmp_path.iterdir()) == []


def test_one_process_at_a_time_writes_into_a_folder(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from kg.store import Store; store = Store(Path(sys.argv[1]));"
        "print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(ExportError, match="another process writes here; wait for it, or name another folder"):
            Store(tmp_path)
        other.kill()
    Store(tmp_path).close()


@pytest.mark.parametrize("data", [b"this is no database, but a text that somebody left here\n" * 30])
def test_what_is_no_store_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(ExportError, match=r"not a database\); remove this file and build again"):
        Store(tmp_path)
    assert (tmp_path / NAME).read_bytes() == data


def test_a_store_of_another_version_is_told(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / NAME) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(ExportError, match="another version; remove this file and build again"):
        Store(tmp_path)


def test_inputs_that_the_store_handed_out_are_kept_with_those_that_come(tmp_path: Path) -> None:
    one, other, empty = (
        Input(Origin(name, "00", 3), papers) for name, papers in (("a", (ZIBBO,)), ("b", (WOBBLE,)), ("c", ()))
    )
    store = Store(tmp_path)
    store.keep([one], "first", [ZIBBO], PIPELINE)
    (handed,) = store.inputs()
    assert store.key(handed.papers[0]) == paper_key(ZIBBO)
    assert store.key(WOBBLE) == paper_key(WOBBLE)
    store.keep([handed, other, empty], "second", [ZIBBO, WOBBLE], PIPELINE)
    assert store.inputs() == [one, other, empty]
    handed = store.inputs()[0]
    store.keep([], "third", [], PIPELINE)
    store.keep([handed], "fourth", [ZIBBO], PIPELINE)
    assert store.inputs() == [one]
    store.close()
