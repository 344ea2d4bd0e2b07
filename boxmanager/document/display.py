"""What the eye sees of a micrograph: a stack of ever coarser pictures, contrast and a low-pass. For the eye only:
the engine never sees any of it.

Grey values are kept as 16-bit numbers, so that contrast is one table look-up; each level of the stack halves
the one before, so that painting costs what the screen costs, however large the micrograph is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.ndimage
from numpy.typing import NDArray

from iceboxer.engine.data.filters import percentile_range
from iceboxer.engine.data.micrograph import Micrograph

Grey = NDArray[np.uint16]

STEPS = 65535
ROWS_AT_ONCE = 512
SMALLEST_LEVEL = 128  # px; a level this small costs nothing and serves as the thumbnail
# Grey values are kept this many fitted ranges to each side of the fitted one; what is beyond is a hot pixel.
HEADROOM = 2.0
HISTOGRAM_BINS = 256
# exp(-2 (pi sigma f)^2) = 1/2 at f = 1 / period: the same Gaussian as engine.data.filters.lowpass
SIGMA_OF_PERIOD = math.sqrt(math.log(2) / 2) / math.pi
# A picture blurred this far (in its own px) loses nothing on a grid twice as coarse.
COARSE_ENOUGH = 1.6


@dataclass(frozen=True)
class Picture:
    """A micrograph made ready for the screen; `levels[k]` (height / 2^k, width / 2^k), rows from the bottom.

    A grey value is `offset + step * level value`; `fitted` are the grey values that are shown black and white
    when nobody has chosen others; `histogram` counts pixels (256,) between `histogram_range`.
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
        """Memory held by the levels."""
        return sum(level.nbytes for level in self.levels)

    @property
    def histogram_range(self) -> tuple[float, float]:
        """The contrast (0 black, 1 white as fitted) at the two ends of the histogram."""
        return (-0.5, 1.5)

    def grey(self, x: float, y: float) -> float | None:
        """The grey value at a point in px, None outside."""
        if not (0 <= x < self.shape[1] and 0 <= y < self.shape[0]):
            return None
        return self.offset + self.step * float(self.levels[0][int(y), int(x)])


@dataclass(frozen=True)
class Region:
    """A piece of one level: rows and columns of it, and where it lies in the micrograph (px, y up)."""

    level: int
    rows: slice
    columns: slice

    @property
    def scale(self) -> int:
        """Micrograph pixels to a pixel of the level."""
        return int(2**self.level)

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in px of the micrograph."""
        s = self.scale
        return self.columns.start * s, self.rows.start * s, self.columns.stop * s, self.rows.stop * s


def make_picture(micrograph: Micrograph) -> Picture:
    """Read a micrograph and make it ready.

    Raises
    ------
    ReadError
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
    """The mean of each 2 × 2 pixels; an odd last row or column is doubled first."""
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
    """What 8-bit grey is shown for each 16-bit value (65536,); contrast as in `View`."""
    position = np.arange(STEPS + 1, dtype=np.float32) * np.float32((1 + 2 * HEADROOM) / STEPS) - HEADROOM
    low, high = contrast
    ramp = (position - low) * np.float32(255 / max(high - low, 1e-4))
    if inverted:
        ramp = 255 - ramp
    table: NDArray[np.uint8] = np.clip(np.rint(ramp), 0, 255).astype(np.uint8)
    return table


def region_for(picture: Picture, bounds: tuple[float, float, float, float], scale: float) -> Region | None:
    """The piece of the right level that covers `bounds` (left, bottom, right, top in px) at `scale` screen px/px."""
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
    """The grey levels of a region, as they are held."""
    return picture.levels[region.level][region.rows, region.columns]


def blurred(picture: Picture, region: Region, lowpass: float) -> tuple[Region, Grey]:
    """The region after a Gaussian low-pass of `lowpass` px, on a coarser level where that loses nothing."""
    sigma = lowpass * SIGMA_OF_PERIOD / region.scale
    level = region.level
    while sigma > 2 * COARSE_ENOUGH and level + 1 < len(picture.levels):
        level, sigma = level + 1, sigma / 2
    coarse = _region(picture, region.bounds(), level) if level != region.level else region
    if coarse is None:
        return region, values(picture, region)
    if sigma < 0.2:  # narrower than a pixel: nothing to see
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
    """A small grey picture (at most `side` px wide and high), contrast as fitted, rows from the bottom."""
    level = next((lv for lv in reversed(picture.levels) if max(lv.shape) >= side), picture.levels[0])
    stride = max(1, math.ceil(max(level.shape) / side))
    table = contrast_table((0.0, 1.0), False)
    small: NDArray[np.uint8] = table[level[::stride, ::stride]]
    return small
