"""Papers from wherever they are, each once: what stands between the files that a user names and the extraction."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kg.documents import merge_papers, read_papers
from kg.documents.identifiers import identity, title_key
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
    return merge_papers(_read(paths, on_skip))


def read_each(paths: Paths, on_skip: OnSkip | None = None) -> Iterator[Paper]:
    """Yield papers as they are read, each where it is first met; of the others only the keys are kept in memory.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    met: set[str] = set()
    for paper in _read(paths, on_skip):
        keys = {key for key in (title_key(paper.title), identity(paper.id), identity(paper.url)) if key}
        if met.isdisjoint(keys):
            yield paper
        met |= keys


def _read(paths: Paths, on_skip: OnSkip | None) -> Iterator[Paper]:
    """Yield papers; where there is none, the last error is raised and not skipped, so that each is told once."""
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if on_skip is None:
        yield from read_papers(given)
        return
    held: list[DocumentError] = []
    nothing = True

    def hold(error: DocumentError) -> None:
        release()
        held.append(error)

    def release() -> None:
        while held:
            on_skip(held.pop())

    for paper in read_papers(given, on_skip=hold):
        nothing = False
        release()
        yield paper
    if nothing and held:
        raise held.pop()
    release()
