"""Papers as the store keeps them: a text each, and what tells them and their words apart."""

import json
from hashlib import sha256
from typing import Any

from kg.records import Paper, Place


def words_key(paper: Paper) -> bytes:
    """Return what tells apart the words of papers: a reading depends on no more of them."""
    return sha256(json.dumps([paper.title, paper.abstract]).encode()).digest()


def paper_key(paper: Paper) -> bytes:
    """Return what tells papers apart: two that share it are equal in everything."""
    return record_key(to_record(paper))


def record_key(record: str) -> bytes:
    """Return ``paper_key`` of the paper that ``to_record`` wrote as this."""
    return sha256(record.encode()).digest()


def to_record(paper: Paper) -> str:
    """Return a paper as JSON."""
    places = [[place.source, place.position, place.date] for place in paper.places]
    plain: list[Any] = [paper.id, paper.title, paper.abstract, paper.url, paper.date, places, paper.written]
    return json.dumps(plain, ensure_ascii=False)


def from_record(record: str) -> Paper:
    """Return the paper that ``to_record`` wrote.

    Raises:
        ValueError, TypeError: it is none.
    """
    identifier, title, abstract, url, date, places, written = json.loads(record)
    seen = tuple(Place(source, position, day) for source, position, day in places)
    return Paper(identifier, title, abstract, url, date, seen, None if written is None else (written[0], written[1]))
