"""Python face of ``ontology/vocabulary/*.ttl``: concepts, their names, and finding a concept by any spelling of a name.

No word list stands here: what is known of methods, data and hardware is in the Turtle files, and a user's own file of
the same form is read by the same function.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
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
_README: Final = "ontology/vocabulary/README.md shows the form"


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

        In a case-sensitive concept that is every label with a capital; one written in small letters counts in any case.
        """
        return self.case_sensitive and label != label.lower()


# Normal form ----------------------------------------------------------------------------------------------------------

_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[\s\-_]+(?=\d)")
_BREAKS: Final = re.compile(r"[\s\-_/‐‑–]+")
_DROPPED: Final = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.+*#~]|_")
_ACRONYM_PLURAL: Final = re.compile(r"(?<=[A-Z]{2})s$")
_BRITISH: Final = (
    (re.compile(r"is(e[drs]?|ing|ations?)$"), r"iz\1"),
    (re.compile(r"ll(ing|ed|ers?)$"), r"l\1"),
    (re.compile(r"our(s|al|ally)?$"), r"or\1"),
)
_SLUG_WORDS: Final = str.maketrans({"+": "-plus-", "*": "-star-", "#": "-sharp-"})
_NOT_SLUG: Final = re.compile(r"[\W_]+")


def normal_form(name: str) -> str:
    """Return what all spellings of a name share: case, hyphens, spaces, plurals and British endings are folded.

    Two numbers stay apart (``~``) and so do the parts of a version.

    >>> normal_form("State-Space Models"), normal_form("GPT 4"), normal_form("Quantisation"), normal_form("Qwen-2.5")
    ('statespacemodel', 'gpt4', 'quantization', 'qwen2.5')
    """
    return _folded(name, casefold=True)


def slug(name: str) -> str:
    """Return the local name of the IRI of a thing called ``name``.

    >>> slug("FlashAttention-2"), slug("C++"), slug("A* search"), slug("π0.5")
    ('flashattention-2', 'c-plus-plus', 'a-star-search', 'π0-5')
    """
    return _NOT_SLUG.sub("-", unicodedata.normalize("NFKC", name).casefold().translate(_SLUG_WORDS)).strip("-")


def _folded(name: str, *, casefold: bool) -> str:
    text = _BETWEEN_DIGITS.sub("~", unicodedata.normalize("NFKC", name).strip())
    words = (_folded_word(word, casefold=casefold) for word in _BREAKS.split(text))
    return _DROPPED.sub("", "".join(words)) or text.casefold()


def _folded_word(word: str, *, casefold: bool) -> str:
    acronym = word.isupper()
    word = _ACRONYM_PLURAL.sub("", word)
    word = word.casefold() if casefold else word
    if len(word) > 3 and not acronym:
        word = _singular(word)
    for ending, american in _BRITISH:
        word = ending.sub(american, word)
    return word


def _singular(word: str) -> str:
    if word[-1] == "s" and word[-2] != "s":
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word[:-1] if word.endswith(("che", "she", "xe", "sse")) else word


# Spellings ------------------------------------------------------------------------------------------------------------

_MOST_SPELLINGS: Final = 6
_VERSION: Final = re.compile(r"(?<=[^\W\d_]{3})(v?\d[\d.]*[a-z]?)$")
_GAP: Final = re.compile(r"[ \-]")
_PREFIX: Final = re.compile(
    r"\b(pre|post|re|co|fine|multi|non|semi|auto|hyper|bi|sub|meta|cross)[ \-](?=[a-z])", re.IGNORECASE
)
_TO_BRITISH: Final = re.compile(r"(?<=[a-z]{3})iz(?=e[drs]?\b|ing\b|ations?\b)")
_COUNTABLE: Final = re.compile(r"[^\W\d_]{2}$")
_PLURAL: Final = re.compile(r"(?<=[a-z])s$")


