"""What the experiments share: where they work, and the way from a set to its figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.config import EvaluateConfig, PickConfig, TrainConfig
from engine.evaluation.job import evaluate
from engine.events import IsCancelled, Report, ignore
from engine.picking.picker import pick
from engine.simulation.job import SETTINGS, SimulateConfig, simulate
from engine.training.trainer import train


@dataclass(frozen=True)
class Bench:
    """Where an experiment works and how much time it has.

    `data` is a folder with ``micrographs/`` and ``truth/`` of a real set, or None; `pace` multiplies every
    training time, for a quick look.
    """

    folder: Path
    data: Path | None
    pace: float
    seed: int
    device: str
    threads: int
    report: Report
    cancelled: IsCancelled

    def simulated(self, name: str, **settings: Any) -> Path:
        """A simulated set, made once."""
        folder = self.folder / "data" / name
        if not (folder / SETTINGS).exists():
            simulate(SimulateConfig(folder, **settings), ignore, self.cancelled)
        return folder

    def score(
        self, name: str, learn: list[Path], test: list[Path], boxes: Path, truth: Path, minutes: float, box_size: float
    ) -> dict[str, Any]:
        """Train on `learn`, pick `test`, and compare with `truth`: the figures of ``iceboxer evaluate``."""
        folder = self.folder / "runs" / name
        model = folder / "model.safetensors"
        train(
            TrainConfig(
                micrographs=tuple(learn),
                boxes=(boxes,),
                output=model,
                box_size=box_size,
                minutes=minutes * self.pace,
                seed=self.seed,
                device=self.device,
                threads=self.threads,
            ),
            ignore,
            self.cancelled,
        )
        picks = folder / "picks"
        pick(
            PickConfig(tuple(test), model, picks, overwrite=True, device=self.device, threads=self.threads),
            ignore,
            self.cancelled,
        )
        files = tuple(p for t in test for p in truth.iterdir() if p.stem == t.stem)
        return evaluate(EvaluateConfig(files, (picks,), box_size=box_size), ignore, self.cancelled)
