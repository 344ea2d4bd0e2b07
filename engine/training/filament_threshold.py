"""The recommended threshold of a filament model: from filaments traced in the validation scenes, by length.

A threshold for single ridge points would be too high: a filament is certain because many points agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filaments import Filament, pieces_within
from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.lengths import LengthMatches, curve_of, figures_at, match_lengths
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import Prepared
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.models.ridges import detect_ridges
from iceboxer.engine.models.tracing import default_tracing, trace
from iceboxer.engine.text import count_noun
from iceboxer.engine.training.examples import Example

FLOOR = 0.1
NEARLY = 0.99  # of the best F1: thresholds at which it is reached are as good as any
OTHERWISE = 0.5  # if nothing is found
COMPLETE = 0.9  # labelled share of the most confident picks from which all filaments are taken to be labelled


@dataclass(frozen=True)
class FilamentThreshold:
    """A recommended threshold, the recall there, by length, and the number of filaments that it was measured with."""

    value: float
    recall: float
    filaments: int

    def describe(self) -> str:
        """Return sentences on the threshold and its uncertainty."""
        labels = count_noun(self.filaments, "held-out filament")
        return f"Threshold {self.value:.2f}, from {labels}. It keeps {100 * self.recall:.0f} % of their length."


def are_complete(share: float | None) -> bool:
    """Return whether nearly all filaments are labelled, by the labelled share of the most confident picks.

    Otherwise a pick without a label may be right, so that no precision and no F1 can be measured.
    """
    return share is None or share >= COMPLETE


def recommend_threshold(
    network: Network, device: Device, examples: Sequence[Example], box_size: float
) -> FilamentThreshold:
    """Return the middle of the thresholds with nearly the best F1 by length; all filaments are labelled."""
    matches = trace_examples(network, device, examples, box_size)
    curve = curve_of(matches)
    value = middle_threshold([row["threshold"] for row in curve], [row["f1"] for row in curve])
    there = figures_at(matches, value)
    return FilamentThreshold(value, there["recall"], there["filaments"])


def middle_threshold(confidences: Sequence[float], f1: Sequence[float]) -> float:
    """Return the middle of the thresholds with nearly the best F1, given that at each confidence, ascending.

    The F1 is the same from above one confidence to the next, and from `FLOOR` to the first. Few filaments that are all
    right thus have a low threshold, although none of them has a low confidence.
    """
    best = max(f1, default=0.0)
    good = [number for number, value in enumerate(f1) if value >= NEARLY * best]
    if best <= 0:
        return OTHERWISE
    lowest = confidences[good[0] - 1] if good[0] else FLOOR
    return float((lowest + confidences[good[-1]]) / 2)


def trace_examples(
    network: Network, device: Device, examples: Sequence[Example], box_size: float
) -> list[LengthMatches]:
    """Return the filaments traced in each example, matched to the labelled ones."""
    ready = for_inference(network, device)
    matches = []
    for example in examples:
        (ridges,) = detect_ridges(ready, device, [Prepared(example.picture, example.scale)], box_size, FLOOR)
        true = example.curves_within()
        width = float(np.median([f.width for f in true])) if true else box_size / BOX_RATIO
        matches.append(match_lengths(_within(trace(ridges, default_tracing(width)), example), true))
    return matches


def _within(found: Sequence[Filament], example: Example) -> list[Filament]:
    """Return the pieces of filaments in the example's region."""
    left, right = example.region
    if not np.isfinite(left) and not np.isfinite(right):
        return list(found)
    height, width = example.shape
    low, high = (max(left, -width), -height), (min(right, 2 * width), 2 * height)
    return [piece for f in found for piece in pieces_within(f, low, high)]
