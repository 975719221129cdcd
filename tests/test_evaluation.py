"""The measure counts what its definition says, gives intervals that hold still, and refuses files that do not fit."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg import evaluation
from kg.errors import GoldError

Json = dict[str, Any]


def entity(name: str, *mentions: str, type: str = "Method", kind: str = "named", role: str = "uses") -> Json:  # noqa: A002
    return {"name": name, "type": type, "kind": kind, "role": role, "mentions": list(mentions)}


def paper(*entities: Json, title: str = "A Paper", relations: list[Json] | None = None, values: str = "") -> Json:
    results = [{"metric": "speedup", "value": value} for value in values.split()]
    return {"id": "p", "title": title, "entities": entities, "relations": relations or [], "results": results}


def counts(gold: Json, predicted: Json) -> dict[str, tuple[int, int, int]]:
    tallies = evaluation.tally(evaluation.annotation(gold), evaluation.annotation(predicted))
    return {group: tuple(tally) for group, tally in tallies.items()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LLaMA-2", "llama 2"),
        ("LLaMA-2", "LLaMA-2 models"),
        ("Zeta dataset", "ZETA Datasets"),
        ("graph neural networks", "Graph Neural-Network"),
        ("A100", "A100  GPUs"),
        ("under_score", "underscore"),
    ],
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert evaluation.normal_form(one) == evaluation.normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("LLaMA-2", "LLaMA-3"),
        ("GPT-4", "GPT-4o"),
        ("CMA-ES", "CMA-ES+"),
        ("loss", "los"),
        ("gas", "ga"),
        ("dataset", "model"),
        ("suites", "suite of tests"),
    ],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert evaluation.normal_form(one) != evaluation.normal_form(other)


@pytest.mark.parametrize(
    ("gold", "predicted", "right_missed_extra"),
    [
        ([entity("Zibbo")], [entity("zibbo")], (1, 0, 0)),
        ([entity("Zibbo", "ZB")], [entity("ZB")], (1, 0, 0)),
        ([entity("Zibbo")], [entity("ZB", "Zibbo")], (1, 0, 0)),
        ([entity("Zibbo")], [entity("Wobble")], (0, 1, 1)),
        ([entity("Zibbo")], [entity("Zibbo", type="Dataset")], (0, 1, 1)),
        ([entity("Zibbo")], [entity("Zibbo"), entity("Zibbo")], (1, 0, 1)),
        ([entity("Zibbo", "ZB"), entity("ZB")], [entity("ZB"), entity("Zibbo")], (2, 0, 0)),
        ([entity("model"), entity("FP8")], [entity("Machine Learning", "Zibbo")], None),
        ([], [], None),
    ],
)
def test_an_entity_counts_once(
    gold: list[Json], predicted: list[Json], right_missed_extra: tuple[int, int, int] | None
) -> None:
    assert counts(paper(*gold), paper(*predicted)).get("all") == right_missed_extra


def test_mentions_may_be_texts_or_objects() -> None:
    predicted = {**entity("ZB"), "mentions": [{"text": "Zibbo", "field": "title", "start": 0, "end": 5}]}
    assert counts(paper(entity("Zibbo")), paper(predicted))["all"] == (1, 0, 0)


def test_groups_are_types_kinds_and_what_they_make_up() -> None:
    gold = paper(
        entity("distillation", kind="technique"),
        entity("Q90", type="Hardware", role="runs_on"),
        entity("GPU", type="Hardware", kind="class"),
        entity("Zeta", type="Dataset"),
    )
    predicted = paper(entity("Q90", type="Hardware"), entity("Zeta", type="Benchmark"), entity("Wobble"))
    assert counts(gold, predicted) == {
        "all": (1, 3, 2),
        "named": (1, 1, 2),
        "class": (0, 1, 0),
        "technique": (0, 1, 0),
        "named+class": (1, 2, 2),
        "Hardware:named": (1, 0, 0),
        "Hardware:class": (0, 1, 0),
        "Method:technique": (0, 1, 0),
        "Method:named": (0, 0, 1),
        "Dataset:named": (0, 1, 0),
        "Benchmark:named": (0, 0, 1),
        "Dataset|Benchmark": (1, 0, 0),
        "role accuracy": (0, 1, 1),
        "relations": (0, 0, 0),
        "results:value": (0, 0, 0),
    }


@pytest.mark.parametrize(
    ("gold", "predicted", "introduced", "accuracy"),
    [
        ("introduces", "introduces", (1, 0, 0), (1, 0, 0)),
        ("introduces", "uses", (0, 1, 0), (0, 1, 1)),
        ("uses", "introduces", (0, 0, 1), (0, 1, 1)),
        ("uses", "mentions", None, (0, 1, 1)),
        ("uses", "uses", None, (1, 0, 0)),
    ],
)
def test_roles_count_on_matched_entities(
    gold: str, predicted: str, introduced: tuple[int, int, int] | None, accuracy: tuple[int, int, int]
) -> None:
    found = counts(paper(entity("Zibbo", role=gold)), paper(entity("Zibbo", role=predicted)))
    assert (found.get("role:introduces"), found["role accuracy"]) == (introduced, accuracy)


def test_relations_follow_the_matched_names() -> None:
    gold = paper(
        entity("Zibbo", "ZB"), entity("Wobble"), relations=[{"head": "Zibbo", "type": "extends", "tail": "Wobble"}]
    )
    predicted = paper(
        entity("ZB"),
        entity("Wobble"),
        relations=[
            {"head": "ZB", "type": "extends", "tail": "Wobble"},
            {"head": "Wobble", "type": "extends", "tail": "ZB"},
        ],
    )
    assert counts(gold, predicted)["relations"] == (1, 0, 1)


@pytest.mark.parametrize(
    ("gold", "predicted", "right_missed_extra"),
    [
        ("1.7x 2%", "1.7× ~2\\%", (2, 0, 0)),
        ("1.7x 1.7x", "1.7X", (1, 1, 0)),
        ("1.7x", "1.8x 17x", (0, 1, 2)),
    ],
)
def test_values_count_as_often_as_they_stand(
    gold: str, predicted: str, right_missed_extra: tuple[int, int, int]
) -> None:
    assert counts(paper(values=gold), paper(values=predicted))["results:value"] == right_missed_extra


def annotations(*records: Json) -> list[evaluation.Annotation]:
    return [evaluation.annotation(record) for record in records]


def test_papers_pair_by_title_and_missing_ones_count_as_missed() -> None:
    gold = annotations(paper(entity("Zibbo"), title="On Zibbo!"), paper(entity("Wobble"), title="Wobble"))
    found = evaluation.evaluate(gold, annotations(paper(entity("Zibbo"), title="on zibbo")))
    assert (found.papers, found.missing) == (2, ("Wobble",))
    score = found["all"]
    assert (score.precision, score.recall, score.gold, score.predicted) == (1.0, 0.5, 2, 1)
    assert score.f1 == pytest.approx(2 / 3)
    assert [(miss.error, miss.entity.name) for miss in found.misses] == [("missed", "Wobble")]
    with pytest.raises(KeyError, match="Hardware:named"):
        found["Hardware:named"]


def test_intervals_hold_still_and_enclose_the_figure() -> None:
    gold = annotations(*(paper(entity("Zibbo"), title=str(number)) for number in range(60)))
    predicted = annotations(
        *(paper(entity("Zibbo" if number % 3 else "No"), title=str(number)) for number in range(60))
    )
    one, same = (evaluation.evaluate(gold, predicted, seed=0) for _ in range(2))
    score = one["all"]
    assert one == same
    assert score.low < score.f1 < score.high
    assert score.f1 == pytest.approx(2 / 3)
    # For 40 right of 60 the normal approximation gives 0.667 +- 0.119.
    assert (score.low, score.high) == pytest.approx((0.548, 0.786), abs=0.03)


def test_a_perfect_prediction_has_no_width() -> None:
    gold = annotations(paper(entity("Zibbo")))
    assert evaluation.evaluate(gold, gold).to_json()["all"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "low": 1.0,
        "high": 1.0,
        "gold": 1,
        "predicted": 1,
    }


def test_other_papers_are_refused() -> None:
    with pytest.raises(GoldError, match="no title in common"):
        evaluation.evaluate(annotations(paper(title="One")), annotations(paper(title="Other")))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "holds no record"),
        (b"\n \n", "holds no record"),
        (b'{"title": "A", "entities": []}\n{', r"gold\.jsonl:2: not an annotation record"),
        (b'{"entities": []}', r"gold\.jsonl:1: .*'title' is missing"),
        (b"[1]", r"gold\.jsonl:1: not an annotation record"),
        (b'{"title": "A", "entities": [{"name": "x", "type": "Animal", "mentions": []}]}', "Animal"),
        (b'{"title": "A", "entities": [{"name": 7, "type": "Method", "mentions": []}]}', "not an annotation record"),
        ("é".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_in_one_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(GoldError, match=says) as caught:
        evaluation.read_annotations(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"absent\.jsonl: no such file"):
        evaluation.read_annotations(tmp_path / "absent.jsonl")
    with pytest.raises(GoldError, match="cannot be read"):
        evaluation.read_annotations(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_first_record(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\ufeff" + json.dumps(paper(entity("Zibbo"))) + "\n\n", encoding="utf-8")
    assert [found.title for found in evaluation.read_annotations(path)] == ["A Paper"]
