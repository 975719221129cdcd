"""Exports that were added to or taken from are those of a fresh build, and what is known is not read again."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from kg import readings
from kg.build import add, build, remove
from kg.errors import DocumentError, ExportError, UnknownNameError
from kg.exports import FORMATS
from kg.paths import SEEDS
from kg.store import NAME as STORE

Write = Callable[..., Path]


def record(number: int, **fields: Any) -> dict[str, Any]:
    text = (
        f"We propose GribbleNet-{number}, an extension of LoRA. GribbleNet-{number} outperforms WobbleNet{number % 3} "
        f"on ImageNet by {number}.5% and runs on {number + 1} A100 GPUs."
    )
    return {"id": f"2401.{number:05}", "title": f"GribbleNet-{number}: Folding Widgets", "abstract": text, **fields}


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writing(name: str, records: Iterable[dict[str, Any]]) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")
        return path

    return writing


def exports_in(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.name != STORE}


def same(one: Path, other: Path) -> bool:
    ours, theirs = exports_in(one), exports_in(other)
    assert sorted(ours) == sorted(theirs)
    return [name for name in ours if ours[name] != theirs[name]] == []


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The identifiers of the papers that are read, as they are read."""
    names: list[str] = []
    real = readings.extract_all

    def watched(papers: Any, *arguments: Any) -> Any:
        many = list(papers)
        names.extend(paper.id for paper in many)
        return real(many, *arguments)

    monkeypatch.setattr(readings, "extract_all", watched)
    return names


def test_papers_are_added_as_if_they_had_been_there(tmp_path: Path, write: Write, read: list[str]) -> None:
    first = write("first.jsonl", [record(1), record(2), record(3, abstract="We fold $O(n^2)$ widgets by LoRA.")])
    # One is new; one is known by its title under another name, and says more; one is known as it is.
    more = [
        record(4),
        record(2, id="t2", abstract="We propose GribbleNet-2, which beats QLoRA on GLUE. " * 9),
        record(1),
    ]
    second = write("second.jsonl", more)
    build([first], tmp_path / "grown", recogniser="rules", formats=FORMATS, base="https://example.org/")
    del read[:]
    report = add([second], tmp_path / "grown")
    assert read == ["2401.00002", "2401.00004"]
    assert report.papers == 4
    build([second, first], tmp_path / "fresh", recogniser="rules", formats=FORMATS, base="https://example.org/")
    assert same(tmp_path / "grown", tmp_path / "fresh")
    del read[:]
    add([second, first], tmp_path / "grown", jobs=2)
    assert read == []
    assert same(tmp_path / "grown", tmp_path / "fresh")


def test_papers_are_taken_out_as_if_they_had_never_been_there(tmp_path: Path, write: Write, read: list[str]) -> None:
    for number in range(5):
        write(f"papers/{number}.jsonl", [record(number)])
    again = write("papers/again.jsonl", [record(3, id="t3")])
    build([tmp_path / "papers"], tmp_path / "shrunk", recogniser="rules", min_confidence=0.3)
    del read[:]
    remove(["2401.00001", "gribblenet 3, folding widgets"], tmp_path / "shrunk")
    assert read == []
    for path in (again, tmp_path / "papers" / "1.jsonl", tmp_path / "papers" / "3.jsonl"):
        path.unlink()
    build([tmp_path / "papers"], tmp_path / "fresh", recogniser="rules", min_confidence=0.3)
    assert same(tmp_path / "shrunk", tmp_path / "fresh")


