"""Run experiments by name and write the report: the job of ``python -m tests.benchmarks``."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import torch

from iceboxer.engine import devices
from iceboxer.engine.config import DEVICE, THREADS, require, setting
from iceboxer.engine.events import Finished, IsCancelled, Note, Progress, Report, Started, check
from iceboxer.engine.version import __version__
from tests.benchmarks.bench import Bench, NotMeasuredError
from tests.benchmarks.rows import About, LeftOut, Row, write_report
from tests.benchmarks.scale import FULL, QUICK, SMOKE, Scale
from tests.benchmarks.workers import Claim, nobody_else, side_by_side


@dataclass(frozen=True)
class Experiment:
    """An experiment and its text in the report.

    `run` is "module:name" of a function that takes a `Bench` and yields rows; `alone` forbids other experiments at the
    same time.
    """

    title: str
    text: str
    run: str
    alone: bool = False

    @property
    def is_there(self) -> bool:
        """Whether the module exists."""
        return find_spec(self.run.split(":")[0]) is not None

    def rows(self, bench: Bench) -> Iterator[Row | LeftOut]:
        """Run the experiment and yield its rows."""
        module, name = self.run.split(":")
        function: Callable[[Bench], Iterator[Row | LeftOut]] = getattr(import_module(module), name)
        return function(bench)


EXPERIMENTS = {
    "noise": Experiment(
        "Accuracy against noise",
        "The paper's figure 6 and beyond: simulated micrographs at noise k, in full 15 to learn from, 4 to choose "
        "the best weights by, 4 that training never sees to test on. Plain: as published. Hard: five kinds of "
        "contaminants, a carbon edge, uneven ice and crowded particles. The matched filter knows the molecule's "
        "projections, the optics and the noise, the blob filter (Laplacian of Gaussian) the particle's diameter; "
        "neither learns. The picks of all are rid of overlaps and of boxes beyond the edge, and scored, in the same "
        "way.",
        "tests.benchmarks.noise:noise",
    ),
    "size": Experiment(
        "How many micrographs must be boxed",
        "The paper's table 1: fewer and fewer micrographs to learn from, a fifth of them held back to judge by, "
        "down to forty boxes on one. Precision, recall and IoU at the threshold with the highest F1.",
        "tests.benchmarks.few:size",
    ),
    "contaminants": Experiment(
        "What is picked by mistake",
        "Trained on the intact particles among contaminants, or on one of two views: which share of the others holds "
        "a pick at the threshold with the highest F1.",
        "tests.benchmarks.contaminants:contaminants",
    ),
    "sparse": Experiment(
        "Labels left out",
        "A random share of the particles of every micrograph is labelled.",
        "tests.benchmarks.few:sparse",
    ),
    "centring": Experiment(
        "How well boxes are centred",
        "Over all picks at the threshold with the highest F1 that hit a particle.",
        "tests.benchmarks.centring:centring",
    ),
    "classes": Experiment(
        "Classes of picks",
        "Simulated hard micrographs: all particles and as many contaminants as make a quarter of the picks, with "
        "centres a little off, averaged in classes. The order of the classes was learnt on other molecules.",
        "tests.benchmarks.classes:classes",
    ),
    "class-molecules": Experiment(
        "Classes of picks of other molecules",
        "The same for structures of the Protein Data Bank that no training has seen.",
        "tests.benchmarks.classes:molecules",
    ),
    "speed": Experiment(
        "Speed and memory",
        "Picking is timed from file to files of boxes, by a process on as many processors as it has threads; in steady "
        "state, the program's start and the first micrographs are left out.",
        "tests.benchmarks.speed:speed",
        alone=True,
    ),
    "general": Experiment(
        "Unseen data, without training",
        "The paper's figure 9: the network that ships with the program, on what it has never seen.",
        "tests.benchmarks.general:general",
    ),
    "junk": Experiment(
        "Junk and pictures without particles",
        "The junk map of the network that ships with the program on simulated scenes of molecules that it has never "
        "seen, where the truth is known, and its picks on contaminants and on real pictures without particles.",
        "tests.benchmarks.junk:junk",
    ),
    "inspection": Experiment(
        "Dirty micrographs found by their measures",
        "Real pictures with visible carbon, crystals or contamination, measured as `iceboxer inspect` does, outside "
        "the ranges of real micrographs with particles. Nothing is chosen on the dirty pictures.",
        "tests.benchmarks.inspection:inspection",
    ),
}


@dataclass(frozen=True)
class BenchmarkConfig:
    """Settings of the benchmarks."""

    experiments: tuple[str, ...] = setting(
        (), help=f"any of {', '.join(EXPERIMENTS)} (default: all)", positional=True, nargs="*"
    )
    output: Path = setting(
        Path("benchmark"),
        help="folder for report.html, report.json, report.md, headline.md (goals only) and all results; results that "
        "an earlier run saved there with the same settings are reused",
    )
    data: Path | None = setting(None, help="folder with micrographs/ and truth/ of a real data set (β-galactosidase)")
    quick: bool = setting(False, help="run everything in about ten minutes; the figures are a rough impression")
    smoke: bool = setting(False, help="run a few steps of everything, only to check that it works")
    jobs: int = setting(1, help="experiments at a time, each on one thread; speed experiments run last, alone")
    seeds: tuple[int, ...] = setting((1, 2, 3), help="random seeds; one repetition each")
    report_only: bool = setting(False, help="measure nothing; report saved results with the same settings")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)

    def __post_init__(self) -> None:
        unknown = sorted(set(self.experiments) - set(EXPERIMENTS))
        require(not unknown, f"There is no experiment {', '.join(unknown)}; there are {', '.join(EXPERIMENTS)}.")
        require(bool(self.seeds) and min(self.seeds) > 0, "There must be at least one seed, and each above 0.")
        require(self.jobs >= 1, "There must be at least one job.")
        require(not (self.quick and self.smoke), "Either --quick or --smoke.")

    @property
    def scale(self) -> Scale:
        """The size of the experiments."""
        return QUICK if self.quick else SMOKE if self.smoke else FULL

    def chosen(self) -> dict[str, Experiment]:
        """Return the experiments to run, in their fixed order."""
        return {name: e for name, e in EXPERIMENTS.items() if not self.experiments or name in self.experiments}


Part = tuple[BenchmarkConfig, str, int]  # with an experiment's name, and a seed
Rows = list[Row | LeftOut]


def benchmark(config: BenchmarkConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Run the experiments once per seed; the report is written after each.

    Returns
    -------
    dict
        ``rows``, all measurements, and ``text``, the path of the report.

    Raises
    ------
    EngineError, Cancelled
    """
    begun = time.monotonic()
    device = devices.choose(config.device, config.threads)
    parts: list[Part] = [(config, name, seed) for name in config.chosen() for seed in config.seeds]
    report(Started("benchmark", len(parts), device.name))
    found: dict[Part, Rows] = {}
    for part, rows in _measured(config, parts, report, cancelled):
        found[part] = rows
        together = [row for part in parts for row in found.get(part, [])]
        left_out = list(dict.fromkeys(row for row in together if isinstance(row, LeftOut)))
        measured = [row for row in together if isinstance(row, Row)]
        write_report(
            config.output, machine(config, device.name), measured, _about(config), left_out, config.scale.warning
        )
        report(Progress(len(found), len(parts), "experiments"))
    for item in left_out:
        report(Note(f"Left out of {item.experiment}: {item.reason}."))
    report(Finished("benchmark", time.monotonic() - begun))
    return {"rows": [asdict(row) for row in measured], "text": f"{config.output / 'report.html'}"}


