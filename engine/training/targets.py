"""Training targets: the grid values that a network should return for a picture with labelled particles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iceboxer.engine.data.filters import Image
from iceboxer.engine.training.curve_targets import add_curves

Grid = NDArray[Any]  # float32, and int64 for kinds of junk
Points = NDArray[np.floating[Any]]

AIM_STEP = 16  # points of a curve from one aim of crops to the next
FIELDS = ("object", "nearness", "near", "x", "y", "width", "height", "weight")  # order of models.base.Target


@dataclass(frozen=True)
class Particles:
    """Labels of a picture: centres (n, 2) as x, y in px of the picture; sizes (n, 2) in box sizes.

    `rejected` (m, 2) are centres of rejected boxes, `unsure` (k, 2) places without a label that look like particles.
    `curves` are filaments as dense points (n, 2) in px of the picture, `curve_widths` 1.5 times their widths, in box
    sizes; None if only single particles are learnt.
    """

    centres: Points
    sizes: Points
    rejected: Points = field(default_factory=lambda: np.zeros((0, 2)))
    unsure: Points = field(default_factory=lambda: np.zeros((0, 2)))
    curves: tuple[Points, ...] | None = None
    curve_widths: tuple[float, ...] = ()

    @property
    def aims(self) -> Points:
        """Places (n, 2) that crops are drawn around: the centres, or points along the curves."""
        if self.curves is None:
            return self.centres
        return np.concatenate([np.zeros((0, 2)), *(curve[::AIM_STEP] for curve in self.curves)])

    def moved(self, move: Callable[[Points], Points]) -> Particles:
        """Return all places moved by a function from (n, 2) to (n, 2)."""
        curves = None if self.curves is None else tuple(move(curve) for curve in self.curves)
        rejected, unsure = move(self.rejected), move(self.unsure)
        return replace(self, centres=move(self.centres), rejected=rejected, unsure=unsure, curves=curves)

    def within(self, side: float) -> Particles:
        """Return those in a square picture of this side."""

        def kept(points: Points) -> NDArray[np.bool_]:
            return np.asarray(((points >= 0) & (points < side)).all(axis=1))

        here = kept(self.centres)
        rejected, unsure = self.rejected[kept(self.rejected)], self.unsure[kept(self.unsure)]
        return Particles(self.centres[here], self.sizes[here], rejected, unsure, self.curves, self.curve_widths)


def make_target(
    particles: Particles, weight: Image, stride: int, nearness: float, box_in_picture: float
) -> dict[str, Grid]:
    """Return the arrays (rows, columns) of `engine.models.base.Target`.

    Parameters
    ----------
    weight : Image
        Loss weight of "no particle" for each cell; it is set to 0 around unsure places and to 1 around rejected
        ones.
    nearness : float
        Standard deviation, in cells, of the Gaussian around each centre; 0: only the cell of the centre.
    box_in_picture : float
        The box size in px of the picture.
    """
    shape = weight.shape
    grid = {name: np.zeros(shape, np.float32) for name in FIELDS}
    grid["width"][:] = grid["height"][:] = 1.0
    grid["weight"][:] = weight
    radius = box_in_picture / stride / 4
    for places, value in ((particles.unsure, 0.0), (particles.rejected, 1.0)):
        for x, y in places / stride:
            _set_weight(grid["weight"], x, y, radius, value)
    reach = int(np.ceil(3 * nearness))
    closest = np.full(shape, np.inf)
    for (x, y), (width, height) in zip(particles.centres / stride, particles.sizes, strict=True):
        column, row = int(np.floor(x)), int(np.floor(y))
        if not (0 <= column < shape[1] and 0 <= row < shape[0]):
            continue
        grid["object"][row, column] = 1.0
        rows = slice(max(0, row - reach), row + reach + 1)
        columns = slice(max(0, column - reach), column + reach + 1)
        _add(grid, closest, rows, columns, (x, y, width, height), nearness)
    if particles.curves is not None:
        add_curves(grid, particles.curves, particles.curve_widths, stride, nearness)
    grid["nearness"][grid["object"] > 0] = 1.0
    return grid


def _add(
    grid: dict[str, Grid],
    closest: NDArray[np.float64],
    rows: slice,
    columns: slice,
    box: tuple[float, float, float, float],
    nearness: float,
) -> None:
    """Add one particle around its centre; a cell between particles belongs to the nearer one."""
    x, y, width, height = box
    part = closest[rows, columns]
    column = np.arange(columns.start, columns.start + part.shape[1])
    row = np.arange(rows.start, rows.start + part.shape[0])
    distance = (column + 0.5 - x) ** 2 + ((row + 0.5 - y) ** 2)[:, None]
    mine = distance < part
    np.minimum(part, distance, out=part)
    if nearness > 0:
        seen = grid["nearness"][rows, columns]
        np.maximum(seen, np.exp(distance / (-2 * nearness**2)), out=seen, casting="same_kind")
    own_cell = (column == np.floor(x)) & (row == np.floor(y))[:, None]
    near_row, near_column = np.nonzero(mine & (own_cell | (distance < nearness**2)))
    cells = near_row + rows.start, near_column + columns.start
    grid["near"][cells] = 1.0
    grid["x"][cells], grid["y"][cells] = x - cells[1], y - cells[0]
    grid["width"][cells], grid["height"][cells] = width, height


def _set_weight(weight: Grid, x: float, y: float, radius: float, value: float) -> None:
    """Set the weight of "no particle" within `radius` cells of a place."""
    row, column = np.ogrid[: weight.shape[0], : weight.shape[1]]
    weight[(column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2 <= max(radius, 0.75) ** 2] = value
