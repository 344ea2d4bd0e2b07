"""Detection of particles in prepared pictures; large pictures are processed in tiles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes, suppressed
from iceboxer.engine.data.filters import Image
from iceboxer.engine.devices import Device
from iceboxer.engine.models.base import Network, Prediction
from iceboxer.engine.models.tiling import Tile, tiles

CandidateTable = NDArray[np.float64]  # (n, 5): confidence, x, y, width, height

MAX_CANDIDATES = 50_000  # limits memory if a network predicts particles everywhere


@dataclass(frozen=True)
class Prepared:
    """A picture from `engine.data.filters.network_input`; `scale` is micrograph px per picture px along x and y."""

    picture: Image
    scale: tuple[float, float]


def scale_between(shape: tuple[int, int], picture: Image) -> tuple[float, float]:
    """Return micrograph px per picture px along x and y; rounding to whole pixels makes them differ slightly."""
    return shape[1] / picture.shape[1], shape[0] / picture.shape[0]


@torch.inference_mode()
def detect(
    network: Network,
    device: Device,
    pictures: Sequence[Prepared],
    box_size: float,
    floor: float,
    max_overlap: float | None = None,
    min_distance: float = 0.0,
) -> list[Boxes]:
    """Return the picks of each picture in px of its micrograph, in descending confidence.

    Parameters
    ----------
    network : Network
        Prepared by `engine.models.model_file.for_inference`.
    box_size : float
        Side of the boxes in micrograph px; also the unit of the sizes that the network estimates.
    floor : float
        The minimum confidence; picks below it are dropped.
    max_overlap, min_distance : float
        See `engine.data.boxes.suppressed`. The default of `max_overlap` is the network's own.
    """
    found: list[list[CandidateTable]] = [[] for _ in pictures]
    for batch in batches_of_tiles(network, device, pictures):
        views = np.stack([tile.cut(pictures[index].picture) for index, tile in batch])
        x = torch.from_numpy(views)[:, None].to(device.torch, device.precision)
        prediction = network.predict(network(x.contiguous(memory_format=torch.channels_last)))
        for number, (index, tile) in enumerate(batch):
            one = Prediction(*(part[number] for part in prediction))
            found[index].append(_candidates(network, one, tile, floor))
    overlap = network.max_overlap if max_overlap is None else max_overlap
    return [
        suppressed(_boxes(np.concatenate(tables), prepared.scale, box_size), overlap, min_distance)
        for prepared, tables in zip(pictures, found, strict=True)
    ]


def batches_of_tiles(
    network: Network, device: Device, pictures: Sequence[Prepared]
) -> Iterator[list[tuple[int, Tile]]]:
    """Yield tiles of one size, each with the index of its picture, as many as the device takes at once."""
    batch: list[tuple[int, Tile]] = []
    for index, prepared in enumerate(pictures):
        for tile in tiles(prepared.picture.shape, network.tile, network.overlap, network.multiple):
            first = batch[0][1] if batch else tile
            if len(batch) == device.batch or (first.height, first.width) != (tile.height, tile.width):
                yield batch
                batch = []
            batch.append((index, tile))
    if batch:
        yield batch


def _boxes(table: CandidateTable, scale: tuple[float, float], box_size: float) -> Boxes:
    """Return the most confident candidates as boxes on the micrograph, in descending confidence."""
    table = table[np.argsort(-table[:, 0], kind="stable")][:MAX_CANDIDATES]
    boxes = make_boxes(table[:, 1] * scale[0], table[:, 2] * scale[1], box_size, box_size, table[:, 0], Kind.PICK)
    boxes["estimated_width"] = table[:, 3] * box_size
    boxes["estimated_height"] = table[:, 4] * box_size
    return boxes


def _candidates(network: Network, prediction: Prediction, tile: Tile, floor: float) -> CandidateTable:
    """Return confidence, x, y (picture px), width and height (box sizes) of the cells (n, 5) with a particle."""
    confidence = prediction.confidence
    chosen = confidence >= floor
    if network.nearness > 0:
        chosen &= _is_peak(confidence)
    row, column = chosen.nonzero(as_tuple=True)
    x = tile.left + (column + prediction.x[row, column]) * network.stride
    y = tile.bottom + (row + prediction.y[row, column]) * network.stride
    owned = (x >= tile.own[0]) & (x < tile.own[1]) & (y >= tile.own[2]) & (y < tile.own[3])
    width, height = prediction.width[row, column], prediction.height[row, column]
    rows = torch.stack([confidence[row, column], x, y, width, height], 1)[owned]
    return rows.float().cpu().numpy().astype(np.float64)


def _is_peak(confidence: Tensor) -> Tensor:
    """Return which cells (rows, columns) have no neighbour with higher confidence."""
    highest: Tensor = F.max_pool2d(confidence[None, None], 3, 1, 1)[0, 0]
    return confidence == highest
