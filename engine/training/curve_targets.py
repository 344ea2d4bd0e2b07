"""Training targets of filaments: each cell near a curve should return the nearest point on it and its direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Grid = NDArray[np.float32]
Points = NDArray[np.floating[Any]]

ON_CURVE = 0.5  # cells: the largest distance from a curve at which a cell is on it


def add_curves(
    grid: dict[str, Grid], curves: Sequence[Points], widths: Sequence[float], stride: int, nearness: float
) -> None:
    """Add curves to the arrays (rows, columns) of a target, and the array ``direction`` (2, rows, columns).

    A cell whose middle is within half a cell of a curve counts as an object. The cells around it have the nearest
    point of the curve as their centre. `direction` is cos 2θ and sin 2θ of the tangent, which is the same for both
    ways along the curve; 0 where there is no curve.

    Parameters
    ----------
    curves
        Points (n, 2), n ≥ 2, as x, y in px of the picture, closer together than a cell.
    widths
        1.5 times the width of each curve, in box sizes.
    """
    shape = grid["object"].shape
    grid["direction"] = np.zeros((2, *shape), np.float32)
    if not curves:
        return
    points = np.concatenate(curves) / stride
    tangents = np.concatenate([np.gradient(curve, axis=0) for curve in curves])
    width = np.repeat(np.asarray(widths, np.float32), [len(curve) for curve in curves])
    row, column = np.mgrid[: shape[0], : shape[1]]
    middles = np.column_stack([column.ravel(), row.ravel()]) + 0.5
    distance, nearest = cKDTree(points).query(middles, distance_upper_bound=max(3 * nearness, 1.5))
    cells = np.flatnonzero(np.isfinite(distance))
    distance, nearest = distance[cells], nearest[cells]
    row, column = row.ravel()[cells], column.ravel()[cells]
    if nearness > 0:
        grid["nearness"][row, column] = np.maximum(
            grid["nearness"][row, column], np.exp(distance**2 / (-2 * nearness**2))
        )
    on_curve = distance <= ON_CURVE
    grid["object"][row[on_curve], column[on_curve]] = 1.0
    close = on_curve | (distance < nearness)
    row, column, nearest = row[close], column[close], nearest[close]
    grid["near"][row, column] = 1.0
    grid["x"][row, column], grid["y"][row, column] = points[nearest, 0] - column, points[nearest, 1] - row
    grid["width"][row, column] = grid["height"][row, column] = width[nearest]
    angle = 2 * np.arctan2(tangents[nearest, 1], tangents[nearest, 0])
    grid["direction"][:, row, column] = np.cos(angle), np.sin(angle)
