"""Orientation of the coordinates in a list: how well each reading of them fits the micrographs.

A particle is darker (or lighter) in its middle than in the ring around it. The share of boxes for which this holds
is near 1 if the coordinates are read correctly; otherwise it is near the share of random positions. The rule and
its figures are in docs/decisions/right-way-up.md.

Pictures are (height, width), row 0 at the bottom; coordinates are px, y up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, centres
from iceboxer.engine.data.filters import clip_outliers, fill_dead_border, normalise
from iceboxer.engine.data.readings import AS_IS, READINGS, Reading, apply_reading

Image = NDArray[np.float32]
Positions = NDArray[np.floating[Any]]  # (n, 2) as x, y

SIZES = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)  # of the middle that is measured, in expected diameters
FIELD_SHARES = (1 / 64, 1 / 32, 1 / 16)  # the same in shorter sides of the micrograph, if no diameter is expected
FINEST, COARSEST = 5, 10  # px of the shrunk picture across a middle
LARGEST_MAP = 1024  # px
MIDDLE, RING = 0.35, (0.55, 0.85)  # radii in diameters; neighbours that touch begin at 0.5, and are centred at 1
FLAT = 3.0  # diameters; wider features are background
ROUNDING = 1e-5  # of the spread; smaller contrasts are rounding errors in constant regions
SHIFTS = 64  # random shifts of the whole list, which measure how much the share varies by chance

SIGMAS = 4.0  # standard errors above chance and above the coordinates as they are
CLEARER = 2.0  # standard errors between the best reading and the next one above chance
MARGIN = 0.15  # of the share, over chance and over the coordinates as they are
FEWEST = 20  # boxes


@dataclass(frozen=True)
class Contrast:
    """The sign of the contrast between a middle of `size` px and its ring: 1 lighter, -1 darker, 0 none.

    `signs` has one value per square of `factor` px.
    """

    signs: NDArray[np.int8]  # (height, width) of the shrunk picture
    factor: int
    size: float

    def at(self, positions: Positions, sign: int) -> NDArray[np.bool_]:
        """Return which positions (n, 2), in px of the micrograph, have this sign; False outside the micrograph."""
        cells = np.floor(positions / self.factor)
        inside = ((cells >= 0) & (cells < self.signs.shape[::-1])).all(axis=1)
        column, row = cells[inside].astype(int).T
        result = np.zeros(len(positions), bool)
        result[inside] = self.signs[row, column] == sign
        return result

    def independent(self, positions: Positions) -> int:
        """Return the number of squares of `size` px that the positions (n, 2) occupy: the independent samples."""
        column, row = np.floor(positions / self.size).T
        return len(np.unique(column + 1j * row))


@dataclass(frozen=True)
class Evidence:
    """The evidence of one micrograph: its boxes in each reading, and its contrast.

    `positions` has an array (n, 2) in px per reading; `contrasts` has one entry per size of the middle, None if
    that size is too small or too large for this micrograph.
    """

    positions: dict[str, Positions]
    contrasts: tuple[Contrast | None, ...]
    shape: tuple[int, int]

    @property
    def boxes(self) -> int:
        """The number of boxes, including those outside the micrograph."""
        return len(self.positions[AS_IS.name])


def measure(image: Image, boxes: Boxes, diameter: float | None = None) -> Evidence:
    """Return the evidence of one micrograph: compare the middle of each position with the ring around it.

    Parameters
    ----------
    image : (height, width)
        The micrograph, with or without filtering, of either contrast.
    boxes : (n,)
        As read from the file, including those outside the micrograph.
    diameter : float, optional
        px; by default two thirds of the median box, and unknown if the boxes are points.
    """
    shape = (image.shape[0], image.shape[1])
    boxes = boxes[np.isfinite(boxes["x"]) & np.isfinite(boxes["y"])]
    if diameter is None and len(boxes):
        diameter = float(np.median((boxes["width"] + boxes["height"]) / 2)) / BOX_RATIO
    positions = {r.name: centres(apply_reading(r, boxes, shape)) for r in READINGS.values()}
    image = clip_outliers(fill_dead_border(image))
    shrunk: dict[int, Image] = {}
    return Evidence(positions, tuple(_contrast(image, size, shrunk) for size in _sizes(diameter, shape)), shape)


def _sizes(diameter: float | None, shape: tuple[int, int]) -> list[float]:
    """Return the diameters (px) of the middles to try, equally many for every micrograph."""
    if diameter is None or not np.isfinite(diameter) or diameter < 3:
        sides = [share * min(shape) for share in FIELD_SHARES]
        return [*sides, *[np.inf] * (len(SIZES) - len(sides))]
    return [size * diameter for size in SIZES]


def _contrast(image: Image, size: float, shrunk: dict[int, Image]) -> Contrast | None:
    """Compare middles of `size` px with their rings; None if they are too large or too small for this picture."""
    if size > min(image.shape) / 5:
        return None
    factor = max(1, int(size / COARSEST), -(-max(image.shape) // LARGEST_MAP))
    if size / factor < FINEST:
        return None
    if factor not in shrunk:
        shrunk[factor] = _block_means(image, factor)
    small = normalise(shrunk[factor], FLAT * size / factor)
    kernel = _kernel(size / factor)
    reach = kernel.shape[0] // 2
    padded = np.pad(small, reach, "reflect")
    full = [scipy.fft.next_fast_len(n + reach, real=True) for n in padded.shape]
    spectrum = scipy.fft.rfft2(padded, full) * scipy.fft.rfft2(kernel, full)
    contrast = scipy.fft.irfft2(spectrum, full)[2 * reach :, 2 * reach :][: small.shape[0], : small.shape[1]]
    signs = np.where(np.abs(contrast) > ROUNDING, np.sign(contrast), 0).astype(np.int8)
    return Contrast(signs, factor, size)


def _block_means(image: Image, factor: int) -> Image:
    """Return the means of squares of `factor` px; the last row and column may extend beyond the picture."""
    if factor == 1:
        return image
    height, width = (-(-n // factor) * factor for n in image.shape)
    padded = np.pad(image, ((0, height - image.shape[0]), (0, width - image.shape[1])), "edge")
    rows = padded.reshape(height // factor, factor, width).mean(axis=1)
    return np.asarray(rows.reshape(height // factor, width // factor, factor).mean(axis=2), np.float32)


def _kernel(size: float) -> Image:
    """Return a square kernel, middle minus ring, whose weights sum to 0."""
    reach = int(np.ceil(RING[1] * size))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    radius = np.hypot(x, y) / size
    middle, ring = radius <= MIDDLE, (radius >= RING[0]) & (radius <= RING[1])
    return np.asarray(middle / middle.sum() - ring / ring.sum(), np.float32)


class Verdict(StrEnum):
    """Whether the coordinates as they are fit the micrographs, another reading fits better, or it is unknown."""

    FITS = "fits"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fit:
    """The share of boxes with a particle's contrast under one reading, and its standard error."""

    reading: Reading
    share: float
    error: float


