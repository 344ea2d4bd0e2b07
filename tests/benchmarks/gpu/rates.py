"""Speed of picking and of training."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from iceboxer.engine import devices
from iceboxer.engine.devices import Device
from iceboxer.engine.events import Event, MicrographDone, ignore, never
from iceboxer.engine.models.base import Target, make_network
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.picker import pick
from iceboxer.engine.training.batches import Batch, Crops, Feed, collate
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import prepare
from iceboxer.engine.training.labelled import load_labelled
from iceboxer.engine.training.stepper import Stepper
from tests.benchmarks.gpu.extent import Extent
from tests.benchmarks.gpu.sets import SimulatedSet, box_size

BOXES = (180.0, 80.0, 48.0)  # px
WARM_UP_STEPS = 3
Figures = dict[str, Any]


def picking(folder: Path, output: Path, device: str, extent: Extent) -> Figures:
    """Return micrographs per second of the general model by box size, from files to files in steady state."""
    timings = [(f"boxes of {box:g} px", box, "auto") for box in BOXES]
    figures: Figures = {"micrographs": extent.picked, "side": extent.large}
    for what, box, precision in [*timings, (f"boxes of {BOXES[0]:g} px, float32", BOXES[0], "float32")]:
        figures[what] = _picking_rate(folder, output / f"picks-{box:g}-{precision}", box, device, precision)
    return figures


def _picking_rate(folder: Path, output: Path, box: float, device: str, precision: str) -> float:
    stamps: list[float] = []

    def report(event: Event) -> None:
        if isinstance(event, MicrographDone):
            stamps.append(time.monotonic())

    config = PickConfig((folder,), None, output, box_size=box, overwrite=True, device=device, precision=precision)
    pick(config, report, never)
    steady = len(stamps) // 4  # until then the pipeline fills
    return (len(stamps) - 1 - steady) / (stamps[-1] - stamps[steady])


def training(item: SimulatedSet, device: str, extent: Extent, guarded: Callable[..., Any]) -> Figures:
    """Return steps per second of both networks by batch and precision, and crops per second of the feed.

    `guarded` calls a function and returns its result, or the error as text.
    """
    figures: Figures = {}
    for name, batches in extent.batches.items():
        crops = _crops(item, name)
        one = collate(crops, 1, range(min(4, *batches) if len(batches) > 1 else batches[0]))
        figures[name] = {"crop": crops.network.crop, "steps per second": {}}
        for precision in precisions(device):
            for batch in batches:
                rate = guarded(_step_rate, name, device, precision, repeated(one, batch), extent.timing)
                figures[name]["steps per second"][f"{precision}, batch {batch}"] = rate
        workers = devices.choose(device).helpers
        for count in sorted({1, 4, workers}):
            figures[name][f"crops per second, {count} threads"] = guarded(_feed_rate, crops, count, extent.timing)
        figures[name]["steps per second from files"] = guarded(_whole_rate, crops, name, device, workers, extent.timing)
    return figures


def precisions(device: str) -> tuple[str, ...]:
    """Return the precisions that a device computes in hardware."""
    fast = devices.has_fast_bfloat16(devices.choose(device).torch)
    return ("bfloat16", "float32") if fast else ("float32",)


def _crops(item: SimulatedSet, name: str) -> Crops:
    network, size = make_network(name), box_size(item)
    config = TrainConfig(tuple(item.training[:8]), (item.boxes,), item.folder / "unused.safetensors")
    examples = [prepare(one.micrograph, one.boxes, network, size) for one in load_labelled(config, ignore)]
    return Crops(examples, network, size, 1.0)


def repeated(one: Batch, size: int) -> Batch:
    """Return a batch of `size` pictures, made of the same few."""
    pictures, target = one
    times = -(-size // len(pictures))
    present = {name: part for name, part in target._asdict().items() if part is not None}
    parts = Target(**{name: torch.cat([part] * times)[:size] for name, part in present.items()})
    return torch.cat([pictures] * times)[:size].contiguous(memory_format=torch.channels_last), parts


def _stepper(name: str, device: str, precision: str) -> Stepper:
    torch.manual_seed(1)
    network = make_network(name)
    chosen = devices.choose(device, 0, precision)
    return Stepper(network, chosen, network.learning_rate, network.weights, muon=network.muon)


def _step_rate(name: str, device: str, precision: str, batch: Batch, seconds: float) -> float:
    """Return steps per second on one batch that is there already; the step itself waits for the device."""
    stepper = _stepper(name, device, precision)
    return _rate(lambda number: stepper.step(batch, number, 1.0), stepper.device, seconds)


def _feed_rate(crops: Crops, workers: int, seconds: float) -> float:
    """Return crops per second that so many threads draw, while no network runs."""
    batch = crops.network.batch
    with Feed(crops, batch, 1, workers=workers) as feed:
        return batch * _rate(lambda _: feed.next(), None, seconds, warm_up=WARM_UP_STEPS + workers)


def _whole_rate(crops: Crops, name: str, device: str, workers: int, seconds: float) -> float:
    """Return steps per second with the default batch, with crops drawn on the way, without validation."""
    stepper = _stepper(name, device, "auto")
    with Feed(crops, crops.network.batch, 1, workers=workers) as feed:
        step = lambda number: stepper.step(feed.next(), number, 1.0)  # noqa: E731
        return _rate(step, stepper.device, 2 * seconds, warm_up=WARM_UP_STEPS + workers)


def _rate(step: Callable[[int], object], device: Device | None, seconds: float, warm_up: int = WARM_UP_STEPS) -> float:
    """Return calls per second over at least `seconds`, after the first ones."""
    for number in range(warm_up if seconds else 1):
        step(number)
    _wait(device)
    begun, count = time.perf_counter(), 0
    while count < (2 if seconds else 1) or time.perf_counter() - begun < seconds:
        step(warm_up + count)
        count += 1
    _wait(device)
    return count / (time.perf_counter() - begun)


def _wait(device: Device | None) -> None:
    if device is not None and device.torch.type == "cuda":
        torch.cuda.synchronize(device.torch)


def ranks(item: SimulatedSet, work: Path, device: str, steps: int) -> Figures:
    """Train `compact` for two epochs of so many steps in one process and in two under ``torchrun``; return the epochs.

    On GPUs each process has its own, so that two are needed.
    """
    count = 2 if device == "cpu" else torch.cuda.device_count()
    if count < 2:
        return {"left out": f"there is {count} GPU; two are needed"}
    figures: Figures = {}
    for processes in (1, 2):
        output = work / f"ranks-{processes}.safetensors"
        command = [sys.executable, "-m"]
        if processes > 1:
            command += ["torch.distributed.run", "--standalone", "--nproc-per-node", str(processes), "-m"]
        command += ["iceboxer.engine.cli.main", "train", "--micrographs", *map(str, item.training)]
        command += ["--boxes", str(item.boxes), "--output", str(output), "--from", "none", "--device", device]
        command += ["--epochs", "2", "--epoch-steps", str(steps), "--batch", "4", "--precision", "float32"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ}, check=False)
        if done.returncode != 0:
            return {"error": done.stderr[-2000:]}
        figures[f"{processes} processes"] = history(output)
    return figures


def history(model: Path) -> list[Figures]:
    """Return seconds, losses and AUC of each epoch of a training."""
    epochs = json.loads(model.with_suffix(".json").read_text(encoding="utf-8"))["history"]
    return [{key: epoch[key] for key in ("epoch", "seconds", "loss", "validation_loss", "auc")} for epoch in epochs]
