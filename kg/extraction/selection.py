"""From weighed candidates to the entities of a document: no two share a token, and each thing is one entity.

The likeliest names come first and keep their tokens. Then names of one thing are put together: the two halves of an
acronym's definition, spellings and sizes (by ``name_key``), and labels of one concept.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kg.extraction.candidates import Candidate, Offsets, View
from kg.extraction.draft import Draft
from kg.extraction.naming import base_name, technique_name, tidy_name, without_maker
from kg.extraction.recogniser import LABELS, Floats
from kg.records import EntityType, Kind
from kg.vocabulary import Concept

THRESHOLD: Final = 0.4
"""A name counts when it is an entity at least this likely: where F1 was best on papers left out of training."""

_DATA: Final = frozenset({EntityType.DATASET, EntityType.BENCHMARK})


@dataclass(frozen=True, slots=True)
class _Chosen:
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
    families = _join(chosen, definitions)
    drafts = _one_name_one_thing(_draft(view, [chosen[i] for i in family]) for family in families)
    return tuple(sorted(drafts, key=lambda draft: (draft.spans, draft.name)))


def _choose(
    view: View, groups: Mapping[str, Sequence[Candidate]], probabilities: Floats, threshold: float
) -> list[_Chosen]:
    """Return the names that count, likeliest first; each token belongs to one of them at most."""
    taken = bytearray(len(view.words))
    entity = 1.0 - probabilities[:, 0]
    labels = probabilities[:, 1:].argmax(axis=1) + 1 if len(probabilities) else []
    names = list(groups.values())
    likely = sorted(
        (-float(entity[i]), -(group[0].end - group[0].start), group[0].start, i)
        for i, group in enumerate(names)
        if entity[i] >= threshold
    )
    found = []
    for negative, _, _, i in likely:
        spans = _take(names[i], taken)
        if spans:
            label = int(labels[i])
            rules = frozenset(rule for c in names[i] for rule in c.rules)
            found.append(_Chosen(-negative, label, spans, _concept(names[i], label), rules))
    return found


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
    lead = family[0]
    entity_type, kind = LABELS[lead.label] or (EntityType.METHOD, Kind.NAMED)
    spans = sorted(span for name in family for span in name.spans)
    concept = next((name.concept for name in family if name.concept), None)
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
            found[key] = replace(first, spans=spans, introduced=first.introduced or second.introduced)
    return list(found.values())


def _rule(rules: frozenset[str]) -> str:
    """Return the rule to keep with the evidence: the most telling of those that brought the name up."""
    return next((rule for rule in ("title-head", "definition", "shape", "phrase") if rule in rules), "shape")


def _written_name(view: View, family: Sequence[_Chosen], entity_type: EntityType, kind: Kind) -> str:
    """Return the canonical name of a thing that the vocabulary does not know, from how the document writes it."""
    texts = [base_name(view.slice(*span))[0] for name in family for span in name.spans]
    if kind is Kind.TECHNIQUE:
        full = [text for text in texts if " " in text or "-" in text] or texts
        return min((technique_name(text) for text in full), key=lambda name: (sum(c.isupper() for c in name), name))
    if entity_type is EntityType.HARDWARE:
        texts = [without_maker(text) for text in texts]
    names = [tidy_name(text) for text in texts]
    return min(names, key=lambda name: (" " in name, name.islower(), len(name), name))
