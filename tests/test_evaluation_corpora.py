"""Corpora of others are read as released, told by content, and scored by what both sides know."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kg.cli import main
from kg.errors import GoldError
from kg.evaluation.corpora import AnnotatedText, Corpus, Label, parse_corpus, read_corpus
from kg.evaluation.mentions import DATA, METHOD, TYPE_MAPS, Stretch, annotated, found, tally_mentions
from kg.evaluation.tokens import joined
from kg.records import EntityType, ExtractedEntity, Extraction, Field, Kind, Mention, Paper, Role

SCIERC = """-DOCSTART- NN O O

We NN O O
fold NN O O
widgets NN O O
with NN O O
the NN O O
Zibbo NN O I-Method
folder NN O I-Method
-LRB- NN O I-Method
ZF NN O B-Method
-RRB- NN O O

ZF NN O I-Method
wins NN O O
. NN O O

-DOCSTART- NN O O

GribbleBank NN O I-Material
helps NN O O
folding NN O I-Task
"""

TDMSCI = """On\t100\tO
Gribble\t103\tB-DATASET
-\t110\tI-DATASET
2\t111\tI-DATASET
and\t113\tO
folding\t117\tB-TASK

WobbleQA\t200\tB-DATASET
GribbleQA\t209\tB-DATASET
.\t218\tO
"""

SCIREX = {
    "id": "s1",
    "title": "Zibbo - Nets",
    "words": ["The", "Zibbo", "-", "Net", "wins", "on", "GribbleBank", "(", "folding", ")", "."],
    "sentences": [[0, 11]],
    "ner": [[6, 7, "Material"], [1, 4, "Method"], [8, 9, "Task"]],
}

SCIER_TOKENS = {
    "doc_key": "d1",
    "sentences": [["Zibbo", "wins", "."], ["GribbleBank", "too", "."]],
    "ner": [[[0, 0, "Method"]], [[3, 3, "Dataset"]]],
    "relations": [[], []],
}

SCIER_SENTENCES = {
    "doc_id": "d1",
    "sentence": "Zibbo beats Wobble, and Zibbo folds GribbleBank.",
    "ner": [["Zibbo", "Method"], ["Wobble", "Method"], ["Zibbo", "Method"], ["GribbleBank", "Dataset"]],
    "rel": [],
}

SCIERC_TOKENS = {**SCIER_TOKENS, "ner": [[[0, 0, "Method"]], [[3, 3, "Material"]]]}


def lines(*records: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def shown(text: AnnotatedText) -> list[tuple[str, str]]:
    return [(text.paper.abstract[start:end], kind) for start, end, kind in text.labels]


@pytest.mark.parametrize(
    ("content", "corpus", "labels"),
    [
        (
            SCIERC,
            Corpus.SCIERC,
            [
                [("Zibbo folder (", "Method"), ("ZF", "Method"), ("ZF", "Method")],
                [("GribbleBank", "Material"), ("folding", "Task")],
            ],
        ),
        (
            TDMSCI,
            Corpus.TDMSCI,
            [[("Gribble-2", "Dataset"), ("folding", "Task")], [("WobbleQA", "Dataset"), ("GribbleQA", "Dataset")]],
        ),
        (
            lines(SCIREX),
            Corpus.SCIREX,
            [[("Zibbo-Net", "Method"), ("GribbleBank", "Material"), ("folding", "Task")]],
        ),
        (lines(SCIER_TOKENS), Corpus.SCIER, [[("Zibbo", "Method"), ("GribbleBank", "Dataset")]]),
        (lines(SCIERC_TOKENS), Corpus.SCIERC, [[("Zibbo", "Method"), ("GribbleBank", "Material")]]),
        (
            lines(SCIER_SENTENCES),
            Corpus.SCIER,
            [[("Zibbo", "Method"), ("Wobble", "Method"), ("Zibbo", "Method"), ("GribbleBank", "Dataset")]],
        ),
    ],
)
def test_a_corpus_is_told_by_its_content(content: str, corpus: Corpus, labels: list[list[tuple[str, str]]]) -> None:
    told, texts = parse_corpus(content.splitlines(keepends=True))
    assert told is corpus
    assert [shown(text) for text in texts] == labels
    assert len({text.paper.id for text in texts}) == len(texts)


def test_texts_read_like_texts() -> None:
    texts = [parse_corpus(content.splitlines())[1] for content in (SCIERC, TDMSCI, lines(SCIREX))]
    assert [text.paper.abstract for one in texts for text in one] == [
        "We fold widgets with the Zibbo folder (ZF) ZF wins.",
        "GribbleBank helps folding",
        "On Gribble-2 and folding",
        "WobbleQA GribbleQA.",
        "The Zibbo-Net wins on GribbleBank (folding).",
    ]
    assert texts[2][0].paper.title == "Zibbo-Nets"


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("It 's 5 % , i.e. 2 : 1 .", "It's 5%, i.e. 2: 1."),
        ("a -LSB- b -RSB- { c }", "a [b] {c}"),
        ("`` Zibbo '' wins", "“Zibbo” wins"),
        ("Zibbo - Wobble", "Zibbo - Wobble"),
        ("do n't", "don't"),
        ("", ""),
    ],
)
def test_tokens_are_joined_as_a_writer_would(tokens: str, text: str) -> None:
    made, places = joined(tokens.split())
    assert made == text
    assert len(places) == len(tokens.split())
    assert "".join(made[start:end] for start, end in places) == made.replace(" ", "")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds nothing"),
        ("\n\n", "holds nothing"),
        ("-DOCSTART- NN O O\n\n", "holds no text"),
        ("Dear Sir or Madam,\n", r"file:1: of no known corpus"),
        ("one two three four\n", r"file:1: of no known corpus"),
        ("-DOCSTART- NN O O\n\nZibbo NN O\n", r"file:3: not a token with three columns"),
        ("-DOCSTART- NN O O\n\nZibbo NN O X-Method\n", r"file:3: not a token with three columns"),
        ("On\t0\tO\nZibbo\t3\n", r"file:2: not a token with its offset"),
        ("Zibbo\t0\tO\nWobble\t4\tO\n", r"file:2: the token begins before"),
        ("Zibbo\t0\tO\nWobble\t900000000000\tO\n", r"file:2: .* or far behind it"),
        (f"Zibbo\t0\tO\nWobble\t{'9' * 5000}\tO\n", r"file:2: .* or far behind it"),
        ('{"words": ["a"]}\n', r"file:1: not an annotated text \('ner' is missing\)"),
        ('{"words": ["a"], "ner": [[0, 2, "Method"]]}\n', r"file:1: .*words 0 to 1 are not in the text"),
        ('{"words": ["a"], "ner": [["x", 2, "Method"]]}\n', r"file:1: not an annotated text"),
        ('{"words": [1], "ner": []}\n', r"file:1: not an annotated text"),
        ('{"words": 5, "ner": []}\n', r"file:1: not an annotated text"),
        ('{"sentences": [["a"]], "ner": [[[0]]]}\n', r"file:1: not an annotated text"),
        ('{"sentence": "a b", "ner": [["c", "Method"]]}\n', r"file:1: .*'c' does not stand"),
        ('{"sentence": "a b", "ner": [["", "Method"]]}\n', r"file:1: .*does not stand"),
        ('{"title": "a"}\n', r"file:1: .*neither words nor sentences"),
        ("{\n", r"file:1: not an annotated text"),
        ("{" + '"a":[' * 5000 + "\n", r"file:1: not an annotated text"),
        (lines(SCIREX) + lines(SCIER_SENTENCES), "mixes the forms"),
        (lines(SCIREX) + "[1]\n", r"file:2: not an annotated text"),
    ],
)
def test_a_broken_file_is_refused_in_one_line(content: str, says: str) -> None:
    with pytest.raises(GoldError, match=says) as caught:
        parse_corpus(content.splitlines(keepends=True), "file")
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.conll").write_bytes("für NN O O".encode("latin-1"))
    for name, says in (("latin.conll", "not UTF-8"), ("absent", "no such file"), ("", "cannot be read")):
        with pytest.raises(GoldError, match=says):
            read_corpus(tmp_path / name)


# Scores -------------------------------------------------------------------------------------------------------------


def mention(text: str, start: int, field: Field = Field.ABSTRACT) -> Mention:
    return Mention(text, field, start, start + len(text))


def extracted(type_: EntityType, *mentions: Mention) -> ExtractedEntity:
    return ExtractedEntity(mentions[0].text, type_, Kind.NAMED, Role.USES, 0.9, mentions)


def test_only_types_that_both_sides_know_are_scored() -> None:
    text = AnnotatedText(Paper("p", "", ""), (Label(0, 5, "Method"), Label(6, 9, "Task"), Label(10, 12, "Material")))
    extraction = Extraction(
        text.paper,
        (
            extracted(EntityType.METHOD, mention("Zibbo", 0), mention("Zibbo", 0, Field.TITLE)),
            extracted(EntityType.BENCHMARK, mention("GB", 10)),
            extracted(EntityType.HARDWARE, mention("Q90", 20)),
        ),
    )
    both = {Stretch(0, 5, METHOD), Stretch(10, 12, DATA)}
    assert annotated(text, TYPE_MAPS[Corpus.SCIERC]) == found(extraction, TYPE_MAPS[Corpus.SCIERC]) == both
    assert annotated(text, TYPE_MAPS[Corpus.TDMSCI]) == frozenset()
    assert found(extraction, TYPE_MAPS[Corpus.TDMSCI]) == {Stretch(10, 12, DATA)}


@pytest.mark.parametrize(
    ("gold", "predicted", "strict", "partial"),
    [
        ([(0, 5)], [(0, 5)], (1, 0, 0), (1, 0, 0)),
        ([(0, 5)], [(0, 4)], (0, 1, 1), (1, 0, 0)),
        ([(0, 5)], [(5, 9)], (0, 1, 1), (0, 1, 1)),
        ([(0, 9)], [(0, 4), (5, 9)], (0, 1, 2), (1, 0, 1)),
        ([(0, 4), (5, 9)], [(0, 9)], (0, 2, 1), (1, 1, 0)),
        ([(0, 4), (0, 9)], [(0, 9)], (1, 1, 0), (1, 1, 0)),
        ([(0, 4)], [], (0, 1, 0), (0, 1, 0)),
    ],
)
def test_a_mention_counts_once(
    gold: list[tuple[int, int]],
    predicted: list[tuple[int, int]],
    strict: tuple[int, int, int],
    partial: tuple[int, int, int],
) -> None:
    sides = [frozenset(Stretch(*place, METHOD) for place in places) for places in (gold, predicted)]
    tallies = tally_mentions(*sides)
    assert (tuple(tallies["all, strict"]), tuple(tallies["all, partial"])) == (strict, partial)
    assert tallies["Method, strict"] == tallies["all, strict"]


def test_another_type_is_not_right_anywhere() -> None:
    tallies = tally_mentions(frozenset({Stretch(0, 5, METHOD)}), frozenset({Stretch(0, 5, DATA)}))
    assert set(map(tuple, (tallies["all, strict"], tallies["all, partial"]))) == {(0, 1, 1)}


# The command --------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["evaluate", *arguments], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


PLAIN = {**SCIREX, "words": "We train ResNet - 50 on ImageNet .".split(), "ner": [[6, 7, "Material"], [2, 5, "Method"]]}


@pytest.mark.parametrize("name", ["auto", "scirex"])
def test_evaluate_scores_a_corpus(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(lines(PLAIN), encoding="utf-8")
    status, out, _ = run("--corpus", name, str(path))
    assert status == 0
    assert "Material as Dataset|Benchmark" in out
    rows = {tuple(line.split()[:2]): line.split()[2:] for line in out.splitlines()}
    assert rows["Method,", "strict"] == ["1.000", "1.000", "1.000", "1.000", "to", "1.000", "1", "1"]
    status, out, _ = run("--corpus", name, str(path), "--format", "json")
    told = json.loads(out)
    assert (told["corpus"], told["texts"], told["scores"]["all, partial"]["f1"]) == ("scirex", 1, 1.0)


def test_evaluate_shows_published_figures_beside_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_text(SCIERC, encoding="utf-8")
    _, out, _ = run("--corpus", "scierc", str(path))
    assert [line.split(":")[0] for line in out.splitlines()[-2:]] == ["beside it, F1 0.699", "beside it, F1 0.218"]


def test_a_corpus_by_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.conll"
    path.write_text(SCIERC, encoding="utf-8")
    status, out, error = run("--corpus", "scirex", str(path))
    assert (status, out) == (1, "")
    assert error == f"kg: {path}: is of scierc, not of scirex; ask with --corpus scierc\n"
    status, out, error = run("--corpus", "scierc", str(path), "--papers", "x.jsonl")
    assert (status, out) == (2, "")
