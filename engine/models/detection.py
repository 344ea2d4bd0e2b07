"""Detection of particles in prepared pictures; large pictures are processed in tiles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes, suppressed
from iceboxer.engine.data.filters import Image
from iceboxer.engine.data.junk import JunkMap, JunkMask
from iceboxer.engine.data.stored_picture import Picture
from iceboxer.engine.devices import Device
from iceboxer.engine.models.base import Network, Prediction
from iceboxer.engine.models.tiling import Tile, tiles

CandidateTable = NDArray[np.float64]  # (n, 5): confidence, x, y, width, height

SURE = 0.65  # the probability above which a cell is junk: 1 % of the particles of validation scenes are then under it
MAX_CANDIDATES = 50_000  # limits memory if a network predicts particles everywhere


@dataclass(frozen=True)
class Prepared:
    """A picture from `engine.data.filters.network_input`; `scale` is micrograph px per picture px along x and y."""

    picture: Picture
    scale: tuple[float, float]

    @property
    def whole(self) -> Image:
        """All pixels (height, width) of the picture."""
        return self.picture[:, :]


def scale_between(shape: tuple[int, int], picture: Picture) -> tuple[float, float]:
    """Return micrograph px per picture px along x and y; rounding to whole pixels makes them differ slightly."""
    return shape[1] / picture.shape[1], shape[0] / picture.shape[0]


class Detection(NamedTuple):
    """The picks of a picture, and its junk map; None without a junk head."""

    picks: Boxes
    junk: JunkMask | None


def detect(
    network: Network,
    device: Device,
    pictures: Sequence[Prepared],
    box_size: float,
    floor: float,
    max_overlap: float | None = None,
    min_distance: float = 0.0,
) -> list[Boxes]:
    """Return the picks of each picture as `detect_with_junk` does, without the junk map."""
    found = detect_with_junk(network, device, pictures, box_size, floor, max_overlap, min_distance, junk=False)
    return [one.picks for one in found]


@torch.inference_mode()
def detect_with_junk(
    network: Network,
    device: Device,
    pictures: Sequence[Prepared],
    box_size: float,
    floor: float,
    max_overlap: float | None = None,
    min_distance: float = 0.0,
    junk: bool = True,
) -> list[Detection]:
    """Return the picks of each picture in px of its micrograph, in descending confidence, and its junk map.

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
    junk : bool
        Whether to return the junk map, if the network has one.
    """
    found: list[list[CandidateTable]] = [[] for _ in pictures]
    maps: list[JunkMask | None] = [None for _ in pictures]
    for batch in batches_of_tiles(network, device, pictures):
        views = np.stack([tile.cut(pictures[index].picture) for index, tile in batch])
        x = torch.from_numpy(views)[:, None].to(device.torch, device.precision)
        raw = network(x.contiguous(memory_format=torch.channels_last))
        prediction = network.predict(raw)
        shares = network.junk(raw) if junk else None
        kinds = None if shares is None else _kinds(shares)
        for number, (index, tile) in enumerate(batch):
            one = Prediction(*(part[number] for part in prediction))
            found[index].append(_candidates(network, one, tile, floor))
            if kinds is not None:
                side = network.stride * (raw.shape[2] // kinds.shape[1])  # of a pixel of the map, in picture px
                mask = maps[index] = maps[index] or _no_junk(pictures[index], side)
                _paste(mask.cells, kinds[number], tile, side)
    overlap = network.max_overlap if max_overlap is None else max_overlap
    return [
        Detection(suppressed(_boxes(np.concatenate(tables), prepared.scale, box_size), overlap, min_distance), mask)
        for prepared, tables, mask in zip(pictures, found, maps, strict=True)
    ]


def _kinds(shares: Tensor) -> JunkMap:
    """Return the kind of junk (N, rows, columns) that is more probable than `SURE`, CLEAN if there is none."""
    share, kind = shares.max(1)
    kinds: JunkMap = (kind * (share > SURE)).to(torch.int8).cpu().numpy()
    return kinds


def _no_junk(prepared: Prepared, side: int) -> JunkMask:
    height, width = prepared.picture.shape
    cells = np.zeros((-(-height // side), -(-width // side)), np.int8)
    return JunkMask(cells, (side * prepared.scale[0], side * prepared.scale[1]))


def _paste(cells: JunkMap, kinds: JunkMap, tile: Tile, side: int) -> None:
    """Copy the pixels of a tile's map whose centre it owns to the map of the whole picture."""
    rows = tile.bottom // side + np.arange(kinds.shape[0])
    columns = tile.left // side + np.arange(kinds.shape[1])
    y, x = (rows + 0.5) * side, (columns + 0.5) * side
    r = np.flatnonzero((y >= tile.own[2]) & (y < tile.own[3]) & (rows < cells.shape[0]))
    c = np.flatnonzero((x >= tile.own[0]) & (x < tile.own[1]) & (columns < cells.shape[1]))
    if len(r) and len(c):
        cells[rows[r[0]] : rows[r[-1]] + 1, columns[c[0]] : columns[c[-1]] + 1] = kinds[
            r[0] : r[-1] + 1, c[0] : c[-1] + 1
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
    padded = F.pad(confidence, (1, 1, 1, 1), value=-torch.inf)
    # along each axis in turn, which is several times faster than a pool of 3 × 3 cells on a CPU
    highest = torch.maximum(torch.maximum(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    highest = torch.maximum(torch.maximum(highest[:-2], highest[1:-1]), highest[2:])
    return confidence == highest
