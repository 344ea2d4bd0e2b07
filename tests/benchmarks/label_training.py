"""One training on few labels of a micrograph, and its AUC on the others."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, rescaled, resized
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.micrograph_search import find_micrographs
from iceboxer.engine.data.shipped import shipped
from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.metrics import curve
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.model_file import for_inference, load_model
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
