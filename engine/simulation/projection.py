"""Drawing molecules: their points are rotated, projected and added to a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial.transform import Rotation

from iceboxer.engine.simulation.molecule import Molecule

Image = NDArray[np.float32]

# Width of an atom, Å (SD of a Gaussian): its size and its thermal motion at about B = 80 Å².
ATOM_SD = 1.0


def random_orientations(rng: np.random.Generator, count: int) -> Rotation:
    """Return `count` rotations, uniform over all orientations (normalised four-dimensional Gaussians)."""
    quaternions = rng.standard_normal((count, 4))
    return Rotation.from_quat(quaternions / np.linalg.norm(quaternions, axis=1, keepdims=True))


def project(molecule: Molecule, orientation: Rotation, pixel_size: float) -> Image:
    """Return the points (n, 2) of a rotated molecule, seen along z, as x, y in px from its centre of mass."""
    matrix = (orientation.as_matrix()[:2] / pixel_size).astype(np.float32)
    return np.asarray(molecule.positions @ matrix.T)


class DensityCanvas:
    """Projected density: `picture` (height, width) float32 with a border of `border` px on each side.

    All coordinates are px of the micrograph, so they are negative in the border.
    """

    def __init__(self, shape: tuple[int, int], pixel_size: float, border: int) -> None:
        self.picture: Image = np.zeros(shape, np.float32)
        self.pixel_size = pixel_size
        self.border = border

    def add(self, molecule: Molecule, orientation: Rotation, x: float, y: float) -> None:
        """Add a molecule's projection with its centre of mass at x, y."""
        points = project(molecule, orientation, self.pixel_size)
        patch, left, bottom = _draw_points(
            points[:, 0] + np.float32(x), points[:, 1] + np.float32(y), molecule.electrons
        )
        self.add_patch(patch, left, bottom)

    def add_points(self, points: NDArray[Any], weights: NDArray[Any]) -> None:
        """Add weighted points (n, 2) as x, y in px; those beyond the canvas are left out."""
        height, width = self.picture.shape
        x, y = points.T
        low, right, top = 1 - self.border, width - self.border - 1, height - self.border - 1
        within = (x > low) & (x < right) & (y > low) & (y < top)
        if within.any():
            self.add_patch(*_draw_points(x[within], y[within], weights[within]))

    def add_patch(self, patch: NDArray[Any], left: int, bottom: int) -> None:
        """Add a small picture (height, width) with its lower left pixel at `left`, `bottom`, clipped to the canvas."""
        add_patch(self.picture, patch, left + self.border, bottom + self.border)

    def blur(self) -> None:
        """Blur the points to the width of atoms."""
        gaussian_filter(self.picture, ATOM_SD / self.pixel_size, truncate=3, mode="constant", output=self.picture)

    def crop(self, picture: Image, shape: tuple[int, int]) -> Image:
        """Crop a picture of the canvas's size to `shape` (height, width), without the border."""
        rows, columns = (slice(self.border, self.border + side) for side in shape)
        return np.ascontiguousarray(picture[rows, columns])


def add_patch(picture: Image, patch: NDArray[Any], left: int, bottom: int) -> None:
    """Add a small picture (height, width) in place at column `left`, row `bottom`, clipped to the large one."""
    x0, y0 = max(left, 0), max(bottom, 0)
    x1 = min(left + patch.shape[1], picture.shape[1])
    y1 = min(bottom + patch.shape[0], picture.shape[0])
    if x0 < x1 and y0 < y1:
        picture[y0:y1, x0:x1] += patch[y0 - bottom : y1 - bottom, x0 - left : x1 - left]


def _draw_points(x: Image, y: Image, weights: Image) -> tuple[NDArray[Any], int, int]:
    """Return weighted points (n,) as a small picture, and the column and row of its lower left pixel.

    Each weight is distributed linearly over the four pixels with the nearest centres.
    """
    left, bottom = int(np.floor(x.min() - 0.5)), int(np.floor(y.min() - 0.5))
    u, v = x - np.float32(left + 0.5), y - np.float32(bottom + 0.5)
    column, row = u.astype(np.intp), v.astype(np.intp)
    # from the rounded differences: they may round up to a column more than x.max() would give
    width, height = int(column.max()) + 2, int(row.max()) + 2
    u, v = u - column, v - row
    upper, lower = weights * v, weights * (1 - v)
    index = row * width + column
    patch = np.bincount(index, lower * (1 - u), minlength=width * height)
    patch += np.bincount(index + 1, lower * u, minlength=width * height)
    patch += np.bincount(index + width, upper * (1 - u), minlength=width * height)
    patch += np.bincount(index + width + 1, upper * u, minlength=width * height)
    return patch.reshape(height, width), left, bottom
