"""Kill a part of the program at random moments: ``python -m tests.kill picking|watch|training|window --times 100``.

After each kill, all its files must be complete, and the final result must equal that of an undisturbed run.
Prints a row of CSV, then each fault.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.kill import VICTIMS, load
from tests.kill.victim import kill_often


def main() -> int:
    """Run the kills; return 1 if there was any fault, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    parser.add_argument("victim", choices=list(VICTIMS))
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    arguments = parser.parse_args()
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "QT_QPA_PLATFORM": "offscreen"}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_often(load(arguments.victim)(Path(folder)), arguments.times, arguments.seed)
    sys.stdout.write("victim,kills,ends,remains,faults,seconds\n")
    row = (arguments.victim, outcome.kills, outcome.ends, outcome.remains, len(outcome.faults))
    sys.stdout.write(",".join(map(str, (*row, round(time.monotonic() - begun)))) + "\n")
    sys.stdout.writelines(f"  {fault}\n" for fault in outcome.faults)
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
