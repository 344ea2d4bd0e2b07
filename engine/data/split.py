"""A reproducible split of data into training and validation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from iceboxer.engine.data.boxes import Boxes

Item = TypeVar("Item")


def split(items: Sequence[Item], is_empty: Sequence[bool], share: float, seed: int) -> tuple[list[Item], list[Item]]:
    """Split items into training and validation items; empty items are split separately, as in crYOLO.

    If at least two items have boxes, at least one of them is held out, but never all of them.

    Parameters
    ----------
    share : float
        Share of the items to hold out for validation, 0 to 1.
    """
    rng = np.random.default_rng(seed)
    held: set[int] = set()
    for group in (False, True):
        members = [i for i, empty in enumerate(is_empty) if empty == group]
        least = 0 if group else 1
        count = max(least, round(share * len(members))) if len(members) > 1 and share > 0 else 0
        held.update(rng.permutation(members)[: min(count, len(members) - 1)].tolist() if count else [])
    train = [item for i, item in enumerate(items) if i not in held]
    return train, [items[i] for i in sorted(held)]


def held_back_strip(boxes: Boxes, share: float) -> tuple[float, float]:
    """Return the left and right edge (px) of the strip of a single micrograph that is held out for validation.

    The strip is at the right side and holds `share` of the boxes; its left edge is midway between the last box
    used for training and the first held out.
    """
    x = np.sort(boxes["x"])
    count = min(max(1, round(share * len(x))), len(x) - 1)
    return float((x[-count - 1] + x[-count]) / 2), float("inf")