def spellings(label: str) -> tuple[str, ...]:
    """Return how a text may write ``label``, case aside: hyphen, space or closed up, plural, British; at most six.

    >>> spellings("GPT-4")
    ('GPT-4', 'GPT 4', 'GPT4')
    >>> spellings("state space model")
    ('state space model', 'state-space model', 'state space models', 'state-space models', 'state-space-model')
    """
    shapes = list(dict.fromkeys(_shapes(label)))
    forms = [*shapes[:2], *(plural for shape in shapes[:2] for plural in _plurals(shape))]
    forms += [_TO_BRITISH.sub("is", form) for form in forms[:3]]
    return tuple(dict.fromkeys([*forms, *shapes[2:]]))[:_MOST_SPELLINGS]


def _shapes(label: str) -> Iterator[str]:
    yield label
    if "-" in label:
        yield label.replace("-", " ")
    gaps = [gap.start() for gap in _GAP.finditer(label)]
    if len(gaps) > 1:
        yield label[: gaps[-1]].replace(" ", "-") + label[gaps[-1] :]
    if gaps:
        yield label.replace(" ", "-")
        yield label.replace("-", "") if len(gaps) == 1 else _PREFIX.sub(r"\1", label)
    if " " in label and len(gaps) == 1 and label[-1].isdigit():
        yield label.replace(" ", "")
    if not gaps and _VERSION.search(label):
        yield _VERSION.sub(r"-\1", label)
        yield _VERSION.sub(r" \1", label)


def _plurals(label: str) -> Iterator[str]:
    """Yield the plural of a label that has one; mass nouns get none."""
    if not _COUNTABLE.search(label) or label.endswith(("ing", "ion", "ics", "ity", "ness")) or _PLURAL.search(label):
        return
    if label.endswith(("x", "ch", "sh", "ss")):
        yield label + "es"
    elif label.endswith("y") and label[-2] not in "aeiou":
        yield label[:-1] + "ies"
    else:
        yield label + "s"


# Reading --------------------------------------------------------------------------------------------------------------

_Values = dict[str, list[str]]


def read_vocabulary(*files: str | Path) -> tuple[Concept, ...]:
    """Read vocabulary files (default: all that come with the package) into concepts, sorted by identifier.

    Raises:
        VocabularyError: a file is missing or broken, or a concept lacks a name, type or kind, has a broader one that no
            file defines, or stands in two files.
    """
    chosen = [Path(file) for file in files] or sorted(paths.VOCABULARY.glob("*.ttl"))
    concepts: dict[str, Concept] = {}
    home: dict[str, Path] = {}
    for path in chosen:
        for iri, values in sorted(_parsed(path).items()):
            concept = _concept(iri, values, path)
            if concept.id in concepts:
                first = _where(home[concept.id], iri)
                raise VocabularyError(
                    f"{iri} is defined at {first} too", where=_where(path, iri), cure="join the two blocks"
                )
            concepts[concept.id], home[concept.id] = concept, path
    _check_broader(concepts, home)
    return tuple(sorted(concepts.values()))


def _parsed(path: Path) -> dict[str, _Values]:
    """Return the values of each subject and predicate; a subject is only kept from one block."""
    found: dict[str, _Values] = defaultdict(lambda: defaultdict(list))
    try:
        for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
            found[_text(triple.subject)][_text(triple.predicate)].append(_text(triple.object))
    except OSError as error:
        cause = error.strerror or str(error)
        raise VocabularyError(cause, where=str(path), cure="name a Turtle file that can be read") from error
    except SyntaxError as error:
        raise VocabularyError(f"not Turtle: {error.msg}", where=f"{path}:{error.lineno or 1}", cure=_README) from error
    return found


