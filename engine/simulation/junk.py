"""The truth about junk in a scene: which pixels are covered by which kind."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from iceboxer.engine.data.junk import CLEAN, EMPTY, KINDS, UNKNOWN, JunkMap

Places = NDArray[np.float64]

STRIDE = 4  # px of a scene per cell of a junk map
NEAR = 4.0  # diameters from a particle within which ice without junk is known to be clean


class JunkPicture:
    """The kind of junk of each pixel: `picture` (height, width), with a border of `border` px on each side.

    Coordinates are px of the scene, so they are negative in the border.
    """

    def __init__(self, shape: tuple[int, int], border: int) -> None:
        self.picture: JunkMap = np.zeros(shape, np.int8)
        self.border = border

    def mark(self, covered: NDArray[np.bool_], left: int, bottom: int, kind: int) -> None:
        """Set the kind of the covered pixels of a small picture with its lower left pixel at `left`, `bottom`."""
        left, bottom = left + self.border, bottom + self.border
        x, y = max(left, 0), max(bottom, 0)
        part = self.picture[y : max(0, bottom + covered.shape[0]), x : max(0, left + covered.shape[1])]
        part[covered[y - bottom :, x - left :][: part.shape[0], : part.shape[1]]] = kind

    def mark_disc(self, x: float, y: float, radius: float, kind: int) -> None:
        """Set the kind of the pixels within `radius` px of a place."""
        half = int(np.ceil(radius))
        rows, columns = np.ogrid[-half : half + 1, -half : half + 1]
        self.mark(rows**2 + columns**2 <= radius**2, int(x) - half, int(y) - half, kind)

    def cells(self, side: int) -> JunkMap:
        """Return the junk map of a scene of `side` px: a kind where it covers most of a cell."""
        inner = self.picture[self.border : self.border + side, self.border : self.border + side]
        count = side // STRIDE
        blocks = inner.reshape(count, STRIDE, count, STRIDE)
        found: JunkMap = np.zeros((count, count), np.int8)
        for kind in (UNKNOWN, *range(1, len(KINDS) + 1)):
            found[(blocks == kind).mean(axis=(1, 3)) > 0.5] = kind
        return found


def mark_empty(junk: JunkMap, particles: Places, diameter: float) -> JunkMap:
    """Return the map with clean cells marked as empty if there is no particle (n, 2 as x, y in px).

    If there are some, cells far from all of them become unknown: whether a gap is a hole without particles or a sparse
    region is a matter of taste.
    """
    ice = junk == CLEAN
    if not len(particles):
        return np.where(ice, np.int8(EMPTY), junk)
    here = np.ones(junk.shape, bool)
    column, row = np.clip((particles.T // STRIDE).astype(int), 0, len(junk) - 1)
    here[row, column] = False
    far = distance_transform_edt(here) * STRIDE > NEAR * diameter
    return np.where(ice & far, np.int8(UNKNOWN), junk)


def kind_at(junk: JunkMap, places: Places) -> NDArray[Any]:
    """Return the kind (n,) at places (n, 2) as x, y in px; CLEAN beyond the map."""
    column, row = (places.T // STRIDE).astype(int)
    inside = (column >= 0) & (row >= 0) & (column < junk.shape[1]) & (row < junk.shape[0])
    kinds = np.zeros(len(places), np.int8)
    kinds[inside] = junk[row[inside], column[inside]]
    return kinds
