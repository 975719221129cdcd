"""Bad input: one line that says what, where and what to do, the promised exit status, and what is readable is kept."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg.cli import main

GOOD = [{"id": f"g{number}", "title": f"Gribble {number}", "abstract": "We use ResNet-50."} for number in range(1, 10)]


def lines(*records: Any) -> bytes:
    return b"".join(record if isinstance(record, bytes) else f"{json.dumps(record)}\n".encode() for record in records)


FILES: dict[str, bytes] = {
    "good.jsonl": lines(*GOOD),
    "empty.txt": b"",
    "blank.txt": b"\n \n\t\n",
    "binary.txt": bytes(range(256)),
    "picture.jsonl": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "line7.jsonl": lines(*GOOD[:6], b'{"id": "g7", "title": \n', *GOOD[7:]),
    "untitled.jsonl": lines(GOOD[0], {"id": "g2", "abstract": "We use ResNet-50."}, GOOD[2]),
    "only_untitled.jsonl": lines({"id": "g1", "abstract": "We use ResNet-50."}),
    "encoding.jsonl": lines(GOOD[0], '{"id": "g2", "title": "Für", "abstract": "x"}\n'.encode("latin-1"), GOOD[2]),
    "encoding.txt": "Mar 14\nÜber Gribble\nWir benützen ResNet-50.\n".encode("utf-16-le"),
    "prose.txt": b"Dear Sir or Madam,\nplease find our paper attached.\n",
    "vocabulary.ttl": b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n\n<urn:x> a skos:Concept ;;; oops\n",
    "graph.ttl": b"<urn:a> <urn:b> .\n",
    "other.ttl": b"<urn:a> <urn:b> <urn:c> .\n",
    "broken.rq": b"SELECT ?paper WHERE {\n  ?paper a kg:Paper\n  ?paper kg:uses ?x\n",
    "gold.jsonl": lines({"id": "x", "title": "Another Paper", "entities": []}),
    "predicted.jsonl": lines({"id": "g1", "title": "Gribble 1", "entities": []}),
    "broken_gold.jsonl": lines({"id": "x", "title": "Another Paper", "entities": []}, b"{]\n"),
}

Run = Callable[[str], Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command, given as it is typed, in a folder of ``FILES``."""
    monkeypatch.chdir(tmp_path)
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "nothing_readable").mkdir()
    (tmp_path / "nothing_readable" / "letter.txt").write_bytes(FILES["prose.txt"])
    (tmp_path / "no_files").mkdir()
    return lambda command: CliRunner().invoke(main, command.split(), catch_exceptions=False)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("build absent.txt", "absent.txt: no such file or directory; check the path and the permissions"),
        ("extract absent.txt", "absent.txt: no such file or directory; check the path and the permissions"),
        ("build empty.txt", "empty.txt: the file is empty; remove it, or put papers into it"),
        ("build blank.txt", "blank.txt: the file is empty; remove it, or put papers into it"),
        ("build no_files", "no_files: no file in this folder; give a folder that holds papers"),
        ("build nothing_readable", "nothing_readable/letter.txt: text of no known kind; give digest text, .*"),
        ("build binary.txt", "binary.txt: binary data of unknown kind; give .*"),
        ("build picture.jsonl", "picture.jsonl: a PNG image; give .*"),
        ("build only_untitled.jsonl", "only_untitled.jsonl:1: .*title.*; .*"),
        ("build encoding.txt", "encoding.txt: .*; .*"),
        ("build good.jsonl --vocabulary vocabulary.ttl", "vocabulary.ttl:3: .*; .*"),
        ("build good.jsonl --vocabulary absent.ttl", "absent.ttl: [Nn]o such file.*; .*"),
        ("build good.jsonl -o good.jsonl", r"good.jsonl: cannot be made \(file exists\); name another folder"),
        ("build good.jsonl --base nonsense", "nonsense: .*; give an absolute base IRI"),
        ("extract good.jsonl -o no_files", r"no_files: cannot be written \(is a directory\); name a file .*"),
        ("extract good.jsonl -o absent/out.jsonl", r"absent: cannot be written \(no such .*\); name a folder .*"),
        ("query broken.rq --data other.ttl", "broken:.*; .*"),
        ("query absent.rq --data other.ttl", "absent.rq: no such file or directory; name a file of SPARQL"),
        ("query methods --data other.ttl", "methods: there is no such stock query; try methods-introduced.*"),
        ("query ASK{} --data absent.ttl", "absent.ttl: no such file or directory; make a graph with `kg build` .*"),
        ("query ASK{} --data graph.ttl", "graph.ttl:1: is not Turtle .*; .*"),
        ("show Gribble", "exports/graph.ttl: no such file or directory; make a graph with `kg build` .*"),
        ("show Gribble --data graph.ttl", "graph.ttl:1: .*; .*`kg build`"),
        ("show Gribble --data other.ttl", "other.ttl: is no graph of this package; .*`kg build`.*"),
        ("path A B --data absent.json", r"absent.json: cannot be read \(no such file or directory\); .*"),
        ("validate absent.ttl", "absent.ttl: no such file or directory; .*"),
        ("validate graph.ttl", "graph.ttl:1: .*; .*"),
        ("evaluate absent.jsonl", "absent.jsonl: no such file; give a file of annotation records"),
        ("evaluate empty.txt", "empty.txt: holds no record; .*"),
        (
            "evaluate broken_gold.jsonl",
            r"broken_gold.jsonl:2: not an annotation record \(.*\); mend or remove the line",
        ),
        (
            "evaluate gold.jsonl",
            "no texts of the annotated papers; give them with --papers FILE, or to score alone PREDICTED.jsonl",
        ),
        (
            "evaluate gold.jsonl predicted.jsonl",
            "the annotated papers and the predicted ones have no title in common; .*",
        ),
        ("evaluate gold.jsonl --papers absent.jsonl", "absent.jsonl: no such file or directory; .*"),
        ("evaluate gold.jsonl --papers good.jsonl", "the annotated papers and the predicted .*; .*"),
    ],
)
def test_bad_input_is_told_in_one_line(run: Run, command: str, line: str) -> None:
    result = run(command)
    assert re.fullmatch(f"kg: {line}\n", result.stderr), result.stderr
    assert (result.stdout, result.exit_code) == ("", 1)


