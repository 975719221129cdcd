"""What commands that read papers share: their options, and how they tell of what cannot be read."""

import gc

import click

from kg.cli.terminal import tell
from kg.errors import DocumentError
from kg.paths import EXPORTS

PAPERS = click.argument("paths", metavar="PATH...", nargs=-1, required=True)
VOCABULARY = click.option(
    "--vocabulary",
    metavar="FILE.ttl",
    multiple=True,
    help="Know the names in this SKOS file too, or in the vocabulary of this name of an installed package; may be "
    "repeated.",
)
RECOGNISER = click.option(
    "--recogniser",
    type=click.Choice(("trained", "rules")),
    default="trained",
    show_default=True,
    help="What decides which words are names: rules are quicker and know less.",
)
OUT = click.option("-o", "--out", metavar="DIR", default=str(EXPORTS), show_default=True, help="Folder to write into.")
JOBS = click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(1),
    help="Read with so many processes; by default, on Linux, as many as there are cores to use, elsewhere one.",
)
MODEL = click.option("--model", metavar="DIR", help="Use the model that kg train wrote there.")
COMPONENT = click.option(
    "--component",
    "components",
    metavar="NAME",
    multiple=True,
    help="Let this spaCy component of an installed package work on the names found; may be repeated.",
)


def collect_rarely() -> None:
    """Let the garbage collector rest: what reading makes has no cycles, and looking for some takes a tenth of time."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 50)


class Skips:
    """Tells of each record that cannot be read, and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, error: DocumentError) -> None:
        """Tell of one."""
        self.count += 1
        tell(f"kg: skipped {error}")

    def tell_count(self) -> None:
        """Tell how many there were, where there were any."""
        if self.count:
            what = "record or file was" if self.count == 1 else "records or files were"
            tell(f"kg: {self.count:,} {what} skipped")
