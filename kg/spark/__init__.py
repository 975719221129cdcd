"""The same flow on Apache Spark: papers, what they say, and the graph, as DataFrames.

The stages are those of one machine, and so are the functions: a worker runs them on its rows, and Spark brings together
by joins and aggregation what belongs together. Nothing is collected to the driver but counts. Workers need this
package, and see the same files as the driver where names or a model of one's own are given.

>>> import kg.spark
>>> spark = kg.spark.session("local[*]")  # doctest: +SKIP
>>> records = kg.spark.extract(spark.read.json("papers.jsonl"))  # doctest: +SKIP
>>> kg.spark.facts(records).where("predicate = 'runs_on'").show()  # doctest: +SKIP
"""

from kg.spark.graph import entities, facts
from kg.spark.reading import extract
from kg.spark.session import session

__all__ = ["entities", "extract", "facts", "session"]
