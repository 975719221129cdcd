"""A recogniser fitted to a dozen invented papers finds names that it never met; equal input gives equal bytes."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kg.annotated import Annotated
from kg.errors import ExportError, GoldError
from kg.extraction.evidence import BIAS, NAMES, packaged_tables, read_tables, to_text
from kg.extraction.pipeline import extract, load_pipeline
from kg.extraction.statistics import read_statistics
from kg.extraction.weights import parse_weights, read_weights, weights_to_bytes
from kg.paths import MODEL
from kg.records import EntityType, Kind, Paper, RelationType, Role
from kg.training import Settings, to_docbin, train
from kg.training.evidence import Case, fit_tables
from kg.training.recogniser import candidates_of
from kg.training.statistics import count_statistics

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
    return {"id": f"arxiv-{word}", "title": _paper(word).title, "entities": entities, "relations": [], "results": []}


ANNOTATED = [Annotated(_paper(word), _record(word)) for word in WORDS]
FILES = ["evidence.json", "recogniser.npz", "statistics.tsv.gz"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "model"
    report = train(ANNOTATED, folder, corpus=[_paper("Mub")] * 9)
    assert report.papers == len(WORDS)
    assert [path.name for path in report.files] == FILES
    return folder


def test_it_finds_names_that_it_never_met(trained: Path) -> None:
    (extraction,) = extract([_paper("Mub")], load_pipeline(model=trained))
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


def test_weights_come_back_from_bytes(trained: Path) -> None:
    data = (trained / "recogniser.npz").read_bytes()
    assert weights_to_bytes(parse_weights(data)) == data


def test_equal_input_gives_equal_bytes(trained: Path, tmp_path: Path) -> None:
    train(ANNOTATED, tmp_path, Settings(), corpus=[_paper("Mub")] * 9)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (trained / name).read_bytes()


_TRAIN = """
import json, sys
from kg.annotated import Annotated
from kg.records import Paper
from kg.training import train
papers = [Annotated(Paper(*fields), record) for fields, record in json.load(sys.stdin)]
train(papers, sys.argv[1], corpus=[Paper("", "MubNet: Quick Folding of mub Widgets", papers[0].paper.abstract)] * 9)
"""


def test_every_process_fits_the_same(tmp_path: Path) -> None:
    given = json.dumps([((one.paper.id, one.paper.title, one.paper.abstract), one.record) for one in ANNOTATED])
    for seed in ("1", "99"):
        command = [sys.executable, "-c", _TRAIN, str(tmp_path / seed)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, input=given, text=True, check=True)
    for name in FILES:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "99" / name).read_bytes()


def test_the_seed_tells_runs_apart(trained: Path, tmp_path: Path) -> None:
    train(ANNOTATED, tmp_path, Settings(seed=5), corpus=[_paper("Mub")] * 9)
    assert read_weights(tmp_path / "recogniser.npz").features.keys()
    assert (tmp_path / "evidence.json").read_bytes() == (trained / "evidence.json").read_bytes()


def test_what_is_not_counted_is_the_packages(tmp_path: Path) -> None:
    train(ANNOTATED, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == FILES
    assert (tmp_path / "statistics.tsv.gz").read_bytes() == (MODEL / "statistics.tsv.gz").read_bytes()
    assert (tmp_path / "evidence.json").read_bytes() == (MODEL / "evidence.json").read_bytes()


def test_words_are_counted_but_not_those_of_annotated_papers(tmp_path: Path) -> None:
    statistics = count_statistics([_paper(word) for word in WORDS])
    assert statistics.common("widgets") > 0
    assert statistics.common("zibnet") == statistics.common("hapax") == 0
    train(ANNOTATED, tmp_path, corpus=[one.paper for one in ANNOTATED])
    assert read_statistics(tmp_path / "statistics.tsv.gz").common("widgets") == 0


@pytest.mark.parametrize(("papers", "problem"), [([], "annotates none of the papers"), (ANNOTATED[:1], "too few")])
def test_too_little_to_learn_from(tmp_path: Path, papers: list[Annotated], problem: str) -> None:
    with pytest.raises(GoldError, match=problem):
        train(papers, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here")
    with pytest.raises(ExportError):
        train(ANNOTATED, tmp_path / "file" / "model")


def test_kinds_may_be_left_out(tmp_path: Path) -> None:
    plain = [
        Annotated(one.paper, {**one.record, "entities": [{**e, "kind": "named"} for e in one.record["entities"]]})
        for one in ANNOTATED
    ]
    bare = [
        Annotated(
            one.paper,
            {**one.record, "entities": [{k: v for k, v in e.items() if k != "kind"} for e in one.record["entities"]]},
        )
        for one in ANNOTATED
    ]
    train(plain, tmp_path / "plain")
    train(bare, tmp_path / "bare")
    assert (tmp_path / "plain" / FILES[1]).read_bytes() == (tmp_path / "bare" / FILES[1]).read_bytes()


def test_the_packaged_model_is_whole() -> None:
    assert read_weights(MODEL / "recogniser.npz").features
    assert read_statistics(MODEL / "statistics.tsv.gz").common("learning") > 0
    assert packaged_tables().results.outcomes == ("result",)


# Tables ---------------------------------------------------------------------------------------------------------------

_DEVICES = ("H100", "RTX 4090", "A100", "TPU v4")


def _teaching(number: int) -> Annotated:
    """Return a paper that says something of every kind, some of it and some not from paper to paper."""
    word, other = f"Zorb{number}Net", f"Wubb{number}Net"
    device = _DEVICES[number % len(_DEVICES)]
    sentences = [
        f"We propose {word}, which extends {other}." if number % 2 else f"We propose {word}. Others know {other}.",
        f"{word} contains Gate{number}Mod." if number % 3 else f"Gate{number}Mod is old.",
        f"{word} outperforms {other} by {number}.5% accuracy." if number % 4 < 2 else f"{other} has {number} layers.",
        f"We evaluate {word} on Set{number}Data." if number % 2 else f"We train {word} on Set{number}Data.",
        f"We introduce Big{number}Set." if number % 3 else f"Background is Big{number}Set.",
        f"{word} runs on {device}." if number % 2 else f"Unlike {device}, minds are slow.",
    ]
    entities = [
        {"name": word, "type": "Method", "role": "introduces", "mentions": [word]},
        {"name": other, "type": "Method", "role": "uses" if number % 2 else "mentions", "mentions": [other]},
        {"name": f"Gate{number}Mod", "type": "Method", "role": "introduces" if number % 3 else "mentions"},
        {"name": f"Set{number}Data", "type": "Dataset", "role": "evaluates_on" if number % 2 else "uses"},
        {"name": f"Big{number}Set", "type": "Dataset", "role": "introduces" if number % 3 else "mentions"},
        {"name": device, "type": "Hardware", "role": "runs_on" if number % 2 else "mentions"},
    ]
    said = [
        (number % 2, word, "extends", other),
        (number % 3, f"Gate{number}Mod", "part_of", word),
        (number % 4 < 2, word, "outperforms", other),
        (number % 2, word, "evaluated_on", f"Set{number}Data"),
        (not number % 2, word, "trained_on", f"Set{number}Data"),
        (number % 2, word, "runs_on", device),
    ]
    title = f"On the Matter of Number {number}"
    record = {
        "id": str(number),
        "title": title,
        "entities": [{"kind": "named", "mentions": [e["name"]], **e} for e in entities],
        "relations": [{"head": head, "type": type_, "tail": tail} for holds, head, type_, tail in said if holds],
        "results": [{"value": f"{number}.5%", "metric": "accuracy"}] if number % 4 < 2 else [],
    }
    return Annotated(Paper(str(number), title, " ".join(sentences)), record)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Papers with the things that a recogniser would find if it found all."""
    from kg.extraction.draft import Draft
    from kg.extraction.pipeline import candidate_pipeline

    nlp = candidate_pipeline()
    found = []
    for number in range(40):
        one = _teaching(number)
        reading = candidates_of(one.paper, nlp)
        text = reading.view.text
        drafts = []
        for entity in one.record["entities"]:
            name = entity["name"]
            spans = tuple((i, i + len(name)) for i in range(len(text)) if text.startswith(name, i))
            drafts.append(Draft(name, EntityType(entity["type"]), Kind.NAMED, spans, 0.9, "test"))
        found.append(Case(one, text, reading.view.title_end, reading.sentences, tuple(drafts)))
    return found


