"""A random sample of picks for a person to check: spread over confidences and micrographs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # which loads its parts when they are first used
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import Floats

DEFAULT_COUNT = 40
LEAST_SPREAD = 0.05  # minimum standard deviation assumed for an answer; at the threshold it is 0.5
PICKS_PER_STRATUM = 5  # a stratum is a range of confidences, drawn from all micrographs in turn
TINY = 1e-3  # minimum distance of a confidence from 0 and 1, where the logit is infinite


@dataclass(frozen=True)
class Draw:
    """A sample of picks, in random order: `index` (n,) and each one's probability of `inclusion` (n,)."""

    index: NDArray[np.intp]
    inclusion: Floats


def draw_picks(
    confidence: Floats, micrograph: NDArray[np.intp], threshold: float, count: int = DEFAULT_COUNT, seed: int = 0
) -> Draw:
    """Draw `count` picks, or all if there are fewer.

    The inclusion probability is proportional to the standard deviation of the answer (Neyman 1934), guessed from
    the confidence, so more picks are drawn near the threshold. The sample is systematic: picks are sorted by ranges
    of confidence and, within a range, by micrograph, in a new random order of micrographs for each range.

    Parameters
    ----------
    confidence : array (n,)
        0 to 1.
    micrograph : array (n,)
        The number of each pick's micrograph.
    """
    rng = np.random.default_rng(seed)
    count = min(count, len(confidence))
    if count == 0:
        return Draw(np.zeros(0, np.intp), np.zeros(0))
    inclusion = inclusion_probabilities(confidence, threshold, count)
    by_confidence = np.lexsort((rng.random(len(confidence)), -confidence))
    position = np.empty(len(confidence))
    position[by_confidence] = np.cumsum(inclusion[by_confidence]) - inclusion[by_confidence] / 2
    stratum = (position // min(PICKS_PER_STRATUM, count)).astype(int)
    turn = rng.random((stratum.max() + 1, int(micrograph.max()) + 1))
    order = np.lexsort((rng.random(len(confidence)), turn[stratum, micrograph], stratum))
    ends = np.cumsum(inclusion[order])
    marks = (rng.random() + np.arange(count)) * ends[-1] / count
    drawn = np.unique(order[np.minimum(np.searchsorted(ends, marks, side="right"), len(order) - 1)])
    index = rng.permutation(drawn)
    return Draw(index, inclusion[index])


def inclusion_probabilities(confidence: Floats, threshold: float, count: int) -> Floats:
    """Return each pick's probability (n,) to be among `count` drawn ones; the sum is `count`."""
    guess = scipy.special.expit(clipped_logit(confidence) - clipped_logit(np.array([threshold])))
    spread = np.maximum(np.sqrt(guess * (1 - guess)), LEAST_SPREAD)
    certain = np.zeros(len(spread), bool)
    while True:
        share = np.ones(len(spread))
        left = count - certain.sum()
        if (~certain).any():
            share[~certain] = left * spread[~certain] / spread[~certain].sum()
        if not (share > 1 + 1e-9).any():
            return np.minimum(share, 1.0)
        certain |= share > 1


def clipped_logit(confidence: Floats) -> Floats:
    """Return the logit (n,) of confidences, which are moved away from 0 and 1 by `TINY`."""
    values: Floats = scipy.special.logit(np.clip(confidence, TINY, 1 - TINY))
    return values
