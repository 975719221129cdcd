"""Each mistake is explained once, and shown with its sentences on a page that runs nothing."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kg import evaluation
from kg.cli import main
from kg.errors import ExportError
from kg.evaluation.errors_page import LINES, PAGE, to_html
from kg.evaluation.mistakes import Mistake, find_mistakes, mistakes_in
from kg.records import Paper

Json = dict[str, Any]


def entity(name: str, *mentions: str, type: str = "Method", role: str = "uses", confidence: float = 0.9) -> Json:  # noqa: A002
    plain = {"name": name, "type": type, "kind": "named", "role": role, "confidence": confidence}
    return {**plain, "mentions": list(mentions or [name])}


def annotated(*entities: Json, title: str = "On Zibbo") -> evaluation.Annotation:
    return evaluation.annotation({"id": "p1", "title": title, "entities": entities})


TEXT = Paper(
    "p1",
    "On Zibbo",
    "We fold with Zibbo Net and the Wobble folder. Zibbo Net (ZN) beats Gribble-Wobble. It runs on Wobble.",
)


def explained(gold: Iterable[Json], predicted: Iterable[Json]) -> list[tuple[str, int, list[str], list[str]]]:
    found = mistakes_in(annotated(*gold), annotated(*predicted), TEXT)
    return [
        (each.kind.value, each.cost, [one.name for one in each.gold], [one.name for one in each.predicted])
        for each in found
    ]


@pytest.mark.parametrize(
    ("gold", "predicted", "mistakes"),
    [
        ([entity("Zibbo")], [entity("Zibbo")], []),
        ([entity("Zibbo")], [entity("Zibbo", type="Dataset")], [("type", 2, ["Zibbo"], ["Zibbo"])]),
        ([entity("Zibbo Net")], [entity("Zibbo")], [("boundary", 2, ["Zibbo Net"], ["Zibbo"])]),
        ([entity("Wobble folder")], [], [("missed", 1, ["Wobble folder"], [])]),
        ([], [entity("Zibbo Net")], [("extra", 1, [], ["Zibbo Net"])]),
        (
            [entity("Gribble"), entity("Wobble")],
            [entity("Gribble-Wobble")],
            [("merged", 3, ["Gribble", "Wobble"], ["Gribble-Wobble"])],
        ),
        (
            [entity("Gribble-Wobble")],
            [entity("Gribble"), entity("Wobble")],
            [("split", 3, ["Gribble-Wobble"], ["Gribble", "Wobble"])],
        ),
        (
            [entity("Zibbo Net"), entity("ZN")],
            [entity("Zibbo Net", "ZN")],
            [("merged", 1, ["ZN"], ["Zibbo Net"])],
        ),
        (
            [entity("Zibbo Net", "Zibbo Net", "ZN")],
            [entity("Zibbo Net"), entity("ZN")],
            [("split", 1, ["Zibbo Net"], ["ZN"])],
        ),
        (
            [entity("Zibbo Net"), entity("Gribble")],
            [entity("Wobble folder")],
            [
                ("missed", 1, ["Zibbo Net"], []),
                ("missed", 1, ["Gribble"], []),
                ("extra", 1, [], ["Wobble folder"]),
            ],
        ),
    ],
)
def test_each_mistake_is_explained_once(
    gold: list[Json], predicted: list[Json], mistakes: list[tuple[str, int, list[str], list[str]]]
) -> None:
    assert explained(gold, predicted) == mistakes


def test_costs_add_up_to_what_the_scores_lose() -> None:
    gold = [annotated(entity("Zibbo Net"), entity("Wobble"), entity("ZN"), entity("Gribble", type="Dataset"))]
    predicted = [annotated(entity("Zibbo"), entity("Gribble"), entity("Wobble folder"), entity("on"))]
    found = find_mistakes(gold, predicted, [TEXT])
    assert sum(each.cost for each in found) == len(evaluation.evaluate(gold, predicted).misses) == 8


def test_a_mistake_shows_its_sentences_with_both_sides() -> None:
    (found,) = mistakes_in(annotated(entity("Zibbo Net")), annotated(entity("Zibbo")), TEXT)
    record = found.to_json()
    assert [sentence["field"] for sentence in record["sentences"]] == ["abstract", "abstract"]
    first = record["sentences"][0]
    assert first["text"] == "We fold with Zibbo Net and the Wobble folder."
    assert (first["gold"], first["predicted"]) == ([[13, 22]], [[13, 18]])
    assert (record["gold"][0]["name"], record["predicted"][0]["confidence"]) == ("Zibbo Net", 0.9)


def test_names_inside_words_are_no_places() -> None:
    (found,) = mistakes_in(annotated(entity("fold")), annotated(), TEXT)
    assert [sentence.text for sentence in found.sentences] == ["We fold with Zibbo Net and the Wobble folder."]
    assert [len(sentence.gold) for sentence in found.sentences] == [1]


def test_papers_without_text_are_left_out() -> None:
    assert find_mistakes([annotated(entity("Zibbo"), title="Other")], [], [TEXT]) == []


# The page -----------------------------------------------------------------------------------------------------------

HOSTILE = Paper("p<1>", "</style><script>alert(1)</script>", "We use <img src=x onerror=alert(2)> & “Zibbo” here.")


def hostile_mistakes() -> list[Mistake]:
    gold = annotated(entity("<img src=x onerror=alert(2)>"), entity("Zibbo"), title=HOSTILE.title)
    return find_mistakes([gold], [], [HOSTILE])


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")


def test_the_page_runs_nothing_and_fetches_nothing() -> None:
    page = to_html(hostile_mistakes(), 1)
    tags = Tags()
    tags.feed(page)
    assert not {"script", "img", "iframe", "object", "link", "base", "form"} & set(tags.tags)
    assert not [name for name in tags.attributes if name.startswith("on") or name in ("style", "src")]
    assert all(target.startswith("#") for target in tags.attributes["href"])
    (policy,) = (content for content in tags.attributes["content"] if "default-src" in content)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "alert(1)" in page
    assert page.count("</style>") == 1


def test_the_policy_allows_the_style_sheet_of_the_page() -> None:
    from base64 import b64encode
    from hashlib import sha256

    page = to_html(hostile_mistakes(), 1)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"sha256-{digest}" in page.replace("&#43;", "+").replace("&#39;", "'")


def test_the_most_costly_comes_first() -> None:
    texts = [Paper(f"p{number}", f"Paper {number}", "Gribble beats Wobble and Zibbo.") for number in range(3)]
    gold = [
        annotated(entity("Zibbo"), entity("Wobble", role="introduces"), title="Paper 0"),
        annotated(entity("Gribble"), title="Paper 1"),
        annotated(entity("gribble"), title="Paper 2"),
    ]
    page = to_html(find_mistakes(gold, [], texts), 3)
    names = re.findall(r"<b><bdi>(.*?)</bdi></b>", page)
    assert names == ["Gribble", "Wobble", "Zibbo"]
    assert "2 times, cost 2" in page


def test_evaluate_writes_the_report_the_same_each_time(tmp_path: Path, papers_file: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    titles = [json.loads(line)["title"] for line in papers_file.read_text(encoding="utf-8").splitlines()]
    records = [
        {"id": title[:2], "title": title, "entities": [entity("widget folding"), entity("ZibboNet", type="Dataset")]}
        for title in titles
    ]
    gold.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "kg", "evaluate", str(gold), "--papers", str(papers_file), "--errors"]
        subprocess.run(
            [*command, str(tmp_path / seed)], check=True, capture_output=True, env={"PYTHONHASHSEED": seed, "PATH": ""}
        )
    for name in (PAGE, LINES):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
    kinds = [json.loads(line)["kind"] for line in (tmp_path / "1" / LINES).read_text(encoding="utf-8").splitlines()]
    assert "type" in kinds


def test_the_report_needs_texts_and_a_folder(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "p1", "title": "One", "entities": [entity("Zibbo")]}), encoding="utf-8")
    result = CliRunner().invoke(main, ["evaluate", str(gold), str(gold), "--errors", str(tmp_path / "report")])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("kg: no texts of the annotated papers")
    with pytest.raises(ExportError, match=r"gold\.jsonl: cannot be made"):
        evaluation.write_errors([], 0, gold)
