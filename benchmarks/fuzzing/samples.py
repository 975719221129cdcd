"""Good inputs to damage: invented papers in every format, a graph of them, names, queries and requests."""

import gzip
import io
import json
from typing import Final

import pyarrow
import pyarrow.parquet
import zstandard

from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    Fact,
    Field,
    Finding,
    Kind,
    Mention,
    Paper,
    Place,
    RelationType,
    Role,
)

ROWS: Final = (
    {
        "id": "2401.00001",
        "title": "FooNet: Fast & Small Widgets",
        "abstract": "We propose FooNet, an extension of BarNet with $2\\times$ fewer widgets. FooNet beats QuuxNet on GLUE by 3\\% "
        "and runs on 8 NVIDIA A100-80GB GPUs.",
        "date": "2025-03-14",
    },
    {
        "id": "10.1000/Bar",
        "title": "How Small Can a \\emph{Bar} Be?",
        "abstract": "Bars differ, ``really''. We measure 12.",
    },
)


def lines(records: list[object]) -> bytes:
    """Return records as JSON Lines."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _indexed(text: str) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for at, word in enumerate(text.split()):
        index.setdefault(word, []).append(at)
    return index


def _parquet() -> bytes:
    out = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([dict(row) for row in ROWS]), out, compression="none")
    return out.getvalue()


OPENALEX: Final = {
    "id": "https://openalex.org/W4385245566",
    "doi": "https://doi.org/10.48550/arxiv.2401.00003",
    "display_name": "BazNet",
    "publication_year": 2024,
    "abstract_inverted_index": _indexed("We bake BazNet and bake it again"),
}
ARXIV: Final = {
    **ROWS[0],
    "versions": [{"version": "v1", "created": "Mon, 1 Jan 2024 00:00:00 GMT"}],
    "update_date": "2024-02-01",
}
SCHOLAR: Final = {
    "paperId": "a" * 40,
    "externalIds": {"ArXiv": "2401.00004"},
    "title": "Qux",
    "abstract": None,
    "year": 2023,
}
DAILY: Final = {
    "paper": {"id": "2401.00005", "title": "Quux", "summary": "We quux.", "publishedAt": "2025-01-02T03:04:05Z"}
}

JSON_LINES: Final = lines([*ROWS, OPENALEX, ARXIV, SCHOLAR, DAILY])
JSON: Final = (
    json.dumps([*ROWS, OPENALEX], indent=1).encode(),
    json.dumps({"meta": {"count": 2, "next": None}, "results": [OPENALEX, SCHOLAR], "group_by": []}).encode(),
    b"\n".join(json.dumps(row, indent=1).encode() for row in ROWS),
    json.dumps({"total": 1, "data": [ARXIV]}).encode(),
)
ATOM: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>Query</title>
<entry><id>http://arxiv.org/abs/2401.00001v2</id><published>2024-01-01T00:00:00Z</published>
<title>FooNet: Fast &amp; Small</title><summary>
  We bake <i>FooNet</i>, a net. It is 3&#37; quicker.</summary><author><name>Ada Example</name></author>
<link href="http://arxiv.org/abs/2401.00001v2" rel="alternate"/><arxiv:doi>10.1000/foo</arxiv:doi></entry>
<entry><id>x</id><title>Bar</title><summary><![CDATA[We bar.]]></summary></entry></feed>
"""
BIBTEX: Final = b"""% a comment
@string{arx = {2401.}, feb = "February"}
@comment{none}
@article{foo24,
  title = {{FooNet}: Fast \\& {S}mall}, author = {Example, Ada and Sample, Bo},
  abstract = {We bake FooNet, a net. It runs at 3\\% of the cost.},
  eprint = arx # {00001}, year = 2024, month = feb,
}
@misc(bar, title = "How Small Can a {Bar} Be?", journal = {arXiv:2401.00002}, year = {2023}, month = 11,
 abstract = {Bars differ.})
"""
CSV: Final = (
    b'ID,Title,Abstract,Date,URL\r\n2401.00001,"FooNet, Fast","We ""bake"" it.\r\nTwice.",Mar 14 2025,https://foo.example/\r\n7,Bar,,,\r\n',
    b"title\tabstract\nFooNet\tWe bake.\n",
    b"id;display_name;summary\n1;FooNet;We bake.\n",
)
DIGEST: Final = (
    b"Subscribe\n12 comments\n\nMar 14\n\nFooNet: Fast & Small Widgets\n\nWe bake FooNet, a net.\nIt runs at 3% of the cost.\n\n"
    b"Bar Is All You Need\nAda Example, Bo van Sample\nAbstract: Bars differ and\nare, as we show, small.\n\n2025-03-19\nQux or Quux?\nWe qux.\n",
    b"March 11, 2025\nOn Widgets\nWidgets fold. We fold them.\nBy the community\nSubmitted on Mar 10\nOn Gadgets\nGadgets do not.\n",
)
PARQUET: Final = _parquet()
PACKED: Final = (
    gzip.compress(JSON_LINES, mtime=0),
    zstandard.compress(JSON_LINES),
    gzip.compress(DIGEST[0][:60], mtime=0) + gzip.compress(DIGEST[0][60:], mtime=0),
    zstandard.compress(CSV[0]) + zstandard.compress(CSV[0]),
    b"\xff\xfe" + DIGEST[0].decode().encode("utf-16-le"),
    b"\xfe\xff" + JSON_LINES.decode().encode("utf-16-be"),
    b"\xef\xbb\xbf" + CSV[0],
    gzip.compress(b"\xff\xfe" + BIBTEX.decode().encode("utf-16-le"), mtime=0),
)
PROSE: Final = tuple(
    text.encode()
    for text in (
        r"a $2\times$ gain of {\bf Foo}, 3\% over \emph{Bar}~\cite{b} by Schr\"odinger in \href{http://x}{text} \frac{1}{2}",
        "<jats:title>Abstract</jats:title><jats:p>We bake 10<sup>3</sup> &amp;amp; <i>more</i> &#945; &lt;think&gt;</jats:p>",
        r"$$\sum_{i=1}^{n} x_i \leq \sqrt{n}$$, \begin{equation} \unicode{x3b1} \end{equation} M$^3$Eval CO$_2$ ``quoted'' 5\,\mu m",
        r"{\'e} \c{c} \"{o} \v{s} \textsuperscript{TM} \SI{5}{GHz} \binom{n}{k} \text{argmax}_x \{1, 2\}_i \footnote{see \url{x}}",
    )
)
VOCABULARY: Final = b"""@prefix kg: <https://w3id.org/abstract-kg/ontology#> .
@prefix method: <https://w3id.org/abstract-kg/id/method/> .
@prefix data: <https://w3id.org/abstract-kg/id/data/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <https://schema.org/> .
# names of nobody
method:zibbo-folding a kg:Method ; kg:kind kg:technique ; skos:prefLabel "zibbo folding" .
method:zibbonet a kg:Method ; kg:kind kg:named ; skos:prefLabel "ZibboNet" ;
    skos:altLabel "ZBN", "Zibbo-Net 2.5"@en ; skos:hiddenLabel "zibonet" ; kg:caseSensitive true ; kg:needsContext "true" ;
    skos:broader method:zibbo-folding ; skos:exactMatch <http://www.wikidata.org/entity/Q1> ; schema:manufacturer "Quux" .
data:zibbobench a kg:Benchmark ; kg:kind kg:named ; skos:prefLabel "ZibboBench" .
"""