def _text(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def _concept(iri: str, values: _Values, path: Path) -> Concept:
    if not iri.startswith(_ID):
        raise VocabularyError(f"{iri} is not below {_ID}", where=_where(path, iri), cure=_README)
    return Concept(
        id=iri.removeprefix(_ID),
        name=_only(values, _SKOS + "prefLabel", iri, path),
        type=_term(EntityType, _only(values, _TYPE, iri, path), iri, path),
        kind=_term(Kind, _only(values, _KG + "kind", iri, path), iri, path),
        alt_labels=tuple(sorted(values.get(_SKOS + "altLabel", ()))),
        hidden_labels=tuple(sorted(values.get(_SKOS + "hiddenLabel", ()))),
        case_sensitive=values.get(_KG + "caseSensitive") == ["true"],
        needs_context=values.get(_KG + "needsContext") == ["true"],
        broader=tuple(sorted(broader.removeprefix(_ID) for broader in values.get(_SKOS + "broader", ()))),
        exact_match=tuple(sorted(values.get(_SKOS + "exactMatch", ()))),
        maker=next(iter(sorted(values.get(_MAKER, ()))), None),
    )


def _only(values: _Values, predicate: str, iri: str, path: Path) -> str:
    found = values.get(predicate, [])
    if len(found) == 1:
        return found[0]
    name = _short(predicate)
    if not found:
        raise VocabularyError(f"{iri} has no {name}", where=_where(path, iri), cure=f"give it one {name}")
    raise VocabularyError(
        f"{iri} has {len(found)} values of {name}", where=_where(path, iri), cure="keep one, or one block"
    )


def _short(predicate: str) -> str:
    if predicate == _TYPE:
        return "type (a kg:Method ...)"
    return predicate.replace(_SKOS, "skos:").replace(_KG, "kg:")


_Term = TypeVar("_Term", EntityType, Kind)


def _term(terms: type[_Term], iri_of_term: str, iri: str, path: Path) -> _Term:
    name = iri_of_term.removeprefix(_KG)
    for term in terms:
        if iri_of_term == _KG + term.value:
            return term
    known = ", ".join(f"kg:{term.value}" for term in terms)
    raise VocabularyError(
        f"{iri} has the unknown {terms.__name__} {name}", where=_where(path, iri), cure=f"use one of {known}"
    )


def _check_broader(concepts: dict[str, Concept], home: dict[str, Path]) -> None:
    for concept in concepts.values():
        for broader in concept.broader:
            if broader not in concepts:
                where = _where(home[concept.id], _ID + concept.id)
                raise VocabularyError(
                    f"{concept.id} has a broader {broader} that is nowhere", where=where, cure="add it or drop it"
                )


def _where(path: Path, iri: str) -> str:
    """Return ``file:line`` of the block of ``iri``; only looked for when there is something to complain of."""
    local = iri.rpartition("/")[2]
    block = re.compile(rf"^\s*(?:[\w-]*:{re.escape(local)}|<{re.escape(iri)}>)(?=[\s;]|$)")
    lines = path.read_text(encoding="utf-8").splitlines()
    return f"{path}:{next((number for number, line in enumerate(lines, 1) if block.search(line)), 1)}"


# Lookup ---------------------------------------------------------------------------------------------------------------


class Vocabulary:
    """Concepts by identifier and by any spelling of their names.

    >>> from kg.records import EntityType, Kind
    >>> flash = Concept("method/flashattention", "FlashAttention", EntityType.METHOD, Kind.NAMED)
    >>> Vocabulary([flash]).lookup("Flash-Attention").id
    'method/flashattention'
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._concepts: Final = {concept.id: concept for concept in sorted(concepts)}
        names: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for concept in self._concepts.values():
            for rank, label in enumerate(concept.labels):
                names[normal_form(label)].append((min(rank, 1), concept.id, label))
        self._names: Final = {form: tuple(sorted(found)) for form, found in names.items()}

    def __iter__(self) -> Iterator[Concept]:
        return iter(self._concepts.values())

    def __len__(self) -> int:
        return len(self._concepts)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._concepts

    def __getitem__(self, identifier: str) -> Concept:
        return self._concepts[identifier]

    def get(self, identifier: str) -> Concept | None:
        """Return the concept by identifier (``method/flashattention``), or None."""
        return self._concepts.get(identifier)

    def lookup(self, name: str) -> Concept | None:
        """Return the concept that ``name`` names in some spelling, or None.

        Where several do, one that spells it in these very letters comes first, then one that prefers the name.
        """
        return next(iter(self.candidates(name)), None)

    def candidates(self, name: str) -> tuple[Concept, ...]:
        """Return all concepts that ``name`` may name, best first."""
        letters = _folded(name, casefold=False)
        fits = []
        for rank, identifier, label in self._names.get(normal_form(name), ()):
            same = _folded(label, casefold=False) == letters
            if same or not self._concepts[identifier].needs_exact_case(label):
                fits.append((not same, rank, identifier))
        return tuple(self._concepts[identifier] for identifier in dict.fromkeys(fit[-1] for fit in sorted(fits)))