@pytest.mark.parametrize(
    ("file", "kept", "line"),
    [
        ("line7.jsonl", 8, "line7.jsonl:7: .*JSON.*; .*"),
        ("untitled.jsonl", 2, "untitled.jsonl:2: .*title.*; .*"),
        ("encoding.jsonl", 2, "encoding.jsonl:2: .*UTF-8.*; .*"),
        ("absent.txt", 0, "absent.txt: no such file or directory; .*"),
        ("binary.txt", 0, "binary.txt: binary data of unknown kind; .*"),
    ],
)
def test_readable_records_of_the_same_run_are_kept(run: Run, file: str, kept: int, line: str) -> None:
    result = run(f"extract {file}") if kept else run(f"extract {file} good.jsonl")
    assert re.fullmatch(f"kg: skipped {line}\nkg: 1 record or file was skipped\n", result.stderr), result.stderr
    assert result.exit_code == 0
    titles = [json.loads(record)["title"] for record in result.stdout.splitlines()]
    assert len(titles) == (kept or len(GOOD))


def test_each_of_several_bad_files_is_told_once(run: Run) -> None:
    result = run("build empty.txt absent.txt binary.txt")
    told = [line.removeprefix("kg: ").removeprefix("skipped ").split(":")[0] for line in result.stderr.splitlines()]
    assert told == ["empty.txt", "absent.txt", "binary.txt"]
    assert result.exit_code == 1


def test_a_failed_run_leaves_the_last_good_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("the last good one", encoding="utf-8")
    assert run("extract empty.txt -o out.jsonl").exit_code == 1
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "the last good one"
    assert not list(tmp_path.glob(".kg-*"))
