"""Concepts, as vocabulary files say them, and reading them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

import pyoxigraph as ox

from kg import paths
from kg.errors import VocabularyError
from kg.records import EntityType, Kind

_KG: Final = "https://w3id.org/abstract-kg/ontology#"
_ID: Final = "https://w3id.org/abstract-kg/id/"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_MAKER: Final = "https://schema.org/manufacturer"
_KIND: Final = _KG + "kind"
_PREF_LABEL: Final = _SKOS + "prefLabel"
_ALT_LABEL: Final = _SKOS + "altLabel"
_HIDDEN_LABEL: Final = _SKOS + "hiddenLabel"
_CASE_SENSITIVE: Final = _KG + "caseSensitive"
_NEEDS_CONTEXT: Final = _KG + "needsContext"
_BROADER: Final = _SKOS + "broader"
_EXACT_MATCH: Final = _SKOS + "exactMatch"
_TRUE: Final = ["true"]
_LEAST: Final = 3
"""A concept has at least a name, a type and a kind."""
_TYPES: Final = MappingProxyType({_KG + term.value: term for term in EntityType})
_KINDS: Final = MappingProxyType({_KG + term.value: term for term in Kind})


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A thing with names, as one block of a vocabulary file says it; ``id`` is its IRI without the base."""

    id: str
    name: str
    type: EntityType
    kind: Kind
    alt_labels: tuple[str, ...] = ()
    hidden_labels: tuple[str, ...] = ()
    case_sensitive: bool = False
    needs_context: bool = False
    broader: tuple[str, ...] = ()
    exact_match: tuple[str, ...] = ()
    maker: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """All names: the preferred one, then the others, then those that are only recognised."""
        return (self.name, *self.alt_labels, *self.hidden_labels)

    def needs_exact_case(self, label: str) -> bool:
        """Tell whether ``label`` counts in its own letters only.

        In a case-sensitive concept that is every label with a capital, but no phrase that names a technique: titles
        write "Gaussian Process" for "Gaussian process".
        """
        phrase = self.kind is Kind.TECHNIQUE and " " in label
        return self.case_sensitive and not phrase and label != label.lower()


_Values = dict[str, list[str]]
_Term = TypeVar("_Term", EntityType, Kind)


def read_vocabulary(*files: str | Path) -> tuple[Concept, ...]:
    """Read vocabulary files (default: all that come with the package) into concepts, sorted by identifier.

    Raises:
        VocabularyError: a file is missing or broken, or a concept lacks a name, type or kind, has a broader one that no
            file defines, or stands in two blocks.
    """
    chosen = [Path(file) for file in files] or sorted(paths.VOCABULARY.glob("*.ttl"))
    return _read(tuple((path, _version(path)) for path in chosen))


def _version(path: Path) -> tuple[int, int]:
    """Return what changes when a file does; zeros for a file that is not there, which reading will tell."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _read(versions: tuple[tuple[Path, tuple[int, int]], ...]) -> tuple[Concept, ...]:
    """Read files, once for each version of them: pipeline and resolution ask for the same ones."""
    concepts: dict[str, Concept] = {}
    home: dict[str, Path] = {}
    for path, _ in versions:
        for iri, values in _parsed(path).items():
            concept = _concept(iri, values, path)
            if concept.id in concepts:
                raise _problem(f"{iri} stands in {home[concept.id]} too", path, iri, "join the two blocks")
            concepts[concept.id], home[concept.id] = concept, path
    for concept in concepts.values():
        for broader in concept.broader:
            if broader not in concepts:
                problem = f"{concept.id} has a broader {broader} that no file defines"
                raise _problem(problem, home[concept.id], _ID + concept.id, "define it or drop it")
    return tuple(concepts[identifier] for identifier in sorted(concepts))


def _parsed(path: Path) -> dict[str, _Values]:
    """Return the values of each subject and predicate."""
    found: dict[str, _Values] = {}
    try:
        values: _Values = {}
        subject = None
        for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            named, predicate, said = triple.subject, triple.predicate.value, getattr(triple.object, "value", "")
            if named != subject:
                subject = named
                values = found.setdefault(getattr(named, "value", ""), {})
            if predicate in values:
                values[predicate].append(said)
            else:
                values[predicate] = [said]
    except OSError as error:
        cure = "name a Turtle file that can be read"
        raise VocabularyError((error.strerror or str(error)).lower(), where=str(path), cure=cure) from error
    except SyntaxError as error:
        where = f"{path}:{error.lineno or 1}"
        raise VocabularyError(
            f"not Turtle: {error.msg}", where=where, cure="see README.md beside the vocabulary"
        ) from error
    return found


def _concept(iri: str, values: _Values, path: Path) -> Concept:
    if not iri.startswith(_ID):
        raise _problem(f"{iri} is not below {_ID}", path, iri, "use the prefixes method:, data: or hardware:")
    name = _only(_PREF_LABEL, iri, values, path)
    type_, kind = _term(_TYPES, _TYPE, iri, values, path), _term(_KINDS, _KIND, iri, values, path)
    if len(values) == _LEAST:
        return Concept(iri[len(_ID) :], name, type_, kind)
    return Concept(
        id=iri[len(_ID) :],
        name=name,
        type=type_,
        kind=kind,
        alt_labels=_sorted(values.get(_ALT_LABEL)),
        hidden_labels=_sorted(values.get(_HIDDEN_LABEL)),
        case_sensitive=values.get(_CASE_SENSITIVE) == _TRUE,
        needs_context=values.get(_NEEDS_CONTEXT) == _TRUE,
        broader=_sorted([broader.removeprefix(_ID) for broader in values.get(_BROADER, ())]),
        exact_match=_sorted(values.get(_EXACT_MATCH)),
        maker=min(values.get(_MAKER, ()), default=None),
    )


def _sorted(values: list[str] | None) -> tuple[str, ...]:
    return tuple(sorted(values)) if values else ()


def _only(predicate: str, iri: str, values: _Values, path: Path) -> str:
    found = values.get(predicate, ())
    if len(found) == 1:
        return found[0]
    name = "type" if predicate == _TYPE else predicate.replace(_SKOS, "skos:").replace(_KG, "kg:")
    if not found:
        raise _problem(f"{iri} has no {name}", path, iri, f"give it one {name}")
    raise _problem(f"{iri} has {len(found)} values of {name}", path, iri, "keep one, in one block")


def _term(terms: Mapping[str, _Term], predicate: str, iri: str, values: _Values, path: Path) -> _Term:
    name = _only(predicate, iri, values, path)
    if name not in terms:
        what = "type" if predicate == _TYPE else "kind"
        known = ", ".join(f"kg:{term}" for term in terms.values())
        raise _problem(f"{iri} has the unknown {what} {name.replace(_KG, 'kg:')}", path, iri, f"use one of {known}")
    return terms[name]


def _problem(problem: str, path: Path, iri: str, cure: str) -> VocabularyError:
    """Return an error that says in which line the block of ``iri`` starts, the last one where there are several."""
    block = re.compile(rf"^\s*(?:[\w-]*:{re.escape(iri.rpartition('/')[2])}|<{re.escape(iri)}>)(?=[\s;]|$)")
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    line = max((number for number, text in enumerate(lines, 1) if block.search(text)), default=1)
    return VocabularyError(problem, where=f"{path}:{line}", cure=cure)
