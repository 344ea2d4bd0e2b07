"""Display of a micrograph: an image pyramid, contrast and low-pass. The engine uses none of it.

Grey values are stored as 16-bit numbers, so that contrast is one table look-up. Each level of the pyramid has half
the size of the one before, so that the cost of painting depends on the screen and not on the micrograph.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.filters import percentile_range
from iceboxer.engine.data.micrograph import Micrograph

Grey = NDArray[np.uint16]

STEPS = 65535
ROWS_AT_ONCE = 512
SMALLEST_LEVEL = 128  # px; the last level is about this small and serves as the thumbnail
# Grey values are stored up to this many fitted ranges beyond the fitted range; values further out are hot pixels.
HEADROOM = 2.0
HISTOGRAM_BINS = 256
# exp(-2 (pi sigma f)^2) = 1/2 at f = 1 / period: the same Gaussian as engine.data.filters.lowpass
SIGMA_OF_PERIOD = math.sqrt(math.log(2) / 2) / math.pi
# An image blurred by a sigma of this many px loses nothing when its size is halved.
COARSE_ENOUGH = 1.6


@dataclass(frozen=True)
class Picture:
    """A micrograph prepared for the screen; `levels[k]` (height / 2^k, width / 2^k), rows from the bottom.

    A grey value is `offset + step * level value`. `fitted` holds the grey values shown as black and white by default.
    `histogram` counts the pixels (256,) from half of that range below the black to half of it above the white.
    """

    shape: tuple[int, int]
    pixel_size: float | None
    levels: tuple[Grey, ...]
    offset: float
    step: float
    fitted: tuple[float, float]
    histogram: NDArray[np.intp]

    @property
    def nbytes(self) -> int:
        """Memory used by the levels, in bytes."""
        return sum(level.nbytes for level in self.levels)

    def grey(self, x: float, y: float) -> float | None:
        """Return the grey value at a point in px, or None outside the micrograph."""
        if not (0 <= x < self.shape[1] and 0 <= y < self.shape[0]):
            return None
        return self.offset + self.step * float(self.levels[0][int(y), int(x)])


@dataclass(frozen=True)
class Region:
    """A rectangle of one level, as rows and columns of the level."""

    level: int
    rows: slice
    columns: slice

    @property
    def scale(self) -> int:
        """Micrograph px per px of the level."""
        return int(2**self.level)

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top in px of the micrograph, y up."""
        s = self.scale
        return self.columns.start * s, self.rows.start * s, self.columns.stop * s, self.rows.stop * s


def make_picture(micrograph: Micrograph) -> Picture:
    """Read a micrograph and prepare it for the screen.

    Raises
    ------
    ReadError
        The micrograph cannot be read.
    """
    image = micrograph.read()
    fitted = percentile_range(image)
    room = HEADROOM * (fitted[1] - fitted[0])
    low, high = fitted[0] - room, fitted[1] + room
    step = (high - low) / STEPS
    levels = [_quantised(image, low, step)]
    del image
    while max(levels[-1].shape) > SMALLEST_LEVEL:
        levels.append(_halved(levels[-1]))
    return Picture(micrograph.shape, micrograph.pixel_size, tuple(levels), low, step, fitted, _histogram(levels[0]))