def test_tables_are_fitted(cases: list[Case], tmp_path: Path) -> None:
    tables = fit_tables(cases)
    (tmp_path / "evidence.json").write_text(to_text(tables), encoding="utf-8")
    assert read_tables(tmp_path / "evidence.json") == tables
    assert to_text(fit_tables(cases)) == to_text(tables)
    assert set(tables.relations.outcomes) == set(RelationType)
    for name in NAMES:
        table = getattr(tables, name)
        assert {len(row) for row in table.rows.values()} == {len(table.outcomes)} == {len(table.least)}
        assert (BIAS in table.rows) == (name not in {"heads", "tails"})
    column = tables.methods.outcomes.index(Role.INTRODUCES)
    assert tables.methods.rows["gov.propose"][column] > 0
    assert tables.results.rows["names.Method"] is not None


def test_tables_need_something_of_everything(cases: list[Case]) -> None:
    with pytest.raises(GoldError, match="too few roles"):
        fit_tables(cases[:3])


# spaCy ----------------------------------------------------------------------------------------------------------------


def test_annotated_papers_become_documents_of_spacy() -> None:
    import spacy

    (doc,) = to_docbin(ANNOTATED[:1]).get_docs(spacy.blank("en").vocab)
    assert [(ent.text, ent.label_, ent.id_) for ent in doc.ents if ent.label_ != "Method"] == [
        ("ZibSet", "Dataset", "named"),
        ("ZibBench", "Benchmark", "named"),
    ]
    assert [ent.text for ent in doc.ents].count("ZibNet") == 3


def test_values_teach_the_same_with_their_markup(cases: list[Case]) -> None:
    """Annotations copy values from the source; the text that is read has no LaTeX."""
    marked = []
    for case in cases:
        results = [
            {**result, "value": result["value"].replace("%", r"\%")} for result in case.annotated.record["results"]
        ]
        marked.append(
            replace(case, annotated=replace(case.annotated, record={**case.annotated.record, "results": results}))
        )
    assert to_text(fit_tables(marked)) == to_text(fit_tables(cases))
