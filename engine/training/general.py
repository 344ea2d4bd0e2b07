"""Trains the general model: the job behind ``iceboxer train-general``."""

from __future__ import annotations

import copy
import json
import math
import time
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from iceboxer.engine import devices
from iceboxer.engine.config import DEVICE, PRECISION, THREADS, require, setting, to_json
from iceboxer.engine.data.atomic import write_text
from iceboxer.engine.data.model_card import Card, with_suffix
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.evaluation.metrics import Curve, best_threshold, figures_at, plateau, rows_of
from iceboxer.engine.events import EpochDone, Finished, IsCancelled, Note, Progress, Report, Started
from iceboxer.engine.models.base import Network, make_network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.model_file import Model, load_model, save_model
from iceboxer.engine.training import checkpoint
from iceboxer.engine.training.feed import Feed
from iceboxer.engine.training.learner import Learner
from iceboxer.engine.training.loop import chance
from iceboxer.engine.training.molecules import HELD_OUT, VALIDATION, Molecules, collect
from iceboxer.engine.training.scenes import Stock, examples
from iceboxer.engine.training.validate import validate

DECAY = 0.998  # of the running mean: scenes differ more than crops of a few micrographs do
SMALLEST_RATE = 0.01  # of the learning rate, at the end
EPOCH = 200  # steps between two validations
SCENES = 3  # for validation, of each molecule
# The recommended threshold is the highest at which precision × recall is still this share of its best: micrographs
# without particles shall give almost nothing, and on them recall does not count.
NEARLY = 0.97


@dataclass(frozen=True)
class GeneralConfig:
    """Training the general model on simulated scenes."""

    output: Path = setting(help="the model file to write (.safetensors)")
    structures: Path | None = setting(
        None, help="folder of structures (.pdb, .cif, .npz) or maps (.mrc); without it, made-up molecules alone"
    )
    hours: float = setting(2.0, help="how long to train")
    seed: int = setting(1, help="of everything random")
    start: Path | None = setting(None, help="a general model to start from", flag="--from")
    resume: bool = setting(False, help="go on where a training that wrote this output stopped")
    learning_rate: float = setting(0.003, help="of AdamW, at its highest")
    device: str = setting("auto", help=DEVICE)
    threads: int = setting(0, help=THREADS)
    precision: str = setting("auto", help=PRECISION)

    def __post_init__(self) -> None:
        require(self.hours > 0, "The training time must be above 0 hours.")
        require(self.learning_rate > 0, "The learning rate must be above 0.")


@dataclass
class State:
    """Where the training stands; saved with the weights."""

    step: int = 0
    epoch: int = 0
    seconds: float = 0.0
    best_auc: float = -1.0
    history: list[dict[str, Any]] = field(default_factory=list)


def train_general(config: GeneralConfig, report: Report, cancelled: IsCancelled) -> Card:
    """Train and write the model file with its card, the same as JSON beside it, and the state to go on from.

    The best weights by validation, on scenes of molecules that are not learnt from, are written whenever they
    got better.

    Raises
    ------
    EngineError
        There is no structure in the folder, a wrong device, or nothing to go on from.
    Cancelled
        After the state was saved, so that ``resume`` goes on from there.
    """
    begun = time.monotonic()
    device = devices.choose(config.device, config.threads, config.precision)
    report(Started("train-general", device=device.name))
    molecules = collect(config.structures, config.seed)
    made_up = len(molecules.learn) - molecules.structures
    report(Note(f"Learning from {molecules.structures} structures and {made_up} made-up molecules."))
    torch.manual_seed(config.seed)
    start = load_model(config.start) if config.start else None
    network = start.network if start else make_network("compact")
    training = Training(config, device, network, molecules, start.card if start else None)
    card = training.to_the_end(report, cancelled)
    report(Finished("train-general", time.monotonic() - begun, {"model": str(training.output), "auc": card.auc}))
    return card


