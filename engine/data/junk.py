"""The kinds of junk on a grid, in the order of a network's junk channels, and the values of a junk map.

A junk map has one value for each block of cells of a network's grid: `CLEAN`, one of the kinds below, or `UNKNOWN` in
targets of training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from iceboxer.engine.data.boxes import Boxes

JunkMap = NDArray[np.int8]  # (rows, columns), row 0 at the bottom

KINDS = ("film", "ice", "aggregate", "border", "empty")
UNKNOWN, CLEAN = -1, 0
FILM, ICE, AGGREGATE, BORDER, EMPTY = range(1, 6)

# Inside an empty hole a pick is unlikely but no junk is in its way, so such picks are not hidden by default.
HIDING = (FILM, ICE, AGGREGATE, BORDER)


@dataclass(frozen=True)
class JunkMask:
    """The junk map of a micrograph; `scale` is micrograph px per cell along x and y."""

    cells: JunkMap
    scale: tuple[float, float]

    def share(self, kinds: tuple[int, ...] = HIDING) -> float:
        """Return the fraction of the micrograph that is covered by these kinds."""
        return float(np.isin(self.cells, kinds).mean())


def greyed(
    picks: Boxes, mask: JunkMask, radius: float, margin: float = 0.0, kinds: tuple[int, ...] = HIDING
) -> NDArray[np.bool_]:
    """Return which picks (n,) have their centre in junk, or nearer to it than `margin` particle radii.

    Parameters
    ----------
    radius : float
        Of the particle, in px of the micrograph.
    """
    junk = np.isin(mask.cells, kinds)
    if not len(picks) or not junk.any():
        return np.zeros(len(picks), bool)
    column = np.clip(picks["x"] // mask.scale[0], 0, junk.shape[1] - 1).astype(int)
    row = np.clip(picks["y"] // mask.scale[1], 0, junk.shape[0] - 1).astype(int)
    if margin <= 0:
        inside: NDArray[np.bool_] = junk[row, column]
        return inside
    distance = distance_transform_edt(~junk, sampling=mask.scale[::-1])[row, column]
    return np.asarray(distance <= margin * radius)
