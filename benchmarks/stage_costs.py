"""What does each stage of ``kg build --no-graph`` cost an abstract, in CPU time and in bytes written?

The rival of each stage is the extraction by the trained recogniser: the share of it says where time goes.

Run: python benchmarks/stage_costs.py [--papers PATH ...] [--most N]
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

import kg
from kg.documents.spilling import SpilledPapers
from kg.extraction.settings import Settings, concepts_of
from kg.intake import read_records
from kg.jsonl import to_line
from kg.paths import SEEDS
from kg.rdf.lines import to_lines
from kg.rdf.shards import write_shards
from kg.records import Contents, Role
from kg.resolution import Resolver, said_in
from kg.shards import contents_of, entities_of, naming_row, spelling_row
from kg.sorting import Sorter
from kg.tables.parquet import edge_row, entity_row, paper_row, table_schemas
from kg.tables.shards import ParquetShards
from kg.vocabulary import Vocabulary

T = TypeVar("T")


class Costs:
    """CPU milliseconds and bytes an abstract, stage by stage."""

    def __init__(self, papers: int) -> None:
        self._papers = papers
        self._rows: list[tuple[str, float, int]] = []

    def of(self, stage: str, run: Callable[[], T], files: Path | None = None) -> T:
        """Run a stage and note what it took."""
        start = time.process_time()
        made = run()
        seconds = time.process_time() - start
        written = sum(path.stat().st_size for path in files.rglob("*") if path.is_file()) if files else 0
        self._rows.append((stage, seconds, written))
        return made

    def show(self) -> None:
        """Print the table."""
        rival = next(seconds for stage, seconds, _ in self._rows if stage == "extraction, trained")
        print(f"{self._papers:,} abstracts, CPU time\n{'stage':34}  ms/abstract  of extraction  bytes/abstract")
        for stage, seconds, written in self._rows:
            each = seconds / self._papers * 1000
            print(f"{stage:34}  {each:11.3f}  {seconds / rival:13.2f}  {written / self._papers or '':>14.6}")


def main() -> None:
    """Run each stage over all papers and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", nargs="+", default=[SEEDS], type=Path)
    parser.add_argument("--most", type=int, default=2_000)
    options = parser.parse_args()
    settings = Settings()
    vocabulary = Vocabulary(concepts_of(settings))
    resolver = Resolver(vocabulary)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("spilled", "names", "lines", "triples", "records"):
            (folder / each).mkdir()
        start = time.process_time()
        read = list(islice(read_records(options.papers), options.most))
        reading = time.process_time() - start
        costs = Costs(len(read))
        papers = costs.of("merging papers on disk", lambda: list(SpilledPapers(read, folder / "spilled")))
        rules, trained = kg.load_pipeline(recogniser="rules"), kg.load_pipeline()
        costs.of("extraction, rules", lambda: list(kg.extract(papers, rules)))
        extractions = costs.of("extraction, trained", lambda: list(kg.extract(papers, trained)))
        costs.of(
            "records as JSON Lines",
            lambda: (folder / "records" / "x").write_text("\n".join(map(to_line, extractions))),
            folder / "records",
        )
        said = costs.of("identifiers and statements", lambda: [said_in(each, resolver) for each in extractions])
        pairs = zip(extractions, said, strict=True)
        contents = costs.of("quotes checked", lambda: [contents_of(each, found, 0.0) for each, found in pairs])
        lines = costs.of("lines of N-Triples", lambda: [to_lines(each) for each in contents])
        schemas = table_schemas()

        def write_tables() -> None:
            with (
                ParquetShards(folder / "nodes", schemas["nodes"]) as nodes,
                ParquetShards(folder / "edges", schemas["edges"]) as edges,
            ):
                for each in contents:
                    nodes.add(paper_row(each.papers[0]))
                    for fact in each.facts:
                        if isinstance(fact.predicate, Role):
                            edges.add(edge_row(fact))

        costs.of("tables of Parquet, edges", write_tables, folder / "edges")
        names: Sorter[tuple[object, ...]] = Sorter(folder / "names", 50_000)

        def merge_names() -> list[kg.Entity]:
            for each in said:
                names.extend(naming_row(*row) for row in each.namings)
                names.extend(spelling_row(*row) for row in each.spellings)
            return list(entities_of(names, vocabulary, ()))

        entities = costs.of("names merged", merge_names, folder / "names")
        costs.of(
            "rows and lines of entities", lambda: [(entity_row(e), to_lines(Contents((), (e,)))) for e in entities]
        )
        sorter: Sorter[bytes] = Sorter(folder / "lines", 100_000)

        def sort() -> int:
            for each in lines:
                sorter.extend(each)
            return sum(1 for _ in groupby(sorter))

        count = costs.of("lines sorted", sort, folder / "lines")
        costs.of("lines compressed", lambda: write_shards(sorter, folder / "triples"), folder / "triples")
    costs.show()
    print(f"reading: {reading / len(read) * 1000:.3f} ms/abstract; {count / len(read):.0f} lines, ", end="")
    print(f"{sum(map(len, (line for each in lines for line in each))) / len(read):,.0f} bytes of lines, ", end="")
    print(f"{sum(len(each.namings) for each in said) / len(read):.1f} names and ", end="")
    print(f"{len(entities) / len(read):.2f} new entities an abstract")


if __name__ == "__main__":
    main()
