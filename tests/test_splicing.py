"""A text whose blocks change is what it would be if it were written anew."""

import random
from pathlib import Path

import pytest

from kg.splicing import Blocks, Text, mapped

HEAD, TAIL = b"head\n", b"tail\n"


def number(line: bytes) -> int:
    return int(line.split(b" ")[0])


def opens(head: bytes) -> bool:
    return head[:1] != b"\t"


def blocks(text: Text) -> Blocks[int]:
    return Blocks(text, (len(HEAD), len(text) - len(TAIL)), number, opens)


def drawn(draw: random.Random, key: int) -> bytes:
    lines = [
        b"%d %s\n" % (key, b"x" * draw.randrange(9)),
        *(b"\t%d\n" % draw.randrange(99) for _ in range(draw.randrange(3))),
    ]
    return b"".join(lines)


@pytest.mark.parametrize("seed", range(60))
def test_blocks_come_go_and_change(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    before = {
        key: drawn(draw, key) * draw.choice((1, 1, 3)) for key in draw.sample(range(200), draw.choice((0, 1, 5, 90)))
    }
    changes = {
        key: drawn(draw, key) if draw.random() < 0.6 else b""
        for key in draw.sample(range(200), draw.choice((0, 1, 70)))
    }
    (tmp_path / "text").write_bytes(HEAD + b"".join(before[key] for key in sorted(before)) + TAIL)
    after = before | changes
    with mapped(tmp_path / "text") as text:
        found = blocks(text)
        assert b"".join(found.with_changes(changes)) == b"".join(after[key] for key in sorted(after))
        assert {key: text[slice(*found.find(key))] for key in range(200)} == {
            key: before.get(key, b"") for key in range(200)
        }


def test_only_what_is_wanted_comes() -> None:
    text = HEAD + b"1 a\n2 b\n3 c\n" + TAIL
    found = blocks(text)
    assert b"".join(found.with_changes({3: b"3 d\n"}, start=found.find(2)[0])) == b"2 b\n3 d\n"
