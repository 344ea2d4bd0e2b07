"""The scale of a training: that of the labelled particles, whatever the size of the boxes drawn around them.

The network sees a micrograph at a scale at which a box of 1.5 particle diameters, the network's box, has a fixed size.
The initial model is shown the labelled places at several scales. A model trained on labels fits at the scale at which
it is most confident. For the general model, the scale is the geometric mean of two: that of the highest confidence,
which is flat and tends to wide boxes, since the model accepts boxes of 1.2 to 1.9 diameters alike; and that at which it
estimates the particle as one box, which tends to tight ones. Where few labels are recognised, the box that the person
drew takes the place of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from iceboxer.engine.data.boxes import BOX_RATIO, Boxes, Kind
from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.data.micrograph import Micrograph, is_blank
from iceboxer.engine.data.shipped import path_of_shipped, shipped
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ReadError
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.detection import scale_between
from iceboxer.engine.models.model_file import Model, for_inference, load_model
from iceboxer.engine.models.particle_size import MIN_SUPPORT, STEP, Trial, plausible_sizes
from iceboxer.engine.training import parallel
from iceboxer.engine.training.batches import CropFrame
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.labelled import LabelledMicrograph, pixel_size_of

LABELS, MICROGRAPHS = 16, 3  # used for the estimate, at most
CROP, AROUND = 160, 240  # px of the input that the network sees around a label, and that are prepared for it
NEAR = 3  # cells around a label in which its confidence is looked for
FLOOR = 0.1  # confidence below which a label is not recognised
RECOGNISED = 0.2  # support below which the estimated size is chance, and the confidence little more
KEPT = 0.8  # of the best support, with which a trained model keeps its own scale

Labelled = Sequence[tuple[Micrograph, Boxes]]


@dataclass(frozen=True)
class Place:
    """A label (one box) and the pixels around it: `part` begins at `left` and `bottom` of a micrograph of `shape`."""

    label: Boxes
    part: Image
    left: int
    bottom: int
    shape: tuple[int, int]


def find_diameter(
    config: TrainConfig,
    network: Network,
    start: Model | None,
    labelled: Sequence[LabelledMicrograph],
    box_size: float,
    device: Device,
) -> float | None:
    """Return the particle diameter in px, set or fitted to the labels; None if the network is not scaled by it.

    Raises
    ------
    ConfigError
        The diameter is set in Å, and no micrograph has a pixel size.
    """
    if not network.scaled:
        return None
    if config.diameter_px is not None:
        return config.diameter_px
    if config.diameter is not None:
        return config.diameter / pixel_size_of(labelled)
    places = [(item.micrograph, item.boxes) for item in labelled]
    return parallel.from_rank_zero(fit_network_box(start, places, box_size, device)) / BOX_RATIO


def fit_network_box(start: Model | None, labelled: Labelled, box_size: float, device: Device) -> float:
    """Return the side in px of a box of 1.5 diameters of the labelled particles, `box_size` if it is not known.

    See `recognised_box`.
    """
    return recognised_box(start, labelled, box_size, device) or box_size


def recognised_box(
    start: Model | None, labelled: Labelled, box_size: float, device: Device, least: float = 0.0
) -> float | None:
    """Return the side in px of a box of 1.5 diameters of the labelled particles; None if no label is recognised.

    Parameters
    ----------
    start : Model or None
        The initial model. For random weights, which recognise nothing, the general model is used if it is installed.
    labelled
        Micrographs with their boxes; only labels are used, of the micrographs with the most labels.
    box_size : float
        Side of the boxes that a person drew, px.
    least : float
        Support up to which no label counts as recognised.
    """
    model = start or (load_model(shipped()) if path_of_shipped().is_file() else None)
    sizes = plausible_sizes(box_size)
    places = _read_places(labelled, model.network, max(sizes)) if model else []
    if model is None or not places:
        return None
    network = for_inference(model.network, device)
    trials = [_try_size(network, device, places, size) for size in sizes]
    most = max(trial.support for trial in trials)
    if most <= least:
        return None
    most_confident = peak(trials)
    if model.card.is_general:
        return float(np.sqrt(most_confident * (crossing(trials) if most >= RECOGNISED else box_size)))
    own = model.card.network_box
    plausible = sizes[0] <= own <= sizes[-1]
    if plausible and _try_size(network, device, places, own).support >= KEPT * most:
        return own
    return most_confident


def peak(trials: Sequence[Trial]) -> float:
    """Return the size with the most support, by a parabola through the three trials around it, by the logarithm."""
    support = [trial.support for trial in trials]
    best = int(np.argmax(support))
    if not 0 < best < len(trials) - 1:
        return trials[best].box_size
    before, highest, after = support[best - 1 : best + 2]
    curvature = before - 2 * highest + after
    shift = 0.5 * (before - after) / curvature if curvature < 0 else 0.0
    return float(trials[best].box_size * STEP**shift)


def crossing(trials: Sequence[Trial]) -> float:
    """Return the size at which the estimate is one box, by the straight line through the trials with enough support.

    It lies between those; without a falling line, it is the peak.
    """
    least = MIN_SUPPORT * max(trial.support for trial in trials)
    kept = [trial for trial in trials if trial.support >= least]
    log_size, estimate = np.log([t.box_size for t in kept]), np.array([t.estimate for t in kept])
    weight = np.array([t.support for t in kept])
    middle, level = np.average(log_size, weights=weight), np.average(estimate, weights=weight)
    spread = np.average((log_size - middle) ** 2, weights=weight)
    slope = np.average((log_size - middle) * (estimate - level), weights=weight) / spread if spread > 0 else 0.0
    if slope >= 0:
        return peak(trials)
    return float(np.exp(np.clip(middle + (1 - level) / slope, log_size[0], log_size[-1])))


def _read_places(labelled: Labelled, network: Network, largest: float) -> list[Place]:
    """Return a few labels of a few micrographs, with what a network sees around them up to the size `largest` (px)."""
    places: list[Place] = []
    most = sorted(((m, b[b["kind"] == Kind.LABEL]) for m, b in labelled), key=lambda item: -len(item[1]))
    chosen = [item for item in most[:MICROGRAPHS] if len(item[1])]
    for micrograph, labels in chosen:
        try:
            image = np.asarray(micrograph.read(), np.float32)
        except ReadError:
            continue  # the training reports it
        if not is_blank(image):
            count = min(len(labels), LABELS // len(chosen))
            reach = AROUND / 2 * network.input_factor(micrograph.shape, largest)
            for label in labels[np.linspace(0, len(labels) - 1, count).astype(int)]:
                rows, columns = _around(label, reach)
                part = image[rows, columns].copy()  # the whole micrograph may fill much of the memory
                places.append(Place(label, part, columns.start, rows.start, micrograph.shape))
        del image
    return places


def _around(label: Boxes, reach: float) -> tuple[slice, slice]:
    """Return the rows and columns within `reach` px of a label."""
    left, bottom = (max(0, int(label[name] - reach)) for name in ("x", "y"))
    return slice(bottom, int(label["y"] + reach) + 1), slice(left, int(label["x"] + reach) + 1)


@torch.inference_mode()
def _try_size(network: Network, device: Device, places: Sequence[Place], size: float) -> Trial:
    """Return how well the network recognises the labels if a box of 1.5 diameters has `size` px."""
    crops = np.stack([_crop(network, place, size) for place in places])
    x = torch.from_numpy(crops)[:, None].to(device.torch, device.precision, memory_format=torch.channels_last)
    prediction = network.predict(network(x))
    middle = CROP // network.stride // 2
    near = slice(middle - NEAR, middle + NEAR)
    highest, cell = prediction.confidence[:, near, near].flatten(1).float().max(dim=1, keepdim=True)
    area = (prediction.width * prediction.height)[:, near, near].flatten(1).float().gather(1, cell)
    seen = highest >= FLOOR
    support = float(torch.where(seen, highest, 0).square().mean())
    return Trial(size, support, float(area[seen].sqrt().median()) if seen.any() else 0.0)


def _crop(network: Network, place: Place, size: float) -> Image:
    """Return the input of the network (CROP, CROP) around a label, at the scale of `size`."""
    factor = network.input_factor(place.shape, size)
    rows, columns = _around(place.label, AROUND / 2 * factor)
    left, bottom = columns.start - place.left, rows.start - place.bottom
    part = place.part[bottom : rows.stop - place.bottom, left : columns.stop - place.left]
    picture = network_input(part, factor, size)
    x, y = scale_between((part.shape[0], part.shape[1]), picture)
    centre = float(place.label["x"] - columns.start) / x, float(place.label["y"] - rows.start) / y
    return CropFrame(centre, 0.0, CROP).cut(picture)
