"""Dates in many hands become ISO 8601, and lines that are dates are known."""

import pytest

from kg.documents.dates import is_date, iso_date


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025", "2025"),
        ("2025-03", "2025-03"),
        ("2025-03-14", "2025-03-14"),
        ("2025-03-14T09:30:00.000Z", "2025-03-14"),
        ("2025/3/4", "2025-03-04"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("March 14, 2025", "2025-03-14"),
        ("14 Mar 2025", "2025-03-14"),
        ("Sept. 1st 2025", "2025-09-01"),
        ("Mar 2025", "2025-03"),
        ("Mon, 2 Apr 20242024202420242024 19:18:42 GMT", ""),
        ("2 Apr 2007 19:18:42 +99999999999999999999", ""),
        ("Mar 14", ""),
        ("2025-13-14", ""),
        ("2025/13/4", ""),
        ("Mar 32, 2025", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_iso_date(text: str, iso: str) -> None:
    assert iso_date(text) == iso


@pytest.mark.parametrize(
    "text", ["Mar 14", "March 14", "14 March", "Fri, Mar 14", "Friday, March 14th, 2025", "2025-03-14", "May 2025"]
)
def test_a_date_line_is_known(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize(
    "text", ["", "2025", "14", "March of the Models", "May I 14", "On Mar 14", "Mar 14 papers", "1.5"]
)
def test_what_is_no_date_line(text: str) -> None:
    assert not is_date(text)
