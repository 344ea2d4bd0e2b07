"""How large the particles are, found from a few micrographs by looking at them at several scales."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.data.filters import Image, network_input
from engine.data.micrograph import open_micrograph
from engine.devices import Device
from engine.errors import EngineError, ReadError
from engine.events import IsCancelled, check
from engine.models.base import Network
from engine.models.compact import BOX_IN_INPUT
from engine.picking.detect import Prepared, detect, scale_between

LOOKS = 4  # micrographs that are looked at
SIDE = 640  # input px that are looked at, at most
SMALLEST, LARGEST = 28.0, 0.25  # boxes: px, and of the micrograph's shorter side
STEP = 1.22  # between two scales
FLOOR = 0.1  # of the confidence
SUREST = 20  # picks on each micrograph; more would favour scales at which more fits into what is looked at
SHARPNESS = 8  # how much less a scale counts that has less support than the best


def find_box_size(network: Network, device: Device, paths: Sequence[Path], cancelled: IsCancelled) -> float:
    """The box size in px, one and a half diameters, of what `network` finds on a few of the micrographs.

    Parameters
    ----------
    network : Network
        The general model, as `engine.models.model_file.for_inference` gives it.

    Raises
    ------
    EngineError
        None of them can be read, or nothing is found at any scale.
    """
    images = list(_images(paths))
    if not images:
        raise EngineError("No micrograph can be read to find the particles' size from.")
    sizes = np.array(candidates((images[0].shape[0], images[0].shape[1])))
    supports = np.zeros(len(sizes))
    for i, box_size in enumerate(sizes):
        check(cancelled)
        supports[i] = support(network, device, images, float(box_size))
    if not supports.any():
        raise EngineError("No particle was found at any scale. Give the box size in px (--box-size).")
    best = int(np.argmax(supports))
    around = slice(max(0, best - 2), best + 3)
    weights = (supports[around] / supports[best]) ** SHARPNESS
    return 2.0 * round(float(np.exp(np.average(np.log(sizes[around]), weights=weights))) / 2)


def candidates(shape: tuple[int, int]) -> list[float]:
    """Box sizes in px that are tried on micrographs of `shape`."""
    count = int(np.log(LARGEST * min(shape) / SMALLEST) / np.log(STEP)) + 1
    return [SMALLEST * STEP**i for i in range(max(1, count))]


def some_of(paths: Sequence[Path]) -> list[Path]:
    """The few that are looked at, from the first to the last."""
    return [paths[i] for i in np.unique(np.linspace(0, len(paths) - 1, min(LOOKS, len(paths))).astype(int))]


def _images(paths: Sequence[Path]) -> list[Image]:
    """A few of them; those that cannot be read are passed over."""
    images = []
    for path in some_of(paths):
        try:
            images.append(np.asarray(open_micrograph(path).read(), np.float32))
        except ReadError:
            continue
    return images


def support(network: Network, device: Device, images: Sequence[Image], box_size: float) -> float:
    """How sure the surest picks are, 0 to 1, in the middles of the micrographs with boxes of `box_size` px."""
    total = 0.0
    for image in images:
        part = _middle(image, SIDE * box_size / BOX_IN_INPUT)
        picture = network_input(part, box_size / BOX_IN_INPUT, box_size)
        prepared = Prepared(picture, scale_between((part.shape[0], part.shape[1]), picture))
        (picks,) = detect(network, device, [prepared], box_size, FLOOR)
        total += float(np.square(picks["confidence"][:SUREST]).sum()) / SUREST
    return total / len(images)


def _middle(image: Image, side: float) -> Image:
    """The middle of a picture, no more than `side` px on a side."""
    height, width = (min(n, max(32, round(side))) for n in image.shape)
    bottom, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[bottom : bottom + height, left : left + width]
