"""The class, rotation and centre of every crop, to a fraction of a pixel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from iceboxer.engine.classes.alignment import TURNS, Aligner, Assigned, Mixture, parabola_peak, turn_peak
from iceboxer.engine.classes.blocks import map_blocks, slices
from iceboxer.engine.classes.halves import own_log_likelihood
from iceboxer.engine.events import IsCancelled, check

AT_ONCE = 256  # crops
CROSS = np.array([(0, 0), (-1, 0), (1, 0), (0, -1), (0, 1)], np.float64)  # px
FARTHEST = 1.0  # px from the best shift on the grid

Floats = NDArray[np.float32]
OnPlaced = Callable[[int], None]  # number of crops done


@dataclass(frozen=True)
class Placed:
    """Class (n,), rotation in radians (n,) counter-clockwise, centre (n, 2) in px of the crop, gain in nats (n,)."""

    label: NDArray[np.intp]
    angle: Floats
    centre: Floats
    gain: Floats


def place_all(
    aligner: Aligner,
    model: Mixture,
    read: Callable[[slice], Floats],
    count: int,
    report: OnPlaced,
    cancelled: IsCancelled,
) -> Placed:
    """Return the places of `count` crops, which `read` returns in blocks.

    Raises
    ------
    Cancelled
    """
    fine = Aligner(aligner.basis, CROSS, spread=1e3)

    def place(part: slice) -> Placed:
        check(cancelled)
        pixels = read(part)
        found = aligner.assign(aligner.analyse(pixels), model)
        return _refined(fine, model, pixels, found, aligner.shifts[found.shift])

    parts = []
    for placed in map_blocks(place, slices(count, AT_ONCE)):
        parts.append(placed)
        report(min(len(parts) * AT_ONCE, count))
    columns = zip(*((p.label, p.angle, p.centre, p.gain) for p in parts), strict=True)
    return Placed(*(np.concatenate(column) for column in columns))


def _refined(fine: Aligner, model: Mixture, pixels: Floats, found: Assigned, shift: NDArray[np.float64]) -> Placed:
    """Return the places after a search around the best shift on the grid, whole px."""
    crops = fine.analyse(_rolled(pixels, shift))
    label = torch.from_numpy(found.label)
    logs = own_log_likelihood(fine, crops, model, label, 1.0)
    best = logs.max(2).values
    peak = [parabola_peak(best[:, low], best[:, 0], best[:, high], FARTHEST) for low, high in ((1, 2), (3, 4))]
    rows = torch.arange(len(pixels))
    near = logs[rows, best.argmax(1)]
    turn = near.argmax(1)
    angle = (turn + turn_peak(near, turn)) * (2 * np.pi / TURNS)
    centre = shift + torch.stack(peak, 1).numpy()
    return Placed(found.label, angle.numpy().astype(np.float32), centre.astype(np.float32), found.gain)


def _rolled(pixels: Floats, shift: NDArray[np.float64]) -> Floats:
    """Return crops moved by whole px so that a shifted centre becomes the middle; pixels that leave re-enter."""
    side = pixels.shape[1]
    whole = np.round(shift).astype(np.intp)
    line = np.arange(side)
    rows, columns = (line + whole[:, 1:]) % side, (line + whole[:, :1]) % side
    moved: Floats = pixels[np.arange(len(pixels))[:, None, None], rows[:, :, None], columns[:, None, :]]
    return moved


def mean_centres(placed: Placed, count: int) -> Floats:
    """Return the mean place (count, 2) in each average of the centres of its members' crops, px from the middle."""
    x, y = placed.centre.T
    cos, sin = np.cos(placed.angle), np.sin(placed.angle)
    members = np.maximum(np.bincount(placed.label, minlength=count), 1)
    # the crop's centre, seen from the particle, turned like the crop
    total = [np.bincount(placed.label, -v, count) for v in (cos * x - sin * y, sin * x + cos * y)]
    return np.asarray(np.stack(total, 1) / members[:, None], np.float32)


def recentred(placed: Placed, offset: Floats) -> Placed:
    """Return the places with the centres of the averages moved by `offset` (k, 2) px in the averages."""
    x, y = offset[placed.label].T
    # a place in the average lies in the crop after turning back
    cos, sin = np.cos(placed.angle), np.sin(placed.angle)
    moved = placed.centre + np.stack([cos * x + sin * y, -sin * x + cos * y], 1)
    return Placed(placed.label, placed.angle, moved.astype(np.float32), placed.gain)
