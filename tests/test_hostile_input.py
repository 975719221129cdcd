"""What is meant to break a reader is refused in one line or read in bounded time and memory; invented texts only."""

import gzip
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from kg.documents import atom, delimited, digest, json_document, lines, parquet, parquet_weights, read_papers
from kg.documents.cleaning import clean
from kg.documents.opening import source_of
from kg.documents.reading import files_of, parse_papers
from kg.documents.shapes import LONGEST
from kg.errors import DocumentError
from kg.records import Paper

GOOD = b'{"title": "Bar", "abstract": "We bake."}\n'


def read(data: bytes | io.RawIOBase) -> tuple[list[str], list[str]]:
    """The titles in a document, and what is told of it."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else io.BufferedReader(data)
    titles, told = [], []
    try:
        for found in parse_papers(source_of(stream, name="f", where="f")):
            (told if isinstance(found, DocumentError) else titles).append(
                str(found) if isinstance(found, DocumentError) else found.title
            )
    except DocumentError as error:
        told.append(str(error))
    return titles, told


LAUGHS = b'<!DOCTYPE feed [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
QUADRATIC = b'<!DOCTYPE feed [<!ENTITY a "' + b"ha" * 50_000 + b'">]><feed><entry><title>' + b"&a;" * 50_000
DOUBLED = b"@string{a0 = {haha}}\n" + b"".join(b"@string{a%d = a%d # a%d}\n" % (n + 1, n, n) for n in range(60))
NAMED = b"@string{n = {" + b"x" * 1_000_000 + b"}}\n"

REFUSED: dict[str, tuple[bytes, str]] = {
    "a bomb of entities": (LAUGHS + b"]><feed><entry><title>&j;</title></entry></feed>", "f:1: a document type or ent"),
    "a quadratic bomb": (QUADRATIC + b"</title></entry></feed>", "f:1: a document type or entity declaration"),
    "an outer document type": (b'<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/x.dtd"><feed/>', "f:1: a document type or"),
    "an outer parameter entity": (
        b'<!DOCTYPE f [<!ENTITY % x SYSTEM "file:///etc/hosts"> %x;]><f/>',
        "f:1: a document",
    ),
    "brackets 100,000 deep": (b"[" * 100_000 + b"]" * 100_000, "f:1: broken JSON: nested too deep"),
    "objects 100,000 deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "f:1: broken JSON: nested too deep"),
    "a million words": (
        b'{"title": "Foo", "abstract": "' + b"word " * 1_000_000 + b'"}',
        "f:1: abstract of more than 100,000",
    ),
    "a title without end": (b'{"title": "' + b"word " * 30_000 + b'"}', "f:1: title of more than 100,000 characters"),
    "a million places": (
        json.dumps({"title": "Foo", "abstract_inverted_index": {"a": list(range(1_000_000))}}).encode(),
        "f:1: abstract of more than 100,000",
    ),
    "a huge whole number": (
        b'{"title": "Foo", "year": ' + b"9" * 5000 + b"}",
        "f:1: broken JSON: nested too deep or too",
    ),
    "NUL": (b'{"title": "Foo\0"}\n', "f: binary data of unknown kind"),
    "a bomb of bombs": (gzip.compress(gzip.compress(bytes(1 << 20))), "f: binary data of unknown kind"),
    "half of UTF-16": (b"\xff\xfeM\0a\0r", "f: not valid UTF-16 text"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_line(case: str) -> None:
    data, message = REFUSED[case]
    start = time.monotonic()
    titles, told = read(data)
    assert titles == []
    assert told[0].startswith(message), told[0][:200]
    assert all("\n" not in line and len(line) < 300 for line in told)
    assert time.monotonic() - start < 10


class Endless(io.RawIOBase):
    """A file that begins with ``head`` and goes on and on; it counts what was taken."""

    def __init__(self, head: bytes, more: bytes) -> None:
        self.taken = 0
        self._rest = head
        self._more = more * 8192
        self._unit = len(more)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        piece = self._rest[: len(buffer)] or self._more[: len(buffer) // self._unit * self._unit]
        self._rest = self._rest[len(piece) :]
        buffer[: len(piece)] = piece
        self.taken += len(piece)
        return len(piece)


ENDLESS: dict[str, tuple[bytes, bytes, str]] = {
    "a line": (GOOD + b'{"title": "', b"x", "f:2: a line of more than 1 MiB; give one record a line"),
    "a string": (b'[{"title": "', b"x", "f:1: broken JSON: a record of more than 1 MiB"),
    "members": (b'{"a": 1', b', "b": 1', "f:1: broken JSON: a record of more than 1 MiB"),
    "a deep array": (b"[", b"[", "f:1: broken JSON: a record of more than 1 MiB"),
    "an entry": (b"<feed><entry><title>Foo", b"<b>x</b>", "f:1: a record of more than 1 MiB; give one entry a paper"),
    "a tag": (b"<feed><entry x='", b"x", "f:1: a record of more than 1 MiB"),
    "a deep feed": (b"<feed>", b"<a>", "f:1: a record of more than 1 MiB"),
    "a row": (b'title,abstract\nFoo,"', b'\n","', "f:"),
    "a paragraph": (b"Mar 14\nFoo Bar Baz\n", b"we bake\n", "f:"),
    "an abstract": (b"Mar 14\n\nFoo Bar Baz\n\n", b"We bake it.\n\n", "f:"),
    "blanks": (b"Mar 14\n", b" ", "f:2: a line of more than 1 MiB"),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_what_never_ends_is_given_up(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (atom, delimited, digest, json_document, lines):
        monkeypatch.setattr(module, "LIMIT", 1 << 20)
    head, more, message = ENDLESS[case]
    stream = Endless(head, more)
    _, told = read(stream)
    assert told[-1].startswith(message), told
    assert "of more than 1 MiB" in told[-1]
    assert stream.taken < 4 << 20


def test_names_without_end_are_given_up() -> None:
    _, told = read(b"".join(NAMED.replace(b"n =", b"n%d =" % n) for n in range(20)))
    assert told[-1].startswith("f:17: names that stand for more than 16 MiB")


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_compression_bomb_is_given_up_soon(pack: object, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb"
    bomb.write_bytes(pack(GOOD + b'{"title": "' + bytes(b"x" * (64 << 20))))  # type: ignore[operator]
    told: list[DocumentError] = []
    assert [paper.title for paper in read_papers([bomb], on_skip=told.append)] == ["Bar"]
    assert [str(each) for each in told] == [f"{bomb}:2: a line of more than 16 MiB; give one record a line"]


WORDS = [0, 0, 0, 1]
TITLED = {"title": ["Foo"] * 3 + ["Bar"]}


def _parquet(abstracts: pa.Array, **options: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({**TITLED, "abstract": abstracts}), out, compression="zstd", **options)
    return out.getvalue()


def _shared(values: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(WORDS, pa.int32()), pa.array(values))


def _lists(offsets: list[int], values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values)


FOLDED_UP = {
    "a value packed to nothing": (
        lambda: _parquet(pa.array(["a" * (1 << 20), "", "", ""]), use_dictionary=False, write_statistics=False),
        [],
        ["f: rows of 1,04"],
    ),
    "values in lists without end": (
        lambda: _parquet(_lists([0, 0, 0, 1 << 18, 1 << 18], pa.nulls(1 << 18, pa.string()))),
        [],
        ["f: abstract.list.element has 262,147 values in lists; write the file anew, in smaller row groups"],
    ),
    "one long list": (
        lambda: _parquet(_lists([0, 0, 0, 1 << 15, (1 << 15) + 1], pa.array(["a"] * ((1 << 15) + 1)))),
        ["Foo", "Foo", "Bar"],
        ["f:3: a record of more than 0 MiB"],
    ),
    "a long value in many places": (
        lambda: _parquet(_lists([0, 0, 0, 3, 4], _shared(["a" * 50_000, "We bake."]))),
        ["Foo", "Foo", "Bar"],
        ["f:3: a record of more than 0 MiB"],
    ),
}


@pytest.mark.parametrize("case", FOLDED_UP)
def test_a_small_parquet_file_that_stands_for_much_is_given_up(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, limit in (("LIMIT", 1 << 17), ("_LARGE", 1 << 19), ("_VALUES", 1 << 17)):
        monkeypatch.setattr(parquet if name == "LIMIT" else parquet_weights, name, limit)
    make, titles, told = FOLDED_UP[case]
    found = read(make())
    assert found[0] == titles
    assert [line[: len(start)] for line, start in zip(found[1], told, strict=False)] == told


def test_values_that_rows_share_are_read_one_by_one() -> None:
    assert read(_parquet(_shared(["We bake.", "We eat."])))[0] == ["Foo", "Foo", "Foo", "Bar"]


def test_an_abstract_turned_inside_out_is_read_from_parquet_too() -> None:
    index = [{"bake": [1], "We": [0]}] * 4
    places = pa.map_(pa.string(), pa.list_(pa.int32()))
    out = io.BytesIO()
    pq.write_table(
        pa.table({**TITLED, "abstract_inverted_index": pa.array([list(each.items()) for each in index], places)}), out
    )
    source = source_of(io.BytesIO(out.getvalue()), name="f", where="f")
    assert [paper.abstract for paper in parse_papers(source) if isinstance(paper, Paper)] == ["We bake"] * 4


def test_names_that_stand_for_names_twice_over_stay_short() -> None:
    titles, told = read(DOUBLED + b"@misc{x, title = a60}\n")
    assert told[0].startswith("f:20: broken BibTeX entry: a value of more than 1,048,576 characters")
    assert len(titles[0]) < 1000


SLOW = {
    "blanks in BibTeX": b"@misc{a, title = {A}" + b" " * 100_000 + b"= 3}\n",
    "blanks before a key": b"@misc{" + b" " * 100_000 + b"title = {A}}\n",
    "names of authors": b"Mar 14\n\nFoo Bar Baz\n" + b", ".join([b"Aa Bb11111111"] * 20) + b"!\n",
    "one long name": b"Mar 14\n\nFoo Bar Baz\nAa Bb" + b"1" * 20_000 + b"!\n",
    "a month of digits": b"@misc{a, title = {A}, year = 1, month = " + b"9" * 5000 + b"}\n",
    "citations": b'{"title": "A", "abstract": "' + b"\\\\cite[" * 14_000 + b'"}\n',
    "accents": json.dumps({"title": "A", "abstract": "a" + "\u0301\u0316" * 49_000}).encode(),
    "tags": b'{"title": "A", "abstract": "' + b"<p " * 33_000 + b'"}\n',
}


@pytest.mark.parametrize("case", SLOW)
def test_read_in_little_time(case: str) -> None:
    start = time.monotonic()
    titles, told = read(SLOW[case])
    assert titles or told
    assert time.monotonic() - start < 10  # each of these took from half a minute to years


def test_controls_and_hidden_characters_are_no_part_of_a_name(tmp_path: Path) -> None:
    hidden = "\u200b\u200d\u2060\ufeff\u00ad\u202e\u2066\u034f\ufe0f\u3164\U000e0041"
    records = [json.dumps({"title": f"Fo{each}o", "abstract": f"A\x00b\x1b[31m {each}."}) for each in hidden]
    path = tmp_path / "papers.jsonl"
    path.write_text("\n".join(records), encoding="utf-8")
    assert {(paper.title, paper.abstract) for paper in read_papers([path])} == {("Foo", "Ab[31m .")}


@pytest.mark.parametrize(
    "identifier", ["../../etc/passwd", "a b", 'a"b', "a<b>", "..", ".", "a\\b", "{x}", "\u202ex", "a%2F.."]
)
def test_identifiers_make_legal_iris_that_lead_nowhere_else(identifier: str) -> None:
    import pyoxigraph as ox

    from kg.ontology import entity_iri, paper_id, paper_iri

    iri = paper_iri(identifier)
    ox.NamedNode(iri)
    assert "/.." not in iri
    assert not iri.endswith("/.")
    assert paper_id(iri) == identifier
    ox.NamedNode(entity_iri(f"method/{identifier}"))


LOOKALIKES = ("LoRА", "ԼoRA", "L\u03bfRA", "Lo\u211dA1")
"""LoRA with a Cyrillic A, an Armenian L, a Greek o; and one with a digit too many."""


def test_a_name_in_look_alike_letters_is_not_the_thing() -> None:
    from kg.records import EntityType
    from kg.resolution import Resolver
    from kg.vocabulary import Vocabulary, read_vocabulary

    resolver = Resolver(Vocabulary(read_vocabulary()))
    assert resolver.resolve("LoRA", EntityType.METHOD).id == "method/lora"
    assert resolver.resolve("ＬｏＲＡ", EntityType.METHOD).id == "method/lora"  # another form of the same letters
    found = {resolver.resolve(name, EntityType.METHOD).id for name in LOOKALIKES}
    assert len(found) == len(LOOKALIKES)
    assert "method/lora" not in found


def test_folders_in_folders_without_end(tmp_path: Path) -> None:
    folders = [tmp_path]
    for _ in range(1200):  # deeper than Python may call
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    (tmp_path / "papers.jsonl").write_bytes(GOOD)
    assert list(files_of(tmp_path)) == [tmp_path / "papers.jsonl"]
    for folder in reversed(folders[1:]):
        folder.rmdir()


def test_a_folder_that_cannot_be_listed_spoils_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "papers").write_bytes(GOOD)
    listed = Path.iterdir

    def refusing(path: Path) -> Iterator[Path]:
        if path.name == "b":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refusing)
    told: list[DocumentError] = []
    papers: list[Paper] = list(read_papers([tmp_path], on_skip=told.append))
    assert len(papers) == 2
    assert [str(each) for each in told] == [f"{tmp_path / 'b'}: permission denied; check its permissions"]


def test_comments_of_web_pages_are_no_text() -> None:
    assert clean("We <!-- no --> bake") == "We bake"


def test_what_is_as_long_as_may_be_is_read() -> None:
    titles, told = read(json.dumps({"title": "Foo", "abstract": "a" * LONGEST}).encode())
    assert (titles, told) == (["Foo"], [])
