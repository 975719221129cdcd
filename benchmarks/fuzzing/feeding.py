"""What is fed: each reader with what its answers must keep to, whatever came in."""

import io
import json
import os
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Final

from fuzzing import parquet_lies, samples, serving
from fuzzing.watching import Target
from kg import rdf
from kg.anchoring import as_written
from kg.annotated import read_records
from kg.documents.cleaning import clean
from kg.documents.merging import merge_papers
from kg.documents.opening import source_of
from kg.documents.reading import parse_papers
from kg.errors import DocumentError, GraphFileError
from kg.evaluation.annotations import parse_annotations
from kg.evaluation.corpora import parse_corpus
from kg.extraction.pipeline import extract, load_pipeline
from kg.graph import KnowledgeGraph
from kg.jsonl import extraction_to_json, parse_jsonl
from kg.page import to_html
from kg.quoting import check_quotes
from kg.records import Contents, Extraction, Paper
from kg.resolution import resolve
from kg.tables import to_csv, to_graphml
from kg.tables.node_link import from_node_link, to_node_link
from kg.vocabulary import Vocabulary, read_vocabulary

LONG_READING: Final = 4000


def document(data: bytes) -> str:
    """Read a document of papers."""
    kinds = set()
    papers = []
    for found in parse_papers(source_of(io.BytesIO(data), name="papers", where="papers")):
        if isinstance(found, DocumentError):
            assert "\n" not in str(found)
            kinds.add(found.problem.split(" ")[0])
        else:
            _check(found)
            papers.append(found)
    ids = [paper.id for paper in merge_papers(papers)]
    assert len(ids) == len(set(ids)), "two papers have one identifier"
    return f"{min(len(papers), 4)} {sorted(kinds)}"


def parquet_of_lies(data: bytes) -> str:
    """Read a Parquet file whose parts do not agree."""
    return document(parquet_lies.lying(data))


def _check(paper: Paper) -> None:
    for text in (paper.title, paper.abstract):
        assert clean(text) == text, "cleaning what is clean changes it"
        assert not unseen(text), f"a text holds what cannot be seen: {unseen(text)}"
    assert paper.title, "no title"
    assert paper.id, "no identifier"
    repr(paper).encode()
    assert not paper.url or paper.url.startswith(("http://", "https://")), f"no address of the web: {paper.url}"
    assert len(paper.date) <= 10, "no date"


