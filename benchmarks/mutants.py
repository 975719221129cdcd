"""Do the tests notice when the code is wrong? `pip install cosmic-ray`, then
`python benchmarks/mutants.py [--seed N] [--count N] [--log FILE] [--seconds N] [PACKAGE ...]`.

Draws places in a package by the seed, changes the code there in one of the ways that cosmic-ray knows, and runs the
tests that reach the package, cheap ones first, up to the first that fails. What cannot be imported any more counts for
nothing. No file is changed: a process that has loaded the libraries forks for each mutant, and imports the changed
text. With `--log` what was tried stands in a file and is not tried again, so that a long round can be cut into short
ones.
"""

import argparse
import ast
import importlib.util
import json
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from difflib import unified_diff
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from random import Random
from typing import Final

try:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names
except ImportError:
    sys.exit("mutants.py needs cosmic-ray: pip install cosmic-ray")

ROOT: Final = Path(__file__).parent.parent
TESTS: Final[Mapping[str, Sequence[str]]] = {
    "documents": (
        "kg/documents",
        *(
            f"tests/test_documents_{part}.py"
            for part in ("formats", "cleaning", "reading", "merging", "dates", "digest")
        ),
        *(f"tests/test_documents_{part}.py" for part in ("identifiers", "latex")),
        "tests/test_plugins.py",
        "tests/test_intake.py",
        "tests/test_hostile_input.py",
    ),
    "rdf": (
        "kg/rdf",
        "tests/test_rdf.py",
        "tests/test_crate.py",
        "tests/test_validation.py",
        "tests/test_shards.py",
        "tests/test_properties.py",
    ),
    "resolution": ("kg/resolution", "tests/test_resolution.py", "tests/test_shards.py", "tests/test_properties.py"),
}
"""The tests that reach a package, the quick ones first."""
LOADED: Final = (
    "hypothesis",
    "igraph",
    "networkx",
    "numpy",
    "pyarrow.parquet",
    "pyoxigraph",
    "rdflib",
    "spacy",
    "pytest",
)
WAIT: Final = 120
"""Seconds after which a mutant counts as killed: it hangs."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one place: the module's path, the operator of cosmic-ray, and which of its occurrences."""

    path: str
    line: int
    operator: str
    occurrence: int


def places(path: Path) -> Iterator[list[Mutant]]:
    """Yield for each place of a module the mutants that differ there in one respect."""
    source = path.read_text(encoding="utf-8")
    tree, types = get_ast(source), list(_types(source))
    found: dict[tuple[tuple[int, int], str], list[Mutant]] = {}
    for name in sorted(operator_names()):
        kind = name.split("_")[0]
        if "Variable" in kind or "Decorator" in kind:
            continue
        operator = get_operator(name)()
        positions = (start for node in ast_nodes(tree) for start, _ in operator.mutation_positions(node))
        for occurrence, start in enumerate(positions):
            if not any(first <= start < last for first, last in types):
                mutant = Mutant(str(path.relative_to(ROOT)), start[0], name, occurrence)
                found.setdefault((start, kind), []).append(mutant)
    return iter(found[key] for key in sorted(found))


