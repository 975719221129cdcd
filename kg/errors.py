"""Everything that this package raises on purpose.

KgError
├── InputError            what was given cannot be read
│   ├── DocumentError     a file of papers, or one record of it
│   ├── VocabularyError   a vocabulary file
│   ├── GraphFileError    an exported graph
│   └── GoldError         annotation records that do not fit the predictions
├── OntologyError         a term that the ontology does not define
├── QueryError            a SPARQL query that cannot be parsed or answered, or a stock query that does not exist
│   ├── RefusedQueryError a query that would change data or reach out
│   └── LimitError        a query that needs more time, memory or room than it may have
├── UnknownNameError      a name that the graph does not hold
├── ExportError           an export that cannot be written
├── PluginError           what another installed package adds cannot be loaded, fails, or is not what it should be
└── ServerError           a server that cannot start

Every message is one line: what is wrong, where, and what cures it.
"""


class KgError(Exception):
    """Base of all errors raised on purpose.

    Args:
        problem: what is wrong, without a full stop.
        where: the offender: a file, ``file:line`` or a name; empty where there is none.
        cure: what the user can do about it; empty where nothing helps.
    """

    def __init__(self, problem: str, *, where: str = "", cure: str = "") -> None:
        self.problem = problem
        self.where = where
        self.cure = cure
        super().__init__(str(self))

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders whole."""
        return _rebuilt, (type(self), self.problem, self.where, self.cure)

    def __str__(self) -> str:
        """Return ``where: problem; cure`` on one line."""
        text = f"{self.where}: {self.problem}" if self.where else self.problem
        text = f"{text}; {self.cure}" if self.cure else text
        return " ".join(text.split())


def _rebuilt(error: type[KgError], problem: str, where: str, cure: str) -> KgError:
    return error(problem, where=where, cure=cure)


class InputError(KgError):
    """What was given cannot be read."""


class DocumentError(InputError):
    """A file of papers, or one record of it, cannot be read."""


class VocabularyError(InputError):
    """A vocabulary file is not what ``ontology/vocabulary/README.md`` says."""


class GraphFileError(InputError):
    """An exported graph cannot be read back."""


class GoldError(InputError):
    """Annotation records do not fit the predictions."""


class OntologyError(KgError):
    """A term that the ontology does not define."""


class QueryError(KgError):
    """A query cannot be parsed or answered, or no stock query has that name."""


class RefusedQueryError(QueryError):
    """A query would change data, or reach for what is not loaded."""


class LimitError(QueryError):
    """A query, or its answer, goes over a limit."""


class UnknownNameError(KgError):
    """The graph holds nothing by this name."""


class ExportError(KgError):
    """An export cannot be written."""


class PluginError(KgError):
    """What another installed package adds cannot be loaded, fails, or is not what it should be."""


class ServerError(KgError):
    """A server cannot start."""
