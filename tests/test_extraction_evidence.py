"""Tables of evidence are whole, come back from their text, and are refused where they are broken."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.extraction.evidence import BIAS, FILE, NAMES, RESULT, Table, packaged_tables, parse_tables, read_tables, to_text
from kg.paths import MODEL
from kg.records import EntityType, RelationType, Role


def test_the_packaged_tables_are_whole() -> None:
    tables = packaged_tables()
    for name in NAMES:
        table = getattr(tables, name)
        assert (BIAS in table.rows) == (name not in {"heads", "tails"})
        assert {len(row) for row in table.rows.values()} == {len(table.outcomes)} == {len(table.least)}
    for table in (tables.heads, tables.tails, tables.relations):
        assert set(table.outcomes) == set(RelationType)
    assert tables.results.outcomes == (RESULT,)
    assert {*tables.methods.outcomes, *tables.data.outcomes, *tables.hardware.outcomes} == set(Role)


def test_text_and_back() -> None:
    text = (MODEL / FILE).read_text(encoding="utf-8")
    assert to_text(parse_tables(text)) == text


def test_each_type_has_a_table() -> None:
    tables = packaged_tables()
    assert [tables.of(type_) for type_ in EntityType] == [
        {"Method": tables.methods, "Hardware": tables.hardware}.get(type_.value, tables.data) for type_ in EntityType
    ]


def test_sums_do_not_depend_on_order() -> None:
    rows = {f"e{n}": (0.1 * n, -0.3 * n) for n in range(30)}
    table = Table(("uses", "mentions"), (0.0, 0.0), rows)
    forward, backward, unknown = table.sums([rows, list(reversed(rows)), ["unknown"]]).scores.tolist()
    assert forward == backward == [pytest.approx(43.5), pytest.approx(-130.5)]
    assert unknown == [0.0, 0.0]
    assert table.sums([]).scores.shape == (0, 2)


def test_what_tells_most_is_one_thing_in_any_order() -> None:
    rows = {BIAS: (9.0, 9.0), "a": (1.0, 0.0), "b": (1.0, -2.0), "c": (0.5, -9.0)}
    table = Table(("uses", "mentions"), (0.0, 0.0), rows)
    for evidence in (["a", "b", "c", "wind"], ["wind", "c", "b", "a"]):
        sums = table.sums([[], evidence])
        assert sums.most_telling(1, 0) == "b"  # of equals the last by name
        assert sums.most_telling(1, 0, 1) == "c"
        assert sums.most_telling(0, 0) == BIAS


def _changed(**change: Any) -> str:
    data = json.loads(to_text(packaged_tables()))
    data["results"].update(change)
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "5",
        _changed(outcomes=["guess"]),
        _changed(least=[]),
        _changed(least=["many"]),
        _changed(rows={}),
        _changed(rows={"bias": [1.0, 2.0]}),
        _changed(rows={"bias": [float("nan")]}),
        _changed(rows={"bias": ["x"]}),
        _changed(rows=[]),
    ],
)
def test_broken_tables_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="kg train --tables") as caught:
        read_tables(path)
    assert str(path) in str(caught.value)


def test_missing_tables_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_tables(tmp_path / FILE)
