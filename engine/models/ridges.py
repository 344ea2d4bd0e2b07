"""Detection of filaments in prepared pictures: the points on ridges of confidence, with their directions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import EngineError
from iceboxer.engine.models.base import Direction, Network, Prediction
from iceboxer.engine.models.detection import Prepared, batches_of_tiles
from iceboxer.engine.models.tiling import Tile

RIDGE_DTYPE = np.dtype([(name, "f8") for name in ("x", "y", "confidence", "width", "angle", "certainty")])
Ridges = NDArray[np.void]  # of RIDGE_DTYPE, (n,): px of the micrograph; angle 0 to π from x; certainty 0 to 1

REACH = 0.8  # cells: points farther from their cell's middle are found by another cell
ACROSS = 0.9  # of the confidence of the neighbours across the filament that a cell on its ridge has at least
MAX_POINTS = 100_000  # limits memory and time if a network predicts filaments everywhere


@torch.inference_mode()
def detect_ridges(
    network: Network, device: Device, pictures: Sequence[Prepared], box_size: float, floor: float
) -> list[Ridges]:
    """Return the points on the filaments of each picture, about one per cell, in px of its micrograph.

    Parameters
    ----------
    network : Network
        With a direction head, prepared by `engine.models.model_file.for_inference`.
    box_size : float
        Side of the boxes in micrograph px: the unit of the widths that the network estimates.
    floor : float
        The minimum confidence.

    Raises
    ------
    EngineError
        The network has no direction head.
    """
    found: list[list[NDArray[np.float64]]] = [[] for _ in pictures]
    for batch in batches_of_tiles(network, device, pictures):
        views = np.stack([tile.cut(pictures[index].picture) for index, tile in batch])
        x = torch.from_numpy(views)[:, None].to(device.torch, device.precision)
        raw = network(x.contiguous(memory_format=torch.channels_last))
        prediction, directions = network.predict(raw), network.directions(raw)
        if directions is None:
            raise EngineError("This model picks single particles, not filaments. Choose a filament model.")
        for number, (index, tile) in enumerate(batch):
            one = Prediction(*(part[number] for part in prediction))
            direction = Direction(*(part[number] for part in directions))
            found[index].append(_points(network, one, direction, tile, floor))
    return [_as_ridges(np.concatenate(tables), p.scale, box_size) for p, tables in zip(pictures, found, strict=True)]


def _points(
    network: Network, prediction: Prediction, direction: Direction, tile: Tile, floor: float
) -> NDArray[np.float64]:
    """Return the table (n, 6) of a tile: x, y (picture px), confidence, width (box sizes), angle, certainty."""
    confidence = prediction.confidence
    near = torch.hypot(prediction.x - 0.5, prediction.y - 0.5) <= REACH
    row, column = ((confidence >= floor) & near & _is_ridge(confidence, direction.angle)).nonzero(as_tuple=True)
    x = tile.left + (column + prediction.x[row, column]) * network.stride
    y = tile.bottom + (row + prediction.y[row, column]) * network.stride
    owned = (x >= tile.own[0]) & (x < tile.own[1]) & (y >= tile.own[2]) & (y < tile.own[3])
    parts = (confidence, prediction.width, direction.angle, direction.certainty)
    columns = [x, y, *(part[row, column] for part in parts)]
    return torch.stack([c.float() for c in columns], 1)[owned].cpu().numpy().astype(np.float64)


def _is_ridge(confidence: Tensor, angle: Tensor) -> Tensor:
    """Return which cells (rows, columns) are about as confident as their neighbours across the direction."""
    rows, columns = confidence.shape
    padded = F.pad(confidence, (1, 1, 1, 1))
    down = torch.round(torch.cos(angle)).long()
    right = -torch.round(torch.sin(angle)).long()
    row = torch.arange(rows, device=confidence.device)[:, None] + 1
    column = torch.arange(columns, device=confidence.device)[None] + 1
    beside = torch.maximum(padded[row + down, column + right], padded[row - down, column - right])
    return confidence >= ACROSS * beside


def _as_ridges(table: NDArray[np.float64], scale: tuple[float, float], box_size: float) -> Ridges:
    """Return the most confident rows as points on the micrograph, in descending confidence."""
    table = table[np.argsort(-table[:, 2], kind="stable")][:MAX_POINTS]
    ridges = np.zeros(len(table), RIDGE_DTYPE)
    ridges["x"], ridges["y"] = table[:, 0] * scale[0], table[:, 1] * scale[1]
    ridges["confidence"], ridges["width"] = table[:, 2], table[:, 3] * box_size / BOX_RATIO
    ridges["angle"], ridges["certainty"] = table[:, 4], table[:, 5]
    return ridges
