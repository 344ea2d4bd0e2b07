"""The general model as users see it: its training, the shipped file, picking without a model or a size."""

import json
from dataclasses import replace
from pathlib import Path

import mrcfile
import numpy as np
import pytest

from iceboxer.engine import devices
from iceboxer.engine.cli.main import main
from iceboxer.engine.data.junk import KINDS
from iceboxer.engine.data.model_card import read_card
from iceboxer.engine.data.shipped import path_of_shipped, shipped
from iceboxer.engine.errors import ConfigError, EngineError
from iceboxer.engine.models.model_file import for_inference, load_model
from iceboxer.engine.models.particle_size import candidate_sizes
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.size import estimate_box_size
from iceboxer.engine.simulation.micrograph import simulate_micrograph
from iceboxer.engine.simulation.molecule import made_up
from iceboxer.engine.simulation.recipe import Recipe
from iceboxer.engine.training.scenes import HELD_OUT, VALIDATION, collect_molecules

EASY = Recipe(width=1024, height=1024, particles=25, pixel_size=2.4, noise=4.0)


@pytest.fixture(scope="module")
def micrographs(tmp_path_factory) -> Path:
    """Two easy micrographs with boxes of 82 px."""
    folder = tmp_path_factory.mktemp("micrographs")
    for seed in (1, 2):
        image, _, _ = simulate_micrograph(EASY, made_up(), seed)
        with mrcfile.new(folder / f"m{seed}.mrc") as mrc:
            mrc.set_data(image)
            mrc.voxel_size = EASY.pixel_size
    return folder


def picked(micrographs: Path, output: Path, *more: str) -> dict:
    assert main(["pick", str(micrographs), "--output", str(output), "--threads", "1", *more]) == 0
    return json.loads((output / "summary.json").read_text())


def test_the_shipped_model_is_small_and_its_card_marks_it_as_general():
    card = read_card(shipped())
    assert path_of_shipped().stat().st_size <= 10_000_000
    assert card.trained_on["general"] is True
    assert card.arguments["junk"] == len(KINDS)
    assert not set(card.trained_on["structures"]) & {*HELD_OUT, *VALIDATION}


def test_picking_without_a_model_or_size_finds_unknown_particles(micrographs, tmp_path, capsys):
    summary = picked(micrographs, tmp_path)
    assert 30 <= summary["picks"] <= 65
    assert EASY.box_size(made_up()) * 0.7 < summary["box_size"] < EASY.box_size(made_up()) * 1.4
    printed = capsys.readouterr()
    assert f"Estimated box size: {summary['box_size']:g} px" in printed.out + printed.err


def test_a_second_run_keeps_the_size_that_the_first_estimated(micrographs, tmp_path):
    first = picked(micrographs, tmp_path)
    second = picked(micrographs, tmp_path)
    assert second["box_size"] == first["box_size"]
    assert second["taken_over"] == 2


def test_the_diameter_fixes_the_box(micrographs, tmp_path):
    summary = picked(micrographs, tmp_path, "--diameter", "130")
    assert summary["box_size"] == 82  # 1.5 · 130 Å / 2.4 Å/px, even
    assert 40 <= summary["picks"] <= 60


def test_the_box_size_can_be_given_in_px(micrographs, tmp_path):
    assert picked(micrographs, tmp_path, "--box-size", "90")["box_size"] == 90


def test_a_diameter_in_angstrom_needs_a_pixel_size(tmp_path, capsys):
    with mrcfile.new(tmp_path / "m.mrc") as mrc:
        mrc.set_data(np.random.default_rng(1).standard_normal((256, 256)).astype(np.float32))
    arguments = ["pick", str(tmp_path), "--output", str(tmp_path / "out"), "--diameter", "100", "--threads", "1"]
    assert main(arguments) == 1
    assert "has no pixel size" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [{"box_size": 2}, {"diameter": 0}, {"diameter": 100, "diameter_px": 100}])
def test_invalid_sizes_are_refused(wrong):
    with pytest.raises(ConfigError):
        PickConfig((Path("m"),), None, Path("o"), **wrong)


