"""The documentation of the ontology, made from ``ontology/kg.ttl`` itself."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kg import paths
from kg.errors import OntologyError

_OWL: Final = "http://www.w3.org/2002/07/owl#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_KG: Final = "https://w3id.org/abstract-kg/ontology#"
_SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        _RDFS + "subClassOf": "narrower than",
        _RDFS + "subPropertyOf": "narrower than",
        _OWL + "equivalentProperty": "the same as",
        "http://www.w3.org/2004/02/skos/core#closeMatch": "close to",
        _OWL + "inverseOf": "inverse of",
        _OWL + "disjointWith": "disjoint with",
        _RDFS + "domain": "from",
        _RDFS + "range": "to",
    }
)
"""What the page says of a term, by property, in the order of the page."""
_MEMBERS: Final = tuple(_OWL + name for name in ("unionOf", "oneOf"))
_LIST: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the ontology.

    Attributes:
        name: with its prefix, ``kg:uses``.
        iri: in full.
        group: ``class``, ``property``, ``inverse property`` or ``individual``.
        label: a word or two.
        comment: what it means, in sentences.
        said: what else the ontology says, each a phrase with its terms: ``("from", ("kg:Paper",))``.
    """

    name: str
    iri: str
    group: str
    label: str
    comment: str
    said: tuple[tuple[str, tuple[str, ...]], ...]


class _Source:
    """A parsed ontology whose terms are named by the prefixes of its file."""

    def __init__(self, path: Path) -> None:
        try:
            parser = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
            self.quads: Final = list(parser)
        except (OSError, SyntaxError) as error:
            raise OntologyError(
                f"cannot be read ({error})", where=str(path), cure="install the package anew"
            ) from error
        self._prefixes: Final = sorted(parser.prefixes.items(), key=lambda item: -len(item[1]))
        self._store: Final = ox.Store()
        self._store.extend(self.quads)

    def objects(self, subject: ox.NamedNode | ox.BlankNode, prop: str) -> list[ox.NamedNode | ox.BlankNode]:
        found = self._store.quads_for_pattern(subject, ox.NamedNode(prop), None)
        return [quad.object for quad in found if isinstance(quad.object, ox.NamedNode | ox.BlankNode)]

    def text(self, subject: ox.NamedNode, prop: str) -> str:
        found = self._store.quads_for_pattern(subject, ox.NamedNode(prop), None)
        return next((quad.object.value for quad in found if isinstance(quad.object, ox.Literal)), "")

    def names(self, subject: ox.NamedNode | ox.BlankNode, prop: str) -> Iterator[str]:
        """Yield the values of a property with their prefixes, sorted; of a union, its members."""
        yield from sorted(self._names(subject, prop))

    def _names(self, subject: ox.NamedNode | ox.BlankNode, prop: str) -> Iterator[str]:
        for value in self.objects(subject, prop):
            if isinstance(value, ox.NamedNode):
                yield self.short(value.value)
            else:
                for members in _MEMBERS:
                    yield from (self.short(each.value) for each in self._listed(value, members))

    def short(self, iri: str) -> str:
        prefix, space = next(((name, space) for name, space in self._prefixes if iri.startswith(space)), ("", ""))
        return f"{prefix}:{iri.removeprefix(space)}" if space else iri

    def _listed(self, subject: ox.BlankNode, prop: str) -> Iterator[ox.NamedNode]:
        for rest in self.objects(subject, prop):
            at = rest
            while isinstance(at, ox.BlankNode):
                yield from (one for one in self.objects(at, f"{_LIST}first") if isinstance(one, ox.NamedNode))
                at = self.objects(at, f"{_LIST}rest")[0]


def terms(path: Path = paths.ONTOLOGY / "kg.ttl") -> tuple[Term, ...]:
    """Return the terms that an ontology defines itself, in the order of its file.

    Raises:
        OntologyError: the file cannot be read.

    >>> next(term.comment for term in terms() if term.name == "kg:Kind")
    'How an entity is named.'
    """
    source = _Source(path)
    own = dict.fromkeys(
        quad.subject
        for quad in source.quads
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(_KG)
    )
    return tuple(_term(source, subject) for subject in own)


def to_markdown(path: Path = paths.ONTOLOGY / "kg.ttl") -> str:
    """Return the documentation of an ontology as a page of Markdown.

    Raises:
        OntologyError: the file cannot be read.
    """
    source, found = _Source(path), terms(path)
    head = ox.NamedNode(_KG.rstrip("#"))
    lines = [
        f"# {source.text(head, 'http://purl.org/dc/terms/title')}",
        "",
        "Made from `ontology/kg.ttl` by `make docs`; not edited by hand.",
        "",
        source.text(head, "http://purl.org/dc/terms/description"),
        "",
        source.text(head, f"{_RDFS}comment"),
        "",
        f"Version {source.text(head, f'{_OWL}versionInfo')}, namespace `{_KG}`, prefix `kg`.",
        *_groups(found),
    ]
    return "\n".join(lines) + "\n"


_HEADINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "class": "Classes",
        "property": "Properties",
        "inverse property": "Inverse properties",
        "individual": "Individuals",
    }
)


def _groups(found: Iterable[Term]) -> Iterator[str]:
    listed = [term for group in _HEADINGS for term in found if term.group == group]
    links = _links(term.name for term in listed)
    for group, heading in _HEADINGS.items():
        yield from ("", f"## {heading}")
        for term in (each for each in listed if each.group == group):
            comment = re.sub(r"\bkg:\w+", lambda name: links[name[0]], term.comment)
            yield from ("", f"### {term.name}", "", f"*{term.label}*. {comment}")
            said = [f"- {phrase} {_joined(names, links)}" for phrase, names in term.said]
            yield from ("", *said) if said else ()


def _joined(names: Iterable[str], links: Mapping[str, str]) -> str:
    return ", ".join(links.get(name, f"`{name}`") for name in names)


def _links(names: Iterable[str]) -> dict[str, str]:
    """Return each name as a link to its heading; of headings that differ in case alone, the second is numbered."""
    links: dict[str, str] = {}
    met: Counter[str] = Counter()
    for name in names:
        anchor = name.replace(":", "").lower()
        links[name] = f"[{name}](#{anchor}{f'-{met[anchor]}' if met[anchor] else ''})"
        met[anchor] += 1
    return links


def _term(source: _Source, subject: ox.NamedNode) -> Term:
    said = ((phrase, tuple(source.names(subject, prop))) for prop, phrase in _SAID.items())
    return Term(
        name=source.short(subject.value),
        iri=subject.value,
        group=_group(source, subject),
        label=source.text(subject, f"{_RDFS}label"),
        comment=source.text(subject, f"{_RDFS}comment"),
        said=tuple((phrase, names) for phrase, names in said if names),
    )


def _group(source: _Source, subject: ox.NamedNode) -> str:
    types = {each.value.removeprefix(_OWL) for each in source.objects(subject, f"{_LIST}type")}
    if "Class" in types:
        return "class"
    if "NamedIndividual" in types:
        return "individual"
    return "inverse property" if source.objects(subject, f"{_OWL}inverseOf") else "property"
