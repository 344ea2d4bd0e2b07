"""The training itself: steps, epochs, validation, the best weights so far."""

from __future__ import annotations

import copy
import math
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from torch import nn

from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.metrics import Curve, best_threshold, figures_at
from iceboxer.engine.events import EpochDone, IsCancelled, Progress, Report
from iceboxer.engine.models.base import LossWeights, Network
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.training import augment, checkpoint, parallel
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.dataset import Crops, Example
from iceboxer.engine.training.feed import Batch, Feed, collate
from iceboxer.engine.training.learner import Learner
from iceboxer.engine.training.start import are_few
from iceboxer.engine.training.unsure import with_unsure
from iceboxer.engine.training.validate import labelled_share, pick_example, validate, validation_loss

DEFAULT_MINUTES = 3.0
SMALLEST_RATE = 0.01  # of the learning rate, at the end
SPARSE_WEIGHT = 0.1  # unlabelled particles must hardly be punished: measured, see docs/benchmarks.md
SPARSE_SHARE = 0.45  # fewer labels than this among the surest picks: most particles were left unlabelled
DECIDE_AFTER = 0.25  # of the training; by then the surest picks are right
LOOKING_SHARE = 1 / 6  # of the time, at most, is spent on looking how good the network is by now


@dataclass
class State:
    """Where a training stands; saved with the weights."""

    step: int = 0
    epoch: int = 0
    seconds: float = 0.0
    best_auc: float = -1.0
    best_epoch: int = 0
    missing_weight: float = SPARSE_WEIGHT
    labelled_share: float | None = None
    history: list[dict[str, Any]] = field(default_factory=list)


