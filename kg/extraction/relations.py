"""Finds what a text says of two things that it names, by adding up evidence.

Evidence is what the paper does with either thing, how close the two stand, which cue words stand between them and
around each, and how sure it is that they are things at all. As with roles, each piece has an id and weights, one a
relation type. The confidence of a relation is the probability that the weights add up to.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from kg.extraction.draft import Draft
from kg.extraction.evidence import Tables, packaged_tables
from kg.extraction.roles import Surroundings, survey
from kg.extraction.sentences import Offsets, Place, Sentence, Zone
from kg.records import EntityType, RelationType, Role

_FAMILY: Final = {
    EntityType.METHOD: "Method",
    EntityType.DATASET: "Data",
    EntityType.BENCHMARK: "Data",
    EntityType.HARDWARE: "Hardware",
}
_ALLOWED: Final = {
    ("Method", "Data"): (RelationType.EVALUATED_ON, RelationType.TRAINED_ON),
    ("Method", "Hardware"): (RelationType.RUNS_ON,),
    ("Method", "Method"): (RelationType.EXTENDS, RelationType.OUTPERFORMS, RelationType.PART_OF),
    ("Data", "Data"): (RelationType.EXTENDS, RelationType.PART_OF),
    ("Hardware", "Hardware"): (RelationType.PART_OF, RelationType.OUTPERFORMS),
}
_WINDOW: Final = 15
_STEPS: Final = ((0, "0"), (1, "1"), (3, "2-3"), (6, "4-6"), (12, "7-12"))


class DraftRelation(NamedTuple):
    """What the sentence from ``start`` to ``end`` says of two drafts, by name."""

    head: str
    type: RelationType
    tail: str
    start: int
    end: int
    rule: str
    confidence: float


class _Meeting(NamedTuple):
    """The place where two drafts stand closest in one order; ``gap`` counts the words between them."""

    gap: int
    sentence: Sentence
    before: Place
    after: Place


Meetings = dict[tuple[int, int], _Meeting]


def find_relations(
    text: str,
    title_end: int,
    sentences: Sequence[Offsets],
    drafts: Sequence[Draft],
    surroundings: Surroundings | None = None,
    *,
    tables: Tables | None = None,
) -> tuple[DraftRelation, ...]:
    """Return what the text says of pairs of ``drafts`` (which have their roles), sorted by head, type and tail.

    Args:
        text: title, separator and abstract.
        title_end: where the title ends; 0 for none.
        sentences: as ``split_sentences`` finds them.
        drafts: what the text names.
        surroundings: what ``roles.survey`` makes of the drafts, where it was called before.
        tables: what evidence weighs; the packaged tables where none are given.
    """
    if len(drafts) < 2:
        return ()
    tables = tables or packaged_tables()
    table = tables.relations
    surroundings = surroundings or survey(text, title_end, sentences, drafts)
    of_each = [of_one(*one) for one in zip(drafts, surroundings.evidence, strict=True)]
    as_head, as_tail = np.hsplit(tables.ends.sums(of_each).scores, [len(tables.heads.outcomes)])
    meetings = find_meetings(surroundings.sentences)
    pairs = list(find_pairs(text, drafts, surroundings.sentences, meetings))
    if not pairs:
        return ()
    heads, tails = zip(*(pair[:2] for pair in pairs), strict=True)
    together = table.sums(evidence for *_, evidence in pairs)
    scores = together.scores + as_head[list(heads)] + as_tail[list(tails)]
    found = []
    for case, column in zip(*np.nonzero(scores >= table.least), strict=True):
        head, tail, types, _ = pairs[case]
        relation = RelationType(table.outcomes[column])
        if relation in types:
            rule = together.most_telling(case, column)
            start, end = _witness(meetings, surroundings.sentences, head, tail)
            names = drafts[head].name, relation, drafts[tail].name
            confidence = round(1 / (1 + math.exp(-scores[case, column])), 2)
            found.append(DraftRelation(*names, start, end, f"{relation}.{rule}", confidence))
    return tuple(sorted(found, key=lambda r: (r.head, r.type, r.tail)))


def of_one(draft: Draft, evidence: Iterable[str]) -> list[str]:
    """Return the ids of the evidence that a thing brings into each of its relations."""
    return [f"sure.{int(draft.confidence * 5)}", *evidence]


def find_meetings(sentences: Iterable[Sentence]) -> Meetings:
    """Return, for each two drafts in the order in which they stand in a sentence, where they stand closest."""
    found: Meetings = {}
    for sentence in sentences:
        for i, before in enumerate(sentence.places):
            for after in sentence.places[i + 1 :]:
                key = before.draft, after.draft
                gap = after.first - before.last
                if before.draft != after.draft and (key not in found or gap < found[key].gap):
                    found[key] = _Meeting(gap, sentence, before, after)
    return found


def find_main(drafts: Sequence[Draft]) -> int:
    """Return the number of the method that the paper is about: its own, in the title, mentioned most; -1 for none."""
    ranked = [
        (draft.spans[0][0] != 0, -len(draft.spans), draft.spans[0], k)
        for k, draft in enumerate(drafts)
        if draft.role is Role.INTRODUCES and draft.type is EntityType.METHOD
    ]
    return min(ranked)[3] if ranked else -1


def find_pairs(
    text: str, drafts: Sequence[Draft], sentences: Sequence[Sentence], meetings: Meetings
) -> Iterator[tuple[int, int, tuple[RelationType, ...], list[str]]]:
    """Yield head, tail, the relation types that could hold, and the evidence in how the two stand to each other."""
    main = find_main(drafts)
    own = sum(draft.role is Role.INTRODUCES and draft.type is EntityType.METHOD for draft in drafts)
    owned = f"own.{min(own, 3)}"
    families = [_FAMILY[draft.type] for draft in drafts]
    roles = [draft.role.value for draft in drafts]
    kinds = [draft.kind.value for draft in drafts]
    names = [draft.name.casefold() for draft in drafts]
    first: dict[int, int] = {}
    for n, sentence in enumerate(sentences):
        for place in sentence.places:
            first.setdefault(place.draft, n)
    of_meeting = {key: _of_meeting(text, meeting) for key, meeting in meetings.items()}
    forward = {key: [">" + name for name in found] for key, found in of_meeting.items()}
    backward = {key: ["<" + name for name in found] for key, found in of_meeting.items()}
    for head, tail in _ordered_pairs(drafts, families, meetings):
        both = "roles." + roles[head] + ">" + roles[tail]
        part = "main.head" if head == main else "main.tail" if tail == main else "main.none" if main < 0 else "aside"
        evidence = [both, "kinds." + kinds[head] + ">" + kinds[tail], owned, part, both + "|" + part]
        if head == main:
            evidence += ["main>" + roles[tail], "main.alone" if own == 1 else "main.several"]
        elif tail == main:
            evidence.append(roles[head] + ">main")
        if names[tail] in names[head]:
            evidence.append("name.within.head")
        elif names[head] in names[tail]:
            evidence.append("name.within.tail")
        if (head, tail) in meetings or (tail, head) in meetings:
            for found in (forward.get((head, tail)), backward.get((tail, head))):
                if found:
                    # The first piece is how close the two stand.
                    evidence += [*found, both + "|" + found[0]]
        else:
            evidence += ["apart", both + "|apart"]
        if first.get(tail, 0) < first.get(head, 0):
            evidence.append("tail.first")
        yield head, tail, _ALLOWED[families[head], families[tail]], evidence


def _ordered_pairs(drafts: Sequence[Draft], families: Sequence[str], meetings: Meetings) -> Iterator[tuple[int, int]]:
    """Yield the pairs worth weighing: allowed by type, and either in one sentence or one of them the paper's own."""
    own = [draft.role is Role.INTRODUCES for draft in drafts]
    for head, family in enumerate(families):
        for tail, other in enumerate(families):
            if head != tail and (family, other) in _ALLOWED:
                near = (head, tail) in meetings or (tail, head) in meetings
                if near or own[head] or own[tail] or other == "Data":
                    yield head, tail


