"""The scale of confidences: those of this program lie between 0 and 1, other programs' scores anywhere.

Topaz writes log-likelihood ratios, about -6 to 5; cryoSPARC correlations. They keep their values, so that their order
and any threshold in their own scale hold. A threshold of 0 to 1 means nothing for them: whoever offers one, such as a
slider, takes its ends from `confidence_range`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy  # which loads its parts when they are first used

from iceboxer.engine.data.boxes import Floats

OWN_RANGE = (0.0, 1.0)


def confidence_range(confidences: Iterable[Floats]) -> tuple[float, float]:
    """Return the lowest and the highest threshold worth choosing: 0 and 1, or wider if the data are.

    All boxes pass the lower end. NaN, the confidence of a label, is ignored.

    Parameters
    ----------
    confidences : iterable of ndarray
        Arrays (n,), for example one per micrograph.
    """
    low, high = OWN_RANGE
    for array in confidences:
        known = array[np.isfinite(array)]
        if len(known):
            low, high = min(low, float(known.min())), max(high, float(known.max()))
    return low, high


def label_confidence(confidences: Iterable[Floats]) -> float:
    """Return the confidence of a label among scored picks, for formats that cannot tell them apart: no pick has more.

    It is 1, or the highest score if that is larger.
    """
    return confidence_range(confidences)[1]


@dataclass(frozen=True)
class UnitScale:
    """An increasing function from scores to 0–1, and its inverse: the identity, or a logistic function.

    The logistic function rises from 0.12 to 0.88 within one `spread` below and above the `middle`, both in the
    scale of the scores. A spread of 0 is the identity.
    """

    middle: float = 0.0
    spread: float = 0.0

    def to_unit(self, scores: Floats) -> Floats:
        """Return scores (n,) as values from 0 to 1; NaN stays."""
        if self.spread == 0:
            return scores
        values: Floats = scipy.special.expit(2 * (scores - self.middle) / self.spread)
        return values

    def to_score(self, value: float) -> float:
        """Return the score of a value from 0 to 1."""
        return value if self.spread == 0 else float(self.middle + self.spread / 2 * scipy.special.logit(value))


def unit_scale(confidences: Iterable[Floats]) -> UnitScale:
    """Return the identity for confidences between 0 and 1, else a logistic function with their mean and spread.

    Parameters
    ----------
    confidences : iterable of ndarray
        Arrays (n,), for example one per micrograph; NaN is ignored.
    """
    arrays = [array[np.isfinite(array)] for array in confidences]
    if confidence_range(arrays) == OWN_RANGE:
        return UnitScale()
    scores = np.concatenate(arrays)
    return UnitScale(float(scores.mean()), float(scores.std()) or 1.0)
