"""The few micrographs on which the particle size is estimated, at several scales."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from iceboxer.engine.data.filters import Image, clean_input
from iceboxer.engine.data.micrograph import Open, is_blank
from iceboxer.engine.data.shrinking import shrink
from iceboxer.engine.errors import ReadError
from iceboxer.engine.picking.box_size import is_same_pixel_size

SAMPLE = 4  # micrographs used for the estimate
READERS = 2  # micrographs read at once; each needs memory
HALVINGS = 3  # of a micrograph
SMALLEST = 32.0  # side of a part, px
LEAST = 2.0  # factor by which a halved picture is downscaled further, so that halving it does not show


@dataclass(frozen=True)
class Halved:
    """The middle of a micrograph, downscaled by a power of two; `down` and `across` are micrograph px per px of it."""

    image: Image
    down: float
    across: float


class Sampled:
    """A micrograph without dead borders and outliers, from which parts are cut at several scales.

    It is also kept at half, a quarter and an eighth of its size: downscaling all of it for each scale would take
    most of the time. Of each, only the middle is kept that is needed, since micrographs may be large.

    Parameters
    ----------
    side : int
        The largest part that will be cut, in px after downscaling.
    """

    def __init__(self, image: Image, side: int) -> None:
        self.shape = (image.shape[0], image.shape[1])
        self._side = side
        self._halved: list[Halved] = []
        whole = clean_input(image)
        for number in range(HALVINGS + 1):
            down, across = (n / m for n, m in zip(self.shape, whole.shape, strict=True))
            kept = _middle(whole, side * LEAST * 2).copy() if number < HALVINGS else whole
            self._halved.append(Halved(kept, down, across))
            if number < HALVINGS:
                whole = shrink(whole, 2.0)

    def centre(self, factor: float) -> tuple[Image, tuple[float, float]]:
        """Return the central part downscaled by `factor`, and micrograph px per px of it along x and y."""
        number = int(np.log2(max(1.0, factor / LEAST)))
        halved = self._halved[min(number, HALVINGS)]
        part = _middle(halved.image, max(SMALLEST, self._side * factor) / halved.down)
        shrunk = shrink(part, factor / halved.down)
        across, down = (n / m for n, m in zip(reversed(part.shape), reversed(shrunk.shape), strict=True))
        return shrunk, (across * halved.across, down * halved.down)


def _middle(image: Image, side: float) -> Image:
    """Return the `side` px in the middle of a picture, less where it is smaller."""
    height, width = (min(n, max(1, round(side))) for n in image.shape)
    bottom, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[bottom : bottom + height, left : left + width]


def select_sample(paths: Sequence[Path]) -> list[Path]:
    """Return the few micrographs used for the estimate, spread evenly over `paths`."""
    return [paths[i] for i in np.unique(np.linspace(0, len(paths) - 1, min(SAMPLE, len(paths))).astype(int))]


def read_sample(paths: Sequence[Path], open: Open, side: int) -> tuple[list[Sampled], float | None]:
    """Read the sample, of one pixel size (Å/px), for parts of `side` px; skip micrographs that are blank or damaged."""
    groups: list[tuple[float | None, list[Sampled]]] = []
    with ThreadPoolExecutor(READERS, "sample") as threads:
        read = list(threads.map(partial(_read_sampled, open, side), select_sample(paths)))
    for sampled, size in filter(None, read):
        same = (sample for known, sample in groups if _same(known, size))
        group = next(same, None)
        if group is None:
            groups.append((size, [sampled]))
        else:
            group.append(sampled)
    if not groups:
        return [], None
    size, sample = max(groups, key=lambda group: (len(group[1]), group[0] is not None))
    return sample, size


def _read_sampled(open: Open, side: int, path: Path) -> tuple[Sampled, float | None] | None:
    """Read a micrograph of the sample, and its pixel size (Å/px); return None if it is blank or damaged."""
    try:
        micrograph = open(path)
        image = np.asarray(micrograph.read(), np.float32)
    except ReadError:
        return None
    return None if is_blank(image) else (Sampled(image, side), micrograph.pixel_size)


def _same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and is_same_pixel_size(one, other))
