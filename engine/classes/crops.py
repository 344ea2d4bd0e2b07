"""Cutting particles, and places without particles, out of micrographs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from iceboxer.engine.data.filters import Image, clip_outliers, fill_dead_border, normalise
from iceboxer.engine.data.shrinking import shrink
from iceboxer.engine.simulation.optics import Optics, apply, transfer

Crops = NDArray[np.float32]  # (n, side, side), row 0 at the bottom

COVER = 1.2  # sides of a box that a crop covers, so that a shifted disc is still within it
BACKGROUND = 1.5  # standard deviation in box sides of the mean that is subtracted
APART = (0.9, 0.7)  # distances in box sides from the nearest box at which a place counts as empty, the first preferred
TRIES = 40  # random places per place wanted
STRONG = 1.4  # times the median contrast of a micrograph's crops, above which a crop is scaled down


@dataclass(frozen=True)
class Defocus:
    """The defocus of a micrograph, underfocus in μm, with the optics of the microscope."""

    defocus: float
    optics: Optics


class Cutter:
    """A micrograph from which crops are cut, downscaled so that `cover` px become `side` px."""

    def __init__(
        self, image: Image, box_size: float, side: int, pixel_size: float | None = None, defocus: Defocus | None = None
    ) -> None:
        self.step = box_size * COVER / side
        self.shape, self._side, self._box_size = image.shape, side, box_size
        small = shrink(clip_outliers(fill_dead_border(image)), self.step)
        self._scale = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
        if defocus is not None and pixel_size is not None:
            function = np.sign(transfer(small.shape, pixel_size * self._scale[0], defocus.defocus, defocus.optics))
            small = apply(small, -function.astype(np.float32))  # the minus keeps particles dark
        flat = normalise(small, BACKGROUND * box_size / self.step)
        self._spline = scipy.ndimage.spline_filter(flat, order=2, output=np.float32)

    def cut(self, centres: NDArray[np.float64]) -> Crops:
        """Return the crops (n, side, side) around centres (n, 2) in px; beyond the edge the picture is mirrored."""
        offset = (np.arange(self._side) - (self._side - 1) / 2) * self.step
        crops = np.empty((len(centres), self._side, self._side), np.float32)
        for i, (x, y) in enumerate(centres):
            at = np.ix_((y + offset) / self._scale[1] - 0.5, (x + offset) / self._scale[0] - 0.5)
            grid = np.stack(np.broadcast_arrays(*at))
            scipy.ndimage.map_coordinates(self._spline, grid, crops[i], order=2, mode="mirror", prefilter=False)
        return crops

    def extends_beyond_edge(self, centres: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which crops (n,) around centres (n, 2) extend beyond the edge of the micrograph."""
        half = self._box_size * COVER / 2
        height, width = self.shape
        margin = np.minimum(centres, np.array([width, height]) - centres)
        beyond: NDArray[np.bool_] = np.asarray(margin.min(axis=1) < half)
        return beyond


def empty_places(
    centres: NDArray[np.float64], shape: tuple[int, int], box_size: float, count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return up to `count` random places (k, 2) in px away from all boxes, fewer in a crowded micrograph."""
    half = box_size * COVER / 2
    high = np.array([shape[1], shape[0]]) - half
    if (high <= half).any():
        return np.zeros((0, 2))
    places = rng.uniform(half, high, (count * TRIES, 2))
    distance = cKDTree(centres).query(places)[0] if len(centres) else np.full(len(places), np.inf)
    far, near = (places[distance > apart * box_size] for apart in APART)
    return far[:count] if len(far) >= count // 2 else near[:count]


def normalise_crops(crops: Crops, usual: float | None = None) -> tuple[Crops, NDArray[np.float32]]:
    """Return the crops of a micrograph with zero mean, strong ones scaled down, and the contrast (n,) of each.

    Crops of ice crystals and carbon film vary many times more than particles and would dominate every average.
    `usual` is the contrast of a usual crop, by default the median of these.
    """
    crops = crops - crops.mean((1, 2), keepdims=True)
    contrast = crops.std((1, 2))
    if usual is None:
        usual = float(np.median(contrast)) if len(contrast) else 1.0
    factor = np.minimum(1, STRONG * usual / np.maximum(contrast, 1e-6))
    return crops * factor[:, None, None].astype(np.float32), contrast
