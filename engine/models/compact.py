"""The default network: small, U-shaped, fully convolutional, on an input in which all particles have one size.

The micrograph is downscaled so that a box spans 40 px whatever the particle's size, so that the network need not
learn scale. Confidence is a heat map with focal weighting (Law and Deng 2018, CornerNet, equation 1); the position
in the cell and the size are regressed around the centres with the paper's terms.
"""

from __future__ import annotations

from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from iceboxer.engine.models.base import (
    Direction,
    Loss,
    LossWeights,
    Network,
    Prediction,
    Target,
    convolution,
    register,
)
from iceboxer.engine.models.fused import add_relu
from iceboxer.engine.models.heads import Heads
from iceboxer.engine.models.losses import coordinate_terms

BOX_IN_INPUT = 40.0
OWN = 5  # channels for particles: confidence, x, y, width, height


class Residual(nn.Module):
    """Two 3 × 3 convolutions with a shortcut around them (He et al. 2016)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels, 3, nn.ReLU(inplace=True))
        self.second = convolution(channels, channels, 3, nn.Identity())

    def forward(self, x: Tensor) -> Tensor:
        """Return a tensor of the same shape."""
        return add_relu(x, self.second, self.first(x))


@register
class Compact(Network):
    """A U-shaped network with stride 4 and 1.7 million weights.

    Its raw output has 5 channels for particles, then those of its optional heads (see `engine.models.heads`): 2 if it
    has a `direction` head, and one for each of its `junk` kinds.
    """

    name: ClassVar[str] = "compact"
    scaled: ClassVar[bool] = True
    stride: ClassVar[int] = 4
    multiple: ClassVar[int] = 32
    nearness: ClassVar[float] = 1.25
    crop: ClassVar[int] = 384
    max_overlap: ClassVar[float] = 0.5  # wide boxes of crowded particles overlap: 0.3 loses 18 % of β-galactosidase
    weights: ClassVar[LossWeights] = LossWeights(1, 1, 1)
    learning_rate: ClassVar[float] = 3e-3
    batch: ClassVar[int] = 4
    muon: ClassVar[bool] = True

    def __init__(self, width: int = 24, junk: int = 0, direction: bool = False) -> None:
        super().__init__()
        self.width, self.tile, self.overlap = width, 2048, 128
        a, b, c, d = width, 2 * width, 4 * width, 6 * width
        relu = nn.ReLU(inplace=True)
        self.down = nn.ModuleList(
            [
                nn.Sequential(convolution(1, a, 5, relu, 2), convolution(a, b, 3, relu, 2), Residual(b)),
                nn.Sequential(convolution(b, c, 3, relu, 2), Residual(c)),
                nn.Sequential(convolution(c, d, 3, relu, 2), Residual(d)),
                nn.Sequential(convolution(d, d, 3, relu, 2), Residual(d)),
            ]
        )
        self.across = nn.ModuleList([convolution(i, o, 1, nn.Identity()) for i, o in ((d, d), (d, c), (c, b))])
        self.up = nn.ModuleList([convolution(n, n, 3, relu) for n in (d, c, b)])
        self.head = nn.Sequential(convolution(b, b, 3, relu), nn.Conv2d(b, OWN, 1))
        # start with confidence 0.01 everywhere, so that the many empty cells do not dominate the first steps
        last = self.head[-1]
        assert isinstance(last, nn.Conv2d)
        assert last.bias is not None
        nn.init.normal_(last.weight, std=0.01)
        last.bias.data[:] = torch.tensor([-4.6, 0.5, 0.5, 0.0, 0.0])
        self.heads = Heads(b, OWN, junk, direction)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        return {"width": self.width, **self.heads.arguments()}

    def input_factor(self, shape: tuple[int, int], box_size: float) -> float:  # noqa: ARG002
        """Return the factor at which a box spans 40 input px, for any micrograph."""
        return box_size / BOX_IN_INPUT

    def forward(self, picture: Tensor) -> Tensor:
        """Map (N, 1, H, W), with H and W multiples of 32, to (N, 5 + heads, H / 4, W / 4)."""
        levels = [picture]
        for down in self.down:
            levels.append(down(levels[-1]))
        x = levels.pop()
        for across, up in zip(self.across, self.up, strict=True):
            skip = levels.pop()
            x = up(F.relu(skip + F.interpolate(across(x), scale_factor=2.0, mode="nearest")))
        return self.heads.append(self.head(x), x)

    def predict(self, raw: Tensor) -> Prediction:
        """Convert the raw output; x and y may lie outside the cell, so that its neighbours can predict it too."""
        raw = raw.float()
        return Prediction(raw[:, 0].sigmoid(), raw[:, 1], raw[:, 2], raw[:, 3].exp(), raw[:, 4].exp())

    def directions(self, raw: Tensor) -> Direction | None:
        """Convert the channels of the direction head."""
        return self.heads.directions(raw)

    def junk(self, raw: Tensor) -> Tensor | None:
        """Convert the channels of the junk head to probabilities."""
        return self.heads.junk_shares(raw)

    def loss(self, raw: Tensor, target: Target, weights: LossWeights) -> Loss:
        """Return the loss per particle: focal for confidence, the paper's terms for coordinates and sizes.

        `weights.object` is not used: the focal terms balance cells with and without particles by themselves.
        """
        raw = raw.float()
        particles = target.object.sum().clamp(min=1)
        logit = raw[:, 0]
        p = logit.sigmoid()
        found = (1 - p) ** 2 * F.logsigmoid(logit) * target.object
        away = (1 - target.nearness) ** 4 * target.weight * (1 - target.object)
        empty = p**2 * F.logsigmoid(-logit) * away
        position, size = coordinate_terms(self.predict(raw), target)
        loss = Loss(
            coordinates=weights.coordinates * position,
            size=weights.coordinates * size,
            object=-found.sum() / particles,
            no_object=-weights.no_object * empty.sum() / particles,
        )
        return self.heads.add_loss(loss, raw, target, weights)
