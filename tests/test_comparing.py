"""Graphs held against each other and over the dates of their papers."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from kg.cli import main
from kg.comparing.difference import compare, to_json, to_lines
from kg.comparing.periods import Day, Period, day_of, parted, period_of
from kg.comparing.plot import MOST, to_svg
from kg.comparing.trends import Trends, trend_z, trends_of
from kg.errors import UnknownNameError
from kg.graph.lookup import member
from kg.rdf import write_turtle
from kg.records import Contents, Entity, EntityType, Evidence, Fact, Field, Kind, Paper, Place, RelationType, Role
from kg.tables import write_node_link

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


# Difference -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def grown(contents: Contents) -> Contents:
    """The graph of ``contents`` with other papers, entities and facts."""
    said = Evidence("p3", Field.TITLE, 0, 9, "GribbleNet", 0.9)
    return Contents(
        (contents.papers[0], Paper("p3", "GribbleNet", "")),
        tuple(entity for entity in contents.entities if entity.id != "method/lonely"),
        (
            *(fact for fact in contents.facts if fact.subject != "p2"),
            Fact("method/zibbonet", RelationType.RUNS_ON, "hardware/q90", (said,)),
        ),
    )


def test_what_came_and_went_is_told(contents: Contents, grown: Contents) -> None:
    difference = compare(contents, grown)
    assert [paper.id for paper in difference.papers.came] == ["p3"]
    assert [paper.id for paper in difference.papers.went] == ["p2"]
    assert (
        [each.id for each in difference.entities.came],
        [each.id for each in difference.entities.went],
    ) == ([], ["method/lonely"])
    assert [(each.predicate, each.object) for each in difference.facts.went] == [
        (Role.RUNS_ON, "hardware/q90"),
        (Role.USES, "method/wobblenet"),
    ]
    back = compare(grown, contents)
    assert (back.papers.came, back.papers.went) == (difference.papers.went, difference.papers.came)
    assert back.facts.came == difference.facts.went


def test_a_role_is_not_the_relation_of_its_name(contents: Contents) -> None:
    (fact, *_) = contents.facts
    one = replace(contents, facts=(replace(fact, predicate=Role.RUNS_ON),))
    other = replace(contents, facts=(replace(fact, predicate=RelationType.RUNS_ON),))
    assert len(compare(one, other).facts.came) == 1


def test_no_difference_is_none(contents: Contents) -> None:
    same = to_json(compare(contents, contents))
    assert same == {part: {"came": [], "went": []} for part in ("papers", "entities", "facts")}


def test_people_read_names_and_how_many_more(contents: Contents, grown: Contents) -> None:
    assert list(to_lines(compare(contents, grown), 1)) == [
        "papers: 1 came, 1 went",
        "  + GribbleNet (p3)",
        "  - WobbleNet (p2)",
        "entities: 0 came, 1 went",
        "  - Lonely (Method) method/lonely",
        "facts: 1 came, 2 went",
        "  + ZibboNet runs on Q90",
        "  - WobbleNet runs on Q90",
        "  - and 1 more",
    ]


def test_the_command_takes_files_and_folders(run: Run, tmp_path: Path, contents: Contents, grown: Contents) -> None:
    (tmp_path / "old").mkdir()
    write_turtle(contents, tmp_path / "old" / "graph.ttl")
    write_node_link(grown, tmp_path / "new.json")
    assert run("diff", "old", "new.json").stdout.splitlines()[0] == "papers: 1 came, 1 went"
    found = json.loads(run("diff", "old", "new.json", "--format", "json").stdout)
    assert found["papers"]["came"] == [{"id": "p3", "title": "GribbleNet"}]
    assert found["facts"]["came"][0]["evidence"] == [{"paper": "p3", "sentence": "GribbleNet", "confidence": 0.9}]
    assert run("diff", "old", "absent").exit_code == 1


# Dates ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paper", "day"),
    [
        (Paper("p", "t", "", date="2025-03-11"), Day(2025, 3, 11)),
        (Paper("p", "t", "", date="2025"), Day(2025, 0, 0)),
        (Paper("p", "t", "", date="2025-03-11", places=(Place("a", 1, "2024-01-01"),)), Day(2025, 3, 11)),
        (Paper("p", "t", "", places=(Place("a", 1, "Mar 14"), Place("b", 1, "11 March"))), Day(2000, 3, 11, False)),
        (Paper("p", "t", "", places=(Place("a", 1, "Feb 29"),)), Day(2000, 2, 29, False)),
        (Paper("2503.12345", "t", ""), Day(2025, 3, 0)),
        (Paper("p", "t", "", url="https://arxiv.org/abs/2412.00001"), Day(2024, 12, 0)),
        (Paper("2513.12345", "t", ""), None),
        (Paper("hep-th/9901001", "t", ""), None),
        (Paper("p", "t", "", places=(Place("a", 1, "Tomorrow"),)), None),
    ],
)
def test_the_date_of_a_paper(paper: Paper, day: Day | None) -> None:
    assert day_of(paper) == day


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (Day(2025, 12, 29), ["2025-12-29", "2026-W01", "2025-12", "2025"]),
        (Day(2025, 3, 0), [None, None, "2025-03", "2025"]),
        (Day(2025, 0, 0), [None, None, None, "2025"]),
        (Day(2000, 3, 11, has_year=False), ["03-11", None, "03", None]),
        (Day(2025, 2, 31), ["2025-02-31", None, "2025-02", "2025"]),
    ],
)
def test_the_period_of_a_day(day: Day, names: list[str | None]) -> None:
    assert [period_of(day, period) for period in Period] == names


def test_the_longest_period_that_shows_a_trend_is_chosen() -> None:
    months = [Paper(f"p{n}", "t", "", date=f"2025-{n % 4 + 1:02}-01") for n in range(40)]
    assert parted(months)[0] is Period.MONTH
    few = [Paper("old", "t", "", date="2001"), Paper("older", "t", "", date="2000")]
    assert parted([*months, *few])[0] is Period.MONTH
    assert parted([Paper(f"p{n}", "t", "", places=(Place("a", n, f"Mar {n + 1}"),)) for n in range(3)])[0] is Period.DAY
    assert parted([])[1] == {}


def test_days_without_a_year_are_left_out_where_others_have_one() -> None:
    papers = [Paper("p1", "t", "", date="2025-03-11"), Paper("p2", "t", "", places=(Place("a", 1, "Mar 11"),))]
    assert parted(papers, Period.DAY) == (Period.DAY, {"2025-03-11": ("p1",)})


# Trends ---------------------------------------------------------------------------------------------------------------


def made(counts: dict[str, list[int]], size: int = 10) -> Contents:
    """A graph with ``size`` papers a month; ``counts`` of them name each entity."""
    months = len(next(iter(counts.values())))
    papers = [Paper(f"p{m}.{n}", "t", "", date=f"2025-{m + 1:02}-01") for m in range(months) for n in range(size)]
    entities = [Entity(f"method/{name}", name, EntityType.METHOD, Kind.NAMED) for name in sorted(counts)]
    facts = []
    for name, many in counts.items():
        for month, count in enumerate(many):
            for n in range(count):
                said = Evidence(f"p{month}.{n}", Field.TITLE, 0, 1, "t", 0.9)
                facts.append(Fact(said.paper, Role.USES, f"method/{name}", (said,)))
                facts.append(Fact(said.paper, Role.MENTIONS, f"method/{name}", (said,)))
    return Contents(tuple(papers), tuple(entities), tuple(facts))


def test_what_rises_comes_first_and_what_falls_last() -> None:
    found = trends_of(made({"up": [1, 3, 5, 7], "down": [7, 5, 3, 1], "flat": [4, 4, 4, 4], "rare": [0, 0, 1, 3]}))
    assert [trend.entity.name for trend in found.trends] == ["up", "flat", "down"]
    assert (found.periods, found.papers) == (("2025-01", "2025-02", "2025-03", "2025-04"), (10, 10, 10, 10))
    assert found.trends[0].counts == (1, 3, 5, 7)
    assert found.trends[0].z == -found.trends[2].z > 2
    assert found.trends[1].z == 0


def test_the_figure_is_that_of_cochran_and_armitage() -> None:
    """The square of z is Armitage's chi-squared with one degree of freedom: r times the squared correlation."""
    counts, sizes = [19, 29, 24], [516, 589, 293]
    rows = [(time, 1) for time, count in enumerate(counts) for _ in range(count)]
    rows += [(time, 0) for time, count in enumerate(counts) for _ in range(sizes[time] - count)]
    number = len(rows)
    mean_x, mean_y = (sum(column) / number for column in zip(*rows, strict=True))
    both = sum((x - mean_x) * (y - mean_y) for x, y in rows)
    squares = sum((x - mean_x) ** 2 for x, _ in rows) * sum((y - mean_y) ** 2 for _, y in rows)
    assert trend_z(counts, sizes) ** 2 == pytest.approx(number * both**2 / squares)


