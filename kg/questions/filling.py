"""Stock queries asked for what people name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import pyoxigraph as ox

from kg.errors import QueryError
from kg.questions.things import Things
from kg.sparql import Parameter, StockQuery

_TYPES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "thing": ("Method", "Dataset", "Benchmark", "Hardware"),
        "method": ("Method",),
        "data": ("Dataset", "Benchmark"),
        "hardware": ("Hardware",),
        "paper": ("Paper",),
    }
)


def to_sparql(query: StockQuery, given: Mapping[str, str], things: Things) -> str:
    """Return a stock query that asks for what ``given`` names; what it does not name stays the example.

    Args:
        query: what is asked.
        given: values of parameters, as people write them.
        things: where names are looked up.

    Raises:
        QueryError: the query has no such parameter.
        UnknownNameError: the graph holds nothing by one of the names.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    missing = next((name for name in given if name not in known), None)
    if missing is not None:
        return query.filled({missing: []})
    return query.filled({name: _terms(known[name], value, things) for name, value in given.items()})


def _terms(parameter: Parameter, value: str, things: Things) -> list[str]:
    if parameter.kind == "text":
        return [str(ox.Literal(value))]
    if parameter.kind not in _TYPES:
        kinds = ", ".join((*_TYPES, "text"))
        raise QueryError(f"there is no kind {parameter.kind}", where=f"--{parameter.name}", cure=f"use {kinds}")
    return [str(ox.NamedNode(thing.iri)) for thing in things.named(value, _TYPES[parameter.kind])]
