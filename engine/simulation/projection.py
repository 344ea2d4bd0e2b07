"""Draws molecules: points in space, turned, projected and added to a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial.transform import Rotation

from engine.simulation.molecule import Molecule

Image = NDArray[np.float32]

# How wide an atom looks, Å (SD of a Gaussian): its own size and its thermal motion at about B = 80 Å².
ATOM_SD = 1.0


def random_orientations(rng: np.random.Generator, count: int) -> Rotation:
    """`count` rotations, uniform over all orientations (normalised four-dimensional Gaussians)."""
    quaternions = rng.standard_normal((count, 4))
    return Rotation.from_quat(quaternions / np.linalg.norm(quaternions, axis=1, keepdims=True))


def project(molecule: Molecule, orientation: Rotation, pixel_size: float) -> NDArray[np.float32]:
    """The molecule's points (n, 2) as x, y in pixels from its centre of mass, seen along z once turned."""
    matrix = (orientation.as_matrix()[:2] / pixel_size).astype(np.float32)
    seen: NDArray[np.float32] = molecule.positions @ matrix.T
    return seen


def add_points(canvas: Image, x: NDArray[np.float32], y: NDArray[np.float32], weights: Image) -> None:
    """Add weighted points (n,) at x, y (px; pixel i spans [i, i + 1)) to `canvas`, in place.

    Each is shared out linearly among its four nearest pixels; what lies outside is lost.
    """
    left, bottom = int(np.floor(x.min() - 0.5)), int(np.floor(y.min() - 0.5))
    width, height = int(np.ceil(x.max() + 0.5)) - left + 2, int(np.ceil(y.max() + 0.5)) - bottom + 2
    u, v = x - np.float32(left + 0.5), y - np.float32(bottom + 0.5)
    column, row = u.astype(np.intp), v.astype(np.intp)
    u, v = u - column, v - row
    upper, lower = weights * v, weights * (1 - v)
    index = row * width + column
    patch = np.zeros(width * height)
    for shift, part in (
        (0, lower * (1 - u)),
        (1, lower * u),
        (width, upper * (1 - u)),
        (width + 1, upper * u),
    ):
        patch += np.bincount(index + shift, part, minlength=width * height)[: width * height]
    add_patch(canvas, patch.reshape(height, width), left, bottom)


def add_patch(canvas: Image, patch: NDArray[np.floating], left: int, bottom: int) -> None:  # type: ignore[type-arg]
    """Add a small picture (height, width) at column `left`, row `bottom`, in place; what sticks out is lost."""
    x0, y0 = max(left, 0), max(bottom, 0)
    x1, y1 = min(left + patch.shape[1], canvas.shape[1]), min(bottom + patch.shape[0], canvas.shape[0])
    if x0 < x1 and y0 < y1:
        canvas[y0:y1, x0:x1] += patch[y0 - bottom : y1 - bottom, x0 - left : x1 - left]


def add_molecule(
    canvas: Image, molecule: Molecule, orientation: Rotation, x: float, y: float, pixel_size: float
) -> None:
    """Add the projection of `molecule`, its centre of mass at x, y (px), to `canvas`, in place."""
    points = project(molecule, orientation, pixel_size)
    add_points(canvas, points[:, 0] + np.float32(x), points[:, 1] + np.float32(y), molecule.electrons)


def blurred(canvas: Image, pixel_size: float) -> Image:
    """The picture with its points spread to the width of atoms."""
    result: Image = gaussian_filter(canvas, ATOM_SD / pixel_size, truncate=3, mode="constant")
    return result
