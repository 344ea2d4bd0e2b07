"""Damage valid files at random and read them: ``python -m tests.fuzz --inputs 20000 [--readers star mrc ...]``.

Prints a row per reader and the first faulty inputs, which ``--input NUMBER`` repeats and keeps.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.damage import damaged, drawn
from tests.fuzz.readers import READERS, sound
from tests.fuzz.trial import attempt

SHOWN = 5  # different faults printed per reader


def main() -> int:
    """Run the readers; return 1 if there is any fault, else 0."""
    arguments = _parsed()
    if arguments.input is not None:
        for name in arguments.readers:
            path = Path(f"{name}-{arguments.input}{READERS[name].suffix}")
            path.write_bytes(_data(name, arguments.seed, arguments.input))
            sys.stdout.write(f"{path}\n")
        return 0
    sys.stdout.write("reader,inputs,read,refused,faults,seconds\n")
    return 1 if sum(_run(name, arguments.inputs, arguments.seed) for name in arguments.readers) else 0


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000, help="for each reader (default: 20000)")
    parser.add_argument("--readers", nargs="+", default=list(READERS), choices=list(READERS), metavar="READER")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--input", type=int, help="write this input to a file here instead")
    return parser.parse_args()


def _data(name: str, seed: int, number: int) -> bytes:
    return damaged(sound(name), drawn(random.Random(f"{name} {seed} {number}")))


def _run(name: str, inputs: int, seed: int) -> int:
    """Run one reader; return the number of faulty inputs."""
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    faults: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(inputs):
            faulthandler.dump_traceback_later(60, exit=True)  # a hang that no signal can interrupt
            outcome = attempt(READERS[name], Path(folder), _data(name, seed, number))
            counts["fault" if outcome.fault else "refused" if outcome.refused else "read"] += 1
            if outcome.fault:
                faults.setdefault(outcome.fault[:60], number)
    faulthandler.cancel_dump_traceback_later()
    row = (name, inputs, counts["read"], counts["refused"], counts["fault"], round(time.monotonic() - begun))
    sys.stdout.write(",".join(map(str, row)) + "\n")
    for fault, number in list(faults.items())[:SHOWN]:
        sys.stdout.write(f"  input {number} {fault}\n")
    sys.stdout.flush()
    return counts["fault"]


if __name__ == "__main__":
    sys.exit(main())
