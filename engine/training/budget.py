"""The length of a training in steps, and the steps between validations: neither depends on the clock.

A busy machine therefore takes longer, and gives the same model for the same seed.
"""

from __future__ import annotations

from collections.abc import Iterable

from iceboxer.engine.models.base import Network

# Steps with the default batch that an idle machine takes in a minute, validation included: rounded figures of two
# processor cores, and of one GPU (docs/benchmarks.md). They define what `--minutes` means and are not measured again.
STEPS_PER_MINUTE = {"compact": (240, 860), "yolo": (48, 1000)}
OTHERWISE = (240, 860)  # for a network that is registered from outside
FEWEST_STEPS, STEPS_PER_LABEL = 240, 4  # of a training from a model
PASSES = 3  # the cost of a step in passes of its pictures through the network: forward once, backward twice
VALIDATION_SHARE = 1 / 6  # of the computation, at most


def steps_in(minutes: float, network: Network, batch: int, on_gpu: bool) -> int:
    """Return the number of steps that a budget in minutes corresponds to, at least one."""
    per_minute = STEPS_PER_MINUTE.get(network.name, OTHERWISE)[on_gpu]
    return max(1, round(minutes * per_minute * network.batch / batch))


def most_steps(labels: int) -> int:
    """Return the number of steps after which a trained network would only overfit to the labels."""
    return FEWEST_STEPS + STEPS_PER_LABEL * labels


def steps_between_validations(shapes: Iterable[tuple[int, ...]], network: Network, batch: int) -> int:
    """Return the fewest steps between two validations with which they take at most `VALIDATION_SHARE`.

    `shapes` are those of the validated pictures in input px.
    """
    validation = sum(height * width for height, width in shapes)
    step = PASSES * batch * network.crop**2
    return round(validation / step * (1 / VALIDATION_SHARE - 1))
