"""Bad input gets one line that says what, where and what to do, and the rest is read on; invented papers only."""

import gzip
import io
import json
import sys
from pathlib import Path

import pytest
import zstandard

from kg.documents import read_papers
from kg.documents.json_lines import read_json_lines
from kg.documents.opening import source_of
from kg.documents.reading import parse_papers
from kg.documents.shapes import RawRecord, to_paper
from kg.errors import DocumentError
from kg.records import Field, Place

GOOD = b'{"id": "t1", "title": "Foo", "abstract": "We bake."}\n'


def read(*paths: Path | str) -> tuple[list[str], list[str]]:
    skipped: list[DocumentError] = []
    titles = [paper.title for paper in read_papers(paths, on_skip=skipped.append)]
    return titles, [str(error) for error in skipped]


def written(folder: Path, data: bytes, name: str = "papers.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


XML = b'<?xml version="1.0"?>\n'
SUPPORTED = "give digest text, JSON Lines, JSON, Atom XML, BibTeX, CSV, TSV or Parquet, plain or as gzip or zstd"
DATE_LINE = "a digest has a date line such as Mar 14 above its first title"
NO_PAPER = "no paper in it; give each paper a title, and its abstract below or beside it"
UTF8 = "save the file as UTF-8"
WHOLE = {
    "empty": (b"", "the file is empty; remove it, or put papers into it"),
    "blank": (b" \n\n", "the file is empty; remove it, or put papers into it"),
    "empty gzip": (gzip.compress(b""), "the file is empty; remove it, or put papers into it"),
    "pdf": (b"%PDF-1.7\n\x00", f"a PDF file; {SUPPORTED}"),
    "binary": (bytes(range(256)), f"binary data of unknown kind; {SUPPORTED}"),
    "prose": (
        b"Dear all,\nhere is a text.\n",
        f"text of no known kind; {SUPPORTED}; {DATE_LINE}",
    ),
    "web page": (
        b"<!DOCTYPE html><html></html>",
        f"a web page; {SUPPORTED}; {DATE_LINE}",
    ),
    "date alone": (b"Mar 14\n", NO_PAPER),
    "empty list": (b"[]", NO_PAPER),
    "header alone": (b"id,title\n", NO_PAPER),
    "parquet": (b"PAR1nonsense", "damaged Parquet data"),
    "cut gzip": (gzip.compress(GOOD * 9)[:-9], "the gzip data break off; make the gzip file anew"),
    "cut zstd": (zstandard.compress(GOOD * 9)[:-9], "the zstd data break off; make the zstd file anew"),
    "bad gzip": (b"\x1f\x8b\x08\x00junkjunkjunk", "damaged gzip data"),
    "bad zstd": (b"\x28\xb5\x2f\xfdjunkjunkjunk", "damaged zstd data"),
    "bad utf-16": (b"\xff\xfeM\x00\x00\xdca\x00", "not valid UTF-16 text; save the file as UTF-8"),
    "unknown encoding": (
        b'<?xml version="1.0" encoding="UTN-8"?>\n<feed/>',
        "broken XML: it declares an encoding that is not known; save the file as UTF-8",
    ),
    "header that only looks like one": (b"id,title\x0bx,y\n1,Foo,We bake.\n", f"text of no known kind; {SUPPORTED}"),
    "no feed": (XML + b"<feed></feed>", "XML without an Atom entry; give a feed as arXiv's interface returns it"),
}
RECORDS: dict[str, tuple[bytes, int, int, str]] = {
    "broken line": (
        GOOD * 6 + b'{"title": "Foo", "abstract"\n' + GOOD,
        7,
        7,
        "broken JSON: Expecting ':' delimiter at column 28; mend or remove the record",
    ),
    "no title": (
        GOOD + b'{"abstract": "We bake."}\n' + GOOD,
        2,
        2,
        "a record without title; give it a title or remove it",
    ),
    "blank title": (
        GOOD + b'{"title": " \\u200b", "abstract": "We bake."}\n' + GOOD,
        2,
        2,
        "a record without title; give it a title or remove it",
    ),
    "title of wrong type": (
        GOOD + b'{"title": 7}\n' + GOOD,
        2,
        2,
        "title is no text; write its title in quotes",
    ),
    "abstract of wrong type": (
        GOOD + b'{"title": "Foo", "abstract": {"a": 1}}\n' + GOOD,
        2,
        2,
        "abstract is no text; write its abstract in quotes",
    ),
    "list in a line": (
        GOOD + b"7\n" + GOOD,
        2,
        2,
        'no JSON object; write {"title": ..., "abstract": ...}',
    ),
    "deep line": (
        GOOD + b"[" * 200_000 + b"\n" + GOOD,
        2,
        2,
        "broken JSON: nested too deep or too large a number",
    ),
    "line in Latin-1": (
        GOOD + b'{"title": "F\xf6o"}\n' + GOOD,
        2,
        2,
        f"not UTF-8 text: byte 0xf6 at offset {len(GOOD) + 12}; save the file as UTF-8",
    ),
    "record of an array": (
        b'[{"title": "A"},\n {"title": "B",},\n {"title": "C"}]',
        2,
        2,
        "broken JSON: Expecting property name enclosed in double quotes at column 15",
    ),
    "number in an array": (
        b'[{"title": "A"},\n 7, {"title": "C"}]',
        2,
        2,
        "no JSON object",
    ),
    "end of an array": (
        b'[{"title": "A"}, {"title": "B"},\n {"title": "C"',
        2,
        2,
        "broken JSON: the file ends within a record; mend the file, or write one record a line",
    ),
    "end of an object in an array": (
        b'[{"title": "A"},\n }]',
        1,
        2,
        "broken JSON: no value where one must stand; mend the file, or write one record a line",
    ),
    "array in Latin-1": (
        b'[{"title": "A"},\n {"title": "F\xf6o"},\n {"title": "C"}]',
        2,
        2,
        "not UTF-8 text: byte 0xf6; save the file as UTF-8",
    ),
    "comma in an array": (
        b'[{"title": "A"}\n {"title": "B"}]',
        1,
        2,
        "broken JSON: no , where one must stand",
    ),
    "row with too many cells": (
        b"title,abstract\nA,One\nB,Two,three\nC,Four\n",
        2,
        3,
        "3 cells where the header has 2; put cells that hold the delimiter in quotation marks",
    ),
    "row with bad quotes": (
        b'title,abstract\nA,One\n"B"x,Two\nC,Four\n',
        2,
        3,
        "broken row: ',' expected after '\"'; close its quotation marks",
    ),
    "row without title": (
        b"title,abstract\nA,One\n,Two\nC,Four\n",
        2,
        3,
        "a record without title",
    ),
    "entry without end": (
        b"@misc{a, title = {A}}\n@misc{b, title = {B\n@misc{c, title = {C}}\n",
        2,
        2,
        "broken BibTeX entry: a value without end; close its braces and quotation marks",
    ),
    "entry with a field without value": (
        b"@misc{a, title = {A}}\n@misc{b, title = , year = 2024}\n",
        1,
        2,
        "broken BibTeX entry: a field without value; close its braces and quotation marks",
    ),
    "entry without title": (
        b"@misc{a, title = {A}}\n@misc{b, year = 2024}\n",
        1,
        2,
        "a record without title",
    ),
    "feed cut": (
        XML + b"<feed><entry><title>A</title></entry>\n<entry>",
        1,
        3,
        "broken XML: no element found at column 8",
    ),
    "entry of a feed": (
        XML + b"<feed><entry><title>A</title></entry>\n<entry><summary>x</summary></entry></feed>",
        1,
        3,
        "a record without title",
    ),
    "digest in Latin-1": (
        b"Mar 14\n\nFoo Bar Baz\n\nWe b\xe4ke.\n",
        0,
        5,
        "not UTF-8 text: byte 0xe4 at offset 25; save the file as UTF-8",
    ),
}
"""Case to the bytes, how many papers are read all the same, the line that is named, and what is said of it."""


@pytest.mark.parametrize("case", WHOLE)
def test_a_file_that_holds_no_papers(case: str, tmp_path: Path) -> None:
    data, message = WHOLE[case]
    path, good = written(tmp_path, data), written(tmp_path, GOOD, "good")
    titles, errors = read(path, good)
    assert titles == ["Foo"]
    (error,) = errors
    assert error.startswith((f"{path}: {message}", f"{path}:1: {message}"))
    assert "\n" not in error
    with pytest.raises(DocumentError, match=message.split(" ")[0]):
        list(read_papers([path]))


@pytest.mark.parametrize("case", RECORDS)
def test_a_bad_record_spoils_no_other(case: str, tmp_path: Path) -> None:
    data, good, line, message = RECORDS[case]
    path = written(tmp_path, data)
    titles, errors = read(path)
    (error,) = errors
    assert error.startswith(f"{path}:{line}: {message}")
    assert len(titles) == good


def test_no_such_file(tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    assert read(path) == ([], [f"{path}: no such file or directory; check the path and the permissions"])


def test_a_name_that_no_file_can_have() -> None:
    (error,) = read(Path("a" * 5000))[1]
    assert error.endswith(": file name too long; check the path and the permissions")


def test_a_disk_that_fails_while_it_is_read() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(size)

    with pytest.raises(DocumentError, match="f: input/output error; check the path and the permissions"):
        list(parse_papers(source_of(Failing(GOOD), name="f", where="f")))


def test_how_far_reading_is_can_be_shown(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(GOOD * 5))
    taken: list[int] = []
    assert len(list(read_papers([path], on_bytes=taken.append))) == 5
    assert sum(taken) == path.stat().st_size


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    secret = written(tmp_path, b"secret", "secret")
    declared = f'<!DOCTYPE feed [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n'.encode()
    path = written(tmp_path, XML + declared + b"<feed><entry><title>&x;</title></entry></feed>", "feed")
    assert read(path) == (
        [],
        [f"{path}:2: a document type or entity declaration, which is not read; remove the <!DOCTYPE ...>"],
    )


def test_folders_are_read_in_order_and_hidden_files_are_not(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, GOOD.replace(b"Foo", f"In {name}".encode()), "papers")
    written(tmp_path, GOOD.replace(b"Foo", b"On top"), "aa")
    written(tmp_path, b"junk", ".hidden")
    (tmp_path / ".git").mkdir()
    written(tmp_path / ".git", b"junk", "config")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert read(tmp_path) == (["In a", "On top", "In b"], [])


def test_a_folder_without_files(tmp_path: Path) -> None:
    assert read(tmp_path) == ([], [f"{tmp_path}: no file in this folder; give a folder that holds papers"])


def test_a_folder_with_nothing_readable(tmp_path: Path) -> None:
    path = written(tmp_path, b"\x00")
    assert read(tmp_path) == ([], [f"{path}: binary data of unknown kind; {SUPPORTED}"])


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(gzip.compress(GOOD + b"junk\n" + GOOD)))
    monkeypatch.setattr(sys, "stdin", stdin)
    skipped: list[DocumentError] = []
    papers = list(read_papers(["-"], on_skip=skipped.append))
    assert [(paper.places[0].source, paper.places[0].position) for paper in papers] == [("-", 1), ("-", 3)]
    assert [error.where for error in skipped] == ["standard input:2"]


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = written(tmp_path, b"PAR1")
    assert read(path) == ([], [f"{path}: Parquet needs pyarrow; pip install abstract-kg[parquet]"])


def test_without_on_skip_the_first_error_is_raised_after_the_papers_before_it(tmp_path: Path) -> None:
    papers = read_papers([written(tmp_path, GOOD + b"junk\n")])
    assert next(papers).id == "t1"
    with pytest.raises(DocumentError) as caught:
        next(papers)
    assert caught.value.where.endswith(":2")


def test_papers_come_one_by_one(tmp_path: Path) -> None:
    path = written(tmp_path, b"[" + GOOD + b"," + GOOD.strip() + b", never ends")
    assert next(read_papers([path])).title == "Foo"


def test_fields_that_only_look_absent(tmp_path: Path) -> None:
    records = [
        {"id": 7, "title": ["Foo"], "abstract": None},
        {"title": "Bar", "abstract": ["One.", "Two."], "doi": "https://doi.org/10.1000/Bar"},
        {"title": "Baz", "summary": "n/a", "link": "javascript:alert(1)", "year": 2024},
        {"arxiv_id": "2401.00003v2", "title": "Qux", "abstract": "", "url": "https://qux.example/"},
    ]
    path = written(tmp_path, "\n".join(map(json.dumps, records)).encode())
    found = [(paper.id, paper.title, paper.abstract, paper.url, paper.date) for paper in read_papers([path])]
    assert found[0] == ("7", "Foo", "", "", "")
    assert found[1] == ("10.1000/Bar", "Bar", "One. Two.", "https://doi.org/10.1000/Bar", "")
    assert found[2][1:] == ("Baz", "", "", "2024")
    assert found[3] == ("2401.00003", "Qux", "", "https://arxiv.org/abs/2401.00003", "")


def test_no_lone_surrogate_gets_past_the_readers(tmp_path: Path) -> None:
    fields = ("id", "title", "abstract", "url", "date")
    lines = [json.dumps(dict.fromkeys(fields, f"Foo {number} \ud800")) for number in (1, 2)]
    papers = list(read_papers([written(tmp_path, "\n".join(lines).encode())]))
    assert [paper.id for paper in papers] == ["Foo 1 \\ud800", "Foo 2 \\ud800"]
    assert all(repr(paper).encode() for paper in papers)
    assert [paper.text(Field.TITLE) for paper in papers] == ["Foo 1", "Foo 2"]


def test_a_file_name_that_is_no_text_is_spelt_out() -> None:
    source = source_of(io.BytesIO(GOOD), name="p\udcff.jsonl", where="p.jsonl")
    (raw,) = read_json_lines(source)
    assert isinstance(raw, RawRecord)
    assert to_paper(raw, source).places == (Place("p\\udcff.jsonl", 1),)