def unseen(text: str) -> list[str]:
    """Return the characters that steer or hide text: controls, formats, surrogates, and spaces but the plain one."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp", "Zs")
    return [f"U+{ord(each):04X}" for each in text if each != " " and unicodedata.category(each) in kinds]


def text(data: bytes) -> str:
    """Clean a text, and anchor what is read from it."""
    given = data.decode(errors="surrogateescape")
    cleaned = clean(given)
    assert clean(cleaned) == cleaned, "cleaning what is clean changes it"
    assert not unseen(cleaned), f"a text holds what cannot be seen: {unseen(cleaned)}"
    cleaned.encode()
    return f"{len(cleaned).bit_length()}"


@cache
def _folder() -> Path:
    shared = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="fuzzing-", dir=shared if shared.is_dir() else None))


_NUMBERS: Final = count()


def _file(data: bytes) -> Path:
    """Return a file of its own time: what reads files may remember them by size and time."""
    path = _folder() / "input"
    path.write_bytes(data)
    os.utime(path, ns=(next(_NUMBERS), next(_NUMBERS)))
    return path


def vocabulary(data: bytes) -> str:
    """Read a vocabulary, and look up what it names."""
    concepts = read_vocabulary(_file(data))
    known = Vocabulary(concepts)
    for concept in concepts:
        for label in concept.labels:
            label.encode()
            assert concept in known.candidates(label), f"{label!r} is not found by its own name"
    return f"{len(concepts)} concepts"


def graph(syntax: rdf.Syntax, data: bytes) -> str:
    """Read a graph; what is read can be written and read again."""
    found = rdf.parse(data, syntax)
    assert rdf.parse(rdf.serialise(found, syntax), syntax) == found, "another graph comes back"
    _used(found)
    return f"{len(found.facts)} facts"


def _used(contents: Contents) -> None:
    """Use a graph as the commands do that show it."""
    found = KnowledgeGraph(contents)
    for entity in found.entities():
        assert entity in found.find(entity.name)
        list(found.facts(subject=entity))
        found.neighbours(entity)
    found.papers(mentions=next((entity.name for entity in found.entities()), "nothing")) if contents.entities else []
    to_graphml(contents)
    to_csv(contents)
    if len(contents.facts) != 3 or len(contents.entities) != 3:
        to_html(contents)


def node_link(data: bytes) -> str:
    """Read a graph as JSON; what is read can be written and read again."""
    try:
        found = from_node_link(data.decode())
    except UnicodeDecodeError as error:
        raise GraphFileError("not UTF-8 text", where="graph") from error
    assert from_node_link(to_node_link(found)) == found, "another graph comes back"
    _used(found)
    return f"{len(found.facts)} facts"


@cache
def _pipeline() -> Callable[[Paper], Extraction]:
    nlp = load_pipeline()
    return lambda paper: next(extract([paper], nlp))


def extraction(data: bytes) -> str:
    """Read a paper with the pipeline, and resolve what it says."""
    title, _, abstract = data.decode(errors="replace").partition("\n")
    record = {"title": title or "A title", "abstract": abstract}
    (raw,) = read(json.dumps(record).encode())
    if isinstance(raw, DocumentError):
        raise raw
    found = _pipeline()(raw)
    for each in found.entities:
        for mention in each.mentions:
            assert raw.text(mention.field)[mention.start : mention.end] == mention.text, "a mention is not its slice"
    written = as_written(found)
    for each in written.entities:
        for mention in each.mentions:
            assert written.paper.text(mention.field)[mention.start : mention.end] == mention.text, "no slice as written"
    contents = resolve([found], ())
    check_quotes(contents)
    assert rdf.parse(rdf.to_turtle(contents)) == contents, "another graph comes back"
    return f"{len(found.entities)} {len(found.relations)} {len(found.results)}"


def read(data: bytes) -> list[Paper | DocumentError]:
    """Return the papers of a document."""
    return list(parse_papers(source_of(io.BytesIO(data), name="papers", where="papers")))


_PAPER: Final = Paper("2401.00001", "FooNet: Fast & Small Widgets", "We propose FooNet. FooNet beats QuuxNet on GLUE.")


@cache
def _records() -> bytes:
    return samples.lines([extraction_to_json(_pipeline()(_PAPER))])


def records(data: bytes) -> str:
    """Read extraction records, and write them again."""
    found = list(parse_jsonl(data.decode(errors="replace").split("\n"), {_PAPER.id: _PAPER}))
    for each in found:
        extraction_to_json(each)
    return f"{len(found)}"


def gold(data: bytes) -> str:
    """Read annotation records, by both readers."""
    found = list(parse_annotations(data.decode(errors="replace").split("\n"), "gold"))
    assert len(read_records(_file(data.decode(errors="replace").encode()))) == len(found)
    return f"{len(found)}"


def corpus(data: bytes) -> str:
    """Read a corpus that others annotated."""
    kind, found = parse_corpus(data.decode(errors="replace").split("\n"), "corpus")
    for each in found:
        for label in each.labels:
            assert 0 <= label.start <= label.end <= len(each.paper.abstract), "a label outside of its text"
    return f"{kind} {min(len(found), 3)}"


CORPORA: Final = (
    b"-DOCSTART- -X- -X- O\n\nWe NN O O\nuse NN O O\nFoo NN O B-Method\nNet NN O I-Method\n. NN O O\n",
    b"We\t0\tO\nuse\t3\tO\nZeta\t7\tB-DATASET\n\nOn\t0\tO\nQux\t3\tB-TASK\nfold\t7\tI-TASK\n",
    b'{"doc_key": "d1", "sentences": [["We", "use", "FooNet", "."]], "ner": [[[2, 2, "Method"]]], "relations": [[]]}\n',
    b'{"doc_id": "d", "words": ["We", "use", "FooNet"], "sentences": [[0, 3]], "ner": [[2, 3, "Method"]], "sections": [[0, 3]]}\n',
    b'{"doc_id": "d", "sentence": "We use FooNet.", "ner": [["FooNet", "Method"]], "rel": [], "rel_plus": []}\n',
)
GOLD: Final = samples.lines(
    [
        {
            "id": "t1",
            "arxiv": "2401.00001",
            "title": "FooNet",
            "entities": [
                {
                    "name": "FooNet",
                    "type": "Method",
                    "kind": "named",
                    "role": "introduces",
                    "mentions": ["FooNet", "FN"],
                }
            ],
            "relations": [{"head": "FooNet", "type": "extends", "tail": "BarNet", "confidence": 0.5}],
            "results": [{"method": "FooNet", "metric": "speedup", "value": "1.7x", "on": None, "versus": None}],
            "held_out": False,
        }
    ]
)
WORDS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "json": tuple(
        b'"title" "abstract" "id" "data" "results" "paper" "versions" "doi" "year" : , { } [ ] 1e400 -0'.split(b" ")
    ),
    "xml": tuple(
        b"<entry> </entry> <title> </title> <summary> <!DOCTYPE&x; <!ENTITY &x; xmlns= <?xml encoding='utf-7'?> <?x?>".split(
            b" "
        )
    ),
    "bibtex": tuple(
        b'@article{ @misc( @string{ @comment{ title abstract year month = # { } \\" \\{ , jan eprint id doi'.split(b" ")
    ),
    "turtle": tuple(
        b'method:x skos:prefLabel skos:altLabel skos:broader kg:kind kg:named kg:Method a ; . , [] () <urn:x> _:b @en ^^ true << >> @base @prefix """'.split(
            b" "
        )
    ),
    "latex": tuple(
        b"\\cite{ \\frac{ \\begin{ $ $$ { } \\\\ \\( \\) \\[ \\] ^{ _{ \\\"o \\unicode{x \\text{ \\sqrt[ ~ `` '' <i> </i> &amp; \\b{eta}".split(
            b" "
        )
    ),
    "prose": tuple(
        b"FooNet LoRA GLUE ImageNet A100 H100 8x80GB (LoRA) 3.5% 1.7x outperforms extends , . : we propose on - / ( ) e.g. et al.".split(
            b" "
        )
    ),
    "digest": tuple(
        b"Mar 14|2025-03-14|Subscribe|By Ada|Abstract:|12 comments|Ada Example, Bo Sample|https://x|2 days ago|We show".split(
            b"|"
        )
    ),
}

