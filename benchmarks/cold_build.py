"""How long does `kg build` of the packaged digests take from a cold start, beside `import spacy`?

Run: python benchmarks/cold_build.py [--rounds N]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(*arguments: str) -> float:
    """Return how long a fresh interpreter takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Measure both in turn, several rounds, and print the medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # A folder of its own for each round: what an earlier one has read would not be read again.
        pairs = [
            (seconds("-c", "import spacy"), seconds("-m", "kg", "build", "-o", f"{folder}/{number}"))
            for number in range(options.rounds)
        ]
    rival, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(build / bare for bare, build in pairs)
    print(f"median of {options.rounds} rounds")
    print(f"python -c 'import spacy': {rival:.2f} s")
    print(f"kg build:                 {ours:.2f} s")
    print(f"ratio: {ratio:.2f} (wanted: 4 or less)")


if __name__ == "__main__":
    main()
