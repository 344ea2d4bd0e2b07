"""The comparison of classes with empty places: do boxes fit averages that were made without them better than these?

An average of noise resembles each of its members, because each was rotated and shifted to fit it. A box that has no
part in an average gains nothing from that. So averages are made of one half of the boxes, and the other half is
compared with them, beside random empty places: boxes that hold only noise fit exactly as well as these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.classes.alignment import Aligner
from iceboxer.engine.classes.rounds import run_rounds
from iceboxer.engine.events import IsCancelled

FEWEST_PLACES = 40  # with fewer, the control is unreliable
MOST = 1000  # boxes in a half, and empty places
FEW = 1000  # boxes, below which each half is compared with the averages of the other
CLEARLY = 3.0  # standard errors above the usual rank at which the members of a class fit better
LEAST = 0.1  # the least distance from the usual rank
USUAL = 0.5  # mean rank of boxes that are like empty places

Pixels = NDArray[np.float32]
MakeAligner = Callable[[Pixels, Pixels], Aligner]  # of crops, and of places without particles


@dataclass(frozen=True)
class Ranks:
    """The rank (n,) of each box among `places` empty places by how well it fits averages that were made without it.

    0 if all places fit better, 1 if all fit worse, NaN for boxes that were not compared.
    """

    rank: NDArray[np.float64]
    places: int

    def are_better(self, label: NDArray[np.intp], classes: int) -> list[bool | None]:
        """Return whether the members of each class, by `label` (n,), fit clearly better than empty places.

        None if none of them was compared.
        """
        found: list[bool | None] = []
        for k in range(classes):
            rank = self.rank[(label == k) & np.isfinite(self.rank)]
            # the variance of a rank is 1 / 12; all boxes are compared with the same places
            error = np.sqrt((1 / max(len(rank), 1) + 1 / max(self.places, 1)) / 12)
            found.append(bool(rank.mean() > USUAL + max(CLEARLY * error, LEAST)) if len(rank) else None)
        return found


def rank_among_places(
    pixels: Pixels, places: Pixels, classes: int, seed: int, make_aligner: MakeAligner, cancelled: IsCancelled
) -> Ranks:
    """Return the ranks of boxes, crops (n, side, side), among random empty places (k, side, side).

    Half of the places define the noise and the others are compared, so that these are as new to the averages as the
    boxes that are compared.

    Raises
    ------
    Cancelled
    """
    rng = np.random.default_rng([seed, 2])
    rank = np.full(len(pixels), np.nan)
    places = places[rng.permutation(len(places))[: 2 * MOST]]
    if len(places) < FEWEST_PLACES:
        return Ranks(rank, 0)
    halves = np.array_split(rng.permutation(len(pixels))[: 2 * MOST], 2)
    noise, compared = np.array_split(places, 2)
    for made, tested in (halves, halves[::-1]) if len(pixels) < FEW else (halves,):
        aligner = make_aligner(pixels[made], noise)
        crops = aligner.analyse(pixels[made])
        model = run_rounds(aligner, crops, max(1, classes // 2), seed, lambda *_: None, cancelled)
        usual = np.sort(aligner.assign(aligner.analyse(compared), model).gain)
        gain = aligner.assign(aligner.analyse(pixels[tested]), model).gain
        rank[tested] = (np.searchsorted(usual, gain, "left") + np.searchsorted(usual, gain, "right")) / (2 * len(usual))
    return Ranks(rank, len(compared))
