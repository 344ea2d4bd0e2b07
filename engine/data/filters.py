"""Filters of pictures: low-pass, normalisation, contrast; pure functions on float32.

Pictures are (height, width), row 0 at the bottom. All filters are symmetric, so that no particle moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import PIL.Image
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.shrinking import shrink
from iceboxer.engine.errors import ConfigError

Image = NDArray[np.float32]

BLOCK = 1 << 17  # pixels of rows that are processed at once: a few such blocks fit into the processor's cache


def lowpass(image: Image, cutoff: float, workers: int = 1) -> Image:
    """Return the picture after a Gaussian low-pass in Fourier space, with half amplitude at `cutoff`.

    Parameters
    ----------
    cutoff : float
        As a fraction of the sampling rate, above 0 to 0.5 (Nyquist). Use `cutoff_from_resolution` for Å.

    Raises
    ------
    ConfigError
        The cut-off is out of range.
    """
    if not 0 < cutoff <= 0.5:
        raise ConfigError(f"The low-pass cut-off must be between 0 and 0.5 of the sampling rate, not {cutoff}.")
    height, width = image.shape
    spectrum = scipy.fft.rfft2(image.astype(np.float32, copy=False), workers=workers)
    sharpness = -np.log(2) / cutoff**2
    spectrum *= np.exp(sharpness * scipy.fft.fftfreq(height)[:, None] ** 2).astype(np.float32)
    spectrum *= np.exp(sharpness * scipy.fft.rfftfreq(width)[None, :] ** 2).astype(np.float32)
    result: Image = scipy.fft.irfft2(spectrum, s=image.shape, workers=workers)
    return result


def cutoff_from_resolution(resolution: float, pixel_size: float) -> float:
    """Return the cut-off, as a fraction of the sampling rate, of a `resolution` in Å at `pixel_size` Å/px."""
    if resolution <= 0 or pixel_size <= 0:
        raise ConfigError("The resolution and the pixel size must be above 0.")
    return min(0.5, pixel_size / resolution)


@dataclass(frozen=True)
class Lowpass:
    """A low-pass filter, set as a `fraction` of the sampling rate or a `resolution` in Å; by default none."""

    fraction: float = 0.0
    resolution: float | None = None

    def cutoff(self, pixel_size: float | None) -> float:
        """Return the cut-off as a fraction of the sampling rate, 0 for no filter.

        Raises
        ------
        ConfigError
            It is set in Å and the pixel size is unknown.
        """
        if self.resolution is None:
            return self.fraction
        if pixel_size is None:
            raise ConfigError(
                "The low-pass is set in Å, but a micrograph has no pixel size. Set it as a fraction instead."
            )
        return cutoff_from_resolution(self.resolution, pixel_size)


def fill_dead_border(image: Image) -> Image:
    """Return the picture with constant rows and columns at its edges set to the median of the rest.

    Cameras and motion correction leave such borders, and filters would ring at the step.
    """
    live = live_area(image)
    if live is None or image[live].shape == image.shape:
        return image
    filled = np.full_like(image, np.median(_sample(image[live])))
    filled[live] = image[live]
    return filled


def live_area(image: Image) -> tuple[slice, slice] | None:
    """Return the rows and columns within constant ones at the edges; None if all are constant."""
    bottom, top, left, right = 0, image.shape[0], 0, image.shape[1]
    for _ in range(2):  # twice, since a constant row may vary within constant columns
        bottom, top = _live_range(image[:, left:right])
        if bottom >= top:
            return None
        left, right = _live_range(image[bottom:top].T)
        if left >= right:  # a single row is alive
            return None
    return slice(bottom, top), slice(left, right)


def _live_range(rows: Image) -> tuple[int, int]:
    """Return the first row that is not constant and one past the last; (n, 0) if all are constant."""
    first, last = 0, len(rows)
    while first < last and np.ptp(rows[first]) == 0:
        first += 1
    while last > first and np.ptp(rows[last - 1]) == 0:
        last -= 1
    return first, last


def clip_outliers(image: Image, spreads: float = 20.0) -> Image:
    """Return the picture with values clipped to `spreads` standard deviations around the median.

    X-rays and hot pixels reach thousands of times a particle's contrast and would ring in downscaling.
    """
    centre, spread = _level(image)
    low, high = centre - spreads * spread, centre + spreads * spread
    if not spread > 0 or all(image[rows].min() >= low and image[rows].max() <= high for rows in _blocks(image)):
        return image
    return np.clip(image, low, high)


def _blocks(image: Image, multiple: int = 1) -> Iterator[slice]:
    """Yield successive rows of a picture, in blocks of about `BLOCK` pixels and a `multiple` of rows."""
    rows = max(1, BLOCK // (image.shape[1] * multiple)) * multiple
    for start in range(0, len(image), rows):
        yield slice(start, min(start + rows, len(image)))


def _level(image: Image) -> tuple[np.float32, np.float32]:
    """Return the median, and a robust standard deviation: 1.4826 times the median absolute deviation."""
    sample = _sample(image)
    centre = np.median(sample)
    return centre, np.float32(1.4826 * np.median(np.abs(sample - centre)))


def normalise(image: Image, background: float) -> Image:
    """Return the picture without gradients, with zero median and unit spread, clipped to 8 spreads.

    Parameters
    ----------
    background : float
        Standard deviation in px of the Gaussian mean that is subtracted; larger than a particle.
    """
    flat = _without_background(image, background)
    centre, spread = _level(flat)
    if not spread > 0:
        return np.zeros_like(flat)
    for rows in _blocks(flat):
        part = flat[rows]
        part -= centre
        part /= spread
        np.clip(part, -8, 8, out=part)
    return flat


def _without_background(image: Image, sigma: float) -> Image:
    """Return the picture minus a wide Gaussian mean, computed on a coarser grid, since it has no fine detail.

    The mean is grown to the picture's size a few rows at a time, since the picture may fill much of the memory.
    """
    step = max(1, int(sigma / 4))
    coarse = _coarse(image, step)
    slope = _slope(coarse)  # subtracted first, since a mean cannot follow it at the edges
    coarse = slope + scipy.ndimage.gaussian_filter(coarse - slope, sigma / step, mode="nearest")
    size = (coarse.shape[1] * step, len(coarse))
    wide: Image = np.asarray(PIL.Image.fromarray(coarse).resize(size, PIL.Image.Resampling.BILINEAR))
    wide = wide[:, : image.shape[1]]
    centre = (np.arange(len(image)) + 0.5) / step - 0.5
    below = np.floor(centre).astype(np.int64)
    weight = (centre - below).astype(np.float32)[:, None]
    flat = np.empty(image.shape, np.float32)
    starts = np.flatnonzero(np.diff(below, prepend=below[0] - 1))
    for start, stop in pairwise([*starts.tolist(), len(image)]):  # rows between the same two rows of the mean
        first, second = (min(max(int(below[start]) + k, 0), len(wide) - 1) for k in (0, 1))
        mean = wide[first] * (1 - weight[start:stop])
        mean += wide[second] * weight[start:stop]
        np.subtract(image[start:stop], mean, out=flat[start:stop])
    return flat


def _coarse(image: Image, step: int) -> Image:
    """Return the means of squares of `step` px; at the far edges the last pixels are repeated."""
    height, width = (-(-n // step) for n in image.shape)
    coarse = np.empty((height, width), np.float32)
    for rows in _blocks(image, step):
        part = image[rows]
        if missing := -len(part) % step:
            part = np.pad(part, ((0, missing), (0, 0)), "edge")
        # rows first, since they are contiguous in memory
        means = part.reshape(-1, step, image.shape[1]).mean(axis=1)
        means = np.pad(means, ((0, 0), (0, width * step - image.shape[1])), "edge")
        start = rows.start // step
        coarse[start : start + len(means)] = means.reshape(-1, width, step).mean(axis=2)
    return coarse


def _sample(image: Image, pixels: float = 60_000) -> Image:
    """Return about `pixels` pixels spread over the picture: enough for a median to 0.5 % of the spread."""
    step = max(1, int((image.size / pixels) ** 0.5))
    return image[::step, ::step]


def _slope(image: Image) -> Image:
    """Return the second-order polynomial in x and y that fits the picture best (least squares).

    Products of polynomials that are orthonormal along y and along x are orthonormal on the picture. All matrices
    are so small that the linear algebra library starts no threads, which would slow down the others.
    """
    y, x = (np.linalg.qr(np.vander(np.linspace(-1, 1, n), 3, increasing=True))[0] for n in image.shape)
    coefficients = y.T @ image @ x
    coefficients[np.add.outer(np.arange(y.shape[1]), np.arange(x.shape[1])) > 2] = 0
    return np.asarray(y @ coefficients @ x.T, np.float32)


def percentile_range(image: Image, low: float = 0.5, high: float = 99.5) -> tuple[float, float]:
    """Return the grey values at two percentiles, of at most about a million pixels; never an empty range."""
    darkest, brightest = np.percentile(_sample(image, 1e6), [low, high])
    return (float(darkest), float(brightest)) if brightest > darkest else (float(darkest), float(darkest) + 1.0)


def network_input(image: Image, factor: float, box_size: float, cutoff: float = 0.0) -> Image:
    """Return a micrograph as input of a network: downscaled by `factor`, without gradients, with unit spread.

    Parameters
    ----------
    box_size : float
        In px of the micrograph. Gradients wider than 1.5 boxes are removed.
    cutoff : float
        Low-pass before downscaling, as a fraction of the sampling rate; 0 for none, the default, since downscaling
        a few times removes more than crYOLO's usual 0.1 does.
    """
    return flatten_input(shrink_input(image, factor, cutoff), factor, box_size)


def shrink_input(image: Image, factor: float, cutoff: float = 0.0, workers: int = 1) -> Image:
    """Return a micrograph downscaled by `factor`, the first part of `network_input`.

    After it, the micrograph itself is not needed in memory.
    """
    image = clean_input(image)
    if cutoff:
        image = lowpass(image, cutoff, workers)
    return shrink(image, factor)


def clean_input(image: Image) -> Image:
    """Return a micrograph without dead borders and outliers, which would ring in downscaling."""
    return clip_outliers(fill_dead_border(image))


def flatten_input(shrunk: Image, factor: float, box_size: float) -> Image:
    """Return a downscaled micrograph without gradients and with unit spread, the second part of `network_input`."""
    return normalise(shrunk, 1.5 * box_size / factor)
