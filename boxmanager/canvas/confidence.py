"""The confidence colours: eight steps of a perceptually ordered map that suits colour-blind people.

The map is matplotlib's "plasma" (N. Smith and S. van der Walt, 2015, CC0), the upper eight of ten equal steps: the two
darkest would be invisible on a micrograph, and the others have a hue, which sets them off from the greys.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

COLOURS = ("#7201a8", "#9c179e", "#bd3786", "#d8576b", "#ed7953", "#fb9f3a", "#fdca26", "#f0f921")


def steps(confidence: NDArray[Any], low: float = 0.0, high: float = 1.0) -> NDArray[np.int64]:
    """Return the number in `COLOURS`, from 1, of each confidence (n,); 0 for a NaN confidence.

    The colours divide the range from `low` to `high`, that of the visible picks, into equal steps.
    """
    known = np.isfinite(confidence)
    scaled = (np.where(known, confidence, 0.0) - low) / max(high - low, 1e-6) * len(COLOURS)
    return np.where(known, 1 + scaled.clip(0, len(COLOURS) - 1), 0).astype(np.int64)
