"""The length of a training on labels, its device, and the weights of its loss, by the settings."""

from __future__ import annotations

from collections.abc import Sequence

from iceboxer.engine import devices
from iceboxer.engine.devices import Device
from iceboxer.engine.models.base import LossWeights, Network
from iceboxer.engine.training import parallel
from iceboxer.engine.training.budget import most_steps, steps_between_validations, steps_in
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.loop import Plan

DEFAULT_MINUTES = 3.0


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
