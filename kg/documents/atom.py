"""Atom feeds as arXiv's interface returns them, read entry by entry; one that declares entities is refused."""

from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from kg.documents.lines import LIMIT
from kg.documents.opening import Source
from kg.documents.shapes import RawRecord
from kg.errors import DocumentError

_CHUNK: Final = 1 << 16
_ENTRY: Final = "entry"
_FIELDS: Final = frozenset({"id", "title", "summary", "published", "updated", "doi"})


def read_atom(source: Source) -> Iterator[RawRecord | DocumentError]:
    """Yield the entries of a feed; reading ends where the markup is broken.

    Raises:
        DocumentError: the XML is broken, or declares a document type or entities.
    """
    feed = _Feed(source)
    met = 0
    while chunk := source.stream.read(_CHUNK):
        for record in feed.fed(chunk):
            met += 1
            yield record
    yield from feed.fed(b"", final=True)
    if not met:
        raise source.error("XML without an Atom entry", cure="give a feed as arXiv's interface returns it")


class _Feed:
    """Collects the entries of a feed while its bytes come in."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._done: list[RawRecord] = []
        self._path: list[str] = []
        self._entry = 0  # the depth of the entry that the parser is in
        self._line = 0
        self._since = 0
        self._fields: dict[str, list[str]] = {}
        self._parser = expat.ParserCreate("utf-8" if source.transcoded else None, namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def fed(self, chunk: bytes, *, final: bool = False) -> list[RawRecord]:
        """Take in some bytes and return the entries that end in them.

        Raises:
            DocumentError: the XML is broken, or so many bytes end no entry that it is none of a feed.
        """
        self._since += len(chunk)
        if self._since > LIMIT:
            problem = f"a record of more than {LIMIT >> 20} MiB"
            raise self._source.error(problem, line=self._parser.CurrentLineNumber, cure="give one entry a paper")
        try:
            self._parser.Parse(chunk, final)
        except expat.ExpatError as error:
            problem = f"broken XML: {expat.ErrorString(error.code)} at column {error.offset + 1}"
            raise self._source.error(problem, line=error.lineno, cure="mend the file or fetch it anew") from error
        except (LookupError, ValueError) as error:
            problem = "broken XML: it declares an encoding that is not known"
            raise self._source.error(problem, line=1, cure="save the file as UTF-8") from error
        done, self._done = self._done, []
        self._since = 0 if done else self._since
        return done

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self._path.append(name)
        if name == _ENTRY and not self._entry:
            self._entry = len(self._path)
            self._line = self._parser.CurrentLineNumber
            self._fields = {}

    def _text(self, text: str) -> None:
        field = self._field()
        if field:
            self._fields.setdefault(field, []).append(text)

    def _end(self, _tag: str) -> None:
        self._path.pop()
        if len(self._path) + 1 == self._entry:
            self._entry = 0
            self._done.append(RawRecord({name: "".join(parts) for name, parts in self._fields.items()}, self._line))

    def _field(self) -> str:
        """Return the field of the entry that the parser is in; markup within a title or summary is part of it."""
        if not self._entry or len(self._path) == self._entry:
            return ""
        name = self._path[self._entry]
        return name if name in _FIELDS else ""

    def _refuse(self, *_declaration: object) -> None:
        raise self._source.error(
            "a document type or entity declaration, which is not read",
            line=self._parser.CurrentLineNumber,
            cure="remove the <!DOCTYPE ...>",
        )
