"""Simulated micrographs: positions, strength and seeds are as documented."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from iceboxer.engine.data.boxes import Boxes, centres, corners, inside
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.simulation import optics, projection
from iceboxer.engine.simulation.micrograph import Recipe, child_seed, hard, simulate_micrograph
from iceboxer.engine.simulation.molecule import Molecule, centred, made_up
from iceboxer.engine.simulation.optics import Optics
from iceboxer.engine.simulation.projection import DensityCanvas

# at 2.4 Å/px the artificial channel measures 54 px and its box 82 px
SMALL = Recipe(width=512, height=512, particles=14, pixel_size=2.4, noise=1.0)


def crops(image: np.ndarray, boxes: Boxes) -> np.ndarray:
    """Return the pixels (n, size, size) of boxes with whole-pixel corners."""
    return np.array([image[y0:y1, x0:x1] for x0, y0, x1, y1 in corners(boxes).astype(int)])


def test_same_seed_same_pixels_in_any_order() -> None:
    first = [simulate_micrograph(SMALL, made_up(), child_seed(3, i)) for i in (0, 1)]
    again = [simulate_micrograph(SMALL, made_up(), child_seed(3, i)) for i in (1, 0)][::-1]
    for (image, boxes, _), (other, other_boxes, _) in zip(first, again, strict=True):
        np.testing.assert_array_equal(image, other)
        np.testing.assert_array_equal(centres(boxes), centres(other_boxes))
    assert not np.array_equal(first[0][0], first[1][0])


@pytest.mark.parametrize("noise", [1.0, 4.0])
def test_signal_to_noise_is_the_papers(noise: float) -> None:
    molecule = made_up()
    recipe = replace(SMALL, noise=noise, particles=9, min_distance=1.6)
    signal_power, noise_power = [], []
    for seed in range(6):
        image, boxes, _ = simulate_micrograph(recipe, molecule, seed)
        signal, _, _ = simulate_micrograph(replace(recipe, noise=0), molecule, seed)
        signal_power.append(crops(signal, boxes).var(axis=(1, 2)).mean())
        noise_power.append(crops(image - signal, boxes).var(axis=(1, 2)).mean())
    measured = np.mean(signal_power) / np.mean(noise_power)
    assert measured == pytest.approx(1.25 / noise**2, rel=0.1)


def test_noise_is_the_recipes() -> None:
    image, _, _ = simulate_micrograph(replace(SMALL, particles=0, noise=2), made_up(), 1)
    gain = optics.noise_gain(2.4, 2.5, Optics())
    assert image.std() == pytest.approx(2 * math.hypot(51, 88 * math.sqrt(gain)), rel=0.01)
    shot_only, _, _ = simulate_micrograph(replace(SMALL, particles=0, noise=2, structural_noise=0), made_up(), 1)
    assert shot_only.std() == pytest.approx(102, rel=0.01)


def test_particles_are_dark_and_centred_in_their_boxes() -> None:
    recipe = replace(SMALL, noise=0, particles=10, min_distance=1.6)
    found = []
    for seed in range(10):
        image, boxes, _ = simulate_micrograph(recipe, made_up(), seed)
        found.append(crops(image, boxes))
    mean = np.concatenate(found).mean(axis=0)
    darkness = np.clip(-mean, 0, None)
    along = np.arange(len(mean)) + 0.5 - len(mean) / 2
    assert np.abs([darkness.sum(axis=0) @ along, darkness.sum(axis=1) @ along]).max() / darkness.sum() < 0.5
    middle = slice(len(mean) // 4, -len(mean) // 4)
    assert mean[middle, middle].mean() < mean.mean() - mean.std() / 2


def test_boxes_have_whole_corners_inside_an_oblong_picture_without_overlap() -> None:
    recipe = replace(SMALL, width=700, height=400)
    image, boxes, contaminants = simulate_micrograph(recipe, made_up(), 5)
    assert image.shape == (400, 700)
    assert image.dtype == np.float32
    assert contaminants == []
    assert len(boxes) == 14
    assert inside(boxes, image.shape).all()
    np.testing.assert_array_equal(corners(boxes), np.round(corners(boxes)))
    apart = np.linalg.norm(centres(boxes)[:, None] - centres(boxes), axis=-1) + 1e9 * np.eye(14)
    assert apart.min() >= 1.1 * 130 / 2.4


def test_a_point_is_drawn_at_its_position() -> None:
    point = Molecule("point", np.zeros((1, 3), np.float32), np.ones(1, np.float32))
    canvas = DensityCanvas((40, 60), 1.0, 5)
    canvas.add(point, Rotation.identity(), 31.3, 12.8)
    rows, columns = np.indices(canvas.picture.shape) + 0.5 - 5
    assert canvas.picture.sum() == pytest.approx(1)
    assert (canvas.picture * columns).sum() == pytest.approx(31.3, abs=1e-4)
    assert (canvas.picture * rows).sum() == pytest.approx(12.8, abs=1e-4)


def test_molecules_keep_their_handedness_and_lose_nothing() -> None:
    # a heavy point in the middle, one on +x, one on +y at twice the distance: row = y, column = x
    positions = np.array([[0, 0, 0], [10, 0, 0], [0, 20, 0]], np.float32)
    molecule = Molecule("L", positions, np.array([4, 1, 2], np.float32))
    canvas = DensityCanvas((60, 60), 1.0, 0)
    canvas.add(molecule, Rotation.identity(), 30.5, 30.5)
    assert (canvas.picture[30, 30], canvas.picture[30, 40], canvas.picture[50, 30]) == (4, 1, 2)
    canvas.add(molecule, Rotation.identity(), 0.5, 59.5)  # partly outside
    assert canvas.picture[59, 0] == 4


def test_wavelength_and_transfer_function() -> None:
    assert optics.wavelength(300) == pytest.approx(0.019687, abs=1e-6)  # Å, as tabulated
    flat = Optics(b_factor=0)
    function = optics.transfer((64, 4000), 1.0, 2.5, flat)
    assert function.shape == (64, 2001)
    assert function[0, 0] == pytest.approx(-0.1)
    # the first zero: π λ Δf s² − ½ π Cs λ³ s⁴ + asin 0.1 = π
    s = np.arange(2001) / 4000
    first = s[np.flatnonzero(np.diff(np.sign(function[0])))[0]]
    wave = 0.019687
    phase = math.pi * wave * 25000 * first**2 - math.pi / 2 * 2.7e7 * wave**3 * first**4 + math.asin(0.1)
    assert phase == pytest.approx(math.pi, abs=0.03)
    damped = optics.transfer((64, 4000), 1.0, 2.5, Optics(b_factor=200))
    np.testing.assert_allclose(damped[0], function[0] * np.exp(-50 * s**2), atol=1e-5)


def test_the_transfer_function_is_the_published_formula() -> None:
    """At s = 1/4 Å⁻¹ the terms of defocus and spherical aberration differ in sign and are both large."""
    wave, s = 0.0196874888, 0.25
    phase = math.pi * wave * 25000 * s**2 - math.pi / 2 * 2.7e7 * wave**3 * s**4 + math.asin(0.1)
    function = optics.transfer((8, 8), 2.0, 2.5, Optics(b_factor=0))
    assert function[0, 4] == pytest.approx(-math.sin(phase), abs=2e-3)
    assert function[4, 0] == pytest.approx(function[0, 4], abs=1e-6)


def test_sets_of_neighbouring_seeds_share_no_micrograph() -> None:
    seeds = [child_seed(seed, index) for seed in range(4) for index in range(4)]
    assert len(set(seeds)) == 16


def test_noise_gain_is_what_noise_does() -> None:
    noise = np.random.default_rng(0).standard_normal((512, 512), np.float32)
    seen = optics.apply(noise, optics.transfer((512, 512), 2.4, 2.5, Optics()))
    assert seen.var() == pytest.approx(optics.noise_gain(2.4, 2.5, Optics()), rel=0.03)


def test_too_many_particles_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"Only \d+ of 500 particles"):
        simulate_micrograph(replace(SMALL, particles=500), made_up(), 0)
    _, boxes, _ = simulate_micrograph(replace(SMALL, particles=100, min_distance=0), made_up(), 0)
    assert len(boxes) == 100


@pytest.mark.parametrize(
    "wrong", [{"width": 0}, {"pixel_size": -1}, {"noise": -1}, {"defocus": (3, 2)}, {"crowding": 2}]
)
def test_invalid_recipes_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        replace(SMALL, **wrong)  # type: ignore[arg-type]


def test_hard_micrographs_have_every_contaminant_beside_the_particles() -> None:
    recipe = hard(replace(SMALL, width=1280, height=1280, particles=60))
    _, boxes, contaminants = simulate_micrograph(recipe, made_up(), 2)
    assert len(boxes) == 60
    assert {c.kind for c in contaminants} == {"rod", "stack", "fragment", "crystal", "aggregate"}
    for contaminant in contaminants:
        if contaminant.kind in ("fragment", "crystal", "aggregate"):
            between = np.linalg.norm(centres(boxes)[:, None] - centres(contaminant.boxes), axis=-1)
            assert between.min() > 0.6 * 130 / 2.4


def test_contaminants_are_drawn_where_they_are_listed() -> None:
    plain = replace(SMALL, noise=0, particles=0, width=1024, height=1024)
    for kind in ("rods", "stacks", "fragments", "aggregates"):
        image, _, contaminants = simulate_micrograph(replace(plain, **{kind: 3}), made_up(), 1)
        covered = np.zeros(image.shape, bool)
        for contaminant in contaminants:
            assert contaminant.kind == kind[:-1]
            for x0, y0, x1, y1 in np.clip(corners(contaminant.boxes), 0, 1024).astype(int):
                covered[y0:y1, x0:x1] = True
        power = np.square(image, dtype=np.float64)
        assert power[covered].sum() > 0.95 * power.sum(), kind


def test_carbon_is_dark_coarse_and_without_particles() -> None:
    # clear ice and film differ by more than 1 SD; a quarter of pixels may be film, and no particle is there
    recipe = replace(SMALL, width=1280, height=1280, particles=60, carbon=0.3)
    image, boxes, _ = simulate_micrograph(recipe, made_up(), 4)
    plain, _, _ = simulate_micrograph(replace(recipe, particles=0), made_up(), 4)
    smooth = plain[: 1280 // 16 * 16].reshape(80, 16, 80, 16).mean(axis=(1, 3))
    film = smooth < -0.6 * recipe.noise_sd
    assert 0.1 < film.mean() < 0.5
    on_film = np.repeat(np.repeat(film, 16, 0), 16, 1)
    places = centres(boxes).astype(int)
    assert not on_film[places[:, 1], places[:, 0]].any()
    assert plain[on_film].std() > 1.1 * plain[~on_film].std()
    assert image.shape == plain.shape


def test_ice_gradient_darkens_gradually() -> None:
    recipe = replace(SMALL, particles=0, ice_gradient=3)
    image, _, _ = simulate_micrograph(recipe, made_up(), 0)
    smooth = image.reshape(8, 64, 8, 64).mean(axis=(1, 3)) / recipe.noise_sd
    assert 0.5 < np.ptp(smooth) < 3.2
    assert smooth.max() < 0.2


def test_crowded_particles_have_neighbours() -> None:
    def nearest(crowding: float) -> float:
        recipe = replace(SMALL, width=1280, height=1280, particles=40, crowding=crowding)
        found = centres(simulate_micrograph(recipe, made_up(), 1)[1])
        return float(np.median(np.sort(np.linalg.norm(found[:, None] - found, axis=-1), axis=1)[:, 1]))

    assert nearest(0.9) < 0.85 * nearest(0)


def test_strength_does_not_depend_on_the_units_of_the_molecule() -> None:
    molecule = made_up()
    scaled = centred("the same", molecule.positions, 7 * molecule.electrons)
    first, _, _ = simulate_micrograph(replace(SMALL, noise=0), molecule, 1)
    second, _, _ = simulate_micrograph(replace(SMALL, noise=0), scaled, 1)
    np.testing.assert_allclose(first, second, atol=0.1)


def test_a_point_whose_distance_rounds_up_to_a_whole_column_is_drawn():
    x = np.array([-1000.2, 0.49999997], np.float32)  # 999.99999997 px apart from the first column: 1000 in float32
    patch, left, bottom = projection._draw_points(x, x, np.ones(2, np.float32))
    assert (left, bottom) == (-1001, -1001)
    assert patch.sum() == pytest.approx(2)
