"""Corpora that others annotated: SciERC, SciREX, TDMSci and SciER, read from the files that they are given away as.

A file is told by its content. Tokens are joined to text as a paper would have it, and what is annotated keeps its place
in that text. Where a file does not part documents, each sentence is one.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from kg.errors import GoldError
from kg.evaluation.tokens import joined, joined_at
from kg.records import Paper


class Corpus(StrEnum):
    """A corpus with annotated mentions."""

    SCIERC = "scierc"
    SCIREX = "scirex"
    TDMSCI = "tdmsci"
    SCIER = "scier"


class Label(NamedTuple):
    """A stretch of an abstract (code points, ``end`` excluded) and the type that the corpus gives it."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text, as the abstract of a paper, and what is annotated in it, sorted."""

    paper: Paper
    labels: tuple[Label, ...]


Row = tuple[int, str]
"""A line with its number from 1."""

_CURE: Final = "give a file of SciERC, SciREX, TDMSci or SciER as it is released"


def read_corpus(path: Path) -> tuple[Corpus, list[AnnotatedText]]:
    """Read a file and tell which corpus it is of.

    Raises:
        GoldError: the file cannot be read, is of no known corpus, or is broken; it names the line.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return parse_corpus(lines, str(path))
    except FileNotFoundError as error:
        raise GoldError("no such file", where=str(path), cure=_CURE) from error
    except OSError as error:
        problem = f"cannot be read ({(error.strerror or 'unknown cause').lower()})"
        raise GoldError(problem, where=str(path), cure=_CURE) from error
    except UnicodeDecodeError as error:
        raise GoldError("not UTF-8 text", where=str(path), cure=_CURE) from error


def parse_corpus(lines: Iterable[str], where: str = "corpus") -> tuple[Corpus, list[AnnotatedText]]:
    """Return which corpus ``lines`` are of, and its texts.

    Raises:
        GoldError: they are of no known corpus, or broken; it names ``where`` and the line.

    >>> corpus, texts = parse_corpus(["We 0 O", "use 3 O", "Zeta 7 B-DATASET"])
    Traceback (most recent call last):
        ...
    kg.errors.GoldError: corpus:1: of no known corpus; give a file of SciERC, SciREX, TDMSci or SciER as it is released
    >>> corpus, texts = parse_corpus(["We\\t0\\tO", "use\\t3\\tO", "Zeta\\t7\\tB-DATASET"])
    >>> corpus.value, texts[0].paper.abstract, texts[0].labels
    ('tdmsci', 'We use Zeta', (Label(start=7, end=11, type='Dataset'),))
    """
    rows = [(number, line.rstrip("\r\n")) for number, line in enumerate(lines, start=1)]
    first = next(((number, line) for number, line in rows if line.strip()), None)
    if first is None:
        raise GoldError("holds nothing", where=where, cure=_CURE)
    parse = _parser(first[1])
    if parse is None:
        raise GoldError("of no known corpus", where=f"{where}:{first[0]}", cure=_CURE)
    corpus, texts = parse(rows, where)
    if not texts:
        raise GoldError("holds no text", where=where, cure=_CURE)
    return corpus, texts


Parsed = tuple[Corpus, list[AnnotatedText]]


def _parser(line: str) -> Callable[[Sequence[Row], str], Parsed] | None:
    """Return what reads a file that begins with ``line``."""
    if line.startswith("{"):
        return _parse_json_lines
    if re.fullmatch(r"\S+\t\d+\t[OBI]\S*", line):
        return _parse_tokens_with_offsets
    columns = line.split()
    is_token = len(columns) == 4 and (columns[0] == _DOCUMENT or _TAG.fullmatch(columns[3]))
    return _parse_columns if is_token else None


# Tokens in columns ----------------------------------------------------------------------------------------------------

_DOCUMENT: Final = "-DOCSTART-"
_TAG: Final = re.compile(r"O|[BI]-\S+")
_DIGITS: Final = 18
_WIDEST: Final = 1000
"""So many spaces at most part two tokens: an offset that is a slip must not ask for all memory."""
_SAID_LOUD: Final = MappingProxyType({"DATASET": "Dataset", "TASK": "Task", "METRIC": "Metric"})


def _parse_columns(rows: Sequence[Row], where: str) -> Parsed:
    """Read SciERC: a token a line, its tag in the last of four columns, documents parted by ``-DOCSTART-``."""
    documents: list[list[tuple[str, str]]] = []
    opens = True
    for number, line in rows:
        columns = line.split()
        if columns[:1] == [_DOCUMENT]:
            documents.append([])
        elif len(columns) == 4 and _TAG.fullmatch(columns[3]):
            documents = documents or [[]]
            documents[-1].append((columns[0], columns[3].replace("I-", "B-", 1) if opens else columns[3]))
        elif columns:
            raise _broken("not a token with three columns after it", where, number)
        opens = not columns
    texts = [_of_tokens(f"scierc-{index}", document) for index, document in enumerate(documents, start=1) if document]
    return Corpus.SCIERC, texts


def _of_tokens(identifier: str, document: Sequence[tuple[str, str]]) -> AnnotatedText:
    tokens, tags = zip(*document, strict=True)
    text, places = joined(tokens)
    return AnnotatedText(Paper(identifier, "", text), _labels(places, tags))


def _parse_tokens_with_offsets(rows: Sequence[Row], where: str) -> Parsed:
    """Read TDMSci: a token, its offset and its tag a line, sentences parted by a blank one."""
    texts: list[AnnotatedText] = []
    sentence: list[tuple[str, int, str]] = []
    for number, line in (*rows, (0, "")):
        if line.strip():
            sentence.append(_token_with_offset(line, sentence, where, number))
        elif sentence:
            tokens, offsets, tags = zip(*sentence, strict=True)
            text, places = joined_at(tokens, offsets)
            texts.append(AnnotatedText(Paper(f"tdmsci-{len(texts) + 1}", "", text), _labels(places, tags)))
            sentence = []
    return Corpus.TDMSCI, texts


def _token_with_offset(
    line: str, before: Sequence[tuple[str, int, str]], where: str, number: int
) -> tuple[str, int, str]:
    columns = line.split("\t")
    if len(columns) != 3 or not columns[1].isdecimal() or not _TAG.fullmatch(columns[2]):
        raise _broken("not a token with its offset and its tag", where, number)
    token, offset = columns[0], int(columns[1][:_DIGITS])
    if before and not 0 <= offset - before[-1][1] - len(before[-1][0]) <= _WIDEST:
        raise _broken("the token begins before the one ahead of it ends, or far behind it", where, number)
    return token, offset, columns[2]


def _labels(places: Sequence[tuple[int, int]], tags: Sequence[str]) -> tuple[Label, ...]:
    """Return what IOB tags mark; a ``B-`` or another type begins a new stretch."""
    found: list[Label] = []
    previous = "O"
    for (start, end), tag in zip(places, tags, strict=True):
        kind = tag[2:]
        if tag.startswith("I-") and previous[2:] == kind:
            found[-1] = found[-1]._replace(end=end)
        elif tag != "O":
            found.append(Label(start, end, kind))
        previous = tag
    return tuple(label._replace(type=_SAID_LOUD.get(label.type, label.type)) for label in found)


# JSON Lines -----------------------------------------------------------------------------------------------------------


def _parse_json_lines(rows: Sequence[Row], where: str) -> Parsed:
    """Read SciREX, SciER, or SciERC in the form that has ``doc_key``."""
    texts: list[AnnotatedText] = []
    forms = set()
    for number, line in rows:
        if line.strip():
            try:
                form, text = _of_record(json.loads(line), len(texts) + 1)
            except (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
                reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                raise _broken(f"not an annotated text ({reason})", where, number) from error
            forms.add(form)
            texts.append(text)
    if len(forms) > 1:
        raise GoldError("mixes the forms of several corpora", where=where, cure=_CURE)
    found = forms.pop()
    types = {label.type for text in texts for label in text.labels}
    return (Corpus.SCIREX if found is _of_words else Corpus.SCIERC if types & _OF_SCIERC else Corpus.SCIER), texts


_OF_SCIERC: Final = frozenset({"Generic", "Material", "Metric", "OtherScientificTerm"})

_Reader = Callable[[Mapping[str, Any], int], AnnotatedText]


def _of_record(record: Mapping[str, Any], number: int) -> tuple[_Reader, AnnotatedText]:
    """Return how a record is read, and what it says.

    Raises:
        KeyError, TypeError, ValueError, IndexError, AttributeError: it is not of a known form.
    """
    for key, read in _FORMS:
        if key in record:
            return read, read(record, number)
    raise ValueError("neither words nor sentences in it")


def _of_words(record: Mapping[str, Any], number: int) -> AnnotatedText:
    """Read SciREX: ``words`` of the text, and ``ner`` as [first word, word after the last, type]."""
    text, places = joined(record["words"], hyphens=True)
    title, _ = joined(str(record.get("title", "")).split(), hyphens=True)
    labels = (_of_words_at(places, first, last - 1, kind) for first, last, kind in record["ner"])
    return AnnotatedText(Paper(str(record.get("id", record.get("doc_id", number))), title, text), _sorted(labels))


def _of_token_lists(record: Mapping[str, Any], number: int) -> AnnotatedText:
    """Read SciER or SciERC: ``sentences`` of tokens, and in ``ner`` for each [first token, last token, type]."""
    text, places = joined([token for sentence in record["sentences"] for token in sentence])
    labels = (_of_words_at(places, *label[:3]) for sentence in record["ner"] for label in sentence)
    return AnnotatedText(Paper(str(record.get("doc_key", number)), "", text), _sorted(labels))


def _of_sentence(record: Mapping[str, Any], number: int) -> AnnotatedText:
    """Read SciER: one ``sentence``, and ``ner`` as [text, type], each met where the text next stands."""
    text = record["sentence"]
    met: dict[str, int] = {}
    labels = []
    for name, kind in record["ner"]:
        start = text.find(name, met.get(name, 0))
        if start < 0 or not name:
            raise ValueError(f"{name!r} does not stand in the sentence so often")
        met[name] = start + len(name)
        labels.append(Label(start, start + len(name), str(kind)))
    return AnnotatedText(Paper(f"{record.get('doc_id', 'scier')}-{number}", "", text), _sorted(labels))


_FORMS: Final[tuple[tuple[str, _Reader], ...]] = (
    ("words", _of_words),
    ("sentence", _of_sentence),
    ("sentences", _of_token_lists),
)


def _of_words_at(places: Sequence[tuple[int, int]], first: int, last: int, kind: str) -> Label:
    if not 0 <= first <= last < len(places):
        raise ValueError(f"words {first} to {last} are not in the text")
    return Label(places[first][0], places[last][1], str(kind))


def _sorted(labels: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(sorted(set(labels)))


def _broken(problem: str, where: str, line: int) -> GoldError:
    return GoldError(problem, where=f"{where}:{line}", cure="mend or remove the line")
