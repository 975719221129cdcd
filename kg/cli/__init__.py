"""The command line: each command calls one function of the package and shows what it returns."""

from typing import Final, NoReturn

import click

from kg.cli import asking, building, comparing, extracting, scoring, serving, training
from kg.cli.failures import Commands, end_at_once

_HELP: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 120}


@click.group(cls=Commands, context_settings=_HELP)
@click.version_option(package_name="abstract-kg")
def main() -> None:
    """Turn abstracts of papers into a knowledge graph, and ask it."""


for command in (
    building.build,
    building.add,
    building.remove,
    extracting.extract,
    asking.query,
    asking.show,
    asking.path,
    asking.validate,
    comparing.diff,
    comparing.trends,
    scoring.evaluate,
    training.train,
    serving.serve,
    serving.mcp,
):
    main.add_command(command)


def run() -> NoReturn:
    """Run the command of this process, and end it."""
    try:
        main()
    except SystemExit as end:
        end_at_once(end.code)
    end_at_once(0)
