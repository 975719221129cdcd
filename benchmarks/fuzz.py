"""Feed the readers with broken input: `python benchmarks/fuzz.py [--seed N] [--count N] [--save DIR] [TARGET ...]`.

Prints for each target how many inputs were accepted, refused, and what broke. Equal seeds make equal inputs. With
`--save` one input for each fault is written, to be made small and kept in tests/data/fuzz. The exit status is 1 where
something broke.
"""

import argparse
import hashlib
import sys
from pathlib import Path

from fuzzing.feeding import TARGETS
from fuzzing.watching import MEMORY, SECONDS, watch

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all where none is named")
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--count", type=int, default=10_000, help="inputs a target")
parser.add_argument("--save", type=Path, help="folder for inputs that break something")
options = parser.parse_args()

print(f"seed {options.seed}; an input may take {SECONDS} s of the processor, the process grow by {MEMORY >> 20} MiB")
print(
    f"{'target':12}{'inputs':>9}{'accepted':>10}{'refused':>9}{'ways':>6}{'faults':>8}{'slowest':>9}"
    f"{'a second':>10}{'MiB':>6}"
)
broke = False
for name in options.targets or TARGETS:
    found = watch(TARGETS[name](), options.count, options.seed)
    print(
        f"{name:12}{found.inputs:9,}{found.accepted:10,}{found.refused:9,}{len(found.ways):6}{len(found.faults):8}"
        f"{found.slowest:8.2f}s{found.inputs / found.seconds:10,.0f}{found.memory >> 20:6}",
        flush=True,
    )
    for fault, data in found.faults.items():
        broke = True
        print(f"    {fault}")
        if options.save:
            folder = options.save / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / hashlib.sha256(fault.encode()).hexdigest()[:8]).write_bytes(data)
sys.exit(broke)
