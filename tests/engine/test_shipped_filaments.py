"""The filament model that is installed: it finds filaments that it has never seen, without a label."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import iceboxer
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import shipped_filaments
from iceboxer.engine.evaluation.lengths import figures_at, match_lengths
from iceboxer.engine.simulation.assemblies import HELD_OUT, named_assembly
from iceboxer.engine.simulation.filaments import FilamentMicrograph, FilamentRecipe, simulate_filaments
from iceboxer.engine.simulation.molecule import made_up
from iceboxer.engine.simulation.recipe import Recipe

PIXEL_SIZE = 4.0


@pytest.fixture(scope="module")
def made() -> FilamentMicrograph:
    recipe = Recipe(width=640, height=576, particles=0, pixel_size=PIXEL_SIZE, noise=3.0)
    return simulate_filaments(recipe, FilamentRecipe(count=3, through=1.0), named_assembly("tmv"), made_up(), 3)


def test_the_model_is_small_and_was_not_trained_on_the_held_out_assemblies():
    assert shipped_filaments().stat().st_size < 10 * 2**20
    card = read_card(shipped_filaments())
    assert card.arguments["direction"]
    assert set(card.trained_on["held_out"]) == set(HELD_OUT)
    assert not set(card.trained_on["assemblies"]) & set(HELD_OUT)


def test_it_picks_filaments_of_a_given_width(made: FilamentMicrograph):
    found = iceboxer.pick_filaments(made.image, pixel_size=PIXEL_SIZE, width=170, threads=1)
    assert isinstance(found, list)
    figures = figures_at([match_lengths(found, made.filaments)], 0)
    assert figures["f1"] > 0.95
    assert figures["direction_error"] < 2
    assert figures["pieces"] == 1


def test_it_finds_the_width(made: FilamentMicrograph):
    notes: list[str] = []
    found = iceboxer.pick_filaments(
        made.image, pixel_size=PIXEL_SIZE, threads=1, report=lambda event: notes.append(str(event))
    )
    assert isinstance(found, list)
    assert "Estimated width" in notes[0]
    assert all(0.7 < f.width * PIXEL_SIZE / 170 < 1.5 for f in found)
    assert figures_at([match_lengths(found, made.filaments)], 0)["f1"] > 0.8


def test_noise_has_no_filaments(tmp_path: Path):
    noise = np.random.default_rng(1).standard_normal((576, 640)).astype(np.float32)
    assert iceboxer.pick_filaments(noise, pixel_size=PIXEL_SIZE, width=170, threads=1) == []
    iceboxer.write_filaments(tmp_path / "none.cbox", [])
    assert iceboxer.read_filaments(tmp_path / "none.cbox") == []
