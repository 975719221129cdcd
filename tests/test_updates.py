"""Exports of which only what changes is written are those of a fresh build, and nothing else is taken for good."""

import json
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from kg import making, updates
from kg.build import add, build, remove
from kg.extraction.pipeline import load_pipeline
from kg.extraction.settings import Settings
from kg.store import NAME as STORE
from kg.store import Store

NAMES = ("ZibboNet", "Zibbo-Net 2", "WobbleNet", "LoRA", "QLoRA", "GLUE", "CIFAR-10", "A100", "H100s", "π0.5", "C++")
SAYINGS = (
    "We propose {a}, an extension of {b}.",
    "{a} outperforms {b} on {c} by {n}.5% and is {n}x faster.",
    '{a} extends LoRA & <{b}>, and "{c}" too.',
    "Trained on {c} with {n} {a} GPUs, it beats {b}.",
    "Widget Folding ({a}) differs from {b}\nand {c}, \u2028 by \\{n}.",
)


@cache
def pipeline() -> Language:
    return load_pipeline(recogniser="rules")


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "pipeline", lambda _: pipeline())
    monkeypatch.setattr(making, "MANY", 0)
    monkeypatch.setattr(making, "MOST_CHANGED", 99.0)


@pytest.fixture
def wholly(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders whose exports are written as a whole, as they are."""
    folders: list[Path] = []
    real = making.write_exports

    def watched(built: Any, out: Path, *rest: Any) -> tuple[Path, ...]:
        folders.append(out)
        return real(built, out, *rest)

    monkeypatch.setattr(making, "write_exports", watched)
    return folders


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def writing(name: str, records: Iterable[dict[str, Any]]) -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
        return path

    return writing


def record(number: int, draw: random.Random) -> dict[str, Any]:
    said = [
        draw.choice(SAYINGS).format(
            a=draw.choice(NAMES), b=draw.choice(NAMES), c=draw.choice(NAMES), n=draw.randrange(9)
        )
        for _ in range(draw.randrange(4))
    ]
    fields = {"date": f"2025-03-{number % 28 + 1:02}"} if number % 2 else {"url": f"https://x.example/{number}"}
    return {
        "id": f"p/{number}",
        "title": f'{draw.choice(NAMES)}: "Folding" {number}',
        "abstract": " ".join(said),
        **fields,
    }


def exports_in(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name != STORE}


def different(one: Path, other: Path) -> list[str]:
    ours, theirs = exports_in(one), exports_in(other)
    assert sorted(ours) == sorted(theirs)
    return [name for name in ours if ours[name] != theirs[name]]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_comes_and_goes_the_bytes_are_those_of_a_fresh_build(
    tmp_path: Path, write: Callable[..., Path], wholly: list[Path], seed: int
) -> None:
    draw, out = random.Random(seed), tmp_path / "out"
    how: Any = {"recogniser": "rules", "base": "https://example.org/a'b/"}
    stays = write("stays.jsonl", [record(number, draw) for number in range(100, 130)])
    for step in range(4):
        # A paper that is drawn again says something else, or the same elsewhere.
        texts = random.Random(step % 2)
        papers = [record(number, texts) for number in range(20)]
        comes = write(f"{step % 3}.jsonl", draw.sample(papers, draw.choice((1, 3, 19))))
        report = build([stays, comes], out, jobs=1 + seed, **how)
        fresh = build([stays, comes], tmp_path / f"fresh-{step}", **how)
        assert report == replace(fresh, files=report.files)
        assert different(out, tmp_path / f"fresh-{step}") == []
    assert wholly.count(out) == 1


def test_papers_that_are_added_and_taken_out_again_leave_no_trace(
    tmp_path: Path, write: Callable[..., Path], wholly: list[Path]
) -> None:
    draw, out = random.Random(5), tmp_path / "out"
    one, other = (
        write(f"{name}.jsonl", [record(n, draw) for n in numbers]) for name, numbers in (("a", range(9)), ("b", (9, 3)))
    )
    build([one], out, recogniser="rules")
    before = exports_in(out)
    add([other], out)
    assert exports_in(out) != before
    remove(["p/9"], out)
    build([one], out, recogniser="rules")
    assert exports_in(out) == before
    assert wholly == [out]


@pytest.mark.parametrize(
    "case",
    [
        ({}, 1, False),
        ({}, 2, True),  # what is quoted stands in two records
        ({"id": "p/3"}, 1, True),
        ({"id": "17"}, 1, True),
        ({"title": "Zibbo: folding of 17!"}, 1, True),
        ({"url": "https://arxiv.org/abs/2401.00003v2"}, 1, True),
    ],
)
def test_papers_are_looked_at_again_where_a_record_may_be_of_one_of_them(
    tmp_path: Path,
    write: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
    case: tuple[dict[str, Any], int, bool],
) -> None:
    fields, times, is_looked_at = case
    looked: list[Path] = []
    real = Store.inputs
    monkeypatch.setattr(Store, "inputs", lambda store: looked.append(store.path) or real(store))
    draw, out = random.Random(3), tmp_path / "out"
    texts = "We propose ZibboNet, an extension of LoRA. WobbleNet outperforms LoRA on GLUE by 3.5%."
    many = [{**record(number, draw), "abstract": texts, "date": f"2025-04-0{number + 1}"} for number in range(6)]
    many += [
        {"id": "17", "title": "Zibbo: Folding of 17", "abstract": texts},
        {"id": "2401.00003", "title": "Wobbling", "abstract": texts + " It is fast."},
    ]
    old = write("old.jsonl", [*many, *[many[0] | {"abstract": texts + " It folds."}] * (times - 1)])
    build([old], out, recogniser="rules")
    new = [write(f"{n}.jsonl", [{**record(60 + n, draw), "abstract": texts, **fields}]) for n in range(2)]
    add([new[0]], out)
    assert bool(looked) is is_looked_at
    report = add([new[1]], out)
    fresh = build([old, *new], tmp_path / "fresh", recogniser="rules")
    assert report == replace(fresh, files=report.files)
    assert different(out, tmp_path / "fresh") == []
    remove(["p/2"], out)
    build([old, *new], out, recogniser="rules")
    assert different(out, tmp_path / "fresh") == []


@pytest.mark.parametrize("name", ["graph.ttl", "graph.html", "ro-crate-metadata.json", "extractions.jsonl"])
def test_what_somebody_has_touched_is_not_copied(
    tmp_path: Path, write: Callable[..., Path], wholly: list[Path], name: str
) -> None:
    draw, out = random.Random(1), tmp_path / "out"
    papers = write("papers.jsonl", [record(number, draw) for number in range(3)])
    build([papers], out, recogniser="rules")
    written = exports_in(out)
    text = (out / name).read_bytes()
    (out / name).write_bytes(text.replace(b"Folding", b"Forging"))
    build([papers], out, recogniser="rules")
    (out / name).unlink()
    build([papers], out, recogniser="rules")
    assert exports_in(out) == written
    assert wholly == [out] * 3


@pytest.mark.parametrize(
    "how",
    [
        {"base": "https://example.org/other/"},
        {"min_confidence": 0.5},
        {"formats": ["nt"]},
        {"vocabulary": ["names.ttl"]},
    ],
)
def test_where_another_build_is_asked_for_all_is_written(
    tmp_path: Path, write: Callable[..., Path], wholly: list[Path], how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "names.ttl").write_text("", encoding="utf-8")
    draw, out = random.Random(1), tmp_path / "out"
    papers = write("papers.jsonl", [record(number, draw) for number in range(3)])
    for given in ({}, how, {}):
        build([papers], out, recogniser="rules", **given)
    assert wholly == [out] * 3


def test_code_that_changed_writes_all(
    tmp_path: Path, write: Callable[..., Path], wholly: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = write("papers.jsonl", [record(1, random.Random(1))])
    build([papers], tmp_path, recogniser="rules")
    code = tmp_path / "code"
    code.mkdir()
    (code / "new.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(updates, "CODE", code)
    build([papers], tmp_path, recogniser="rules")
    assert wholly == [tmp_path] * 2


def test_few_papers_are_written_as_a_whole(
    tmp_path: Path, write: Callable[..., Path], wholly: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MANY", 4)
    papers = write("papers.jsonl", [record(number, random.Random(1)) for number in range(3)])
    for _ in range(2):
        build([papers], tmp_path / "out", recogniser="rules")
    assert wholly == [tmp_path / "out"] * 2
