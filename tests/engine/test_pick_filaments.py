"""Picking, evaluating and converting filaments from the command line and the library.

The network is untrained; the ridge points that it would return are made from the true curves.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import starfile

import iceboxer
from iceboxer.engine.cli.main import main
from iceboxer.engine.data.filaments import Filament, make_filament
from iceboxer.engine.data.formats.filaments import read_filaments
from iceboxer.engine.data.model_card import Card, read_card
from iceboxer.engine.errors import Cancelled
from iceboxer.engine.events import ignore
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.model_file import Model, save_model
from iceboxer.engine.models.ridges import RIDGE_DTYPE, Ridges, detect_ridges
from iceboxer.engine.picking import filament_detector as job
from iceboxer.engine.picking.box_size import BoxSize
from iceboxer.engine.picking.filament_config import PickFilamentsConfig
from tests.engine.conftest import write_micrograph

PIXEL_SIZE = 4.0
WIDTH = 160.0  # Å
TRUE = [
    make_filament([(20, 60), (200, 100), (380, 60)], WIDTH / PIXEL_SIZE),
    make_filament([(60, 380), (330, 200)], WIDTH / PIXEL_SIZE),
]


def as_ridges(curves: list[Filament], confidence: float = 0.8) -> Ridges:
    parts = [f.resampled(6.0) for f in curves]
    places, angles = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    found = np.zeros(len(places), RIDGE_DTYPE)
    found["x"], found["y"], found["angle"], found["confidence"] = *places.T, angles % np.pi, confidence
    return found


def write_model(folder: Path) -> Path:
    network = make_network("compact", direction=True)
    card = Card("compact", network.arguments(), 40.0, 0.5, trained_on={"general": True, "filaments": True})
    save_model(Model(network, card), folder / "m.safetensors")
    return folder / "m.safetensors"


def write_pictures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for number in range(2):
        noise = np.random.default_rng(number).standard_normal((416, 400)).astype(np.float32)
        write_micrograph(folder / "mics" / f"m{number}.mrc", noise, PIXEL_SIZE)
    monkeypatch.setattr(job, "detect_ridges", lambda *_: [as_ridges(TRUE)])
    return folder / "mics"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path)


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return write_pictures(tmp_path, monkeypatch)


def pick(pictures: Path, model: Path, *more: str) -> int:
    output = pictures.parent / "out"
    command = ["pick", "--filaments", str(pictures), "--model", str(model), "--output", str(output), *more]
    return main([*command, "--width", str(WIDTH), "--threads", "1"])


def test_an_untrained_network_finds_nothing_and_reports_the_micrographs(model: Path):
    picture = np.random.default_rng(1).standard_normal((256, 320)).astype(np.float32)
    found = iceboxer.pick_filaments(picture, pixel_size=4.0, width=100, model=model, threads=1)
    assert found == []


def test_cancelling_the_estimate_of_the_width_is_no_error(model: Path):
    def cancelled() -> BoxSize:
        raise Cancelled

    config = PickFilamentsConfig((model,), model, model.parent / "out")
    with pytest.raises(Cancelled):
        job.choose_width(config, read_card(model), [], cancelled, ignore)


def test_all_files_hold_the_filaments(pictures: Path, model: Path, capsys: pytest.CaptureFixture[str]):
    assert pick(pictures, model, "--rise", "20", "--subunits", "2") == 0
    assert "4 filaments" in capsys.readouterr().out
    output = pictures.parent / "out"
    (kept,) = read_filaments(output / "CBOX" / "m0.cbox")
    assert sorted(f.length for f in kept.filaments) == pytest.approx(sorted(f.length for f in TRUE), rel=0.03)
    table = starfile.read(output / "STAR" / "m0.star")
    track = table[table["rlnHelicalTubeID"] == 1]["rlnHelicalTrackLengthAngst"].to_numpy()
    assert np.diff(track) == pytest.approx(np.full(len(track) - 1, 40.0), abs=1e-3)
    for name, pairs in (("STAR_START_END/m0.star", True), ("EMAN_START_END/m0.box", False)):
        (read,) = read_filaments(output / name, WIDTH / PIXEL_SIZE, pairs)
        assert len(read.filaments) >= 2
    (helices,) = read_filaments(output / "EMAN_HELIX_SEGMENTED" / "m0.box")
    assert len(helices.filaments) == 2
    assert {one.micrograph for one in read_filaments(output / "CRYOSPARC" / "filaments.cs", 40)} == {"m0.mrc", "m1.mrc"}
    summary = json.loads((output / "summary.json").read_text(encoding="utf-8"))
    assert (summary["picks"], summary["done"], summary["spacing"]) == (4, 2, 40.0)


def test_the_threshold_keeps_all_in_cbox_and_exports_those_above(
    pictures: Path, model: Path, monkeypatch: pytest.MonkeyPatch
):
    faint = np.concatenate([as_ridges(TRUE[:1]), as_ridges(TRUE[1:], 0.3)])
    monkeypatch.setattr(job, "detect_ridges", lambda *_: [faint])
    assert pick(pictures, model) == 0
    output = pictures.parent / "out"
    assert len(read_filaments(output / "CBOX" / "m0.cbox")[0].filaments) == 2
    assert set(starfile.read(output / "STAR" / "m0.star")["rlnHelicalTubeID"]) == {1}
    for more, tubes in (([], {1}), (["--threshold", "0.1"], {1, 2})):
        target = output.parent / f"converted-{len(more)}"
        command = ["convert", str(output / "CBOX"), "--to", "relion-segments", "--output", str(target), *more]
        assert main([*command, "--micrographs", str(pictures)]) == 0
        assert set(starfile.read(target / "m0.star")["rlnHelicalTubeID"]) == tubes


def test_a_second_run_picks_only_what_is_missing(pictures: Path, model: Path, monkeypatch: pytest.MonkeyPatch):
    assert pick(pictures, model) == 0
    (pictures.parent / "out" / "CBOX" / "m1.cbox").unlink()
    looked: list[int] = []

    def count(*_: object) -> list[Ridges]:
        looked.append(1)
        return [as_ridges(TRUE)]

    monkeypatch.setattr(job, "detect_ridges", count)
    assert pick(pictures, model) == 0
    assert len(looked) == 1
    assert pick(pictures, model, "--overwrite") == 0
    assert len(looked) == 3
    assert pick(pictures, model, "--min-length", "100") == 0  # another setting
    assert len(looked) == 5


def test_picks_are_evaluated_by_length(pictures: Path, model: Path, capsys: pytest.CaptureFixture[str]):
    assert pick(pictures, model) == 0
    truth, figures = pictures.parent / "truth", pictures.parent / "figures.json"
    for number in range(2):
        iceboxer.write_filaments(truth / f"m{number}.cbox", TRUE)
    command = ["evaluate", "--filaments", "--truth", str(truth), "--picks", str(pictures.parent / "out")]
    assert main([*command, "--json", str(figures), "--plot", str(pictures.parent / "curves.png")]) == 0
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert found["f1"] > 0.97
    assert found["pieces"] == 1
    assert found["direction_error"] < 1
    assert "pieces" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_picked(pictures: Path, model: Path):
    (pictures / "bad.mrc").write_bytes(b"no micrograph")
    assert pick(pictures, model) == 1
    summary = json.loads((pictures.parent / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["done"] == 2
    assert list(summary["failed"]) == [str(pictures / "bad.mrc")]


WRONG = {
    "a length without filaments": (["--width", "100"], "--width needs --filaments"),
    "a diameter": (["--filaments", "--diameter", "100"], "--width"),
    "a rise alone": (["--filaments", "--rise", "20"], "belong together"),
    "two spacings": (["--filaments", "--spacing", "20", "--rise", "20", "--subunits", "1"], "not both"),
    "a negative length": (["--filaments", "--min-length", "-5"], "must not be negative"),
}


@pytest.mark.parametrize("case", WRONG)
def test_settings_that_contradict_each_other_are_wrong_usage(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    arguments, reason = WRONG[case]
    with pytest.raises(SystemExit) as stopped:
        main(["pick", "a.mrc", "--output", str(tmp_path / "out"), *arguments])
    assert stopped.value.code == 2
    assert reason in capsys.readouterr().err


def test_a_model_of_particles_does_not_pick_filaments(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    network = make_network("compact")
    save_model(Model(network, Card("compact", network.arguments(), 40.0, 0.5)), tmp_path / "p.safetensors")
    assert pick(pictures, tmp_path / "p.safetensors") == 1
    assert "picks single particles, not filaments" in capsys.readouterr().err


def test_ridges_are_points_on_the_curve_that_the_network_sees():
    """Check the geometry of the output: a network that predicts one horizontal line gives points on that line."""
    import torch

    from iceboxer.engine import devices
    from iceboxer.engine.models.compact import Compact
    from iceboxer.engine.models.detection import Prepared

    class Line(Compact):
        def forward(self, picture: torch.Tensor) -> torch.Tensor:
            raw = torch.zeros(len(picture), 7, picture.shape[2] // 4, picture.shape[3] // 4)
            raw[:, 0] = -9
            raw[:, 0, 9:12] = torch.tensor([1.0, 3.0, 1.0])[:, None]
            raw[:, 1] = 0.5
            raw[:, 2, 9:12] = torch.tensor([1.7, 0.7, -0.3])[:, None]
            raw[:, 5] = 1
            return raw

    device = devices.choose("cpu", 1, "float32")
    picture = np.zeros((96, 128), np.float32)
    (ridges,) = detect_ridges(Line(direction=True), device, [Prepared(picture, (2.0, 2.0))], 80.0, 0.05)
    assert len(ridges) == 32
    assert ridges["y"] == pytest.approx(np.full(32, 2 * 4 * 10.7))
    assert sorted(ridges["x"]) == pytest.approx(2 * 4 * (np.arange(32) + 0.5))
    assert ridges["angle"] == pytest.approx(np.zeros(32))
    assert ridges["width"] == pytest.approx(np.full(32, 80 / 1.5))
