"""Scenes for the general model: their particles, contaminants and artefacts."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from iceboxer.engine.simulation import detector, processing
from iceboxer.engine.simulation.conditions import Conditions, draw_conditions
from iceboxer.engine.simulation.dirt import film
from iceboxer.engine.simulation.molecule import made_up
from iceboxer.engine.simulation.optics import Optics, transfer
from iceboxer.engine.simulation.scene import BOX, SIDE, simulate_scene
from iceboxer.engine.simulation.shapes import SHAPES, random_molecule

CLEAR = Conditions(visibility=5.0, filling=0.1, defocus=1.0)


@pytest.mark.parametrize("kind", SHAPES)
def test_every_shape_has_points_and_mass(kind):
    positions, weights = SHAPES[kind](np.random.default_rng(1), 2000)
    assert positions.shape == (len(weights), 3)
    assert len(weights) > 500
    assert (weights > 0).all()


def test_random_molecules_have_sizes_of_real_ones():
    rng = np.random.default_rng(2)
    diameters = [random_molecule(rng, 1000).diameter for _ in range(20)]
    assert 70 < min(diameters) < max(diameters) < 420


def test_the_same_seed_gives_the_same_scene():
    molecule = made_up()
    conditions = draw_conditions(np.random.default_rng(3))
    first, second = (simulate_scene(conditions, molecule, molecule, np.random.default_rng(4)) for _ in range(2))
    np.testing.assert_array_equal(first.picture, second.picture)
    np.testing.assert_array_equal(first.centres, second.centres)


def test_particles_are_dark_at_their_centres():
    rng = np.random.default_rng(5)
    # random camera artefacts and processing may hide it in one scene, so the mean of several is used
    contrasts = []
    for _ in range(6):
        scene = simulate_scene(CLEAR, made_up(), made_up(), rng)
        smooth = gaussian_filter(scene.picture, 3)
        column, row = scene.centres.astype(int).T
        contrasts.append(np.mean(smooth[row, column]) - np.median(smooth))
    assert scene.picture.shape == (SIDE, SIDE)
    assert np.median(contrasts) < -0.5


def test_centres_keep_their_distance_and_lie_inside():
    conditions = replace(CLEAR, filling=0.5, distance=1.0, crowding=0.5)
    scene = simulate_scene(conditions, made_up(), made_up(), np.random.default_rng(6))
    apart = np.linalg.norm(scene.centres[:, None] - scene.centres[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    assert len(scene.centres) > 50
    assert apart.min() >= BOX / conditions.box_ratio - 1e-6
    assert ((scene.centres >= 0) & (scene.centres < SIDE)).all()


def test_an_empty_scene_has_no_particle_and_a_full_range():
    scene = simulate_scene(replace(CLEAR, filling=0.0, dirt=2.0), made_up(), made_up(), np.random.default_rng(7))
    assert len(scene.centres) == 0
    assert np.isfinite(scene.picture).all()
    assert scene.picture.std() > 0.5


def test_many_random_scenes_are_finite():
    rng = np.random.default_rng(8)
    for _ in range(15):
        scene = simulate_scene(draw_conditions(rng), random_molecule(rng, 1000), random_molecule(rng, 1000), rng)
        assert np.isfinite(scene.picture).all()
        assert np.abs(scene.picture).max() <= 8


def test_film_covers_part_of_the_picture():
    covered = [film(np.random.default_rng(seed), (200, 200), 0.3).mean() for seed in range(10)]
    assert 0.1 < np.mean(covered) < 0.6


def test_astigmatism_breaks_the_ring():
    round_one = transfer((128, 128), 4.0, 2.0, Optics())
    oval = transfer((128, 128), 4.0, 2.0, Optics(astigmatism=0.5))
    # along x the defocus is larger, along y smaller
    np.testing.assert_allclose(round_one[0, :65], round_one[:65, 0], atol=1e-3)
    assert np.abs(oval[0, :65] - oval[:65, 0]).max() > 0.3
    np.testing.assert_allclose(oval[0], transfer((128, 128), 4.0, 2.25, Optics())[0], atol=1e-3)


def test_smeared_border_repeats_the_edge():
    picture = np.random.default_rng(9).standard_normal((50, 60)).astype(np.float32)
    smeared = detector.smeared_border(picture, 5, "smeared")
    assert smeared.shape == picture.shape
    np.testing.assert_array_equal(smeared[0, 10:50], picture[5, 10:50])
    assert np.ptp(detector.smeared_border(picture, 5, "flat")[:5]) == 0


def test_coloured_noise_has_unit_spread_and_falls_with_frequency():
    noise = detector.coloured_noise(np.random.default_rng(10), (256, 256), 0.8)
    power = np.abs(np.fft.rfft2(noise)) ** 2
    assert noise.std() == pytest.approx(1, abs=0.01)
    assert power[3:10, 3:10].mean() > 5 * power[100:128, 100:128].mean()


@pytest.mark.parametrize("disturb", [detector.gain_lines, detector.hot_pixels, detector.dead_rows])
def test_camera_artefacts_move_nothing(disturb):
    picture = np.random.default_rng(11).standard_normal((64, 48)).astype(np.float32)
    disturbed = disturb(picture, np.random.default_rng(12))
    assert disturbed.shape == picture.shape
    assert not np.array_equal(disturbed, picture)
    assert np.corrcoef(disturbed.ravel(), picture.ravel())[0, 1] > 0.1


@pytest.mark.parametrize(
    "process",
    [
        lambda p: processing.gaussian_lowpass(p, 1.5),
        lambda p: processing.median(p, 3),
        lambda p: processing.guided_filter(p, 3, 0.5),
        lambda p: processing.equalise(p, 32, 0.02),
        lambda p: processing.highpass(p, 20),
        lambda p: processing.grey_levels(p, 3),
        lambda p: processing.jpeg(p, 70),
    ],
)
def test_processing_moves_no_particle(process):
    rows, columns = np.mgrid[:96, :96]
    blob = -4 * np.exp(-((columns - 40) ** 2 + (rows - 60) ** 2) / 50)
    picture = (blob + np.random.default_rng(13).standard_normal((96, 96)) * 0.3).astype(np.float32)
    smooth = gaussian_filter(process(picture), 3)
    row, column = np.unravel_index(np.argmin(smooth), smooth.shape)
    assert abs(row - 60) <= 2
    assert abs(column - 40) <= 2
