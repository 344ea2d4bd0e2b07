"""Runs experiments by name and writes what they give: the job behind ``iceboxer benchmark``."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
import torch

from engine import __version__, devices
from engine.benchmark import accuracy, speed
from engine.benchmark.bench import Bench
from engine.benchmark.rows import Row, write_report
from engine.config import DEVICE, THREADS, require, setting
from engine.events import Finished, IsCancelled, Note, Report, Started, check

EXPERIMENTS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "simulation": accuracy.simulation,
    "few-labels": accuracy.few_labels,
    "real": accuracy.real,
    "picking": speed.picking,
    "large": speed.large,
    "networks": speed.networks,
}


@dataclass(frozen=True)
class BenchmarkConfig:
    """Measuring speed and accuracy on this machine."""

    experiments: tuple[str, ...] = setting(
        tuple(EXPERIMENTS), help=f"which of {', '.join(EXPERIMENTS)}", metavar="NAME"
    )
    output: Path = setting(Path("benchmark"), help="folder for report.md, report.json and what is computed")
    data: Path | None = setting(None, help="folder with micrographs/ and truth/ of a real set")
    quick: bool = setting(False, help="train a sixth of the time: a smoke test, not a measurement")
    seed: int = setting(1, help="of everything random")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.experiments) - set(EXPERIMENTS))
        require(not unknown, f"There is no experiment {', '.join(unknown)}; there are {', '.join(EXPERIMENTS)}.")


def benchmark(config: BenchmarkConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Run the experiments; every finished one is in the report even if a later one is cancelled."""
    begun = time.monotonic()
    device = devices.choose(config.device, config.threads)
    report(Started("benchmark", len(config.experiments), device.name))
    bench = Bench(
        config.output,
        config.data,
        1 / 6 if config.quick else 1.0,
        config.seed,
        config.device,
        config.threads,
        report,
        cancelled,
    )
    rows: list[Row] = []
    for name in config.experiments:
        check(cancelled)
        for row in EXPERIMENTS[name](bench):
            rows.append(row)
            report(Note(str(row)))
            write_report(config.output, machine(device.name), rows)
    report(Finished("benchmark", time.monotonic() - begun))
    return {"rows": [asdict(row) for row in rows], "text": f"{config.output / 'report.md'}"}


def machine(device: str) -> dict[str, str]:
    """What it was measured on."""
    return {
        "processor": f"{platform.machine()}, {psutil.cpu_count()} logical processors",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "used": device,
        "software": f"iceboxer {__version__}, torch {torch.__version__}, python {platform.python_version()}",
    }
