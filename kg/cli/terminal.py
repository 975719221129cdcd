"""What the commands show: texts made inert, tables, progress.

Names, titles and sentences come from papers that anybody may have written. Before a terminal sees them, characters that
could steer it are spelt out, and rich is never asked to read them as markup.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import timedelta
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import click

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")

_REFRESH: Final = 0.1
"""Progress is shown anew after so many seconds."""

_QUIETLY: Final[Mapping[str, Any]] = MappingProxyType(
    {"transient": True, "redirect_stdout": False, "auto_refresh": False}
)
"""How rich shows what goes on: gone when it is over, and drawn by no thread, beside which nothing could be forked."""

_STEERING: Final = {
    code: f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
} | {ord(space): " " for space in "\t\n\r\v\f\x85\u2028\u2029"}


def _is_number(_: click.Context, __: click.Parameter, value: float) -> float:
    if value != value:  # noqa: PLR0124 - what is not a number lies in every range
        raise click.BadParameter("not a number")
    return value


MIN_CONFIDENCE: Final = click.option(
    "--min-confidence",
    metavar="X",
    type=click.FloatRange(0, 1),
    default=0.0,
    callback=_is_number,
    help="Leave out what is less sure than X, from 0 to 1.",
)
"""The option of commands that can do without what is not sure enough."""


def inert(text: str) -> str:
    """Return ``text`` on one line, with control and direction characters spelt out.

    >>> print(inert("red \\x1b[31m alert"))
    red \\x1b[31m alert
    """
    return text.translate(_STEERING)


def write_line(text: str = "") -> None:
    """Write one line of data to standard output, made inert."""
    click.echo(inert(text))


def write_data(data: bytes) -> None:
    """Write UTF-8 to standard output: as it is, but line by line and inert where that is a terminal."""
    if sys.stdout.isatty():
        for line in data.decode().splitlines():
            write_line(line)
    else:
        click.echo(data, nl=not data.endswith(b"\n"))


def tell(text: str) -> None:
    """Write one line about the data to standard error, made inert."""
    click.echo(inert(text), err=True)


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table to standard output: ruled and folded to the width of a terminal, else plain and never cut.

    Columns of figures alone are set flush right.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    cells = [[inert(cell) for cell in row] for row in rows]
    terminal = sys.stdout.isatty()
    table = Table(box=SIMPLE_HEAD if terminal else None, pad_edge=False, show_edge=False)
    for index, name in enumerate(header):
        figures = all(_is_figure(row[index]) for row in cells)
        table.add_column(Text(name), overflow="fold", justify="right" if cells and figures else "left")
    for row in cells:
        table.add_row(*map(Text, row))
    console = Console(width=None if terminal else _widest(header, cells), highlight=False)
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())


class Tracker:
    """Yields what it is given and shows how far it is, how fast and for how long yet.

    It shows nothing unless standard error is a terminal.

    Args:
        activity: what is going on.
        unit: what is counted.
        quiet: show nothing on a terminal either: for a command whose data appear there.
    """

    def __init__(self, activity: str, unit: str = "papers", *, quiet: bool = False) -> None:
        self._activity = activity
        self._unit = unit
        self._is_shown = sys.stderr.isatty() and not quiet

    def __call__(
        self, items: Iterable[T], total: int | None = None, share: Callable[[], float] | None = None
    ) -> Iterable[T]:
        """Yield the items.

        Args:
            items: what is gone through.
            total: how many there are, where that is known; else ``share`` gives an estimate.
            share: returns how much of all is behind, from 0 to 1.
        """
        if total is None and isinstance(items, Sized):
            total = len(items)
        return self._tracked(items, total, share) if self._is_shown else items

    def _tracked(self, items: Iterable[T], total: int | None, share: Callable[[], float] | None) -> Iterator[T]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn(self._activity), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
        with Progress(*columns, console=Console(stderr=True), **_QUIETLY) as progress:
            task = progress.add_task(self._activity, total=total, pace="")
            progress.refresh()  # before the first item, which a pipeline is loaded for
            start = shown = monotonic()
            for count, item in enumerate(items, 1):
                yield item
                now = monotonic()
                if now - shown > _REFRESH:
                    shown = now
                    behind = share() if share and total is None else 0.0
                    all_ = round(count / behind) if behind else total
                    pace = _pace(count, now - start, all_, self._unit)
                    progress.update(task, completed=count, total=all_, pace=pace, refresh=True)


class Stages:
    """Shows what is going on where nothing can be counted: one line, as long as the block runs.

    It shows nothing unless standard error is a terminal.

    >>> with Stages() as stages:
    ...     stages("Writing exports")
    """

    def __init__(self) -> None:
        # Asked now: what older versions of rich put in the place of standard error says that it is no terminal.
        self._is_shown = sys.stderr.isatty()
        self._shown: Progress | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown is not None:
            self._shown.stop()

    def __call__(self, activity: str) -> None:
        """Show an activity in place of the one before."""
        if not self._is_shown:
            return
        from rich.console import Console
        from rich.progress import Progress, TextColumn

        if self._shown is None:
            self._shown = Progress(TextColumn("{task.description} …"), console=Console(stderr=True), **_QUIETLY)
            self._shown.add_task(activity)
            self._shown.start()
        else:
            self._shown.update(self._shown.task_ids[0], description=activity, refresh=True)


def _pace(count: int, seconds: float, total: int | None, unit: str) -> str:
    """Return how fast it goes, and how long it takes yet where that is known.

    >>> _pace(600, 60.0, 1_800, "papers"), _pace(3, 2.0, None, "papers")
    ('10 papers/s, 0:02:00 left', '2 papers/s')
    """
    rate = count / seconds
    left = "" if total is None else f", {timedelta(seconds=round(max(total - count, 0) / rate))} left"
    return f"{rate:,.0f} {unit}/s{left}"


def _is_figure(cell: str) -> bool:
    return cell.replace(".", "", 1).replace(",", "").removeprefix("-").isdecimal()


def _widest(header: Sequence[str], cells: Iterable[Sequence[str]]) -> int:
    """Return a width that no line of the table passes; a character fills two columns at most."""
    return sum(2 * max(map(len, column)) + 2 for column in zip(header, *cells, strict=True)) + 1
