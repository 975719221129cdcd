"""Papers from wherever they are, each once: what stands between the files that a user names and the extraction."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.documents import merge_papers
from kg.documents.identifiers import identity, title_key
from kg.documents.merging import group_papers, keys_of
from kg.documents.opening import STDIN, OnBytes
from kg.documents.reading import OnSkip, files_of, read_traced
from kg.errors import DocumentError, UnknownNameError
from kg.provenance import origin_of
from kg.records import Input, Origin, Paper

Paths = str | Path | Iterable[str | Path]
"""One file or folder, or several."""


def given_paths(paths: Paths) -> list[str | Path]:
    """Return the paths as a list."""
    return [paths] if isinstance(paths, str | Path) else list(paths)


def read_records(paths: Paths, on_skip: OnSkip | None = None) -> Iterator[Paper]:
    """Yield papers as they are read, one paper as often as it stands there.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    return (paper for _, paper in _read(paths, on_skip))


def read_all(paths: Paths, on_skip: OnSkip | None = None) -> list[Paper]:
    """Read papers, each once however often it stands there, sorted.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    return merge_papers(read_records(paths, on_skip))


def read_inputs(paths: Paths, on_skip: OnSkip | None = None) -> list[Input]:
    """Read papers as they stand in each file, sorted by file; no folder is told apart from another.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    read: defaultdict[str, list[Paper]] = defaultdict(list)
    for file, paper in _read(paths, on_skip):
        read[str(file)].append(paper)
    found: defaultdict[Origin, list[Paper]] = defaultdict(list)
    for path in given_paths(paths):
        for each in files_of(path):
            if not isinstance(each, DocumentError) and (origin := origin_of(each)):
                found[origin] += read.pop(str(each), ())
    for name, papers in read.items():  # what is no file and can be read only once, such as a pipe with a name
        found[Origin(Path(name).name, "", 0)] += papers
    return [Input(origin, tuple(papers)) for origin, papers in sorted(found.items())]


def add_inputs(inputs: Iterable[Input], more: Iterable[Input]) -> list[Input]:
    """Return both, each file and each of its papers once, sorted.

    >>> one = Input(Origin("a.jsonl", "", 0), (Paper("p1", "LoRA", ""),))
    >>> add_inputs([one], [one]) == [one]
    True
    """
    found: defaultdict[Origin, dict[tuple[Paper, object], Paper]] = defaultdict(dict)
    for each in (*inputs, *more):
        found[each.origin].update({(paper, paper.written): paper for paper in each.papers})
    return [Input(origin, tuple(papers.values())) for origin, papers in sorted(found.items())]


def read_each(paths: Paths, on_skip: OnSkip | None = None, on_bytes: OnBytes | None = None) -> Iterator[Paper]:
    """Yield papers as they are read, each where it is first met; of the others only the keys are kept in memory.

    Raises:
        DocumentError: no paper can be read from ``paths``, or one cannot and there is no ``on_skip``.
    """
    met: set[str] = set()
    for _, paper in _read(paths, on_skip, on_bytes):
        keys = {key for key in (title_key(paper.title), identity(paper.id), identity(paper.url)) if key}
        if met.isdisjoint(keys):
            yield paper
        met |= keys


def without_papers(inputs: Iterable[Input], named: Iterable[str]) -> list[Input]:
    """Return inputs without some papers: without every record of them, and without files that held nothing else.

    Args:
        inputs: as they were read.
        named: identifiers or titles of papers.

    Raises:
        UnknownNameError: there is no paper of this name.

    >>> one = Input(Origin("a.jsonl", "", 0), (Paper("p1", "LoRA", ""), Paper("p2", "QLoRA", "")))
    >>> [paper.id for each in without_papers([one], ["lora"]) for paper in each.papers]
    ['p2']
    """
    inputs = list(inputs)
    groups = group_papers(paper for each in inputs for paper in each.papers)
    gone: set[int] = set()
    for name in named:
        keys = {f"title:{title_key(name)}", identity(name) or f"id:{name}"}
        found = [group for group in groups if any(_is_called(paper, name, keys) for paper in group)]
        if not found:
            raise UnknownNameError("no such paper", where=name, cure="give its identifier or its title")
        gone |= {id(paper) for group in found for paper in group}
    left = ((each, tuple(paper for paper in each.papers if id(paper) not in gone)) for each in inputs)
    return [Input(each.origin, papers) for each, papers in left if papers or not each.papers]


def _is_called(paper: Paper, name: str, keys: set[str]) -> bool:
    return paper.id == name or not keys.isdisjoint(keys_of(paper))


class Share:
    """How much of the files that a user names has been read, from 0 to 1; 0 where standard input is among them."""

    def __init__(self, paths: Paths) -> None:
        files = [file for path in given_paths(paths) for file in files_of(path) if not isinstance(file, DocumentError)]
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


def _read(paths: Paths, on_skip: OnSkip | None, on_bytes: OnBytes | None = None) -> Iterator[tuple[Path | str, Paper]]:
    """Yield papers; where there is none, the last error is raised and not skipped, so that each is told once."""
    given = given_paths(paths)
    if on_skip is None:
        yield from read_traced(given, on_bytes=on_bytes)
        return
    held: list[DocumentError] = []
    nothing = True

    def hold(error: DocumentError) -> None:
        release()
        held.append(error)

    def release() -> None:
        while held:
            on_skip(held.pop())

    for traced in read_traced(given, on_skip=hold, on_bytes=on_bytes):
        nothing = False
        release()
        yield traced
    if nothing and held:
        raise held.pop()
    release()