class Training:
    """One training with the files that it writes."""

    def __init__(
        self,
        config: GeneralConfig,
        device: devices.Device,
        network: Network,
        molecules: Molecules,
        before: Card | None = None,
    ) -> None:
        self.config, self.device, self.molecules, self.before = config, device, molecules, before
        self.output = with_suffix(config.output)
        self.state_file = checkpoint.path_beside(self.output)
        self.learner = Learner(network, device, config.learning_rate, network.weights)
        self.learner.average.decay = DECAY
        self.best = copy.deepcopy(self.learner.average.network)
        self.best_curve: Curve | None = None
        self.judge = examples(molecules.validation, SCENES, seed=config.seed + 1_000_000)
        self.state = State()

    @property
    def done(self) -> float:
        """How much of the training is behind it, 0 to 1."""
        return min(1.0, self.state.seconds / (3600 * self.config.hours))

    def to_the_end(self, report: Report, cancelled: IsCancelled) -> Card:
        """Train; the last card written."""
        if self.config.resume:
            self._resume()
            report(Note(f"Going on after {self.state.seconds / 60:.1f} minutes of training."))
        stock = Stock(self.molecules, self.learner.network)
        card: Card | None = None
        with Feed(stock, self.learner.network.batch, self.config.seed, self.state.step) as feed:
            while self.done < 1 and not cancelled():
                event = self._judge(self._epoch(feed, report, cancelled))
                report(event)
                if event.best or card is None:
                    card = self._write()
                self._save()
        if cancelled() or card is None:
            raise Cancelled
        return card

    def _resume(self) -> None:
        plain = checkpoint.load_state(self.state_file, self._networks(), self.learner.optimisers)
        self.state = State(**plain)
        self.best_curve = validate(self.best, self.device, self.judge, BOX_IN_INPUT)
        self.state.best_auc = self.best_curve.auc
        if self.done >= 1:
            raise EngineError("That training had reached its end. Give more --hours to go on with it.")

    def _save(self) -> None:
        checkpoint.save_state(self.state_file, self._networks(), self.learner.optimisers, asdict(self.state))

    def _networks(self) -> dict[str, Network]:
        return {"network": self.learner.network, "average": self.learner.average.network, "best": self.best}

    def _epoch(self, feed: Feed, report: Report, cancelled: IsCancelled) -> float:
        """Some steps; returns their mean loss."""
        total, steps = 0.0, 0
        while steps < EPOCH and self.done < 1 and not cancelled():
            begun = time.monotonic()
            share = SMALLEST_RATE + (1 - SMALLEST_RATE) * 0.5 * (1 + math.cos(math.pi * self.done))
            total += self.learner.step(feed.next(), self.state.step, share)
            self.state.step += 1
            steps += 1
            self.state.seconds += time.monotonic() - begun
            left = 3600 * self.config.hours - self.state.seconds
            report(Progress(round(1000 * self.done), 1000, "‰ of the training", left))
        self.state.epoch += 1
        return total / max(1, steps)

    def _judge(self, loss: float) -> EpochDone:
        """Validate, and keep the weights if they are the best so far."""
        begun = time.monotonic()
        c = validate(self.learner.average.network, self.device, self.judge, BOX_IN_INPUT)
        best = c.auc >= self.state.best_auc - chance(self.state.best_auc, c.particles)
        if best:
            self.best.load_state_dict(self.learner.average.network.state_dict())
            self.state.best_auc, self.best_curve = max(self.state.best_auc, c.auc), c
        self.state.seconds += time.monotonic() - begun
        f1 = figures_at(c, best_threshold(c)).f1
        event = EpochDone(self.state.epoch, loss, None, c.auc, f1, best, self.state.seconds)
        self.state.history.append(asdict(event))
        return event

    def _write(self) -> Card:
        """Write the best weights so far with their card."""
        c = self.best_curve or validate(self.best, self.device, self.judge, BOX_IN_INPUT)
        _, threshold = plateau(c, NEARLY)
        figures = figures_at(c, threshold)
        card = Card(
            network=self.best.name,
            arguments=self.best.arguments(),
            box_size=BOX_IN_INPUT,
            threshold=threshold,
            **{name: getattr(figures, name) for name in ("precision", "recall", "f1", "auc")},
            curve=rows_of(c),
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            trained_on=_trained_on(self.molecules, self.state, self.before),
            config=_portable(self.config),
        )
        save_model(Model(self.best, card), self.output)
        story = {**asdict(card), "history": self.state.history}
        write_text(self.output.with_suffix(".json"), json.dumps(story, indent=2) + "\n")
        return card


def _portable(config: GeneralConfig) -> dict[str, Any]:
    """The settings without the folders of the machine that it was trained on."""
    structures, start = (Path(path.name) if path else None for path in (config.structures, config.start))
    return to_json(replace(config, output=Path(config.output.name), structures=structures, start=start))


def _trained_on(molecules: Molecules, state: State, before: Card | None) -> dict[str, Any]:
    return {
        "general": True,
        "material": "simulated scenes alone; no real micrograph",
        "structures": [m.name for m in molecules.learn[: molecules.structures]],
        "made_up_molecules": len(molecules.learn) - molecules.structures,
        "validation": [m.name for m in molecules.validation],
        "held_out": list(HELD_OUT),
        "held_for_validation": list(VALIDATION),
        "steps": state.step,
        "steps_before": before.trained_on.get("steps", 0) if before else 0,
    }
