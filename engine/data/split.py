"""A reproducible split into what a network learns from and what it is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from iceboxer.engine.data.boxes import Boxes

Item = TypeVar("Item")


def split(items: Sequence[Item], is_empty: Sequence[bool], share: float, seed: int) -> tuple[list[Item], list[Item]]:
    """Training and validation items; those with boxes and the empty ones are split apart, as crYOLO does.

    At least one item with boxes is held back where there are two, and never all of them.
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
    """Left and right edge (px) of the strip of a single micrograph in which `share` of its boxes are judged.

    It lies at the right side: labels there are not learnt, and the strip's left edge is midway between the
    last box that is learnt and the first that is judged.
    """
    x = np.sort(boxes["x"])
    count = min(max(1, round(share * len(x))), len(x) - 1)
    return float((x[-count - 1] + x[-count]) / 2), float("inf")
