"""From weighed candidates to the entities of a document: no two share a token, and each thing is one entity.

The likeliest names come first and keep their tokens. Then names of one thing are put together: the two halves of an
acronym's definition, spellings and sizes (by ``group_by_name``), and labels of one concept.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from kg.extraction.candidates import OWN, Candidate
from kg.extraction.draft import Draft
from kg.extraction.naming import base_name, technique_name, tidy_name, without_maker
from kg.extraction.tokens import HYPHEN
from kg.extraction.view import Offsets, View
from kg.extraction.weights import LABELS, Floats
from kg.records import EntityType, Kind
from kg.vocabulary import Concept

THRESHOLD: Final = 0.4
"""A name counts when it is an entity at least this likely: where F1 was best on papers left out of training."""

LONGER: Final = 0.7
"""A longer name this likely keeps the names inside it from being entities there."""

LONGER_JOINED: Final = 0.5
"""The same where a hyphen joins the inner name to the rest."""

SURE: Final = 0.99
"""How likely names of the user's own vocabulary are, whatever stands around them."""

OFTEN: Final = 3
"""A paper that uses a number format so often is about it."""

_DATA: Final = frozenset({EntityType.DATASET, EntityType.BENCHMARK})
_DEVICE: Final = (EntityType.HARDWARE, Kind.NAMED)
_DEVICE_CLASS: Final = (EntityType.HARDWARE, Kind.CLASS)


class _Chosen(NamedTuple):
    """A name that counts, with the spans it kept."""

    probability: float
    label: int
    spans: tuple[Offsets, ...]
    concept: Concept | None
    rules: frozenset[str]


def select_entities(
    view: View,
    groups: Mapping[str, Sequence[Candidate]],
    probabilities: Floats,
    definitions: Iterable[tuple[Offsets, Offsets]],
    threshold: float = THRESHOLD,
) -> tuple[Draft, ...]:
    """Return the entities of a document, in the order of their first mention.

    Args:
        view: the document.
        groups: the candidates by shared name.
        probabilities: a row a group, a column a label.
        definitions: the token offsets of each acronym and of its long form.
        threshold: how likely a name must be an entity at all.
    """
    chosen = _choose(view, groups, probabilities, threshold)
    chosen = [name for name in chosen if not _is_mere_format(name, view) and not _is_symbol(name, view)]
    chosen = list(_without_classes_of_devices(chosen))
    families = _join(chosen, definitions)
    drafts = _one_name_one_thing(_draft(view, [chosen[i] for i in family]) for family in families)
    return tuple(sorted(drafts, key=lambda draft: (draft.spans, draft.name)))


def accept_own(groups: Iterable[Sequence[Candidate]], probabilities: Floats) -> None:
    """Make names of the user's own vocabulary what it says they are; ``probabilities`` has a row a group."""
    for row, group in enumerate(groups):
        own = next((candidate.concepts[0] for candidate in group if OWN in candidate.rules), None)
        if own:
            wanted = own.type, own.kind
            probabilities[row] = 0
            probabilities[row, 0] = 1 - SURE
            probabilities[row, LABELS.index(wanted if wanted in LABELS else (own.type, Kind.NAMED))] = SURE


def _choose(
    view: View, groups: Mapping[str, Sequence[Candidate]], probabilities: Floats, threshold: float
) -> list[_Chosen]:
    """Return the names that count, the user's own ones first, then the likeliest; no two of them share a token."""
    names = list(groups.values())
    entity = (1.0 - probabilities[:, 0]).tolist()
    labels = (probabilities[:, 1:].argmax(axis=1) + 1).tolist() if names else []
    devices = {
        (c.start, c.end): entity[i] for i, label in enumerate(labels) if LABELS[label] == _DEVICE for c in names[i]
    }
    ordered = sorted(devices)
    counted = [i for i in range(len(names)) if entity[i] >= threshold]
    inside = _nested({(c.start, c.end): entity[i] for i in counted for c in names[i]}, view.classes)
    rules_of = {i: frozenset(rule for c in names[i] for rule in c.rules) for i in counted}
    taken = _tokens_of_addresses(view)
    found = []
    for i in sorted(
        counted,
        key=lambda i: (OWN not in rules_of[i], -entity[i], names[i][0].start - names[i][0].end, names[i][0].start),
    ):
        spans = _take([c for c in names[i] if OWN in c.rules or (c.start, c.end) not in inside], taken)
        if spans:
            is_device = LABELS[labels[i]] == _DEVICE
            likely = _as_sure_as_inside(entity[i], spans, devices, ordered) if is_device else entity[i]
            found.append(_Chosen(likely, labels[i], spans, _concept(names[i], labels[i]), rules_of[i]))
    return found


