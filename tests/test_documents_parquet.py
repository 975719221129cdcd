"""Parquet in every encoding gives the same papers, and is weighed by what its pages say, whatever it says of itself."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fuzzing.parquet_lies import BASES, changed

from kg.documents import parquet, parquet_weights
from kg.documents.opening import source_of
from kg.documents.parquet_weights import Plan, Scales
from kg.documents.reading import parse_papers
from kg.documents.thrift import CutError, Type, Value, read_struct
from kg.errors import DocumentError
from kg.records import Paper

ROWS = [
    {"id": f"2401.0000{at}", "title": f"FooNet {at}", "abstract": f"We bake FooNet {at}, a net.", "date": "2025-03-14"}
    for at in range(9)
]


def written(table: pa.Table | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS) if table is None else table, out, **options)
    return out.getvalue()


def titled(abstracts: pa.Array) -> pa.Table:
    return pa.table({"title": [f"Foo {at}" for at in range(len(abstracts))], "abstract": abstracts})


def read(data: bytes) -> list[Paper | str]:
    found: list[Paper | str] = []
    try:
        papers = parse_papers(source_of(io.BytesIO(data), name="f", where="f"))
        found.extend(str(each) if isinstance(each, DocumentError) else each for each in papers)
    except DocumentError as error:
        found.append(str(error))
    return found


def told(data: bytes) -> str:
    """What is told of a document that is given up at once."""
    (only,) = read(data)
    assert isinstance(only, str), only
    return only


DELTAS = {"title": "DELTA_LENGTH_BYTE_ARRAY", "abstract": "DELTA_BYTE_ARRAY", "id": "PLAIN", "date": "PLAIN"}
WAYS: dict[str, dict[str, object]] = {
    "dictionary": {},
    "plain": {"use_dictionary": False, "compression": "none"},
    "plain after a full dictionary": {"dictionary_pagesize_limit": 16, "write_batch_size": 1},
    "differences": {"use_dictionary": False, "column_encoding": DELTAS},
    "second version": {"data_page_version": "2.0", "compression": "zstd"},
    "a row a page": {"write_batch_size": 1, "data_page_size": 1, "use_dictionary": False},
    "row groups": {"row_group_size": 2, "compression": "gzip"},
    "checksums and an index": {"write_page_checksum": True, "write_page_index": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_papers_are_the_same_however_they_are_encoded(way: str) -> None:
    papers = read(written(**WAYS[way]))
    assert [(paper.id, paper.title, paper.abstract) for paper in papers if isinstance(paper, Paper)] == [
        (row["id"], row["title"], row["abstract"]) for row in ROWS
    ]


@pytest.mark.parametrize(
    ("times", "dates"),
    [
        (pa.array([1_741_910_400_000_000_001], pa.timestamp("ns")), ["2025-03-14"]),
        (pa.array([1_741_910_400_000_000], pa.timestamp("us", "Nowhere/Known")), ["2025-03-14"]),
        (pa.array([1_741_910_400], pa.timestamp("s", "Europe/Paris")), ["2025-03-14"]),
        (pa.array([1 << 60], pa.timestamp("us")), [""]),
        (pa.array([None], pa.timestamp("us")), [""]),
    ],
)
def test_a_time_that_python_has_not_spoils_no_paper(times: pa.Array, dates: list[str]) -> None:
    papers = read(written(pa.table({"title": ["Foo"], "published": times})))
    assert [paper.date for paper in papers if isinstance(paper, Paper)] == dates


@pytest.mark.parametrize("base", BASES)
def test_a_file_put_together_again_is_read_as_before(base: str) -> None:
    honest = BASES[base]()
    assert read(changed(honest, ())) == read(honest)


def twice() -> bytes:
    """A file whose second row group stands where the first stands."""
    data = written(
        pa.table({"title": [f"Foo {at}" for at in range(3000)]}),
        row_group_size=2900, use_dictionary=False, compression="none",
    )  # fmt: skip
    first = pq.read_metadata(io.BytesIO(data)).row_group(0).column(0)
    fields = {5: 2900, 7: first.total_compressed_size, 9: first.data_page_offset}
    return changed(data, ["group 1 3 2900", *(f"column 1 0 3.{field} {value}" for field, value in fields.items())])


LONG = written(titled(pa.array(["a" * 300_000, "b"])), compression="zstd", use_dictionary=False, write_statistics=False)
SHORT = titled(pa.array(["We bake."] * 8))
FIXED = written(titled(pa.array([b"a" * 5000] * 3, pa.binary(5000))))
LISTS = written(
    titled(pa.array([["We bake nets"] * 40] * 3)),
    use_dictionary=False, column_encoding={"title": "PLAIN", "abstract.list.element": "DELTA_BYTE_ARRAY"},
)  # fmt: skip
REFUSED: dict[str, tuple[bytes, dict[str, int], str]] = {
    "more than the description says": (changed(LONG, ["column 0 1 3.6 100"]), {"_LARGE": 1 << 18}, "rows of 300,0"),
    "bytes that are not there": (changed(LONG, ["page 1 3 0"]), {}, "damaged Parquet data ("),
    "pages that are large together": (LONG, {"_PAGES": 1 << 18}, "pages of 300,0"),
    "a width that no page has": (changed(FIXED, ["schema 2 2 1000000000"]), {}, "pages of 1,000,000,1"),
    "statistics that do not fit": (
        changed(written(use_dictionary=False), ["schema 1 1 7", "schema 1 2 9"]), {}, "damaged Parquet data (",
    ),
    "rows without end": (changed(written(), ["group 0 3 4000000000"]), {}, "4,000,000,000 rows in "),
    "rows of nothing": (written(pa.table({"title": pa.nulls(70_000, pa.string())})), {}, "70,000 rows in "),
    "lists of differences": (LISTS, {"_IN_LISTS": 1 << 11}, "lists in abstract.list.element that may come to more"),
    "a long description": (written(), {"_DESCRIPTION": 100}, "a description of "),
    "a description without end": (
        LONG[:-8] + b"\xff\xff\xff\x7fPAR1", {}, "damaged Parquet data (a description that is longer than the file)",
    ),
    "pages beyond the end": (
        changed(written(), ["column 0 0 3.9 100000000", "column 0 0 3.11 100000000"]), {}, "damaged Parquet data (",
    ),
    "a page of no size": (changed(written(), ["page 0 3 -1"]), {}, "damaged Parquet data (no number in field 3"),
    "no column of papers": (written(pa.table({"foo": [1]})), {}, "no columns with names that papers have"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_fill_the_memory_is_refused_before_it_is_unpacked(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, limits, start = REFUSED[case]
    for name, limit in limits.items():
        monkeypatch.setattr(parquet_weights, name, limit)
    assert told(data).startswith(f"f: {start}")


def test_what_only_looks_like_much_is_read() -> None:
    assert len(read(LONG)) == 2
    assert len(read(LISTS)) == 3
    assert plan(LONG).rows == 256
    assert len(read(written(pa.table({"title": ["Foo"] * 10_000})))) == 10_000


def test_pages_of_another_kind_are_passed_over() -> None:
    assert read(changed(written(), ["again 1", "page 1 1 1"])) == read(written())


def test_a_row_group_without_all_columns_is_told() -> None:
    scales = Scales(io.BytesIO(written(SHORT)), source_of(io.BytesIO(), name="f", where="f"))
    described = pq.read_metadata(io.BytesIO(written()))
    with pytest.raises(ValueError, match="fewer columns"):
        scales.weigh(described, 0, [3])


def test_a_column_with_columns_in_it_is_a_record_of_its_own() -> None:
    [paper] = read(written(pa.table({"paper": [{"id": "2401.00001", "title": "Foo", "summary": "We bake."}]})))
    assert isinstance(paper, Paper)
    assert (paper.id, paper.title, paper.abstract) == ("2401.00001", "Foo", "We bake.")


def test_no_room_for_what_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    assert told(written()).startswith("f: cannot be unpacked (no space left on device); free some space in ")


def test_a_header_may_be_longer_than_most() -> None:
    titles = ["Foo" * 300, "Bar" * 300]
    long = written(pa.table({"title": titles}), write_statistics=["title"], write_page_index=False)
    assert [paper.title for paper in read(long) if isinstance(paper, Paper)] == titles


def test_rows_that_stand_in_two_places_are_read_once() -> None:
    found = read(twice())
    assert len(found) == 2901
    assert str(found[-1]).startswith("f: 5,800 rows in ")


def test_columns_within_a_column_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_COLUMNS", 3)
    inner = pa.StructArray.from_arrays([pa.array(["We bake."])] * 3, list("abc"))
    assert told(written(titled(inner))).startswith("f: 4 columns with names that papers have")


def plan(data: bytes, group: int = 0) -> Plan:
    file = io.BytesIO(data)
    scales = Scales(file, source_of(io.BytesIO(data), name="f", where="f"))
    described = pq.read_metadata(file)
    return scales.weigh(described, group, range(len(described.schema)))


HUNDREDS = titled(pa.array(["a" * 100] * 8))
PAGES = {"write_batch_size": 1, "data_page_size": 1, "compression": "none"}


@pytest.mark.parametrize(
    ("data", "at_once", "rows", "shared"),
    [
        (written(SHORT), 1 << 26, 256, ["title", "abstract"]),
        (written(SHORT, use_dictionary=False, column_encoding=DELTAS), 1 << 26, 256, []),
        (written(titled(pa.array([b"a" * 5000] * 3, pa.binary(5000)))), 50_000, 10, ["title"]),
        # pages of 110 and 15 bytes, each with one value: one less than fit, as the first is met in part
        (written(HUNDREDS, use_dictionary=False, **PAGES), 1 << 12, 31, ["title", "abstract"]),
        (written(HUNDREDS, use_dictionary=False, **PAGES), 1, 1, ["title", "abstract"]),
        # a text may be as long as its page, whatever the others are
        (written(HUNDREDS, use_dictionary=False, column_encoding=DELTAS, compression="none"), 4000, 5, []),
    ],
)
def test_so_many_rows_are_read_at_once_as_fit(
    data: bytes, at_once: int, rows: int, shared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_weights, "_AT_ONCE", at_once)
    assert plan(data) == Plan(rows, shared)


# Thrift ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"\x00", {}),
        (b"\x11\x12\x00", {1: Value(Type.TRUE, 0), 2: Value(Type.FALSE, 0)}),
        (b"\x13\xff\x00", {1: Value(Type.I8, 255)}),
        (b"\x05\x04\x01\x00", {2: Value(Type.I32, -1)}),
        (b"\xf6\x80\x01\x00", {15: Value(Type.I64, 64)}),
        (b"\x17abcdefgh\x00", {1: Value(Type.DOUBLE, b"abcdefgh")}),
        (b"\x18\x02ab\x00", {1: Value(Type.BINARY, b"ab")}),
        (b"\x19\x21\x01\x02\x00", {1: Value(Type.LIST, (Value(Type.TRUE, 0), Value(Type.FALSE, 0)))}),
        (b"\x19\xf3\x01\x07\x00", {1: Value(Type.LIST, (Value(Type.I8, 7),))}),
        (b"\x1b\x01\x38\x07\x01a\x00", {1: Value(Type.MAP, (Value(Type.I8, 7), Value(Type.BINARY, b"a")))}),
        (b"\x1b\x00\x00", {1: Value(Type.MAP, ())}),
        (b"\x1c\x15\x02\x00\x00", {1: Value(Type.STRUCT, {1: Value(Type.I32, 1)})}),
    ],
)
def test_a_structure_is_read_whole(data: bytes, fields: dict[int, Value]) -> None:
    assert read_struct(data + b"more") == (fields, len(data))
    for end in range(len(data)):
        with pytest.raises(CutError):
            read_struct(data[:end])


def test_only_what_is_asked_for_is_kept() -> None:
    data = b"\x19\x1c\x15\x02\x15\x04\x00" + b"\x19\x21\x01\x02" + b"\x1c\x15\x08\x00" + b"\x18\x01a" + b"\x11\x00"
    fields, end = read_struct(data, kept={1: {2: {}}, 4: {}})
    row = Value(Type.STRUCT, {2: Value(Type.I32, 2)})
    assert fields == {1: Value(Type.LIST, (row,)), 4: Value(Type.BINARY, b"a")}
    assert end == len(data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x1c" * 30, "too deep"),
        (b"\x19" + b"\x19" * 30, "too deep"),
        (b"\x15\x02\x05\x02\x02\x00", "twice"),
        (b"\x1d\x00", "no type"),
        (b"\x15\x80\x80\x80\x80\x10\x00", "more than 32 bits"),
        (b"\x15" + b"\x80" * 5 + b"\x00", "without end"),
    ],
)
def test_what_is_no_structure_is_told(data: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_struct(data)
    with pytest.raises(ValueError, match=problem):
        read_struct(b"\x15\x02" + data, kept={1: {}})
