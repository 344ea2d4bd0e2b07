"""A demonstration on simulated micrographs, from training to evaluation: the job behind ``iceboxer demo``."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iceboxer.engine.config import DEVICE, THREADS, setting
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.job import EvaluateConfig, evaluate
from iceboxer.engine.events import Finished, IsCancelled, Note, Report, Started
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.simulation.job import SETTINGS, SimulateConfig, simulate
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.trainer import train

MICROGRAPHS, TESTED, SIDE, PARTICLES = 12, 4, 2048, 60


@dataclass(frozen=True)
class DemoConfig:
    """Settings of the demonstration."""

    output: Path = setting(Path("demo"), help="output folder")
    minutes: float = setting(1.0, help="training time in minutes")
    noise: float = setting(8.0, help="noise level k of the simulation (structural and shot noise, as in the paper)")
    seed: int = setting(1, help="random seed")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)


def demo(config: DemoConfig, report: Report, cancelled: IsCancelled) -> dict[str, Any]:
    """Simulate, train, pick and evaluate; `text` of the result sums up the figures and lists the files.

    Raises
    ------
    EngineError
        The output folder holds other files, or one of the steps fails.
    """
    begun = time.monotonic()
    report(Started("demo"))
    data, model, picks = config.output / "data", config.output / "model.safetensors", config.output / "picks"
    report(Note(f"1  Simulating {MICROGRAPHS} micrographs at noise k = {config.noise:g}"))
    training, test = _simulate(config, data, report, cancelled)
    report(Note(f"2  Training on {len(training)} of them for {config.minutes:g} min"))
    device, threads = config.device, config.threads
    card = train(
        TrainConfig(
            training,
            _boxes_of(training, data),
            model,
            minutes=config.minutes,
            seed=config.seed,
            device=device,
            threads=threads,
        ),
        report,
        cancelled,
    )
    report(Note(f"3  Picking the other {len(test)}"))
    summary = pick(
        PickConfig(test, model, picks, overwrite=True, pictures=True, device=device, threads=threads),
        report,
        cancelled,
    )
    report(Note("4  Comparing the picks with the true boxes"))
    curves = config.output / "evaluation.png"
    figures = evaluate(
        EvaluateConfig(_boxes_of(test, data), (picks,), threshold=card.threshold, plot=curves), report, cancelled
    )
    report(Finished("demo", time.monotonic() - begun))
    return {**figures, "text": _text(config.output, figures, summary, time.monotonic() - begun)}


def _simulate(
    config: DemoConfig, data: Path, report: Report, cancelled: IsCancelled
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Simulate training and test micrographs; those of an earlier demo are deleted."""
    if data.exists():
        if not (data / SETTINGS).exists():
            raise EngineError(f"{data} contains files that are not from a demo. Choose another --output.")
        shutil.rmtree(data)
    simulate(
        SimulateConfig(data, MICROGRAPHS, PARTICLES, noise=config.noise, width=SIDE, height=SIDE, seed=config.seed),
        report,
        cancelled,
    )
    paths = find_micrographs([data / "micrographs"])
    return tuple(paths[:-TESTED]), tuple(paths[-TESTED:])


def _boxes_of(micrographs: tuple[Path, ...], data: Path) -> tuple[Path, ...]:
    return tuple(data / "boxes" / f"{path.stem}.box" for path in micrographs)


def _text(folder: Path, figures: dict[str, Any], summary: dict[str, Any], seconds: float) -> str:
    picture = sorted((folder / "picks" / "PICTURES").glob("*.png"))[0]
    return "\n".join(
        [
            "",
            f"{summary['picks']} picks on {summary['done']} micrographs not used in training, with "
            f"{figures['particles']} true particles:",
            f"AUC {figures['auc']:.3f}, precision {figures['precision']:.3f}, recall {figures['recall']:.3f}, "
            f"F1 {figures['f1']:.3f}, mean IoU {figures['iou']:.3f}",
            "",
            f"picks over a micrograph  {picture}",
            f"curves                   {folder / 'evaluation.png'}",
            f"boxes for EMAN, RELION   {folder / 'picks'}",
            f"the trained model        {folder / 'model.safetensors'}",
            f"the micrographs          {folder / 'data' / 'micrographs'}",
            "",
            f"Total time {seconds:.0f} s. Open the micrographs: iceboxer {folder / 'data' / 'micrographs'}",
        ]
    )
