"""A network trained, picking and evaluated with the commands that a person uses."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iceboxer.engine.cli.main import main
from iceboxer.engine.errors import EngineError
from tests.benchmarks.gpu.rates import history
from tests.benchmarks.gpu.sets import SimulatedSet

EPOCH_STEPS = 40
Figures = dict[str, Any]


@dataclass(frozen=True)
class Training:
    """A training of `network` on a set for `steps` steps; `options` are those of ``iceboxer train``."""

    item: SimulatedSet
    network: str
    steps: int
    device: str
    options: tuple[str, ...] = ()


def learn(training: Training, work: Path) -> Figures:
    """Train, pick the unseen micrographs and evaluate; return AUC, the commands, times, and the history.

    Raises
    ------
    EngineError
        A command failed.
    """
    item, device = training.item, ("--device", training.device)
    model, picks, result = work / "model.safetensors", work / "picks", work / "result.json"
    epoch_steps = min(EPOCH_STEPS, training.steps)
    length = ("--epochs", str(max(1, training.steps // epoch_steps)), "--epoch-steps", str(epoch_steps))
    micrographs = tuple(map(str, item.training))
    seconds, commands = {}, []
    for command, *arguments in (
        ("train", "--network", training.network, *length, *training.options, *device, "--output", str(model),
         "--boxes", str(item.boxes), "--micrographs", *micrographs),
        ("pick", "--model", str(model), *device, "--output", str(picks), *map(str, item.unseen)),
        ("evaluate", "--truth", str(item.truth), "--picks", str(picks), "--json", str(result)),
    ):  # fmt: skip
        begun = time.monotonic()
        code = main([command, *arguments])
        seconds[command] = time.monotonic() - begun
        shown = [a for a in arguments if a not in micrographs]
        commands.append(" ".join(["iceboxer", command, *shown]))
        if code != 0:
            raise EngineError(f"iceboxer {command} ended with exit code {code}.")
    epochs = history(model)
    figures = json.loads(result.read_text(encoding="utf-8"))
    steps = len(epochs) * epoch_steps
    return {
        "network": training.network,
        "noise": item.noise,
        "side": item.side,
        "learn": len(item.training),
        "test": len(item.unseen),
        "steps": steps,
        "training seconds": epochs[-1]["seconds"],
        "steps per minute": 60 * steps / seconds["train"],
        **{name: figures[name] for name in ("auc", "f1", "precision", "recall", "iou", "interval_95", "particles")},
        "seconds": seconds,
        "commands": commands,
        "history": epochs,
    }
