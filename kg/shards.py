"""The flow where the graph does not fit into memory: RDF and tables straight from what each paper says.

Papers pass one by one; what must be brought together from several of them, the names of a thing and the evidence of a
fact, is sorted on disk by identifier and merged there. Nothing holds the graph. What is written says the same as the
files of an ordinary build.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.build import OnStage, Report, Track, untold, untracked
from kg.documents.reading import OnSkip
from kg.documents.spilling import SpilledPapers
from kg.extraction.settings import Settings, concepts_of, fingerprint
from kg.files import replacing_folders
from kg.filtering import at_least, extraction_at_least
from kg.intake import Paths, read_records
from kg.jsonl import to_line
from kg.making import held
from kg.ontology import BASE
from kg.paths import EXPORTS, SEEDS
from kg.provenance import made_with
from kg.quoting import check_quotes
from kg.rdf.dataset import Counts
from kg.rdf.lines import LineCounter, description_lines, digest, to_lines
from kg.rdf.shards import LINES, write_shards
from kg.readings import RESOLVING, WRITING, Readings
from kg.records import (
    Contents,
    Entity,
    EntityType,
    Evidence,
    Extraction,
    Fact,
    Field,
    Kind,
    RelationType,
    Role,
)
from kg.resolution import Naming, Resolver, Said, Spelling, is_held, merged_entity, said_in, with_broader
from kg.sorting import Sorter
from kg.statements import merged_fact
from kg.tables.parquet import edge_row, entity_row, paper_row, result_row, table_schemas
from kg.tables.shards import ROWS, ParquetShards
from kg.vocabulary import Vocabulary

TRIPLES, NODES, EDGES, RESULTS = "triples", "nodes", "edges", "results"
"""The folders that are written."""
EXTRACTIONS: Final = "extractions.jsonl"


class Sizes(NamedTuple):
    """How many rows are sorted in memory at a time, and how many lines and rows one file has at most."""

    sorted: int = 250_000
    lines: int = LINES
    rows: int = ROWS


def build_shards(
    paths: Paths = SEEDS,
    out: str | Path = EXPORTS,
    *,
    settings: Settings | None = None,
    base: str = BASE,
    min_confidence: float = 0.0,
    jobs: int = 1,
    on_skip: OnSkip | None = None,
    track: Track = untracked,
    on_stage: OnStage = untold,
    sizes: Sizes | None = None,
) -> Report:
    """Read papers and write what they say into folders of ``out``, all of them or none; memory stays bounded.

    A paper that an earlier build into ``out`` has read, even one that was interrupted, is not read again.

    ``triples`` has the graph as sorted N-Triples, ``nodes``, ``edges`` and ``results`` are the tables of the Parquet
    format, and ``extractions.jsonl`` what each paper says.

    Args:
        paths: files or folders of any supported format.
        out: a folder; it is made where it is missing.
        settings: what the pipeline is loaded with.
        base: what the IRIs of things begin with.
        min_confidence: what is less sure is left out.
        jobs: how many processes read.
        on_skip: is told of each record that cannot be read, and reading goes on.
        track: yields what it is given, for instance while it draws a progress bar; it is told how many there are.
        on_stage: is told what goes on once all is read, in a word or two.
        sizes: how much is held in memory and how large files are.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
        VocabularyError: a file of the vocabulary is broken.
        InputError: a part of the model is missing or broken.
        PluginError: what an installed package adds is missing or fails.
        ExportError: pyarrow is not installed, ``out`` cannot be written, or another process
            writes there; what stood there stays as it was.
    """
    settings, sizes = settings or Settings(), sizes or Sizes()
    schemas = table_schemas()
    vocabulary = Vocabulary(concepts_of(settings))
    with held(Path(out)) as store, replacing_folders(Path(out)) as folder, ExitStack() as stack:
        waiting = folder.parent
        # Abstracts are some ten times as large as other rows.
        papers = SpilledPapers(read_records(paths, on_skip), waiting, max(sizes.sorted // 10, 1))
        tables = {
            name: stack.enter_context(ParquetShards(folder / name, schemas[name], sizes.rows)) for name in schemas
        }
        graph = _Graph(vocabulary, base, min_confidence, tables, lambda: Sorter(waiting, sizes.sorted))
        records = stack.enter_context((folder / EXTRACTIONS).open("wb"))
        readings = Readings(store, settings, fingerprint(settings), jobs, track)
        for said in track(readings.each(papers), len(papers)):
            graph.add(said.extraction)
            sure = extraction_at_least(said.extraction, min_confidence)
            records.write(f"{to_line(sure)}\n".encode())
        store.forget_others(readings.pipeline)
        on_stage(RESOLVING)
        entities = graph.merge()
        on_stage(WRITING)
        (folder / TRIPLES).mkdir()
        provenance = made_with(paths, settings.vocabulary, settings.model, settings.recogniser)
        lines = graph.counted_lines(Sorter(waiting, sizes.sorted * 4))
        write_shards(lines, folder / TRIPLES, first=1, most=sizes.lines)
        write_shards(description_lines(graph.counts(), base, provenance), folder / TRIPLES)
    written = tuple(Path(out) / name for name in sorted((EXTRACTIONS, TRIPLES, *tables)))
    return Report(len(papers), entities, tables[EDGES].rows, tables[RESULTS].rows, written)


class _Graph:
    """What papers say, on its way to files."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        base: str,
        min_confidence: float,
        tables: dict[str, ParquetShards],
        sorter: Callable[[], Sorter[Any]],
    ) -> None:
        self._vocabulary = vocabulary
        self._resolver = Resolver(vocabulary)
        self._base = base
        self._confidence = min_confidence
        self._tables = tables
        self._lines: Sorter[bytes] = sorter()
        self._names: Sorter[NameRow] = sorter()
        self._relations: Sorter[tuple[Any, ...]] = sorter()
        self._known: dict[str, set[bool | None]] = {}
        self._counter = LineCounter()
        self._objects: Sorter[bytes] = sorter()

    def add(self, extraction: Extraction) -> None:
        """Write what is done with one paper, and keep the rest for ``merge``."""
        said = said_in(extraction, self._resolver, self._confidence)
        contents = contents_of(extraction, said, self._confidence)
        self._tables[NODES].add(paper_row(extraction.paper))
        for fact in contents.facts:
            if isinstance(fact.predicate, Role):
                self._tables[EDGES].add(edge_row(fact))
            else:
                self._relations.extend(_relation_rows(fact))
        for finding in contents.findings:
            self._tables[RESULTS].add(result_row(finding))
        self._lines.extend(to_lines(contents, self._base))
        for identifier, naming in said.namings:
            self._names.add(naming_row(identifier, naming))
            if naming.known:
                self._known.setdefault(identifier, set()).add(naming.sure)
        for identifier, spelling in said.spellings:
            self._names.add(spelling_row(identifier, spelling))

    def merge(self) -> int:
        """Write what several papers say together; return how many entities there are."""
        entities = 0
        # Only concepts have broader ones, and there are no more of them than the vocabulary has.
        held = {each for each, sureness in self._known.items() if True in sureness or False not in sureness}
        for entity in entities_of(self._names, self._vocabulary, held):
            entities += 1
            self._tables[NODES].add(entity_row(entity))
            self._lines.extend(to_lines(Contents(entities=(entity,)), self._base))
        for key, rows in groupby(self._relations, key=itemgetter(0, 1, 2)):
            fact = merged_fact((key[0], RelationType(key[1]), key[2]), (_relation_evidence(row) for row in rows))
            self._tables[EDGES].add(edge_row(fact))
        return entities

    def counted_lines(self, objects: Sorter[bytes]) -> Iterator[bytes]:
        """Yield all lines sorted, each once, and count them."""
        self._objects = objects
        for line, _ in groupby(self._lines):
            objects.add(digest(self._counter.add(line)))
            yield line

    def counts(self) -> Counts:
        """Return how much the lines say that went by."""
        return self._counter.counts(sum(1 for _ in groupby(self._objects)))


