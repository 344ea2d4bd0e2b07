"""Processing that people apply before picking. Each function takes and returns (height, width) float32."""

from __future__ import annotations

import io

import numpy as np
import PIL.Image
import scipy.ndimage
import skimage.exposure
from numpy.typing import NDArray

Image = NDArray[np.float32]


def gaussian_lowpass(picture: Image, sigma: float) -> Image:
    """Blur with a Gaussian of `sigma` px."""
    result: Image = scipy.ndimage.gaussian_filter(picture, sigma, truncate=3)
    return result


def median(picture: Image, size: int) -> Image:
    """Replace each pixel by the median of the square of `size` px around it."""
    result: Image = scipy.ndimage.median_filter(picture, size)
    return result


def guided_filter(picture: Image, radius: int, smoothing: float) -> Image:
    """Smooth all but edges: the self-guided filter (He, Sun and Tang, IEEE TPAMI 35, 2013).

    `smoothing` is the variance, relative to that of the picture, below which detail is treated as noise.
    """
    size = 2 * radius + 1
    mean = scipy.ndimage.uniform_filter(picture, size)
    variance = scipy.ndimage.uniform_filter(picture * picture, size) - mean * mean
    slope = variance / (variance + np.float32(smoothing) * picture.var())
    offset = mean * (1 - slope)
    result: Image = scipy.ndimage.uniform_filter(slope, size) * picture + scipy.ndimage.uniform_filter(offset, size)
    return result


def equalise(picture: Image, tile: int, clip: float) -> Image:
    """Apply contrast-limited adaptive histogram equalisation in tiles of `tile` px."""
    result = skimage.exposure.equalize_adapthist(_unit(picture), kernel_size=tile, clip_limit=clip)
    return np.asarray(result, np.float32)


def highpass(picture: Image, sigma: float) -> Image:
    """Remove structures wider than a Gaussian of `sigma` px."""
    result: Image = picture - scipy.ndimage.gaussian_filter(picture, sigma, truncate=3)
    return result


def grey_levels(picture: Image, spreads: float) -> Image:
    """Quantise to 256 grey values over ± `spreads` standard deviations, and clip the rest."""
    level = (picture - picture.mean()) / (picture.std() * spreads)
    return np.asarray(np.round((np.clip(level, -1, 1) + 1) * np.float32(127.5)))


def jpeg(picture: Image, quality: int) -> Image:
    """Compress as JPEG and decompress."""
    file = io.BytesIO()
    PIL.Image.fromarray(grey_levels(picture, 4).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return np.asarray(PIL.Image.open(file), np.float32)


def _unit(picture: Image) -> Image:
    low, high = np.percentile(picture, (0.1, 99.9))
    return np.asarray(np.clip((picture - low) / max(float(high - low), 1e-6), 0, 1), np.float32)
