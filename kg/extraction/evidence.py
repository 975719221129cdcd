"""What each piece of evidence weighs: the tables by which roles, relations and results are decided.

A piece of evidence has an id, and for each outcome a weight: its share of the log-odds, fitted by ``kg.training`` on
annotated abstracts. The tables are data and part of the model: a file of JSON beside the recogniser's weights.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import fsum, isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from kg.errors import InputError
from kg.paths import MODEL
from kg.records import EntityType, RelationType, Role

BIAS: Final = "bias"
"""The evidence that always holds."""

RESULT: Final = "result"
"""The outcome of the table for numbers."""

NAMES: Final = ("methods", "data", "hardware", "heads", "tails", "relations", "results")
"""The tables: the roles of three families of things; what a thing brings into its relations as their head and as their
tail, and what two things do together; numbers that are results."""

_WITHOUT_BIAS: Final = ("heads", "tails")


@dataclass(frozen=True, slots=True)
class Table:
    """Weights of evidence: a row for each id, a column for each of ``outcomes``.

    ``least`` is the sum that each outcome needs.
    """

    outcomes: tuple[str, ...]
    least: tuple[float, ...]
    rows: Mapping[str, tuple[float, ...]]

    def sums(self, evidence: Iterable[str]) -> list[float]:
        """Return what the evidence adds up to for each outcome, whatever its order.

        >>> Table(("yes", "no"), (0.0, 0.0), {"bias": (1.0, 0.0), "rain": (0.5, -1.0)}).sums(["bias", "rain", "wind"])
        [1.5, -1.0]
        """
        held = [self.rows[name] for name in evidence if name in self.rows]
        return [fsum(column) for column in zip(*held, strict=True)] if held else [0.0] * len(self.outcomes)


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a model."""

    methods: Table
    data: Table
    hardware: Table
    heads: Table
    tails: Table
    relations: Table
    results: Table

    def of(self, type_: EntityType) -> Table:
        """Return the table for the roles of things of a type."""
        if type_ is EntityType.METHOD:
            return self.methods
        return self.hardware if type_ is EntityType.HARDWARE else self.data


def to_text(tables: Tables) -> str:
    """Return tables as JSON with one row a line, sorted; equal tables give equal text."""
    parts = []
    for name in NAMES:
        table: Table = getattr(tables, name)
        rows = sorted(table.rows.items(), key=lambda row: (row[0] != BIAS, row[0]))
        lines = ",\n".join(f"  {_json(key)}: {_json(list(row))}" for key, row in rows)
        head = f' "outcomes": {_json(list(table.outcomes))},\n "least": {_json(list(table.least))},\n "rows": {{\n'
        parts.append(f"{_json(name)}: {{\n{head}{lines}}}}}")
    return "{" + ",\n".join(parts) + "}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def parse_tables(text: str) -> Tables:
    """Return the tables that ``to_text`` wrote.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: the text is something else.
    """
    read = json.loads(text)
    return Tables(**{name: _table(name, read[name]) for name in NAMES})


_OUTCOMES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"results": frozenset({RESULT}), **dict.fromkeys(("heads", "tails", "relations"), frozenset(RelationType))}
)


def _table(name: str, read: Mapping[str, Any]) -> Table:
    outcomes, least = tuple(read["outcomes"]), tuple(map(float, read["least"]))
    known = _OUTCOMES.get(name, frozenset(Role))
    rows = {key: tuple(row) for key, row in read["rows"].items()}
    if not known.issuperset(outcomes) or {len(row) for row in (least, *rows.values())} != {len(outcomes)}:
        raise ValueError("outcomes and rows do not fit each other")
    if (BIAS in rows) == (name in _WITHOUT_BIAS) or not all(
        isfinite(weight) for row in rows.values() for weight in row
    ):
        raise ValueError("a row is missing or no row of numbers")
    return Table(outcomes, least, rows)


def read_tables(path: Path) -> Tables:
    """Read the tables of a model.

    Raises:
        InputError: the file is missing or is no such file.
    """
    try:
        return parse_tables(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        cure = "make them with kg train --tables"
        raise InputError("no tables of evidence", where=str(path), cure=cure) from error


@cache
def packaged_tables() -> Tables:
    """Return the tables that are part of the package; they are read once."""
    return read_tables(MODEL / FILE)


FILE: Final = "evidence.json"
"""What the file of tables is called in the folder of a model."""
