"""Painting of masks: pure functions that return a new mask. Points are in px of the micrograph, y up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import PIL.Image
import PIL.ImageDraw
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.junk import CLEAN, FILM, PAINTED, JunkMap, JunkMask

Point = tuple[float, float]
FINE = 4  # samples along each side of a cell

# sizes of the proposal of the film, in particle diameters
GAP, SPECK, MINIMUM = 1.0, 0.75, 6.0


def stroked(mask: JunkMask, points: Sequence[Point], radius: float, value: int) -> JunkMask:
    """Return the mask with `value` in the cells whose centre is at most `radius` px from a line through the points."""
    canvas, at = _canvas(mask, points)
    reach = radius / mask.scale[0] * FINE, radius / mask.scale[1] * FINE
    drawing = PIL.ImageDraw.Draw(canvas)
    if len(at) > 1:
        drawing.line(at, fill=1, width=max(1, round(2 * sum(reach) / 2)))
    for x, y in at:
        drawing.ellipse((x - reach[0], y - reach[1], x + reach[0], y + reach[1]), fill=1)
    return _with_value(mask, canvas, value)


def filled(mask: JunkMask, corners: Sequence[Point], value: int) -> JunkMask:
    """Return the mask with `value` in the cells whose centre is inside a polygon."""
    canvas, at = _canvas(mask, corners)
    if len(at) > 2:
        PIL.ImageDraw.Draw(canvas).polygon(at, fill=1)
    return _with_value(mask, canvas, value)


def resampled(mask: JunkMask, blank: JunkMask) -> JunkMask:
    """Return what is masked in another mask, painted at the scale of `blank`."""
    rows, columns = (
        np.clip((np.arange(n) + 0.5) * own // other, 0, size - 1).astype(int)
        for n, own, other, size in zip(
            blank.cells.shape, blank.scale[::-1], mask.scale[::-1], mask.cells.shape, strict=True
        )
    )
    cells = np.where(mask.cells[np.ix_(rows, columns)] != CLEAN, PAINTED, CLEAN).astype(np.int8)
    return JunkMask(cells, blank.scale)


def proposed_film(junk: JunkMask, blank: JunkMask, diameter: float) -> JunkMask:
    """Return the area of carbon film in a junk map as a mask at the scale of `blank`, to be edited.

    Gaps of up to one particle diameter (px) are closed, specks are removed, and holes that are smaller than a few
    particles are filled: a foil hole is much larger, and stays.
    """
    gap, speck = (_disc(size * diameter / 2, junk.scale[0]) for size in (GAP, SPECK))
    around = len(gap)  # cells beyond the edges, as if the film went on there
    film = np.pad(junk.cells == FILM, around, "edge")
    film = scipy.ndimage.binary_closing(film, gap) | film
    film = scipy.ndimage.binary_opening(film, speck) if SPECK * diameter > junk.scale[0] else film
    least = MINIMUM * diameter**2 / (junk.scale[0] * junk.scale[1])
    film = _without_small(film, least)
    if film.any():
        film = ~_without_small(~film, least)
    cells: JunkMap = film[around:-around, around:-around].astype(np.int8) * np.int8(FILM)
    return resampled(JunkMask(cells, junk.scale), blank)


def _disc(radius: float, scale: float) -> NDArray[np.bool_]:
    reach = max(1, round(radius / scale))
    down, right = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc: NDArray[np.bool_] = np.hypot(down, right) <= reach + 0.3
    return disc


def _without_small(where: NDArray[np.bool_], least: float) -> NDArray[np.bool_]:
    """Return the connected areas of at least so many cells."""
    numbers, count = scipy.ndimage.label(where)
    sizes = np.bincount(numbers.ravel(), minlength=count + 1)
    sizes[0] = 0
    kept: NDArray[np.bool_] = (sizes >= least)[numbers]
    return kept


def _canvas(mask: JunkMask, points: Sequence[Point]) -> tuple[PIL.Image.Image, list[Point]]:
    """Return an empty picture of `FINE` px per cell, row 0 at the bottom, and the points in it."""
    rows, columns = mask.cells.shape
    at = [(x / mask.scale[0] * FINE - 0.5, y / mask.scale[1] * FINE - 0.5) for x, y in points]
    return PIL.Image.new("L", (columns * FINE, rows * FINE)), at


def _with_value(mask: JunkMask, canvas: PIL.Image.Image, value: int) -> JunkMask:
    middle = np.asarray(canvas)[FINE // 2 :: FINE, FINE // 2 :: FINE]
    return JunkMask(np.where(middle > 0, np.int8(value), mask.cells), mask.scale)
