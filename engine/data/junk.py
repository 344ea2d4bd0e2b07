"""The kinds of junk on a grid, in the order of a network's junk channels, and the values of junk maps and masks.

A junk map has one value for each block of cells of a network's grid: `CLEAN`, one of the kinds below, or `UNKNOWN` in
targets of training. A mask that a person painted has the values `CLEAN` (nothing painted), `PAINTED` and `CLEARED`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Boxes, Floats

JunkMap = NDArray[np.int8]  # (rows, columns), row 0 at the bottom

KINDS = ("film", "ice", "aggregate", "border", "empty")
UNKNOWN, CLEAN = -1, 0
FILM, ICE, AGGREGATE, BORDER, EMPTY = range(1, 6)
PAINTED = len(KINDS) + 1  # masked by a person
CLEARED = len(KINDS) + 2  # erased by a person: no junk, whatever the junk map contains

# Inside an empty hole a pick is unlikely but no junk is in its way, so such picks are not hidden by default.
HIDING = (FILM, ICE, AGGREGATE, BORDER, PAINTED)

AUTO_MASK, NO_MASK = "auto", "none"  # values of the setting `mask` of a picking, besides a folder


@dataclass(frozen=True)
class JunkMask:
    """The junk map of a micrograph; `scale` is micrograph px per cell along x and y."""

    cells: JunkMap
    scale: tuple[float, float]

    def share(self) -> float:
        """Return the fraction of the micrograph that hides picks."""
        return float(np.isin(self.cells, HIDING).mean())

    def hides(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Return which places (n,), in px of the micrograph, hide picks."""
        row, column = _cells_of(x, y, self)
        hides: NDArray[np.bool_] = np.isin(self.cells, HIDING)[row, column]
        return hides


def greyed(
    picks: Boxes, mask: JunkMask, radius: float, margin: float = 0.0, kinds: tuple[int, ...] = HIDING
) -> NDArray[np.bool_]:
    """Return which picks (n,) have their centre in junk, or nearer to it than `margin` particle radii.

    Parameters
    ----------
    radius : float
        Of the particle, in px of the micrograph.
    """
    return np.asarray(distances(picks, mask, kinds) <= max(0.0, margin) * radius)


def distances(picks: Boxes, mask: JunkMask, kinds: tuple[int, ...] = HIDING) -> NDArray[np.float32]:
    """Return the distance (n,) in px from the cell of each pick's centre to the nearest cell of these kinds.

    It is 0 in junk, and infinite on a micrograph without any.
    """
    return distances_at(picks["x"], picks["y"], mask, kinds)


def distances_at(x: Floats, y: Floats, mask: JunkMask, kinds: tuple[int, ...] = HIDING) -> NDArray[np.float32]:
    """Return the distance (n,) in px from the cell of each place, in px of the micrograph, as `distances` does."""
    junk = np.isin(mask.cells, kinds)
    if not len(x) or not junk.any():
        return np.full(len(x), np.inf, np.float32)
    row, column = _cells_of(x, y, mask)
    distance = scipy.ndimage.distance_transform_edt(~junk, sampling=mask.scale[::-1])
    result: NDArray[np.float32] = distance[row, column].astype(np.float32)
    return result


def combine(junk: JunkMask | None, painted: JunkMask | None) -> JunkMask | None:
    """Return a junk map with a person's mask over it, at the scale of the mask if there is one; None without both."""
    if painted is None or junk is None:
        return painted or junk
    axes = zip(painted.cells.shape, painted.scale[::-1], junk.scale[::-1], junk.cells.shape, strict=True)
    rows, columns = (
        np.clip((np.arange(n) + 0.5) * own // other, 0, size - 1).astype(int) for n, own, other, size in axes
    )
    cells = junk.cells[np.ix_(rows, columns)].copy()
    cells[painted.cells == PAINTED] = PAINTED
    cells[painted.cells == CLEARED] = CLEAN
    return JunkMask(cells, painted.scale)


def _cells_of(x: Floats, y: Floats, mask: JunkMask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows and columns (n,) of the cells that contain places, the nearest for places outside."""
    rows, columns = mask.cells.shape
    row = np.clip(y // mask.scale[1], 0, rows - 1).astype(np.intp)
    return row, np.clip(x // mask.scale[0], 0, columns - 1).astype(np.intp)
