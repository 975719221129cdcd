"""SPARQL over a graph or over a file of RDF, and the stock queries that come with the package.

Queries only read and never leave the machine: updates and ``SERVICE`` are refused. The prefixes of
``ontology.prefixes`` hold in every query without being declared.
"""

from kg.sparql.answering import Cell, Data, ResultSyntax, Table, answer, open_store, select, to_table
from kg.sparql.limits import Limits
from kg.sparql.pool import Pool
from kg.sparql.responding import Answer, Request
from kg.sparql.stock import Parameter, StockQuery, find_query, stock_queries

__all__ = [
    "Answer",
    "Cell",
    "Data",
    "Limits",
    "Parameter",
    "Pool",
    "Request",
    "ResultSyntax",
    "StockQuery",
    "Table",
    "answer",
    "find_query",
    "open_store",
    "select",
    "stock_queries",
    "to_table",
]
