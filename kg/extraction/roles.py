"""Decides what a paper does with each thing that it names, by adding up evidence.

Evidence is where a mention stands (title, background, the authors' own work), which cue words stand around it, and how
the thing is named. Each piece has an id and, for each role, a weight (``kg.extraction.evidence``). The role with the
highest sum wins; what did most for it is its ``role_rule``.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from kg.extraction.draft import Draft
from kg.extraction.evidence import Table, Tables, packaged_tables
from kg.extraction.sentences import Offsets, Place, Sentence, Zone, read_sentences
from kg.extraction.tables.roles_cues import CUES
from kg.records import EntityType, Kind, Role

WORD_CUES: Final = {word: cue.id for cue in CUES for word in cue.words.split()}
"""The cue class of each cue word."""

KNOWN: Final = "vocabulary"
"""How the rule of a draft begins whose name stands in the vocabulary."""

_INNER_CAPITAL: Final = re.compile(r"[a-z][A-Z]|[A-Z]{2}")
_DIGIT: Final = re.compile(r"\d")
_SKIPPED: Final = frozenset({"a", "the", "our", "new", "old", "sota", "several", "common"})
_FRONTS: Final = frozenset({"unlike", "compare"})
_NEAR: Final = 8
_AFTER: Final = 6
_SKIPS: Final = 3


class Surroundings(NamedTuple):
    """A text as roles and relations see it: the sentences that name something, and the evidence for each draft."""

    sentences: list[Sentence]
    evidence: list[set[str]]


def survey(text: str, title_end: int, sentences: Sequence[Offsets], drafts: Sequence[Draft]) -> Surroundings:
    """Return where the drafts stand and what speaks for their roles; roles that drafts have already change nothing.

    Args:
        text: title, separator and abstract.
        title_end: where the title ends; 0 for none.
        sentences: as ``split_sentences`` finds them.
        drafts: what the text names.
    """
    naming = read_sentences(text, title_end, sentences, drafts, WORD_CUES)
    return Surroundings(naming, find_evidence(naming, drafts, text))


def assign_roles(
    text: str,
    title_end: int,
    sentences: Sequence[Offsets],
    drafts: Sequence[Draft],
    surroundings: Surroundings | None = None,
    *,
    tables: Tables | None = None,
) -> tuple[Draft, ...]:
    """Return the drafts with their roles and the evidence that decided, in the order given.

    Arguments are those of ``survey``; ``surroundings`` is what it returned, where it was called before; ``tables`` are
    the packaged ones where none are given.
    """
    tables = tables or packaged_tables()
    found = (surroundings or survey(text, title_end, sentences, drafts)).evidence
    kinds: dict[int, tuple[Table, list[int]]] = {}
    for number, draft in enumerate(drafts):
        table = tables.of(draft.type)
        kinds.setdefault(id(table), (table, []))[1].append(number)
    decided: dict[int, Draft] = {}
    for table, numbers in kinds.values():
        sums = table.sums([found[number] for number in numbers])
        likeliest = (-sums.scores).argsort(axis=1, kind="stable")[:, :2].tolist()
        for case, (number, (first, second)) in enumerate(zip(numbers, likeliest, strict=True)):
            role, rule = _certain_role(drafts[number], found[number]) or (
                Role(table.outcomes[first]),
                sums.most_telling(case, first, second),
            )
            decided[number] = drafts[number]._replace(role=role, role_rule="role." + rule)
    return tuple(decided[number] for number in range(len(drafts)))


def _certain_role(draft: Draft, evidence: set[str]) -> tuple[Role, str] | None:
    """Return the role that ``CERTAIN`` gives a draft, and the evidence that does."""
    if draft.kind is Kind.NAMED:
        for name, types, role in CERTAIN:
            if name in evidence and draft.type in types:
                return role, name
    return None


CERTAIN: Final = (
    ("title.colon", frozenset(EntityType) - {EntityType.HARDWARE}, Role.INTRODUCES),
    ("front", frozenset({EntityType.METHOD}), Role.COMPARES_TO),
    ("gov.beat", frozenset({EntityType.METHOD}), Role.COMPARES_TO),
)
"""Evidence that outweighs all other for named things of some types, the first row first.