def contents() -> Contents:
    """Return what a small graph holds."""
    text = "FooNet beats BarNet on the Q90."
    paper = Paper("p1", "FooNet", text, "https://foo.example/", "2025-03-11", (Place("a.txt", 3, "2025-03-14"),))
    mention = Mention("FooNet", Field.ABSTRACT, 0, 6, "own-name", 8, "80GB")
    said = Evidence("p1", Field.ABSTRACT, 0, len(text), text, 0.8, "beats")
    named = Evidence("p1", Field.ABSTRACT, 0, len(text), text, 0.9, "own", mention)
    return Contents(
        (paper, Paper("10.1000/Bar", "BarNet", "")),
        (
            Entity("hardware/q90", "Q90", EntityType.HARDWARE, Kind.NAMED, maker="Quux"),
            Entity("method/barnet", "BarNet", EntityType.METHOD, Kind.NAMED, exact_match=("urn:x",)),
            Entity(
                "method/foonet",
                "FooNet",
                EntityType.METHOD,
                Kind.NAMED,
                (Alias("FN", "acronym"),),
                None,
                ("method/barnet",),
            ),
        ),
        (
            Fact("method/foonet", RelationType.OUTPERFORMS, "method/barnet", (said,)),
            Fact("p1", Role.INTRODUCES, "method/foonet", (named,)),
            Fact("p1", Role.RUNS_ON, "hardware/q90", (said,)),
        ),
        (Finding("result/1", "p1", "method/foonet", "speedup", "1.7x", "hardware/q90", "method/barnet", said),),
    )
