"""The error report: the most costly mistakes as a page to read, and all of them as JSON Lines.

The page is one file without scripts; what papers say is escaped, and the content security policy allows nothing but the
page's own style sheet, by its hash.
"""

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from kg.errors import ExportError
from kg.evaluation.annotations import Named
from kg.evaluation.mistakes import Marked, Mistake, MistakeKind
from kg.files import replacing
from kg.records import Role, Span

PAGE: Final = "errors.html"
LINES: Final = "errors.jsonl"

SHOWN: Final = 40
"""How many cases of each kind the page shows; the lines hold all."""

_EXAMPLES: Final = 3
_PACKAGE: Final = "kg.evaluation"
_MEANING: Final = MappingProxyType(
    {
        MistakeKind.TYPE: "Found under its name, as a thing of another type.",
        MistakeKind.BOUNDARY: "Found with more or fewer words than were annotated.",
        MistakeKind.MERGED: "Several annotated things were taken for one.",
        MistakeKind.SPLIT: "One annotated thing was taken for several.",
        MistakeKind.MISSED: "Annotated and not found.",
        MistakeKind.EXTRA: "Found and not annotated.",
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """The same mistake in one paper or several, the surest first."""

    mistakes: tuple[Mistake, ...]

    @property
    def first(self) -> Mistake:
        """Return the mistake that stands for all."""
        return self.mistakes[0]

    @property
    def cost(self) -> int:
        """Return what the case costs in all papers."""
        return sum(mistake.cost for mistake in self.mistakes)

    @property
    def examples(self) -> tuple[Mistake, ...]:
        """Return the mistakes that are shown."""
        return self.mistakes[:_EXAMPLES]


@dataclass(frozen=True, slots=True)
class Section:
    """All mistakes of one kind; ``cases`` are the most costly."""

    kind: str
    meaning: str
    count: int
    cost: int
    cases: tuple[Case, ...]
    left: int


def sections(mistakes: Iterable[Mistake]) -> list[Section]:
    """Return the mistakes by kind, the most costly kind first, and in it the most costly cases."""
    by_kind: dict[MistakeKind, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        by_kind[mistake.kind].append(mistake)
    return sorted((_section(kind, found) for kind, found in by_kind.items()), key=lambda each: (-each.cost, each.kind))


def to_html(mistakes: Sequence[Mistake], papers: int) -> str:
    """Return the page for mistakes made in so many papers."""
    from jinja2 import Environment, PackageLoader  # costs start-up
    from markupsafe import Markup

    environment = Environment(loader=PackageLoader(_PACKAGE, ""), autoescape=True, keep_trailing_newline=True)
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters["pieces"] = pieces
    style = files(_PACKAGE).joinpath("errors.css").read_text(encoding="utf-8")
    policy = f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    cost = sum(mistake.cost for mistake in mistakes)
    return environment.get_template("errors.html.j2").render(
        sections=sections(mistakes), papers=papers, cost=cost, style=Markup(style), policy=policy
    )


def write_errors(mistakes: Sequence[Mistake], papers: int, folder: Path) -> tuple[Path, Path]:
    """Write ``errors.html`` and ``errors.jsonl`` into ``folder``, which is made where it is missing.

    Raises:
        ExportError: ``folder`` cannot be made or written.
    """
    page = to_html(mistakes, papers)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"cannot be made ({(error.strerror or 'unknown cause').lower()})"
        raise ExportError(reason, where=str(folder), cure="name another folder") from error
    with replacing(folder / PAGE) as file, replacing(folder / LINES) as lines:
        file.write(_encoded(page))
        lines.writelines(_encoded(f"{json.dumps(mistake.to_json(), ensure_ascii=False)}\n") for mistake in mistakes)
    return folder / PAGE, folder / LINES


def pieces(sentence: Marked) -> Iterator[tuple[str, str]]:
    """Yield the text of a sentence in pieces, each with what it was taken for: gold, predicted, both or nothing.

    >>> from kg.records import Field
    >>> span, wide, narrow = (Span(Field.TITLE, *offsets) for offsets in [(0, 12), (3, 12), (3, 7)])
    >>> list(pieces(Marked(span, "On Zibbo Nets", (wide,), (narrow,))))
    [('On ', ''), ('Zibb', 'both'), ('o Net', 'gold'), ('s', '')]
    """
    start = sentence.span.start
    ends = {place - start for span in (*sentence.gold, *sentence.predicted) for place in (span.start, span.end)}
    borders = sorted({0, len(sentence.text)} | {end for end in ends if 0 < end < len(sentence.text)})
    for begin, end in pairwise(borders):
        yield sentence.text[begin:end], _look(sentence, start + begin)


def _look(sentence: Marked, place: int) -> str:
    in_gold, in_predicted = (_covers(spans, place) for spans in (sentence.gold, sentence.predicted))
    return "both" if in_gold and in_predicted else "gold" if in_gold else "predicted" if in_predicted else ""


def _covers(spans: Iterable[Span], place: int) -> bool:
    return any(span.start <= place < span.end for span in spans)


def _section(kind: MistakeKind, mistakes: Sequence[Mistake]) -> Section:
    by_names: dict[tuple[object, ...], list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        by_names[_named(mistake.gold), _named(mistake.predicted)].append(mistake)
    cases = sorted((Case(tuple(sorted(same, key=_order))) for same in by_names.values()), key=_case_order)
    cost = sum(mistake.cost for mistake in mistakes)
    return Section(kind.value, _MEANING[kind], len(mistakes), cost, tuple(cases[:SHOWN]), max(len(cases) - SHOWN, 0))


def _named(entities: Iterable[Named]) -> tuple[tuple[str, str], ...]:
    return tuple((entity.key, entity.type.value) for entity in entities)


def _case_order(case: Case) -> tuple[object, ...]:
    return -case.cost, *_order(case.first)


def _order(mistake: Mistake) -> tuple[object, ...]:
    """Sort what a paper introduces first, then what was predicted most surely, then by name and paper."""
    introduced = any(entity.role is Role.INTRODUCES for entity in mistake.gold)
    sure = max((entity.confidence or 0.0 for entity in mistake.predicted), default=0.0)
    names = tuple(entity.name for entity in (*mistake.gold, *mistake.predicted))
    return not introduced, -sure, names, mistake.paper, mistake.title


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
