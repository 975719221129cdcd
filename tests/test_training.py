"""A recogniser fitted to a dozen invented papers finds names that it never met; equal input gives equal bytes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.errors import GoldError
from kg.extraction.pipeline import extract, load_pipeline
from kg.extraction.recogniser import read_weights
from kg.extraction.statistics import read_statistics
from kg.paths import MODEL
from kg.records import EntityType, Kind, Paper, Role
from kg.training import Settings, count_statistics, train

WORDS = ("Zib", "Wob", "Qua", "Fli", "Gro", "Plo", "Sna", "Tri", "Vex", "Yam", "Dro", "Klu")


def _paper(word: str) -> Paper:
    return Paper(
        f"arxiv-{word}",
        f"{word}Net: Quick Folding of {word.lower()} Widgets",
        f"Folding is hard. We propose {word}Net, a network that folds widgets with less memory than before. {word}Net "
        f"outperforms Old{word}Former by a wide margin. We evaluate on the {word}Set dataset and on {word}Bench.",
    )


def _record(word: str) -> dict[str, Any]:
    def entity(name: str, type_: EntityType, role: Role) -> dict[str, Any]:
        return {"name": name, "type": type_, "kind": Kind.NAMED, "role": role, "mentions": [name]}

    entities = [
        entity(f"{word}Net", EntityType.METHOD, Role.INTRODUCES),
        entity(f"Old{word}Former", EntityType.METHOD, Role.COMPARES_TO),
        entity(f"{word}Set", EntityType.DATASET, Role.EVALUATES_ON),
        entity(f"{word}Bench", EntityType.BENCHMARK, Role.EVALUATES_ON),
    ]
    return {"id": f"arxiv-{word}", "title": _paper(word).title, "entities": entities}


PAPERS = [_paper(word) for word in WORDS]


def _gold(folder: Path, *lines: str) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("\n".join(lines or [json.dumps(_record(word)) for word in WORDS]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    count_statistics(PAPERS, folder)
    assert train(PAPERS, _gold(folder), folder) == len(WORDS)
    return folder


def test_it_finds_names_that_it_never_met(trained: Path) -> None:
    nlp = load_pipeline()
    nlp.replace_pipe("kg_recogniser", "kg_recogniser", config={"model": str(trained)})
    (extraction,) = extract([_paper("Mub")], nlp)
    found = {entity.name: entity.type for entity in extraction.entities}
    assert {"MubNet": EntityType.METHOD, "OldMubFormer": EntityType.METHOD}.items() <= found.items()
    assert found["MubSet"] is EntityType.DATASET
    assert found["MubBench"] is EntityType.BENCHMARK
    assert not {"Folding", "We", "Widgets", "memory", "Quick"} & set(found)


def test_weights_can_be_read(trained: Path) -> None:
    weights = read_weights(trained / "recogniser.npz")
    assert len(weights.matrix) == len(weights.features) + 1
    assert not weights.matrix[0].any()
    assert {"k=", "r=shape"} <= set(weights.features)
    assert not any("\x1f" in feature for feature in weights.features)


def test_equal_input_gives_equal_bytes(trained: Path, tmp_path: Path) -> None:
    for name in ("statistics.tsv.gz",):
        (tmp_path / name).write_bytes((trained / name).read_bytes())
    train(PAPERS, _gold(tmp_path), tmp_path, Settings())
    assert (tmp_path / "recogniser.npz").read_bytes() == (trained / "recogniser.npz").read_bytes()


_TRAIN = """
import json, sys
from pathlib import Path
from kg.records import Paper
from kg.training import count_statistics, train
folder = Path(sys.argv[1])
papers = [Paper(*fields) for fields in json.load(sys.stdin)]
count_statistics(papers, folder)
train(papers, folder / "gold.jsonl", folder)
"""


def test_every_process_fits_the_same(trained: Path, tmp_path: Path) -> None:
    _gold(tmp_path)
    texts = json.dumps([(paper.id, paper.title, paper.abstract) for paper in PAPERS])
    command = [sys.executable, "-c", _TRAIN, str(tmp_path)]
    subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": "99"}, input=texts, text=True, check=True)
    for name in ("recogniser.npz", "statistics.tsv.gz"):
        assert (tmp_path / name).read_bytes() == (trained / name).read_bytes()


def test_papers_without_annotations_change_nothing(trained: Path, tmp_path: Path) -> None:
    (tmp_path / "statistics.tsv.gz").write_bytes((trained / "statistics.tsv.gz").read_bytes())
    assert train([*PAPERS, _paper("Mub")], _gold(tmp_path), tmp_path) == len(WORDS)
    assert (tmp_path / "recogniser.npz").read_bytes() == (trained / "recogniser.npz").read_bytes()


def test_statistics_are_those_of_the_package_where_the_folder_has_none(tmp_path: Path) -> None:
    train(PAPERS, _gold(tmp_path), tmp_path / "new")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["recogniser.npz"]


def test_words_are_counted(tmp_path: Path) -> None:
    count_statistics(PAPERS, tmp_path)
    statistics = read_statistics(tmp_path / "statistics.tsv.gz")
    assert statistics.common("widgets") > 0
    assert statistics.common("zibnet") == statistics.common("hapax") == 0


def _broken() -> Iterator[tuple[str, str, str]]:
    record = _record("Zib")
    nothing = json.dumps({**record, "title": "Another Paper Altogether"})
    yield nothing, "annotates none of the papers", ""
    yield "{", "no annotation record", ":1"
    yield f"{nothing}\n\n[1, 2]", "no annotation record", ":3"
    yield json.dumps({"title": "On Foo"}), "no annotation record", ":1"
    yield json.dumps({"entities": []}), "no annotation record", ":1"
    yield json.dumps({**record, "entities": [{"name": "Foo", "type": "Dog", "kind": "named"}]}), "no annotation", ":1"
    yield json.dumps({**record, "entities": [{"name": 5, "type": "Method", "kind": "named"}]}), "no annotation", ":1"
    yield "", "annotates none of the papers", ""
    yield json.dumps(record), "too few annotated names", ""


@pytest.mark.parametrize(("lines", "problem", "where"), list(_broken()))
def test_annotations_that_nothing_can_be_learnt_from(tmp_path: Path, lines: str, problem: str, where: str) -> None:
    path = _gold(tmp_path, lines)
    with pytest.raises(GoldError, match=problem) as caught:
        train(PAPERS, path, tmp_path)
    assert where in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "recogniser.npz").exists()


@pytest.mark.parametrize("contents", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(tmp_path: Path, contents: bytes | None) -> None:
    path = tmp_path / "gold.jsonl"
    if contents:
        path.write_bytes(contents)
    with pytest.raises(GoldError) as caught:
        train(PAPERS, path, tmp_path)
    assert str(path) in str(caught.value)


def test_a_record_without_kinds_or_with_other_line_ends_is_read(tmp_path: Path) -> None:
    records = [_record(word) for word in WORDS]
    for record in records:
        record["note"] = "line\u2028separator"
        for entity in record["entities"]:
            del entity["kind"]
    path = _gold(tmp_path, *(json.dumps(record, ensure_ascii=False) for record in records))
    assert train(PAPERS, path, tmp_path) == len(WORDS)


def test_the_packaged_model_is_whole() -> None:
    assert read_weights(MODEL / "recogniser.npz").features
    assert read_statistics(MODEL / "statistics.tsv.gz").common("learning") > 0
