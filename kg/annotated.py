"""Annotation records joined with the texts that they speak of: records hold facts, texts are where users have them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.documents.identifiers import arxiv_id, title_key
from kg.errors import GoldError
from kg.evaluation import annotation
from kg.records import Paper

Record = Mapping[str, Any]
"""An annotation record as JSON: ``annotations/README.md`` says what it holds."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A paper with what people found in it."""

    paper: Paper
    record: Record


@dataclass(frozen=True, slots=True)
class Joined:
    """Annotated papers in the order of their records, and the ids of the records whose texts were not there."""

    papers: tuple[Annotated, ...]
    without_text: tuple[str, ...]


def read_records(path: Path) -> list[Record]:
    """Read annotation records, one JSON object a line.

    Raises:
        GoldError: the file cannot be read, or a line is no such record.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return list(_records(lines, path))
    except (OSError, UnicodeDecodeError) as error:
        problem = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "cannot be read"
        raise GoldError(problem.lower(), where=str(path), cure="give a file of annotation records") from error


def _records(lines: Iterable[str], path: Path) -> Iterator[Record]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = json.loads(line)
                annotation(record)  # raises where the record is none
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                where = f"{path}:{number}"
                raise GoldError("no annotation record", where=where, cure="mend or remove the line") from error
            yield record


def is_held_out(record: Record) -> bool:
    """Tell whether nothing may be learnt from a record.

    >>> is_held_out({"held_out": True}), is_held_out({})
    (True, False)
    """
    return bool(record.get("held_out", False))


def keep_learnable(records: Iterable[Record], rule: str = "marked") -> list[Record]:
    """Return the records that may be learnt from.

    Args:
        records: from ``read_records``.
        rule: what is held out: "marked", the records that say so; a number N, every Nth of the others as well, drawn by
            title, so that a paper stays on its side whatever others come and go; or "none".

    Raises:
        GoldError: there is no such rule.

    >>> len(keep_learnable([{"title": "On Foo"}, {"title": "On Bar", "held_out": True}]))
    1
    """
    if rule == "none":
        return list(records)
    if rule != "marked" and not (rule.isdecimal() and int(rule) > 1):
        raise GoldError("no such rule of what is held out", where=rule, cure="say marked, none, or a number above 1")
    kept = [record for record in records if not is_held_out(record)]
    return kept if rule == "marked" else [record for record in kept if _draw(record) % int(rule)]


def _draw(record: Record) -> int:
    """Return a number that is the same for a title whatever stands around it."""
    return int.from_bytes(hashlib.sha256(title_key(str(record["title"])).encode()).digest()[:8])


def read_annotated(records: Iterable[Record], texts: Iterable[Paper]) -> Joined:
    """Join records with their texts: by arXiv identifier, or by title where either has none.

    ``texts`` may be long, such as arXiv's metadata dump: they are read once, no further than to the last one that is
    wanted, and only those are kept. Of several records of one paper, and of several texts, the first counts.

    Args:
        records: from ``read_records``.
        texts: papers of any source, such as ``kg.read_papers`` yields.

    >>> record = {"id": "t1", "arxiv": "2401.00001", "title": "On Foo", "entities": []}
    >>> joined = read_annotated([record], [Paper("2401.00001", "On Foo!", "We foo.")])
    >>> joined.papers[0].paper.abstract, joined.without_text
    ('We foo.', ())
    """
    wanted = _each_once(records)
    by_id = {key: n for n, record in enumerate(wanted) if (key := _arxiv(record))}
    by_title = {title_key(str(record["title"])): n for n, record in enumerate(wanted)}
    found: dict[int, Paper] = {}
    for paper in texts if wanted else ():
        keys = [key for key in map(arxiv_id, (paper.id, paper.url)) if key]
        number = next((by_id[key] for key in keys if key in by_id), None)
        if number is None:
            number = by_title.get(title_key(paper.title))
            if number is None or (keys and _arxiv(wanted[number])):
                continue
        found.setdefault(number, paper)
        if len(found) == len(wanted):
            break
    papers = tuple(Annotated(found[n], record) for n, record in enumerate(wanted) if n in found)
    return Joined(papers, tuple(str(record.get("id", "")) for n, record in enumerate(wanted) if n not in found))


def _arxiv(record: Record) -> str:
    return arxiv_id(str(record.get("arxiv") or ""))


def _each_once(records: Iterable[Record]) -> Sequence[Record]:
    """Return the records, of those of one title the first."""
    first: dict[str, Record] = {}
    for record in records:
        first.setdefault(title_key(str(record["title"])), record)
    return list(first.values())
