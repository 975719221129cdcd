"""What each piece of evidence weighs: the tables by which roles, relations and results are decided.

A piece of evidence has an id, and for each outcome a weight: its share of the log-odds, fitted by ``kg.training`` on
annotated abstracts. The tables are data and part of the model: a file of JSON beside the recogniser's weights.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import repeat
from math import isfinite
from operator import sub
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

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


_PARTS: Final = 1_000_000
"""Weights are added up as whole numbers of such parts: sums of floats would depend on the order of a set."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What the evidence of several cases adds up to.

    ``scores`` has a row a case and a column an outcome.
    """

    scores: NDArray[np.float64]
    _names: Sequence[str]
    _rows: Sequence[tuple[int, ...]]
    _held: Sequence[int]
    _borders: Sequence[int]

    def most_telling(self, case: int, outcome: int, rival: int | None = None) -> str:
        """Return the id of the evidence of a case that speaks most for an outcome, or for it against its rival.

        ``BIAS`` where there is none.
        """
        first, last = self._borders[case : case + 2]
        held = [row for row in self._held[first + 1 : last] if row]
        if not held:
            return BIAS
        weights = [row[outcome] for row in map(self._rows.__getitem__, held)]
        if rival is not None:
            against = [row[rival] for row in map(self._rows.__getitem__, held)]
            weights = list(map(sub, weights, against))
        most = max(weights)
        return max([self._names[row] for row, weight in zip(held, weights, strict=True) if weight == most])


_UNKNOWN_ROW: Final = 0
_BIAS_ROW: Final = 1
"""The first rows of the weights of a table: what was never weighed, and what always holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """Weights of evidence: a row for each id, a column for each of ``outcomes``.

    ``least`` is the sum that each outcome needs.
    """

    outcomes: tuple[str, ...]
    least: tuple[float, ...]
    rows: Mapping[str, tuple[float, ...]]
    _names: Sequence[str] = field(init=False, repr=False, compare=False)
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)
    _weights: NDArray[np.int64] = field(init=False, repr=False, compare=False)
    _parts: Sequence[tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        nothing = (0.0,) * len(self.outcomes)
        names = ("", BIAS, *(name for name in self.rows if name != BIAS))
        rows = [self.rows.get(name, nothing) for name in names]
        weights = np.array(rows, np.float64).reshape(len(rows), len(self.outcomes))
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_numbers", {name: row for row, name in enumerate(names) if row})
        whole = np.rint(weights * _PARTS).astype(np.int64)
        object.__setattr__(self, "_weights", whole)
        object.__setattr__(self, "_parts", list(map(tuple, whole.tolist())))

    def sums(self, cases: Iterable[Iterable[str]]) -> Sums:
        """Return what the evidence of each case adds up to, the bias included, whatever its order.

        >>> rows = {"bias": (1.0, 0.0), "rain": (0.5, -1.0)}
        >>> Table(("yes", "no"), (0.0, 0.0), rows).sums([["rain", "wind"], []]).scores.tolist()
        [[1.5, -1.0], [1.0, 0.0]]
        """
        row_of = self._numbers.get
        held: list[int] = []
        borders: list[int] = []
        for evidence in cases:
            borders.append(len(held))
            held.append(_BIAS_ROW)
            held.extend(map(row_of, evidence, repeat(_UNKNOWN_ROW)))
        if not borders:
            return Sums(np.zeros((0, len(self.outcomes))), self._names, self._parts, (), (0,))
        scores = np.add.reduceat(self._weights.take(held, axis=0), borders, axis=0) / _PARTS
        return Sums(scores, self._names, self._parts, held, (*borders, len(held)))


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
    ends: Table = field(init=False, repr=False, compare=False)
    """``heads`` and ``tails`` in one: first the columns of the one, then those of the other."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ends", _side_by_side(self.heads, self.tails))

    def of(self, type_: EntityType) -> Table:
        """Return the table for the roles of things of a type."""
        if type_ is EntityType.METHOD:
            return self.methods
        return self.hardware if type_ is EntityType.HARDWARE else self.data


def _side_by_side(left: Table, right: Table) -> Table:
    """Return a table with the columns of two, which weighs evidence for both by one look-up."""
    nothing = ((0.0,) * len(left.outcomes), (0.0,) * len(right.outcomes))
    rows = {
        name: left.rows.get(name, nothing[0]) + right.rows.get(name, nothing[1]) for name in {**left.rows, **right.rows}
    }
    return Table(left.outcomes + right.outcomes, left.least + right.least, rows)


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
