"""Turns the abstracts of machine-learning papers into a knowledge graph whose every statement shows its sentence.

>>> import kg
>>> graph = kg.build_graph("seeds/")  # doctest: +SKIP
>>> [paper.title for paper in graph.papers(runs_on="A100", uses="quantization")]  # doctest: +SKIP

Importing ``kg`` loads nothing else; each name below is loaded when it is first asked for.
"""

from importlib import import_module

TYPE_CHECKING = False  # type checkers know the name; ``typing`` would take longer to load than all else here
if TYPE_CHECKING:
    from kg.build import Report, build_graph
    from kg.documents import merge_papers, read_papers
    from kg.errors import (
        DocumentError,
        ExportError,
        GoldError,
        GraphFileError,
        InputError,
        KgError,
        OntologyError,
        PluginError,
        QueryError,
        UnknownNameError,
        VocabularyError,
    )
    from kg.evaluation import Evaluation, evaluate, read_annotations
    from kg.exports import read_graph
    from kg.extraction.pipeline import extract, load_pipeline
    from kg.graph import KnowledgeGraph
    from kg.jsonl import extraction_from_json, extraction_to_json, write_jsonl
    from kg.records import (
        Alias,
        Contents,
        Entity,
        EntityType,
        Evidence,
        ExtractedEntity,
        Extraction,
        Fact,
        Field,
        Finding,
        Kind,
        Mention,
        Paper,
        Place,
        Predicate,
        Relation,
        RelationType,
        Result,
        Role,
        Span,
    )
    from kg.resolution import resolve

    __version__: str

_HOMES = (
    ("kg.build", "Report build_graph"),
    ("kg.documents", "merge_papers read_papers"),
    ("kg.errors", "DocumentError ExportError GoldError GraphFileError InputError KgError OntologyError QueryError"),
    ("kg.errors", "PluginError UnknownNameError VocabularyError"),
    ("kg.evaluation", "Evaluation evaluate read_annotations"),
    ("kg.exports", "read_graph"),
    ("kg.extraction.pipeline", "extract load_pipeline"),
    ("kg.graph", "KnowledgeGraph"),
    ("kg.jsonl", "extraction_from_json extraction_to_json write_jsonl"),
    (
        "kg.records",
        "Alias Contents Entity EntityType Evidence ExtractedEntity Extraction Fact Field Finding Kind Mention",
    ),
    ("kg.records", "Paper Place Predicate Relation RelationType Result Role Span"),
    ("kg.resolution", "resolve"),
)

__all__ = [
    "Alias",
    "Contents",
    "DocumentError",
    "Entity",
    "EntityType",
    "Evaluation",
    "Evidence",
    "ExportError",
    "ExtractedEntity",
    "Extraction",
    "Fact",
    "Field",
    "Finding",
    "GoldError",
    "GraphFileError",
    "InputError",
    "KgError",
    "Kind",
    "KnowledgeGraph",
    "Mention",
    "OntologyError",
    "Paper",
    "Place",
    "PluginError",
    "Predicate",
    "QueryError",
    "Relation",
    "RelationType",
    "Report",
    "Result",
    "Role",
    "Span",
    "UnknownNameError",
    "VocabularyError",
    "__version__",
    "build_graph",
    "evaluate",
    "extract",
    "extraction_from_json",
    "extraction_to_json",
    "load_pipeline",
    "merge_papers",
    "read_annotations",
    "read_graph",
    "read_papers",
    "resolve",
    "write_jsonl",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("importlib.metadata").version("abstract-kg")
    home = next((home for home, names in _HOMES if name in names.split()), None)
    if home is None:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return __all__
