"""Cuts a picture into overlapping tiles, each of which owns a part, so that no particle counts twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from iceboxer.engine.data.filters import Image


@dataclass(frozen=True)
class Tile:
    """A window on a picture: lower left corner, height and width in px.

    `own` is (left, right, bottom, top): what this tile answers for. The windows' parts cover the picture
    without overlap, and beyond the picture's own edges they are open.
    """

    left: int
    bottom: int
    height: int
    width: int
    own: tuple[float, float, float, float]

    def cut(self, picture: Image) -> Image:
        """The window (height, width); zeros, the mean of a prepared picture, where it sticks out."""
        part = picture[self.bottom : self.bottom + self.height, self.left : self.left + self.width]
        missing = (self.height - part.shape[0], self.width - part.shape[1])
        return np.ascontiguousarray(np.pad(part, ((0, missing[0]), (0, missing[1]))) if any(missing) else part)


def tiles(shape: tuple[int, ...], side: int, overlap: int, multiple: int) -> Iterator[Tile]:
    """Tiles of at most `side` px, overlapping by `overlap`, their sides and corners multiples of `multiple`."""
    for bottom, height, low, high in _spans(shape[0], side, overlap, multiple):
        for left, width, first, last in _spans(shape[1], side, overlap, multiple):
            yield Tile(left, bottom, height, width, (first, last, low, high))


def _spans(length: int, side: int, overlap: int, multiple: int) -> Iterator[tuple[int, int, float, float]]:
    """Start, size, and the owned range of each tile along one axis."""
    whole = -(-length // multiple) * multiple
    if whole <= side:
        yield 0, whole, -np.inf, np.inf
        return
    step = side - overlap
    count = -(-(whole - overlap) // step)
    # no larger than they must be, with a raster's step to spare: what is seen twice costs twice
    side = min(side, -(-(whole + (count - 1) * (overlap + multiple)) // (count * multiple)) * multiple)
    # spread evenly, on the network's own raster, so that a tile sees the cells that the whole would
    starts = [round(i * (whole - side) / (count - 1) / multiple) * multiple for i in range(count)]
    seams = [(a + side + b) / 2 for a, b in pairwise(starts)]
    edges = [-np.inf, *seams, np.inf]
    for i, start in enumerate(starts):
        yield start, side, edges[i], edges[i + 1]
