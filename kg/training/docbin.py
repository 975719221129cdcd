"""Annotated papers as spaCy's own training data."""

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from kg.annotated import Annotated
from kg.extraction.draft import SEPARATOR
from kg.extraction.pipeline import blank_pipeline
from kg.extraction.reading import TITLE_END
from kg.records import EntityType, Kind


def to_docbin(papers: Iterable[Annotated]) -> DocBin:
    """Return a document for each paper, with its annotated mentions as ``ents``.

    A span's label is its type and its id the kind. ``kg_recogniser`` learns both; other pipes of spaCy's see the types.
    """
    nlp = blank_pipeline()
    return DocBin(docs=(_document(one, nlp) for one in papers), store_user_data=True)


def _document(one: Annotated, nlp: Language) -> Doc:
    paper = one.paper
    doc = nlp.make_doc(paper.title + SEPARATOR + paper.abstract if paper.title else paper.abstract)
    doc.user_data[TITLE_END] = len(paper.title)
    doc.set_ents(filter_spans(list(_spans(one, doc))))
    return doc


def _spans(one: Annotated, doc: Doc) -> Iterator[Span]:
    """Yield every place where a mention stands as whole tokens."""
    for entity in one.record["entities"]:
        label, kind = EntityType(entity["type"]).value, Kind(entity.get("kind", Kind.NAMED)).value
        for mention in sorted({m["text"] if isinstance(m, dict) else m for m in entity.get("mentions", ())} - {""}):
            start = doc.text.find(mention)
            while start >= 0:
                span = doc.char_span(start, start + len(mention), label=label, span_id=kind)
                if span is not None:
                    yield span
                start = doc.text.find(mention, start + 1)