def test_papers_without_a_date_do_not_count() -> None:
    graph = made({"up": [1, 3, 5]})
    undated = Paper("q", "t", "")
    said = Evidence("q", Field.TITLE, 0, 1, "t", 0.9)
    more = replace(
        graph, papers=(*graph.papers, undated), facts=(*graph.facts, Fact("q", Role.USES, "method/up", (said,)))
    )
    assert trends_of(more) == replace(trends_of(graph), undated=1)


def test_the_picture_has_a_line_for_each_and_names_them() -> None:
    found = trends_of(made({f"m{n}<&": [1, 2, 3 + n % 2] for n in range(MOST + 2)}))
    svg = ET.fromstring(to_svg(found, found.trends))
    space = "{http://www.w3.org/2000/svg}"
    lines = [line for line in svg.iter(f"{space}polyline") if line.find(f"{space}title") is not None]
    assert len(lines) == MOST
    assert all(len(line.attrib["points"].split()) == 3 for line in lines)
    texts = [text.text for text in svg.iter(f"{space}text")]
    assert {"2025-01", "2025-03", found.trends[0].entity.name} <= set(texts)


def test_a_picture_of_nothing_is_a_picture() -> None:
    nothing = Trends(Period.DAY, (), (), 0, ())
    assert to_svg(nothing, ()).startswith("<svg")


def test_the_command_gives_a_table_json_and_a_picture(run: Run, tmp_path: Path) -> None:
    write_node_link(made({"up": [1, 3, 5], "down": [5, 3, 1]}), tmp_path / "graph.json")
    asked = ("trends", "--data", "graph.json")
    rows = [line.split() for line in run(*asked).stdout.splitlines()]
    assert rows[0] == ["name", "type", "z", "2025-01", "2025-02", "2025-03"]
    assert rows[1] == ["all", "papers", "10", "10", "10"]
    assert [row[0] for row in rows[2:]] == ["up", "down"]
    assert run(*asked, "--falling", "--most", "1").stdout.splitlines()[-1].startswith("down")
    assert [each["papers"] for each in json.loads(run(*asked, "--format", "json").stdout)["trends"]] == [
        [1, 3, 5],
        [5, 3, 1],
    ]
    assert run(*asked, "--format", "svg").stdout.startswith("<svg")
    assert len(run(*asked, "--type", "Dataset").stdout.splitlines()) == 2
    assert run(*asked, "--type", "Nonsense").exit_code == 1


def test_types_are_those_of_the_ontology() -> None:
    with pytest.raises(UnknownNameError, match="Method"):
        member(EntityType, "nonsense")
