"""Classes: the steerable basis, alignment, and averages."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.engine.classes.alignment import Aligner, Model, shift_grid
from iceboxer.engine.classes.averages import turn_crops
from iceboxer.engine.classes.basis import fit_basis

SIDE = 40


def blob(*spots: tuple[float, float]) -> np.ndarray:
    """Return a picture of round spots at x, y from the middle, without any symmetry if there are three or more."""
    line = np.arange(SIDE) - (SIDE - 1) / 2
    x, y = np.meshgrid(line, line)
    return sum(np.exp(-((x - a) ** 2 + (y - b) ** 2) / 8) for a, b in spots).astype(np.float32)


SHAPE = blob((7, 0), (-4, 5), (-2, -6), (0, 1))


def turned_and_shifted(angle: float, x: float, y: float) -> np.ndarray:
    """Return the shape rotated counter-clockwise by `angle` and with its middle at x, y."""
    cos, sin = np.cos(angle), np.sin(angle)
    spots = [(cos * a - sin * b + x, sin * a + cos * b + y) for a, b in ((7, 0), (-4, 5), (-2, -6), (0, 1))]
    return blob(*spots)


@pytest.mark.parametrize(("angle", "x", "y"), [(0.0, 0.0, 0.0), (0.7, 0.0, 0.0), (-2.2, 2.0, 0.0), (3.0, -2.0, 4.0)])
def test_a_rotated_and_shifted_crop_is_found_and_turned_back(angle: float, x: float, y: float) -> None:
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((200, SIDE, SIDE)).astype(np.float32) * 0.2
    sample = np.stack([turned_and_shifted(a, 0, 0) for a in rng.uniform(0, 6.3, 100)]) + noise[:100]
    basis = fit_basis(sample.astype(np.float32), noise, 14)
    aligner = Aligner(basis, shift_grid(5, 2), 3.0)
    reference = aligner.analyse(SHAPE[None])
    model = Model(reference.coefficients[:, aligner.unshifted], reference.power.new_ones(1))
    crop = turned_and_shifted(angle, x, y)
    found = aligner.assign(aligner.analyse(crop[None]), model)
    assert tuple(aligner.shifts[found.shift[0]]) == (x, y)
    assert np.cos(found.angle[0] + angle) > np.cos(np.radians(3))
    back = turn_crops(crop[None], found.angle, aligner.shifts[found.shift])[0]
    assert np.corrcoef(back.ravel(), SHAPE.ravel())[0, 1] > 0.99
