"""The six augmentations of Wagner et al. 2019, in their ranges, and quarter turns. Each can be switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import scipy.ndimage

from iceboxer.engine.data.filters import Image
from iceboxer.engine.training.targets import Particles, Points

Augmentation = Callable[[Image, np.random.Generator], Image]


def gaussian_blur(picture: Image, rng: np.random.Generator) -> Image:
    """Blur with a Gaussian of a random standard deviation between 0 and 3 px."""
    result: Image = scipy.ndimage.gaussian_filter(picture, rng.uniform(0, 3), truncate=3)
    return result


def average_blur(picture: Image, rng: np.random.Generator) -> Image:
    """Average over a square neighbourhood of a random side between 2 and 7 px."""
    size = int(rng.integers(2, 8))
    result: Image = scipy.ndimage.uniform_filter(picture, size)
    return result


def noise(picture: Image, rng: np.random.Generator) -> Image:
    """Add Gaussian noise of up to half the picture's standard deviation (in the paper: proportional to it)."""
    sigma = rng.uniform(0, 0.5) * picture.std()
    result: Image = picture + sigma * rng.standard_normal(picture.shape, np.float32)
    return result


def dropout(picture: Image, rng: np.random.Generator) -> Image:
    """Set a random 1 to 10 % of the pixels to the mean."""
    dropped = rng.random(picture.shape, np.float32) < rng.uniform(0.01, 0.1)
    return np.where(dropped, picture.mean(dtype=np.float32), picture)


def contrast(picture: Image, rng: np.random.Generator) -> Image:
    """Scale the contrast about the median by a random factor between 0.5 and 2.0."""
    median = np.median(picture)
    result: Image = (picture - median) * np.float32(rng.uniform(0.5, 2.0)) + median
    return result


AUGMENTATIONS: dict[str, Augmentation] = {
    "gaussian-blur": gaussian_blur,
    "average-blur": average_blur,
    "noise": noise,
    "dropout": dropout,
    "contrast": contrast,
}
MOVES = ("flip", "rotation")
ALL = (*MOVES, *AUGMENTATIONS)


def change_pixels(picture: Image, rng: np.random.Generator, names: tuple[str, ...], probability: float) -> Image:
    """Apply each of the named augmentations with `probability`, one after the other."""
    for name in AUGMENTATIONS:
        if name in names and rng.random() < probability:
            picture = AUGMENTATIONS[name](picture, rng)
    return picture


def flip_and_turn(
    picture: Image, weight: Image, particles: Particles, rng: np.random.Generator, names: tuple[str, ...]
) -> tuple[Image, Image, Particles]:
    """Flip a square picture and turn it by quarter turns, together with its weights and particles.

    `weight` is a map (rows, columns) or several of them (rows, columns, maps).
    """
    side = picture.shape[0]
    if "flip" in names:
        for axis in (0, 1):
            if rng.random() < 0.5:
                picture, weight = np.flip(picture, axis), np.flip(weight, axis)
                particles = _flipped(particles, 1 - axis, side)
    if "rotation" in names and rng.random() < 0.5:
        # a transposition, which together with the two flips gives all eight symmetries of a square
        picture, weight = picture.T, weight.swapaxes(0, 1)
        particles = replace(particles.moved(lambda points: points[:, ::-1]), sizes=particles.sizes[:, ::-1])
    return np.ascontiguousarray(picture), np.ascontiguousarray(weight), particles


def _flipped(particles: Particles, column: int, side: int) -> Particles:
    """Return the particles with x (`column` 0) or y (1) counted from the opposite side."""

    def flipped(points: Points) -> Points:
        points = points.copy()
        points[:, column] = side - points[:, column]
        return points

    return particles.moved(flipped)
