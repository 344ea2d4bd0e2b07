"""Artefacts of cameras and motion correction. Each function takes and returns a picture (height, width)."""

from __future__ import annotations

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Image = NDArray[np.float32]


def coloured_noise(rng: np.random.Generator, shape: tuple[int, int], exponent: float) -> Image:
    """Return Gaussian noise of unit variance with an amplitude proportional to frequency to the −`exponent`."""
    white = rng.standard_normal(shape, np.float32)
    if exponent == 0:
        return white
    spectrum = scipy.fft.rfft2(white)
    fy, fx = scipy.fft.fftfreq(shape[0]), scipy.fft.rfftfreq(shape[1])
    spectrum *= (np.hypot(fy[:, None], fx[None, :]) + 0.01).astype(np.float32) ** np.float32(-exponent)
    noise: Image = scipy.fft.irfft2(spectrum, shape)
    return np.asarray(noise / noise.std())


def gain_lines(picture: Image, rng: np.random.Generator) -> Image:
    """Add faint rows or columns and offsets of amplifier blocks, up to about a third of the picture's SD."""
    axis = int(rng.integers(2))
    count = picture.shape[axis]
    strength = np.float32(picture.std() * rng.uniform(0.05, 0.35))
    lines = np.where(rng.random(count) < 0.2, rng.standard_normal(count), 0).astype(np.float32) * strength
    blocks = np.asarray(np.repeat(rng.standard_normal(8), -(-count // 8)), np.float32)[:count]
    pattern = lines + blocks * strength * np.float32(0.5)
    return np.asarray(picture + (pattern if axis == 1 else pattern[:, None]))


def hot_pixels(picture: Image, rng: np.random.Generator) -> Image:
    """Make a few pixels far too bright or dark."""
    result = picture.copy()
    count = int(rng.integers(1, 60))
    rows, columns = (rng.integers(0, n, count) for n in picture.shape)
    result[rows, columns] += picture.std() * rng.normal(0, 12, count).astype(np.float32)
    return result


def dead_rows(picture: Image, rng: np.random.Generator) -> Image:
    """Replace one to three rows by the mean value or by the row before."""
    result = picture.copy()
    for row in rng.integers(1, picture.shape[0], int(rng.integers(1, 4))):
        result[row] = picture.mean() if rng.random() < 0.5 else picture[row - 1]
    return result


def dead_area(picture: Image, width: int, side: int) -> Image:
    """Replace `width` rows or columns at one of the four sides (0 to 3) by a constant, like a truncated picture."""
    result = np.rot90(picture, side).copy()
    result[:width] = result[width:].mean()
    return np.ascontiguousarray(np.rot90(result, -side))


def smeared_border(picture: Image, width: int, kind: str) -> Image:
    """Replace the outer `width` px as motion correction does: "smeared" repeats the edge, "flat" is the mean."""
    inner = picture[width:-width, width:-width]
    if kind == "flat":
        return np.pad(inner, width, constant_values=float(inner.mean()))
    return np.pad(inner, width, "edge")
