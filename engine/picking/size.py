"""Choice of the box size and the network's scale: set, known from training, or estimated by trying several scales."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from iceboxer.engine.data.boxes import BOX_RATIO
from iceboxer.engine.data.filters import flatten_input
from iceboxer.engine.data.micrograph import Open, open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.devices import Device
from iceboxer.engine.errors import ConfigError, EngineError, NoParticles, ReadError
from iceboxer.engine.events import IsCancelled, Note, Report, check
from iceboxer.engine.models.base import Network
from iceboxer.engine.models.compact import BOX_IN_INPUT
from iceboxer.engine.models.detection import Prepared, detect
from iceboxer.engine.models.particle_size import Trial, best_size, candidate_sizes, plausible_sizes, untried
from iceboxer.engine.picking.box_size import BoxSize, even, side_of
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.size_sample import Sampled, read_sample

SIDE = 640  # largest part of each micrograph, in input px
MAX_PARALLEL = 4  # sizes tried at once
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
    sample, pixel_size = read_sample(paths, open, SIDE)
    if not sample:
        raise NoParticles(
            "No micrograph can be read to estimate the particle size, or all pixels are equal. "
            "Set the diameter in px (--diameter-px)."
        )
    sizes = candidate_sizes(sample[0].shape) if box_size is None else plausible_sizes(box_size)
    trials = _try_sizes(network, device, sample, sizes, cancelled)
    if not any(trial.support for trial in trials):
        raise NoParticles("No particle was found at any scale. Set the diameter in px (--diameter-px).")
    return BoxSize(even(best_size(trials)), pixel_size)


def _try_sizes(
    network: Network, device: Device, sample: Sequence[Sampled], sizes: Sequence[float], cancelled: IsCancelled
) -> list[Trial]:
    """Return the trials of as many of the `sizes` (px) as needed, ascending.

    On a CPU, each thread tries a size, from shrinking to detection, so that no thread waits for another.
    """
    workers = min(device.threads, MAX_PARALLEL) if device.torch.type == "cpu" else 1
    trials: list[Trial | None] = [None for _ in sizes]

    def run(index: int) -> None:
        check(cancelled)
        trials[index] = _try_size(network, device, sample, sizes[index])

    with ThreadPoolExecutor(workers, "size", torch.set_num_threads, (max(1, device.threads // workers),)) as threads:
        while wanted := untried(trials):
            list(threads.map(run, wanted))  # raises what was raised
    return [trial for trial in trials if trial is not None]


def _try_size(network: Network, device: Device, sample: Sequence[Sampled], box_size: float) -> Trial:
    """Pick the central parts of the micrographs with boxes of `box_size` px."""
    top = []
    for micrograph in sample:
        shrunk, scale = micrograph.centre(box_size / BOX_IN_INPUT)
        prepared = Prepared(flatten_input(shrunk, box_size / BOX_IN_INPUT, box_size), scale)
        (picks,) = detect(network, device, [prepared], box_size, FLOOR)
        top.append(picks[:TOP])
    picks = np.concatenate(top)
    support = float(np.square(picks["confidence"]).sum()) / (TOP * len(sample))
    estimates = np.sqrt(picks["estimated_width"] * picks["estimated_height"]) / box_size
    return Trial(box_size, support, float(np.median(estimates)) if len(picks) else 0.0)
