"""What a graph is made with is told by hashes, whatever the order and the folder."""

from hashlib import sha256
from pathlib import Path

from kg.provenance import made_with


def test_inputs_are_named_by_their_hashes(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    found = made_with([tmp_path], recogniser="rules")
    assert [(each.name, each.size) for each in found.inputs] == [("a.txt", 5), ("b.txt", 5)]
    assert found.inputs[0].sha256 == sha256(b"a.txt").hexdigest()
    assert (found.model, found.model_files) == ("rules", ())
    assert made_with([tmp_path / "b.txt", tmp_path / "a.txt"], recogniser="rules") == found


def test_the_model_is_named_by_its_files(tmp_path: Path) -> None:
    (tmp_path / "weights").write_bytes(b"1")
    assert made_with([], model=tmp_path).model == tmp_path.name
    assert [each.name for each in made_with([], model=tmp_path).model_files] == ["weights"]
    assert "recogniser.npz" in {each.name for each in made_with([]).model_files}


def test_what_cannot_be_read_twice_is_left_out(tmp_path: Path) -> None:
    assert made_with(["-", tmp_path / "absent"], recogniser="rules").inputs == ()
