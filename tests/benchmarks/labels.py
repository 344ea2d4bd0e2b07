"""Measure what few labels on one micrograph teach: AUC on the others, against the general model without any.

    python -m tests.benchmarks.labels --data DIR --output FILE      # real micrographs: DIR/micrographs and DIR/truth
    python -m tests.benchmarks.labels --simulated DIR --output FILE # simulated ones, on which the general model is weak

Each turn labels another micrograph. A line of FILE is one training as JSON: data set, turn, number of labels, seed and
method, and the AUC on all other micrographs of the set, with weights at several shares of the way from the general
model's to the trained ones. Trainings run in several processes until all are done or the time is over.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch

from iceboxer.engine import devices
from iceboxer.engine.events import ignore, never
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from tests.benchmarks.label_training import ALL, METHODS, Job, Set, run

REAL_BOX = 180.0
SIMULATED = {
    "hard16": {"noise": 16.0, "hard": True},
    "small12": {"noise": 12.0, "hard": True, "pixel_size": 3.6},
}
TURNS_OF_SETTINGS = (4, 5)  # from which, with the simulated sets, settings may be chosen; others only test them


_SETS: dict[str, Set] = {}


def _work(arguments: tuple[Job, dict[str, tuple[Path, str, float | None]], int, float, str]) -> dict[str, Any] | None:
    """Run one job in a worker, unless the time is over."""
    job, places, steps, deadline, device = arguments
    if time.time() > deadline:
        return None
    torch.set_num_threads(1)
    if job.data not in _SETS:
        _SETS[job.data] = Set(*places[job.data], devices.choose(device, 1))
    return run(job, _SETS[job.data], steps)


def _make(arguments: tuple[Path, dict[str, Any], int]) -> None:
    folder, settings, number = arguments
    config = SimulateConfig(folder, 1, width=2048, height=2048, particles=80, seed=900 + number, **settings)
    simulate(config, ignore, never)


def _simulated(folder: Path, workers: int, count: int) -> dict[str, tuple[Path, str, float | None]]:
    """Simulate the sets in parallel, a micrograph a process, and put each set into one folder."""
    parts = [(folder / name / str(i), settings, i) for name, settings in SIMULATED.items() for i in range(count)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        list(pool.map(_make, [part for part in parts if not part[0].is_dir()]))
    for part, _, number in parts:
        for kind in ("micrographs", "boxes"):
            (part.parent / kind).mkdir(exist_ok=True)
            for file in (part / kind).glob("*") if (part / kind).is_dir() else ():
                file.rename(part.parent / kind / f"m{number}{file.suffix}")
    return {name: (folder / name, "boxes", None) for name in SIMULATED}


def _jobs(given: argparse.Namespace, names: Sequence[str]) -> Iterator[Job]:
    """Yield the trainings; each simulated set has as many turns as there are of settings, and few counts."""
    for seed, turn, count in product(range(1, given.seeds + 1), given.turns, given.counts):
        setting = turn in TURNS_OF_SETTINGS
        for method, name in product(given.methods, names):
            most = METHODS[method].most
            if count > most or (most < ALL and not setting):
                continue
            if name == "real":
                yield Job(name, turn, count, seed, method)
            elif setting and count in (40, ALL):
                yield Job(name, turn - TURNS_OF_SETTINGS[0], count, seed, method)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trainings and write a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--simulated", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--counts", type=int, nargs="*", default=[10, 40, 100, 400, ALL])
    parser.add_argument("--turns", type=int, nargs="*", default=list(range(8)))
    parser.add_argument("--methods", nargs="*", default=list(METHODS))
    parser.add_argument("--micrographs", type=int, default=4, help="of each simulated set")
    parser.add_argument("--steps", type=int, default=160)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--device", default="auto")
    given = parser.parse_args(arguments)
    deadline = time.time() + 60 * given.minutes
    places = _simulated(given.simulated, given.workers, given.micrographs) if given.simulated else {}
    if given.data:
        places["real"] = (given.data, "truth", REAL_BOX)
    jobs = [(job, places, given.steps, deadline, given.device) for job in _jobs(given, list(places))]
    given.output.parent.mkdir(parents=True, exist_ok=True)
    with given.output.open("w") as out, ProcessPoolExecutor(given.workers, get_context("spawn")) as pool:
        for future in as_completed([pool.submit(_work, job) for job in jobs]):
            if (result := future.result()) is not None:
                out.write(json.dumps(result) + "\n")
                out.flush()
    _summarise(given.output)
    return 0


def _summarise(file: Path) -> None:
    """Print the mean gain over no label, and the smallest of any turn, by data set, number of labels and method."""
    rows: dict[tuple[str, int, str, str], list[float]] = {}
    for result in map(json.loads, file.read_text().splitlines()):
        for share, auc in result["auc"].items():
            key = result["data"], result["count"], result["method"], share
            rows.setdefault(key, []).append(auc - result["start"])
    sys.stdout.write(
        "| data | labels | method | share | trainings | mean gain | smallest |\n|---|---|---|---|---|---|---|\n"
    )
    for (data, count, method, share), gains in sorted(rows.items()):
        figures = f"{len(gains)} | {np.mean(gains):+.4f} | {min(gains):+.4f}"
        sys.stdout.write(f"| {data} | {'all' if count == ALL else count} | {method} | {share} | {figures} |\n")


if __name__ == "__main__":
    sys.exit(main())
