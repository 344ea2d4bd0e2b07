"""`iceboxer convert` with flipped boxes: it reports them with the flag to use, and never flips them silently."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.readings import READINGS, undo_reading
from iceboxer.engine.events import Event, Note
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.labelled import load_labelled
from tests.engine.conftest import write_micrograph
from tests.engine.test_orientation import BOX, SHAPE, picture


@pytest.fixture
def upside_down(tmp_path: Path) -> Path:
    """Two micrographs, and their boxes with y counted from the top edge."""
    for seed in range(2):
        image, boxes = picture(seed=seed)
        write_micrograph(tmp_path / f"mics/m{seed}.mrc", image)
        write_boxes(tmp_path / f"boxes/m{seed}.star", BoxList(None, undo_reading(READINGS["y"], boxes, SHAPE)), "star")
    return tmp_path


def convert(folder: Path, capsys: pytest.CaptureFixture[str], *more: str, to: str = "cbox") -> tuple[int, str]:
    given = ["--micrographs", str(folder / "mics"), "--output", str(folder / "out"), "--box-size", str(BOX)]
    code = main(["convert", str(folder / "boxes"), "--to", to, *given, *more])
    captured = capsys.readouterr()
    return code, captured.out + captured.err


def written_y(folder: Path) -> list[float]:
    return sorted(read_boxes(folder / "out/m0.cbox")[0].boxes["y"].round(2).tolist())


def true_y(turned: bool) -> list[float]:
    y = picture(seed=0)[1]["y"]
    return sorted((SHAPE[0] - y if turned else y).round(2).tolist())


def test_wrong_boxes_are_converted_as_they_are_with_a_warning(
    upside_down: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = convert(upside_down, capsys)
    assert code == 1
    assert "fit their micrographs better upside down (y counted from the top edge)" in said
    assert "To convert them, add --turn y; to keep them without this check, add --turn as-is." in said
    np.testing.assert_allclose(written_y(upside_down), true_y(turned=True), atol=0.02)


@pytest.mark.parametrize(("as_is", "turn", "told"), [(False, "y", True), (True, "y", False), (False, "as-is", False)])
def test_a_training_tells_of_wrong_boxes_and_uses_them_as_they_are(
    upside_down: Path, capsys: pytest.CaptureFixture[str], as_is: bool, turn: str, told: bool
) -> None:
    if turn == "as-is":
        convert(upside_down, capsys, "--turn", "y")
    boxes = upside_down / ("boxes" if turn == "y" else "out")
    events: list[Event] = []
    config = TrainConfig((upside_down / "mics",), (boxes,), upside_down / "m.safetensors", box_size=BOX, as_is=as_is)
    labelled = load_labelled(config, events.append)
    notes = " ".join(e.text for e in events if isinstance(e, Note))
    assert ("better upside down" in notes and "convert BOXES --turn y" in notes) == told
    y = sorted(labelled[0].boxes["y"].round(2).tolist())
    np.testing.assert_allclose(y, true_y(turned=turn == "y"), atol=0.02)


def test_the_flag_is_applied(upside_down: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = convert(upside_down, capsys, "--turn", "y")
    assert (code, "--turn" in said) == (0, False)
    np.testing.assert_allclose(written_y(upside_down), true_y(turned=False), atol=0.02)


def test_as_is_skips_the_check(upside_down: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = convert(upside_down, capsys, "--turn", "as-is")
    assert (code, "--turn" in said) == (0, False)
    np.testing.assert_allclose(written_y(upside_down), true_y(turned=True), atol=0.02)


def test_the_wrong_flag_is_contradicted(upside_down: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = convert(upside_down, capsys, "--turn", "x")
    assert code == 1
    assert "replace --turn x by --turn y" in said


def test_json_has_the_figures(upside_down: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = convert(upside_down, capsys, "--events", "json")
    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert any(e["event"] == "Note" and "--turn y" in e["text"] for e in events)
    figures = events[-1]["summary"]["orientation"]
    assert (figures["verdict"], figures["reading"], figures["followed"]) == ("other", "y", "as-is")
    assert figures["shares"]["y"] > 0.9 > 0.6 > figures["shares"]["as-is"]


def test_one_list_that_differs_from_the_others_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(4):
        image, boxes = picture(seed=seed)
        write_micrograph(tmp_path / f"mics/m{seed}.mrc", image)
        meant = undo_reading(READINGS["y" if seed == 2 else "as-is"], boxes, SHAPE)
        write_boxes(tmp_path / f"boxes/m{seed}.star", BoxList(None, meant), "star")
    code, said = convert(tmp_path, capsys)
    assert code == 1
    assert "m2.mrc fit better upside down (y counted from the top edge). Convert them separately with --turn y." in said
    assert "m1.mrc" not in said


def test_turning_needs_micrographs(upside_down: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["convert", str(upside_down / "boxes"), "--to", "eman", "--output", "out", "--turn", "y"])
    assert "--turn needs --micrographs" in capsys.readouterr().err


def test_boxes_of_another_micrograph_are_not_flipped(upside_down: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (upside_down / "mics/m1.mrc").unlink()
    code, said = convert(upside_down, capsys, "--turn", "y")
    assert code == 1
    assert "m1.star cannot be flipped: 'm1' is not among the micrographs" in said
    assert not (upside_down / "out/m1.cbox").exists()


def test_boxes_that_show_no_orientation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, boxes = picture()
    write_micrograph(tmp_path / "mics/m.mrc", np.random.default_rng(0).normal(size=SHAPE).astype(np.float32))
    write_boxes(tmp_path / "boxes/m.star", BoxList(None, boxes), "star")
    code, said = convert(tmp_path, capsys)
    assert code == 0
    assert "The micrographs do not show whether the coordinates are the right way up" in said
