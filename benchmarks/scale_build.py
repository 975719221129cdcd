"""How do time and memory of `kg build` and `kg extract` grow, and what does it cost to add papers?

The rivals are the same commands over a tenth of the papers (time should grow with them, the memory of `kg extract` not
at all), and the whole build, for adding a hundred papers to it.

Run: python benchmarks/scale_build.py PAPERS [--papers N] [--added N] [--jobs N] [--recogniser rules]
     [--rounds N] [--only extract|build|add]
"""

import argparse
import filecmp
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from scale_extract import write_papers

from kg.store import NAME as STORE


class Cost(NamedTuple):
    """What a command took: seconds, and the largest resident memory of one of its processes in bytes."""

    seconds: float
    memory: int


def run(*arguments: str) -> Cost:
    """Run one command of kg and measure it, with nothing left that an earlier one has yet to write to the disk."""
    os.sync()
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "kg", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"kg {' '.join(arguments)} ended with {process.returncode}")
    return Cost(time.perf_counter() - start, usage.ru_maxrss * 1024)


def main() -> None:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", metavar="PAPERS")
    parser.add_argument("--papers", type=int, default=30_000)
    parser.add_argument("--added", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--recogniser", default="trained")
    parser.add_argument("--only", choices=("extract", "build", "add"))
    options = parser.parse_args()
    how = ["--jobs", options.jobs, "--recogniser", options.recogniser]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        many, few = folder / "many.jsonl", folder / "few.jsonl"
        sizes = [
            write_papers(options.source, options.papers, many),
            write_papers(options.source, options.papers // 10, few),
        ]
        print(f"{sizes[0]:,} and {sizes[1]:,} abstracts, {options.jobs} jobs, {options.recogniser}", flush=True)
        if options.only in {None, "extract"}:
            small, large = (run("extract", str(path), "-o", str(folder / "x.jsonl"), *how) for path in (few, many))
            print(f"kg extract: {small.seconds:.0f} s and {large.seconds:.0f} s")
            ratio = large.memory / small.memory
            print(
                f"memory {small.memory / 1e6:.0f} MB and {large.memory / 1e6:.0f} MB, ratio {ratio:.2f} (wanted: 1.2)"
            )
        if options.only in {None, "build"}:
            small, large = (run("build", str(path), "-o", str(folder / path.stem), *how) for path in (few, many))
            print(f"kg build: {small.seconds:.0f} s and {large.seconds:.0f} s")
            print(f"ratio of time: {large.seconds / small.seconds:.1f} (wanted: 11 at most)")
            print(f"memory: {large.memory / 2**30:.2f} GiB (wanted: 4 at most)", flush=True)
        if options.only in {None, "add"}:
            add(folder, many, options.added, options.rounds, how)


def add(folder: Path, many: Path, count: int, rounds: int, how: list[str]) -> None:
    """Print what adding papers costs beside building all, and whether the bytes are the same.

    The last papers of a file are added in several lots, each to all before it, as who follows a field does.
    """
    lines = many.read_text(encoding="utf-8").splitlines(keepends=True)
    first = len(lines) - count * rounds
    parts = [folder / f"part{number}.jsonl" for number in range(rounds + 1)]
    starts = [0, *range(first, len(lines), count)]
    for part, start, end in zip(parts, starts, [*starts[1:], len(lines)], strict=True):
        part.write_text("".join(lines[start:end]), encoding="utf-8")
    run("build", str(parts[0]), "-o", str(folder / "grown"), *how)
    added = [run("add", str(part), "-o", str(folder / "grown"), "--jobs", how[1]).seconds for part in parts[1:]]
    whole = run("build", *map(str, parts), "-o", str(folder / "whole"), *how).seconds
    names = sorted({path.name for path in (folder / "whole").iterdir()} - {STORE})
    same, *_ = filecmp.cmpfiles(folder / "grown", folder / "whole", names, shallow=False)
    seconds = ", ".join(f"{each:.1f}" for each in added)
    print(f"adding {count} papers, {rounds} times, to {first:,} and more: {seconds} s; whole build {whole:.1f} s")
    print(f"ratio of the median: {statistics.median(added) / whole:.1%} (wanted: 5 % at most)")
    print(f"ratio of the slowest: {max(added) / whole:.1%}; {len(same)} of {len(names)} files the same")


if __name__ == "__main__":
    main()
