"""What does the tree of known names cost at start and for each text, beside spaCy's PhraseMatcher over the same names?

Both look for the same folded forms of the same labels in the same folded texts, and must find the same uses.

Run: python benchmarks/known_names.py [--papers PATH ...] [--rounds N]; exit status 1 where the two disagree.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from kg.extraction.draft import SEPARATOR

# The rival is given what the tree itself is made of: only then do the two differ in how they look and in nothing else.
from kg.extraction.known_names import KnownNames, _forms, _is_short, _Label, _spelt, _squeeze
from kg.extraction.view import View, make_view
from kg.intake import read_all
from kg.paths import SEEDS
from kg.vocabulary import Concept, read_vocabulary

Uses = set[tuple[int, int, str]]
"""Token offsets and the identifier of a concept."""

Result = TypeVar("Result")


class Matcher:
    """The rival: finds the names of concepts by a PhraseMatcher over their folded forms."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._vocab = spacy.blank("en").vocab
        self._matcher = PhraseMatcher(self._vocab)
        self._labels: defaultdict[tuple[str, ...], list[_Label]] = defaultdict(list)
        for concept in concepts:
            for label in concept.labels:
                exact = concept.needs_exact_case(label) or _is_short(label)
                for form, capitals in _forms(label):
                    self._labels[form].append(_Label(concept, _squeeze(label), exact, capitals))
        self._matcher.add("name", [Doc(self._vocab, words=form) for form in self._labels])

    def __call__(self, words: Sequence[str], folded: Sequence[str]) -> Uses:
        """Return every use of a name in a document of ``words``, folded by ``fold_words``."""
        places = [index for index, word in enumerate(folded) if word]
        kept = [folded[index] for index in places]
        found = set()
        for _, first, last in self._matcher(Doc(self._vocab, words=kept)):
            start, end = places[first], places[last - 1] + 1
            labels = self._labels[tuple(kept[first:last])]
            found.update((start, end, one.concept.id) for one in labels if _spelt(one, list(words[start:end])))
        return found


def by_tree(known: KnownNames, view: View) -> Uses:
    """Return what the tree finds, in the rival's form."""
    return {(use.start, use.end, use.concept.id) for use in known(view.words, view.folded)}


def timed(run: Callable[[], Result]) -> tuple[Result, float]:
    """Return what ``run`` returns and how many seconds it takes."""
    start = time.perf_counter()
    return run(), time.perf_counter() - start


def main() -> None:
    """Measure both in turn, several rounds, and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", nargs="+", default=[SEEDS], type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    concepts = read_vocabulary()
    views = [make_view(p.title + SEPARATOR + p.abstract, len(p.title)) for p in read_all(options.papers)]
    seconds: list[tuple[float, ...]] = []
    for _ in range(options.rounds):
        matcher, rival_start = timed(lambda: Matcher(concepts))
        rival, rival_texts = timed(lambda rival=matcher: [rival(view.words, view.folded) for view in views])
        known, start = timed(lambda: KnownNames(concepts))
        ours, first = timed(lambda tree=known: [by_tree(tree, view) for view in views])
        # Labels enter the tree when a text uses their first word; the second time they are all there.
        _, again = timed(lambda tree=known: [by_tree(tree, view) for view in views])
        seconds.append((rival_start, start, rival_texts, first, again))
    rival_start, start, rival_texts, first, again = (statistics.median(column) for column in zip(*seconds, strict=True))
    each = 1e3 / len(views)
    print(f"{len(concepts)} concepts, {len(views)} abstracts, median of {options.rounds} rounds")
    print(f"PhraseMatcher: {rival_start:.2f} s to start, {each * rival_texts:.3f} ms a text")
    print(
        f"KnownNames:    {start:.2f} s to start, {each * first:.3f} ms a text, {each * again:.3f} ms once they are met"
    )
    whole = (rival_start + rival_texts) / (start + first)
    print(f"ratio: {rival_start / start:.1f} to start, {rival_texts / again:.1f} a text, {whole:.1f} all in all")
    uses, differing = sum(map(len, ours)), sum(len(one ^ other) for one, other in zip(ours, rival, strict=True))
    print(f"{uses} uses of names, {differing} found by one of the two only (wanted: 0)")
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
