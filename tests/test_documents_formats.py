"""Every format gives the same papers, plain or compressed, and is told by content alone; invented papers only."""

import gzip
import io
import json
from collections.abc import Callable

import pyarrow
import pyarrow.parquet
import pytest
import zstandard

from kg.documents.detection import Format, format_of
from kg.documents.opening import source_of
from kg.documents.reading import parse_papers
from kg.errors import DocumentError
from kg.records import Paper

FOO = {
    "id": "2401.00001",
    "title": "FooNet: Fast & Small",
    "abstract": "We bake FooNet, a net. It runs at 3% of the cost.",
}
BAR = {
    "id": "2401.00002",
    "title": "How Small Can a Bar Be?",
    "abstract": 'Bars differ, "really". We measure 12 of them.',
}
ROWS = [FOO, BAR]


def lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def inverted(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for at, word in enumerate(text.split(" ")):
        index.setdefault(word, []).append(at)
    return index


def delimited(delimiter: str) -> bytes:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    rows = [delimiter.join(quoted(row[name]) for name in ("id", "title", "abstract")) for row in ROWS]
    return "\r\n".join([delimiter.join(["ID", "Title", "Abstract"]), *rows, ""]).encode()


def parquet() -> bytes:
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([row | {"extra": 1} for row in ROWS]), buffer)
    return buffer.getvalue()


def atom() -> bytes:
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{row['id']}v2</id><published>2024-01-01T00:00:00Z</published>"
        f"<title>{row['title'].replace('&', '&amp;')}</title>\n<summary>\n  {row['abstract']}\n</summary>"
        f"<author><name>Ada Example</name></author></entry>\n"
        for row in ROWS
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>Query</title>'
    return f"{head}\n{entries}</feed>\n".encode()


def bibtex() -> bytes:
    return (
        "% a comment\n@string{arx = {2401.}}\n@comment{none}\n"
        f"@article{{foo24,\n  title = {{{{FooNet}}: Fast \\& {{S}}mall}},\n  abstract = {{{FOO['abstract']}}},\n"
        "  eprint = arx # {00001}, year = 2024, month = jan,\n}\n"
        f'@misc(bar, title = "How Small Can a {{Bar}} Be?",\n abstract = {{{BAR["abstract"]}}},\n'
        ' eprint = "2401.00002")\n'
    ).encode()


CASES: dict[str, tuple[Format, bytes]] = {
    "json lines": (Format.JSON_LINES, lines(ROWS)),
    "arxiv dump": (
        Format.JSON_LINES,
        lines(
            [
                row
                | {"authors": "A. Example", "versions": [{"version": "v1", "created": "Mon, 1 Jan 2024 00:00:00 GMT"}]}
                for row in ROWS
            ]
        ),
    ),
    "json array": (Format.JSON, json.dumps(ROWS).encode()),
    "json array, indented": (Format.JSON, json.dumps(ROWS, indent=2).encode()),
    "json results": (Format.JSON, json.dumps({"meta": {"count": 2}, "results": ROWS, "group_by": []}).encode()),
    "json data, indented": (Format.JSON, json.dumps({"total": 2, "data": ROWS}, indent=1).encode()),
    "one object after the other": (Format.JSON, b"\n".join(json.dumps(row, indent=1).encode() for row in ROWS)),
    "answers line by line": (Format.JSON_LINES, b"".join(json.dumps({"data": [row]}).encode() + b"\n" for row in ROWS)),
    "openalex": (
        Format.JSON,
        json.dumps(
            {
                "results": [
                    {
                        "id": f"https://openalex.org/W{number}000000",
                        "doi": f"https://doi.org/10.48550/arxiv.{row['id']}",
                        "display_name": row["title"],
                        "abstract_inverted_index": inverted(row["abstract"]),
                    }
                    for number, row in enumerate(ROWS, 1)
                ]
            }
        ).encode(),
    ),
    "semantic scholar": (
        Format.JSON,
        json.dumps(
            {
                "data": [
                    {
                        "paperId": f"{number:040x}",
                        "externalIds": {"ArXiv": row["id"]},
                        "title": row["title"],
                        "abstract": row["abstract"],
                    }
                    for number, row in enumerate(ROWS)
                ]
            }
        ).encode(),
    ),
    "daily papers": (
        Format.JSON,
        json.dumps(
            [
                {
                    "paper": {"id": row["id"], "title": row["title"], "summary": row["abstract"]},
                    "title": "Other",
                    "numComments": 2,
                }
                for row in ROWS
            ]
        ).encode(),
    ),
    "atom": (Format.ATOM, atom()),
    "bibtex": (Format.BIBTEX, bibtex()),
    "csv": (Format.DELIMITED, delimited(",")),
    "csv with semicolons": (Format.DELIMITED, delimited(";")),
    "tsv": (Format.DELIMITED, delimited("\t")),
    "parquet": (Format.PARQUET, parquet()),
    "digest": (
        Format.DIGEST,
        f"Subscribe\n\nMar 14\n\n{FOO['title']}\n\n{FOO['abstract']}\n\n{BAR['title']}\n\n{BAR['abstract']}\n".encode(),
    ),
}
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "gzip": gzip.compress,
    "gzip in two members": lambda data: gzip.compress(data[:50]) + gzip.compress(data[50:]),
    "gzip, padded": lambda data: gzip.compress(data) + b"\0" * 512,
    "zstd": zstandard.compress,
    "zstd in two frames": lambda data: zstandard.compress(data[:50]) + zstandard.compress(data[50:]),
}


