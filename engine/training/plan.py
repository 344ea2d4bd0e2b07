"""The length of a training and how far it has come; of one on labels also the device and the weights of its loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from iceboxer.engine import devices
from iceboxer.engine.devices import Device
from iceboxer.engine.models.base import LossWeights, Network
from iceboxer.engine.training import parallel
from iceboxer.engine.training.budget import most_steps, steps_between_validations, steps_in
from iceboxer.engine.training.config import TrainConfig

DEFAULT_MINUTES = 3.0


@dataclass
class TrainingState:
    """Progress of a training; saved with the weights.

    `start_picks` is the number of picks of the initial model, at its threshold, on the validation set; `start_auc` its
    AUC there, -1 if it was not validated. `labelled_shares` are those of several data sets, by name.
    """

    step: int = 0
    epoch: int = 0
    validated_step: int = 0
    seconds: float = 0.0
    best_auc: float = -1.0
    start_auc: float = -1.0
    best_epoch: int = 0
    best_step: int = 0
    missing_weight: float = 1.0
    labelled_share: float | None = None
    labelled_shares: dict[str, float] = field(default_factory=dict)
    start_picks: int | None = None
    history: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """Length of a training and of its parts.

    It ends after `seconds` or `steps`, whichever comes first, or after `patience` epochs without a better
    validation. Only a training with `seconds` depends on the clock. `batch` is the total of all ranks. An epoch is
    validated if at least `validate_every` steps were taken since the last validation, and the last one always is. If
    `keep_start`, the initial weights are validated, so that the result is never worse than the start;
    `start_threshold` is the threshold that their model recommends.
    """

    seconds: float | None
    steps: int | None
    epoch_steps: int
    batch: int
    seed: int
    patience: float = math.inf
    validate_every: int = 0
    keep_start: bool = False
    start_threshold: float | None = None

    def done(self, state: TrainingState) -> float:
        """Return the completed fraction of the training, 0 to 1."""
        by_time = state.seconds / self.seconds if self.seconds else 0.0
        by_step = state.step / self.steps if self.steps else 0.0
        return min(1.0, max(by_time, by_step))


def device_of(config: TrainConfig) -> Device:
    """Return the device of this rank."""
    return devices.choose(parallel.device_name(config.device), parallel.threads(config.threads), config.precision)


def plan_of(
    config: TrainConfig,
    network: Network,
    device: Device,
    labels: int,
    validated: Sequence[tuple[int, ...]],
    start_threshold: float | None,
) -> Plan:
    """Return the length of a training on `labels` labels; `validated` are the shapes of the validation pictures."""
    batch = config.batch or network.batch
    minutes = config.minutes or (None if config.epochs else DEFAULT_MINUTES)
    steps = [config.epochs * config.epoch_steps] if config.epochs else []
    if minutes:
        by_time = steps_in(minutes, network, batch, device.torch.type != "cpu")
        steps.append(by_time if config.start is None else min(by_time, most_steps(labels)))
    return Plan(
        seconds=None,
        steps=min(steps),
        epoch_steps=config.epoch_steps,
        batch=batch,
        seed=config.seed,
        patience=config.patience,
        validate_every=steps_between_validations(validated, network, batch),
        keep_start=config.start is not None,
        start_threshold=start_threshold,
    )


def limits_of(config: TrainConfig) -> str:
    """Return the names of the settings that extend a training."""
    given = {"--minutes": config.minutes or not config.epochs, "--epochs": config.epochs}
    return " and ".join(flag for flag, value in given.items() if value)


def loss_weights(config: TrainConfig, network: Network) -> LossWeights:
    """Return the weights of the loss's terms: those set, or the network's own."""
    given = (config.coordinate_weight, config.object_weight, config.empty_weight)
    own = (network.weights.coordinates, network.weights.object, network.weights.no_object)
    return LossWeights(*(o if g is None else g for g, o in zip(given, own, strict=True)))
