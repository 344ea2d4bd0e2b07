"""Runs experiments by name and writes what they give: the job behind ``iceboxer benchmark``."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import torch

from engine import __version__, devices
from engine.benchmark.bench import Bench
from engine.benchmark.rows import About, LeftOut, Row, write_report
from engine.benchmark.scale import FULL, QUICK, SMOKE, Scale
from engine.config import DEVICE, THREADS, require, setting
from engine.events import Finished, IsCancelled, Note, Report, Started, check


@dataclass(frozen=True)
class Experiment:
    """`run` is "module:name" of a function of a `Bench` that yields rows; the rest is for the report."""

    title: str
    text: str
    run: str

    @property
    def is_there(self) -> bool:
        """Whether this installation has it."""
        return find_spec(self.run.split(":")[0]) is not None

    def rows(self, bench: Bench) -> Iterator[Row | LeftOut]:
        """Measure."""
        module, name = self.run.split(":")
        function: Callable[[Bench], Iterator[Row | LeftOut]] = getattr(import_module(module), name)
        return function(bench)


EXPERIMENTS = {
    "noise": Experiment(
        "Accuracy against noise",
        "The paper's figure 6 and beyond: simulated micrographs at noise k, 15 to learn from, 4 to choose the best "
        "weights by, 4 that training never sees to test on. Plain: as published. Hard: five kinds of contaminants, a "
        "carbon edge, uneven ice and crowded particles. The matched filter knows the molecule's projections, the "
        "optics and the noise, the blob filter (Laplacian of Gaussian) the particle's diameter; neither learns. "
        "The picks of all are rid of overlaps and of boxes beyond the edge, and scored, in the same way.",
        "engine.benchmark.noise:noise",
    ),
    "size": Experiment(
        "How many micrographs must be boxed",
        "The paper's table 1: fewer and fewer micrographs to learn from, a fifth of them held back to judge by, "
        "down to forty boxes on one. Precision, recall and IoU at the threshold with the highest F1.",
        "engine.benchmark.few:size",
    ),
    "contaminants": Experiment(
        "What is picked by mistake",
        "Trained on the intact particles among contaminants, or on one of two views: which share of the others holds "
        "a pick at the threshold with the highest F1.",
        "engine.benchmark.contaminants:contaminants",
    ),
    "sparse": Experiment(
        "Labels left out",
        "A random share of the particles of every micrograph is labelled.",
        "engine.benchmark.few:sparse",
    ),
    "centring": Experiment(
        "How well boxes are centred",
        "Over all picks at the threshold with the highest F1 that hit a particle.",
        "engine.benchmark.centring:centring",
    ),
    "speed": Experiment(
        "Speed and memory",
        "Picking is timed from file to files of boxes, by a process on as many processors as it has threads; in steady "
        "state, the program's start and the first micrographs are left out.",
        "engine.benchmark.speed:speed",
    ),
    "general": Experiment(
        "Unseen data, without training",
        "The paper's figure 9: the network that ships with the program, on what it has never seen.",
        "engine.benchmark.general:general",
    ),
}


@dataclass(frozen=True)
class BenchmarkConfig:
    """Measuring speed and accuracy on this machine."""

    experiments: tuple[str, ...] = setting(
        (), help=f"which of {', '.join(EXPERIMENTS)}; by default all", positional=True, nargs="*"
    )
    output: Path = setting(
        Path("benchmark"),
        help="folder for report.html, report.json, report.md and what is computed; what an earlier run has measured "
        "there with the same settings is not measured again",
    )
    data: Path | None = setting(None, help="folder with micrographs/ and truth/ of a real set (β-galactosidase)")
    quick: bool = setting(False, help="all of it in about ten minutes: a quick look, not a measurement")
    smoke: bool = setting(False, help="a few steps of everything: only shows that it runs")
    seeds: tuple[int, ...] = setting((1, 2, 3), help="of everything random; one repetition each")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.experiments) - set(EXPERIMENTS))
        require(not unknown, f"There is no experiment {', '.join(unknown)}; there are {', '.join(EXPERIMENTS)}.")
        require(bool(self.seeds) and min(self.seeds) > 0, "There must be at least one seed, and each above 0.")
        require(not (self.quick and self.smoke), "Either --quick or --smoke.")

    @property
    def scale(self) -> Scale:
        """How large the experiments are."""
        return QUICK if self.quick else SMOKE if self.smoke else FULL

    def chosen(self) -> dict[str, Experiment]:
        """The experiments to run, in their own order."""
        return {name: e for name, e in EXPERIMENTS.items() if not self.experiments or name in self.experiments}


def benchmark(config: BenchmarkConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Run the experiments, once for each seed. The report is written after each, so it always tells what is done.

    Returns
    -------
    dict
        ``rows``, all that was measured, and ``text``, where the report is.

    Raises
    ------
    EngineError, Cancelled
    """
    begun = time.monotonic()
    device = devices.choose(config.device, config.threads)
    chosen = config.chosen()
    report(Started("benchmark", len(chosen) * len(config.seeds), device.name))
    about = {name: About(e.title, e.text, _command(name, config)) for name, e in chosen.items()}
    rows: list[Row] = []
    left_out: dict[LeftOut, None] = {}
    for seed in config.seeds:
        bench = _bench(config, seed, report, cancelled)
        for name, experiment in chosen.items():
            check(cancelled)
            for found in experiment.rows(bench) if experiment.is_there else [_missing(name)]:
                if isinstance(found, LeftOut):
                    left_out[found] = None
                else:
                    rows.append(replace(found, seed=seed))
                    report(Note(str(found)))
            write_report(config.output, machine(device.name), rows, about, list(left_out), config.scale.warning)
    for item in left_out:
        report(Note(f"Left out of {item.experiment}: {item.reason}."))
    report(Finished("benchmark", time.monotonic() - begun))
    return {"rows": [asdict(row) for row in rows], "text": f"{config.output / 'report.html'}"}


def _bench(config: BenchmarkConfig, seed: int, report: Report, cancelled: IsCancelled) -> Bench:
    folder = config.output / config.scale.name
    return Bench(folder, config.scale, config.data, seed, config.device, config.threads, report, cancelled)


def _missing(name: str) -> LeftOut:
    return LeftOut(name, "this version of the program does not have that experiment")


def _command(name: str, config: BenchmarkConfig) -> str:
    options = [f"--{config.scale.name}"] if config.scale is not FULL else []
    options += ["--data", str(config.data)] if config.data else []
    options += ["--seeds", *map(str, config.seeds)]
    return " ".join(["iceboxer", "benchmark", name, *options])


def machine(device: str) -> dict[str, str]:
    """What it was measured on."""
    return {
        "processor": f"{_processor()}, {psutil.cpu_count()} logical processors",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": platform.platform(),
        "used": device,
        "software": f"iceboxer {__version__}, torch {torch.__version__}, python {platform.python_version()}",
    }


def _processor() -> str:
    """The processor's own name where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
