"""Lookup by any name: exact spelling first, then normal form, then beginnings and near misses."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain, islice, takewhile
from typing import Final

from kg.vocabulary import normal_form

_LOOKED_AT: Final = 2_000
"""At most so many names are compared letter by letter, so that a near miss costs milliseconds in any graph."""

_SHOWN: Final = 80


class Names:
    """Which identifiers go by which names.

    Args:
        named: identifiers with their names, the preferred one first.
        weight: how much an identifier matters among equals: the higher, the earlier.

    >>> names = Names([("method/lora", ["LoRA", "low-rank adaptation"]), ("method/qlora", ["QLoRA"])], {})
    >>> names.exactly("Low-Rank Adaptations"), names.best("lor"), names.near("QLoRa2")
    (('method/lora',), ('method/lora',), ('QLoRA', 'LoRA'))
    """

    def __init__(self, named: Iterable[tuple[str, Iterable[str]]], weight: Mapping[str, int]) -> None:
        self._weight = weight
        self._tiers: tuple[dict[str, list[str]], ...] = tuple(defaultdict(list) for _ in range(4))
        self._label: dict[str, str] = {}
        for identifier, names in named:
            self._add(identifier, names)
        self._normal = sorted({*self._tiers[2], *self._tiers[3]})

    def _add(self, identifier: str, names: Iterable[str]) -> None:
        for position, name in enumerate(names):
            self._label.setdefault(identifier, name)
            for key, tier in ((name, bool(position)), (normal_form(name), 2 + bool(position))):
                self._tiers[tier][key].append(identifier)

    def exactly(self, name: str) -> tuple[str, ...]:
        """Return what goes by ``name``: spelt so where anything is, else by its normal form; a preferred name wins."""
        return next((tuple(found) for found in self._exact(name) if found), ())

    def best(self, name: str) -> tuple[str, ...]:
        """Return everything that ``name`` may mean, best first."""
        return tuple(dict.fromkeys(chain(*self._exact(name), self._beginning(name), self._similar(name))))

    def near(self, name: str, count: int = 3) -> tuple[str, ...]:
        """Return preferred names that someone who typed ``name`` may have meant."""
        return tuple(islice(dict.fromkeys(self._label[identifier] for identifier in self.best(name)), count))

    def _exact(self, name: str) -> Iterator[list[str]]:
        for tier, key in zip(self._tiers, (name, name, normal_form(name), normal_form(name)), strict=True):
            yield self._sorted(tier.get(key, ()))

    def _beginning(self, name: str) -> list[str]:
        if not (key := normal_form(name)):
            return []
        start = bisect_left(self._normal, key)
        found = takewhile(lambda normal: normal.startswith(key), islice(self._normal, start, start + _LOOKED_AT))
        return self._sorted(chain.from_iterable(map(self._called, found)))

    def _similar(self, name: str) -> list[str]:
        key = normal_form(name)
        close = get_close_matches(key[:_SHOWN], self._comparable(key), n=10, cutoff=0.7)
        return list(chain.from_iterable(self._sorted(self._called(normal)) for normal in close))

    def _comparable(self, key: str) -> list[str]:
        """Return the names of about the length of ``key`` that share a letter pair with it."""
        pairs = {key[i : i + 2] for i in range(min(len(key), _SHOWN) - 1)}
        slack = 1 + len(key) // 4
        alike = (
            normal
            for normal in self._normal
            if abs(len(normal) - len(key)) <= slack and any(pair in normal for pair in pairs)
        )
        return list(islice(alike, _LOOKED_AT))

    def _called(self, normal: str) -> Iterable[str]:
        return chain(self._tiers[2].get(normal, ()), self._tiers[3].get(normal, ()))

    def _sorted(self, identifiers: Iterable[str]) -> list[str]:
        return sorted(set(identifiers), key=lambda identifier: (-self._weight.get(identifier, 0), identifier))


def with_maker(names: Sequence[str], maker: str | None) -> tuple[str, ...]:
    """Return the names of a device, and the same behind its maker's name, as people write them too.

    >>> with_maker(["A100", "A100 GPU"], "NVIDIA")
    ('A100', 'A100 GPU', 'NVIDIA A100', 'NVIDIA A100 GPU')
    """
    return (*names, *(f"{maker} {name}" for name in names)) if maker else tuple(names)


def shown(name: str) -> str:
    """Return ``name``, cut where it is too long for a message.

    >>> shown("LoRA"), len(shown("x" * 10_000))
    ('LoRA', 80)
    """
    return name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"
