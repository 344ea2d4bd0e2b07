"""The size of particles, found by trying several scales of the network's input.

Sizes are the sides in px of a box of 1.5 particle diameters, which has a fixed size in the input of the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO

SMALLEST, LARGEST = 28.0, 0.25  # range of box sizes: px, and as a fraction of the micrograph's shorter side
STEP = 1.22  # ratio of two successive box sizes
COARSE = 2  # steps between two sizes that are tried at first
# A box that a person drew has 0.95 to 2.2 diameters; the range of sizes to try is wider, so that the best is inside.
TIGHTEST, WIDEST = 0.7, 3.0
MIN_SUPPORT = 0.6  # as a fraction of the best support; the estimates at scales with less are ignored


@dataclass(frozen=True)
class Trial:
    """The result of picking with boxes of `box_size` px.

    `support` is the mean squared confidence of the most confident picks, 0 to 1; `estimate` their median particle
    size as the network estimates it, in box sizes.
    """

    box_size: float
    support: float
    estimate: float


def best_size(trials: Sequence[Trial]) -> float:
    """Return the box size in px at which the network estimates the particle to be exactly one box.

    Confidence alone is too coarse, since the network accepts boxes of 1.2 to 1.9 diameters alike. The estimate,
    measured in boxes, decreases as the boxes grow; where it crosses 1, the box fits. The size is interpolated
    between the largest two trials around that point; if there is none, the trial with the most support wins.

    Parameters
    ----------
    trials : sequence of Trial
        In ascending box size.
    """
    best = max(trials, key=lambda trial: trial.support)
    supported = [trial for trial in trials if trial.support >= MIN_SUPPORT * best.support]
    for larger, smaller in pairwise(reversed(supported)):
        if larger.estimate < 1 <= smaller.estimate:
            share = (smaller.estimate - 1) / (smaller.estimate - larger.estimate)
            return float(smaller.box_size * (larger.box_size / smaller.box_size) ** share)
    return best.box_size


def untried(trials: Sequence[Trial | None]) -> list[int]:
    """Return which sizes to try next, by index; none if no further trial is expected to change `best_size`.

    First every second size is tried, which is close enough: the network accepts boxes over a range of 1.6. Then come
    the neighbours of the trial with the most support, and the sizes between which the estimate may cross 1.

    Parameters
    ----------
    trials : sequence of Trial or None
        In ascending box size; None has not been tried.
    """
    done = [(i, trial) for i, trial in enumerate(trials) if trial is not None]
    if not done:
        return list(range(0, len(trials), COARSE))
    best, most = max(done, key=lambda item: item[1].support)
    if most.support == 0:  # the particles may be visible at one size only
        return [i for i, trial in enumerate(trials) if trial is None]
    wanted = {best - 1, best + 1}
    supported = [(i, trial) for i, trial in done if trial.support >= MIN_SUPPORT * most.support]
    largest, trial = supported[-1]
    if trial.estimate >= 1:
        wanted.add(largest + 1)
    for (high, larger), (low, smaller) in pairwise(reversed(supported)):
        if larger.estimate < 1 <= smaller.estimate:
            wanted.update(range(low + 1, high))
            break
    else:
        wanted.add(supported[0][0] - 1)  # the estimate may cross 1 just below
    return sorted(i for i in wanted if 0 <= i < len(trials) and trials[i] is None)


def candidate_sizes(shape: tuple[int, int]) -> list[float]:
    """Return the sizes in px to try on micrographs of `shape` (height, width), ascending."""
    count = int(np.log(LARGEST * min(shape) / SMALLEST) / np.log(STEP)) + 1
    return [SMALLEST * STEP**i for i in range(max(1, count))]


def plausible_sizes(box_size: float) -> list[float]:
    """Return the sizes in px to try where a person drew boxes of `box_size` px, ascending.

    They are from the series of `candidate_sizes`, so that the result does not depend on how tight the boxes are.
    """
    low, high = (round(np.log(BOX_RATIO * box_size / r / SMALLEST) / np.log(STEP)) for r in (WIDEST, TIGHTEST))
    return [SMALLEST * STEP**i for i in range(low, high + 1)]
