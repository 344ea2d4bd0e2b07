"""Orientation of masks: whether they fit their micrographs better upside down or mirrored.

What is masked (carbon film, thick ice, dirt) differs from the rest in brightness or in texture. Each mask is compared
with maps of the local mean and of the local spread of its micrograph: a mask in the right orientation separates them
best.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

import numpy as np
import PIL.Image
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.filters import clip_outliers
from iceboxer.engine.data.junk import HIDING, JunkMask
from iceboxer.engine.data.micrograph import Micrograph
from iceboxer.engine.errors import ReadError

MOST = 8  # micrographs that are read; more would only take time
SIDE = 128  # squares along the longer side of the maps
WINDOW = 4  # px per square, from which mean and spread are taken
CLEAR, LEAD = 0.5, 1.6  # the least separation in standard deviations, and by what factor it must be larger than as is

Array = NDArray[np.float64]
C = TypeVar("C", bound=np.generic)


class Turn(Enum):
    """Another orientation of a mask; the value describes it."""

    FLIPPED = "upside down"
    MIRRORED = "mirrored"
    BOTH = "turned by half a turn"


def turned_mask(mask: JunkMask, turn: Turn) -> JunkMask:
    """Return a mask in another orientation."""
    return JunkMask(np.ascontiguousarray(_turned(mask.cells, turn)), mask.scale)


def better_turn(masks: Sequence[tuple[Micrograph, JunkMask]]) -> Turn | None:
    """Return the turn in which masks separate their micrographs clearly better; None if none does."""
    rows = [row for micrograph, mask in masks[:MOST] if (row := _separations(micrograph, mask)) is not None]
    if not rows:
        return None
    as_is, *others = np.mean(rows, axis=0).tolist()
    best = int(np.argmax(others))
    clear = others[best] >= CLEAR and others[best] >= LEAD * as_is
    return list(Turn)[best] if clear else None


def advice(masks: Sequence[tuple[Micrograph, JunkMask]]) -> list[str]:
    """Return a sentence if masks fit clearly better in another orientation, for a job that does not turn them."""
    turn = better_turn(masks)
    if turn is None:
        return []
    return [
        f"The masks fit their micrographs clearly better {turn.value}. If the window shows the same, turn them first."
    ]


def _separations(micrograph: Micrograph, mask: JunkMask) -> list[float] | None:
    """Return how well a mask separates its micrograph, as it is and in each turn; None without evidence."""
    masked = np.isin(mask.cells, HIDING)
    try:
        maps = _maps(micrograph.read())
    except ReadError:
        return None
    small = _shrunk(masked, maps[0].shape)
    if not 0.02 < small.mean() < 0.98 or all((_turned(small, turn) == small).all() for turn in Turn):
        return None
    return [_separation(maps, small), *(_separation(maps, _turned(small, turn)) for turn in Turn)]


def _maps(image: NDArray[np.float32]) -> tuple[Array, Array]:
    """Return the local mean and the logarithm of the local spread, in squares of the picture."""
    factor = max(image.shape) / (SIDE * WINDOW)
    height, width = (max(WINDOW, round(n / factor / WINDOW) * WINDOW) for n in image.shape)
    picture = PIL.Image.fromarray(clip_outliers(np.asarray(image, np.float32)))
    fine = np.asarray(picture.resize((width, height), PIL.Image.Resampling.BOX), np.float64)
    blocks = fine.reshape(height // WINDOW, WINDOW, width // WINDOW, WINDOW)
    mean, spread = blocks.mean(axis=(1, 3)), np.log(blocks.std(axis=(1, 3)) + 1e-6 * fine.std() + 1e-12)
    smooth = scipy.ndimage.uniform_filter
    return smooth(mean, 3), smooth(spread, 3)


def _separation(maps: tuple[Array, Array], masked: NDArray[np.bool_]) -> float:
    """Return the larger difference between masked and other squares, in standard deviations within the two."""
    found = []
    for values in maps:
        inside, outside = values[masked], values[~masked]
        within = np.sqrt((inside.var() * inside.size + outside.var() * outside.size) / values.size)
        found.append(abs(inside.mean() - outside.mean()) / (within + 1e-12))
    return float(max(found))


def _shrunk(masked: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    rows, columns = ((np.arange(n) + 0.5) * size // n for n, size in zip(shape, masked.shape, strict=True))
    small: NDArray[np.bool_] = masked[np.ix_(rows.astype(int), columns.astype(int))]
    return small


def _turned(cells: NDArray[C], turn: Turn) -> NDArray[C]:
    if turn is Turn.FLIPPED:
        return cells[::-1]
    return cells[:, ::-1] if turn is Turn.MIRRORED else cells[::-1, ::-1]
