"""Watch a folder for a long time while files arrive, and measure the memory of the watching process.

``python -m tests.soak.watch --model MODEL --files 5000`` makes one simulated micrograph, adds links to it to a
folder at the given rate, and prints the number of picked files, the time and the resident memory as rows of CSV.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from iceboxer.engine.simulation.micrograph import Recipe, simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up
from tests.engine.conftest import write_micrograph

ROWS = 20  # columns of the table
MIB = 2**20


def main() -> int:
    """Run the watch; return 0 if each file was picked once, else 1."""
    arguments = _parsed()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recipe = Recipe(
            width=arguments.side, height=arguments.side, particles=arguments.particles, pixel_size=4.0, noise=1.0
        )
        image, _, _ = simulate_micrograph(recipe, made_up(), seed=1)
        write_micrograph(folder / "one.mrc", image)
        (folder / "in").mkdir()
        filling = threading.Thread(target=_fill, args=(folder, arguments.files, arguments.per_hour), daemon=True)
        filling.start()
        return _watch(folder, arguments)


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--per-hour", type=float, default=float("inf"), help="how fast they arrive; default: at once")
    parser.add_argument("--side", type=int, default=1024, help="px of the micrograph")
    parser.add_argument("--particles", type=int, default=60, help="on the micrograph")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def _fill(folder: Path, count: int, per_hour: float) -> None:
    for number in range(count):
        (folder / f"in/m{number:06d}.mrc").hardlink_to(folder / "one.mrc")
        time.sleep(3600 / per_hour)


def _watch(folder: Path, arguments: argparse.Namespace) -> int:
    command = [sys.executable, "-m", "iceboxer", "pick", "--watch", str(folder / "in"), "--poll", "1"]
    command += ["--model", str(arguments.model), "--output", str(folder / "out"), "--threads", str(arguments.threads)]
    done: list[str] = []
    begun = time.monotonic()
    sys.stdout.write("picked,seconds,resident_MiB\n")
    with subprocess.Popen([*command, "--events", "json"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        memory = psutil.Process(process.pid)
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] != "MicrographDone":
                continue
            done.append(event["path"])
            if len(done) % max(1, arguments.files // ROWS) == 0:
                row = (len(done), round(time.monotonic() - begun), round(memory.memory_info().rss / MIB))
                sys.stdout.write(",".join(map(str, row)) + "\n")
                sys.stdout.flush()
            if len(done) == arguments.files:
                (folder / "in/stop.iceboxer").touch()
    summary = json.loads((folder / "out/summary.json").read_text())
    once = len(set(done)) == len(done) == summary["done"] == arguments.files
    sys.stdout.write(f"each once: {once}; exit code {process.returncode}; {summary['picks']:,} picks\n")
    return 0 if once and process.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
