"""Does a build that was killed at a random moment, and then run again, write what an undisturbed one writes?

The rival is the undisturbed build. Every round kills a build of the packaged digests in a folder of its own, all its
processes at once, after a time drawn between nothing and what the undisturbed one took, and runs it again.

Run: python benchmarks/scale_kills.py [--rounds N] [--jobs N]; exit status 1 where a file differs.
"""

import argparse
import filecmp
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kg.store import NAME as STORE


def start(out: Path, jobs: str) -> subprocess.Popen[bytes]:
    """Start a build in a group of processes of its own."""
    command = [sys.executable, "-m", "kg", "build", "-o", str(out), "--jobs", jobs]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)


def is_same(out: Path, wanted: Path) -> bool:
    """Tell whether two folders hold the same exports and nothing else."""
    names = {path.name for path in wanted.iterdir()}
    if {path.name for path in out.iterdir()} != names:
        return False
    _, different, missing = filecmp.cmpfiles(out, wanted, sorted(names - {STORE}), shallow=False)
    return not different and not missing


def main() -> None:
    """Kill and build again, and print how often the bytes are the same."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    good = unfinished = 0
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        begun = time.perf_counter()
        if start(folder / "wanted", options.jobs).wait():
            sys.exit("the undisturbed build failed")
        took = time.perf_counter() - begun
        for number in range(options.rounds):
            out = folder / str(number)
            process = start(out, options.jobs)
            time.sleep(draw.uniform(0, took))
            os.killpg(process.pid, signal.SIGKILL)  # even one that has ended is there until somebody waits for it
            unfinished += process.wait() == -signal.SIGKILL
            if start(out, options.jobs).wait():
                sys.exit("the build after a kill failed")
            good += is_same(out, folder / "wanted")
    print(f"{unfinished} of {options.rounds} builds were killed before their end")
    print(f"ratio of same bytes: {good / options.rounds:.2f}, {good} of {options.rounds} (wanted: 1)")
    sys.exit(good != options.rounds)


if __name__ == "__main__":
    main()
