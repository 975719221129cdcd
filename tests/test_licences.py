"""LICENSES.md names the licence of each file that ships, and of each package that is installed with it."""

import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib.metadata import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "LICENSES.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SDIST = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
WHEEL = (*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"], "kg")
UNCOMMITTED = {"__pycache__", ".ipynb_checkpoints", "data"}
"""Folders below the shipped ones that no archive has; kg/data is made in a wheel from folders beside it."""


class Row(NamedTuple):
    """Which files, their licence by its SPDX identifier, and the file that tells its terms."""

    pattern: str
    licence: str
    terms: str


ROWS = [Row(*found) for found in re.findall(r"^\| `([^`]+)` \| ([\w.-]+) \(`([\w./-]+)`\) \|", TEXT, re.MULTILINE)]


def shipped(folders: tuple[str, ...] | list[str]) -> Iterator[str]:
    """Yield the paths of all files that are shipped."""
    for name in folders:
        for path in [ROOT / name] if (ROOT / name).is_file() else sorted((ROOT / name).rglob("*")):
            place = path.relative_to(ROOT)
            if path.is_file() and not (UNCOMMITTED & set(place.parts) and place.parts[0] != "tests"):
                yield place.as_posix()


def row_of(path: str) -> Row:
    """Return the last row that fits a file."""
    return [row for row in ROWS if fnmatch(path, row.pattern)][-1]


@pytest.mark.parametrize("row", ROWS, ids=[row.pattern for row in ROWS])
def test_each_row_has_files_and_terms(row: Row) -> None:
    assert any(row_of(path) == row for path in shipped(SDIST))
    terms = (ROOT / row.terms).read_text(encoding="utf-8")
    assert row.licence in terms.replace("CC BY-SA 4.0", "CC-BY-SA-4.0").replace("Version 2.0, January", "Apache-2.0")


def test_data_by_others_have_rows_of_their_own() -> None:
    assert row_of("kg/build.py").licence == "Apache-2.0"
    assert row_of("ontology/kg.ttl").licence == "Apache-2.0"
    assert {row_of(path).licence for path in shipped(["ontology/vocabulary"])} == {"CC-BY-SA-4.0"}
    assert {row_of(path).licence for path in shipped(["annotations", "kg/extraction/model"])} == {"CC-BY-4.0"}
    for source in ("Papers with Code", "OpenCompass", "Epoch AI"):
        assert source in TEXT
        assert source in (ROOT / "ontology" / "vocabulary" / "LICENSE.md").read_text(encoding="utf-8")


def test_the_package_says_the_licences_of_what_the_wheel_holds() -> None:
    found = {row_of(path).licence for path in shipped(list(WHEEL))}
    assert PROJECT["project"]["license"].split(" AND ") == sorted(found)
    files = PROJECT["project"]["license-files"]
    assert {"LICENSE", "LICENSES.md", *(row.terms for row in ROWS)} == set(files)
    assert set(files) <= set(shipped(SDIST))


def test_no_file_is_written_by_others() -> None:
    """Scripts and styles that were fetched bear a notice, or are minified to long lines."""
    notice = re.compile(r"@license|copyright \(c\)|MIT License|sourceMappingURL", re.IGNORECASE)
    pages = [path for path in shipped(list(WHEEL)) if Path(path).suffix in {".js", ".css", ".html", ".j2", ".svg"}]
    assert len(pages) > 30
    for path in pages:
        text = (ROOT / path).read_text(encoding="utf-8")
        assert not notice.search(text), path
        assert max(map(len, text.splitlines()), default=0) <= 400, path
    assert not [
        path for path in shipped(list(WHEEL)) if Path(path).suffix in {".woff", ".woff2", ".ttf", ".png", ".ico"}
    ]


def test_a_page_keeps_the_notice_of_the_library_in_it(tmp_path: Path) -> None:
    from kg.page import to_html
    from kg.records import Contents

    page = to_html(Contents((), (), (), ()))
    assert page.count("@license") == 1
    notice = page[page.index("@license") :][:400]
    assert "vis.js" in page[: page.index("@license")][-400:] or "vis" in notice
    assert "Apache 2.0" in page or "Apache-2.0" in page
    assert "vis-network" in TEXT


NOT_FOR_TESTS = ("pandas", "pyspark")
"""What the extra ``dev`` leaves out, for it is large; CI installs it."""


def dependencies() -> Iterator[str]:
    """Yield the names of the packages that users install with this one."""
    project = PROJECT["project"]
    extras = [
        each
        for name, group in project["optional-dependencies"].items()
        if name not in {"dev", "docs"}
        for each in group
    ]
    for each in (*project["dependencies"], *extras):
        yield re.split(r"[^\w-]", each)[0]


def installed_licences() -> dict[str, str]:
    """Return the licences that LICENSES.md gives, by the names of packages."""
    found: dict[str, str] = {}
    for cell, licence in re.findall(
        r"^\| ([^`|]*(?:`\[\w+\]`: )?[a-z][^|]*) \| ([^|]+) \|$",
        TEXT.partition("## What is installed")[2],
        re.MULTILINE,
    ):
        names = re.sub(r"^with `\[\w+\]`: ", "", cell).split(", ")
        licences = licence.split(", ") if licence.count(", ") else [licence] * len(names)
        found.update(zip(names, licences, strict=True))
    found.pop("package", None)
    return found


def test_each_dependency_is_listed_with_the_licence_that_it_states() -> None:
    given = installed_licences()
    assert sorted(given) == sorted(dependencies())
    for name, licence in given.items():
        if name in NOT_FOR_TESTS and find_spec(name) is None:
            continue
        about = metadata(name)
        stated = " ".join(
            (str(about.get("License-Expression")), str(about.get("License")), *(about.get_all("Classifier") or ()))
        )
        family = re.split(r"[-\s]", licence)[0].replace("GPL", "GNU General Public")
        assert family in stated, f"{name} states {stated[:200]}"
