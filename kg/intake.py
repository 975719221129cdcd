"""Papers from wherever they are, each once: what stands between the files that a user names and the extraction."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.documents import merge_papers, read_papers
from kg.documents.identifiers import identity, title_key
from kg.documents.opening import STDIN, OnBytes
from kg.documents.reading import files_of
from kg.errors import DocumentError
from kg.records import Paper

Paths = str | Path | Iterable[str | Path]
"""One file or folder, or several."""

OnSkip = Callable[[DocumentError], None]
"""Is told of each record or file that cannot be read."""


def read_all(paths: Paths, on_skip: OnSkip | None = None) -> list[Paper]:
    """Read papers, each once however often it stands there, sorted.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    return merge_papers(read_records(paths, on_skip))


def read_each(paths: Paths, on_skip: OnSkip | None = None, on_bytes: OnBytes | None = None) -> Iterator[Paper]:
    """Yield papers as they are read, each where it is first met; of the others only the keys are kept in memory.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    met: set[str] = set()
    for paper in read_records(paths, on_skip, on_bytes):
        keys = {key for key in (title_key(paper.title), identity(paper.id), identity(paper.url)) if key}
        if met.isdisjoint(keys):
            yield paper
        met |= keys


class Share:
    """How much of the files that a user names has been read, from 0 to 1; 0 where standard input is among them."""

    def __init__(self, paths: Paths) -> None:
        given = [paths] if isinstance(paths, str | Path) else list(paths)
        files = [file for path in given for file in files_of(path) if not isinstance(file, DocumentError)]
        self._all = (
            0 if STDIN in map(str, files) else sum(Path(file).stat().st_size for file in files if Path(file).is_file())
        )
        self._read = 0

    def add(self, count: int) -> None:
        """Take note of so many bytes more."""
        self._read += count

    def __call__(self) -> float:
        """Return the share."""
        return min(self._read / self._all, 1.0) if self._all else 0.0


def read_records(paths: Paths, on_skip: OnSkip | None = None, on_bytes: OnBytes | None = None) -> Iterator[Paper]:
    """Yield papers as they are read, one paper as often as it stands there.

    Where there is none, the last error is raised and not skipped, so that each is told once.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if on_skip is None:
        yield from read_papers(given, on_bytes=on_bytes)
        return
    held: list[DocumentError] = []
    nothing = True

    def hold(error: DocumentError) -> None:
        release()
        held.append(error)

    def release() -> None:
        while held:
            on_skip(held.pop())

    for paper in read_papers(given, on_skip=hold, on_bytes=on_bytes):
        nothing = False
        release()
        yield paper
    if nothing and held:
        raise held.pop()
    release()
