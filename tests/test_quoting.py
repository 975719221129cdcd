"""A quote that differs from its text stops the build."""

from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import ExportError
from kg.exports import Built, write_exports
from kg.quoting import check_quotes
from kg.records import Contents, Field, Mention


def test_quotes_that_are_the_text_pass(contents: Contents) -> None:
    check_quotes(contents)


@pytest.mark.parametrize(
    "change",
    [{"start": 1}, {"sentence": "ZibboNet beats all."}, {"mention": Mention("Zibbo", Field.ABSTRACT, 0, 8)}],
    ids=["offset", "sentence", "mention"],
)
def test_a_quote_that_differs_stops_the_exports(contents: Contents, tmp_path: Path, change: dict[str, object]) -> None:
    (first, *others) = contents.facts
    wrong = replace(first, evidence=(replace(first.evidence[0], **change),))
    broken = replace(contents, facts=(wrong, *others))
    with pytest.raises(ExportError, match=r"p1, abstract \d+-\d+: a quote differs from the text; report"):
        write_exports(Built(broken, []), tmp_path)
    assert list(tmp_path.iterdir()) == []
