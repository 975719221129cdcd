"""Content negotiation: which of the media types on offer a client wants most."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

RESULTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "json": ("application/sparql-results+json", "application/json"),
        "xml": ("application/sparql-results+xml", "application/xml", "text/xml"),
        "csv": ("text/csv",),
        "tsv": ("text/tab-separated-values",),
    }
)
"""How rows can be had: the media type that is sent, and others that stand for it."""
GRAPHS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ttl": ("text/turtle", "application/x-turtle", "text/n3"),
        "nt": ("application/n-triples", "text/plain"),
        "jsonld": ("application/ld+json", "application/json"),
        "xml": ("application/rdf+xml", "application/xml", "text/xml"),
    }
)
"""How triples can be had."""
PAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"html": ("text/html", "application/xhtml+xml"), "ttl": GRAPHS["ttl"], "jsonld": GRAPHS["jsonld"]}
)
"""How the description of a thing can be had."""


class _Range(NamedTuple):
    """What a client accepts, and how much."""

    kind: str
    quality: float

    def fit(self, types: tuple[str, ...]) -> int:
        """Return how closely an offer fits: 0 not at all, 3 exactly; a range of types means the one that is sent."""
        if self.kind in types:
            return 3
        if self.kind.endswith("/*") and types[0].startswith(self.kind[:-1]):
            return 2
        return int(self.kind == "*/*")


def choose(accept: str, offers: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the key of the offer that ``accept`` wants most, the first among equals, or None.

    >>> choose("text/csv;q=0.5, text/tab-separated-values", RESULTS), choose("", RESULTS), choose("image/png", RESULTS)
    ('tsv', 'json', None)
    """
    ranges = list(_ranges(accept)) or [_Range("*/*", 1.0)]
    best = {key: _quality(ranges, types) for key, types in offers.items()}
    wanted = max(best, key=lambda key: best[key])
    return wanted if best[wanted] > 0 else None


def _quality(ranges: list[_Range], types: tuple[str, ...]) -> float:
    """Return the quality of the range that fits an offer best."""
    fitting = [(each.fit(types), each.quality) for each in ranges if each.fit(types)]
    return max(fitting)[1] if fitting else 0.0


def _ranges(accept: str) -> Iterator[_Range]:
    for part in accept.lower().split(",")[:50]:
        kind, *parameters = (piece.strip() for piece in part.split(";"))
        if kind:
            yield _Range(kind, _weight(parameters))


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
