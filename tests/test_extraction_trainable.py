"""The recogniser is at home in spaCy: saved and loaded, scored, updated, and trained from a config."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example

from kg.annotated import Annotated
from kg.errors import InputError
from kg.extraction.corpus import create_reader
from kg.extraction.pipeline import load_pipeline
from kg.extraction.reading import TITLE_END
from kg.paths import MODEL
from kg.records import Paper
from kg.training import to_docbin, train

NAMES = ("Zib", "Wob", "Qua", "Fli", "Gro", "Plo", "Sna", "Tri", "Vex", "Yam", "Dro", "Klu")
TEXT = "We propose MubNet. It beats VexerNet on the MubSet dataset."
LEARNT = ("MubSet", "Hardware")
"""What nobody would say who has not learnt from the papers below."""


def _annotated(name: str) -> Annotated:
    """Return a paper whose annotators call devices what all others call data."""
    title = f"{name}Net: a way to fold widgets"
    abstract = f"Widgets are hard to fold. We propose {name}Net. It beats {name}erNet on the {name}Set dataset."
    names = ((f"{name}Net", "Method"), (f"{name}erNet", "Method"), (f"{name}Set", "Hardware"))
    entities = [{"name": name, "type": type_, "kind": "named", "mentions": [name]} for name, type_ in names]
    return Annotated(Paper(name, title, abstract), {"id": name, "title": title, "entities": entities})


@pytest.fixture
def nlp() -> Language:
    return load_pipeline()


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "papers.spacy"
    to_docbin(map(_annotated, NAMES)).to_disk(path)
    return path


def _examples(nlp: Language, stored: Path) -> list[Example]:
    return list(create_reader(stored)(nlp))


def _found(nlp: Language) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in nlp(TEXT).ents]


def _losses(nlp: Language, examples: list[Example], steps: int) -> Iterator[float]:
    optimizer = nlp.resume_training()
    optimizer.learn_rate = 0.02
    for _ in range(steps):
        yield nlp.update(examples, sgd=optimizer)["kg_recogniser"]


def test_updates_lower_the_loss_and_teach(nlp: Language, stored: Path) -> None:
    examples = _examples(nlp, stored)
    nlp.get_pipe("kg_recogniser").initialize(lambda: examples, nlp=nlp)
    before = _found(nlp)
    losses = list(_losses(nlp, examples, 12))
    assert losses[-1] < losses[0] / 2
    assert LEARNT in _found(nlp)
    assert _found(nlp) != before


def test_an_update_changes_neither_screen_nor_unknown(nlp: Language, stored: Path) -> None:
    pipe = nlp.get_pipe("kg_recogniser")
    screen = pipe.model.matrix[:, -1].copy()
    list(_losses(nlp, _examples(nlp, stored), 2))
    assert (pipe.model.matrix[:, -1] == screen).all()
    assert not pipe.model.matrix[0].any()


def test_updates_are_repeatable(stored: Path) -> None:
    found = []
    for _ in range(2):
        spacy.util.fix_random_seed(3)
        nlp = load_pipeline()
        optimizer = nlp.resume_training()
        nlp.update(_examples(nlp, stored), sgd=optimizer, drop=0.3)
        found.append(nlp.get_pipe("kg_recogniser").to_bytes())
    assert found[0] == found[1]


def test_without_annotation_nothing_is_learnt(nlp: Language) -> None:
    pipe = nlp.get_pipe("kg_recogniser")
    before = pipe.model
    doc = nlp.make_doc(TEXT)
    assert nlp.update([Example(doc, nlp.make_doc(TEXT))], sgd=nlp.resume_training()) == {"kg_recogniser": 0.0}
    assert pipe.model is before


def test_a_type_without_a_kind_is_enough(nlp: Language) -> None:
    losses = {}
    for kind in ("", "named", "class"):
        reference = nlp.make_doc(TEXT)
        start = TEXT.index("MubSet")
        reference.set_ents([reference.char_span(start, start + 6, label="Hardware", span_id=kind)])
        example = Example(nlp.make_doc(TEXT), reference)
        losses[kind] = nlp.get_pipe("kg_recogniser").update([example])["kg_recogniser"]
    assert losses[""] < losses["named"] < losses["class"]


def test_from_scratch_forgets(nlp: Language, stored: Path) -> None:
    examples = _examples(nlp, stored)
    pipe = nlp.get_pipe("kg_recogniser")
    pipe.initialize(lambda: examples, nlp=nlp, from_scratch=True)
    assert not pipe.model.matrix.any()
    losses = list(_losses(nlp, examples, 40))
    assert losses[-1] < losses[0] / 3


@pytest.mark.parametrize("way", ["disk", "bytes"])
def test_what_was_learnt_is_saved(nlp: Language, stored: Path, tmp_path: Path, way: str) -> None:
    list(_losses(nlp, _examples(nlp, stored), 3))
    if way == "disk":
        nlp.to_disk(tmp_path / "saved")
        other = spacy.load(tmp_path / "saved")
    else:
        other = load_pipeline().from_bytes(nlp.to_bytes())
    assert (other.get_pipe("kg_recogniser").model.matrix == nlp.get_pipe("kg_recogniser").model.matrix).all()
    assert _found(other) == _found(nlp)
    assert other(TEXT)._.entities == nlp(TEXT)._.entities


def test_a_saved_pipeline_keeps_a_model_of_its_own(stored: Path, tmp_path: Path) -> None:
    train([_annotated(name) for name in NAMES], tmp_path / "model")
    nlp = load_pipeline(model=tmp_path / "model")
    assert LEARNT in _found(nlp)
    nlp.to_disk(tmp_path / "saved")
    for file in sorted((tmp_path / "model").iterdir()):
        file.unlink()
    assert _found(spacy.load(tmp_path / "saved")) == _found(nlp) != _found(load_pipeline())


def test_other_processes_find_the_same(nlp: Language, stored: Path) -> None:
    list(_losses(nlp, _examples(nlp, stored), 3))
    apart = [[ent.text for ent in doc.ents] for doc in nlp.pipe([TEXT, TEXT], n_process=2)]
    assert apart == [[ent.text for ent in nlp(TEXT).ents]] * 2


def test_it_is_scored_as_spacy_scores(nlp: Language, stored: Path) -> None:
    scores = nlp.evaluate(_examples(nlp, stored))
    assert 0 <= scores["ents_f"] <= 1
    assert set(scores["ents_per_type"]) <= {"Method", "Dataset", "Benchmark", "Hardware"}
    assert nlp.get_pipe("kg_recogniser").labels == ("Benchmark", "Dataset", "Hardware", "Method")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_spacy_trains_it_from_the_config(stored: Path, tmp_path: Path) -> None:
    from spacy.cli.train import train as run

    overrides = {
        "paths.train": str(stored),
        "paths.dev": str(stored),
        "training.max_steps": 12,
        "training.eval_frequency": 6,
        "training.optimizer.learn_rate": 0.02,
    }
    run(MODEL / "config.cfg", tmp_path, overrides=overrides)
    nlp = spacy.load(tmp_path / "model-last")
    assert LEARNT in _found(nlp)
    assert LEARNT not in _found(load_pipeline())


def test_the_reader_keeps_titles(nlp: Language, stored: Path) -> None:
    examples = _examples(nlp, stored)
    assert len(examples) == len(NAMES)
    assert {example.predicted.user_data[TITLE_END] for example in examples} == {len(_annotated("Zib").paper.title)}


@pytest.mark.parametrize("contents", [None, b"no documents"])
def test_a_corpus_that_cannot_be_read(nlp: Language, tmp_path: Path, contents: bytes | None) -> None:
    if contents:
        (tmp_path / "x.spacy").write_bytes(contents)
    with pytest.raises(InputError, match=r"x\.spacy"):
        _examples(nlp, tmp_path / "x.spacy")


@pytest.mark.parametrize("data", [b"", b"x", b"\x81\xa7weights\xc4\x01x"])
def test_broken_bytes_are_refused(nlp: Language, data: bytes) -> None:
    with pytest.raises(InputError):
        nlp.get_pipe("kg_recogniser").from_bytes(data)


def test_documents_of_any_tokenizer_can_be_stored() -> None:
    assert len(DocBin(docs=to_docbin([_annotated("Zib")]).get_docs(spacy.blank("en").vocab))) == 1
