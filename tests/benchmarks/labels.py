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
from dataclasses import asdict, dataclass, replace
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, rescaled, resized
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.metrics import curve
from iceboxer.engine.events import ignore, never
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.model_file import for_inference, load_model
from iceboxer.engine.simulation.job import SimulateConfig, simulate
from iceboxer.engine.training.batches import Feed
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import Example, prepare
from iceboxer.engine.training.optimisers import AdamW
from iceboxer.engine.training.scale import fit_network_box
from iceboxer.engine.training.start import GENERAL, rate_from_model
from iceboxer.engine.training.trainer import LabelTraining
from iceboxer.engine.training.training_data import TrainingData
from iceboxer.engine.training.validation import label_confidences, match_example, pick_example

ALL = 100_000
REAL_BOX = 180.0
SIMULATED = {
    "hard16": {"noise": 16.0, "hard": True},
    "small12": {"noise": 12.0, "hard": True, "pixel_size": 3.6},
}
TURNS_OF_SETTINGS = (4, 5)  # from which, with the simulated sets, settings may be chosen; others only test them
SHARES = (0.2, 0.4, 0.7, 1.0)


@dataclass(frozen=True)
class Method:
    """A way of training; `anchor` weighs the deviation from the general model, `rate` multiplies the default rate.

    `missing` is the weight of unlabelled places, None for the default. `head`: only the last layer is trained. `ours`:
    the program's own share of the way and anchor. A method is used with `most` labels at most.
    """

    name: str
    anchor: float = 0.0
    missing: float | None = None
    rate: float = 1.0
    head: bool = False
    ours: bool = False
    most: int = 100_000


METHODS = {
    m.name: m
    for m in (
        Method("ours", ours=True),
        Method("ours3", rate=3.0, ours=True, most=100),
        Method("free"),
        Method("anchor", 1.0),
        Method("head", 0.0, None, 10.0, head=True, most=100),
        Method("rate3", rate=3.0, most=100),
    )
}


@dataclass(frozen=True)
class Job:
    """One training; `count` labels on micrograph number `turn` of a data set."""

    data: str
    turn: int
    count: int
    seed: int
    method: str


class Set:
    """A data set in memory: prepared micrographs with all true boxes, as the network sees them."""

    def __init__(self, folder: Path, truth: str, box_size: float | None, device: Device) -> None:
        self.device, model = device, load_model(shipped())
        self.paths = find_micrographs([folder / "micrographs"])
        boxes = {p: _true_boxes(folder / truth, p, box_size) for p in self.paths}
        places = [(open_micrograph(p), boxes[p]) for p in self.paths[-3:]]
        drawn = float(places[0][1]["width"][0])
        self.network_box = fit_network_box(model, places, drawn, device)
        self.examples = [
            prepare(open_micrograph(p), rescaled(boxes[p], self.network_box / drawn), model.network, self.network_box)
            for p in self.paths
        ]

    def auc(self, network: Network, turn: int) -> float:
        """Return the AUC on all micrographs but one."""
        ready = for_inference(network, self.device)
        others = [e for i, e in enumerate(self.examples) if i != turn]
        return curve([match_example(ready, self.device, e, self.network_box) for e in others]).auc


