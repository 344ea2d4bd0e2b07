"""Trains a network: the job behind ``iceboxer train`` and the window's *Train*."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from iceboxer.engine import devices
from iceboxer.engine.config import to_json
from iceboxer.engine.data.atomic import remove_remains, write_text
from iceboxer.engine.data.model_card import Card, with_suffix
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.evaluation.metrics import figures_at, robust_threshold, rows_of
from iceboxer.engine.events import Event, Finished, IsCancelled, Note, Report, Started, ignore, never
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.model_file import Model, load_model, save_model
from iceboxer.engine.training import checkpoint, loading, parallel
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.dataset import Example
from iceboxer.engine.training.loop import SPARSE_SHARE, Loop
from iceboxer.engine.training.start import GENERAL, model_file, rate_from_model, starting_point
from iceboxer.engine.training.validate import validate

SAVE_EVERY = 20.0  # seconds between two saved states


@dataclass(frozen=True)
class Material:
    """What a training works with; `learn` and `judge` are its examples."""

    network: Network
    box_size: float
    learn: list[Example]
    judge: list[Example]


def train(config: TrainConfig, report: Report, cancelled: IsCancelled, stop: IsCancelled = never) -> Card:
    """Train and write the model file, its card and history as JSON beside it, and the state to go on from.

    The best weights by validation are written whenever they got better. `stop` ends the training early and
    well; `cancelled` ends it at once.

    Raises
    ------
    EngineError
        Nothing to learn from, a wrong device, a model that cannot be started from.
    Cancelled
        After the state was saved, so that ``resume`` goes on from there.
    """
    begun = time.monotonic()
    config = replace(config, start=starting_point(config.start, config.network))
    with parallel.processes() as number:
        report = report if number == 0 else ignore
        device = devices.choose(parallel.device_name(config.device), parallel.threads(config.threads), config.precision)
        report(Started("train", device=device.name))
        material = _material(config, report, cancelled)
        config = replace(config, learning_rate=_rate(config, material))
        loop = Loop(config, device, material.network, material.box_size, material.learn, material.judge, number)
        card = Run(config, loop, material).to_the_end(report, cancelled, stop)
        report(Finished("train", time.monotonic() - begun, _summary(card, with_suffix(config.output))))
    return card


def _material(config: TrainConfig, report: Report, cancelled: IsCancelled) -> Material:
    labelled = loading.load_labelled(config, report)
    box_size = loading.box_size_of(labelled, config.box_size)
    torch.manual_seed(config.seed)  # the same random start in every process
    network = _network(config, report)
    learn, judge = loading.divide(labelled, config)
    examples = [loading.read_examples(part, network, box_size, config, report, cancelled) for part in (learn, judge)]
    if not any(e.labelled for e in examples[0]):
        raise EngineError("No micrograph with boxes could be read, so there is nothing to learn from.")
    if any(e.labelled for e in examples[1]):
        return Material(network, box_size, examples[0], examples[1])
    learnt, judged = loading.hold_back_region(examples[0], config.validation)
    return Material(network, box_size, learnt, [*judged, *examples[1]] if judged else [])


def _network(config: TrainConfig, report: Report) -> Network:
    if config.start is None:
        arguments = {"patches": config.patches} if config.network == "yolo" else {}
        return make_network(config.network, **arguments)
    model = load_model(model_file(config.start))
    size = "" if config.start == GENERAL else f", box size {model.card.box_size:g} px"
    report(Note(f"Starting from {config.start} ({model.card.network}{size})."))
    return model.network


def _rate(config: TrainConfig, material: Material) -> float:
    """The highest learning rate."""
    if config.learning_rate is not None:
        return config.learning_rate
    labels = sum(len(e.within(e.labels)) for e in material.learn)
    return rate_from_model(material.network, labels) if config.start else material.network.learning_rate


class Run:
    """One training with the files that it writes."""

    def __init__(self, config: TrainConfig, loop: Loop, material: Material) -> None:
        self.config, self.loop, self.material = config, loop, material
        self.output = with_suffix(config.output)
        self.state_file = checkpoint.path_beside(self.output)
        self._saved, self._written = time.monotonic(), False
        if loop.first:
            remove_remains(self.output.parent)

    def to_the_end(self, report: Report, cancelled: IsCancelled, stop: IsCancelled) -> Card:
        """Train; the last card written."""
        if self.config.resume:
            self.loop.resume(self.state_file)
            if self.loop.done >= 1:
                raise EngineError("That training had reached its end. Give more --minutes to go on with it.")
            report(Note(f"Going on after {self.loop.state.seconds / 60:.1f} minutes of training."))
        self.loop.run(report, lambda: cancelled() or stop(), self._after_epoch)
        if parallel.any_says(cancelled()):
            self.loop.save(self.state_file)
            raise Cancelled
        card = self._write()
        self.loop.save(self.state_file)  # after the model: from a state at its end nothing goes on, so none would come
        if card.missing_labels:
            report(Note(_missing_labels(self.loop.state.labelled_share or 0)))
        return card

    def _after_epoch(self, event: Event) -> None:
        if not self.loop.first:
            return
        if getattr(event, "best", False) or not self._written:
            self._write()
        if time.monotonic() - self._saved > SAVE_EVERY:
            self.loop.save(self.state_file)
            self._saved = time.monotonic()

    def _write(self) -> Card:
        """Write the best weights so far with their card."""
        card = self._card()
        self._written = True
        if self.loop.first:
            save_model(Model(self.loop.best, card), self.output)
            story = {**asdict(card), "history": self.loop.state.history}
            write_text(self.output.with_suffix(".json"), json.dumps(story, indent=2) + "\n")
        return card

    def _card(self) -> Card:
        loop, material = self.loop, self.material
        judge = material.judge or [e for e in material.learn if e.labelled]
        c = loop.best_curve or validate(loop.best, loop.device, judge, material.box_size)
        threshold = robust_threshold(c)
        measured: dict[str, Any] = {}
        if material.judge:
            figures = figures_at(c, threshold)
            measured = {name: getattr(figures, name) for name in ("precision", "recall", "f1", "auc")}
            measured["curve"] = rows_of(c)
        share = loop.state.labelled_share
        return Card(
            network=loop.network.name,
            arguments=loop.network.arguments(),
            box_size=material.box_size,
            threshold=threshold,
            missing_labels=share is not None and share < SPARSE_SHARE,
            lowpass=self.config.lowpass,
            lowpass_resolution=self.config.lowpass_resolution,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            trained_on=_trained_on(material, share),
            config=to_json(self.config),
            **measured,
        )


def _trained_on(material: Material, share: float | None) -> dict[str, Any]:
    return {
        "micrographs": [e.path.name for e in material.learn],
        "validation": [e.path.name for e in material.judge],
        "labels": sum(len(e.within(e.labels)) for e in material.learn),
        "validation_labels": sum(len(e.within(e.labels)) for e in material.judge),
        "rejected": sum(len(e.within(e.rejected)) for e in material.learn),
        "empty_micrographs": sum(e.empty for e in material.learn),
        "labelled_share": share,
    }


def _missing_labels(share: float) -> str:
    return (
        f"About {100 * share:.0f} % of the surest picks are labelled, so many particles seem unlabelled; "
        "precision, F1 and AUC in validation are too low by about that factor."
    )


def _summary(card: Card, output: Path) -> dict[str, Any]:
    names = ("box_size", "threshold", "precision", "recall", "f1", "auc")
    return {"model": str(output), **{name: getattr(card, name) for name in names}}
