"""Kill every command that writes at random moments, then run it again:
`python benchmarks/faults.py [--seed N] [--kills N] [COMMAND ...]`.

After each kill every file must be that of before or that of after, and the next run must give the bytes of a run that
nobody disturbed and leave nothing behind. A process that has loaded everything forks for each run, so that the time
goes into what is tested.

`clock` lets the time of day jump to and fro while a build goes on, which must change no byte. `start` interrupts `kg`
at random moments of its start, as Ctrl-C does, which must show no traceback once Python has come to our first line.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from random import Random
from statistics import median

from kg.cli import main
from kg.extraction.pipeline import load_pipeline

RULES = ["--recogniser", "rules"]


def paper(number: int) -> dict[str, str]:
    """Return a paper that nobody wrote."""
    return {
        "id": f"p{number}",
        "title": f"ZibboNet-{number}: Quick Widget Folding",
        "abstract": f"We propose ZibboNet-{number}, which extends LoRA. It runs on 8 A100 GPUs and beats QLoRA on GLUE "
        f"by {number}%.",
    }


def papers(folder: Path, name: str, numbers: range) -> str:
    """Write a file of papers and return its path."""
    path = folder / name
    path.write_text("".join(json.dumps(paper(number)) + "\n" for number in numbers), encoding="utf-8")
    return str(path)


class Fault:
    """One command: what stands there before, what is run, and what stands there after."""

    def __init__(self, name: str, room: Path, before: list[list[str]], command: list[str]) -> None:
        self.room, self.command = room / name, command
        self.good = self.room.with_name(f"{name}-before")
        self.good.mkdir()
        for each in before:
            assert run(each, self.good) == 0, each
        self.old = said(self.good)
        self.reset()
        times = []
        for _ in range(2):
            self.reset()
            start = time.monotonic()
            assert run(command, self.room) == 0, command
            times.append(time.monotonic() - start)
        self.seconds = median(times)
        self.new = said(self.room)

    def reset(self) -> None:
        """Let everything stand as before."""
        shutil.rmtree(self.room, ignore_errors=True)
        shutil.copytree(self.good, self.room)

    def kill(self, moment: float) -> tuple[str, bool]:
        """Kill a run at a moment from 0 to 1; return what was found, and whether the next run went on."""
        self.reset()
        child = start(self.command, self.room)
        time.sleep(moment * self.seconds)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        found = said(self.room)
        if not os.WIFSIGNALED(status):
            state = "done"
        elif found == self.old:
            state = "before"
        elif found == self.new:
            state = "after"
        else:
            known = all(data in (self.old.get(name), self.new.get(name)) for name, data in found.items())
            state = "between" if known and set(self.old) & set(self.new) <= set(found) else "BROKEN"
        run(self.command, self.room)
        left = list(self.room.rglob(".kg-*"))
        return state, said(self.room) == self.new and not left


def said(room: Path) -> dict[str, bytes]:
    """Return the files that a user sees."""
    files = (path for path in sorted(room.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(room)): path.read_bytes()
        for path in files
        if not any(part.startswith(".") for part in path.relative_to(room).parts)
    }


def start(command: list[str], room: Path) -> int:
    """Begin a command in a process of its own."""
    child = os.fork()
    if child:
        return child
    os.chdir(room)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    status = 1
    try:
        main(command)
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        os._exit(status)


def run(command: list[str], room: Path) -> int:
    """Run a command to its end and return its exit status."""
    return os.waitstatus_to_exitcode(os.waitpid(start(command, room), 0)[1])


def _own(number: int) -> dict[str, str]:
    return {"name": f"ZibboNet-{number}", "type": "Method", "kind": "named", "role": "introduces"}


def faults(room: Path) -> dict[str, tuple[list[list[str]], list[str]]]:
    """Return what writes: the commands that were run before, and the one that is killed."""
    old, new = papers(room, "old", range(6)), papers(room, "new", range(3, 12))
    more = papers(room, "more", range(20, 24))
    gold = room / "gold.jsonl"
    lora = {"name": "LoRA", "type": "Method", "kind": "named", "role": "uses"}
    records = (json.dumps({**paper(number), "entities": [lora, _own(number)]}) for number in range(12))
    gold.write_text("\n".join(records), encoding="utf-8")
    train = ["train", "--gold", str(gold), "-o", "model"]
    build, written = ["build", old, "-o", "out", *RULES], ["-o", "out.jsonl", *RULES]
    drawn = ["--errors", "errors", "--reliability", "r.svg"]
    every = [argument for name in ("nt", "jsonld", "trig", "gexf", "csv", "parquet") for argument in ("--format", name)]
    return {
        "build": ([build], ["build", new, "-o", "out", *RULES, *every]),
        "build-first": ([], build),
        "add": ([build], ["add", more, "-o", "out"]),
        "remove": ([build], ["remove", "p2", "-o", "out"]),
        "no-graph": ([[*build, "--no-graph"]], [*build, new, "--no-graph"]),
        "extract": ([["extract", old, *written]], ["extract", new, *written]),
        "train": ([[*train, old]], [*train, new]),
        "evaluate": ([], ["evaluate", str(gold), "--papers", old, *drawn]),
    }


def clock(room: Path, tries: int, random: Random) -> int:
    """Build while the time of day jumps; return how often another byte came out."""
    old, new = papers(room, "old", range(6)), papers(room, "new", range(3, 12))
    folder = room / "clock"

    def built() -> dict[str, bytes]:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for each in (["build", old, "-o", "out", *RULES], ["add", new, "-o", "out"]):
            assert run(each, folder) == 0, each
        return said(folder)

    real, real_ns, expected = time.time, time.time_ns, built()
    bad = 0
    for _ in range(tries):
        jumps = Random(random.random())
        time.time = lambda jumps=jumps: real() + jumps.uniform(-1e9, 1e9)
        time.time_ns = lambda jumps=jumps: real_ns() + jumps.randrange(-(10**18), 10**18)
        bad += built() != expected
        time.time, time.time_ns = real, real_ns
    print(f"clock: {tries} builds and additions while the time of day jumps by up to 30 years, {bad} with other bytes")
    return bad


def start_interrupted(tries: int, random: Random) -> int:
    """Interrupt ``kg`` while it starts; return how often a traceback was shown from our first line on."""
    command = [Path(sys.executable).with_name("kg"), "extract", os.devnull]

    def began() -> subprocess.Popen[str]:
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background of a shell it would be ignored
    start = time.monotonic()
    began().communicate()
    seconds = time.monotonic() - start
    ends: Counter[str] = Counter()
    for _ in range(tries):
        process = began()
        time.sleep(random.random() * seconds)
        process.send_signal(signal.SIGINT)
        told = process.communicate()[1]
        ours = "in run" in told or "kg/cli" in told
        if "Traceback" in told:
            ends["a traceback of ours" if ours else "a traceback of Python's own start"] += 1
        else:
            ends[{130: "interrupted", 1: "done before", -signal.SIGINT: "ended"}.get(process.returncode, told)] += 1
    print(f"start: interrupted {tries} times in {seconds:.2f} s: {dict(ends)}")
    return ends["a traceback of ours"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commands", nargs="*", metavar="COMMAND")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=30, help="kills a command")
    options = parser.parse_args()
    load_pipeline()  # once, and so the modules of pages and shards, not in each process
    for module in ("kg.page", "kg.shards"):
        import_module(module)
    random = Random(options.seed)
    bad = 0
    heads = ("kills", "before", "between", "after", "done", "broken", "went on", "s")
    print(f"{'command':12}" + "".join(f"{head:>9}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        known = faults(Path(folder))
        for name in options.commands or (*known, "clock", "start"):
            if name == "clock":
                bad += clock(Path(folder), options.kills, random)
                continue
            if name == "start":
                bad += start_interrupted(options.kills, random)
                continue
            fault = Fault(name, Path(folder), *known[name])
            # Half of the kills come near the end, where files take their places.
            moments = [random.uniform(*(0, 1.05) if each % 2 else (0.9, 1.05)) for each in range(options.kills)]
            found = [fault.kill(moment) for moment in moments]
            states = [state for state, _ in found]
            counts = [states.count(state) for state in ("before", "between", "after", "done", "BROKEN")]
            went_on = sum(again for _, again in found)
            bad += counts[-1] + len(found) - went_on
            row = "".join(f"{count:9}" for count in (len(found), *counts, went_on))
            print(f"{name:12}{row}{fault.seconds:9.2f}", flush=True)
    sys.exit(bool(bad))
