"""How sure each statement is as a whole: the figure below which ``filtering.at_least`` would leave it out.

What a paper says of a thing is no surer than that it names the thing. With these figures the page hides by itself what
a build with ``--min-confidence`` leaves out.
"""

from collections.abc import Iterable
from typing import Final

from kg.records import Contents, Evidence, Fact, Finding, Role

CERTAIN: Final = 1.0
"""How sure a thing is that no text is read for."""


class Sureness:
    """The figures of one graph.

    >>> Sureness(Contents()).entity("method/lora")
    1.0
    """

    def __init__(self, contents: Contents) -> None:
        self._named: dict[tuple[str, str], float] = {}
        self._entities: dict[str, float] = {}
        for fact in contents.facts:
            if isinstance(fact.predicate, Role):
                self._add(fact)

    def entity(self, identifier: str) -> float:
        """Return how sure it is that any paper names this entity."""
        return self._entities.get(identifier, CERTAIN)

    def evidence(self, fact: Fact, said: Evidence) -> float:
        """Return how sure one piece of evidence of ``fact`` is, and that its paper names what it is about."""
        if isinstance(fact.predicate, Role):
            return said.confidence
        return self._least(said, (fact.subject, fact.object))

    def fact(self, fact: Fact) -> float:
        """Return how sure a fact is: as its best evidence."""
        return max(self.evidence(fact, said) for said in fact.evidence)

    def finding(self, finding: Finding) -> float:
        """Return how sure a reported number is, and that its paper names what it is about."""
        about = (node for node in (finding.method, finding.on, finding.versus) if node is not None)
        return self._least(finding.evidence, about)

    def _add(self, fact: Fact) -> None:
        for said in fact.evidence:
            pair = said.paper, fact.object
            self._named[pair] = max(said.confidence, self._named.get(pair, 0.0))
            self._entities[fact.object] = max(said.confidence, self._entities.get(fact.object, 0.0))

    def _least(self, said: Evidence, entities: Iterable[str]) -> float:
        named = (self._named.get((said.paper, entity), CERTAIN) for entity in entities)
        return min(said.confidence, *named, CERTAIN)
