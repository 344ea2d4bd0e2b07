"""The scale of a training: that of the labelled particles, whatever the size of the boxes drawn around them.

The network sees a micrograph at a scale at which a box of 1.5 particle diameters, the network's box, has a fixed size.
The initial model is shown the labelled places at several scales; the scale fits at which it is most confident. Its
estimate of the size, which decides where nothing is labelled (`engine.picking.size`), varies too little there.
"""

from __future__ import annotations

from collections.abc import Sequence

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
from iceboxer.engine.models.particle_size import STEP, plausible_sizes
from iceboxer.engine.training import parallel
from iceboxer.engine.training.batches import CropFrame
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.examples import LabelledMicrograph, pixel_size_of

LABELS, MICROGRAPHS = 16, 3  # used for the estimate, at most
CROP, AROUND = 128, 192  # px of the input that the network sees around a label, and that are prepared for it
NEAR = 3  # cells around a label in which its confidence is looked for
FLOOR = 0.1  # confidence below which a label is not recognised
KEPT = 0.8  # of the best support, with which a trained model keeps its own scale

Places = Sequence[tuple[Micrograph, Boxes]]


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


def fit_network_box(start: Model | None, labelled: Places, box_size: float, device: Device) -> float:
    """Return the side in px of a box of 1.5 diameters of the labelled particles.

    Parameters
    ----------
    start : Model or None
        The initial model. For random weights, which recognise nothing, the general model is used if it is installed.
    labelled
        Micrographs with their boxes; only labels are used, of the micrographs with the most labels.
    box_size : float
        Side of the boxes that a person drew, px. It is returned if the model recognises no label.
    """
    model = start or (load_model(shipped()) if path_of_shipped().is_file() else None)
    places = _read_places(labelled) if model else []
    if model is None or not places:
        return box_size
    network = for_inference(model.network, device)
    sizes = plausible_sizes(box_size)
    support = [_try_size(network, device, places, size) for size in sizes]
    if not max(support) > 0:
        return box_size
    own = model.card.network_box
    tried = not model.card.is_general and sizes[0] <= own <= sizes[-1]
    if tried and _try_size(network, device, places, own) >= KEPT * max(support):
        return own
    return peak(sizes, support)


def peak(sizes: Sequence[float], support: Sequence[float]) -> float:
    """Return the size with the highest support, by a parabola through the three around it on a logarithmic scale."""
    best = int(np.argmax(support))
    if not 0 < best < len(sizes) - 1:
        return sizes[best]
    before, highest, after = support[best - 1 : best + 2]
    curvature = before - 2 * highest + after
    shift = 0.5 * (before - after) / curvature if curvature < 0 else 0.0
    return float(sizes[best] * STEP**shift)


def _read_places(labelled: Places) -> list[tuple[Image, Boxes]]:
    """Return a few pictures (micrograph px) with a few of their labels each."""
    places: list[tuple[Image, Boxes]] = []
    most = sorted(((m, b[b["kind"] == Kind.LABEL]) for m, b in labelled), key=lambda item: -len(item[1]))
    chosen = [item for item in most[:MICROGRAPHS] if len(item[1])]
    for micrograph, labels in chosen:
        try:
            image = np.asarray(micrograph.read(), np.float32)
        except ReadError:
            continue  # the training reports it
        if not is_blank(image):
            count = min(len(labels), LABELS // len(chosen))
            places.append((image, labels[np.linspace(0, len(labels) - 1, count).astype(int)]))
    return places


@torch.inference_mode()
def _try_size(network: Network, device: Device, places: Sequence[tuple[Image, Boxes]], size: float) -> float:
    """Return the mean squared confidence at the labels if a box of 1.5 diameters has `size` px, 0 to 1."""
    crops = np.stack([_crop(network, image, box, size) for image, labels in places for box in labels])
    x = torch.from_numpy(crops)[:, None].to(device.torch, device.precision, memory_format=torch.channels_last)
    prediction = network.predict(network(x))
    middle = CROP // network.stride // 2
    near = slice(middle - NEAR, middle + NEAR)
    highest = prediction.confidence[:, near, near].flatten(1).amax(dim=1).float()
    return float(torch.where(highest >= FLOOR, highest, 0).square().mean())


def _crop(network: Network, image: Image, box: Boxes, size: float) -> Image:
    """Return the input of the network (CROP, CROP) around a label, at the scale of `size`."""
    height, width = image.shape
    factor = network.input_factor((height, width), size)
    reach = AROUND / 2 * factor
    left, bottom = (max(0, int(box[name] - reach)) for name in ("x", "y"))
    part = image[bottom : int(box["y"] + reach) + 1, left : int(box["x"] + reach) + 1]
    picture = network_input(part, factor, size)
    x, y = scale_between((part.shape[0], part.shape[1]), picture)
    centre = float(box["x"] - left) / x, float(box["y"] - bottom) / y
    return CropFrame(centre, 0.0, CROP).cut(picture)
