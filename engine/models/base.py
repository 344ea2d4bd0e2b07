"""What a network must offer, and the table of networks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, TypeVar

import torch
from torch import Tensor, nn

from iceboxer.engine.errors import ConfigError


class Target(NamedTuple):
    """What the grid (N, rows, columns) should answer; made by `engine.training.targets`.

    `object` is 1 where a particle's centre is, 0 elsewhere; `nearness` falls off around it as a Gaussian.
    `x`, `y` place the centre in cells from the cell's lower left corner; `width`, `height` are in box sizes;
    all four hold where `near` is 1. `weight` is how much the answer "nothing here" counts: 0 where unknown.
    """

    object: Tensor
    nearness: Tensor
    near: Tensor
    x: Tensor
    y: Tensor
    width: Tensor
    height: Tensor
    weight: Tensor

    def to(self, device: torch.device) -> Target:
        """The same on another device."""
        return Target(*(t.to(device, non_blocking=True) for t in self))


class Prediction(NamedTuple):
    """What the grid (N, rows, columns) answers; units as in `Target`, confidence between 0 and 1."""

    confidence: Tensor
    x: Tensor
    y: Tensor
    width: Tensor
    height: Tensor


@dataclass(frozen=True)
class Loss:
    """The terms of the loss, each a scalar, weighted."""

    coordinates: Tensor
    size: Tensor
    object: Tensor
    no_object: Tensor

    @property
    def total(self) -> Tensor:
        """Their sum, which training minimises."""
        return self.coordinates + self.size + self.object + self.no_object


@dataclass(frozen=True)
class LossWeights:
    """The constants λ of the paper's loss."""

    coordinates: float = 1.0
    object: float = 1.0
    no_object: float = 1.0


class Network(nn.Module, ABC):
    """A network that looks at a picture (N, 1, height, width) once.

    `stride` is the side of a grid cell in input px; `nearness` the Gaussian's standard deviation in cells
    with which the target falls off around a particle (0: only the cell itself); `tile` and `overlap` the
    side of the largest input seen at once, and by how much neighbouring ones overlap, in input px;
    `max_overlap` the intersection over union above which the less confident of two picks is left out.
    `weights`, `learning_rate`, `batch` and, for its inner convolutions, `muon` are what it trains well with.
    """

    name: ClassVar[str]
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
        """What `make_network` needs to build the same network again."""

    @abstractmethod
    def input_factor(self, shape: tuple[int, int], box_size: float) -> float:
        """Micrograph px in one input px, for a micrograph of `shape` and boxes of `box_size` px."""

    @abstractmethod
    def forward(self, picture: Tensor) -> Tensor:
        """Raw answers (N, channels, height / stride, width / stride)."""

    @abstractmethod
    def predict(self, raw: Tensor) -> Prediction:
        """What raw answers mean."""

    @abstractmethod
    def loss(self, raw: Tensor, target: Target, weights: LossWeights) -> Loss:
        """How far raw answers are from the target."""


NETWORKS: dict[str, type[Network]] = {}
N = TypeVar("N", bound=type[Network])


def register(network: N) -> N:
    """Class decorator: enter a network in the table under its `name`."""
    NETWORKS[network.name] = network
    return network


def make_network(name: str, **arguments: Any) -> Network:
    """A new network with random weights.

    Raises
    ------
    ConfigError
        There is no network of that name, or it does not take these arguments.
    """
    if name not in NETWORKS:
        raise ConfigError(f"There is no network called '{name}'. There are: {', '.join(sorted(NETWORKS))}.")
    try:
        return NETWORKS[name](**arguments)
    except TypeError as e:
        raise ConfigError(f"The network '{name}' cannot be built from {arguments}: {e}") from e


def convolution(inputs: int, outputs: int, size: int, activation: nn.Module, stride: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation and activation; padded so that only `stride` changes the size."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), activation
    )
