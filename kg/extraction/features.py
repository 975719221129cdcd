"""What tells whether a candidate is a name, and of what: the features that the recogniser weighs.

A feature is a short string whose first letters say which question it answers. Three tables hold the questions: those
that one word answers by the place it has beside the candidate (``WORD_QUESTIONS``), those that a cue word somewhere
near answers (``CUES``), and those that only the candidate in its document answers (``candidate_features``). The first
two stand in ``kg.extraction.word_features``; what a candidate tells whatever the words (``own_features``) is much the
same for many, and looked up once. What two features tell together is a feature too (``kg.extraction.pairs``).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kg.extraction.candidates import Candidate
from kg.extraction.kinds import kind_features
from kg.extraction.pairs import pair_features
from kg.extraction.statistics import Statistics
from kg.extraction.view import Offsets, View
from kg.extraction.word_features import CUES, REACH, WORD_QUESTIONS, cue_features, form_of

_NEAR: Final = 4
_INTRODUCING: Final = frozenset(
    """propose proposes proposed proposing introduce introduces introduced introducing present presents presented
    presenting develop develops developed developing design designed called named dubbed termed coined release released
    build built create created contribute describe devise denoted namely construct constructed curate""".split()
)
_PREPOSITIONS: Final = frozenset("on with using by via than of in to for over and".split())
_LIST_JOINTS: Final = frozenset((",", "and", "or", "/", "&"))


class Context:
    """What is known of a document before its candidates are weighed: its known names and its acronyms."""

    __slots__ = ("ends_at", "known", "long", "short", "starts_at", "within")

    def __init__(self, candidates: dict[Offsets, Candidate], definitions: Iterable[tuple[Offsets, Offsets]]) -> None:
        self.short: dict[Offsets, Offsets] = {}
        self.long: dict[Offsets, Offsets] = {}
        for short, long in definitions:
            self.short[short] = long
            self.long[long] = short
        self.known: dict[int, str] = {}
        self.starts_at: dict[int, list[tuple[int, str]]] = {}
        self.ends_at: dict[int, list[tuple[int, str]]] = {}
        self.within: dict[int, list[tuple[int, int, str]]] = {}
        for (start, end), candidate in candidates.items():
            for concept in candidate.concepts:
                if concept.needs_context:
                    continue
                label = concept.type[0] + concept.kind[0]
                self.known[start] = self.known[end - 1] = label
                self.starts_at.setdefault(start, []).append((end, label))
                self.ends_at.setdefault(end, []).append((start, label))
                for token in range(start, end):
                    self.within.setdefault(token, []).append((start, end, label))


def own_features(candidate: Candidate, shape: str) -> list[str]:
    """Return what the classes of its tokens, the vocabulary and the rules that brought it up tell of a candidate."""
    found = ["S=" + shape if len(shape) < 7 else "S=long"]
    if candidate.concepts:
        found += _concept_features(candidate, shape)
    else:
        found.append("k=")
    found += ["r=" + rule for rule in sorted(candidate.rules)]
    return found


def candidate_features(candidate: Candidate, view: View, statistics: Statistics, context: Context) -> list[str]:
    """Return what only this candidate in its document tells, context included."""
    start, end = candidate.start, candidate.end
    lower, classes = view.lower, view.classes
    size = end - start
    found = []
    phrase = lower[start] if size == 1 else " ".join([w for w in lower[start:end] if w != "-"])
    if size > 1:
        found.append(f"p={statistics.phrase(phrase)}")
    if abbreviated := statistics.abbreviated(phrase):
        found.append(f"a={abbreviated}")
    if name := statistics.name("".join(view.folded[start:end])):
        # What others take the name for with how sure they are, and with how many they are.
        found += ("X=" + name[:3], "Xn=" + name[:2] + name[3])
    if end <= view.title_tokens or (classes[start] == "T" and start and classes[start - 1] in ".#"):
        found += _place_features(candidate, view, statistics)
    found += _coinage_features(candidate, view, statistics)
    if (start, end) in context.short or (start, end) in context.long:
        found += _definition_features((start, end), view, context)
    if context.known and (lower[start - 1] in _LIST_JOINTS or (end < len(lower) and lower[end] in _LIST_JOINTS)):
        found += _list_features(start, end, lower, context)
    if start in context.within or start in context.starts_at or end in context.ends_at:
        found += _nesting_features(start, end, context)
    return found


def _coinage_features(candidate: Candidate, view: View, statistics: Statistics) -> Iterator[str]:
    """Tell how the form of the name goes with its place: a coined word heads a title or follows "we propose"."""
    start, end = candidate.start, candidate.end
    form = _form(view.classes[start:end], view.words[start], statistics)
    known = "k" if candidate.concepts else "u"
    yield "F=" + form + known
    if "title-head" in candidate.rules and start == 0:
        yield "Fh=" + form + known
    elif end <= view.title_tokens:
        yield "Ft=" + form + known
    if end < len(view.lower):
        yield "F+" + form + view.lower[end]
    before = view.lower[max(0, start - _NEAR) : start]
    if not _INTRODUCING.isdisjoint(before):
        word = next(word for word in before if word in _INTRODUCING)
        yield "Fi=" + form + known
        yield "Fv=" + form + word
    if start and view.lower[start - 1] in _PREPOSITIONS:
        yield "Fp=" + form + known + view.lower[start - 1]


def _form(classes: str, first: str, statistics: Statistics) -> str:
    """Return how much like a coined name a stretch looks: by capitals, digits, hyphens, and words that are no words."""
    if "C" in classes or "D" in classes:
        form = "X"
    elif "A" in classes:
        form = "A"
    elif "T" in classes:
        form = "T" if len(classes) > 1 else f"T{min(statistics.common(first.lower()), 4)}"
    else:
        form = "l"
    return form + "-" if "-" in classes else form


def _concept_features(candidate: Candidate, shape: str) -> Iterator[str]:
    """Tell what the vocabulary knows of the name."""
    for label in {concept.type[0] + concept.kind[0]: None for concept in candidate.concepts}:
        yield "k=" + label
        if candidate.end - candidate.start == 1:
            yield "k1=" + label + shape
    if all(concept.needs_context for concept in candidate.concepts):
        yield "kc"
    if any(concept.case_sensitive for concept in candidate.concepts):
        yield "ks"


def _place_features(candidate: Candidate, view: View, statistics: Statistics) -> Iterator[str]:
    """Tell where in the document the candidate stands."""
    start, end = candidate.start, candidate.end
    if end <= view.title_tokens:
        yield "title"
        if start == 0:
            yield "title0"
    elif start and view.classes[start - 1] in ".#" and view.classes[start] == "T":
        yield "sentence0" if end - start > 1 else f"sentence0{statistics.common(view.lower[start])}"


def _definition_features(span: Offsets, view: View, context: Context) -> Iterator[str]:
    """Tell what the other half of an acronym's definition says."""
    long = context.short.get(span)
    if long:
        letters = view.classes[long[0] : long[1]]
        yield "ds"
        yield "dh=" + view.lower[long[1] - 1]
        yield "dc=T" if "T" in letters or "C" in letters else "dc=l"
    if span in context.long:
        letters = view.classes[span[0] : span[1]]
        yield "dl"
        yield "dlc=T" if "T" in letters or "C" in letters else "dlc=l"


