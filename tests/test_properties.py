"""What holds for any papers, however they are written: what every run must keep to, not examples; invented texts."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg import ontology, rdf, tables
from kg.anchoring import as_written
from kg.documents import merge_papers, read_papers
from kg.extraction.pipeline import extract, load_pipeline
from kg.jsonl import extraction_from_json, extraction_to_json
from kg.network import paper_node
from kg.page import to_html
from kg.quoting import check_quotes
from kg.records import Contents, EntityType, Extraction, Paper
from kg.resolution import Resolver, resolve
from kg.validation import validate
from kg.vocabulary import Vocabulary, read_vocabulary

NAMES = (
    "ZibboNet",
    "Zibbo-Net 2",
    "LoRA",
    "QLoRA",
    "ＬｏＲＡ",
    "LоRA",
    "GLUE",
    "CIFAR-10",
    "NVIDIA A100-80GB",
    "H100s",
    "π0.5",
    "C++",
)
SAYINGS = (
    "We propose {a}, an extension of {b}.",
    "{a} outperforms {b} on {c} by 3.5\\% and is $2\\times$ faster.",
    "Trained on {c} with 8 {a} GPUs, it beats \\emph{{{b}}}.",
    "Widget Folding ({a}) <i>differs</i> from {b} &amp; {c}.",
    "{a}",
)
HOSTILE = (
    "",
    " ",
    "\u202e",
    "\0",
    "\ud800",
    "</script>",
    "=1+1",
    "../",
    "\n\n",
    "e\u0301",
    "🦙",
    '"',
    "\u200b",
    "$",
    "\\",
    "{",
)

odd = st.sampled_from(HOSTILE) | st.text(max_size=5)
sentences = st.builds(
    lambda form, a, b, c, end: form.format(a=a, b=b, c=c) + end,
    st.sampled_from(SAYINGS),
    *(st.sampled_from(NAMES),) * 3,
    odd,
)
titles = st.builds("{}: {}{}".format, st.sampled_from(NAMES), st.sampled_from(("Fast", "On Folding")), odd)
records = st.fixed_dictionaries(
    {"title": titles, "abstract": st.lists(sentences, max_size=4).map(" ".join)},
    optional={
        "id": odd,
        "date": st.sampled_from(("2025-03-14", "Mar 14", "")),
        "url": odd | st.just("https://x.example/"),
    },
)
corpora = st.lists(records, min_size=1, max_size=4)
some = settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@cache
def pipeline() -> Language:
    return load_pipeline(recogniser="rules")


@cache
def known() -> tuple[Any, ...]:
    return read_vocabulary()


def is_closed(latex: str) -> bool:
    """Tell whether each formula and each group has its end."""
    return latex.count("$") % 2 == 0 and latex.count("{") == latex.count("}")


def papers_of(folder: Path, corpus: list[dict[str, str]]) -> list[Paper]:
    path = folder / "papers.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in corpus), encoding="utf-8")
    return list(read_papers([path], on_skip=lambda _: None))


def read(folder: Path, corpus: list[dict[str, str]]) -> list[Extraction]:
    return list(extract(merge_papers(papers_of(folder, corpus)), pipeline()))


def exports(contents: Contents) -> dict[str, bytes | str]:
    written: dict[str, bytes | str] = {syntax: rdf.serialise(contents, syntax) for syntax in rdf.Syntax}
    written |= {
        "json": tables.to_node_link(contents),
        "graphml": tables.to_graphml(contents),
        "html": to_html(contents),
    }
    return written | tables.to_csv(contents)


@given(corpora)
@some
def test_every_mention_is_its_slice(tmp_path: Path, corpus: list[dict[str, str]]) -> None:
    for extraction in read(tmp_path, corpus):
        for said in (extraction, as_written(extraction)):
            for entity in said.entities:
                for mention in entity.mentions:
                    assert said.paper.text(mention.field)[mention.start : mention.end] == mention.text
    check_quotes(resolve(read(tmp_path, corpus), known()))


@given(corpora)
@some
def test_records_come_back_and_make_the_same_facts(tmp_path: Path, corpus: list[dict[str, str]]) -> None:
    # A formula or a group that is left open takes in more of the source than of the text: nothing can undo that.
    assume(all(is_closed(record[field]) for record in corpus for field in ("title", "abstract")))
    found = read(tmp_path, corpus)
    again = [extraction_from_json(json.loads(json.dumps(extraction_to_json(each))), each.paper) for each in found]
    assert again == found
    assert resolve(again, known()) == resolve(found, known())


@given(corpora)
@some
def test_a_graph_comes_back_from_every_lossless_format(tmp_path: Path, corpus: list[dict[str, str]]) -> None:
    contents = resolve(read(tmp_path, corpus), known())
    plain = replace(contents, papers=tuple(replace(paper, written=None) for paper in contents.papers))
    for syntax in rdf.Syntax:
        assert rdf.parse(rdf.serialise(contents, syntax), syntax) == plain
    assert tables.from_node_link(tables.to_node_link(contents)) == plain


@given(corpora, st.randoms())
@some
def test_the_order_of_papers_changes_no_byte(tmp_path: Path, corpus: list[dict[str, str]], random: Any) -> None:
    found = read(tmp_path, corpus)
    written = exports(resolve(found, known()))
    random.shuffle(found)
    again = exports(resolve(found, known()))
    assert [name for name in written if written[name] != again[name]] == []


@given(corpora)
@some
def test_papers_given_twice_or_in_another_order_are_the_same(tmp_path: Path, corpus: list[dict[str, str]]) -> None:
    papers = papers_of(tmp_path, corpus)
    once = merge_papers(papers)
    assert merge_papers(papers + papers) == once
    assert merge_papers(reversed(papers)) == once
    assert merge_papers(once) == once


@given(corpora)
@some
def test_every_iri_is_legal_and_stands_for_one_thing(tmp_path: Path, corpus: list[dict[str, str]]) -> None:
    contents = resolve(read(tmp_path, corpus), known())
    iris = [ontology.entity_iri(each.id) for each in (*contents.entities, *contents.findings)]
    iris += [ontology.paper_iri(paper.id) for paper in contents.papers]
    assert len(iris) == len(set(iris))
    for iri in iris:
        ox.NamedNode(iri)
        assert "/../" not in f"{iri}/"
    assert len({paper_node(paper.id) for paper in contents.papers}) == len(contents.papers)


@given(corpora)
@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_graph_conforms_to_the_shapes(tmp_path: Path, corpus: list[dict[str, str]]) -> None:
    report = validate(resolve(read(tmp_path, corpus), known()))
    assert report.results == ()


@given(st.text(min_size=1, max_size=12), st.sampled_from(EntityType))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_any_name_stands_for_one_thing_that_has_an_iri(name: str, type_: EntityType) -> None:
    if not name.isprintable():
        return
    resolver = Resolver(Vocabulary(known()))
    identifier = resolver.resolve(name, type_).id
    assert resolver.resolve(name, type_).id == identifier
    assert ontology.entity_id(ontology.entity_iri(identifier)) == identifier
    ox.NamedNode(ontology.entity_iri(identifier))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " =", "\r="])
def test_no_cell_of_a_table_is_run_by_a_spreadsheet(tmp_path: Path, sign: str) -> None:
    corpus = [{"title": f"{sign}cmd|' /C calc'!A0 ZibboNet", "abstract": "We propose ZibboNet.", "id": f"{sign}1"}]
    contents = resolve(read(tmp_path, corpus), known())
    for text in tables.to_csv(contents).values():
        for line in text.splitlines():
            assert not line.startswith(("=", "+", "-", "@"))
            assert not any(cell.strip('"').startswith(("=", "+", "@")) for cell in line.split(","))