def _of_meeting(text: str, meeting: _Meeting) -> list[str]:
    """Return the evidence in the sentence where two drafts stand closest."""
    before, after = meeting.before, meeting.after
    found = ["gap." + next((name for limit, name in _STEPS if meeting.gap <= limit), "far")]
    if meeting.sentence.zone is Zone.TITLE:
        found.append("title")
    if before.chain == after.chain:
        found.append("list")
    if text.startswith("-based", after.end):
        found.append("based")
    if meeting.gap <= _WINDOW:
        between = meeting.sentence.classes[before.last : after.first]
        found += ["between." + name for name in sorted(set(between)) if name]
        if meeting.gap <= 2:
            found.append("touch." + " ".join(meeting.sentence.words[before.last : after.first]))
    return found


def _witness(meetings: Meetings, sentences: Sequence[Sentence], head: int, tail: int) -> Offsets:
    """Return the sentence that says so: where both stand closest, else where the later of them is first named."""
    both = [meetings[key] for key in ((head, tail), (tail, head)) if key in meetings]
    if both:
        closest = min(both, key=lambda meeting: meeting.gap).sentence
        return closest.start, closest.end
    firsts = []
    for draft in (head, tail):
        named = [s for s in sentences if any(place.draft == draft for place in s.places)]
        firsts.append(next((s for s in named if s.zone is not Zone.TITLE), named[0]))
    later = max(firsts, key=lambda sentence: sentence.start)
    return later.start, later.end
