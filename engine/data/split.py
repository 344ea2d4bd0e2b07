"""A reproducible split of labelled micrographs into training and validation, by the number of their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from iceboxer.engine.data.boxes import Boxes

FEWEST_LABELS = 5  # with fewer, nothing is held out: all of them are needed
WELL_FILLED = 0.5  # of the labels of a typical micrograph; emptier ones are little evidence for a threshold
LARGEST_STRIP = 0.5  # of a micrograph's labels


@dataclass(frozen=True)
class HeldOut:
    """Which micrographs are held out for validation, by index: `whole` ones, and the share of labels in `strips`."""

    whole: frozenset[int] = frozenset()
    strips: Mapping[int, float] = field(default_factory=dict)


def hold_out(labels: Sequence[int], share: float, seed: int) -> HeldOut:
    """Return what to hold out for validation: about `share` (0 to 1) of all labels, from well-filled micrographs.

    Whole micrographs are held out where there are enough well-filled ones, as in crYOLO; otherwise a strip of each
    well-filled one. Micrographs without labels are held out separately, as in crYOLO.

    Parameters
    ----------
    labels : sequence of int
        The number of labels on each micrograph.
    """
    rng = np.random.default_rng(seed)
    filled, empty = ([i for i, n in enumerate(labels) if bool(n) == has] for has in (True, False))
    well = well_filled(labels)
    order = rng.permutation(well).tolist()
    total = sum(labels)
    whole: list[int] = []
    strips: dict[int, float] = {}
    if share > 0 and total >= FEWEST_LABELS:
        if share * len(well) >= 1:
            whole = _whole(order, labels, share * total)
        else:
            usable = [i for i in well if labels[i] > 1] or [i for i in filled if labels[i] > 1]
            each = share * total / max(1, sum(labels[i] for i in usable))
            strips = dict.fromkeys(usable, min(LARGEST_STRIP, each))
    count = min(round(share * len(empty)), len(empty) - 1) if len(empty) > 1 else 0
    return HeldOut(frozenset([*whole, *rng.permutation(empty)[:count].tolist()]), strips)


def well_filled(labels: Sequence[int]) -> list[int]:
    """Return the indices of the micrographs with at least half as many labels as that of the median label."""
    filled = sorted((n for n in labels if n), reverse=True)
    if not filled:
        return []
    typical = filled[int(np.searchsorted(np.cumsum(filled), sum(filled) / 2))]
    return [i for i, n in enumerate(labels) if n and n >= WELL_FILLED * typical]


def _whole(order: Sequence[int], labels: Sequence[int], wanted: float) -> list[int]:
    """Return the first micrographs of `order`, but not all, whose labels come closest to `wanted`."""
    held = np.cumsum([labels[i] for i in order[:-1]])
    return list(order[: int(np.argmin(np.abs(held - wanted))) + 1]) if len(held) else []


def held_out_strip(boxes: Boxes, share: float) -> tuple[float, float]:
    """Return the left and right edge (px) of the strip of a micrograph that is held out for validation.

    The strip is at the right side and holds `share` of the boxes, at least one and not all; its left edge is midway
    between the last box used for training and the first held out.
    """
    x = np.sort(boxes["x"])
    count = min(max(1, round(share * len(x))), len(x) - 1)
    return float((x[-count - 1] + x[-count]) / 2), float("inf")
