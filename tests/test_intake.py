"""Each paper is read once, and nothing readable is lost to what is not."""

import json
from pathlib import Path

import pytest

from kg.errors import DocumentError
from kg.intake import read_all, read_each


def write_records(path: Path, *titles: str) -> Path:
    lines = (json.dumps({"id": title[-4:], "title": title, "abstract": f"We propose {title}."}) for title in titles)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_a_paper_met_twice_is_read_once(tmp_path: Path) -> None:
    files = [
        write_records(tmp_path / "a.jsonl", "GribbleNet-2", "FrobNet"),
        write_records(tmp_path / "b.jsonl", "Gribblenet 2"),
    ]
    assert [paper.title for paper in read_each(files)] == ["GribbleNet-2", "FrobNet"]
    assert {len(paper.places) for paper in read_all(files)} == {1, 2}


def test_skipped_records_are_told_once_and_the_others_kept(tmp_path: Path) -> None:
    path = write_records(tmp_path / "a.jsonl", "GribbleNet-2", "FrobNet")
    path.write_text("{\n" + path.read_text(encoding="utf-8") + "[\n", encoding="utf-8")
    skipped: list[DocumentError] = []
    assert len(list(read_each([path, tmp_path / "absent"], skipped.append))) == 2
    assert [error.where for error in skipped] == [f"{path}:1", f"{path}:4", str(tmp_path / "absent")]


def test_where_nothing_can_be_read_the_last_error_is_raised(tmp_path: Path) -> None:
    skipped: list[DocumentError] = []
    with pytest.raises(DocumentError, match="second"):
        read_all([tmp_path / "first", tmp_path / "second"], skipped.append)
    assert [error.where for error in skipped] == [str(tmp_path / "first")]
