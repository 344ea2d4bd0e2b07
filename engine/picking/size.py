"""Choice of the box size: set by the user, known from training, or estimated by trying several scales."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.data.micrograph import Open, is_blank, open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ConfigError, EngineError, ReadError
from iceboxer.engine.events import IsCancelled, Note, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.detection import Prepared, detect, scale_between
from iceboxer.engine.picking.box_size import BoxSize, is_same_pixel_size, side_of
from iceboxer.engine.picking.config import PickConfig

SAMPLE = 4  # micrographs used for the estimate
SIDE = 640  # largest part of each, in input px
SMALLEST, LARGEST = 28.0, 0.25  # range of box sizes: px, and as a fraction of the micrograph's shorter side
STEP = 1.22  # ratio of two successive box sizes
FLOOR = 0.1  # lowest confidence
TOP = 20  # most confident picks per micrograph; with more, scales at which more particles fit into the part would win
MIN_SUPPORT = 0.6  # as a fraction of the best support; the estimates at scales with less are ignored


def choose_box_size(
    config: PickConfig,
    card: Card,
    paths: Sequence[Path],
    estimate: Callable[[], BoxSize],
    report: Report,
    open: Open = open_micrograph,
) -> BoxSize:
    """Return the size of the boxes on the micrographs `paths`.

    In this order: the box size set in `config`, the diameter set there, the size that the model was trained on,
    and for the general model the result of `estimate`, which is called only if needed.

    Raises
    ------
    ConfigError
        The diameter is set in Å and the micrographs have no pixel size.
    EngineError
        The size has to be estimated, and no particle is found.
    """
    if config.box_size is not None:
        return BoxSize(config.box_size)
    if config.diameter is not None:
        pixel_size = first_pixel_size(paths, open)
        return BoxSize(side_of(config.diameter, pixel_size), pixel_size, config.diameter)
    if not card.is_general:
        return BoxSize(card.box_size)
    found = estimate()
    report(
        Note(
            f"Estimated box size: {found.side:g} px (particles about {found.side / BOX_RATIO:.0f} px wide). "
            "If this is wrong, set --diameter or --box-size."
        )
    )
    return found


def first_pixel_size(paths: Sequence[Path], open: Open) -> float:
    """Return the pixel size (Å/px) of the first micrograph that can be read and has one."""
    without: Path | None = None
    for path in paths:
        try:
            pixel_size = open(path).pixel_size
        except ReadError:
            continue
        if pixel_size is not None:
            return pixel_size
        without = without or path
    if without is None:
        raise EngineError("None of the micrographs can be read.")
    raise ConfigError(
        f"{without} has no pixel size, so the diameter cannot be converted from Å to px. "
        "Set the box size in px (--box-size)."
    )


@dataclass(frozen=True)
class Trial:
    """The result of picking with boxes of `box_size` px.

    `support` is the mean squared confidence of the most confident picks, 0 to 1; `estimate` their median particle
    size as the network estimates it, in box sizes.
    """

    box_size: float
    support: float
    estimate: float


def estimate_box_size(
    network: Network, device: Device, paths: Sequence[Path], cancelled: IsCancelled, open: Open = open_micrograph
) -> BoxSize:
    """Return the box size (1.5 particle diameters) that fits the particles on a few of the micrographs.

    If their pixel sizes differ, those with the most frequent one are used; the result holds for that one.

    Parameters
    ----------
    network : Network
        The general model, prepared by `engine.models.model_file.for_inference`.

    Raises
    ------
    EngineError
        No micrograph can be read, or no particle is found at any scale.
    """
    images, pixel_size = _read_sample(paths, open)
    if not images:
        raise EngineError(
            "No micrograph can be read to estimate the particle size, or all pixels are equal. "
            "Set the box size in px (--box-size)."
        )
    trials = []
    for size in candidate_sizes((images[0].shape[0], images[0].shape[1])):
        check(cancelled)
        trials.append(_try_size(network, device, images, size))
    if not any(trial.support for trial in trials):
        raise EngineError("No particle was found at any scale. Set the box size in px (--box-size).")
    return BoxSize(2.0 * round(best_size(trials) / 2), pixel_size)


def best_size(trials: Sequence[Trial]) -> float:
    """Return the box size in px at which the network estimates the particle to be exactly one box.

    Confidence alone is too coarse, since the network accepts boxes of 1.2 to 1.9 diameters alike. The estimate,
    measured in boxes, decreases as the boxes grow; where it crosses 1, the box fits. The size is interpolated
    between the largest two trials around that point; if there is none, the trial with the most support wins.

    Parameters
    ----------
    trials : sequence of Trial
        In ascending box size.
    """
    best = max(trials, key=lambda trial: trial.support)
    supported = [trial for trial in trials if trial.support >= MIN_SUPPORT * best.support]
    for larger, smaller in pairwise(reversed(supported)):
        if larger.estimate < 1 <= smaller.estimate:
            share = (smaller.estimate - 1) / (smaller.estimate - larger.estimate)
            return float(smaller.box_size * (larger.box_size / smaller.box_size) ** share)
    return best.box_size


def candidate_sizes(shape: tuple[int, int]) -> list[float]:
    """Return the box sizes in px to try on micrographs of `shape` (height, width), ascending."""
    count = int(np.log(LARGEST * min(shape) / SMALLEST) / np.log(STEP)) + 1
    return [SMALLEST * STEP**i for i in range(max(1, count))]


def select_sample(paths: Sequence[Path]) -> list[Path]:
    """Return the few micrographs used for the estimate, spread evenly over `paths`."""
    return [paths[i] for i in np.unique(np.linspace(0, len(paths) - 1, min(SAMPLE, len(paths))).astype(int))]


def _read_sample(paths: Sequence[Path], open: Open) -> tuple[list[Image], float | None]:
    """Read the sample, of one pixel size (Å/px); micrographs that are blank or cannot be read are skipped."""
    groups: list[tuple[float | None, list[Image]]] = []
    for path in select_sample(paths):
        try:
            micrograph = open(path)
            image = np.asarray(micrograph.read(), np.float32)
        except ReadError:
            continue
        if is_blank(image):
            continue
        size = micrograph.pixel_size
        same = (images for known, images in groups if _same(known, size))
        group = next(same, None)
        if group is None:
            groups.append((size, [image]))
        else:
            group.append(image)
    if not groups:
        return [], None
    size, images = max(groups, key=lambda group: (len(group[1]), group[0] is not None))
    return images, size


def _same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and is_same_pixel_size(one, other))


def _try_size(network: Network, device: Device, images: Sequence[Image], box_size: float) -> Trial:
    """Pick the central parts of the micrographs with boxes of `box_size` px."""
    top = []
    for image in images:
        part = _crop_centre(image, SIDE * box_size / BOX_IN_INPUT)
        picture = network_input(part, box_size / BOX_IN_INPUT, box_size)
        prepared = Prepared(picture, scale_between((part.shape[0], part.shape[1]), picture))
        (picks,) = detect(network, device, [prepared], box_size, FLOOR)
        top.append(picks[:TOP])
    picks = np.concatenate(top)
    support = float(np.square(picks["confidence"]).sum()) / (TOP * len(images))
    estimates = np.sqrt(picks["estimated_width"] * picks["estimated_height"]) / box_size
    return Trial(box_size, support, float(np.median(estimates)) if len(picks) else 0.0)


def _crop_centre(image: Image, side: float) -> Image:
    """Return the central part of a picture, at most `side` px on a side."""
    height, width = (min(n, max(32, round(side))) for n in image.shape)
    bottom, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[bottom : bottom + height, left : left + width]
