"""Do two builds give the same bytes, with another hash seed and the input files in another order?

Run: python benchmarks/determinism.py; exit status 1 where a file differs.
"""

import filecmp
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from kg.cli.building import FORMATS
from kg.paths import SEEDS
from kg.store import NAME as STORE


def build(out: Path, files: list[Path], seed: str) -> None:
    """Build all formats in a fresh interpreter."""
    formats = [argument for name in FORMATS for argument in ("--format", name)]
    command = [sys.executable, "-m", "kg", "build", *map(str, files), "-o", str(out), *formats]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})


def main() -> None:
    """Build twice and compare byte by byte."""
    files = sorted(SEEDS.iterdir())
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first", Path(folder) / "second"
        build(first, files, "1")
        build(second, files[::-1], "2")
        names = sorted({path.name for path in (*first.iterdir(), *second.iterdir())} - {STORE})
        same, different, missing = filecmp.cmpfiles(first, second, names, shallow=False)
    for name in sorted({*different, *missing}):
        print(f"{name}: differs")
    ratio = len(same) / len(names)
    print(f"ratio of files that are those of the first build: {ratio:.2f}, {len(same)} of {len(names)} (wanted: 1)")
    print(f"same bytes: {'yes' if ratio == 1 else 'no'}")
    sys.exit(bool(different or missing))


if __name__ == "__main__":
    main()
