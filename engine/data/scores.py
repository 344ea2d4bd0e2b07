"""The scale of confidences: those of this program lie between 0 and 1, other programs' scores anywhere.

Topaz writes log-likelihood ratios, about -6 to 5; cryoSPARC correlations. They keep their values, so that their order
and any threshold in their own scale hold. A threshold of 0 to 1 means nothing for them: whoever offers one, such as a
slider, takes its ends from `confidence_range`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

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