class Loop:
    """Trains one network on examples; see `run`.

    Parameters
    ----------
    learn, judge : sequences of Example
        What it learns from and what it is judged by; the latter may be empty.
    process : int
        The number of this process among those that train together.
    """

    def __init__(
        self,
        config: TrainConfig,
        device: Device,
        network: Network,
        box_size: float,
        learn: list[Example],
        judge: list[Example],
        process: int = 0,
    ) -> None:
        self.config, self.device, self.box_size = config, device, box_size
        self.learn, self.judge = learn, judge
        self.weights = _loss_weights(config, network)
        few = are_few(sum(len(e.within(e.labels)) for e in learn))
        rate = config.learning_rate or network.learning_rate
        self.learner = Learner(network, device, rate, self.weights, muon=network.muon and not few)
        self.learner.keeps_statistics = few and config.start is not None
        self.network, self.average = self.learner.network, self.learner.average
        self.best = copy.deepcopy(self.average.network)
        self.state = State()
        if config.missing_weight is not None:
            self.state.missing_weight = config.missing_weight
        names = augment.ALL if config.augmentations is None else config.augmentations
        crops_of = self._spared() if self.learner.keeps_statistics else learn
        self.crops = Crops(crops_of, network, box_size, self.state.missing_weight, names)
        self.best_curve: Curve | None = None  # of the best weights, where this process measured it
        self.process = process
        self.first = process == 0
        self._fixed = self._fixed_batches()

    def _spared(self) -> list[Example]:
        """What it learns from, without places of which the model to start from thinks that they are particles.

        With few labels most particles have none, and are never learnt as empty then: measured, see
        docs/decisions/learning-from-few.md.
        """
        ready = for_inference(self.network, self.device)
        return with_unsure(self.learn, [pick_example(ready, self.device, e, self.box_size) for e in self.learn])

    def _fixed_batches(self) -> list[Batch]:
        """Unchanged crops of what it is judged by, for the validation loss: always the same."""
        if not self.judge or not self.first:
            return []
        crops = Crops(self.judge, self.network, self.box_size, self.state.missing_weight, ())
        return [collate(crops, 0, range(4))]

    def resume(self, path: Path) -> None:
        """Go on from a saved state."""
        self.state = State(**checkpoint.load_state(path, self._networks(), self.learner.optimisers))
        self.crops.weigh_missing(self.state.missing_weight)

    def save(self, path: Path) -> None:
        """Save the state, to go on from."""
        if self.first:
            checkpoint.save_state(path, self._networks(), self.learner.optimisers, asdict(self.state))

    def _networks(self) -> dict[str, Network]:
        return {"network": self.network, "average": self.average.network, "best": self.best}

    @property
    def done(self) -> float:
        """How much of the training is behind it, 0 to 1."""
        minutes, epochs = self.config.minutes, self.config.epochs
        if minutes is None and epochs is None:
            minutes = DEFAULT_MINUTES
        by_time = self.state.seconds / (minutes * 60) if minutes else 0.0
        by_step = self.state.step / (epochs * self.config.epoch_steps) if epochs else 0.0
        return min(1.0, max(by_time, by_step))

    def run(self, report: Report, stop: IsCancelled, on_epoch: Report) -> None:
        """Train until the time is over, nothing gets better, or `stop` says so.

        `on_epoch` is called after each epoch; the caller saves what is to be saved.
        """
        ddp = parallel.shared(self.network, self.device)
        batch = max(1, (self.config.batch or self.network.batch) // parallel.count())
        if self.config.start is not None and self.state.epoch == 0 and self.judge:
            self._judge_start()
        looked, looking_took = time.monotonic(), 0.0
        part = self.process, parallel.count()
        with Feed(self.crops, batch, self.config.seed, self.state.step, part) as feed:
            while not parallel.any_says(self.done >= 1 or stop() or self._stuck()):
                loss = self._epoch(ddp, feed, report, stop)
                begun = time.monotonic()
                looks = parallel.any_says(begun - looked >= looking_took / LOOKING_SHARE or self.done >= 1)
                event = self._judge(loss, looks)
                if looks:
                    looked, looking_took = time.monotonic(), time.monotonic() - begun
                self._add_time(time.monotonic() - begun)
                report(event)
                on_epoch(event)

    def _stuck(self) -> bool:
        return bool(self.judge) and self.state.epoch - self.state.best_epoch >= self.config.patience

    def _epoch(self, ddp: nn.Module, feed: Feed, report: Report, stop: IsCancelled) -> float:
        """Some steps; returns their mean loss."""
        losses = []
        for _ in range(self.config.epoch_steps):
            begun = time.monotonic()
            losses.append(self.learner.step(feed.next(), self.state.step, self._share(), ddp))
            self.state.step += 1
            self._add_time(time.monotonic() - begun)
            done = self.done
            left = self.state.seconds * (1 - done) / done if done > 0 else None
            report(Progress(round(1000 * done), 1000, "‰ of the training", left))
            if parallel.any_says(done >= 1 or stop()):
                break
        self.state.epoch += 1
        return float(np.mean(losses))

    def _add_time(self, seconds: float) -> None:
        """By the first process's clock, so that all are equally far, and learn at the same rate."""
        (self.state.seconds,) = parallel.from_first([self.state.seconds + seconds])

    def _share(self) -> float:
        """Of the highest learning rate: half a cosine over the training."""
        return SMALLEST_RATE + (1 - SMALLEST_RATE) * 0.5 * (1 + math.cos(math.pi * self.done))

    def _judge_start(self) -> None:
        """A model to start from is kept until what it learns makes it better: then less is never left of it."""
        begun = time.monotonic()
        self.best_curve, auc = self._validate()
        self._keep(auc)
        self._add_time(time.monotonic() - begun)

    def _validate(self) -> tuple[Curve | None, float]:
        """The curve, where this process measured it, and its AUC."""
        c = validate(self.average.network, self.device, self.judge, self.box_size) if self.first else None
        (auc,) = parallel.from_first([c.auc if c else 0.0])
        return c, auc

    def _judge(self, loss: float, looks: bool) -> EpochDone:
        """Validate, keep the weights if they are the best so far, and settle the weight of missing labels."""
        self._weigh_missing_labels()
        if not self.judge or not looks:
            if not self.judge:
                self._keep(self.state.best_auc)
            return self._event(loss, None, None)
        c, auc = self._validate()
        particles = sum(len(e.within(e.labels)) for e in self.judge)
        best = auc >= self.state.best_auc - chance(self.state.best_auc, particles)
        if best:
            self._keep(max(auc, self.state.best_auc))
            self.best_curve = c
        return self._event(loss, c, auc, best)

    def _keep(self, auc: float) -> None:
        self.best.load_state_dict(self.average.network.state_dict())
        self.state.best_auc, self.state.best_epoch = auc, self.state.epoch

    def _event(self, loss: float, c: Curve | None, auc: float | None, best: bool = False) -> EpochDone:
        validation = f1 = None
        if c is not None:
            f1 = figures_at(c, best_threshold(c)).f1
            validation = validation_loss(self.average.network, self.device, self._fixed, self.weights)
        event = EpochDone(self.state.epoch, loss, validation, auc, f1, best, self.state.seconds)
        self.state.history.append(asdict(event))
        return event

    def _weigh_missing_labels(self) -> None:
        """Once the surest picks can be trusted: are they labelled, or were most particles left out?"""
        trusted = self.config.start is not None or self.done >= DECIDE_AFTER
        if self.state.labelled_share is not None or not trusted:
            return
        some = sorted(self.learn, key=lambda e: -len(e.labels))[:4]
        share = labelled_share(self.average.network, self.device, some, self.box_size) if self.first else None
        (share,) = parallel.from_first([-1.0 if share is None else share])
        if share < 0:
            return
        self.state.labelled_share = share
        if self.config.missing_weight is None:
            self.state.missing_weight = 1.0 if self.state.labelled_share >= SPARSE_SHARE else SPARSE_WEIGHT
            self.crops.weigh_missing(self.state.missing_weight)


def chance(auc: float, particles: int) -> float:
    """By how much less than the best AUC so far another may be and mean nothing; later weights are then preferred.

    The standard error of a share that was found on so many particles, and at least one particle.
    """
    n = max(1, particles)
    return max(1 / n, math.sqrt(max(0.0, auc * (1 - auc)) / n))


def _loss_weights(config: TrainConfig, network: Network) -> LossWeights:
    asked = (config.coordinate_weight, config.object_weight, config.empty_weight)
    own = (network.weights.coordinates, network.weights.object, network.weights.no_object)
    return LossWeights(*(o if a is None else a for a, o in zip(asked, own, strict=True)))
