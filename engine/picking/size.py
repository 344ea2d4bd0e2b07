"""How large the particles are, found from a few micrographs by looking at them at several scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.data.micrograph import Open, open_micrograph
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import IsCancelled, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.detection import Prepared, detect, scale_between

LOOKS = 4  # micrographs that are looked at
SIDE = 640  # input px that are looked at, at most
SMALLEST, LARGEST = 28.0, 0.25  # boxes: px, and of the micrograph's shorter side
STEP = 1.22  # between two scales
FLOOR = 0.1  # of the confidence
SUREST = 20  # picks on each micrograph; more would favour scales at which more fits into what is looked at
SUPPORTED = 0.6  # of the best support: how sure the network must be at a scale for its word to count


@dataclass(frozen=True)
class Look:
    """What the network finds with boxes of `box_size` px.

    `support` is how sure the surest picks are, 0 to 1; `estimate` how large it takes them to be, in boxes.
    """

    box_size: float
    support: float
    estimate: float


def find_box_size(
    network: Network, device: Device, paths: Sequence[Path], cancelled: IsCancelled, open: Open = open_micrograph
) -> float:
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
    images = _images(paths, open)
    if not images:
        raise EngineError("No micrograph can be read to find the particles' size from.")
    looks = []
    for size in candidates((images[0].shape[0], images[0].shape[1])):
        check(cancelled)
        looks.append(look(network, device, images, size))
    if not any(each.support for each in looks):
        raise EngineError("No particle was found at any scale. Give the box size in px (--box-size).")
    return 2.0 * round(fitting(looks) / 2)


def fitting(looks: Sequence[Look]) -> float:
    """The box size in px that fits the particles by the network's own word, from looks at rising sizes.

    How sure it is tells roughly, since it knows boxes of 1.2 to 1.9 diameters alike. Its estimate of their size
    falls where boxes become too large: where it is 1, they are right.
    """
    best = max(looks, key=lambda each: each.support)
    counted = [each for each in looks if each.support >= SUPPORTED * best.support]
    for larger, smaller in pairwise(reversed(counted)):
        if larger.estimate < 1 <= smaller.estimate:
            share = (smaller.estimate - 1) / (smaller.estimate - larger.estimate)
            return float(smaller.box_size * (larger.box_size / smaller.box_size) ** share)
    return best.box_size


def candidates(shape: tuple[int, int]) -> list[float]:
    """Box sizes in px that are tried on micrographs of `shape`."""
    count = int(np.log(LARGEST * min(shape) / SMALLEST) / np.log(STEP)) + 1
    return [SMALLEST * STEP**i for i in range(max(1, count))]


def some_of(paths: Sequence[Path]) -> list[Path]:
    """The few that are looked at, from the first to the last."""
    return [paths[i] for i in np.unique(np.linspace(0, len(paths) - 1, min(LOOKS, len(paths))).astype(int))]


def _images(paths: Sequence[Path], open: Open) -> list[Image]:
    """A few of them; those that cannot be read are passed over."""
    images = []
    for path in some_of(paths):
        try:
            images.append(np.asarray(open(path).read(), np.float32))
        except ReadError:
            continue
    return images


def look(network: Network, device: Device, images: Sequence[Image], box_size: float) -> Look:
    """Pick the middles of the micrographs with boxes of `box_size` px."""
    surest = []
    for image in images:
        part = _middle(image, SIDE * box_size / BOX_IN_INPUT)
        picture = network_input(part, box_size / BOX_IN_INPUT, box_size)
        prepared = Prepared(picture, scale_between((part.shape[0], part.shape[1]), picture))
        (picks,) = detect(network, device, [prepared], box_size, FLOOR)
        surest.append(picks[:SUREST])
    every = np.concatenate(surest)
    support = float(np.square(every["confidence"]).sum()) / (SUREST * len(images))
    estimates = np.sqrt(every["estimated_width"] * every["estimated_height"]) / box_size
    return Look(box_size, support, float(np.median(estimates)) if len(every) else 0.0)


def _middle(image: Image, side: float) -> Image:
    """The middle of a picture, no more than `side` px on a side."""
    height, width = (min(n, max(32, round(side))) for n in image.shape)
    bottom, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[bottom : bottom + height, left : left + width]