def _as_sure_as_inside(
    probability: float, spans: Iterable[Offsets], devices: Mapping[Offsets, float], ordered: Sequence[Offsets]
) -> float:
    """Return how likely a device is, at least as likely as one inside its name: the maker before "T4" and the "GPU"
    after it take nothing from it. ``ordered`` are the places of ``devices``, its own among them."""
    inner = (at for span in spans for at in _within(ordered, bisect_left(ordered, span)))
    return max([probability, *map(devices.__getitem__, inner)])


_ADDRESS: Final = re.compile(r"(?:https?://|www\.|\.(?:ai|cn|co|com|de|dev|edu|io|net|org|uk)/)\S+")


def _tokens_of_addresses(view: View) -> bytearray:
    """Return a mark for each token: 1 inside a web address, whose words name nothing in the text."""
    marks = bytearray(len(view.words))
    for found in _ADDRESS.finditer(view.text):
        first, last = (bisect_left(view.starts, at) for at in found.span())
        marks[first:last] = b"\1" * (last - first)
    return marks


def _nested(likely: Mapping[Offsets, float], classes: str) -> set[Offsets]:
    """Return the spans that lie inside a longer name which is likely enough to be meant instead.

    "LLM" is meant in "LLM agents" more often than not, but not in "LLM-FP4": a hyphen joins more than a space does.
    """
    found = set()
    ordered = sorted(likely)
    for index, (start, end) in enumerate(ordered):
        probability = likely[start, end]
        if probability < LONGER_JOINED:
            continue
        for inner in _within(ordered, index):
            joined = classes[inner[1] : inner[1] + 1] == HYPHEN or classes[max(inner[0] - 1, 0)] == HYPHEN
            if probability >= (LONGER_JOINED if joined else LONGER):
                found.add(inner)
    return found


def _within(ordered: Sequence[Offsets], index: int) -> Iterator[Offsets]:
    """Yield the spans of ``ordered`` that lie inside the one at ``index`` and are shorter."""
    start, end = ordered[index]
    first = index
    while first and ordered[first - 1][0] == start:
        first -= 1
    for at in range(first, len(ordered)):
        other = ordered[at]
        if other[0] >= end:
            return
        if other[1] <= end and other != (start, end):
            yield other


def _take(group: Sequence[Candidate], taken: bytearray) -> tuple[Offsets, ...]:
    """Return the spans of a name that were free, in reading order, and take them; of nested ones the longest."""
    spans = []
    for start, end in sorted(((c.start, c.end) for c in group), key=lambda span: span[0] - span[1]):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            spans.append((start, end))
    return tuple(sorted(spans))


def _concept(group: Sequence[Candidate], label: int) -> Concept | None:
    """Return the concept that the name stands for, given what the recogniser takes it to be."""
    wanted = LABELS[label]
    concepts = {concept.id: concept for candidate in group for concept in candidate.concepts}
    for same_kind in (True, False):
        for _, concept in sorted(concepts.items()):
            family = concept.type == wanted[0] or {concept.type, wanted[0]} <= _DATA if wanted else False
            if family and (not same_kind or (wanted is not None and concept.kind == wanted[1])):
                return concept
    return None