def test_a_file_of_which_some_is_left_is_an_input_still(tmp_path: Path, write: Write) -> None:
    build([write("papers.jsonl", map(record, range(3)))], tmp_path / "out", recogniser="rules")
    remove(["2401.00001"], tmp_path / "out")
    lines = (tmp_path / "out" / "extractions.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["2401.00000", "2401.00002"]
    assert "papers.jsonl" in (tmp_path / "out" / "ro-crate-metadata.json").read_text(encoding="utf-8")
    assert "GribbleNet-1" not in (tmp_path / "out" / "graph.ttl").read_text(encoding="utf-8")


def test_what_is_added_may_make_two_papers_one(tmp_path: Path, write: Write) -> None:
    by_id, by_title = record(1, id="a1", title="Widgets"), record(2, id="b2", title="On Folding")
    link = record(3, id="a1", title="On Folding")
    first, second = write("first.jsonl", [by_id, by_title]), write("second.jsonl", [link])
    assert build([first], tmp_path / "grown", recogniser="rules").papers == 2
    assert add([second], tmp_path / "grown").papers == 1
    build([first, second], tmp_path / "fresh", recogniser="rules")
    assert same(tmp_path / "grown", tmp_path / "fresh")


@pytest.mark.parametrize("seed", range(2))
def test_whatever_the_way_the_same_papers_give_the_same_bytes(tmp_path: Path, write: Write, seed: int) -> None:
    draw = random.Random(seed)
    records = [[record(draw.randrange(12), id=f"x{draw.randrange(9)}") for _ in range(3)] for _ in range(3)]
    files = [write(f"{number}.jsonl", each) for number, each in enumerate(records)]
    draw.shuffle(files)
    build(files[:1], tmp_path / "grown", recogniser="rules")
    for file in files[1:]:
        add([file], tmp_path / "grown", jobs=draw.choice((1, 2)))
    build(sorted(files), tmp_path / "fresh", recogniser="rules")
    assert same(tmp_path / "grown", tmp_path / "fresh")


def test_names_of_ones_own_make_known_papers_read_anew(tmp_path: Path, write: Write, read: list[str]) -> None:
    papers = write("papers.jsonl", [record(1)])
    names = tmp_path / "names.ttl"
    names.write_text(
        "@prefix kg: <https://w3id.org/abstract-kg/ontology#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        "@prefix method: <https://w3id.org/abstract-kg/id/method/> .\n"
        'method:widget-folding a kg:Method ; kg:kind kg:technique ; skos:prefLabel "widget folding" .\n',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    for vocabulary, expected in (([], 1), ([], 1), ([names], 2), ([names], 2)):
        build([papers], out, recogniser="rules", vocabulary=vocabulary)
        assert len(read) == expected
    names.write_text(names.read_text(encoding="utf-8").replace("widget folding", "folding widgets"), encoding="utf-8")
    add([write("more.jsonl", [record(2)])], out)
    assert len(read) == 4
    assert "method/widget-folding" in (out / "graph.json").read_text(encoding="utf-8")


def test_a_build_that_was_interrupted_goes_on(tmp_path: Path, write: Write, read: list[str]) -> None:
    papers, out = write("papers.jsonl", map(record, range(250))), tmp_path / "out"

    def interrupted(said: Iterable[Any], total: int) -> Iterable[Any]:
        for count, each in enumerate(said):
            if count == 220:
                raise KeyboardInterrupt
            yield each

    with pytest.raises(KeyboardInterrupt):
        build([papers], out, recogniser="rules", track=interrupted)
    assert exports_in(out) == {}
    del read[:]
    build([papers], out, recogniser="rules")
    assert len(read) == 30
    build([papers], tmp_path / "fresh", recogniser="rules")
    assert same(out, tmp_path / "fresh")


def test_a_build_that_was_killed_goes_on(tmp_path: Path) -> None:
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    build(SEEDS, fresh, recogniser="rules")
    command = [sys.executable, "-m", "kg", "build", str(SEEDS), "-o", str(out), "--recogniser", "rules"]
    for seconds in (0.6, 0.9, 1.2):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(seconds)
        process.kill()
        process.wait()
    build(SEEDS, out, recogniser="rules")
    assert same(out, fresh)


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path, write: Write) -> None:
    left = tmp_path / "out" / ".kg-build-left"
    (left / ".kg-part").mkdir(parents=True)
    for half in (left / "graph.ttl", left / ".kg-part" / "graph.html"):
        half.write_text("half", encoding="utf-8")
    build([write("papers.jsonl", [record(1)])], tmp_path / "out", recogniser="rules")
    assert not left.exists()


def test_changes_that_cannot_be_made_are_told_and_change_nothing(tmp_path: Path, write: Write) -> None:
    papers, out = write("papers.jsonl", [record(1)]), tmp_path / "out"
    with pytest.raises(ExportError, match="no build to change; make one with `kg build`"):
        add([papers], out)
    assert not out.exists()
    build([papers], out, recogniser="rules")
    before = exports_in(out)
    with pytest.raises(DocumentError, match="absent"):
        add([tmp_path / "absent"], out)
    with pytest.raises(UnknownNameError, match="no such paper"):
        remove(["ZibboNet"], out)
    with pytest.raises(UnknownNameError, match="no paper would be left"):
        remove(["2401.00001"], out)
    assert exports_in(out) == before


def test_a_build_that_knows_all_its_papers_loads_no_spacy(tmp_path: Path, write: Write) -> None:
    papers, out = write("papers.jsonl", [record(number) for number in range(3)]), tmp_path / "out"
    build([papers], out, recogniser="rules")
    program = (
        "import sys; from kg.build import build; build([sys.argv[1]], sys.argv[2], recogniser='rules');"
        "sys.exit('spacy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(papers), str(out)], check=False).returncode == 0
