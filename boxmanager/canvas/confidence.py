"""The colours of confidences: eight steps of a map whose order the eye sees, also one that tells few colours apart.

The map is matplotlib's "plasma" (N. Smith and S. van der Walt, 2015, CC0), the upper eight of ten equal steps: the two
darkest would vanish on a micrograph, and all others have a hue, which no grey has.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

COLOURS = ("#7201a8", "#9c179e", "#bd3786", "#d8576b", "#ed7953", "#fb9f3a", "#fdca26", "#f0f921")


def steps(confidence: NDArray[Any]) -> NDArray[np.int64]:
    """Which of `COLOURS` each confidence (n,) between 0 and 1 has, counted from 1; 0 where there is no confidence.

    Steps are of equal width and fixed, so no box changes its colour while the threshold slides.
    """
    known = np.isfinite(confidence)
    scaled = np.where(known, confidence, 0.0) * len(COLOURS)
    return np.where(known, 1 + scaled.clip(0, len(COLOURS) - 1), 0).astype(np.int64)
