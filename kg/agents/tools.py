"""What agents can ask of a graph; every answer is text that carries its sentences and IRIs."""

from collections.abc import Iterable, Mapping
from typing import Final

from kg.errors import QueryError
from kg.questions import Thing, Things, to_sparql
from kg.sparql import Pool, Request, Table, stock_queries, to_table

_SAID: Final = """SELECT DISTINCT ?subject ?property ?object ?sentence ?confidence ?paper {
  { ?statement rdf:subject IRI } UNION { ?statement rdf:object IRI }
  ?statement rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?object ; kg:evidence ?evidence .
  FILTER NOT EXISTS { ?statement prov:wasDerivedFrom ?stated }
  ?evidence kg:confidence ?confidence ; oa:hasSource ?paper ; kg:sentence/oa:exact ?sentence .
} ORDER BY DESC(?confidence) ?subject ?property ?object LIMIT 41"""
_MOST_SAID: Final = 40
_MOST_ROWS: Final = 100


class Tools:
    """Read-only tools over a graph.

    Args:
        pool: what answers queries.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool: Final = pool
        self._things: Final = Things(pool)

    def search(self, name: str, limit: int = 10) -> str:
        """Return what goes by a name, best first, each with its type and IRI."""
        found = self._things.find(name)[: max(1, min(limit, 50))]
        return "\n".join(map(self._line, found)) or f"nothing goes by {name}"

    def show(self, name: str) -> str:
        """Return what the graph says of a thing or a paper, each statement with its sentence and IRIs.

        Raises:
            UnknownNameError: the graph holds nothing by this name.
        """
        thing, *others = self._things.named(name)
        rows = to_table(self._pool.ask(Request(_SAID.replace("IRI", f"<{thing.iri}>"))).body).rows
        said = (
            f"- {self._called(subject)} {str(prop).rpartition('#')[2]} {self._called(other)} ({confidence})\n"
            f'  "{sentence}" <{paper}>'
            for subject, prop, other, sentence, confidence, paper in rows[:_MOST_SAID]
        )
        more = ["and more; a query gives all"] if len(rows) > _MOST_SAID else []
        namesakes = [f"also by this name: {self._line(other)}" for other in others]
        return "\n".join((self._line(thing), *namesakes, *said, *more))

    def questions(self) -> str:
        """Return the stock queries: name, parameters with an example each, and what they answer."""
        return "\n".join(
            " ".join((query.name, *(f"{each.name}={each.example!r}" for each in query.parameters))) + f": {query.title}"
            for query in stock_queries().values()
        )

    def ask(self, question: str, values: Mapping[str, str] | None = None) -> str:
        """Return the answer of a stock query, asked for what ``values`` name.

        Raises:
            QueryError: there is no such question, or it has no such parameter.
            UnknownNameError: the graph holds nothing by one of the names.
        """
        query = stock_queries().get(question)
        if query is None:  # a path is no question: agents read the graph, not files
            raise QueryError("there is no such question", where=question[:80], cure="take one that questions lists")
        return self.query(to_sparql(query, values or {}, self._things))

    def query(self, sparql: str) -> str:
        """Return the rows that answer a SPARQL query, tab-separated; the prefixes of the graph hold undeclared.

        Raises:
            QueryError: the query cannot be parsed or answered, changes data or goes over a limit.
        """
        return _as_text(to_table(self._pool.ask(Request(sparql)).body))

    def _line(self, thing: Thing) -> str:
        others = self._things.others.get(thing.iri, [])
        also = f", also {', '.join(others[:5])}" if others else ""
        return f"{thing.name} ({thing.type}) <{thing.iri}>{also}"

    def _called(self, iri: object) -> str:
        thing = self._things.by_iri.get(str(iri))
        return f"{thing.name} <{iri}>" if thing else f"<{iri}>"


def _as_text(table: Table) -> str:
    lines = ["\t".join(table.columns), *map(_line, table.rows[:_MOST_ROWS])]
    left = len(table) - _MOST_ROWS
    return "\n".join([*lines, f"and {left:,} more rows; add LIMIT, or ask for less"] if left > 0 else lines)


def _line(cells: Iterable[object]) -> str:
    return "\t".join("" if cell is None else " ".join(str(cell).split()) for cell in cells)
