"""Identifiers of papers: their normal forms, the pages they lead to, and those made from a title."""

import hashlib
import re
import unicodedata
from typing import Final

from kg.documents.cleaning import clean

_ARXIV: Final = re.compile(
    r"(?:(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|oai:arxiv\.org:|arxiv:\s*"
    r"|(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.48550/arxiv\.)?"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?/?",
    re.IGNORECASE,
)
_DOI: Final = re.compile(r"(?:https?://(?:dx\.|www\.)?doi\.org/|doi:\s*)?(?P<id>10\.\d{4,9}/\S+)", re.IGNORECASE)
_OPENALEX: Final = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(?P<id>W\d{4,})", re.IGNORECASE)
_SEMANTIC_SCHOLAR: Final = re.compile(r"[0-9a-f]{40}")
_ROW_NUMBER: Final = re.compile(r"\d{1,6}")
_MADE: Final = re.compile(r"[a-z0-9-]+-[0-9a-f]{8}")
_NOT_LETTER: Final = re.compile(r"[\W_]+")
_SLUG_LENGTH: Final = 60


def arxiv_id(text: str) -> str:
    """Return the arXiv identifier that ``text`` is, without its version, or "".

    >>> arxiv_id("https://arxiv.org/abs/2401.00001v3"), arxiv_id("hep-th/9901001"), arxiv_id("W123456")
    ('2401.00001', 'hep-th/9901001', '')
    """
    found = _ARXIV.fullmatch(text.strip())
    return found["id"] if found else ""


def doi(text: str) -> str:
    """Return the DOI that ``text`` is, as ``10.…``, or "".

    >>> doi("https://doi.org/10.1000/Xyz"), doi("10 papers")
    ('10.1000/Xyz', '')
    """
    found = _DOI.fullmatch(text.strip())
    return found["id"] if found else ""


def normal_id(text: str) -> str:
    """Return an identifier as it stands, less the version and the address around it.

    >>> normal_id("arXiv:2401.00001v2"), normal_id("https://openalex.org/W4385245566"), normal_id("t000")
    ('2401.00001', 'W4385245566', 't000')
    """
    text = " ".join(text.split())
    work = _OPENALEX.fullmatch(text)
    return arxiv_id(text) or doi(text) or (work["id"].upper() if work else text)


def url_of(identifier: str) -> str:
    """Return the page of a paper by its identifier, or "" where no page is known.

    >>> url_of("2401.00001"), url_of("t000")
    ('https://arxiv.org/abs/2401.00001', '')
    """
    if arxiv := arxiv_id(identifier):
        return f"https://arxiv.org/abs/{arxiv}"
    if found := doi(identifier):
        return f"https://doi.org/{found}"
    work = _OPENALEX.fullmatch(identifier)
    return f"https://openalex.org/{work['id'].upper()}" if work else ""


def identity(text: str) -> str:
    """Return what two spellings of the same identifier share, or "" for one that tells nothing, such as a row number.

    >>> identity("http://arxiv.org/abs/2401.00001v1"), identity("doi:10.1000/XYZ"), identity("17")
    ('arxiv:2401.00001', 'doi:10.1000/xyz', '')
    """
    if arxiv := arxiv_id(text):
        return f"arxiv:{arxiv.lower()}"
    if found := doi(text):
        return f"doi:{found.lower()}"
    return "" if not text or _ROW_NUMBER.fullmatch(text) else f"id:{normal_id(text).casefold()}"


def rank(identifier: str, title: str) -> int:
    """Return how well an identifier names a paper of this title: 0 best, 5 made from the title, 6 telling nothing."""
    if arxiv_id(identifier):
        return 0
    if doi(identifier):
        return 1
    if _OPENALEX.fullmatch(identifier):
        return 2
    if _SEMANTIC_SCHOLAR.fullmatch(identifier):
        return 3
    if is_made(identifier, title):
        return 5
    return 6 if _ROW_NUMBER.fullmatch(identifier) else 4


def title_key(title: str) -> str:
    """Return what two spellings of a title share: letters and digits, without case, markup and punctuation.

    >>> title_key("{FooNet}: Faster & $k$-Sparse") == title_key("foonet, faster & K sparse!")
    True
    """
    folded = unicodedata.normalize("NFKC", clean(title)).casefold()
    return _NOT_LETTER.sub("", folded) or folded


def made_id(title: str) -> str:
    """Return an identifier made from a title: a readable slug, and eight digits that keep alike slugs apart.

    >>> made_id("FooNet: Faster and Leaner")
    'foonet-faster-and-leaner-3f11fd58'
    """
    plain = unicodedata.normalize("NFKD", clean(title)).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > _SLUG_LENGTH:
        slug = slug[: _SLUG_LENGTH + 1].rpartition("-")[0] or slug[:_SLUG_LENGTH]
    digest = hashlib.sha256(title_key(title).encode()).hexdigest()[:8]
    return f"{slug or 'paper'}-{digest}"


def is_made(identifier: str, title: str) -> bool:
    """Tell whether an identifier was made from this title."""
    return bool(_MADE.fullmatch(identifier)) and identifier == made_id(title)
