"""From the fields of a record to a paper, whatever the source calls them: one row of names a field, best name first."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Final

from kg.documents.cleaning import clean, spelt_out
from kg.documents.dates import iso_date
from kg.documents.identifiers import arxiv_id, made_id, normal_id, url_of
from kg.documents.opening import Source
from kg.records import Paper, Place

# Names are compared without case and punctuation: "paperId", "paper_id" and "Paper ID" are one name.
TITLE: Final = ("title", "displayname", "papertitle")
ABSTRACT: Final = ("abstract", "summary", "abstracttext", "abstractnote", "abstractinvertedindex", "description")
IDENTIFIER: Final = ("id", "paperid", "arxivid", "arxiv", "eprint", "doi", "identifier", "uid")
URL: Final = ("url", "link", "href", "paperurl", "landingpageurl")
DATE: Final = (
    "published", "publishedat", "publicationdate", "date", "created", "updatedate", "year", "publicationyear",
)  # fmt: skip
ELSEWHERE: Final = ("arxivid", "arxiv", "eprint", "doi")
"""Fields that tell where else the same paper is known; the first of them that has a page gives the URL."""

NAMES: Final = frozenset({*TITLE, *ABSTRACT, *IDENTIFIER, *URL, *DATE, "paper", "externalids", "versions"})
"""Every name that a field of interest goes by."""

_TEXT_OF_DOUBT: Final = frozenset({"", "n/a", "na", "nan", "none", "null", "no abstract", "no abstract available", "-"})
LONGEST: Final = 100_000
"""Characters that a title or an abstract may have as it is written; more is no abstract, and takes minutes to read."""
_LONGEST_DOUBT: Final = 200
"""So long a text says something, markup or not; no need to read it twice."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """What a reader found for one paper: its fields, the place it has in the file, and the line to name in an error."""

    fields: Mapping[str, object]
    position: int
    line: int | None = None


def to_paper(record: RawRecord, source: Source) -> Paper:
    """Return the paper that a record describes.

    Raises:
        DocumentError: the record has no title, or a field that is no text or too long.
    """
    fields = _unwrapped(record.fields)
    line = record.position if record.line is None else record.line
    for names, what in ((TITLE, "title"), (ABSTRACT, "abstract"), (IDENTIFIER[:1], "id")):
        for name in names:
            if not _is_text(fields.get(name), name):
                raise source.error(f"{what} is no text", line=line, cure=f"write its {what} in quotes")
    written = _text(fields, TITLE), _abstract(fields)
    for what, text in zip(("title", "abstract"), written, strict=True):
        if len(text) > LONGEST:
            raise source.error(f"{what} of more than {LONGEST:,} characters", line=line, cure="give the abstract alone")
    title, abstract = map(clean, written)
    if not title:
        raise source.error("a record without title", line=line, cure="give it a title or remove it")
    identifier = _identifier(fields) or made_id(title)
    return Paper(
        id=spelt_out(identifier),
        title=title,
        abstract=abstract,
        url=spelt_out(_url(fields, identifier)),
        date=_date(fields),
        places=(Place(spelt_out(source.name), record.position, spelt_out(str(fields.get("listed", "")))),),
        written=None if written == (title, abstract) else written,
    )


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return a field name without case and punctuation."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _unwrapped(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields by their folded names, those of a nested ``paper`` and of ``externalIds`` among them."""
    flat: dict[str, object] = {}
    for name, value in fields.items():
        flat.setdefault(folded(name), value)
    for name in ("paper", "externalids"):
        inner = flat.get(name)
        if isinstance(inner, Mapping):
            own = {folded(str(key)): value for key, value in inner.items()}
            flat = flat | own if name == "paper" else own | flat
    return flat


def _is_text(value: object, name: str) -> bool:
    """Tell whether a value can be read as text: numbers are identifiers, lists hold paragraphs or spellings."""
    if name == "abstractinvertedindex":
        return value is None or isinstance(value, Mapping)
    if isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    if isinstance(value, Mapping):
        return name == "abstract" and _is_index(value)
    return value is None or isinstance(value, str) or (name == "id" and isinstance(value, int | float))


def _texts(fields: Mapping[str, object], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = next((part for part in value if isinstance(part, str)), None)
        if isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            yield str(value)


def _text(fields: Mapping[str, object], names: Iterable[str]) -> str:
    return next(_texts(fields, names), "")


def _abstract(fields: Mapping[str, object]) -> str:
    """Return the abstract as it is written; empty where what stands there is none."""
    for name in ABSTRACT:
        value = fields.get(name)
        if isinstance(value, Mapping):
            text = _from_index(value)
        elif isinstance(value, list):
            text = " ".join(part for part in value if isinstance(part, str))
        else:
            text = value if isinstance(value, str) else ""
        if len(text) > _LONGEST_DOUBT or clean(text).casefold().rstrip(".") not in _TEXT_OF_DOUBT:
            return text
    return ""


def _is_index(value: Mapping[object, object]) -> bool:
    """Tell whether a mapping is an abstract turned inside out: from each word to the places where it stands."""
    return all(isinstance(places, list) and all(isinstance(at, int) for at in places) for places in value.values())


def _from_index(index: Mapping[object, object]) -> str:
    """Return an abstract from the places of its words."""
    if not _is_index(index):
        return ""
    words = ((at, str(word)) for word, places in index.items() if isinstance(places, list) for at in places)
    placed = sorted(islice(words, LONGEST + 2))  # more is too long, whatever the words are
    return " ".join(word for _, word in placed)


def _identifier(fields: Mapping[str, object]) -> str:
    """Return the record's own identifier, or the first of those that others gave it."""
    return next(filter(None, (normal_id(text) for text in _texts(fields, IDENTIFIER))), "")


def _url(fields: Mapping[str, object], identifier: str) -> str:
    """Return the page of the paper: on arXiv, else by DOI, else where the record says, else by its identifier."""
    known = [arxiv_id(identifier), *(normal_id(text) for text in _texts(fields, ELSEWHERE))]
    given = [text.strip() for text in _texts(fields, URL)]
    pages = [*(url_of(known_id) for known_id in known), *(url_of(text) for text in given)]
    web = (text for text in given if re.fullmatch(r"https?://[^\s<>\"]+", text))
    return next(filter(None, pages), "") or next(web, "") or url_of(identifier)


def _date(fields: Mapping[str, object]) -> str:
    """Return the date of the first version, as far as it is known."""
    versions = fields.get("versions")
    if isinstance(versions, list) and versions and isinstance(versions[0], Mapping):
        first = iso_date(str(versions[0].get("created", "")))
        if first:
            return first
    return next(filter(None, (iso_date(text) for text in _texts(fields, DATE))), "")