def _quantised(image: NDArray[np.float32], low: float, step: float) -> Grey:
    levels = np.empty(image.shape, np.uint16)
    for start in range(0, image.shape[0], ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        block = image[rows] - np.float32(low)
        block *= np.float32(1 / step)
        np.clip(block, 0, STEPS, out=block)
        levels[rows] = block
    return levels


def _halved(level: Grey) -> Grey:
    """Return the mean of each 2 × 2 pixels; an odd last row or column is duplicated first."""
    height, width = level.shape
    if height % 2 or width % 2:
        level = np.pad(level, ((0, height % 2), (0, width % 2)), "edge")
    half = np.empty((level.shape[0] // 2, level.shape[1] // 2), np.uint16)
    for start in range(0, half.shape[0], ROWS_AT_ONCE):
        block = level[2 * start : 2 * (start + ROWS_AT_ONCE)]
        total = np.add(block[::2, ::2], block[::2, 1::2], dtype=np.uint32)
        total += block[1::2, ::2]
        total += block[1::2, 1::2]
        half[start : start + ROWS_AT_ONCE] = total >> 2
    return half


def _histogram(level: Grey) -> NDArray[np.intp]:
    stride = max(1, int((level.size / 1e6) ** 0.5))
    sample = level[::stride, ::stride]
    width = STEPS / (1 + 2 * HEADROOM)  # the fitted range in steps
    start = HEADROOM * width
    counts, _ = np.histogram(sample, HISTOGRAM_BINS, (start - 0.5 * width, start + 1.5 * width))
    found: NDArray[np.intp] = counts
    return found


def contrast_table(contrast: tuple[float, float], inverted: bool) -> NDArray[np.uint8]:
    """Return the 8-bit grey of each 16-bit value (65536,); `contrast` as in `View`."""
    position = np.arange(STEPS + 1, dtype=np.float32) * np.float32((1 + 2 * HEADROOM) / STEPS) - HEADROOM
    low, high = contrast
    ramp = (position - low) * np.float32(255 / max(high - low, 1e-4))
    if inverted:
        ramp = 255 - ramp
    table: NDArray[np.uint8] = np.clip(np.rint(ramp), 0, 255).astype(np.uint8)
    return table


def region_for(picture: Picture, bounds: tuple[float, float, float, float], scale: float) -> Region | None:
    """Return the region that covers `bounds` on the level that suits `scale`, or None outside the picture.

    `bounds` are left, bottom, right, top in px; `scale` is in screen px per micrograph px.
    """
    wanted = math.log2(1 / scale) if scale > 0 else 0.0
    level = min(max(math.floor(wanted + 0.25), 0), len(picture.levels) - 1)
    return _region(picture, bounds, level)


def _region(picture: Picture, bounds: tuple[float, float, float, float], level: int) -> Region | None:
    height, width = picture.levels[level].shape
    size = 2**level
    left, right = max(0, math.floor(bounds[0] / size)), min(width, math.ceil(bounds[2] / size))
    bottom, top = max(0, math.floor(bounds[1] / size)), min(height, math.ceil(bounds[3] / size))
    if left >= right or bottom >= top:
        return None
    return Region(level, slice(bottom, top), slice(left, right))


def values(picture: Picture, region: Region) -> Grey:
    """Return the stored 16-bit values of a region."""
    return picture.levels[region.level][region.rows, region.columns]


def blurred(picture: Picture, region: Region, lowpass: float) -> tuple[Region, Grey]:
    """Return the region after a Gaussian low-pass of `lowpass` px, on a coarser level if that loses nothing."""
    sigma = lowpass * SIGMA_OF_PERIOD / region.scale
    level = region.level
    while sigma > 2 * COARSE_ENOUGH and level + 1 < len(picture.levels):
        level, sigma = level + 1, sigma / 2
    coarse = _region(picture, region.bounds(), level) if level != region.level else region
    if coarse is None:
        return region, values(picture, region)
    if sigma < 0.2:  # too narrow to have a visible effect
        return coarse, values(picture, coarse)
    return coarse, _gaussian(picture.levels[level], coarse, sigma)


def _gaussian(level: Grey, region: Region, sigma: float) -> Grey:
    reach = math.ceil(3 * sigma)
    bottom, left = max(0, region.rows.start - reach), max(0, region.columns.start - reach)
    piece: NDArray[Any] = level[bottom : region.rows.stop + reach, left : region.columns.stop + reach]
    smooth = scipy.ndimage.gaussian_filter(piece.astype(np.float32), sigma, mode="nearest", truncate=3)
    top = region.rows.start - bottom
    side = region.columns.start - left
    rows = slice(top, top + region.rows.stop - region.rows.start)
    columns = slice(side, side + region.columns.stop - region.columns.start)
    return np.asarray(smooth[rows, columns]).astype(np.uint16)


def thumbnail(picture: Picture, side: int = 96) -> NDArray[np.uint8]:
    """Return a small 8-bit image, at most `side` px wide and high, with fitted contrast, rows from the bottom."""
    level = next((lv for lv in reversed(picture.levels) if max(lv.shape) >= side), picture.levels[0])
    stride = max(1, math.ceil(max(level.shape) / side))
    table = contrast_table((0.0, 1.0), False)
    small: NDArray[np.uint8] = table[level[::stride, ::stride]]
    return small
