"""The graph in formats of other tools, one format a file.

Each is a pair: ``to_x`` returns what the file holds, ``write_x`` writes it whole or not at all. Node-link JSON is
lossless and is read back by ``read_node_link``; the flat formats keep of each edge its best sentence and the papers
that say so. Equal contents give equal bytes.
"""

from kg.tables.gexf import to_gexf, write_gexf
from kg.tables.graphml import to_graphml, write_graphml
from kg.tables.neo4j import to_csv, write_csv
from kg.tables.node_link import from_node_link, read_node_link, to_node_link, write_node_link
from kg.tables.parquet import to_parquet, write_parquet

__all__ = [
    "from_node_link",
    "read_node_link",
    "to_csv",
    "to_gexf",
    "to_graphml",
    "to_node_link",
    "to_parquet",
    "write_csv",
    "write_gexf",
    "write_graphml",
    "write_node_link",
    "write_parquet",
]
