"""What papers say, merged: names to entities and evidence to facts, by joins and aggregation."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from kg.extraction.settings import Settings, concepts_of
from kg.network import evidence_of, fact_data
from kg.ontology import BASE
from kg.rdf.lines import to_lines
from kg.records import Contents, EntityType, Kind, RelationType, Role
from kg.resolution import Naming, Resolver, Spelling, is_held, merged_entity, said_in, with_broader
from kg.shards import contents_of
from kg.spark.records import extraction_of_row
from kg.spark.rows import Row, entity_schema, exploded, line_schema, mapped, said_schema
from kg.statements import merged_fact
from kg.tables.parquet import edge_row, entity_row, paper_row, result_row, table_schemas
from kg.vocabulary import Vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def facts(records: "DataFrame", *, vocabulary: Iterable[str | Path] = (), min_confidence: float = 0.0) -> "DataFrame":
    """Return the facts that ``extract`` read: ``subject``, ``predicate``, ``object``, ``confidence``, ``evidence``.

    Args:
        records: what ``extract`` returns, every paper once.
        vocabulary: the files that were given to ``extract``.
        min_confidence: what is less sure is left out.
    """
    return all_facts(said(records, Settings.of(vocabulary), min_confidence))


def entities(
    records: "DataFrame", *, vocabulary: Iterable[str | Path] = (), min_confidence: float = 0.0
) -> "DataFrame":
    """Return the entities that ``extract`` read as rows of nodes; arguments as of ``facts``."""
    settings = Settings.of(vocabulary)
    return merged_entities(said(records, settings, min_confidence), settings).select("node.*")


def said(records: "DataFrame", settings: Settings, min_confidence: float = 0.0, base: str = BASE) -> "DataFrame":
    """Return what each paper says, by identifiers: a row a paper, whatever other papers say."""
    good = records.where("error IS NULL")
    return mapped(good, partial(_said, settings, min_confidence, base), said_schema())


def all_facts(by_paper: "DataFrame") -> "DataFrame":
    """Return the facts of all papers: what papers do is of one paper each, and what entities do is brought together."""
    from pyspark.sql import functions as sql

    relations = exploded(by_paper, "relations")
    together = relations.groupBy("subject", "predicate", "object").agg(sql.collect_list("evidence").alias("evidence"))
    return exploded(by_paper, "edges").unionByName(mapped(together, _merged_facts, table_schemas()["edges"]))


def merged_entities(by_paper: "DataFrame", settings: Settings, base: str = BASE) -> "DataFrame":
    """Return the entities that papers name, as nodes and lines.

    Equal namings are counted and equal spellings made one before anything is brought together, so what comes to one
    place is as large as an entity has different names, and not as it has mentions.
    """
    from pyspark.sql import functions as sql

    namings = exploded(by_paper, "namings")
    counted = namings.groupBy(*namings.columns).count()
    naming = sql.struct("name", "type", "kind", "known", "sure", "count")
    named = counted.groupBy("id").agg(sql.collect_list(naming).alias("namings"))
    spelling = sql.struct("text", "reason", "sure")
    spellings = exploded(by_paper, "spellings").distinct()
    spelt = spellings.groupBy("id").agg(sql.collect_list(spelling).alias("spellings"))
    pooled = named.join(spelt, "id", "left").join(_broader(counted, settings), "id", "left")
    return mapped(pooled, partial(_merged_entities, settings, base), entity_schema())


def _broader(counted: "DataFrame", settings: Settings) -> "DataFrame":
    """Return the broader concepts of each concept, where the graph holds both."""
    from pyspark.sql import functions as sql

    # A thing is held unless all namings are unsure; where it is not known, null, there is no mention to be unsure of.
    concepts = counted.where("known").groupBy("id").agg(sql.coalesce(sql.bool_or("sure"), sql.lit(True)).alias("held"))
    held = concepts.where("held").select("id")
    known = concepts_of(settings)
    pairs = [(concept.id, broader) for concept in known for broader in concept.broader]
    frame = counted.sparkSession.createDataFrame(pairs, "id string, broader string")
    kept = frame.join(held, "id", "left_semi").join(held.withColumnRenamed("id", "broader"), "broader", "left_semi")
    return kept.groupBy("id").agg(sql.collect_list("broader").alias("broader"))


def sorted_lines(by_paper: "DataFrame", merged: "DataFrame") -> "DataFrame":
    """Return the lines of the graph, each once, sorted over all partitions and in each."""
    from pyspark.sql import functions as sql

    lines = by_paper.select(sql.explode("lines").alias("value")).union(merged.select(sql.explode("lines")))
    # By subject, so that equal lines come to one partition; no IRI has the sign that ends it, so the order is the same.
    subject = sql.substring_index("value", " ", 1)
    return mapped(lines.repartitionByRange(subject).sortWithinPartitions("value"), _once, line_schema())


# What workers run -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _vocabulary(settings: Settings) -> Vocabulary:
    """Return the names that are known, read once in each worker."""
    return Vocabulary(concepts_of(settings))


@lru_cache(maxsize=1)
def _resolver(settings: Settings) -> Resolver:
    return Resolver(_vocabulary(settings))


def _said(settings: Settings, min_confidence: float, base: str, rows: Iterator[Row]) -> Iterator[Row]:
    resolver = _resolver(settings)
    for extraction in map(extraction_of_row, rows):
        found = said_in(extraction, resolver, min_confidence)
        contents = contents_of(extraction, found, min_confidence)
        yield {
            "node": paper_row(extraction.paper),
            "namings": [{"id": identifier, **naming._asdict()} for identifier, naming in found.namings],
            "spellings": [{"id": identifier, **spelling._asdict()} for identifier, spelling in found.spellings],
            "relations": [edge_row(fact) for fact in contents.facts if not isinstance(fact.predicate, Role)],
            "edges": [edge_row(fact) for fact in contents.facts if isinstance(fact.predicate, Role)],
            "results": [result_row(finding) for finding in contents.findings],
            "lines": [line[:-1].decode() for line in to_lines(contents, base)],
        }


def _merged_facts(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        evidence = (evidence_of(each) for some in row["evidence"] for each in some)
        fact = merged_fact((row["subject"], RelationType(row["predicate"]), row["object"]), evidence)
        yield {**row, **fact_data(fact)}


def _merged_entities(settings: Settings, base: str, rows: Iterator[Row]) -> Iterator[Row]:
    vocabulary = _vocabulary(settings)
    for row in rows:
        namings: Counter[Naming] = Counter()
        for naming in row["namings"]:
            count = naming.pop("count")
            namings[Naming(**{**naming, "type": EntityType(naming["type"]), "kind": Kind(naming["kind"])})] += count
        if is_held(namings):
            spellings = [Spelling(**spelling) for spelling in row["spellings"] or ()]
            entity = with_broader(merged_entity(row["id"], namings, spellings, vocabulary), set(row["broader"] or ()))
            lines = to_lines(Contents(entities=(entity,)), base)
            yield {"node": entity_row(entity), "lines": [line[:-1].decode() for line in lines]}


def _once(rows: Iterator[Row]) -> Iterator[Row]:
    return ({"value": value} for value, _ in groupby(row["value"] for row in rows))
