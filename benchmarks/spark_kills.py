"""Does a build on Spark whose executors are killed write what an undisturbed one writes?

The rival is the undisturbed build of one machine, `kg build --no-graph`. Every round builds on a cluster of two
executors, processes of their own on this machine, and kills some of them with SIGKILL at random moments while they
work.

Run: python benchmarks/spark_kills.py PAPERS [--rounds N] [--kills N] [--seed N]; exit status 1 where a result differs.
It takes some minutes a round, and needs the extra [spark] and Java.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from parts import lines, rows

TABLES = ("nodes", "edges", "results")
EXECUTOR = b"CoarseGrainedExecutorBackend"
PAUSE = 10.0
"""So many seconds lie between two kills at most."""


def command(papers: Path, out: Path, *how: str) -> list[str]:
    """Return the command of a build."""
    return [sys.executable, "-m", "kg", "build", str(papers), "-o", str(out), "--recogniser", "rules", *how]


def executors() -> Iterator[int]:
    """Yield the executors that run on this machine."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"java") and any(word.endswith(EXECUTOR) for word in words):
            yield int(folder.name)


def disturbed(papers: Path, out: Path, kills: int, draw: random.Random) -> int:
    """Build on Spark, kill executors meanwhile, and return how many were."""
    killed = 0
    with Path(f"{out}.log").open("wb") as log:
        how = ("--engine", "spark", "--master", "local-cluster[2,1,1024]")
        process = subprocess.Popen(command(papers, out, *how), stdout=log, stderr=log)
        due = time.monotonic() + draw.uniform(0, PAUSE)
        while process.poll() is None:
            time.sleep(0.1)
            there = sorted(executors()) if killed < kills and time.monotonic() > due else []
            if there:
                os.kill(draw.choice(there), signal.SIGKILL)
                killed += 1
                due = time.monotonic() + draw.uniform(0, PAUSE)
    if process.returncode:
        sys.exit(Path(log.name).read_text(errors="replace"))
    return killed


def contents(folder: Path) -> dict[str, list[bytes] | list[str]]:
    """Return what a build wrote: the lines of the graph in their order, and the rows of each table in any."""
    return {"triples": lines(folder), **{name: rows(folder / name) for name in TABLES}}


def main() -> None:
    """Build, disturb and compare, and print how often the results are the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    good = killed = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        subprocess.run(command(options.papers, folder / "wanted", "--no-graph"), check=True, capture_output=True)
        wanted = contents(folder / "wanted")
        for number in range(options.rounds):
            killed += disturbed(options.papers, folder / str(number), options.kills, draw)
            found = contents(folder / str(number))
            different = [name for name, rows in wanted.items() if found[name] != rows]
            good += not different
            print(f"round {number}: {', '.join(different) or 'nothing'} differs", flush=True)
    print(f"{killed} executors were killed in {options.rounds} builds")
    print(f"ratio of same results: {good / options.rounds:.2f}, {good} of {options.rounds} (wanted: 1)")
    sys.exit(good != options.rounds)


if __name__ == "__main__":
    main()
