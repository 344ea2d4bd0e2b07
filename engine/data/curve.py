"""Smooth curves through points: cubic splines with centripetal knots (Catmull and Rom 1974; Yuksel et al. 2011).

The ends are parabolic: an arc is as bent at its ends as elsewhere, and a curve drawn by hand does not overshoot.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Points = NDArray[np.float64]  # (n, 2) as x, y


def steps(points: Points) -> Floats:
    """Return the distances (n − 1,) between successive points (n, 2)."""
    return np.asarray(np.hypot(points[1:, 0] - points[:-1, 0], points[1:, 1] - points[:-1, 1]))


class Spline:
    """The curve through points (n, 2), n ≥ 3, of which no two successive ones are equal.

    Attributes
    ----------
    knots
        Parameters (n,) of the points, ascending from 0.
    """

    def __init__(self, points: Points) -> None:
        from scipy.linalg import solveh_banded  # slow to load, and few need it

        self.points = points
        self._lengths = np.sqrt(steps(points))
        self.knots = np.concatenate([[0.0], np.cumsum(self._lengths)])
        lengths = self._lengths
        self._slopes = np.diff(points, axis=0) / lengths[:, None]
        # continuous second derivatives; the same at the two points of either end, where the curve is a parabola
        matrix = np.zeros((2, len(points) - 2))
        matrix[1] = 2 * (lengths[:-1] + lengths[1:])
        matrix[1, 0] += lengths[0]
        matrix[1, -1] += lengths[-1]
        matrix[0, 1:] = lengths[1:-1]
        turns = 6 * np.diff(self._slopes, axis=0)
        inner = turns / matrix[1] if len(turns) == 1 else solveh_banded(matrix, turns, check_finite=False)
        self._bends = np.concatenate([inner[:1], inner, inner[-1:]])

    def __call__(self, parameters: Floats, order: int = 0) -> Points:
        """Return the positions (m, 2) at parameters (m,), or their first or second derivative."""
        piece = np.clip(np.searchsorted(self.knots, parameters, "right") - 1, 0, len(self._lengths) - 1)
        length = self._lengths[piece][:, None]
        after = (parameters - self.knots[piece])[:, None] / length
        before = 1 - after
        first, second = self._bends[piece], self._bends[piece + 1]
        if order == 2:
            return np.asarray(before * first + after * second)
        if order == 1:
            turn = (3 * after**2 - 1) * second - (3 * before**2 - 1) * first
            return np.asarray(self._slopes[piece] + length / 6 * turn)
        bend = (before**3 - before) * first + (after**3 - after) * second
        return np.asarray(before * self.points[piece] + after * self.points[piece + 1] + length**2 / 6 * bend)

    def dense(self, counts: NDArray[np.intp]) -> Floats:
        """Return parameters (m,), ascending, `counts` (n − 1,) of them in each piece, and the last."""
        starts = np.repeat(np.cumsum(counts) - counts, counts)
        share = (np.arange(len(starts)) - starts) / np.repeat(counts, counts)
        inner = np.repeat(self.knots[:-1], counts) + share * np.repeat(self._lengths, counts)
        return np.concatenate([inner, self.knots[-1:]])
