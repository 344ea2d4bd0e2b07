"""Places that nobody judged and that look like particles: they must not be learnt as empty.

Where only some particles are labelled, the others are pictures of what is to be found, under the answer "nothing
here". Soon the network knows the labels by heart and refuses their likes. What it is already rather sure of is
therefore left out of the loss (compare the ignored regions of detectors trained on partial labels).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import SAME_PARTICLE, Boxes, neighbours, pair_iou
from iceboxer.engine.training.dataset import Example

UNSURE = 0.2  # of the labels' confidence: a place that is this sure may be a particle


def with_unsure(examples: Sequence[Example], picks: Sequence[Boxes]) -> list[Example]:
    """The examples with the unsure places among the `picks` on each; micrographs marked empty have none."""
    limit = UNSURE * confidence_of_labels(examples, picks)
    return [
        example if example.empty else replace(example, unsure=found[found["confidence"] >= max(limit, 1e-6)])
        for example, found in zip(examples, picks, strict=True)
    ]


def confidence_of_labels(examples: Sequence[Example], picks: Sequence[Boxes]) -> float:
    """The median confidence with which the labels are found; 1 where there are none."""
    pairs = [found_at(found, e.within(e.labels)) for e, found in zip(examples, picks, strict=True)]
    every = np.concatenate([np.zeros(0), *pairs])
    return float(np.median(every)) if len(every) else 1.0


def found_at(picks: Boxes, labels: Boxes) -> NDArray[np.float64]:
    """The confidence (n,) of each label: that of the surest pick on it, 0 where there is none."""
    first, second = neighbours(picks, labels)
    near = pair_iou(picks[first], labels[second]) > SAME_PARTICLE
    confidence = np.zeros(len(labels))
    np.maximum.at(confidence, second[near], picks["confidence"][first[near]])
    return confidence
