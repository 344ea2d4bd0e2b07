"""The kinds of junk on a grid, in the order of a network's junk channels, and the values of a junk map.

A junk map has one value for each cell of a network's grid: `CLEAN`, one of the kinds below, or `UNKNOWN` in targets of
training.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

JunkMap = NDArray[np.int8]  # (rows, columns), row 0 at the bottom

KINDS = ("film", "ice", "aggregate", "border", "empty")
UNKNOWN, CLEAN = -1, 0
FILM, ICE, AGGREGATE, BORDER, EMPTY = range(1, 6)
