"""Training targets, and how augmentations and crops move them."""

from __future__ import annotations

import numpy as np
import pytest

from iceboxer.engine.training import augmentation
from iceboxer.engine.training.batches import CropFrame
from iceboxer.engine.training.targets import Particles, make_target

EMPTY = np.zeros((0, 2))


def target(
    points: list[tuple[float, float]], nearness: float = 1.25, rejected: list[tuple[float, float]] | None = None
):
    centres = np.array(points, float).reshape(-1, 2)
    particles = Particles(centres, np.ones_like(centres), np.array(rejected or [], float).reshape(-1, 2))
    return make_target(particles, np.full((16, 16), 0.1, np.float32), 4, nearness, 40)


def test_the_cell_of_the_centre_locates_it() -> None:
    grid = target([(21.0, 34.5)])
    assert np.argwhere(grid["object"]).tolist() == [[8, 5]]
    assert grid["x"][8, 5] == pytest.approx(21 / 4 - 5)
    assert grid["y"][8, 5] == pytest.approx(34.5 / 4 - 8)


def test_every_near_cell_points_at_the_same_centre() -> None:
    grid = target([(21.0, 34.5)])
    rows, columns = np.nonzero(grid["near"])
    assert len(rows) > 1
    assert (columns + grid["x"][rows, columns]) * 4 == pytest.approx(21.0)
    assert (rows + grid["y"][rows, columns]) * 4 == pytest.approx(34.5)


def test_between_two_particles_each_cell_belongs_to_the_nearer() -> None:
    grid = target([(20.0, 30.0), (28.0, 30.0)])
    rows, columns = np.nonzero(grid["near"])
    pointed = (columns + grid["x"][rows, columns]) * 4
    nearest = np.where(np.abs((columns + 0.5) * 4 - 20) < np.abs((columns + 0.5) * 4 - 28), 20, 28)
    assert pointed == pytest.approx(nearest)


def test_without_nearness_only_the_cell_of_the_centre_is_set() -> None:
    grid = target([(21.0, 34.5)], nearness=0)
    assert grid["near"].sum() == grid["nearness"].sum() == grid["object"].sum() == 1


def test_a_rejected_box_has_full_weight() -> None:
    grid = target([], rejected=[(40.0, 20.0)])
    assert grid["weight"][5, 10] == 1
    assert grid["weight"][0, 0] == pytest.approx(0.1)


def test_an_unsure_place_has_no_weight_unless_it_is_rejected_too() -> None:
    """Within a quarter of the box size, here 2.5 cells."""
    place, none = np.array([[42.0, 22.0]]), np.zeros((0, 2))
    for rejected, expected in ((none, 0.0), (place, 1.0)):
        particles = Particles(none, none, rejected, place)
        weight = make_target(particles, np.full((16, 16), 0.1, np.float32), 4, 1.25, 40)["weight"]
        assert weight[5, 8:13].tolist() == [expected] * 5
        assert weight[5, [7, 13]] == pytest.approx(0.1)


def test_sizes_are_set_in_the_cells_of_the_particle() -> None:
    particles = Particles(np.array([[21.0, 34.5]]), np.array([[1.5, 0.5]]))
    grid = make_target(particles, np.ones((16, 16), np.float32), 4, 1.25, 40)
    near = grid["near"] > 0
    assert set(grid["width"][near]) == {1.5}
    assert set(grid["height"][near]) == {0.5}
    assert set(grid["width"][~near]) == {1.0}


def test_nearness_falls_off_as_a_gaussian_of_the_distance_in_cells() -> None:
    grid = target([(22.0, 34.0)], nearness=1.25)  # the middle of cell 8, 5
    assert grid["nearness"][8, 5:9] == pytest.approx(np.exp(-(np.arange(4) ** 2) / (2 * 1.25**2)))


def test_a_particle_outside_the_picture_is_no_target() -> None:
    assert not target([(70.0, 10.0)])["object"].any()


def test_flips_and_turns_move_a_particle_with_its_pixel() -> None:
    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(60):
        picture = np.zeros((32, 32), np.float32)
        picture[20, 5] = 1  # the pixel whose centre is (5.5, 20.5)
        place = np.array([[5.5, 20.5]])
        particles = Particles(place, np.array([[1.0, 2.0]]), place, place)
        moved, weight, there = augmentation.flip_and_turn(picture, picture.copy(), particles, rng, augmentation.MOVES)
        x, y = there.centres[0]
        assert moved[int(y), int(x)] == weight[int(y), int(x)] == 1
        assert there.rejected.tolist() == there.unsure.tolist() == there.centres.tolist()
        transposed = x in (20.5, 32 - 20.5)
        assert there.sizes.tolist() == [[2, 1] if transposed else [1, 2]]
        seen.add((x, y))
    assert len(seen) == 8  # all positions of a square


@pytest.mark.parametrize("angle", [0.0, 0.4, 2.1, 5.5])
@pytest.mark.parametrize("place", [(61.3, 50.8), (4.5, 93.5)])
def test_a_rotated_crop_moves_a_particle_with_its_pixels(angle: float, place: tuple[float, float]) -> None:
    row, column = np.mgrid[:110, :120] + 0.5
    picture = np.exp(-((column - place[0]) ** 2 + (row - place[1]) ** 2) / 8).astype(np.float32)
    frame = CropFrame((50.0, 60.0), angle, 128)
    seen = frame.cut(picture)
    where = frame.from_picture(np.array([place]))
    row, column = np.mgrid[:128, :128] + 0.5
    assert seen.shape == (128, 128)
    assert [(seen * column).sum() / seen.sum(), (seen * row).sum() / seen.sum()] == pytest.approx(where[0], abs=0.1)
    assert frame.to_picture(where)[0] == pytest.approx(place)


@pytest.mark.parametrize("name", augmentation.AUGMENTATIONS)
def test_augmentations_change_pixels_reproducibly_and_keep_the_mean_level(name: str) -> None:
    picture = np.random.default_rng(3).normal(0, 1, (64, 64)).astype(np.float32)
    one, two = (augmentation.AUGMENTATIONS[name](picture, np.random.default_rng(5)) for _ in range(2))
    assert one.dtype == np.float32
    assert np.array_equal(one, two)
    assert not np.array_equal(one, picture)
    assert abs(float(np.median(one) - np.median(picture))) < 0.1


def test_switched_off_augmentations_do_nothing() -> None:
    picture = np.random.default_rng(3).normal(size=(64, 64)).astype(np.float32)
    rng = np.random.default_rng(0)
    assert augmentation.change_pixels(picture, rng, (), 1.0) is picture
    particles = Particles(np.array([[3.0, 4.0]]), np.ones((1, 2)), EMPTY)
    assert np.array_equal(augmentation.flip_and_turn(picture, picture, particles, rng, ())[0], picture)