def run(job: Job, data: Set, steps: int) -> dict[str, Any]:
    """Train once and return the AUC by share of the way, and the ranks of the held-out labels among the picks."""
    begun, method = time.monotonic(), METHODS[job.method]
    whole = data.examples[job.turn]
    rng = np.random.default_rng((job.seed, job.turn))
    labels = whole.labels[rng.permutation(len(whole.labels))[: job.count]]
    held = len(labels) // 5
    train = replace(whole, labels=labels[held:])
    torch.manual_seed(job.seed)
    model = load_model(shipped())
    network = model.network
    rate = rate_from_model(network, len(train.labels)) * method.rate
    config = TrainConfig(
        (), (), Path("unused"), start=GENERAL, epochs=-(-steps // 40), seed=job.seed, learning_rate=rate,
        missing_weight=method.missing,
    )  # fmt: skip
    training = LabelTraining(
        config,
        data.device,
        TrainingData(network, data.network_box, [train], [], data.network_box / BOX_RATIO, model.card.threshold),
    )
    loop = training.loop
    ours = loop.stepper.mean.share, loop.stepper.anchor
    if not method.ours:
        loop.stepper.mean.share, loop.stepper.anchor = 1.0, method.anchor
    if method.head:
        network.requires_grad_(False)
        last = list(network.head[-1].requires_grad_(True).parameters())  # type: ignore[union-attr, index]
        loop.stepper.optimisers = [AdamW(last, rate, weight_decay=0.0)]
    start = load_model(shipped()).network.to(data.device.torch).eval()
    with Feed(loop.source, network.batch, job.seed) as feed:
        for number in range(steps):
            if number and number % 40 == 0:
                training._weigh_missing_labels()
            loop.stepper.step(feed.next(), number, _rate(number / steps), loop.stepper.network)
    trained = time.monotonic() - begun
    found: dict[str, float] = {}
    ranks: dict[str, list[float]] = {}
    for share in (0.0, 1.0) if method.ours else (0.0, *SHARES):
        mixed = _mixed(start, loop.stepper.mean.network, share)
        if share:
            found[str(share)] = data.auc(mixed, job.turn)
        ranks[str(share)] = _ranks(mixed, data, whole, labels[:held])
    return {
        **asdict(job), "start": _start_auc(data, job.turn), "auc": found, "ranks": ranks, "labels": len(labels),
        "share": training.loop.state.labelled_share, "training": trained, "seconds": time.monotonic() - begun,
        "box": data.network_box, "ours": ours, "recall": _recall(start, data, train, model.card.threshold),
    }  # fmt: skip


def _rate(done: float) -> float:
    return 0.01 + 0.99 * 0.5 * (1 + float(np.cos(np.pi * done)))


_STARTS: dict[tuple[int, int], float] = {}


def _start_auc(data: Set, turn: int) -> float:
    key = id(data), turn
    if key not in _STARTS:
        _STARTS[key] = data.auc(load_model(shipped()).network, turn)
    return _STARTS[key]


@torch.no_grad()
def _mixed(start: Network, trained: Network, share: float) -> Network:
    mixed = load_model(shipped()).network.to(next(trained.parameters()).device)
    parts = zip(mixed.state_dict().values(), start.state_dict().values(), trained.state_dict().values(), strict=True)
    for mine, first, last in parts:
        if mine.is_floating_point():
            mine.copy_(first.lerp(last, share))
    return mixed


def _ranks(network: Network, data: Set, example: Example, held_out: Boxes) -> list[float]:
    """Return for each held-out label the fraction of all picks that are more confident than the one on it."""
    ready = for_inference(network, data.device)
    picks = pick_example(ready, data.device, example, data.network_box)
    confidence = label_confidences(picks, held_out)
    return [float(np.mean(picks["confidence"] > c)) for c in confidence] if len(picks) else []


def _recall(network: Network, data: Set, example: Example, threshold: float) -> float:
    """Return the share of the labels on which the network has a pick at the threshold."""
    picks = pick_example(for_inference(network, data.device), data.device, example, data.network_box)
    return float(np.mean(label_confidences(picks, example.labels) >= threshold))


def _true_boxes(folder: Path, micrograph: Path, box_size: float | None) -> Boxes:
    (file,) = (p for p in folder.iterdir() if p.stem == micrograph.stem)
    boxes = np.concatenate([one.boxes for one in read_boxes(file, box_size)])
    return boxes if box_size is None else resized(boxes, box_size)


# ── many trainings ──────────────────────────────────────────────────────────────────────────────────────────

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