def _types(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield where annotations stand: what is changed there changes nothing that runs."""
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            if (type_ := getattr(node, name, None)) is not None:
                yield (type_.lineno, type_.col_offset), (type_.end_lineno, type_.end_col_offset)


def drawn(package: str, count: int, seed: int) -> list[Mutant]:
    """Return so many mutants of a package, each at another place."""
    random = Random(f"{seed} {package}")
    all_ = [place for path in sorted((ROOT / "kg" / package).glob("*.py")) for place in places(path)]
    return [random.choice(place) for place in random.sample(all_, min(count, len(all_)))]


class _Changed(SourceFileLoader):
    """Loads a module from another text than that of its file; finds it too."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> object:
        """Return the code of the text."""
        return compile(self._text, self.path, "exec", dont_inherit=True)

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Return what says how the module is loaded."""
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None


def changed(mutant: Mutant) -> tuple[str, str]:
    """Return the text of the module, and the text with the change, if there is one."""
    source = (ROOT / mutant.path).read_text(encoding="utf-8")
    if not mutant.operator:
        return source, source
    text = mutate_code(source, get_operator(mutant.operator)(), mutant.occurrence)
    assert text is not None, mutant
    return source, text


def outcome(mutant: Mutant, tests: Sequence[str]) -> str:
    """Run the tests on a mutant, in a process of their own."""
    child = os.fork()
    if not child:
        os.setsid()
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(quiet, stream)
        os._exit(_status(mutant, tests))
    end = time.monotonic() + WAIT
    while (ended := os.waitpid(child, os.WNOHANG))[0] == 0 and time.monotonic() < end:
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # and what it began
    if ended[0] == 0:
        os.waitpid(child, 0)
        return "killed"
    return {0: "survived", 99: "no module"}.get(os.waitstatus_to_exitcode(ended[1]), "killed")


def _status(mutant: Mutant, tests: Sequence[str]) -> int:
    import pytest
    from hypothesis import Phase, settings

    # That an example fails is enough here; to make it small takes minutes.
    settings.register_profile("once", phases=(Phase.explicit, Phase.generate), report_multiple_bugs=False)
    settings.load_profile("once")
    try:
        name = mutant.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        sys.meta_path.insert(0, _Changed(name, str(ROOT / mutant.path), changed(mutant)[1]))
        import_module(name)
    except BaseException:  # noqa: BLE001 - whatever a broken module does
        return 99
    return int(pytest.main(["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", *tests]))


def difference(mutant: Mutant) -> str:
    """Return what a mutant changes."""
    lines = unified_diff(*(text.splitlines() for text in changed(mutant)), lineterm="", n=0)
    return "\n".join(line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "packages", nargs="*", metavar="PACKAGE", help=f"of {', '.join(TESTS)}; all where none is named"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=80, help="mutants a package")
    parser.add_argument("--log", type=Path, help="file of what was tried; it is not tried again")
    parser.add_argument("--again", action="store_true", help="try those again that survived")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no mutant later than this")
    options = parser.parse_args()
    os.chdir(ROOT)
    for library in LOADED:
        import_module(library)
    assert not [name for name in sys.modules if name.partition(".")[0] == "kg"], "what is loaded cannot be changed"
    tried: dict[str, str] = {}
    if options.log and options.log.exists():
        lines = (json.loads(line) for line in options.log.read_text(encoding="utf-8").splitlines())
        tried = {line["mutant"]: line["outcome"] for line in lines}
    end = time.monotonic() + options.seconds
    for package in options.packages or TESTS:
        counts: Counter[str] = Counter()
        left = 0
        same = Mutant(f"kg/{package}/__init__.py", 1, "", 0)
        assert outcome(same, TESTS[package]) == "survived", "the tests fail on the code as it is"
        for mutant in drawn(package, options.count, options.seed):
            key = json.dumps(asdict(mutant))
            fresh = key not in tried or (options.again and tried[key] == "survived")
            if fresh and time.monotonic() > end:
                left += 1
                continue
            if fresh:
                tried[key] = outcome(mutant, TESTS[package])
                if options.log:
                    with options.log.open("a", encoding="utf-8") as log:
                        log.write(json.dumps({"mutant": key, "outcome": tried[key]}) + "\n")
            counts[tried[key]] += 1
            if tried[key] == "survived":
                print(f"{mutant.path}:{mutant.line} {mutant.operator}\n{difference(mutant)}", flush=True)
        whole = counts["killed"] + counts["survived"]
        print(
            f"{package:12} {whole} mutants, {counts['killed']} killed, {counts['survived']} survived, "
            f"{counts['no module']} not importable, {left} left: {counts['killed'] / max(whole, 1):.0%} killed",
            flush=True,
        )