def _list_features(start: int, end: int, lower: list[str], context: Context) -> Iterator[str]:
    """Tell which known names stand beside the candidate in a list."""
    if start > 1 and lower[start - 1] in _LIST_JOINTS:
        label = context.known.get(start - 2) or (context.known.get(start - 3) if lower[start - 2] == "," else None)
        if label:
            yield "L<" + label
    if end + 1 < len(lower) and lower[end] in _LIST_JOINTS:
        label = context.known.get(end + 1) or (context.known.get(end + 2) if lower[end + 1] in _LIST_JOINTS else None)
        if label:
            yield "L>" + label


def _nesting_features(start: int, end: int, context: Context) -> list[str]:
    """Tell which known names lie inside or around the candidate."""
    found = {
        "in=" + label
        for first, last, label in context.within.get(start, ())
        if first <= start and end <= last and last - first > end - start
    }
    found |= {"has0=" + label for last, label in context.starts_at.get(start, ()) if last < end}
    found |= {"has1=" + label for first, label in context.ends_at.get(end, ()) if first > start}
    # Sums of floats depend on their order in the last digit; that of a set changes from one process to the next.
    return sorted(found)


def mention_features(
    candidate: Candidate, view: View, statistics: Statistics, context: Context, of_name: Iterable[str] = ()
) -> list[str]:
    """Return all features of a candidate, one by one: what training counts, and what the recogniser's sums stand for.

    Args:
        candidate: the candidate.
        view: its document.
        statistics: how common words and phrases are.
        context: what is known of the document.
        of_name: what ``group_features`` tells of the name, which pairs with what the candidate tells.
    """
    found = own_features(candidate, view.classes[candidate.start : candidate.end])
    found += candidate_features(candidate, view, statistics, context)
    found += _word_features(candidate, view, statistics)
    found += pair_features([*found, *of_name])
    start, end = candidate.start, candidate.end
    found += [cue_features(w)[0] for w in view.lower[max(0, start - REACH) : start] if w in CUES]
    found += [cue_features(w)[1] for w in view.lower[end : end + REACH] if w in CUES]
    return found


def _word_features(candidate: Candidate, view: View, statistics: Statistics) -> Iterator[str]:
    """Tell which words stand in and beside the candidate."""
    for question in WORD_QUESTIONS:
        if question.place != "only" or candidate.end - candidate.start == 1:
            word = question.word(view.words, candidate.start, candidate.end)
            yield from question.answers(word, form_of(word, statistics))


def group_features(group: Sequence[Candidate], view: View) -> list[str]:
    """Return what all places of a name tell together: how many there are, whether title and abstract share it, and what
    the text says that it is.
    """
    found = [f"n={min(len(group), 4)}"]
    if group[0].end <= view.title_tokens < group[-1].start:
        found.append("tb")
    found += kind_features([(candidate.start, candidate.end) for candidate in group], view)
    return found
