"""How good a network is while it learns, on micrographs that it does not learn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from iceboxer.engine.data.boxes import Boxes, inside, resized
from iceboxer.engine.devices import Device
from iceboxer.engine.evaluation.metrics import Curve, curve, match
from iceboxer.engine.models.base import LossWeights, Network
from iceboxer.engine.models.detection import Prepared, detect
from iceboxer.engine.models.model_file import for_inference
from iceboxer.engine.training.dataset import Example
from iceboxer.engine.training.feed import Batch

FLOOR = 0.02


def pick_example(ready: Network, device: Device, example: Example, box_size: float) -> Boxes:
    """Picks in the example's region that lie fully on the micrograph; `ready` is made `for_inference`."""
    (picks,) = detect(ready, device, [Prepared(example.picture, example.scale)], box_size, FLOOR)
    return example.within(picks[inside(picks, example.shape)])


def validate(network: Network, device: Device, examples: Sequence[Example], box_size: float) -> Curve:
    """The precision–recall curve over `examples`, all boxes taken at `box_size`."""
    ready = for_inference(network, device)
    matches = []
    for example in examples:
        truth = resized(example.within(example.labels), box_size)
        matches.append(match(pick_example(ready, device, example, box_size), truth))
    return curve(matches)


@torch.inference_mode()
def validation_loss(network: Network, device: Device, batches: Sequence[Batch], weights: LossWeights) -> float:
    """The mean loss over fixed, unchanged crops of the validation micrographs."""
    ready = for_inference(network, device)
    losses = []
    for pictures, target in batches:
        raw = ready(pictures.to(device.torch, device.precision, memory_format=torch.channels_last))
        losses.append(float(network.loss(raw, target.to(device.torch), weights).total))
    return float(np.mean(losses))


def labelled_share(
    network: Network, device: Device, examples: Sequence[Example], box_size: float, recall: float = 0.5
) -> float | None:
    """Which share of the surest picks on labelled micrographs are labelled, 0 to 1; None if it cannot be told yet.

    The surest picks are those down to the confidence at which `recall` of the labels are found. Near 1, the
    micrographs were boxed to completion; much less, most particles were left unlabelled.
    """
    ready = for_inference(network, device)
    labelled = [e for e in examples if e.labelled]
    matches = [match(pick_example(ready, device, e, box_size), resized(e.within(e.labels), box_size)) for e in labelled]
    c = curve(matches)
    reached = np.flatnonzero(c.recall >= recall)
    return float(c.precision[reached[0]]) if len(reached) else None
