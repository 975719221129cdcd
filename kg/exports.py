"""What a build writes, each format by its name, all files or none; and the graph read back from them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg import rdf, tables
from kg.beside import Beside, beside
from kg.crate import Extent, write_crate
from kg.errors import ExportError
from kg.files import (
    UNFINISHED,
    Stamps,
    finish,
    move,
    remove_folder,
    replace_all,
    stamps_of,
    telling,
    temporary_folder,
)
from kg.jsonl import generate_jsonl, write_lines
from kg.ontology import BASE
from kg.plugins import EXPORTERS, plugins
from kg.quoting import check_quotes
from kg.records import Contents, Extraction, Provenance

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph

ALWAYS: Final = ("ttl", "html", "json", "graphml", "jsonl")
"""The formats that every build writes."""
_PAGE: Final = "html"
"""The one that takes time and shares nothing with others."""


@dataclass(frozen=True, slots=True)
class Built:
    """What exports are written from.

    Attributes:
        contents: what the graph holds.
        extractions: what each paper says, in the order in which it is written.
        base: what the IRIs of things begin with.
        provenance: what the graph was made with.
        lines: the record of each of ``extractions`` as JSON on one line, where somebody has written them already.
        count: counts what the Turtle says.
    """

    contents: Contents
    extractions: Sequence[Extraction]
    base: str = BASE
    provenance: Provenance = field(default_factory=Provenance)
    lines: Sequence[str] = ()
    count: Callable[[rdf.Merged], rdf.Counts] = rdf.counts_of


def all_formats(more: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the names in ``ALWAYS`` and those in ``more``, each once.

    Raises:
        ExportError: neither this package nor an installed one has such a format.

    >>> all_formats(["nt", "ttl"])
    ('ttl', 'html', 'json', 'graphml', 'jsonl', 'nt')
    """
    names = tuple(dict.fromkeys((*ALWAYS, *more)))
    for name in names:
        if name not in FORMATS and name not in plugins(EXPORTERS):
            raise ExportError("no such format", where=name, cure=f"choose from {', '.join(known_formats())}")
    return names


def known_formats() -> tuple[str, ...]:
    """Return the names of all formats: those of this package, then those that installed packages add."""
    return tuple(dict.fromkeys((*FORMATS, *plugins(EXPORTERS))))


def write_exports(
    built: Built,
    out: Path,
    formats: Iterable[str] = ALWAYS,
    on_ready: Callable[[Stamps], None] | None = None,
    jobs: int = 1,
) -> tuple[Path, ...]:
    """Write every format into the folder ``out``, which is made where it is missing, and return the files, sorted.

    A description of the folder, ``ro-crate-metadata.json``, stands beside them.

    Args:
        built: what to write.
        out: the folder.
        formats: their names.
        on_ready: is called once all are written and sure to take their places, even where the process ends before each
            has done so, with what the system stamped on them.
        jobs: how many processes write; with two the page is written beside the others.

    Raises:
        ExportError: a quote differs from its text, an export cannot be made or ``out`` cannot be written; all files
            there stay as they were.
        PluginError: an exporter of another package fails; all files stay likewise.
    """
    check_quotes(built.contents)
    with replacing_exports(out, on_ready) as folder:
        names = list(formats)
        page = [_PAGE] if _PAGE in names else []
        other: Beside[None, None]
        with beside(lambda _: _write_all(page, built, folder), jobs) as other:
            _write_all([name for name in names if name not in page], built, folder)
            other.finish()
        write_crate(folder, Extent.of(built.contents.papers), built.provenance)
        files = sorted(path.name for path in folder.iterdir())
    return tuple(out / name for name in files)


def _write_all(names: Iterable[str], built: Built, folder: Path) -> None:
    for name in names:
        _write(name, built, folder)


def read_graph(path: str | Path) -> "KnowledgeGraph":
    """Read a graph that a build wrote: ``graph.ttl``, ``graph.nt``, ``graph.jsonld``, ``graph.trig`` or ``graph.json``.

    Raises:
        GraphFileError: the file is missing, broken or not from a build.
    """
    from kg.graph import KnowledgeGraph  # costs start-up, and a build needs none of it

    read = tables.read_node_link if Path(path).suffix == ".json" else rdf.read_rdf
    return KnowledgeGraph(read(Path(path)))


