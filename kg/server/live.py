"""The graph that is served, and its exchange for a new build while requests go on."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Final

from kg.errors import KgError
from kg.questions import Things
from kg.server.answers import Answers
from kg.sparql import Limits, Pool

_LOG: Final = logging.getLogger("kg.server")

_Stamp = tuple[int, int, int]


class Version:
    """One build of a graph: its engine and its names.

    Args:
        path: the exported graph.
        limits: what each query may cost.
        workers: how many queries may run at once.
        in_memory: keep the graph in memory instead of in a temporary folder.

    Raises:
        GraphFileError: the file is missing or is not RDF.
    """

    def __init__(self, path: Path, limits: Limits, workers: int, *, in_memory: bool) -> None:
        self.path: Final = path
        self.stamp: Final = stamp(path)
        self.pool: Final = Pool(path, limits, workers=workers, in_folder=not in_memory)
        self.answers: Final = Answers(self.pool)
        self.things: Final = Things(self.pool)
        self.things.find("")  # names are read now, not at the first request
        self._users = 0
        self._retired = False
        self._lock: Final = Lock()

    @cached_property
    def page(self) -> bytes:
        """The interactive page: the one beside the graph, else made from it."""
        beside = self.path.with_name("graph.html")
        if beside.is_file():
            return beside.read_bytes()
        from kg.exports import read_graph

        return read_graph(self.path).to_html().encode()

    def begin(self) -> bool:
        """Keep the version open for one more user, and tell whether it still is."""
        with self._lock:
            self._users += not self._retired
            return not self._retired

    def end(self) -> None:
        """Let go of the version, and close it if it is retired and this was the last user."""
        with self._lock:
            self._users -= 1
            closing = self._retired and not self._users
        if closing:
            self.pool.close()

    def retire(self) -> None:
        """Close the version once nobody uses it."""
        with self._lock:
            self._retired = True
            closing = not self._users
        if closing:
            self.pool.close()


class LiveGraph:
    """The version that is served now."""

    def __init__(self, path: Path, limits: Limits, workers: int, *, in_memory: bool) -> None:
        self._path: Final = path
        self._new: Final = partial(Version, path, limits, workers, in_memory=in_memory)
        self._tried = stamp(path)
        self.current: Version = self._new()

    @contextmanager
    def used(self) -> Iterator[Version]:
        """Yield the version that is served now, which stays open meanwhile even if another takes its place."""
        version = self.current
        while not version.begin():  # it was retired between the two lines
            version = self.current
        try:
            yield version
        finally:
            version.end()

    def refresh(self) -> None:
        """Serve the file anew if it is another than before; a broken one is told of, and the last good one stays."""
        try:
            found = stamp(self._path)
        except OSError:
            return  # it is being replaced
        if found == self._tried:
            return
        self._tried = found
        try:
            fresh = self._new()
        except KgError as error:
            _LOG.warning("the new build is not served: %s", error)
            return
        last, self.current = self.current, fresh
        last.retire()

    def close(self) -> None:
        """End all processes."""
        self.current.retire()


def stamp(path: Path) -> _Stamp | None:
    """Return what tells one state of a file from another, None where there is no file.

    Raises:
        OSError: the file cannot be looked at.
    """
    if not path.exists():
        return None
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino
