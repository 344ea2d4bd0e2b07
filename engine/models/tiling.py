"""Tiling of a picture with overlap, where each tile owns a part, so that no particle is counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from iceboxer.engine.data.filters import Image
from iceboxer.engine.data.stored_picture import Picture


@dataclass(frozen=True)
class Tile:
    """A rectangle of a picture: lower left corner, height and width in px.

    `own` is (left, right, bottom, top) of the part whose picks are taken from this tile. These parts cover the
    picture without overlap and are unbounded beyond its edges.
    """

    left: int
    bottom: int
    height: int
    width: int
    own: tuple[float, float, float, float]

    def cut(self, picture: Picture) -> Image:
        """Return the pixels (height, width); beyond the picture zeros, the median of a prepared picture."""
        part = picture[self.bottom : self.bottom + self.height, self.left : self.left + self.width]
        missing = (self.height - part.shape[0], self.width - part.shape[1])
        return np.ascontiguousarray(np.pad(part, ((0, missing[0]), (0, missing[1]))) if any(missing) else part)


def tiles(shape: tuple[int, ...], side: int, overlap: int, multiple: int) -> Iterator[Tile]:
    """Yield tiles of at most `side` px that overlap by at least `overlap` px, on a raster of `multiple` px."""
    for bottom, height, low, high in _spans(shape[0], side, overlap, multiple):
        for left, width, first, last in _spans(shape[1], side, overlap, multiple):
            yield Tile(left, bottom, height, width, (first, last, low, high))


def _spans(length: int, side: int, overlap: int, multiple: int) -> Iterator[tuple[int, int, float, float]]:
    """Yield start, size, and owned range of each tile along one axis."""
    whole = -(-length // multiple) * multiple
    if whole <= side:
        yield 0, whole, -np.inf, np.inf
        return
    step = side - overlap
    count = -(-(whole - overlap) // step)
    # as small as possible, with one step of the raster to spare: overlap costs time
    side = min(side, -(-(whole + (count - 1) * (overlap + multiple)) // (count * multiple)) * multiple)
    # spread evenly on the network's raster, so that a tile has the same grid cells as the whole picture
    starts = [round(i * (whole - side) / (count - 1) / multiple) * multiple for i in range(count)]
    seams = [(a + side + b) / 2 for a, b in pairwise(starts)]
    edges = [-np.inf, *seams, np.inf]
    for i, start in enumerate(starts):
        yield start, side, edges[i], edges[i + 1]
