"""What was found in a paper, in the form that can be compared: names folded to normal forms."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.documents import clean
from kg.errors import GoldError
from kg.records import EntityType, Kind, RelationType, Role

_TOO_GENERAL: Final = (
    *("algorithm", "deep learning", "deep neural network", "fine-tuning", "inference", "language model"),
    *("machine learning", "model", "neural network", "neural network model", "pre-training", "pruning", "python"),
    *("quantization", "training"),
    *("bf16", "float32", "fp16", "fp32", "fp4", "fp8", "int4", "int8", "w4a8"),
)
_HEAD_NOUN: Final = re.compile(
    r"\b(?:algorithm|architecture|benchmark|dataset|framework|gpu|method|model)s?$|\b(?:corpus|suite)$"
)
_VALUE_SIGNS: Final = str.maketrans({"×": "x", "\\": "", "~": "", "≈": ""})


class Named(NamedTuple):
    """An annotated or predicted entity; ``key`` is the normal form of its name, ``keys`` those of all its names.

    ``mentions`` are its names as written, sorted; ``confidence`` is None for annotations.
    """

    name: str
    key: str
    keys: frozenset[str]
    type: EntityType
    kind: Kind
    role: Role | None
    mentions: tuple[str, ...] = ()
    confidence: float | None = None


class Statement(NamedTuple):
    """A relation between two entities, by the normal forms of their names."""

    head: str
    type: RelationType
    tail: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What people or the pipeline found in one paper, names too general to count left out.

    ``values`` are as the record writes them, ``said_values`` the same without markup. ``sure_relations`` and
    ``sure_values`` pair those relations and said values that come with a confidence with it, in the record's order.
    """

    id: str
    title: str
    entities: tuple[Named, ...]
    relations: frozenset[Statement]
    values: tuple[str, ...]
    said_values: tuple[str, ...] = ()
    sure_relations: tuple[tuple[Statement, float], ...] = ()
    sure_values: tuple[tuple[str, float], ...] = ()


def normal_form(name: str) -> str:
    """Fold case, a generic head noun, plural endings and punctuation.

    >>> normal_form("LLaMA-2 models"), normal_form("Support Vector Machines"), normal_form("ES+")
    ('llama2', 'supportvectormachine', 'es+')
    """
    words = name.casefold().split()
    text = " ".join(words)
    shorter = _HEAD_NOUN.sub("", text) if len(words) > 1 else text
    folded = "".join(_singular(word) for word in shorter.split())
    return "".join(re.findall(r"[^\W_]|\+", folded)) or "".join(re.findall(r"\w", text))


def title_key(title: str) -> str:
    """Return what two spellings of a title have in common.

    >>> title_key("On Light: A Survey") == title_key("on light, a survey")
    True
    """
    return "".join(re.findall(r"\w", title.casefold()))


def annotation(record: Mapping[str, Any]) -> Annotation:
    """Return the annotation that an extraction record or a gold record holds.

    Raises:
        KeyError, TypeError, ValueError: the record lacks a title or a name, or has an unknown type, kind or role.
    """
    entities = (_named(entity) for entity in record["entities"])
    relations = [(_statement(relation), _confidence(relation)) for relation in record.get("relations", ())]
    values = [(str(result["value"]), _confidence(result)) for result in record.get("results", ())]
    return Annotation(
        str(record.get("id", "")),
        str(record["title"]),
        tuple(entity for entity in entities if entity.key not in _general_keys()),
        frozenset(statement for statement, _ in relations),
        tuple(plain_value(value) for value, _ in values),
        tuple(said_value(value) for value, _ in values),
        tuple((statement, sure) for statement, sure in relations if sure is not None),
        tuple((said_value(value), sure) for value, sure in values if sure is not None),
    )


def parse_annotations(lines: Iterable[str], where: str = "") -> Iterator[Annotation]:
    """Yield one annotation a line, blank lines skipped.

    Raises:
        GoldError: a line is not a JSON object of that form; it names ``where`` and the line.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield annotation(json.loads(line))
            except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
                problem = f"not an annotation record ({_reason(error)})"
                raise GoldError(problem, where=f"{where}:{number}", cure="mend or remove the line") from error


def read_annotations(path: Path) -> list[Annotation]:
    """Read a file of gold or extraction records, one JSON object a line.

    Raises:
        GoldError: the file cannot be read, is empty, or holds something else.
    """
    try:
        with path.open(encoding="utf-8-sig") as lines:
            found = list(parse_annotations(lines, str(path)))
    except FileNotFoundError as error:
        raise GoldError("no such file", where=str(path), cure="give a file of annotation records") from error
    except OSError as error:
        problem = f"cannot be read ({(error.strerror or 'unknown cause').lower()})"
        raise GoldError(problem, where=str(path), cure="give a file of annotation records") from error
    except UnicodeDecodeError as error:
        raise GoldError("not UTF-8 text", where=str(path), cure="give a file of annotation records") from error
    if not found:
        raise GoldError("holds no record", where=str(path), cure="give a file with one annotation record a line")
    return found


@cache
def _general_keys() -> frozenset[str]:
    return frozenset(map(normal_form, _TOO_GENERAL))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def is_general(name: str) -> bool:
    """Tell whether a name is so general that it counts neither way.

    >>> is_general("deep learning"), is_general("ResNet-50")
    (True, False)
    """
    return normal_form(name) in _general_keys()


def plain_value(value: str) -> str:
    """Return what two ways of writing a value share.

    >>> plain_value("1.7 ×"), plain_value("~ 76.3%")
    ('1.7x', '76.3%')
    """
    return "".join(value.translate(_VALUE_SIGNS).split()).casefold()


def said_value(value: str) -> str:
    r"""Return what a value says, however its source marks it up: some people copy the LaTeX, and some leave it out.

    >>> said_value(r"$1.7\times$"), said_value("1.7x")
    ('1.7x', '1.7x')
    """
    return plain_value(clean(value))


def _named(record: Mapping[str, Any]) -> Named:
    mentions = [mention["text"] if isinstance(mention, dict) else mention for mention in record.get("mentions", ())]
    key = normal_form(record["name"])
    return Named(
        record["name"],
        key,
        frozenset({key, *map(normal_form, mentions)} - {""}),
        EntityType(record["type"]),
        Kind(record.get("kind", Kind.NAMED)),
        Role(record["role"]) if record.get("role") else None,
        tuple(sorted({record["name"], *mentions})),
        _confidence(record),
    )


def _statement(record: Mapping[str, Any]) -> Statement:
    return Statement(normal_form(record["head"]), RelationType(record["type"]), normal_form(record["tail"]))


def _confidence(record: Mapping[str, Any]) -> float | None:
    """Return how sure a record says it is; None where it does not say."""
    confidence = record.get("confidence")
    if confidence is None:
        return None
    if not 0 <= float(confidence) <= 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")
    return float(confidence)


def _reason(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)
