"""Simulated filaments: assemblies, curves, scenes, and whole micrographs from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.ndimage import uniform_filter

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.filaments import make_filament
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.errors import ConfigError
from iceboxer.engine.simulation.assemblies import ASSEMBLIES, Assembly, named_assembly, random_assembly
from iceboxer.engine.simulation.curves import Layout, lay_out
from iceboxer.engine.simulation.drawing import draw_filament
from iceboxer.engine.simulation.filament_scene import simulate_filament_scene
from iceboxer.engine.simulation.filaments import FilamentRecipe, signal_scale, simulate_filaments
from iceboxer.engine.simulation.molecule import made_up
from iceboxer.engine.simulation.projection import DensityCanvas
from iceboxer.engine.simulation.recipe import Recipe
from iceboxer.engine.training.filament_scenes import FilamentSceneSettings

WIDTHS = {
    "microtubule": (220, 300), "actin": (70, 100), "amyloid": (50, 160), "tube": (90, 480),
    "tmv": (160, 190), "pilus": (50, 75), "flagellum": (200, 250), "phage-tail": (160, 210),
}  # fmt: skip
LAYOUT = Layout(count=12, width=20, persistence=4000, shortest=100, longest=400, through=0.2)


@pytest.mark.parametrize("name", ASSEMBLIES)
def test_assemblies_are_as_wide_as_what_they_resemble(name: str):
    low, high = WIDTHS[name]
    assert low < named_assembly(name).width < high
    assert named_assembly(name).width == named_assembly(name).width


def test_an_unknown_assembly_and_a_helix_without_rise_are_refused():
    with pytest.raises(ConfigError, match="no assembly called 'hair'"):
        named_assembly("hair")
    with pytest.raises(ConfigError, match="rise"):
        Assembly("flat", np.zeros((1, 3)), np.ones(1), 0.0, 10.0)


def test_the_points_of_an_assembly_follow_its_helix():
    one = Assembly("dots", np.array([[10.0, 0, 0]]), np.ones(1), rise=5.0, twist=90.0, starts=2)
    along, across, weights = one.flattened(20, 0.0)
    assert along.tolist() == [0, 0, 5, 5, 10, 10, 15, 15]
    assert across == pytest.approx([10, -10, 0, 0, -10, 10, 0, 0], abs=1e-9)
    assert weights.sum() == 8


def test_joining_layers_keeps_the_mass_and_the_helix():
    one = named_assembly("amyloid")
    rough = one.coarsened(20)
    assert rough.rise == pytest.approx(4 * one.rise)
    assert rough.twist == pytest.approx(4 * one.twist)
    assert rough.electrons.sum() == pytest.approx(4 * one.electrons.sum(), rel=1e-4)


def test_density_lies_along_the_curve():
    canvas = DensityCanvas((200, 200), 10.0, 0)
    line = make_filament([(20, 40), (180, 160)], 20)
    draw_filament(canvas, line, named_assembly("tmv").coarsened(10), 0.3)
    row, column = np.nonzero(canvas.picture > canvas.picture.max() / 20)
    away = np.abs((column + 0.5 - 20) * 120 - (row + 0.5 - 40) * 160) / 200
    assert away.max() < 11
    assert np.hypot(column - 20, row - 40).max() > 190


def test_filaments_without_crossings_keep_their_distance():
    apart = lay_out(replace(LAYOUT, crossing=False), (800, 800), np.random.default_rng(1))
    assert len(apart) > 4
    for number, one in enumerate(apart):
        for other in apart[:number]:
            gaps = one.resampled(5)[0][:, None] - other.resampled(5)[0][None]
            assert np.hypot(gaps[..., 0], gaps[..., 1]).min() > 20


def test_stiff_filaments_are_straight_and_bundles_and_breaks_add_filaments():
    rng = np.random.default_rng(2)
    assert all(f.curvature < 1e-3 for f in lay_out(replace(LAYOUT, persistence=1e8), (800, 800), rng))
    plain = lay_out(replace(LAYOUT, count=4), (800, 800), np.random.default_rng(3))
    assert len(lay_out(replace(LAYOUT, count=4, bundled=1.0), (2000, 2000), np.random.default_rng(3))) > len(plain)
    assert len(lay_out(replace(LAYOUT, count=4, broken=1.0), (2000, 2000), np.random.default_rng(3))) > len(plain)


def test_a_micrograph_has_the_signal_that_the_recipe_demands():
    recipe = Recipe(width=640, height=640, particles=0, pixel_size=3.0, noise=0.0)
    assembly = named_assembly("microtubule")
    made = simulate_filaments(recipe, FilamentRecipe(count=1, through=1.0), assembly, made_up(), 4)
    (filament,) = made.filaments
    places = filament.resampled(1.0)[0]
    rows, columns = np.mgrid[:640, :640]
    away = np.hypot(columns.ravel()[:, None] + 0.5 - places[::8, 0], rows.ravel()[:, None] + 0.5 - places[::8, 1]).min(
        1
    )
    band = made.image.ravel()[away < 0.75 * filament.width]
    ratio = np.square(band).mean() / replace(recipe, noise=1.0).noise_sd ** 2
    assert ratio == pytest.approx(recipe.snr, rel=0.3)
    assert signal_scale(recipe, assembly) > 0
    assert made.image[np.asarray(away > 3 * filament.width).reshape(640, 640)].std() < 0.2 * band.std()


def test_scenes_show_what_their_labels_say():
    molecule = made_up()
    darker = 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        scene = simulate_filament_scene(random_assembly(rng), molecule, molecule, rng)
        assert scene.picture.shape == (384, 384)
        assert np.isfinite(scene.picture).all()
        smooth = np.abs(uniform_filter(scene.picture, 5))
        for f in scene.filaments:
            x, y = np.clip(f.resampled(2)[0].T.astype(int), 0, 383)
            darker += int(smooth[y, x].mean() > smooth.mean())
    assert darker >= 6


def test_the_same_seed_draws_the_same_scene_with_its_directions():
    settings = FilamentSceneSettings((made_up(),), 4, 1.25)
    (one, target), (again, _) = (settings.source().draw(np.random.default_rng(5)) for _ in range(2))
    assert (one == again).all()
    assert target["direction"].shape == (2, 96, 96)
    length = np.hypot(*target["direction"])
    assert np.isclose(length, 1, atol=1e-5).sum() + (length == 0).sum() == length.size


def test_the_command_writes_micrographs_and_true_curves(tmp_path: Path):
    folder = tmp_path / "set"
    command = ["simulate", "--output", str(folder), "--micrographs", "1", "--filaments", "3", "--assembly", "actin"]
    command += ["--width", "512", "--height", "448", "--pixel-size", "3", "--particles", "2"]
    assert main(command) == 0
    assert open_micrograph(folder / "micrographs" / "simulated-0001.mrc").shape == (448, 512)
    (found,) = read_filaments(folder / "filaments" / "simulated-0001.cbox")
    assert found.filaments
    assert all(f.width == pytest.approx(named_assembly("actin").width / 3) for f in found.filaments)
    assert "_rlnHelicalTubeID" in (folder / "segments" / "simulated-0001.star").read_text(encoding="utf-8")
    assert json.loads((folder / "simulation.json").read_text(encoding="utf-8"))["settings"]["filaments"] == 3
    assert main([*command[:-1], "3"]) == 1  # other settings