NameRow = tuple[Any, ...]
"""A naming or a spelling of a thing, as plain data that can be sorted by the thing's identifier."""


def naming_row(identifier: str, naming: Naming) -> NameRow:
    """Return how a paper names a thing, as a row."""
    return identifier, 0, naming.name, naming.type.value, naming.kind.value, naming.known, _code(naming.sure)


def spelling_row(identifier: str, spelling: Spelling) -> NameRow:
    """Return how a paper spells a thing, as a row."""
    return identifier, 1, spelling.text, spelling.reason, _code(spelling.sure)


def entities_of(rows: Iterable[NameRow], vocabulary: Vocabulary, held: Container[str]) -> Iterator[Entity]:
    """Yield the things that sorted rows name; in memory is one of them at a time.

    Args:
        rows: those of ``naming_row`` and ``spelling_row``, sorted.
        vocabulary: what is known of things.
        held: identifiers of the concepts that the graph holds.
    """
    for identifier, of_one in groupby(rows, key=itemgetter(0)):
        namings: Counter[Naming] = Counter()
        spellings: set[Spelling] = set()
        for _, is_spelling, *values in of_one:
            if is_spelling:
                spellings.add(Spelling(values[0], values[1], _SURE[values[2]]))
            else:
                name, type_, kind, known, sure = values
                namings[Naming(name, EntityType(type_), Kind(kind), known, _SURE[sure])] += 1
        if is_held(namings):
            yield with_broader(merged_entity(identifier, namings, spellings, vocabulary), held)


_SURE: Final = (None, False, True)
"""What the codes of sureness stand for: rows are compared, and None cannot be."""


def _code(sure: bool | None) -> int:
    return _SURE.index(sure)


def contents_of(extraction: Extraction, said: Said, min_confidence: float) -> Contents:
    """Return what a graph of one paper alone holds, without its entities: enough for its lines and rows.

    Raises:
        ExportError: a quote differs from the text of the paper.
    """
    whole = Contents((extraction.paper,), (), tuple(said.facts), tuple(said.findings))
    check_quotes(whole)
    return at_least(whole, min_confidence)


def _relation_rows(fact: Fact) -> Iterable[tuple[Any, ...]]:
    key = (fact.subject, fact.predicate.value, fact.object)
    for said in fact.evidence:
        yield *key, said.paper, said.field.value, said.start, said.end, said.sentence, said.confidence, said.rule


def _relation_evidence(row: tuple[Any, ...]) -> Evidence:
    paper, field, *others = row[3:]
    return Evidence(paper, Field(field), *others)
