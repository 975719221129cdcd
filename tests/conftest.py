"""Fixtures that several tests share: invented papers, and a small graph of what they say."""

import json
from pathlib import Path

import pytest

from kg.records import (
    Alias,
    Contents,
    Entity,
    EntityType,
    Evidence,
    Fact,
    Field,
    Finding,
    Kind,
    Mention,
    Paper,
    Place,
    RelationType,
    Role,
)

PAPERS = (
    {
        "id": "p1",
        "title": "ZibboNet: Quick Widget Folding",
        "abstract": "We propose ZibboNet, a network that folds widgets. ZibboNet runs on a single NVIDIA A100 and is "
        "1.7x faster than WobbleNet. We evaluate it on ImageNet.",
    },
    {
        "id": "p2",
        "title": "WobbleNet Revisited",
        "abstract": "We train WobbleNet with knowledge distillation on CIFAR-10 and report 91.2% accuracy.",
    },
)
"""Two papers that nobody wrote, as records of a JSON Lines file."""


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see what a pipe sees, whatever the terminal they run in."""
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def papers_file(tmp_path: Path) -> Path:
    """A JSON Lines file of ``PAPERS``."""
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(f"{json.dumps(paper)}\n" for paper in PAPERS), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def contents() -> Contents:
    """What a graph holds of two papers on ZibboNet, WobbleNet and the Q90."""
    first = Paper(
        "p1", "ZibboNet", "ZibboNet beats WobbleNet on the Q90.", date="2025-03-11", places=(Place("a.txt", 3),)
    )
    second = Paper("p2", "WobbleNet", "WobbleNet runs on the Q90.")
    zibbo = Mention("ZibboNet", Field.ABSTRACT, 0, 8, "known-name")
    said = Evidence("p1", Field.ABSTRACT, 0, 36, first.abstract, 0.8, "beats")
    return Contents(
        (first, second),
        (
            Entity("hardware/q90", "Q90", EntityType.HARDWARE, Kind.NAMED, maker="Quux"),
            Entity("method/lonely", "Lonely", EntityType.METHOD, Kind.NAMED),
            Entity("method/wobblenet", "WobbleNet", EntityType.METHOD, Kind.NAMED),
            Entity("method/zibbonet", "ZibboNet", EntityType.METHOD, Kind.NAMED, (Alias("ZBN", "acronym"),)),
        ),
        (
            Fact("method/zibbonet", RelationType.OUTPERFORMS, "method/wobblenet", (said,)),
            Fact(
                "p1",
                Role.INTRODUCES,
                "method/zibbonet",
                (Evidence("p1", Field.ABSTRACT, 0, 36, first.abstract, 0.9, "own", zibbo),),
            ),
            Fact(
                "p2", Role.RUNS_ON, "hardware/q90", (Evidence("p2", Field.ABSTRACT, 0, 26, second.abstract, 0.7, "on"),)
            ),
            Fact("p2", Role.USES, "method/wobblenet", (Evidence("p2", Field.TITLE, 0, 9, second.title, 0.6, "known"),)),
        ),
        (Finding("result/1", "p1", "method/zibbonet", "speedup", "1.7x", "hardware/q90", "method/wobblenet", said),),
    )


@pytest.fixture
def graph_file(tmp_path: Path, contents: Contents) -> Path:
    """The graph of ``contents`` as ``graph.ttl``."""
    from kg.rdf import write_turtle

    path = tmp_path / "graph.ttl"
    write_turtle(contents, path)
    return path
