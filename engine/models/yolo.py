"""The network of the paper (Wagner et al. 2019, table 2): 21 convolutions and 5 poolings, then a detection layer.

The output of layer 13 is passed to layer 21: a 1 × 1 convolution to 64 filters, then each 2 × 2 block of
cells becomes one cell with four times the channels (Redmon and Farhadi 2017, YOLO9000).
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
from iceboxer.engine.models.heads import Heads
from iceboxer.engine.models.losses import paper_loss

# Table 2: (filters, size) of each convolution, "pool" for max-pooling
Layer = tuple[int, int] | str
EARLY: tuple[Layer, ...] = (
    *((32, 3), "pool", (64, 3), "pool", (128, 3), (64, 1), (128, 3), "pool"),
    *((256, 3), (128, 1), (256, 3), "pool", (512, 3), (256, 1), (512, 3), (256, 1), (512, 3)),
)
LATE: tuple[Layer, ...] = ("pool", (1024, 3), (512, 1), (1024, 3), (512, 1), (1024, 3), (1024, 3), (1024, 3))
PASSED_THROUGH = 64
DROPOUT = 0.2
SLOPE = 0.1
INPUT = 1024
OWN = 6  # channels: confidence, x, y, width, height, class
OVERLAP = 128  # of neighbouring patches, px
MAX_PATCHES = 3  # per side
ENOUGH_CELLS = 4.0  # that a box spans: neighbours in one cell cannot both be predicted


def _layers(inputs: int, rows: tuple[Layer, ...]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for row in rows:
        if isinstance(row, str):
            layers.append(nn.MaxPool2d(2))
        else:
            layers.append(convolution(inputs, row[0], row[1], nn.LeakyReLU(SLOPE, inplace=True)))
            inputs = row[0]
    return nn.Sequential(*layers)


def patches_for(side: float, box_size: float) -> int:
    """Return the fewest patches per side with which boxes of `box_size` px span enough cells, or the most there are.

    `side` is the longer side of the micrographs in px.
    """
    counts = range(1, MAX_PATCHES + 1)
    return next((n for n in counts if cells_of_box(side, box_size, n) >= ENOUGH_CELLS), MAX_PATCHES)


def cells_of_box(side: float, box_size: float, patches: int) -> float:
    """Return the number of cells that a box spans."""
    return box_size * _input_side(patches) / side / Yolo.stride


def _input_side(patches: int) -> int:
    """Return the longer side of a micrograph in input px: that of the patches with their overlap."""
    return INPUT * patches - OVERLAP * (patches - 1)


@register
class Yolo(Network):
    """The network of the paper; `patches` is 1, or 2 or 3 to process small particles in overlapping patches.

    Six 1 × 1 filters predict confidence, x, y, width, height, and the class, of which there is only one.
    With a `direction` head, two more channels follow (see `engine.models.heads`).
    """

    name: ClassVar[str] = "yolo"
    stride: ClassVar[int] = 32
    multiple: ClassVar[int] = 32
    nearness: ClassVar[float] = 0.0
    crop: ClassVar[int] = INPUT // 2  # a step of a quarter of the cost, with 256 cells a crop, is enough to learn from
    max_overlap: ClassVar[float] = 0.3
    weights: ClassVar[LossWeights] = LossWeights(1, 5, 1)  # crYOLO's defaults, as is the batch
    learning_rate: ClassVar[float] = 1e-3  # ten times crYOLO's, which is meant for hundreds of epochs
    batch: ClassVar[int] = 4
    muon: ClassVar[bool] = False  # untested

    def __init__(self, patches: int = 1, direction: bool = False) -> None:
        super().__init__()
        self.patches, self.tile, self.overlap = patches, INPUT, OVERLAP if patches > 1 else 0
        leaky = nn.LeakyReLU(SLOPE, inplace=True)
        self.early = _layers(1, EARLY)
        self.late = _layers(512, LATE)
        self.passthrough = convolution(512, PASSED_THROUGH, 1, leaky)
        self.last = convolution(1024 + 4 * PASSED_THROUGH, 1024, 3, leaky)
        self.dropout = nn.Dropout(DROPOUT)
        self.detection = nn.Conv2d(1024, OWN, 1)
        self.heads = Heads(1024, OWN, direction=direction)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the constructor."""
        return {"patches": self.patches, **self.heads.arguments()}

    def input_factor(self, shape: tuple[int, int], box_size: float) -> float:  # noqa: ARG002
        """Return the factor at which the longer side spans 1024 px, or in patch mode the patches with their overlap."""
        return max(shape) / _input_side(self.patches)

    def forward(self, picture: Tensor) -> Tensor:
        """Map (N, 1, H, W), with H and W multiples of 32, to (N, 6 + heads, H / 32, W / 32)."""
        fine = self.early(picture)
        coarse = self.late(fine)
        passed = F.pixel_unshuffle(self.passthrough(fine), 2)
        features = self.dropout(self.last(torch.cat([passed, coarse], 1)))
        return self.heads.append(self.detection(features), features)

    def predict(self, raw: Tensor) -> Prediction:
        """Convert the raw output: confidence and position through a sigmoid, sizes as factors of the box size."""
        raw = raw.float()
        size = raw[:, 3:5].clamp(-4, 4).exp()
        return Prediction(raw[:, 0].sigmoid(), raw[:, 1].sigmoid(), raw[:, 2].sigmoid(), size[:, 0], size[:, 1])

    def directions(self, raw: Tensor) -> Direction | None:
        """Convert the channels of the direction head."""
        return self.heads.directions(raw)

    def loss(self, raw: Tensor, target: Target, weights: LossWeights) -> Loss:
        """Return the loss of the paper, with the term of the direction head."""
        return self.heads.add_loss(paper_loss(self.predict(raw), target, weights), raw, target, weights)
