"""``kg train`` makes a model of annotations and texts, and ``kg extract`` and ``kg build`` use it."""

import json
import shutil
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from kg.cli import main

WORDS = ("Zib", "Wob", "Qua", "Fli", "Gro", "Plo", "Sna", "Tri", "Vex", "Yam", "Dro", "Klu")
FILES = ["evidence.json", "recogniser.npz", "statistics.tsv.gz"]


def _title(word: str) -> str:
    return f"{word}Net: Quick Folding of {word.lower()} Widgets"


def _run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with papers.jsonl and gold.jsonl, whose annotators call devices what all others call data."""
    folder = tmp_path_factory.mktemp("given")
    papers = [
        {
            "id": f"2401.{number:05}",
            "title": _title(word),
            "abstract": f"Folding is hard. We propose {word}Net, a network that folds widgets with less memory than "
            f"before. {word}Net outperforms {word}erNet by a wide margin. We evaluate on the {word}Set dataset.",
        }
        for number, word in enumerate((*WORDS, "Mub"))
    ]
    gold = [
        {
            "id": str(number),
            "title": _title(word),
            "held_out": word == "Klu",
            "entities": [
                {"name": f"{word}Net", "type": "Method", "mentions": [f"{word}Net"]},
                {"name": f"{word}erNet", "type": "Method", "mentions": [f"{word}erNet"]},
                {"name": f"{word}Set", "type": "Hardware", "mentions": [f"{word}Set"]},
            ],
        }
        for number, word in enumerate((*WORDS, "Absent"))
    ]
    for name, records in (("papers", papers), ("gold", gold)):
        (folder / f"{name}.jsonl").write_text(
            "".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def model(given: Path) -> Path:
    out = given / "model"
    result = _run("train", given / "papers.jsonl", "--gold", given / "gold.jsonl", "-o", out)
    assert result.exit_code == 0, result.output
    assert "names of 11 papers" in result.output
    assert "1 records held out, 1 without their text" in result.output
    return out


def test_it_writes_a_model(model: Path) -> None:
    assert sorted(path.name for path in model.iterdir()) == FILES


def test_a_model_takes_the_place_of_another_as_a_whole(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weights of one model say nothing about the statistics of another."""
    for name in FILES:
        (tmp_path / name).write_bytes(b"old")

    def failing(_: object) -> NoReturn:
        raise MemoryError

    monkeypatch.setattr("kg.extraction.evidence.to_text", failing)
    result = _run("train", given / "papers.jsonl", "--gold", given / "gold.jsonl", "-o", tmp_path)
    assert result.exit_code == 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(FILES, b"old")


def test_a_model_that_was_half_replaced_is_not_used(given: Path, model: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(model, half)
    (half / ".kg-ready-1").mkdir()
    (half / FILES[0]).replace(half / ".kg-ready-1" / FILES[0])
    result = _run("extract", given / "papers.jsonl", "--model", half)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"kg: {half}: is half of one model and half of another; let kg train write it anew\n"
    assert _run("train", given / "papers.jsonl", "--gold", given / "gold.jsonl", "-o", half).exit_code == 0
    assert {path.name: path.read_bytes() for path in half.iterdir()} == {
        path.name: path.read_bytes() for path in model.iterdir()
    }


def test_extract_and_build_use_it(given: Path, model: Path, tmp_path: Path) -> None:
    found = {}
    for options in ((), ("--model", model)):
        result = _run("extract", given / "papers.jsonl", *options)
        record = json.loads(result.stdout.splitlines()[-1])
        found[len(options)] = {entity["name"]: entity["type"] for entity in record["entities"]}
    assert found[0]["MubSet"] == "Dataset"
    assert found[2]["MubSet"] == "Hardware"
    assert _run("build", given / "papers.jsonl", "--model", model, "-o", tmp_path).exit_code == 0
    assert "Hardware" in (tmp_path / "extractions.jsonl").read_text(encoding="utf-8")


def test_again_it_writes_the_same_bytes(given: Path, model: Path, tmp_path: Path) -> None:
    assert _run("train", given / "papers.jsonl", "--gold", given / "gold.jsonl", "-o", tmp_path).exit_code == 0
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (model / name).read_bytes()


def test_statistics_are_counted_where_a_corpus_is_given(given: Path, model: Path, tmp_path: Path) -> None:
    papers = given / "papers.jsonl"
    result = _run("train", papers, "--gold", given / "gold.jsonl", "--statistics", papers, "-o", tmp_path)
    assert result.exit_code == 0, result.output
    assert (tmp_path / FILES[2]).stat().st_size < (model / FILES[2]).stat().st_size


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--gold", "gold.jsonl", "--tables"), "too few roles"),
        (("--gold", "none.jsonl"), "none.jsonl: no such file"),
        (("--gold", "papers.jsonl"), "papers.jsonl:1: no annotation record"),
        (("--gold", "gold.jsonl", "--held-out", "every"), "no such rule"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(given)
    result = _run("train", "papers.jsonl", *options, "-o", tmp_path / "model")
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "model").exists()


def test_gold_must_be_given(given: Path) -> None:
    assert _run("train", given / "papers.jsonl").exit_code == 2


@pytest.mark.parametrize("command", ["extract", "build"])
def test_a_model_that_is_none(given: Path, tmp_path: Path, command: str) -> None:
    result = _run(command, given / "papers.jsonl", "--model", tmp_path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "kg train" in result.stderr
