"""Straightened pictures of filaments: the micrograph sampled along a curve and across it."""

from __future__ import annotations

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.boxmanager.document.display import Picture, blurred, region_for
from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filaments import Filament

OUTSIDE = 128  # grey outside the micrograph
LONGEST = 4000  # px of a strip


def straighten(
    picture: Picture, filament: Filament, height: int, lowpass: float, table: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """Return a filament as a straight strip (height, length) that is 1.5 widths high, with grey values from `table`.

    Its first end is at the left; the side to the left of its direction is at the top. `lowpass` is in px.
    """
    step = BOX_RATIO * filament.width / height  # px of the micrograph per px of the strip
    count = max(2, min(LONGEST, round(filament.length / step)))
    places, directions = filament.at(np.linspace(0, filament.length, count))
    across = (np.arange(height)[::-1] - (height - 1) / 2) * step  # row 0 is at the top
    normal = np.column_stack([-np.sin(directions), np.cos(directions)])
    x, y = (places[None] + across[:, None, None] * normal[None]).transpose(2, 0, 1)
    bounds = float(x.min()) - 2, float(y.min()) - 2, float(x.max()) + 2, float(y.max()) + 2
    region = region_for(picture, bounds, 1 / step)
    if region is None:
        return np.full((height, count), OUTSIDE, np.uint8)
    region, grey = blurred(picture, region, lowpass)
    rows, columns = y / region.scale - region.rows.start - 0.5, x / region.scale - region.columns.start - 0.5
    strip = scipy.ndimage.map_coordinates(
        table[grey], [rows, columns], np.uint8, order=1, mode="constant", cval=OUTSIDE
    )
    return np.ascontiguousarray(strip)
