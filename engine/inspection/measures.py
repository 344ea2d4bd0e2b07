"""Measures of a micrograph's quality, from the picture alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.filters import Image, clip_outliers, live_area
from iceboxer.engine.data.shrinking import shrink

Floats = NDArray[np.float64]

PATCH = 512  # px of the patches whose power spectra are averaged
PATCHES = 64  # at most
HANN = 1.5  # neighbouring frequencies, along each axis, that the window makes one (its equivalent noise bandwidth)
BINNED = 256  # px, about, of the longer side in which the thickness is measured
RINGS = (1 / 25, 1 / 8)  # 1/Å, where the rings of the CTF are visible in most micrographs
RINGS_OF_SAMPLING = (0.05, 0.2)  # of the sampling rate, where the pixel size is unknown
# 1/Å: hexagonal and cubic ice reflect at 3.90, 3.67 and 3.44 Å (Dowell and Rinfret 1960, Nature 188, 1144–1148); the
# neighbours are free of reflections
ICE, NEIGHBOURS = (1 / 3.95, 1 / 3.4), ((1 / 4.8, 1 / 4.2), (1 / 3.2, 1 / 3.0))


@dataclass(frozen=True)
class Measures:
    """Measures of a picture.

    Attributes
    ----------
    blank
        All pixels have the same value.
    dead
        Fraction (0–1) of the picture in constant rows and columns at its edges.
    gradient
        Difference between the darkest and the brightest regions of the smoothed picture, in standard deviations of the
        picture binned to about 256 px: of thick and thin ice, or of a film.
    rings
        Standard deviation of the logarithm of the rotationally averaged power around its trend, where the CTF's rings
        lie: near 0 for a blurred or empty picture.
    ice
        Power at 3.95–3.4 Å, where crystalline ice reflects, relative to its neighbours: 1 without ice. None if the
        pixel size is unknown or above 1.7 Å.
    """

    blank: bool
    dead: float
    gradient: float
    rings: float
    ice: float | None


def measure(image: Image, pixel_size: float | None) -> Measures:
    """Measure a picture (height, width) of `pixel_size` Å/px."""
    live = live_area(image)
    if live is None or min(image[live].shape) < 16:
        return Measures(True, 1.0, 0.0, 0.0, None)
    alive = clip_outliers(image[live])
    spectrum = mean_spectrum(alive)
    return Measures(
        blank=False,
        dead=1 - alive.size / image.size,
        gradient=_gradient(alive),
        rings=_rings(spectrum, pixel_size),
        ice=_ice(spectrum, pixel_size),
    )


@dataclass(frozen=True)
class Spectrum:
    """The rotationally averaged power (n,) of a picture; n - 1 corresponds to half the sampling rate.

    `samples` (n,) are the independent values that each is the mean of.
    """

    power: Floats
    samples: Floats


def mean_spectrum(image: Image) -> Spectrum:
    """Average the power spectra of patches, tapered with a Hann window (Welch 1967), and then all directions."""
    side = min(PATCH, *image.shape)
    window = np.hanning(side).astype(np.float32)
    starts = [(y, x) for y in _starts(image.shape[0], side) for x in _starts(image.shape[1], side)]
    starts = starts[:: -(-len(starts) // PATCHES)]
    total = np.zeros((side, side // 2 + 1))
    for y, x in starts:
        patch = image[y : y + side, x : x + side]
        total += np.abs(scipy.fft.rfft2((patch - patch.mean()) * window[:, None] * window)) ** 2
    radius = np.hypot(scipy.fft.fftfreq(side)[:, None], scipy.fft.rfftfreq(side)[None]) * side
    bins = np.minimum(np.round(radius).astype(int), side // 2 + 1)
    count = np.bincount(bins.ravel(), minlength=side // 2 + 2)
    power = np.bincount(bins.ravel(), total.ravel(), side // 2 + 2) / np.maximum(count, 1) / len(starts)
    samples = np.maximum(count * len(starts) / HANN**2, 1)
    return Spectrum(power[: side // 2 + 1], samples[: side // 2 + 1])


def _starts(length: int, side: int) -> range:
    return range(0, length - side + 1, side)


def _gradient(image: Image) -> float:
    small = shrink(image, max(1.0, max(image.shape) / BINNED))
    smooth = scipy.ndimage.gaussian_filter(small, max(small.shape) / 16, mode="nearest")
    spread = float((small - smooth).std())
    low, high = np.percentile(smooth, (2, 98))
    return float(high - low) / spread if spread > 0 else 0.0


def _rings(spectrum: Spectrum, pixel_size: float | None) -> float:
    """Return the variation that exceeds what noise alone would show in so many samples."""
    low, high = RINGS_OF_SAMPLING if pixel_size is None else (limit * pixel_size for limit in RINGS)
    wanted = slice(*_bins(spectrum, low, min(high, 0.45)))
    log = np.log(np.maximum(spectrum.power[wanted], np.finfo(float).tiny))
    if len(log) < 12:
        return 0.0
    x = np.linspace(-1, 1, len(log))
    variance = np.var(log - np.polynomial.Polynomial.fit(x, log, 3)(x)) - np.mean(1 / spectrum.samples[wanted])
    return float(np.sqrt(max(variance, 0)))


def _ice(spectrum: Spectrum, pixel_size: float | None) -> float | None:
    if pixel_size is None or ICE[1] * pixel_size > 0.5:
        return None
    band = _mean(spectrum, *(limit * pixel_size for limit in ICE))
    around = [_mean(spectrum, a * pixel_size, b * pixel_size) for a, b in NEIGHBOURS if b * pixel_size <= 0.5]
    background = float(np.prod(around)) ** (1 / len(around))
    return band / background if background > 0 else None


def _bins(spectrum: Spectrum, low: float, high: float) -> tuple[int, int]:
    """Return the first bin and one past the last between two fractions of the sampling rate."""
    side = 2 * (len(spectrum.power) - 1)
    return round(low * side), round(high * side) + 1


def _mean(spectrum: Spectrum, low: float, high: float) -> float:
    first, last = _bins(spectrum, low, high)
    return float(spectrum.power[first:last].mean())
