"""How often everything is said in a graph, kept so that what a change adds or takes away is counted alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from kg.ontology import Borrowed
from kg.rdf.dataset import Counts
from kg.rdf.terms import Value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DIGEST_BYTES: Final = 8
"""As of IRIs: two of a million objects share them with a probability of 3e-8."""


class Tally:
    """Counts of what is said, and how often each object is.

    >>> from kg.rdf.terms import string
    >>> one, other = ("urn:p", string("one")), ("urn:p", string("other"))
    >>> tally = Tally.of({"urn:a": {one}, "urn:b": {one}})
    >>> tally.change({"urn:a": {one}}, {"urn:a": {other}, "urn:c": set()})
    >>> tally.counts == Tally.of({"urn:a": {other}, "urn:b": {one}}).counts
    True
    """

    def __init__(self, counts: Counts, objects: NDArray[np.uint64], times: NDArray[np.int64]) -> None:
        self.counts = counts
        self._objects = objects
        self._times = times

    @classmethod
    def of(cls, said: Mapping[str, set[tuple[str, Value]]]) -> Tally:
        """Return the tally of all that is said of each subject."""
        tally = cls(Counts(0, 0, 0, Counter(), Counter()), *_sorted({}))
        tally.change({}, said)
        return tally

    def change(self, before: Mapping[str, set[tuple[str, Value]]], after: Mapping[str, set[tuple[str, Value]]]) -> None:
        """Count what is said of some subjects now, in place of what was said of them before."""
        gone, come = _said(before), _said(after)
        self._change_objects(Counter(map(itemgetter(1), gone)), Counter(map(itemgetter(1), come)))
        was = self.counts
        self.counts = Counts(
            was.triples + len(come) - len(gone),
            was.subjects + sum(map(bool, after.values())) - sum(map(bool, before.values())),
            len(self._objects),
            was.classes + _classes(come) - _classes(gone),
            was.properties + Counter(map(itemgetter(0), come)) - Counter(map(itemgetter(0), gone)),
        )

    def to_bytes(self) -> tuple[str, bytes]:
        """Return the counts as JSON, and the objects."""
        return json.dumps(self.counts), self._objects.tobytes() + self._times.tobytes()

    @classmethod
    def from_bytes(cls, counts: str, objects: bytes) -> Tally:
        """Return the tally that ``to_bytes`` wrote."""
        import numpy as np  # it costs start-up

        triples, subjects, different, classes, properties = json.loads(counts)
        known = np.frombuffer(objects, np.uint64, different)
        times = np.frombuffer(objects, np.int64, different, offset=known.nbytes)
        return cls(Counts(triples, subjects, different, Counter(classes), Counter(properties)), known, times)

    def _change_objects(self, gone: Counter[Value], come: Counter[Value]) -> None:
        import numpy as np  # it costs start-up

        come.subtract(gone)
        changed, by = _sorted({value: times for value, times in come.items() if times})
        places = np.searchsorted(self._objects, changed)
        is_known = np.zeros(len(changed), dtype=bool)
        inside = places < len(self._objects)
        is_known[inside] = self._objects[places[inside]] == changed[inside]
        times = self._times.copy()
        times[places[is_known]] += by[is_known]
        objects = np.insert(self._objects, places[~is_known], changed[~is_known])
        times = np.insert(times, places[~is_known], by[~is_known])
        self._objects, self._times = objects[times != 0], times[times != 0]


def _said(said: Mapping[str, set[tuple[str, Value]]]) -> list[tuple[str, Value]]:
    return list(chain.from_iterable(said.values()))


def _classes(said: Iterable[tuple[str, Value]]) -> Counter[str]:
    return Counter(value[0] for prop, value in said if prop == Borrowed.TYPE)


def _sorted(times: Mapping[Value, int]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return digests of values, sorted, and the numbers that belong to them."""
    import numpy as np  # it costs start-up

    digests = b"".join(
        [blake2b(f"{text}\n{datatype}".encode(), digest_size=_DIGEST_BYTES).digest() for text, datatype in times]
    )
    found = np.frombuffer(digests, np.uint64)
    order = np.argsort(found)
    return found[order], np.fromiter(times.values(), np.int64, len(times))[order]
