"""Placing particles and contaminants at given minimum distances."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.float64]  # (n, 2) as x, y in px
TRIES = 500  # per object; near the densest random packing most of them fail


class Room:
    """The area of a micrograph of `width` × `height` px and the discs that are already taken.

    `is_free(x, y, radius)` returns whether a disc is allowed at all, for instance because it is off the carbon film.
    """

    def __init__(self, width: int, height: int, is_free: Callable[[float, float, float], bool]) -> None:
        self._size = np.array([width, height])
        self._is_free = is_free
        self._discs = np.empty((0, 3))

    def take(self, x: float, y: float, radius: float) -> None:
        """Reserve a disc (px)."""
        self._discs = np.vstack([self._discs, (x, y, radius)])

    def place(
        self, rng: np.random.Generator, count: int, radius: float, margin: float, crowding: float = 0.0
    ) -> Places:
        """Reserve up to `count` discs of `radius` px with centres at whole pixels, `margin` px or more from the edges.

        Parameters
        ----------
        crowding : float
            Fraction of the discs, 0 to 1, that are placed beside another one of the same call, if there is space.

        Returns
        -------
        NDArray
            Centres (n, 2) as x, y in px; fewer than `count` if there is no space for more.
        """
        low, high = np.full(2, np.ceil(margin)), np.floor(self._size - margin)
        if (high < low).any():
            return np.empty((0, 2))
        found: list[NDArray[np.float64]] = []
        for _ in range(count):
            for _ in range(TRIES):
                spot = rng.integers(low, high, endpoint=True).astype(np.float64)
                if found and rng.random() < crowding:
                    spot = np.round(_beside(rng, found[rng.integers(len(found))], 2 * radius))
                if (spot >= low).all() and (spot <= high).all() and self._has_room(spot, radius):
                    found.append(spot)
                    self.take(spot[0], spot[1], radius)
                    break
            else:
                break
        return np.array(found).reshape(-1, 2)

    def _has_room(self, spot: NDArray[np.float64], radius: float) -> bool:
        squared = np.square(self._discs[:, :2] - spot).sum(axis=1)
        apart = bool((squared >= np.square(self._discs[:, 2] + radius)).all())
        return apart and self._is_free(float(spot[0]), float(spot[1]), radius)


def _beside(rng: np.random.Generator, spot: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """Return a random place at 1 to 1.5 times `distance` from `spot`."""
    angle, reach = rng.uniform(0, 2 * np.pi), distance * rng.uniform(1, 1.5)
    return spot + reach * np.array([np.cos(angle), np.sin(angle)])
