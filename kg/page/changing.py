"""The page of a graph made from the page of the graph before a change.

All numbers of nodes and sentences shift when one comes, and the map is laid out anew; but what papers say is taken from
the old page, in columns, and nothing of the graph is read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import compress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kg.beside import Beside, beside
from kg.changes import Change
from kg.network import Plain, is_paper, paper_node, subject_node
from kg.ontology import BASE
from kg.page.columns import columns_of, linked_columns, rows_of, surest
from kg.page.document import block_of, blocks_of, written
from kg.page.layout import Layout, lay_out_linked
from kg.page.payload import NOTHING, ROLES, about_of, named, number_of, said_of, words_of
from kg.page.ranking import Ranking, entity_weight, paper_weight
from kg.page.sureness import Sureness
from kg.records import Contents, Entity, Finding, Paper
from kg.splicing import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

_STEP: Final = 5
"""So many numbers say one piece of evidence, the sentence first; see ``kg.page.payload.sentences_of``."""
_NEEDED: Final = ("igraph", "numpy", "pyvis.network")
"""Modules that cost start-up."""
_FACT: Final = ("subject", "predicate", "object")


def changed_page(page: Text, wait: Callable[[], Change], base: str = BASE, jobs: int = 1) -> str:
    """Return what ``to_html`` returns of a graph, from what it returned before a change.

    Args:
        page: as it was.
        wait: returns the change; it is called once all is done that does not depend on it.
        base: what the IRIs of things begin with, then and now.
        jobs: how many processes work; with two the sentences are written while the map is laid out,
            which two do then.
    """
    for name in _NEEDED:
        import_module(name)
    changed = _Changed(*blocks_of(page, "graph", "sentences"))
    change = wait()
    changed.take_away(change.gone)
    changed.add(change.come, Sureness(Contents(facts=(*change.come.facts, *change.around))))
    order = changed.order()
    sentences: Beside[None, bytes]  # pickling text of a class of its own, as markup is, copies it
    with beside(lambda _: block_of(changed.sentences(order)).encode(), jobs) as sentences:
        graph = changed.graph(order, base, jobs)
        return written(order.ranking, graph, sentences.finish().decode())


class _Order(NamedTuple):
    """How a page orders what there is.

    Attributes:
        ranking: of the nodes.
        places: of the nodes in it, by their numbers; ``NOTHING`` for those that are gone.
        order: the numbers of facts.
        facts: their ends and predicates in this order, in columns.
        results: in the order of the page.
    """

    ranking: Ranking
    places: list[int]
    order: list[int]
    facts: Plain
    results: list[dict[str, Any]]


class _Changed:
    """A page's nodes, facts, results and sentences by numbers that stay, which are not those of the new page.

    Nodes and sentences have the numbers of the old page, and what comes has numbers after these.
    """

    def __init__(self, graph: Plain, sentences: Plain) -> None:
        nodes, facts = graph["nodes"], graph["facts"]
        self._ids: list[str] = nodes["id"]
        self._numbers = {node: number for number, node in enumerate(self._ids)}
        self._named: dict[int, tuple[str, int, int]] = dict(
            enumerate(zip(nodes["name"], nodes["type"], nodes["kind"], strict=True))
        )
        self._about: dict[str, dict[str, Any]] = {
            name: {self._ids[int(node)]: value for node, value in column.items()}
            for name, column in graph["about"].items()
        }
        self._facts: Numbers = _columns([facts[name] for name in _FACT])
        self._sure: list[float] = facts["sure"]
        self._said: list[list[Any]] = sentences["said"]
        self._papers: list[int] = sentences["papers"]
        self._texts: list[str] = sentences["texts"]
        self._results: dict[str, dict[str, Any]] = rows_of(graph["results"], sentences["results"])

    # What changes -----------------------------------------------------------------------------------------------------

    def take_away(self, gone: Contents) -> None:
        """Leave out facts, results, papers and entities."""
        for node in _things(gone):
            del self._named[self._numbers[node]]
            for column in self._about.values():
                column.pop(node, None)
        facts = {(self._numbers[subject_node(f)], number_of(f), self._numbers[f.object]) for f in gone.facts}
        if facts:
            stays = [fact not in facts for fact in zip(*self._facts.tolist(), strict=True)]
            self._facts = self._facts[:, stays]
            self._sure, self._said = list(compress(self._sure, stays)), list(compress(self._said, stays))
        for finding in gone.findings:
            del self._results[finding.id]

    def add(self, come: Contents, sure: Sureness) -> None:
        """Take in facts, results, papers and entities."""
        import numpy as np  # it costs start-up

        things = _things(come)
        for node, thing in things.items():
            self._named[self._number(node)] = named(thing)
        entities = {node: thing for node, thing in things.items() if isinstance(thing, Entity)}
        papers = {node: thing for node, thing in things.items() if isinstance(thing, Paper)}
        for name, column in about_of(entities, papers).items():
            self._about[name].update(column)
        sentences = self._sentences(come)
        rows = [(self._numbers[subject_node(f)], number_of(f), self._numbers[f.object]) for f in come.facts]
        self._facts = np.hstack((self._facts, _columns(list(zip(*rows, strict=True)))))
        for fact in come.facts:
            self._sure.append(sure.fact(fact))
            said = ((sentences[one.paper, one.sentence], one, sure.evidence(fact, one)) for one in fact.evidence)
            self._said.append([number for each in said for number in said_of(*each)])
        for finding in come.findings:
            sentence = sentences[finding.evidence.paper, finding.evidence.sentence]
            self._results[finding.id] = self._result(finding, sure.finding(finding), sentence)

    def _number(self, node: str) -> int:
        if node not in self._numbers:
            self._numbers[node] = len(self._ids)
            self._ids.append(node)
        return self._numbers[node]

    def _sentences(self, come: Contents) -> dict[tuple[str, str], int]:
        """Return the number of each sentence that is quoted, by its paper and its words."""
        quoted = dict.fromkeys(
            (one.paper, one.sentence)
            for one in (
                *(one for fact in come.facts for one in fact.evidence),
                *(finding.evidence for finding in come.findings),
            )
        )
        papers = {self._numbers[paper_node(paper)]: paper for paper, _ in quoted}
        known = {
            (papers[paper], self._texts[sentence]): sentence
            for sentence, paper in enumerate(self._papers)
            if paper in papers
        }
        for paper, text in quoted:
            if (paper, text) not in known:
                known[paper, text] = len(self._texts)
                self._papers.append(self._numbers[paper_node(paper)])
                self._texts.append(text)
        return known

    def _result(self, finding: Finding, sure: float, sentence: int) -> dict[str, Any]:
        def placed(node: str | None) -> int:
            return NOTHING if node is None else self._numbers.get(node, NOTHING)

        return {
            "id": finding.id,
            "paper": self._numbers[paper_node(finding.paper)],
            "method": placed(finding.method),
            "metric": finding.metric,
            "value": finding.value,
            "on": placed(finding.on),
            "versus": placed(finding.versus),
            "sure": sure,
            "sentence": sentence,
        }

    # The new page -----------------------------------------------------------------------------------------------------

    def order(self) -> _Order:
        """Return how the new page orders what there is."""
        import numpy as np  # it costs start-up

        facts = self._facts
        ranking = self._ranking(facts)
        place = np.array([ranking.place.get(node, NOTHING) for node in self._ids], dtype=np.int64)
        order = np.lexsort((place[facts[2]], facts[1], place[facts[0]]))
        ends = place[facts[0][order]].tolist(), facts[1][order].tolist(), place[facts[2][order]].tolist()
        results = [self._results[name] for name in sorted(self._results)]
        return _Order(ranking, place.tolist(), order.tolist(), dict(zip(_FACT, ends, strict=True)), results)

    def graph(self, order: _Order, base: str, jobs: int) -> Plain:
        """Return what ``graph_of`` does; so many processes work."""
        ranking = order.ranking
        columns: Plain = {**order.facts, "sure": [self._sure[fact] for fact in order.order]}
        sizes = [ranking.size(node) for node in ranking.nodes]
        names = {place: self._named[number][0] for place, number in self._entities(ranking)}
        layout = lay_out_linked(linked_columns(columns, len(sizes)), names, sizes, jobs)
        return {
            **words_of(base),
            "nodes": self._nodes(ranking, layout, sizes, columns),
            "about": {
                name: {ranking.place[node]: column[node] for node in sorted(column, key=ranking.place.__getitem__)}
                for name, column in self._about.items()
            },
            "facts": columns,
            "results": columns_of(order.results, order.places),
            "communities": [[disc.name, disc.x, disc.y, disc.radius] for disc in layout.discs],
        }

    def sentences(self, order: _Order) -> Plain:
        """Return what ``sentences_of`` does: sentences in the order in which they are first asked for."""
        said = [self._said[fact] for fact in order.order]
        numbers: dict[int, int] = {}
        for each in said:
            for at in range(0, len(each), _STEP):
                each[at] = numbers.setdefault(each[at], len(numbers))
        of_results = [numbers.setdefault(each["sentence"], len(numbers)) for each in order.results]
        papers = [order.places[self._papers[one]] for one in numbers]
        return {"papers": papers, "texts": [self._texts[one] for one in numbers], "said": said, "results": of_results}

    def _entities(self, ranking: Ranking) -> Iterator[tuple[int, int]]:
        """Yield the place and the number of each entity."""
        return ((place, self._numbers[node]) for place, node in enumerate(ranking.nodes) if not is_paper(node))

    def _ranking(self, facts: Numbers) -> Ranking:
        import numpy as np  # it costs start-up

        count = len(self._ids)
        by_papers = np.bincount(facts[2][facts[1] < ROLES], minlength=count).tolist()
        spoken = (np.bincount(facts[0], minlength=count) + np.bincount(facts[2], minlength=count)).tolist()
        weighed = [
            paper_weight(node, spoken[number])
            if is_paper(node)
            else entity_weight(node, by_papers[number], spoken[number])
            for node, number in ((self._ids[number], number) for number in self._named)
        ]
        nodes = tuple(node for _, _, node in sorted(weighed))
        papers = {node: by_papers[self._numbers[node]] for node in nodes if by_papers[self._numbers[node]]}
        return Ranking(nodes, {node: place for place, node in enumerate(nodes)}, {}, papers)

    def _nodes(self, ranking: Ranking, layout: Layout, sizes: list[int], facts: Plain) -> Plain:
        named = [self._named[self._numbers[node]] for node in ranking.nodes]
        return {
            "id": ranking.nodes,
            "name": [name for name, _, _ in named],
            "type": [type_ for _, type_, _ in named],
            "kind": [kind for _, _, kind in named],
            "sure": surest(facts, len(sizes)),
            "size": sizes,
            "x": [x for x, _ in layout.positions],
            "y": [y for _, y in layout.positions],
            "community": layout.community,
        }


def _columns(ends: Sequence[Sequence[int]]) -> Numbers:
    """Return the subjects, predicates and objects of facts, a row each."""
    import numpy as np  # it costs start-up

    return np.array(ends, dtype=np.int64).reshape(len(_FACT), -1)


def _things(contents: Contents) -> dict[str, Entity | Paper]:
    return {
        **{entity.id: entity for entity in contents.entities},
        **{paper_node(paper.id): paper for paper in contents.papers},
    }
