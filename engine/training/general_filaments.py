"""Training of the filament model on simulated scenes: the job behind ``iceboxer train-general --filaments``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from iceboxer.engine import devices
from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.filaments import cut_segments
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.events import Finished, IsCancelled, Note, Report, Started, never
from iceboxer.engine.models.base import Network, make_network, weights_that_fit
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.model_file import load_model
from iceboxer.engine.simulation.assemblies import HELD_OUT, TRAINED
from iceboxer.engine.simulation.filament_scene import FilamentScene
from iceboxer.engine.simulation.molecule import Molecule
from iceboxer.engine.training.config import GeneralConfig
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.filament_scenes import FilamentSceneSettings, random_filament_scene
from iceboxer.engine.training.filament_threshold import recommend_threshold
from iceboxer.engine.training.general import MEAN_DECAY, card_of, plan_of, train_general
from iceboxer.engine.training.loop import TrainingLoop
from iceboxer.engine.training.scenes import collect_molecules
from iceboxer.engine.training.stepper import Stepper
from iceboxer.engine.training.validation import ValidationSet, validation_curve
from iceboxer.engine.training.worker_feed import WorkerFeed

VALIDATION_SCENES = 40
SCENE_MOLECULES = 60  # of the molecules of the general model's scenes, as particles and debris between the filaments


def train_shipped(config: GeneralConfig, report: Report, cancelled: IsCancelled) -> Card:
    """Train the filament model or the general model, as `config` demands; return the card."""
    return (train_filaments if config.filaments else train_general)(config, report, cancelled)


def train_filaments(config: GeneralConfig, report: Report, cancelled: IsCancelled) -> Card:
    """Train, and write the model file, its card and history as JSON, and a resume file; return the card.

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
    report(Note("Training on random helical assemblies, with single particles and contaminants beside them."))
    torch.manual_seed(config.seed)
    start = load_model(config.start) if config.start else None
    network = make_network("compact", direction=True)
    if start:
        network.load_state_dict({**network.state_dict(), **weights_that_fit(start.network, network)})
    training = FilamentTraining(
        config, device, network, molecules.train[:: max(1, len(molecules.train) // SCENE_MOLECULES)]
    )
    card = training.run(report, cancelled)
    report(Finished("train-general", time.monotonic() - begun, {"model": str(training.loop.output), "auc": card.auc}))
    return card


class FilamentTraining:
    """The training of the filament model: its scenes, settings and model card for the training loop."""

    def __init__(
        self, config: GeneralConfig, device: Device, network: Network, molecules: tuple[Molecule, ...]
    ) -> None:
        self.config, self.device = config, device
        stepper = Stepper(network, device, config.learning_rate, network.weights, config.muon, MEAN_DECAY)
        self.scenes = FilamentSceneSettings(molecules, network.stride, network.nearness, config.scene_uses)
        rng = np.random.default_rng(config.seed + 1_000_000)
        examples = [scene_example(random_filament_scene(molecules, rng)) for _ in range(VALIDATION_SCENES)]
        validation, feed = ValidationSet(examples, BOX_IN_INPUT), self._feed if config.workers else None
        plan = plan_of(config, network)
        self.loop = TrainingLoop(stepper, self.scenes.source(), plan, validation, config.output, make_feed=feed)

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
        found = recommend_threshold(loop.best, self.device, loop.validation.examples, BOX_IN_INPUT)
        return card_of(self.config, loop.best, c, found.value, self._trained_on())

    def _trained_on(self) -> dict[str, Any]:
        state = self.loop.state
        return {
            "general": True,
            "filaments": True,
            "material": "simulated scenes of helical assemblies alone; no real micrograph",
            "assemblies": ["random lattices", *TRAINED],
            "held_out": list(HELD_OUT),
            "steps": state.best_step or state.step,
        }


def scene_example(scene: FilamentScene) -> Example:
    """Return a scene as an example to validate on."""
    shape = (scene.picture.shape[0], scene.picture.shape[1])
    labels = cut_segments(scene.filaments, BOX_IN_INPUT).boxes
    return Example(
        Path("scene"), shape, scene.picture, (1.0, 1.0), labels, no_boxes(), filaments=tuple(scene.filaments)
    )
