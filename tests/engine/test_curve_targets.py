"""Targets of filaments: exact cells, and directions that turn with every augmentation."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data.boxes import no_boxes
from iceboxer.engine.data.filaments import make_filament
from iceboxer.engine.models.base import make_network
from iceboxer.engine.training import augmentation
from iceboxer.engine.training.batches import Crops
from iceboxer.engine.training.examples import Example
from iceboxer.engine.training.targets import Grid, Particles, make_target

NONE = np.zeros((0, 2))
SIDE, STRIDE, NEARNESS = 64, 4, 1.25


def labels_of(points: list[tuple[float, float]]) -> Particles:
    curve = make_filament(points, 20).resampled(1.0)[0]
    return Particles(NONE, NONE, curves=(curve,), curve_widths=(0.75,))


def target_of(particles: Particles) -> dict[str, Grid]:
    return make_target(particles, np.ones((SIDE // STRIDE,) * 2, np.float32), STRIDE, NEARNESS, 40.0)


def angles_on(target: dict[str, Grid]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the directions in degrees, 0 to 180, in the cells on a curve."""
    cosine, sine = target["direction"][:, target["object"] > 0]
    return np.degrees(np.arctan2(sine, cosine) / 2) % 180


def test_a_horizontal_filament_fills_the_row_of_cells_that_it_runs_through():
    target = target_of(labels_of([(0, 30), (64, 30)]))
    assert target["object"].sum(axis=1).tolist() == [16.0 if row == 7 else 0.0 for row in range(16)]
    assert target["y"][7] == pytest.approx(np.full(16, 0.5))
    assert target["y"][8] == pytest.approx(np.full(16, -0.5))
    assert target["nearness"][8, 5] == pytest.approx(np.exp(-1 / (2 * NEARNESS**2)))
    assert target["width"][7] == pytest.approx(np.full(16, 0.75))
    assert target["direction"][:, 7, 5].tolist() == [1, 0]
    assert target["direction"][:, 2, 5].tolist() == [0, 0]


def test_without_curves_a_target_has_no_directions():
    assert "direction" not in target_of(Particles(NONE, NONE))
    empty = target_of(Particles(NONE, NONE, curves=()))
    assert not empty["direction"].any()
    assert not empty["object"].any()


@pytest.mark.parametrize("seed", range(8))
def test_flips_and_turns_turn_the_directions_along(seed: int):
    particles, picture = labels_of([(8, 8), (56, 30)]), np.zeros((SIDE, SIDE), np.float32)
    x, y = np.round(particles.curves[0]).astype(int).T if particles.curves else (0, 0)
    picture[y, x] = 1
    weight = np.ones((SIDE, SIDE), np.float32)
    picture, _, moved = augmentation.flip_and_turn(
        picture, weight, particles, np.random.default_rng(seed), augmentation.ALL
    )
    row, column = np.nonzero(picture)
    drawn = np.degrees(np.arctan2(*np.polyfit(column, row, 1)[:1], 1)) % 180
    assert angles_on(target_of(moved)) == pytest.approx(np.full(len(angles_on(target_of(moved))), drawn), abs=3)


def test_crops_turned_by_any_angle_turn_the_directions_along():
    network = make_network("compact", direction=True)
    side = 500
    line = make_filament([(0, 250), (500, 250)], 27)
    picture = np.zeros((side, side), np.float32)
    picture[249:251] = 100
    labels = no_boxes()
    example = Example(Path("a"), (side, side), picture, (1.0, 1.0), labels, labels, filaments=(line,))
    crops = Crops([example], network, 40.0, 1.0, ("rotation",))
    turned = 0
    for seed in range(6):
        crop, target = crops.draw(np.random.default_rng(seed))
        row, column = np.nonzero(crop > 40)
        found = angles_on(target)
        if len(found) < 20:
            continue
        spread = np.linalg.svd(np.cov(np.stack([column, row])))[0][:, 0]
        drawn = np.degrees(np.arctan2(spread[1], spread[0]))
        assert np.abs((found - drawn + 90) % 180 - 90).max() < 3
        turned += 1
    assert turned >= 3