TARGETS: Final[Mapping[str, Callable[[], Target]]] = {
    "atom": lambda: Target([samples.ATOM], document, WORDS["xml"]),
    "bibtex": lambda: Target([samples.BIBTEX], document, WORDS["bibtex"]),
    "delimited": lambda: Target(samples.CSV, document, (b",", b"\t", b'"', b'""', b"\r\n", b"title", b";")),
    "digest": lambda: Target(samples.DIGEST, document, WORDS["digest"]),
    "json": lambda: Target(samples.JSON, document, WORDS["json"]),
    "json-lines": lambda: Target([samples.JSON_LINES], document, WORDS["json"]),
    "parquet": lambda: Target([samples.PARQUET], document),
    "parquet-lies": lambda: Target(parquet_lies.RECIPES, parquet_of_lies, parquet_lies.WORDS),
    "packed": lambda: Target(samples.PACKED, document),
    "text": lambda: Target(samples.PROSE, text, WORDS["latex"]),
    "vocabulary": lambda: Target([samples.VOCABULARY], vocabulary, WORDS["turtle"]),
    **{
        f"graph-{syntax}": partial(
            lambda syntax: Target([rdf.serialise(samples.contents(), syntax)], partial(graph, syntax), WORDS["turtle"]),
            syntax,
        )
        for syntax in rdf.Syntax
    },
    "node-link": lambda: Target([to_node_link(samples.contents()).encode()], node_link, WORDS["json"]),
    "extraction": lambda: _pipeline() and Target([*samples.DIGEST, *samples.PROSE], extraction, WORDS["prose"]),
    "records": lambda: Target([_records()], records, WORDS["json"]),
    "gold": lambda: Target([GOLD], gold, WORDS["json"]),
    "corpora": lambda: Target(CORPORA, corpus, (b"B-X", b"I-X", b"O", b"\t", b" ", b"-DOCSTART-", b"[0, 1]")),
    **serving.TARGETS,
}
"""What can be fed, by name; each is made when it is asked for."""
