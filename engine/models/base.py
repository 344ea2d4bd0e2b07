"""The interface of networks and their registry."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, TypeVar

import torch
from torch import Tensor, nn

from iceboxer.engine.errors import ConfigError


class Target(NamedTuple):
    """The target of training for each cell of the grid (N, rows, columns), made by `engine.training.targets`.

    `object` is 1 in cells with a particle's centre, 0 elsewhere; `nearness` falls off around them as a Gaussian.
    `x`, `y` are the centre in cells from the cell's lower left corner; `width`, `height` are in box sizes; these
    four are valid where `near` is 1. `weight` is the weight of the term for empty cells, 0 if unknown.

    The last two are for the optional heads of `engine.models.heads`, None if there is nothing to learn for them:
    `direction` (N, 2, rows, columns) is cos 2θ and sin 2θ of the particle's direction θ, counter-clockwise from x,
    valid where `near` is 1, and 0, 0 if unknown; `junk` (N, rows, columns) int64 is 0 in clean cells, 1 + the index
    of the kind in junk, −1 if unknown.
    """

    object: Tensor
    nearness: Tensor
    near: Tensor
    x: Tensor
    y: Tensor
    width: Tensor
    height: Tensor
    weight: Tensor
    direction: Tensor | None = None
    junk: Tensor | None = None

    def to(self, device: torch.device) -> Target:
        """Return the target on another device."""
        return self.map(lambda part: part.to(device, non_blocking=True))

    def map(self, change: Callable[[Tensor], Tensor]) -> Target:
        """Return the target with a function applied to all parts that are present."""
        return Target(*(None if part is None else change(part) for part in self))  # type: ignore[arg-type]


class Prediction(NamedTuple):
    """The prediction for each cell of the grid (N, rows, columns); units as in `Target`, confidence from 0 to 1."""

    confidence: Tensor
    x: Tensor
    y: Tensor
    width: Tensor
    height: Tensor


class Direction(NamedTuple):
    """The predicted direction of a filament in each cell of the grid (N, rows, columns).

    `angle` is in radians from 0 to π, counter-clockwise from x; `certainty` is from 0 to 1.
    """

    angle: Tensor
    certainty: Tensor


@dataclass(frozen=True)
class Loss:
    """The weighted terms of the loss, each a scalar; those of the optional heads are None without a target."""

    coordinates: Tensor
    size: Tensor
    object: Tensor
    no_object: Tensor
    direction: Tensor | None = None
    junk: Tensor | None = None

    @property
    def total(self) -> Tensor:
        """The sum of the terms, which training minimises."""
        total = self.coordinates + self.size + self.object + self.no_object
        for term in (self.direction, self.junk):
            total = total if term is None else total + term
        return total


@dataclass(frozen=True)
class LossWeights:
    """The constants λ of the paper's loss, and the weights of the optional heads."""

    coordinates: float = 1.0
    object: float = 1.0
    no_object: float = 1.0
    direction: float = 1.0
    junk: float = 1.0


class Network(nn.Module, ABC):
    """A network that processes a picture (N, 1, height, width) in one pass.

    `scaled` states whether the input is scaled by the size of the particles; `stride` is the side of a grid cell in
    input px; `multiple` the number that input sizes must be multiples of;
    `nearness` the standard deviation, in cells, of the Gaussian with which the target falls off around a particle
    (0: only the cell itself); `crop` the side of training crops, `tile` that of the largest input and `overlap`
    that of neighbouring tiles, in input px; `max_overlap` the intersection over union above which the less
    confident of two picks is dropped. `weights`, `learning_rate`, `batch` and `muon` (whether Muon trains the inner
    convolutions) are the defaults of training.
    """

    name: ClassVar[str]
    scaled: ClassVar[bool] = False
    stride: ClassVar[int]
    multiple: ClassVar[int]
    nearness: ClassVar[float]
    crop: ClassVar[int]
    max_overlap: ClassVar[float]
    weights: ClassVar[LossWeights]
    learning_rate: ClassVar[float]
    batch: ClassVar[int]
    muon: ClassVar[bool]
    tile: int
    overlap: int

    @abstractmethod
    def arguments(self) -> dict[str, Any]:
        """Return the arguments with which `make_network` builds the same network."""

    @abstractmethod
    def input_factor(self, shape: tuple[int, int], box_size: float) -> float:
        """Return micrograph px per input px, for a micrograph of `shape` (height, width).

        `box_size` is the side in px of a box of 1.5 particle diameters, here and wherever a network needs a size; it
        does not depend on the size of the boxes that a person draws.
        """

    @abstractmethod
    def forward(self, picture: Tensor) -> Tensor:
        """Return the raw output (N, channels, height / stride, width / stride)."""

    @abstractmethod
    def predict(self, raw: Tensor) -> Prediction:
        """Convert the raw output to a prediction."""

    def directions(self, raw: Tensor) -> Direction | None:  # noqa: ARG002
        """Convert the raw output to the directions of filaments; None if the network has no direction head."""
        return None

    def junk(self, raw: Tensor) -> Tensor | None:  # noqa: ARG002
        """Return the probabilities of clean or unsure (index 0) and each kind of junk, None without a junk head.

        They are (N, 1 + kinds, rows / k, columns / k), one for each block of k × k cells.
        """
        return None

    @abstractmethod
    def loss(self, raw: Tensor, target: Target, weights: LossWeights) -> Loss:
        """Return the loss of the raw output against the target."""

    def deviation(self, raw: Tensor, start: Tensor, target: Target) -> Tensor:
        """Return how far the confidences of `raw` are from those of the initial network, where nothing is labelled.

        It is the Kullback–Leibler divergence per particle that the initial network sees there. Places near labels and
        those with the full weight of "no particle", such as rejected boxes, do not count.
        """
        p, q = (self.predict(r).confidence.clamp(1e-6, 1 - 1e-6) for r in (raw, start))
        apart = q * (q / p).log() + (1 - q) * ((1 - q) / (1 - p)).log()
        unlabelled = (target.weight < 1) * (1 - target.nearness)
        return (apart * unlabelled).sum() / q.sum().clamp(min=1)


NETWORKS: dict[str, type[Network]] = {}
N = TypeVar("N", bound=type[Network])


def register(network: N) -> N:
    """Add a network to the registry under its `name`; a class decorator."""
    NETWORKS[network.name] = network
    return network


def make_network(name: str, **arguments: Any) -> Network:
    """Return a new network with random weights.

    Raises
    ------
    ConfigError
        There is no network of that name, or it does not take these arguments.
    """
    if name not in NETWORKS:
        raise ConfigError(f"There is no network called '{name}'. Available networks: {', '.join(sorted(NETWORKS))}.")
    try:
        return NETWORKS[name](**arguments)
    except TypeError as e:
        raise ConfigError(f"The network '{name}' cannot be built from {arguments}: {e}") from e


def weights_that_fit(source: Network, goal: Network) -> dict[str, Tensor]:
    """Return the weights of `source` that `goal` has too, with the same shape."""
    shapes = {name: weight.shape for name, weight in goal.state_dict().items()}
    return {name: weight for name, weight in source.state_dict().items() if shapes.get(name) == weight.shape}


def convolution(inputs: int, outputs: int, size: int, activation: nn.Module, stride: int = 1) -> nn.Sequential:
    """Return convolution, batch normalisation and activation, padded so that only `stride` changes the size."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), activation
    )
