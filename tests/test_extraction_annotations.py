"""What a document carries says the same as the records, and survives every way that spaCy stores documents."""

import pickle

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from kg.extraction.draft import SEPARATOR
from kg.extraction.pipeline import extract, load_pipeline
from kg.extraction.reading import TITLE_END
from kg.records import Field, Mention, Paper, Span

TITLE = "ZibboNet: Quick Widget Folding"
ABSTRACT = (
    "We propose ZibboNet, a network that folds widgets. ZibboNet runs on 8x NVIDIA A100-80GB GPUs and is 1.7x faster "
    "than ResNet-50. On ImageNet-1K it reaches 91.2% accuracy."
)
PAPER = Paper("p", TITLE, ABSTRACT)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def _doc(nlp: Language) -> Doc:
    doc = nlp.make_doc(TITLE + SEPARATOR + ABSTRACT)
    doc.user_data[TITLE_END] = len(TITLE)
    return nlp(doc)


def _said(doc: Doc) -> tuple[object, ...]:
    return doc._.entities, doc._.relations, doc._.results


def test_extensions_and_records_agree(nlp: Language) -> None:
    (extraction,) = extract([PAPER], nlp)
    assert extraction.entities
    assert extraction.relations
    assert extraction.results
    assert _said(_doc(nlp)) == (extraction.entities, extraction.relations, extraction.results)


def test_a_text_without_title_is_an_abstract(nlp: Language) -> None:
    (extraction,) = extract([Paper("p", "", ABSTRACT)], nlp)
    assert _said(nlp(ABSTRACT)) == (extraction.entities, extraction.relations, extraction.results)


def test_offsets_count_in_their_field(nlp: Language) -> None:
    (extraction,) = extract([PAPER], nlp)
    mentions = [mention for entity in extraction.entities for mention in entity.mentions]
    assert {mention.field for mention in mentions} == {Field.TITLE, Field.ABSTRACT}
    for mention in mentions:
        assert PAPER.text(mention.field)[mention.start : mention.end] == mention.text
    for said in (*extraction.relations, *extraction.results):
        assert PAPER.text(said.evidence.field)[said.evidence.start : said.evidence.end].strip()
    sentence = Span(Field.ABSTRACT, 0, 50)
    assert ABSTRACT[sentence.start : sentence.end] == "We propose ZibboNet, a network that folds widgets."


def test_only_devices_are_counted(nlp: Language) -> None:
    (extraction,) = extract([PAPER], nlp)
    counted = {m.text: (m.count, m.memory) for e in extraction.entities for m in e.mentions if m.count or m.memory}
    assert list(counted.values()) == [(8, "80GB")]


def test_entities_of_the_document_are_the_mentions(nlp: Language) -> None:
    doc = _doc(nlp)
    shift = {Field.TITLE: 0, Field.ABSTRACT: len(TITLE) + len(SEPARATOR)}
    mentions = {(shift[m.field] + m.start, m.text, e.type.value) for e in doc._.entities for m in e.mentions}
    assert {(ent.start_char, ent.text, ent.label_) for ent in doc.ents} == mentions


def test_sentences_are_marked(nlp: Language) -> None:
    assert [sentence.text.strip() for sentence in _doc(nlp).sents][:2] == [
        TITLE,
        "We propose ZibboNet, a network that folds widgets.",
    ]
    assert [sentence.text for sentence in nlp("GPT-4 folds.").sents] == ["GPT-4 folds."]


def test_the_sentences_of_a_parser_stay(nlp: Language) -> None:
    words = ["GPT-4", "folds", ".", "BERT", "too"]
    doc = Doc(nlp.vocab, words=words, heads=[1, 1, 1, 1, 1], deps=["dep"] * 5)
    assert [ent.text for ent in nlp(doc).ents] == ["GPT-4", "BERT"]
    assert len(list(doc.sents)) == 1


def test_documents_survive_storage(nlp: Language) -> None:
    doc = _doc(nlp)
    (binned,) = (
        DocBin(store_user_data=True).from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes()).get_docs(nlp.vocab)
    )
    for other in (binned, Doc(nlp.vocab).from_bytes(doc.to_bytes()), pickle.loads(pickle.dumps(doc)), doc.copy()):
        assert _said(other) == _said(doc)
        assert [(ent.text, ent.label_) for ent in other.ents] == [(ent.text, ent.label_) for ent in doc.ents]


def test_the_data_of_a_document_is_plain(nlp: Language) -> None:
    assert set(_doc(nlp).user_data) == {TITLE_END, "kg.entities", "kg.relations", "kg.results"}


def test_a_document_nobody_read_says_nothing(nlp: Language) -> None:
    assert _said(nlp.make_doc("GPT-4")) == ((), (), ())


def test_reading_twice_changes_nothing(nlp: Language) -> None:
    doc = _doc(nlp)
    before = _said(doc)
    assert _said(nlp(doc)) == before


@pytest.mark.parametrize("words", [ABSTRACT.split(" "), [ABSTRACT]])
def test_tokens_of_another_tokenizer_take_whole_names(nlp: Language, words: list[str]) -> None:
    doc = nlp(Doc(nlp.vocab, words=words))
    assert doc._.entities == nlp(doc.text)._.entities
    covered = [(ent.start_char, ent.end_char) for ent in doc.ents]
    for entity in doc._.entities:
        for mention in entity.mentions:
            assert any(start <= mention.start and mention.end <= end for start, end in covered)


def test_another_tokenizer_gives_the_same_records(nlp: Language) -> None:
    other = spacy.blank("en").make_doc(ABSTRACT)
    assert nlp(other)._.entities == nlp(ABSTRACT)._.entities


def test_displacy_shows_it(nlp: Language) -> None:
    page = displacy.render(_doc(nlp), style="ent", jupyter=False)
    assert "A100-80GB" in page
    assert "Hardware" in page


def test_mentions_are_records(nlp: Language) -> None:
    (entity,) = nlp("BERT")._.entities
    assert entity.mentions == (Mention("BERT", Field.ABSTRACT, 0, 4, entity.mentions[0].rule),)
