"""Optional outputs beside the particles: the direction of a filament and the kind of junk in each cell.

They follow a network's own channels in its raw output: first the direction (2 channels: cos 2θ and sin 2θ), then one
logit per kind of junk, equal in blocks of 2 × 2 cells: junk is large, and a map of every cell would slow down picking.
A network without them has no weights here, so its files and its output are unchanged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from iceboxer.engine.models.base import (
    Direction,
    Loss,
    LossWeights,
    Network,
    Target,
    convolution,
    make_network,
    weights_that_fit,
)

BLOCK = 2  # cells along each side of a block with the same kind of junk
HIDDEN = 48  # channels between the two 1 × 1 convolutions of a head, at most
START_LOGIT = -4.0  # of each kind of junk: almost every cell is clean before training


class Heads(nn.Module):
    """The optional heads of a network.

    Parameters
    ----------
    inputs : int
        Channels of the features (N, inputs, rows, columns) that the heads read.
    own : int
        Channels of the network's own raw output, which come first.
    junk : int
        Number of kinds of junk; 0: no such head.
    direction : bool
        Whether there is a direction head.
    """

    def __init__(self, inputs: int, own: int, junk: int = 0, direction: bool = False) -> None:
        super().__init__()
        self.own, self.kinds, self.has_direction = own, junk, direction
        if direction:
            self.direction = _head(inputs, 2, 0.0)
        if junk:
            self.junk = _head(inputs, junk, START_LOGIT)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments `junk` and `direction` of the network's constructor, without those of absent heads."""
        junk = {"junk": self.kinds} if self.kinds else {}
        return {**junk, "direction": True} if self.has_direction else junk

    def append(self, raw: Tensor, features: Tensor) -> Tensor:
        """Return the network's own output (N, own, rows, columns) followed by the channels of the heads."""
        parts = [raw]
        if self.has_direction:
            parts.append(self.direction(features))
        if self.kinds:
            blocks = self.junk(F.avg_pool2d(features, BLOCK))
            parts.append(F.interpolate(blocks, scale_factor=float(BLOCK), mode="nearest"))
        return torch.cat(parts, 1) if len(parts) > 1 else raw

    def directions(self, raw: Tensor) -> Direction | None:
        """Convert the direction channels; None without the head."""
        if not self.has_direction:
            return None
        cosine, sine = raw[:, self.own].float(), raw[:, self.own + 1].float()
        return Direction((torch.atan2(sine, cosine) / 2) % torch.pi, torch.hypot(cosine, sine).clamp(max=1))

    def junk_shares(self, raw: Tensor) -> Tensor | None:
        """Return the probabilities (N, 1 + kinds, rows / 2, columns / 2) of clean or unsure (index 0) and of each kind.

        One for each block of 2 × 2 cells; None without the head.
        """
        return self._junk_logits(raw[:, :, ::BLOCK, ::BLOCK]).softmax(1) if self.kinds else None

    def add_loss(self, loss: Loss, raw: Tensor, target: Target, weights: LossWeights) -> Loss:
        """Return the loss with the terms of the heads for which there is a target."""
        if self.has_direction and target.direction is not None:
            error = _direction_error(raw[:, self.own : self.own + 2].float(), target, target.direction)
            loss = replace(loss, direction=weights.direction * error)
        if self.kinds and target.junk is not None:
            entropy = F.cross_entropy(self._junk_logits(raw), target.junk, ignore_index=-1, reduction="sum")
            loss = replace(loss, junk=weights.junk * entropy / (target.junk >= 0).sum().clamp(min=1))
        return loss

    def _junk_logits(self, raw: Tensor) -> Tensor:
        """Return logits (N, 1 + kinds, rows, columns); that of a clean cell is 0, the others are relative to it."""
        first = self.own + 2 * self.has_direction
        return F.pad(raw[:, first : first + self.kinds].float(), (0, 0, 0, 0, 1, 0))


def with_heads(network: Network, junk: int = 0, direction: bool = False) -> Network:
    """Return a network with these heads besides its own ones, and all weights that it already has.

    Raises
    ------
    ConfigError
        There are no such heads for this network.
    """
    wanted: dict[str, Any] = {"junk": junk} if junk else {}
    if direction:
        wanted["direction"] = True
    extended = make_network(network.name, **{**network.arguments(), **wanted})
    extended.load_state_dict({**extended.state_dict(), **weights_that_fit(network, extended)})
    return extended


def without_junk(network: Network) -> Network:
    """Return a network without its junk head, itself if it has none.

    Labels contain no information about junk, so a training on them changes the features below the head and spoils its
    map.
    """
    arguments = network.arguments()
    if "junk" not in arguments:
        return network
    smaller = make_network(network.name, **{name: value for name, value in arguments.items() if name != "junk"})
    smaller.load_state_dict(weights_that_fit(network, smaller))
    return smaller


def _head(inputs: int, outputs: int, bias: float) -> nn.Sequential:
    hidden = min(inputs, HIDDEN)
    last = nn.Conv2d(hidden, outputs, 1)
    nn.init.normal_(last.weight, std=0.01)
    assert last.bias is not None
    nn.init.constant_(last.bias, bias)
    return nn.Sequential(convolution(inputs, hidden, 1, nn.ReLU(inplace=True)), last)


def _direction_error(predicted: Tensor, target: Target, direction: Tensor) -> Tensor:
    """Return the squared error of cos 2θ and sin 2θ, a mean over the cells near particles of known direction.

    The best prediction of a direction that cannot be known is therefore (0, 0), so its length is a certainty.
    """
    known = target.near * (direction.square().sum(1) > 0)
    return (known * (predicted - direction).square().sum(1)).sum() / known.sum().clamp(min=1)