def _measured(
    config: BenchmarkConfig, parts: list[Part], report: Report, cancelled: IsCancelled
) -> Iterator[tuple[Part, Rows]]:
    """Yield each part with its rows, in any order; those that need the whole machine come last."""
    together = [part for part in parts if config.jobs > 1 and not EXPERIMENTS[part[1]].alone]
    if together:
        yield from side_by_side(config.jobs, rows_of, together, report, cancelled)
    for part in parts:
        if part not in together:
            yield part, rows_of(part, report, cancelled, nobody_else)


def rows_of(part: Part, report: Report, cancelled: IsCancelled, claim: Claim) -> Rows:
    """Run one experiment with one seed and return its rows."""
    config, name, seed = part
    experiment, folder = EXPERIMENTS[name], config.output / config.scale.name
    if not experiment.is_there:
        return [LeftOut(name, "this version of the program does not have that experiment")]
    threads = 1 if config.jobs > 1 and not experiment.alone else config.threads
    rows: Rows = []
    bench = Bench(
        folder,
        config.scale,
        config.data,
        seed,
        config.device,
        threads,
        report,
        cancelled,
        claim,
        not config.report_only,
    )
    with suppress(NotMeasuredError):
        for row in experiment.rows(bench):
            check(cancelled)
            if isinstance(row, Row):
                row = replace(row, seed=seed)
                report(Note(str(row)))
            rows.append(row)
    return rows


def _about(config: BenchmarkConfig) -> dict[str, About]:
    return {name: About(e.title, e.text, _command(name, config)) for name, e in config.chosen().items()}


def _command(name: str, config: BenchmarkConfig) -> str:
    options = [f"--{config.scale.name}"] if config.scale is not FULL else []
    options += ["--data", config.data.name] if config.data else []
    options += ["--seeds", *map(str, config.seeds)]
    options += ["--jobs", str(config.jobs)] if config.jobs > 1 else []
    return " ".join(["python -m tests.benchmarks", name, *options])


def machine(config: BenchmarkConfig, device: str) -> dict[str, str]:
    """Return the description of the machine."""
    return {
        "processor": f"{_processor()}, {psutil.cpu_count()} logical processors",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()}, {platform.machine()}",
        "used": device + (f"; accuracy with {config.jobs} processes of one thread" if config.jobs > 1 else ""),
        "software": f"iceboxer {__version__}, torch {torch.__version__}, python {platform.python_version()}",
    }


def _processor() -> str:
    """Return the model name of the processor if the system reports it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
