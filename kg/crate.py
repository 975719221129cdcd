"""The description of a folder of exports as an RO-Crate: its files, and what they were made with.

https://www.researchobject.org/ro-crate/specification/1.1/
"""

import json
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from kg.files import replacing
from kg.provenance import origin_of
from kg.records import Origin, Paper, Provenance

NAME: Final = "ro-crate-metadata.json"

_Node = dict[str, Any]
_SPECIFICATION: Final = "https://w3id.org/ro/crate/1.1"
_LICENSE: Final = "https://creativecommons.org/licenses/by-sa/4.0/"
_UNDATED: Final = "2025-01-01"
"""The crate must have a date; where no paper has one, a clock would make each build differ."""
_MEDIA_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".csv": "text/csv",
        ".gexf": "application/gexf+xml",
        ".graphml": "application/graphml+xml",
        ".html": "text/html",
        ".json": "application/json",
        ".jsonl": "application/jsonl",
        ".jsonld": "application/ld+json",
        ".nt": "application/n-triples",
        ".parquet": "application/vnd.apache.parquet",
        ".trig": "application/trig",
        ".ttl": "text/turtle",
    }
)


class Extent(NamedTuple):
    """How many papers there are, and the day of the newest, or nothing."""

    papers: int
    newest: str

    def with_more(self, other: "Extent") -> "Extent":
        """Return the extent of both, which have no paper in common."""
        return Extent(self.papers + other.papers, max(self.newest, other.newest))

    @classmethod
    def of(cls, papers: Collection[Paper]) -> "Extent":
        """Return the extent of papers.

        >>> Extent.of([Paper("p1", "LoRA", "", date="2025-03-11"), Paper("p2", "GLUE", "", date="Mar 14")])
        Extent(papers=2, newest='2025-03-11')
        """
        dates = [place.date for paper in papers for place in paper.places]
        dated = (date for date in (*dates, *(paper.date for paper in papers)) if len(date) == len(_UNDATED))
        days = (date for date in dated if date[:4].isdecimal() and date[4] == date[7] == "-")
        return cls(len(papers), max(days, default=""))


def to_crate(files: Iterable[Origin], extent: Extent, provenance: Provenance) -> str:
    """Return the metadata of a crate, as JSON-LD.

    Args:
        files: the exports.
        extent: of the papers in the graph.
        provenance: what it was made with.
    """
    files = sorted(files)
    inputs, model = _refs(provenance.inputs), _refs(provenance.model_files)
    parts = [{"@id": each.name} for each in files]
    graph = [
        {"@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": _SPECIFICATION}},
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"What {extent.papers:,} abstracts say",
            "description": "A knowledge graph of methods, datasets, benchmarks and hardware, with its sentences.",
            "datePublished": extent.newest or _UNDATED,
            "license": {"@id": _LICENSE},
            "hasPart": parts,
        },
        {"@id": _LICENSE, "@type": "CreativeWork", "name": "CC BY-SA 4.0"},
        *map(_exported, files),
        {
            "@id": "#build",
            "@type": "CreateAction",
            "name": "kg build",
            "instrument": [{"@id": "#software"}, *model],
            "object": inputs,
            "result": parts,
        },
        {"@id": "#software", "@type": "SoftwareApplication", "name": "abstract-kg", **_version(provenance)},
        *_made_with(provenance),
    ]
    document = {"@context": f"{_SPECIFICATION}/context", "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def write_crate(folder: Path, extent: Extent, provenance: Provenance, hashed: Iterable[Origin] = ()) -> None:
    """Describe the files of ``folder`` in ``ro-crate-metadata.json`` beside them.

    Args:
        folder: of the exports.
        extent: of the papers in the graph.
        provenance: what it was made with.
        hashed: those of the files that need not be read again.

    Raises:
        ExportError: the file cannot be written.
    """
    files = list(hashed)
    files += hashed_files(folder, {NAME, *(each.name for each in files)})
    with replacing(folder / NAME) as file:
        file.write(to_crate(files, extent, provenance).encode())


def hashed_files(folder: Path, but: Container[str] = ()) -> list[Origin]:
    """Return the files of a folder by their hashes, but those of some names."""
    wanted = (path for path in sorted(folder.iterdir()) if path.name not in but)
    return [each for each in map(origin_of, wanted) if each is not None]


def _exported(each: Origin) -> _Node:
    media_type = _MEDIA_TYPES.get(Path(each.name).suffix, "application/octet-stream")
    return {"@id": each.name, "@type": "File", "name": each.name, "encodingFormat": media_type, **_measured(each)}


def _measured(each: Origin) -> _Node:
    return {"contentSize": str(each.size), "sha256": each.sha256}


def _refs(files: tuple[Origin, ...]) -> list[_Node]:
    return [{"@id": _id(each)} for each in files]


def _made_with(provenance: Provenance) -> Iterator[_Node]:
    for each in dict.fromkeys((*provenance.inputs, *provenance.model_files)):
        yield {"@id": _id(each), "@type": "CreativeWork", "name": each.name, **_measured(each)}


def _id(each: Origin) -> str:
    return f"#file-{each.sha256[:16]}"


def _version(provenance: Provenance) -> _Node:
    return {"softwareVersion": provenance.version} if provenance.version else {}