def _write(name: str, built: Built, folder: Path) -> None:
    if name in FORMATS:
        FORMATS[name](built, folder)
        return
    plugin = plugins(EXPORTERS)[name]
    export = plugin.load()
    if not callable(export):
        raise plugin.error(f"is a {type(export).__name__} and no function")
    # In a room of its own, so that it cannot touch what other formats wrote.
    with TemporaryDirectory(prefix=UNFINISHED, dir=folder.parent) as room:
        with plugin.at_work():
            export(built, Path(room))
        for path in sorted(Path(room).iterdir()):
            if not path.is_file():
                raise plugin.error(f"made {path.name}, which is no file")
            if (folder / path.name).exists():
                raise plugin.error(f"wrote {path.name}, which another format writes")
            move(path, folder / path.name)


@contextmanager
def replacing_exports(out: Path, on_ready: Callable[[Stamps], None] | None) -> Iterator[Path]:
    """Yield a temporary folder in ``out`` whose files take the place of those of ``out`` once the block ends well.

    ``on_ready`` is called once they are sure to, with what the system stamped on them.

    Raises:
        ExportError: ``out`` cannot be made or written, or a folder stands where a file is to go.
    """
    with existing(out), _temporary(out) as folder:
        finish(out)
        with telling(out):
            yield folder
        for path in sorted(folder.iterdir()):
            _refuse_folder(out / path.name)
        stamps = stamps_of(folder)
        replace_all(folder, out, None if on_ready is None else lambda: on_ready(stamps))


@contextmanager
def existing(out: Path) -> Iterator[None]:
    """Make the folder ``out`` where it is missing, and take it away again if nothing comes to stand in it.

    Raises:
        ExportError: it cannot be made.
    """
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or "unknown cause").lower()
        raise ExportError(f"cannot be made ({reason})", where=str(out), cure="name another folder") from error
    try:
        yield
    finally:
        if made:
            with suppress(OSError):
                out.rmdir()


@contextmanager
def _temporary(parent: Path) -> Iterator[Path]:
    folder = temporary_folder(parent)
    try:
        yield folder
    finally:
        remove_folder(folder)


def remove_unfinished(out: Path) -> None:
    """Give their places to files that a killed build left ready in ``out``, and remove what another left unfinished.

    To be called by who alone writes there.
    """
    finish(out)
    for folder in out.glob(f"{UNFINISHED}*"):
        remove_folder(folder)


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise ExportError("a folder stands where a file is to go", where=str(path), cure="move it away")


def _write_rdf(ending: str, built: Built, folder: Path) -> None:
    rdf.write_rdf(built.contents, folder / f"graph.{ending}", built.base, built.provenance, built.count)


def _write_records(built: Built, folder: Path) -> None:
    write_lines(built.lines or generate_jsonl(built.extractions), folder / "extractions.jsonl")


def _write_page(built: Built, folder: Path) -> None:
    from kg.page import write_page  # costs start-up, and reading a graph needs no page

    write_page(built.contents, folder / "graph.html", base=built.base)


FORMATS: Final[Mapping[str, Callable[[Built, Path], None]]] = MappingProxyType(
    {
        "ttl": partial(_write_rdf, "ttl"),
        "html": _write_page,
        "json": lambda built, folder: tables.write_node_link(built.contents, folder / "graph.json"),
        "graphml": lambda built, folder: tables.write_graphml(built.contents, folder / "graph.graphml"),
        "jsonl": _write_records,
        "nt": partial(_write_rdf, "nt"),
        "jsonld": partial(_write_rdf, "jsonld"),
        "trig": partial(_write_rdf, "trig"),
        "gexf": lambda built, folder: tables.write_gexf(built.contents, folder / "graph.gexf"),
        "csv": lambda built, folder: tables.write_csv(built.contents, folder),
        "parquet": lambda built, folder: tables.write_parquet(built.contents, folder),
    }
)
"""How each format is written into a folder."""