@dataclass(frozen=True)
class Judgement:
    """The verdict on a list: `best` is the reading to use, `AS_IS` unless another fits clearly better.

    `chance` is the share at random positions; `dark` is true if middles are darker than their rings.
    """

    verdict: Verdict
    best: Reading
    boxes: int
    chance: float
    dark: bool
    fits: tuple[Fit, ...]

    def fit(self, name: str) -> Fit:
        """Return the fit of the reading called `name`."""
        return next(f for f in self.fits if f.reading.name == name)


def judge(evidence: Sequence[Evidence]) -> Judgement:
    """Judge the coordinates of a list by all its micrographs together.

    The size and the sign are those at which some reading stands out most. A reading fits if its share is above
    chance by `MARGIN` and by `SIGMAS` standard errors. A reading other than the coordinates as they are is proposed
    if it fits, exceeds these by the same margins, and exceeds by `CLEARER` standard errors each other reading that
    is that far above chance.
    """
    size, sign, chance = _clearest(evidence)
    shown = [e for e in evidence if e.contrasts[size] is not None]
    boxes = sum(e.boxes for e in shown)
    fits = tuple(_fit(shown, reading, size, sign) for reading in READINGS.values())
    best = max(fits, key=lambda f: f.share)
    verdict = Verdict.UNKNOWN
    if boxes >= FEWEST:
        verdict = _verdict(best, fits, chance)
    proposed = best.reading if verdict is Verdict.OTHER else AS_IS
    return Judgement(verdict, proposed, boxes, chance, sign < 0, fits)


def _verdict(best: Fit, fits: Sequence[Fit], chance: float) -> Verdict:
    as_is = fits[0]
    if _above(best, chance, 0.0) and _above(best, as_is.share, as_is.error):
        rivals = [f for f in fits if f is not best and f.share - chance >= CLEARER * f.error]
        clear = all(best.share - f.share >= CLEARER * np.hypot(best.error, f.error) for f in rivals)
        return Verdict.OTHER if clear else Verdict.UNKNOWN
    return Verdict.FITS if _above(as_is, chance, 0.0) else Verdict.UNKNOWN


def _above(fit: Fit, share: float, error: float) -> bool:
    return fit.share - share >= max(MARGIN, SIGMAS * float(np.hypot(fit.error, error)))


def _clearest(evidence: Sequence[Evidence]) -> tuple[int, int, float]:
    """Return the index of the size and the sign at which a share stands out most, and the share by chance there."""
    best, found = -np.inf, (0, -1, 0.0)
    for size in range(len(SIZES)):
        shown = [(e, c) for e in evidence if (c := e.contrasts[size]) is not None and e.boxes]
        boxes = [e.boxes for e, _ in shown]
        if not boxes:
            continue
        for sign in (-1, 1):
            chance = float(np.average([np.mean(c.signs == sign) for _, c in shown], weights=boxes))
            for reading in READINGS:
                hits = sum(int(c.at(e.positions[reading], sign).sum()) for e, c in shown)
                independent = sum(c.independent(e.positions[reading]) for e, c in shown)
                excess = (hits / sum(boxes) - chance) * independent**0.5
                if excess > best:
                    best, found = excess, (size, sign, chance)
    return found


def _fit(evidence: Sequence[Evidence], reading: Reading, size: int, sign: int) -> Fit:
    """Return the share, and as its error the spread under random shifts of all boxes of a micrograph together.

    Overlapping boxes and particles in rows thus count as fewer. The error of the count is at least √n / 2.
    """
    random = np.random.default_rng(0)
    hits, variance, boxes = 0, 0.0, sum(e.boxes for e in evidence)
    for e in evidence:
        contrast, positions = e.contrasts[size], e.positions[reading.name]
        assert contrast is not None
        hits += int(contrast.at(positions, sign).sum())
        extent = np.array(e.shape[::-1], float)
        moved = (positions + random.random((SHIFTS, 1, 2)) * extent) % extent
        counts = contrast.at(moved.reshape(-1, 2), sign).reshape(SHIFTS, -1).sum(axis=1)
        variance += max(float(counts.var(ddof=1)), 0.25 * e.boxes)
    if not boxes:
        return Fit(reading, 0.0, np.inf)
    return Fit(reading, hits / boxes, float(np.sqrt(variance)) / boxes)
