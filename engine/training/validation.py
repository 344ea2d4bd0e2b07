"""Measurements of a network in training: validation set and figures, share of labelled picks, and unsure places."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from numpy.typing import NDArray

from iceboxer.engine.data.boxes import SAME_PARTICLE, Boxes, neighbours, pair_iou, resized
from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.calibration import Calibration
from iceboxer.engine.evaluation.edge import countable
from iceboxer.engine.evaluation.metrics import Curve, Matches, curve, match
from iceboxer.engine.models.base import LossWeights, Network
from iceboxer.engine.models.detection import Prepared, detect
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.training.batches import Batch
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.ridge_validation import match_ridges

FLOOR = 0.02  # confidence below which picks are not validated
UNSURE = 0.2  # of the labels' confidence: unlabelled places at or above it may be particles


def pick_example(ready: Network, device: Device, example: Example, box_size: float, floor: float = FLOOR) -> Boxes:
    """Return the picks in the example's region that lie fully on the micrograph.

    `ready` is a network made `for_inference`; picks below the confidence `floor` are left out.
    """
    (picks,) = detect(ready, device, [Prepared(example.picture, example.scale)], box_size, floor)
    return example.within(picks[countable(picks, example.shape)])


def match_example(ready: Network, device: Device, example: Example, box_size: float) -> Matches:
    """Match the picks in the example's region to its labels, all with sides of `box_size` px.

    As in every evaluation, labels at the micrograph's edge and the picks on them are left out, because picking drops
    the boxes there. So is a pick in the region on a label beyond it. Filaments are matched by length.
    """
    if example.filaments is not None:
        return match_ridges(ready, device, example, box_size, FLOOR)
    (picks,) = detect(ready, device, [Prepared(example.picture, example.scale)], box_size, FLOOR)
    return match_picks(picks, example, box_size)


def match_picks(picks: Boxes, example: Example, box_size: float) -> Matches:
    """Match the picks of a whole micrograph to the labels in the example's region, see `match_example`."""
    picks = picks[countable(picks, example.shape)]
    truth = resized(example.labels, box_size)
    return match(
        picks,
        truth,
        counted_picks=example.is_within(picks),
        counted_truth=example.is_within(truth) & countable(truth, example.shape),
    )


def validation_curve(network: Network, device: Device, examples: Sequence[Example], box_size: float) -> Curve:
    """Return the precision–recall curve over `examples`, with all boxes resized to `box_size`."""
    ready = for_inference(network, device)
    return curve([match_example(ready, device, example, box_size) for example in examples])


@torch.inference_mode()
def validation_loss(network: Network, device: Device, batches: Sequence[Batch], weights: LossWeights) -> float:
    """Return the mean loss over fixed crops, without augmentation, of the validation micrographs."""
    ready = for_inference(network, device)
    losses = []
    for pictures, target in batches:
        raw = ready(pictures.to(device.torch, device.precision, memory_format=torch.channels_last))
        losses.append(float(network.loss(raw, target.to(device.torch), weights).total))
    return float(np.mean(losses))


def labelled_share(
    network: Network, device: Device, examples: Sequence[Example], box_size: float, recall: float = 0.5
) -> float | None:
    """Return the fraction of the most confident picks that are labelled; None if `recall` is not reached.

    The most confident picks are those down to the confidence at which `recall` of the labels are found. Near 1,
    the micrographs are fully labelled; much less, most particles are unlabelled.
    """
    ready = for_inference(network, device)
    labelled = [e for e in examples if e.labelled]
    c = curve([match_example(ready, device, e, box_size) for e in labelled])
    reached = np.flatnonzero(c.recall >= recall)
    return float(c.precision[reached[0]]) if len(reached) else None


def most_labelled(examples: Sequence[Example], count: int = 4) -> list[Example]:
    """Return the examples with the most labels."""
    return sorted(examples, key=lambda e: -len(e.labels))[:count]


def recognised_share(examples: Sequence[Example], picks: Sequence[Boxes], threshold: float) -> float:
    """Return the fraction of the labels on which there is a pick at the threshold; 1 without labels."""
    pairs = zip(examples, picks, strict=True)
    found = [label_confidences(boxes, e.within(e.labels)) >= threshold for e, boxes in pairs]
    every = np.concatenate([np.zeros(0, bool), *found])
    return float(every.mean()) if len(every) else 1.0


def mark_unsure(examples: Sequence[Example], picks: Sequence[Boxes]) -> list[Example]:
    """Return the examples with those of their `picks` marked as unsure that may be particles.

    If only some particles are labelled, the others would be trained as empty: the network overfits to the labels
    and rejects their like. The loss therefore ignores places of which the network is already fairly confident
    (compare the ignored regions of detectors trained on partial labels). Empty micrographs have no unsure places.
    """
    limit = UNSURE * confidence_of_labels(examples, picks)
    return [
        example if example.empty else replace(example, unsure=found[found["confidence"] >= max(limit, 1e-6)])
        for example, found in zip(examples, picks, strict=True)
    ]


def confidence_of_labels(examples: Sequence[Example], picks: Sequence[Boxes]) -> float:
    """Return the median confidence at the labels; 1 if there are none."""
    pairs = [label_confidences(found, e.within(e.labels)) for e, found in zip(examples, picks, strict=True)]
    every = np.concatenate([np.zeros(0), *pairs])
    return float(np.median(every)) if len(every) else 1.0


def label_confidences(picks: Boxes, labels: Boxes) -> NDArray[np.float64]:
    """Return for each label (n,) the confidence of the most confident pick on it, 0 without a pick."""
    first, second = neighbours(picks, labels)
    near = pair_iou(picks[first], labels[second]) > SAME_PARTICLE
    confidence = np.zeros(len(labels))
    np.maximum.at(confidence, second[near], picks["confidence"][first[near]])
    return confidence


@dataclass
class ValidationSet:
    """Examples to validate on, possibly none, and the fixed batches of the validation loss, possibly none.

    `calibrate` estimates what the labels of the examples say; without it they are complete.
    """

    examples: list[Example]
    box_size: float
    batches: list[Batch] = field(default_factory=list)
    calibrate: Callable[[Curve], Calibration] | None = None

    def measure(self, network: Network, device: Device) -> Curve:
        """Return the precision–recall curve of a network; by its `auc`, weights are compared."""
        return validation_curve(network, device, self.examples, self.box_size)

    def is_acceptable(self) -> bool:
        """Return whether the weights measured last may be kept, however high their AUC is."""
        return True

    def set_figures(self) -> dict[str, dict[str, float | None]]:
        """Return the figures of each data set, by the last measurement; empty for a single set."""
        return {}


def chance(auc: float, particles: int) -> float:
    """Return how far below the best AUC another may be by chance; within this range, the later weights are kept.

    This is the standard error of a fraction measured on that number of particles, and at least one particle.
    """
    n = max(1, particles)
    return max(1 / n, math.sqrt(max(0.0, auc * (1 - auc)) / n))
