"""The surroundings of the particles: ice of uneven thickness, the edge of a carbon film, ice crystals.

Their strength is given in standard deviations of the noise, so that they are equally visible at any noise level.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from iceboxer.engine.simulation.projection import DensityCanvas, add_patch
from iceboxer.engine.simulation.recipe import Recipe

Image = NDArray[np.float32]
Floats = NDArray[np.float64]

HOLE_RADIUS = 6000.0  # Å: the holes of the common R1.2/1.3 film are 1.2 μm wide
CARBON_GRAIN = 3.0  # times the structural noise of ice
CARBON_DARKNESS = 1.2  # SDs of the noise, from electrons that carbon scatters away
EDGE_STEP = 1.5  # SDs of the noise; causes the fringes along an edge
EDGE_WIDTH = 10.0  # Å
COARSE = 8  # px; smooth surfaces are computed on every eighth pixel and interpolated


class Scenery:
    """The ice and the carbon film of one micrograph; for a plain recipe, nothing is computed."""

    def __init__(self, recipe: Recipe, canvas: DensityCanvas, rng: np.random.Generator) -> None:
        self._recipe, self._canvas = recipe, canvas
        self._crystals: list[tuple[Image, int, int]] = []
        share = min(0.9, recipe.carbon * rng.uniform(0.5, 1.5))
        self._hole = _find_hole(recipe, share, rng) if share > 0 else None
        self._waves = rng.uniform((4, 40, 0), (12, 120, 2 * np.pi), (5, 3))  # Å, waves a turn, phase
        self._ramp = rng.uniform(-1, 1, 5)

    def is_free(self, x: float, y: float, radius: float) -> bool:
        """Return whether a disc (px of the micrograph) is clear of carbon."""
        return bool(self._carbon_depth(np.array(x), np.array(y)) < -radius * self._recipe.pixel_size)

    def add_crystal(self, depth: Image, left: int, bottom: int) -> None:
        """Add an ice crystal: its depth (height, width) in SDs of the noise, and the position of its lower left px."""
        self._crystals.append((depth, left, bottom))

    def roughen(self, noise: Image) -> None:
        """Amplify structural noise of the canvas's size in place, where ice is thick or covered by carbon."""
        if self._hole is None and self._recipe.ice_gradient == 0:
            return
        x, y = self._coarse_grid(noise.shape, self._canvas.border)
        grain = 1 + 0.2 * self._recipe.ice_gradient * self._thickness(x, y)
        noise *= _enlarge(grain, noise.shape)
        if self._hole is not None:
            noise *= 1 + (CARBON_GRAIN - 1) * self._carbon

    def add_density(self) -> None:
        """Add carbon and crystals to the canvas; the optics turn their edges into fringes."""
        sd = np.float32(self._recipe.noise_sd)
        if self._hole is not None:
            self._canvas.picture += EDGE_STEP * sd * self._carbon
        for depth, left, bottom in self._crystals:
            self._canvas.add_patch(EDGE_STEP * sd * depth, left, bottom)

    def darken(self, image: Image) -> None:
        """Darken a micrograph in place by the electrons that ice and carbon scatter away."""
        sd = np.float32(self._recipe.noise_sd)
        if self._hole is not None or self._recipe.ice_gradient > 0:
            x, y = self._coarse_grid(image.shape, 0)
            dark = self._recipe.ice_gradient * self._thickness(x, y)
            if self._hole is not None:
                dark = dark + CARBON_DARKNESS * _step(self._carbon_depth(x, y), 8 * EDGE_WIDTH)
            image -= sd * _enlarge(dark, image.shape)
        for depth, left, bottom in self._crystals:
            add_patch(image, -sd * depth, left, bottom)

    def _coarse_grid(self, shape: tuple[int, ...], border: int) -> tuple[NDArray[Any], NDArray[Any]]:
        rows, columns = ((np.arange(-(-n // COARSE)) + 0.5) * (n / -(-n // COARSE)) - border for n in shape)
        return np.asarray(columns[None, :]), np.asarray(rows[:, None])

    def _thickness(self, x: NDArray[Any], y: NDArray[Any]) -> Floats:
        """Return the thickness of the ice relative to its minimum, 0–1 within the picture."""
        u, v = 2 * x / self._recipe.width - 1, 2 * y / self._recipe.height - 1
        a, b, c, d, e = self._ramp
        surface = a * u + b * v + 0.5 * (c * u * u + d * v * v + e * u * v)
        steepest = abs(a) + abs(b) + 0.5 * (abs(c) + abs(d) + abs(e))
        return np.asarray(np.clip(0.5 + surface / (2 * steepest), 0, 1))

    def _carbon_depth(self, x: NDArray[Any], y: NDArray[Any]) -> Floats:
        """Return the distance in Å from the uneven edge of the film, negative in the hole."""
        if self._hole is None:
            return np.full(np.broadcast(x, y).shape, -np.inf)
        dx, dy = (x - self._hole[0]) * self._recipe.pixel_size, (y - self._hole[1]) * self._recipe.pixel_size
        angle = np.arctan2(dy, dx)
        uneven = sum(height * np.sin(round(turns) * angle + phase) for height, turns, phase in self._waves)
        return np.asarray(np.hypot(dx, dy) - HOLE_RADIUS + uneven)

    @cached_property
    def _carbon(self) -> Image:
        """Coverage of the canvas (height, width) by the film, 0–1, with a sharp edge."""
        shape = self._canvas.picture.shape
        depth = self._carbon_depth(*self._coarse_grid(shape, self._canvas.border))
        return _step(_enlarge(depth, shape), EDGE_WIDTH)


def _step(depth: NDArray[Any], width: float) -> NDArray[Any]:
    return np.asarray(np.clip(depth / width + 0.5, 0, 1))


def _enlarge(coarse: Floats, shape: tuple[int, ...]) -> Image:
    """Interpolate a coarse picture linearly to `shape` (height, width)."""
    picture = PIL.Image.fromarray(coarse.astype(np.float32))
    return np.asarray(picture.resize((shape[1], shape[0]), PIL.Image.Resampling.BILINEAR))


def _find_hole(recipe: Recipe, share: float, rng: np.random.Generator) -> Floats:
    """Return the centre (x, y px) of the hole in a film that covers `share` of the picture from one side."""
    size = np.array([recipe.width, recipe.height])
    angle = rng.uniform(0, 2 * np.pi)
    direction = np.array([np.cos(angle), np.sin(angle)])
    spots = (np.mgrid[0:64, 0:64].reshape(2, -1).T + 0.5) / 64 * size
    radius = HOLE_RADIUS / recipe.pixel_size
    low, high = 0.0, radius + float(np.hypot(*size))
    for _ in range(40):
        shift = (low + high) / 2
        covered = np.mean(np.linalg.norm(spots - size / 2 - shift * direction, axis=1) > radius)
        low, high = (shift, high) if covered < share else (low, shift)
    return np.asarray(size / 2 + high * direction)