def _join(chosen: Sequence[_Chosen], definitions: Iterable[tuple[Offsets, Offsets]]) -> list[list[int]]:
    """Return the families of names that stand for one thing, each likeliest first."""
    parent = list(range(len(chosen)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    owner = {span: i for i, names in enumerate(chosen) for span in names.spans}
    pairs = [(owner[short], owner[long]) for short, long in definitions if short in owner and long in owner]
    first_of: dict[str, int] = {}
    for index, name in enumerate(chosen):
        if name.concept:
            pairs.append((first_of.setdefault(name.concept.id, index), index))
    for a, b in pairs:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    families: dict[int, list[int]] = {}
    for index in range(len(chosen)):
        families.setdefault(root(index), []).append(index)
    return list(families.values())


def _draft(view: View, family: Sequence[_Chosen]) -> Draft:
    """Return the entity of names that stand for one thing; the likeliest one decides what it is."""
    lead, concept = family[0], next((name.concept for name in family if name.concept), None)
    coined = next((name for name in family if "title-head" in name.rules and not name.concept), None)
    if coined and concept and concept.kind is Kind.TECHNIQUE:
        # What a paper names anew is its own, though the long form be that of a technique.
        lead, concept = coined, None
    entity_type, kind = LABELS[lead.label] or (EntityType.METHOD, Kind.NAMED)
    spans = sorted(span for name in family for span in name.spans)
    rules = frozenset(rule for name in family for rule in name.rules)
    if concept and entity_type in _DATA and concept.type != entity_type:
        # Whether a collection is a dataset or a benchmark is a convention, and the vocabulary keeps it.
        entity_type = concept.type
    return Draft(
        name=concept.name if concept else _written_name(view, family, entity_type, kind),
        type=entity_type,
        kind=kind,
        spans=tuple((view.starts[start], view.end_of(end - 1)) for start, end in spans),
        confidence=round(lead.probability, 4),
        rule="vocabulary" if concept else _rule(rules),
        introduced="title-head" in rules,
    )


def _one_name_one_thing(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the drafts with those of one name made one: the likelier of them says what the thing is."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        key = draft.name.casefold()
        other = found.get(key)
        if other is None:
            found[key] = draft
        else:
            first, second = (other, draft) if other.confidence >= draft.confidence else (draft, other)
            spans = tuple(sorted({*first.spans, *second.spans}))
            found[key] = first._replace(spans=spans, introduced=first.introduced or second.introduced)
    return list(found.values())


_NUMBER_FORMAT: Final = re.compile(
    r"(?:FP|BF|INT|TF|UINT|MXFP|NVFP|float|bfloat|int|uint)-?\d+|(?:E\dM\d)|W\dA\d+", re.IGNORECASE
)


def _is_mere_format(name: _Chosen, view: View) -> bool:
    """Tell whether a name is one of a number format that the paper is not about: neither in the title nor used
    often."""
    written = all(_NUMBER_FORMAT.fullmatch(view.slice(*span)) for span in name.spans)
    return written and len(name.spans) < OFTEN and all(start >= view.title_tokens for start, _ in name.spans)


_SYMBOL: Final = re.compile(r"[A-Za-z]_\w{1,2}")


def _is_symbol(name: _Chosen, view: View) -> bool:
    """Tell whether a name is always a letter with an index, as formulas have them ("L_0")."""
    return all(_SYMBOL.fullmatch(view.slice(*span)) for span in name.spans)


def _without_classes_of_devices(chosen: Sequence[_Chosen]) -> Iterator[_Chosen]:
    """Yield the names, a class of devices without the places where it only says what the device before it is: the
    "GPUs" of "A100 GPUs"."""
    ends = {end for name in chosen if LABELS[name.label] == _DEVICE for _, end in name.spans}
    for name in chosen:
        if LABELS[name.label] == _DEVICE_CLASS and not ends.isdisjoint(start for start, _ in name.spans):
            name = name._replace(spans=tuple(span for span in name.spans if span[0] not in ends))  # noqa: PLW2901
        if name.spans:
            yield name


def _rule(rules: frozenset[str]) -> str:
    """Return the rule to keep with the evidence: the most telling of those that brought the name up."""
    return next((rule for rule in ("title-head", "definition", "shape", "phrase") if rule in rules), "shape")


def _written_name(view: View, family: Sequence[_Chosen], entity_type: EntityType, kind: Kind) -> str:
    """Return the canonical name of a thing that the vocabulary does not know, from how the document writes it."""
    texts = [base_name(view.slice(*span))[0] for name in family for span in name.spans]
    if kind is not Kind.NAMED:
        full = [text for text in texts if " " in text or "-" in text] or texts
        return min((technique_name(text) for text in full), key=lambda name: (sum(c.isupper() for c in name), name))
    if entity_type is EntityType.HARDWARE:
        texts = [base_name(without_maker(tidy_name(text)))[0] for text in texts]
    names = [tidy_name(text) for text in texts]
    return min(names, key=lambda name: (" " in name, name.islower(), len(name), name))
