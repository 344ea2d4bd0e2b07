"""Grey values of pictures: of those in colour, and within the range in which sums of squares are exact enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]  # (height, width)

STRIP = 256  # rows of a picture in colour that are made grey at a time
LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)  # of red, green and blue, by ITU-R BT.601
# typical magnitudes of pixels for which squares, and sums of them over a picture, stay within float32
SMALLEST, LARGEST = 1e-12, 1e12
BOUND = 1e30  # of a single pixel after scaling


def make_grey(pixels: NDArray[Any]) -> NDArray[Any]:
    """Convert colour (height, width, 3 or 4) to luminance; leave grey (height, width) unchanged, and drop alpha."""
    if pixels.ndim == 2:
        return pixels
    if pixels.shape[2] < 3:
        return pixels[..., 0]
    return in_strips(pixels.shape[0], pixels.shape[1], lambda top, end: pixels[top:end])


def in_strips(height: int, width: int, strip: Callable[[int, int], NDArray[Any]]) -> Grey:
    """Return the luminance of a picture in colour, of which only a strip of rows is in memory as numbers at a time."""
    grey = np.empty((height, width), np.float32)
    for top in range(0, height, STRIP):
        end = min(top + STRIP, height)
        grey[top:end] = strip(top, end)[..., :3].astype(np.float32) @ LUMINANCE
    return grey


def usable(image: Grey) -> Grey:
    """Return the picture (height, width) with finite values of which float32 can hold sums of squares.

    NaN and infinity become the median. A picture of extreme values (1e30, 1e-30) is multiplied by a power of two.
    """
    pixels = image.ravel()
    with np.errstate(all="ignore"):
        squares = np.dot(pixels, pixels)  # one fast pass; NaN if any pixel is
    if SMALLEST**2 * image.size < squares < LARGEST**2:
        return image
    good = np.isfinite(image)
    if not good.all():
        image = np.where(good, image, np.median(image[good]) if good.any() else 0).astype(np.float32)
    return _scaled(image)


def _scaled(image: Grey) -> Grey:
    magnitudes = np.abs(image)
    typical = float(np.median(magnitudes)) or float(magnitudes.max())  # the median of a mask is 0
    if typical == 0 or SMALLEST < typical < LARGEST:
        return image
    power = -round(np.log2(typical))
    with np.errstate(over="ignore"):
        scaled: Grey = np.ldexp(image, power)
    return scaled.clip(-BOUND, BOUND)
