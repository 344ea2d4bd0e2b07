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
NOTHING, FAINT = 1e-6, 0.01  # contrast of a blank crop, and as a share of the strongest crop
STRONG = 1.4  # times the median contrast of a micrograph's crops, above which a crop is scaled down


@dataclass(frozen=True)
class Defocus:
    """The defocus of a micrograph, underfocus in μm, with the optics of the microscope."""

    defocus: float
    optics: Optics


class Cutter:
    """A micrograph from which crops are cut, rescaled so that `COVER` box sides become `side` px."""

    def __init__(
        self, image: Image, box_size: float, side: int, pixel_size: float | None = None, defocus: Defocus | None = None
    ) -> None:
        self.step = box_size * COVER / side
        self.shape, self._side, self._box_size = image.shape, side, box_size
        factor = max(self.step, 1.0)  # small boxes are enlarged as they are cut, not with the whole picture
        small = shrink(clip_outliers(fill_dead_border(image)), factor)
        self._scale = image.shape[1] / small.shape[1], image.shape[0] / small.shape[0]
        if defocus is not None and pixel_size is not None:
            function = np.sign(transfer(small.shape, pixel_size * self._scale[0], defocus.defocus, defocus.optics))
            small = apply(small, -function.astype(np.float32))  # the minus keeps particles dark
        flat = normalise(small, BACKGROUND * box_size / factor)
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


def normalise_crops(crops: Crops, usual: float | None = None) -> tuple[Crops, NDArray[np.float32], float]:
    """Return the crops of a micrograph with zero mean, strong ones scaled down, and their contrast.

    Crops of ice crystals and carbon film vary many times more than particles and would dominate every average.

    Parameters
    ----------
    usual
        The contrast of a usual crop; by default the median of those that are not blank.

    Returns
    -------
    crops
        (n, side, side).
    contrast
        The standard deviation (n,) of each.
    usual
        The contrast of a usual crop; 0 if all are blank.
    """
    crops = crops - crops.mean((1, 2), keepdims=True)
    contrast = crops.std((1, 2))
    if usual is None:
        seen = contrast[contrast > max(NOTHING, FAINT * contrast.max(initial=0))]
        usual = float(np.median(seen)) if len(seen) else 0.0
    factor = np.minimum(1, STRONG * usual / np.maximum(contrast, NOTHING))
    return crops * factor[:, None, None].astype(np.float32), contrast, usual