def papers_in(data: bytes) -> list[Paper | DocumentError]:
    return list(parse_papers(source_of(io.BytesIO(data), name="papers", where="papers")))


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("case", CASES)
def test_every_format_gives_the_same_papers(case: str, packing: str) -> None:
    expected, data = CASES[case]
    packed = PACKINGS[packing](data)
    assert format_of(source_of(io.BytesIO(packed), name="", where="")) is expected
    papers = [paper for paper in papers_in(packed) if isinstance(paper, Paper)]
    assert [(paper.title, paper.abstract) for paper in papers] == [(row["title"], row["abstract"]) for row in ROWS]


@pytest.mark.parametrize("case", sorted(set(CASES) - {"digest"}))
def test_every_format_with_identifiers_gives_pages(case: str) -> None:
    papers = [paper for paper in papers_in(CASES[case][1]) if isinstance(paper, Paper)]
    assert [paper.url for paper in papers] == [f"https://arxiv.org/abs/{row['id']}" for row in ROWS]
    if case not in {"openalex", "semantic scholar"}:
        assert [paper.id for paper in papers] == [row["id"] for row in ROWS]


@pytest.mark.parametrize(
    ("case", "iso"), [("arxiv dump", "2024-01-01"), ("atom", "2024-01-01"), ("bibtex", "2024-01"), ("csv", "")]
)
def test_dates_where_known(case: str, iso: str) -> None:
    paper = papers_in(CASES[case][1])[0]
    assert isinstance(paper, Paper)
    assert paper.date == iso


@pytest.mark.parametrize("case", sorted(set(CASES) - {"parquet", "atom"}))
def test_encodings_with_a_mark(case: str) -> None:
    data = CASES[case][1]
    assert papers_in(b"\xef\xbb\xbf" + data) == papers_in(data)
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert papers_in(mark + data.decode().encode(encoding)) == papers_in(data)


def test_atom_in_other_encodings() -> None:
    text = atom().decode().replace("bake", "b\u00e4ke")
    expected = papers_in(text.encode())
    assert papers_in(text.replace("UTF-8", "ISO-8859-1").encode("latin-1")) == expected
    assert papers_in(text.replace("UTF-8", "UTF-16").encode("utf-16")) == expected


@pytest.mark.parametrize(
    ("data", "position"),
    [
        (CASES["json lines"][1], [1, 2]),
        (b"\n" + CASES["json lines"][1], [2, 3]),
        (CASES["json array"][1], [1, 2]),
        (CASES["parquet"][1], [1, 2]),
        (CASES["csv"][1], [2, 3]),
        (CASES["bibtex"][1], [4, 9]),
        (CASES["atom"][1], [3, 7]),
    ],
)
def test_positions(data: bytes, position: list[int]) -> None:
    assert [paper.places[0].position for paper in papers_in(data) if isinstance(paper, Paper)] == position


def test_rows_of_several_lines() -> None:
    data = b'title,abstract\n"Foo\n Bar","One.\nTwo."\n\nBaz,Three.\nQux\n'
    found = [
        (paper.title, paper.abstract, paper.places[0].position) for paper in papers_in(data) if isinstance(paper, Paper)
    ]
    assert found == [("Foo Bar", "One. Two.", 2), ("Baz", "Three.", 6), ("Qux", "", 7)]


def test_a_return_without_line_feed_is_a_space() -> None:
    found = [
        (paper.title, paper.abstract)
        for paper in papers_in(b"title,abstract\r\nFoo\rBar,One.\r\n")
        if isinstance(paper, Paper)
    ]
    assert found == [("Foo Bar", "One.")]


def test_records_longer_than_the_look_ahead() -> None:
    long = [row | {"abstract": "word " * 15_000} for row in ROWS]
    for data in (lines(long), json.dumps({"results": long}).encode(), json.dumps(long, indent=1).encode()):
        assert [paper.title for paper in papers_in(data) if isinstance(paper, Paper)] == [row["title"] for row in ROWS]


def test_a_record_with_results_of_its_own_is_no_wrapper() -> None:
    (paper,) = papers_in(json.dumps(FOO | {"results": [{"metric": "size"}]}).encode())
    assert isinstance(paper, Paper)
    assert paper.title == FOO["title"]