def test_the_estimated_size_scales_with_the_micrograph(micrographs, tmp_path):
    device = devices.choose("cpu", 1)
    network = for_inference(load_model(shipped()).network, device)
    paths = sorted(micrographs.glob("*.mrc"))
    found = estimate_box_size(network, device, paths, lambda: False).side
    for path in paths:
        with mrcfile.open(path) as old, mrcfile.new(tmp_path / path.name) as new:
            new.set_data(old.data.reshape(512, 2, 512, 2).mean(axis=(1, 3)))
    smaller = estimate_box_size(network, device, sorted(tmp_path.glob("*.mrc")), lambda: False).side
    assert smaller == pytest.approx(found / 2, rel=0.2)


def test_the_tried_scales_cover_small_and_large_particles():
    tried = candidate_sizes((4096, 4096))
    assert min(tried) < 35
    assert max(tried) > 800


def test_unreadable_and_empty_micrographs_are_reported(tmp_path):
    (tmp_path / "a.mrc").write_bytes(b"no micrograph")
    device = devices.choose("cpu", 1)
    network = for_inference(load_model(shipped()).network, device)
    with pytest.raises(EngineError, match="No micrograph can be read"):
        estimate_box_size(network, device, [tmp_path / "a.mrc"], lambda: False)


def test_training_writes_a_model_and_is_resumed(tmp_path, monkeypatch):
    monkeypatch.setattr("iceboxer.engine.training.scenes.MADE_UP", 3)
    monkeypatch.setattr("iceboxer.engine.training.scenes.MADE_UP_VALIDATION", 1)
    monkeypatch.setattr("iceboxer.engine.training.general.EPOCH_STEPS", 2)
    monkeypatch.setattr("iceboxer.engine.training.general.VALIDATION_SCENES", 1)
    command = ["train-general", "--output", str(tmp_path / "g"), "--threads", "1", "--hours"]
    assert main([*command, "0.0005"]) == 0
    first = json.loads((tmp_path / "g.json").read_text())
    assert read_card(tmp_path / "g.safetensors").trained_on["structures"] == []
    assert main([*command, "0.0005", "--resume"]) == 0  # already finished
    assert main([*command, "0.001", "--resume"]) == 0
    assert len(json.loads((tmp_path / "g.json").read_text())["history"]) >= len(first["history"])


def test_held_out_molecules_are_not_trained_on(tmp_path, monkeypatch):
    monkeypatch.setattr("iceboxer.engine.training.scenes.MADE_UP", 1)
    monkeypatch.setattr("iceboxer.engine.training.scenes.MADE_UP_VALIDATION", 1)
    points = np.random.default_rng(1).standard_normal((50, 3)) * 30
    for name in ("9xyz", HELD_OUT[0], VALIDATION[0]):
        np.savez(tmp_path / f"{name}.npz", positions=points, electrons=np.ones(50))
    molecules = collect_molecules(tmp_path, 1)
    assert [m.name for m in molecules.train[: molecules.structures]] == ["9xyz"]
    assert next(m.name for m in molecules.validation) == VALIDATION[0]


def test_training_starts_from_the_general_model_by_default(micrographs, tmp_path, capsys):
    image, boxes, _ = simulate_micrograph(replace(EASY, particles=12), made_up(), 3)
    with mrcfile.new(tmp_path / "t.mrc") as mrc:
        mrc.set_data(image)
    corners = np.column_stack([boxes["x"] - 41, boxes["y"] - 41]).astype(int)
    (tmp_path / "t.box").write_text("".join(f"{x}\t{y}\t82\t82\n" for x, y in corners))
    command = ["train", "--micrographs", str(tmp_path / "t.mrc"), "--boxes", str(tmp_path / "t.box"), "--epochs", "1",
               "--epoch-steps", "2", "--threads", "1", "--output", str(tmp_path / "m")]  # fmt: skip
    for asked in ([], ["--from", "general"]):
        assert main([*command, *asked]) == 0
        assert "Starting from general" in "".join(capsys.readouterr())
    assert main([*command, "--from", "none"]) == 0
    assert "Starting from" not in "".join(capsys.readouterr())
