"""Training of the general model on simulated scenes: the job behind ``iceboxer train-general``."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from iceboxer.engine import devices
from iceboxer.engine.config import to_json
from iceboxer.engine.data.junk import KINDS
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.metrics import Curve, figures_at, plateau, rows_of
from iceboxer.engine.events import Finished, IsCancelled, Note, Report, Started, never
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.heads import with_heads
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.training.config import GeneralConfig
from iceboxer.engine.training.loop import TrainingLoop
from iceboxer.engine.training.negatives import Negative, read_negatives
from iceboxer.engine.training.plan import Plan, TrainingState
from iceboxer.engine.training.scene_validation import validation_examples
from iceboxer.engine.training.scenes import (
    HELD_OUT,
    VALIDATION,
    Molecules,
    SceneSettings,
    SceneSource,
    collect_molecules,
)
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.validation import ValidationSet, validation_curve
from iceboxer.engine.training.worker_feed import WorkerFeed

MEAN_DECAY = 0.998  # of the running mean of the weights: scenes differ more than crops of a few micrographs do
EPOCH_STEPS = 200
VALIDATION_SCENES = 3  # of each molecule
# The recommended threshold is the highest at which precision × recall is still this fraction of its maximum, so that
# micrographs without particles, which recall does not cover, give almost no picks.
NEARLY = 0.97
HOURS = 2.0  # of a training without --hours and --steps
JUNK_WEIGHT = 2.0  # of the junk head's loss


def train_general(config: GeneralConfig, report: Report, cancelled: IsCancelled) -> Card:
    """Train, and write the model file, its card and history as JSON, and a resume file; return the card.

    The best weights by validation, on scenes of molecules that are not trained on, are written whenever they improve.

    Raises
    ------
    EngineError
        The folder has no structures, the device is not available, or there is no training to resume.
    Cancelled
        After the resume file was written.
    """
    begun = time.monotonic()
    device = devices.choose(config.device, config.threads, config.precision)
    report(Started("train-general", device=device.name))
    molecules = collect_molecules(config.structures, config.seed)
    made_up = len(molecules.train) - molecules.structures
    report(Note(f"Training on {molecules.structures} structures and {made_up} random shapes."))
    negatives = read_negatives(config.negatives)
    if negatives:
        report(Note(f"Learning from {len(negatives)} pictures without particles."))
    torch.manual_seed(config.seed)
    start = load_model(config.start) if config.start else None
    network = start.network if start else make_network("compact")
    if config.junk:
        network = with_heads(network, junk=len(KINDS))
    training = GeneralTraining(config, device, network, molecules, start.card if start else None, negatives)
    card = training.run(report, cancelled)
    summary = {"model": str(training.loop.output), "auc": card.auc}
    report(Finished("train-general", time.monotonic() - begun, summary))
    return card


class GeneralTraining:
    """The training of the general model: its scenes, settings and model card for the training loop."""

    def __init__(
        self,
        config: GeneralConfig,
        device: Device,
        network: Network,
        molecules: Molecules,
        start: Card | None = None,
        negatives: tuple[Negative, ...] = (),
    ) -> None:
        self.config, self.device, self.molecules, self.start = config, device, molecules, start
        self.negatives = tuple(negative.name for negative in negatives)
        weights = replace(network.weights, junk=JUNK_WEIGHT)
        stepper = Stepper(network, device, config.learning_rate, weights, config.muon, MEAN_DECAY)
        scenes = validation_examples(molecules.validation, VALIDATION_SCENES, seed=config.seed + 1_000_000)
        self.scenes = SceneSettings(
            molecules, network.stride, network.nearness, negatives, "junk" in network.arguments(), config.scene_uses
        )
        validation, feed = ValidationSet(scenes, BOX_IN_INPUT), self._feed if config.workers else None
        self.loop = TrainingLoop(
            stepper, SceneSource(self.scenes), plan_of(config, network), validation, config.output, make_feed=feed
        )

    def _feed(self, start: int) -> WorkerFeed:
        return WorkerFeed(self.scenes, self.config.workers, self.loop.plan.batch, self.config.seed, start)

    def run(self, report: Report, cancelled: IsCancelled) -> Card:
        """Train and return the card of the model file."""
        if self.config.resume:
            self.loop.resume(report, "--hours or --steps")
        return self.loop.run(report, cancelled, never, self._card)

    def _card(self) -> Card:
        loop = self.loop
        c = loop.best_curve or validation_curve(loop.best, self.device, loop.validation.examples, BOX_IN_INPUT)
        _, threshold = plateau(c, NEARLY)
        trained_on = _trained_on(self.molecules, loop.state, self.start, self.negatives)
        return card_of(self.config, loop.best, c, threshold, trained_on)


def card_of(config: GeneralConfig, network: Network, c: Curve, threshold: float, trained_on: dict[str, Any]) -> Card:
    """Return the card of a model trained on simulated scenes, with the figures of its validation `c`."""
    figures = figures_at(c, threshold)
    return Card(
        network=network.name,
        arguments=network.arguments(),
        box_size=BOX_IN_INPUT,
        threshold=threshold,
        **{name: getattr(figures, name) for name in ("precision", "recall", "f1", "auc")},
        curve=rows_of(c),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        trained_on=trained_on,
        config=_portable(config),
    )


def plan_of(config: GeneralConfig, network: Network) -> Plan:
    """Return the length of the training that the settings demand."""
    hours = HOURS if config.hours is None and config.steps is None else config.hours
    seconds = None if hours is None else 3600 * hours
    return Plan(seconds, config.steps, EPOCH_STEPS, config.batch or network.batch, config.seed)


def _portable(config: GeneralConfig) -> dict[str, Any]:
    """Return the settings without the folders of this machine."""
    structures, start, negatives = (
        Path(path.name) if path else None for path in (config.structures, config.start, config.negatives)
    )
    output = Path(config.output.name)
    return to_json(replace(config, output=output, structures=structures, start=start, negatives=negatives))


def _trained_on(
    molecules: Molecules, state: TrainingState, start: Card | None, negatives: tuple[str, ...]
) -> dict[str, Any]:
    simulated = "simulated scenes alone; no real micrograph"
    return {
        "general": True,
        "material": "simulated scenes and real pictures without particles" if negatives else simulated,
        "negatives": list(negatives),
        "structures": [m.name for m in molecules.train[: molecules.structures]],
        "made_up_molecules": len(molecules.train) - molecules.structures,
        "validation": [m.name for m in molecules.validation],
        "held_out": list(HELD_OUT),
        "held_for_validation": list(VALIDATION),
        "steps": state.best_step or state.step,  # resume files of version 0.1 have no best step
        "steps_before": start.trained_on.get("steps", 0) if start else 0,
    }
