"""Where a graph is kept while it is asked: in memory, or in a folder of which only what is read is in memory.

Kept in memory it answers soonest. In a folder it takes half the memory, and heavy queries take three times as long.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg import errors
from kg.errors import GraphFileError, KgError, QueryError
from kg.sparql.answering import base_of, load_in_parts, open_store

_READY_FILES: Final = 16
"""So many files of a folder are open once it is; RocksDB opens the others when it needs them."""
_MOST_COPIED: Final = 10_000
"""To read a shared graph is to copy its pages, for the engine counts who reads: 40 MB of them are enough."""
_MOST_TAKEN: Final = 40_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of a graph once it is loaded; ``graphs`` names some of its named graphs."""

    base: str
    triples: int
    graphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A graph that is loaded.

    Attributes:
        facts: about it.
        opened: returns it, in the process that asks it.
        most_faults: so many pages may a process have taken that asks it, before another takes its place.
        late_files: so many files may be opened after it was opened.
    """

    facts: Facts
    opened: Callable[[], ox.Store]
    most_faults: int
    late_files: int = 0


def in_memory(file: str, min_confidence: float = 0.0) -> Kept:
    """Return a graph kept in the memory of this process, which forks of it share.

    Raises:
        GraphFileError: the file is missing or is not RDF.
    """
    store = open_store(file)
    if min_confidence:
        store = _sure(file, base_of(store), min_confidence)
    return Kept(_facts(store), lambda: store, _MOST_COPIED)


@contextmanager
def in_folder(file: str) -> Iterator[Kept]:
    """Yield a graph kept in a folder, which is removed at the end; each process opens it for itself.

    A process of its own makes the folder, so that this one needs no memory for that and stays free of threads.

    Raises:
        GraphFileError: the file is missing or is not RDF, or the folder has no room for it.
    """
    from kg.sparql.folders import held_folder  # not every system has such locks

    with held_folder() as folder:
        told, telling = os.pipe()
        if os.fork() == 0:
            try:
                os.write(telling, json.dumps(_filled(folder, file)).encode())
            finally:
                os._exit(0)
        os.close(telling)
        with os.fdopen(told, "rb") as lines:
            found = json.loads(lines.read() or b"{}")
        if "base" not in found:
            raise error_of(found) if found else GraphFileError("could not be loaded", where=file, cure="look above")
        files = sum(1 for _ in Path(folder).glob("*.sst"))
        facts = Facts(found["base"], found["triples"], tuple(found["graphs"]))
        yield Kept(facts, lambda: ox.Store.read_only(folder), _MOST_TAKEN, max(0, files - _READY_FILES))


def error_as_json(error: KgError) -> dict[str, str]:
    """Return an error as what crosses the border between processes."""
    return {"error": type(error).__name__, "problem": error.problem, "where": error.where, "cure": error.cure}


def error_of(told: dict[str, str]) -> KgError:
    """Return the error that another process told of."""
    kind = getattr(errors, told["error"], QueryError)
    if not issubclass(kind, KgError):
        kind = QueryError
    error: KgError = kind(told["problem"], where=told["where"], cure=told["cure"])
    return error


def _filled(folder: str, file: str) -> dict[str, object]:
    """Load a graph into a folder and return its facts, or what went wrong."""
    try:
        store = ox.Store(folder)
        load_in_parts(store, file)
        store.optimize()  # one file after the other instead of many that overlap: half the time of an answer
        return asdict(_facts(store))
    except KgError as error:
        return dict(error_as_json(error))
    except OSError as error:
        cure = "make room, let TMPDIR name another folder, or keep the graph in memory"
        problem = f"cannot be kept in {folder} ({error})"
        return dict(error_as_json(GraphFileError(problem, where=file, cure=cure)))


def _facts(store: ox.Store) -> Facts:
    graphs = sorted(graph.value for graph in store.named_graphs())
    return Facts(base_of(store), len(store), tuple(graphs[:1000]))


def _sure(file: str, base: str, min_confidence: float) -> ox.Store:
    """Return a graph without what is not sure enough, its IRIs as they stand in the file."""
    from kg.filtering import at_least
    from kg.rdf import read_rdf, to_triples

    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for triple in to_triples(at_least(read_rdf(file), min_confidence), base))
    return store
