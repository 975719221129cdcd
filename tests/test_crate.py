"""The crate describes every export with its hash, and what made them."""

import json
from hashlib import sha256
from pathlib import Path

from kg.crate import NAME, Extent, to_crate, write_crate
from kg.records import Contents, Origin, Paper, Provenance

MADE = Provenance("1.2.3", "trained", (), (Origin("papers.jsonl", "ab" * 32, 12),))


def nodes(text: str) -> dict[str, dict[str, object]]:
    """The things of a crate by their identifiers."""
    return {node["@id"]: node for node in json.loads(text)["@graph"]}


def test_it_lists_the_files_with_their_hashes(tmp_path: Path, contents: Contents) -> None:
    (tmp_path / "graph.ttl").write_bytes(b"<urn:a> <urn:b> 1 .")
    write_crate(tmp_path, Extent.of(contents.papers), MADE)
    found = nodes((tmp_path / NAME).read_text(encoding="utf-8"))
    assert found["./"]["hasPart"] == [{"@id": "graph.ttl"}]
    assert found["graph.ttl"]["sha256"] == sha256(b"<urn:a> <urn:b> 1 .").hexdigest()
    assert found["graph.ttl"]["encodingFormat"] == "text/turtle"
    assert found[NAME]["about"] == {"@id": "./"}


def test_what_is_hashed_already_is_not_read_again(tmp_path: Path, contents: Contents) -> None:
    for name in ("graph.ttl", "graph.html"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    write_crate(tmp_path, Extent.of(contents.papers), MADE, [Origin("graph.ttl", "ab" * 32, 7)])
    found = nodes((tmp_path / NAME).read_text(encoding="utf-8"))
    assert found["graph.ttl"]["sha256"] == "ab" * 32
    assert found["graph.html"]["sha256"] == sha256(b"graph.html").hexdigest()


def test_it_names_software_and_inputs(contents: Contents) -> None:
    found = nodes(to_crate([], Extent.of(contents.papers), MADE))
    (given,) = found["#build"]["object"]
    assert found[given["@id"]]["name"] == "papers.jsonl"
    assert found["#software"]["softwareVersion"] == "1.2.3"


def test_it_is_dated_by_its_papers_not_by_a_clock(contents: Contents) -> None:
    assert nodes(to_crate([], Extent.of(contents.papers), MADE))["./"]["datePublished"] == "2025-03-11"
    undated = Extent.of([Paper("p", "A", "B", date="March 11")])
    assert to_crate([], undated, MADE) == to_crate([], undated, MADE)


def test_everything_that_is_named_is_described(contents: Contents) -> None:
    found = nodes(
        to_crate([Origin("graph.ttl", "00", 0), Origin("odd.bin", "01", 0)], Extent.of(contents.papers), MADE)
    )
    refs = [
        part["@id"] for part in [*found["./"]["hasPart"], *found["#build"]["object"], *found["#build"]["instrument"]]
    ]
    assert set(refs) <= set(found)
