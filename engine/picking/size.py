"""Choice of the box size and the network's scale: set, known from training, or estimated by trying several scales."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filters import Image, network_input
from iceboxer.engine.data.micrograph import Open, is_blank, open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ConfigError, EngineError, NoParticles, ReadError
from iceboxer.engine.events import IsCancelled, Note, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.detection import Prepared, detect, scale_between
from iceboxer.engine.models.particle_size import Trial, best_size, candidate_sizes, plausible_sizes
from iceboxer.engine.picking.box_size import BoxSize, even, is_same_pixel_size, side_of
from iceboxer.engine.picking.config import PickConfig

SAMPLE = 4  # micrographs used for the estimate
SIDE = 640  # largest part of each, in input px
FLOOR = 0.1  # lowest confidence
TOP = 20  # most confident picks per micrograph; with more, scales at which more particles fit into the part would win


def choose_box_size(
    config: PickConfig,
    card: Card,
    paths: Sequence[Path],
    estimate: Callable[[], BoxSize],
    report: Report,
    open: Open = open_micrograph,
) -> BoxSize:
    """Return the size of the boxes on the micrographs `paths`, and the scale of the network there.

    The scale is that of the diameter set in `config`, of the particles that the model was trained on, or for the
    general model the result of `estimate`, which is called only if needed. The boxes have the size set in `config`, or
    else that of the training if the scale is also from there, or else 1.5 diameters.

    Raises
    ------
    ConfigError
        The diameter is set in Å and the micrographs have no pixel size.
    EngineError
        The size has to be estimated, and no particle is found.
    """
    if config.diameter is not None:
        pixel_size = first_pixel_size(paths, open)
        return _sized(BoxSize(side_of(config.diameter, pixel_size), pixel_size, config.diameter), config.box_size)
    if config.diameter_px is not None:
        return _sized(BoxSize(even(BOX_RATIO * config.diameter_px)), config.box_size)
    if not card.is_general:
        return _sized(BoxSize(card.network_box), config.box_size or card.box_size)
    return _estimated(config.box_size, estimate, report)


def _estimated(box_size: float | None, estimate: Callable[[], BoxSize], report: Report) -> BoxSize:
    """Return the estimated size; with a `box_size` (px), boxes of that size, and without particles the scale of it."""
    try:
        found = estimate()
    except NoParticles:
        if box_size is None:
            raise
        report(Note(f"No particle was found to estimate the diameter; {box_size / BOX_RATIO:.0f} px are assumed."))
        return BoxSize(box_size)
    size = f"{found.particle:.0f} px"
    what = f"box size: {found.side:g} px (particles about {size} wide)" if box_size is None else f"diameter: {size}"
    report(Note(f"Estimated {what}. If this is wrong, set --diameter."))
    return _sized(found, box_size)


def _sized(scale: BoxSize, box_size: float | None) -> BoxSize:
    """Return the scale with boxes of `box_size` px, unless it is None or follows from the scale."""
    if box_size is None or (box_size == scale.side and scale.pixel_size is None):
        return scale
    return replace(scale, side=box_size, network_side=scale.side)


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
        f"{without} has no pixel size, so the diameter cannot be converted from Å to px. Set it in px (--diameter-px)."
    )


def estimate_box_size(
    network: Network,
    device: Device,
    paths: Sequence[Path],
    cancelled: IsCancelled,
    open: Open = open_micrograph,
    box_size: float | None = None,
) -> BoxSize:
    """Return the box size (1.5 particle diameters) that fits the particles on a few of the micrographs.

    If their pixel sizes differ, those with the most frequent one are used; the result holds for that one.

    With a `box_size` (px) that a person set, only the diameters are tried for which it is plausible.

    Parameters
    ----------
    network : Network
        The general model, prepared by `engine.models.model_file.for_inference`.

    Raises
    ------
    NoParticles
        No micrograph can be read, or no particle is found at any scale.
    """
    images, pixel_size = _read_sample(paths, open)
    if not images:
        raise NoParticles(
            "No micrograph can be read to estimate the particle size, or all pixels are equal. "
            "Set the diameter in px (--diameter-px)."
        )
    trials = []
    height, width = images[0].shape
    for size in candidate_sizes((height, width)) if box_size is None else plausible_sizes(box_size):
        check(cancelled)
        trials.append(_try_size(network, device, images, size))
    if not any(trial.support for trial in trials):
        raise NoParticles("No particle was found at any scale. Set the diameter in px (--diameter-px).")
    return BoxSize(even(best_size(trials)), pixel_size)


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
