"""One picture through the network, in tiles where it is large, to boxes."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.data.boxes import Boxes, Kind, make_boxes, no_boxes, suppressed
from engine.data.filters import Image
from engine.devices import Device
from engine.models.base import Network, Prediction
from engine.picking.tiling import Tile, tiles

MAX_CANDIDATES = 50_000  # a network that fires everywhere must not fill the memory


@torch.inference_mode()
def detect(
    network: Network,
    device: Device,
    picture: Image,
    scale: tuple[float, float],
    box_size: float,
    floor: float,
    max_iou: float | None = None,
    min_distance: float = 0.0,
) -> Boxes:
    """The picks of one prepared picture, in px of its micrograph, by falling confidence.

    Parameters
    ----------
    network : Network
        As `engine.models.model_file.for_inference` gives it.
    picture : Image
        As `engine.data.filters.network_input` gives it.
    scale : (float, float)
        Micrograph px in one picture px, along x and y.
    box_size : float
        In micrograph px: the size of the boxes, and the unit of the sizes that the network estimates.
    floor : float
        Picks with less confidence are left out.
    max_iou, min_distance : float
        See `engine.data.boxes.suppressed`.
    """
    found = []
    for tile in tiles(picture.shape, network.tile, network.overlap, network.multiple):
        view = tile.cut(picture)
        x = torch.from_numpy(view)[None, None].to(device.torch, device.precision)
        raw = network(x.contiguous(memory_format=torch.channels_last))
        found.append(_candidates(network, network.predict(raw), tile, floor))
    table = np.concatenate(found)
    table = table[np.argsort(-table[:, 0], kind="stable")][:MAX_CANDIDATES]
    if not len(table):
        return no_boxes()
    boxes = make_boxes(table[:, 1] * scale[0], table[:, 2] * scale[1], box_size, box_size, table[:, 0], Kind.PICK)
    boxes["estimated_width"] = table[:, 3] * box_size
    boxes["estimated_height"] = table[:, 4] * box_size
    return suppressed(boxes, network.max_overlap if max_iou is None else max_iou, min_distance)


def _candidates(network: Network, prediction: Prediction, tile: Tile, floor: float) -> np.ndarray:
    """Confidence, x, y (picture px), width, height (box sizes) of the cells (n, 5) that claim a particle."""
    confidence = prediction.confidence[0]
    chosen = confidence >= floor
    if network.nearness > 0:
        chosen &= _is_peak(confidence)
    row, column = chosen.nonzero(as_tuple=True)
    x = tile.left + (column + prediction.x[0, row, column]) * network.stride
    y = tile.bottom + (row + prediction.y[0, row, column]) * network.stride
    mine = (x >= tile.own[0]) & (x < tile.own[1]) & (y >= tile.own[2]) & (y < tile.own[3])
    width, height = prediction.width[0, row, column], prediction.height[0, row, column]
    rows = torch.stack([confidence[row, column], x, y, width, height], 1)[mine]
    return rows.float().cpu().numpy().astype(np.float64)


def _is_peak(confidence: Tensor) -> Tensor:
    """Cells (rows, columns) that no neighbour surpasses."""
    highest: Tensor = F.max_pool2d(confidence[None, None], 3, 1, 1)[0, 0]
    return confidence == highest
