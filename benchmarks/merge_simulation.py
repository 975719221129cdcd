"""Does the merge of names hold at ten million mentions: does its time grow as the mentions do, and its memory not?

Mentions are drawn as they fall in papers: a few things are named by everybody and most by one paper alone (Zipf), each
in some spellings. They are merged as ``kg build --no-graph`` merges them, by sorting on disk, and with ``--spark`` as
``kg build --engine spark`` does, by aggregation. The rival of each size is the smallest size: time that grows linearly
has the ratio of the sizes.

Run: python benchmarks/merge_simulation.py [--mentions N ...] [--spark MASTER]
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kg.extraction.settings import Settings
from kg.records import EntityType, Kind
from kg.resolution import Naming, Spelling
from kg.shards import NameRow, entities_of, naming_row, spelling_row
from kg.sorting import Sorter
from kg.vocabulary import Vocabulary

SPELLINGS = ("Zorb-{}", "Zorb {}", "zorb-{}", "Zorb{}")


def mentions(number: int, seed: int = 7) -> Iterator[tuple[str, Naming, Spelling]]:
    """Yield so many mentions: an identifier, how a paper names it and how it spells it."""
    draw = random.Random(seed)
    things = max(number // 6, 1)
    for _ in range(number):
        # The inverse of Zipf's distribution function with exponent one: rank r has a share of 1 / (r ln n).
        rank = int(things ** draw.random())
        text = SPELLINGS[min(int(draw.expovariate(1.2)), len(SPELLINGS) - 1)].format(rank)
        kind = Kind.NAMED if draw.random() < 0.95 else Kind.TECHNIQUE
        yield f"method/zorb{rank}", Naming(text, EntityType.METHOD, kind, False, True), Spelling(text, "spelling", True)


def on_disk(number: int) -> tuple[int, float]:
    """Merge by sorting; return how many things there are and the CPU seconds it took, drawing left out."""
    vocabulary = Vocabulary([])
    few = min(number, 100_000)
    drawing = time.process_time()
    for _ in islice(mentions(number), few):
        pass
    drawing = (time.process_time() - drawing) * number / few
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        rows: Sorter[NameRow] = Sorter(Path(folder))
        for identifier, naming, spelling in mentions(number):
            rows.add(naming_row(identifier, naming))
            rows.add(spelling_row(identifier, spelling))
        count = sum(1 for _ in entities_of(rows, vocabulary, ()))
    return count, time.process_time() - start - drawing


def on_spark(number: int, master: str) -> tuple[int, float]:
    """Merge by aggregation; return how many things there are and the seconds it took, drawing left out."""
    from pyspark.sql import functions as sql

    import kg.spark
    from kg.spark.graph import merged_entities

    spark = kg.spark.session(master)
    with tempfile.TemporaryDirectory() as folder:
        rank = sql.floor(sql.pow(sql.lit(float(max(number // 6, 1))), sql.rand(7))).cast("string")
        name = sql.concat(sql.when(sql.rand(8) < 0.7, "Zorb-").otherwise("zorb "), rank)
        drawn = spark.range(number).select(sql.concat(sql.lit("method/zorb"), rank).alias("id"), name.alias("name"))
        naming = sql.struct(
            "id",
            "name",
            sql.lit("Method").alias("type"),
            sql.lit("named").alias("kind"),
            sql.lit(False).alias("known"),
            sql.lit(True).alias("sure"),
        )
        spelling = sql.struct(
            "id", sql.col("name").alias("text"), sql.lit("spelling").alias("reason"), sql.lit(True).alias("sure")
        )
        rows = drawn.select(sql.array(naming).alias("namings"), sql.array(spelling).alias("spellings"))
        rows.write.parquet(f"{folder}/drawn")
        start = time.perf_counter()
        merged_entities(spark.read.parquet(f"{folder}/drawn"), Settings()).write.parquet(f"{folder}/merged")
        seconds = time.perf_counter() - start
        return spark.read.parquet(f"{folder}/merged").count(), seconds


def main() -> None:
    """Merge so many mentions, from the fewest on, and print what they take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", nargs="+", type=int, default=[1_000_000, 3_000_000, 10_000_000])
    parser.add_argument("--spark", metavar="MASTER", help="by Spark, running there")
    options = parser.parse_args()
    least = 0.0
    for number in sorted(options.mentions):
        count, seconds = on_spark(number, options.spark) if options.spark else on_disk(number)
        least = least or seconds
        grown = number / min(options.mentions)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"{number:,} mentions of {count:,} things: {seconds:.1f} s, {seconds / number * 1e6:.1f} us a mention, ",
            end="",
        )
        print(f"{seconds / least:.1f} times the time of 1/{grown:.0f} of them; peak memory {peak:.2f} GiB", flush=True)


if __name__ == "__main__":
    main()