Of the named things before the colon of a title 99 % are what the paper introduces, also where the name is known,
since what is known today was introduced once; of the named methods right after "outperforms" nine in ten are what it
compares to.
"""


def find_evidence(sentences: Sequence[Sentence], drafts: Sequence[Draft], text: str) -> list[set[str]]:
    """Return the ids of the evidence for each draft, in the order of ``drafts``."""
    found = [_of_name(draft) for draft in drafts]
    zones: list[set[str]] = [set() for _ in drafts]
    for sentence in sentences:
        for places in _chains(sentence):
            around = _of_context(sentence, places[0].first, places[-1].last)
            for place, follower in zip(places, [*places[1:], None], strict=True):
                evidence = found[place.draft]
                evidence |= around
                evidence.update(_of_mention(text, sentence, place, follower))
                zones[place.draft].add(sentence.zone.value)
            if len(places) > 1:
                for place in places:
                    found[place.draft].add("list")
    most = max((len(draft.spans) for draft in drafts if draft.type is EntityType.METHOD), default=0)
    for draft, evidence, where in zip(drafts, found, zones, strict=True):
        evidence.add("zones." + "+".join(sorted(where)))
        if draft.type is EntityType.METHOD and len(draft.spans) == most:
            evidence.add("most")
    return found


def _of_name(draft: Draft) -> set[str]:
    """Return the evidence in how a thing is named and how often."""
    name = draft.name
    words = name.count(" ")
    tests = (
        ("form.coined", _INNER_CAPITAL.search(name) is not None),
        ("form.digit", _DIGIT.search(name) is not None),
        ("form.words", words > 0),
        ("form.long", words > 1),
        ("form.capital", name[:1].isupper()),
        ("form.plain", draft.kind is Kind.NAMED and name.islower()),
        ("form.hyphen", "-" in name),
        ("known." + draft.kind, draft.rule.startswith(KNOWN)),
    )
    found = {evidence for evidence, holds in tests if holds}
    found.update(("kind." + draft.kind, "type." + draft.type, f"count.{min(len(draft.spans), 4)}"))
    return found


def _chains(sentence: Sentence) -> list[list[Place]]:
    """Return the mentions of a sentence, those together that nothing but commas, brackets and conjunctions join.

    In "Unlike A and B, C is fast" the comma joins nothing: C is what the sentence is about.
    """
    chains: list[list[Place]] = []
    for place in sentence.places:
        if chains and chains[-1][-1].chain == place.chain:
            chains[-1].append(place)
        else:
            chains.append([place])
    if chains and _is_fronted(sentence.classes):
        size = _size_of_front(sentence.classes, chains[0])
        chains[:1] = [part for part in (chains[0][:size], chains[0][size:]) if part]
    return chains


def _is_fronted(classes: Sequence[str]) -> bool:
    """Tell whether a sentence begins with what its subject is contrasted with; in "We compare X with Y" nothing is."""
    return not _FRONTS.isdisjoint(classes[:2]) and classes[0] != "we"


def _size_of_front(classes: Sequence[str], chain: Sequence[Place]) -> int:
    """Return how many mentions of the first chain of a sentence stand in front of its subject."""
    if "," not in classes[: chain[-1].first]:
        return len(chain)
    listed = [n for n in range(1, len(chain)) if "and" in classes[chain[n - 1].last : chain[n].first]]
    if listed and "," in classes[chain[listed[-1]].last :][:2]:
        return listed[-1] + 1
    return sum(place.last <= classes.index(",") for place in chain)


def _of_context(sentence: Sentence, first: int, last: int) -> set[str]:
    """Return the evidence in the words around a chain of mentions; ids from a title start with "title "."""
    classes = sentence.classes
    title = "title " if sentence.zone is Zone.TITLE else ""
    governor = first - 1
    while governor >= 0 and first - governor <= _SKIPS and classes[governor] in _SKIPPED:
        governor -= 1
    found = {f"{title}det.{name}" for name in classes[governor + 1 : first]} or {title + "det.none"}
    found.add(title + "gov." + ((classes[governor] or "word") if governor >= 0 else "start"))
    if governor > 0:
        found.add(title + "gov2." + classes[governor - 1])
    # "Unlike X, we ...": what follows the comma is not what is contrasted; and in "We compare X with Y" nothing is.
    fronted = _is_fronted(classes)
    begin = classes.index(",") if fronted and "," in classes[:first] else 0
    found.update([title + "near." + name for name in set(classes[max(begin, first - _NEAR) : first])])
    found.update([title + "left." + name for name in set(classes[begin:first])])
    found.update([title + "after." + name for name in set(classes[last : last + _AFTER])])
    following = "end" if last >= len(classes) else classes[last] or _kind_of_word(sentence.words[last])
    found.add(title + "next." + following)
    found.add("zone." + sentence.zone)
    if fronted and not begin:
        found.add("front")
    return found


def _kind_of_word(word: str) -> str:
    return "word-s" if word.endswith("s") else "word"


def _of_mention(text: str, sentence: Sentence, place: Place, follower: Place | None) -> list[str]:
    """Return the evidence in one mention itself and the marks that touch it."""
    found = []
    if text.startswith(("-based", "-style"), place.end):
        found.append("suffix.based")
    elif text.startswith("-", place.end):
        found.append("suffix.other")
    if place.start and text[place.start - 1] == "-":
        found.append("prefix")
    if follower and follower.draft == place.draft and "(" in text[place.end : follower.start]:
        found.append("defined." + sentence.zone)
    if sentence.zone is Zone.TITLE:
        if place.start == 0:
            found.append("title.colon" if text.startswith(":", place.end) else "title.start")
        if place.end == sentence.end:
            found.append("title.end")
    elif place is sentence.places[0] and place.first == 0:
        found.append("subject")
    return found
