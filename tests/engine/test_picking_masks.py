"""What a picking with masks greyed stays out of everything that is made of its output later."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.data.junk import FILM, JunkMask
from iceboxer.engine.data.mask_file import write_mask
from iceboxer.engine.data.mask_matching import write_plain_mask
from iceboxer.engine.evaluation.picking_masks import PickingMasks, read_mask_settings
from iceboxer.engine.evaluation.reading import Exported
from tests.engine.conftest import write_micrograph

X = (20.0, 44.0, 80.0)  # in junk, near it, far from it; the junk ends at x = 32
DIAMETER = 16.0


def junk() -> JunkMask:
    cells = np.zeros((12, 12), np.int8)
    cells[:, :4] = FILM
    return JunkMask(cells, (8.0, 8.0))


@pytest.fixture
def picked(tmp_path: Path) -> Path:
    """The output of a picking of one micrograph with its junk map, without a margin."""
    write_micrograph(tmp_path / "in" / "a.mrc", np.random.default_rng(1).standard_normal((96, 96)).astype(np.float32))
    boxes = make_boxes(np.array(X), np.full(3, 50.0), 24)
    boxes["confidence"], boxes["kind"] = 0.9, Kind.PICK
    write_boxes(tmp_path / "out" / "CBOX" / "a.cbox", BoxList(None, boxes, made_with="0123456789abcdef"), "cbox")
    write_mask(tmp_path / "out" / "MASKS" / "a.png", junk())
    (tmp_path / "out" / "names.json").write_text(
        json.dumps({"folder": str(tmp_path / "out"), "names": {str(tmp_path / "in" / "a.mrc"): "a"}})
    )
    return set_masks(tmp_path / "out", "auto", 0.0)


def set_masks(folder: Path, mask: str, margin: float, threshold: float = 0.5) -> Path:
    config = {
        "min_size": None, "max_size": None, "mask": mask, "mask_margin": margin, "mask_threshold": threshold,
    }  # fmt: skip
    (folder / "summary.json").write_text(json.dumps({"threshold": 0.3, "diameter_px": DIAMETER, "config": config}))
    return folder


def boxes_of(folder: Path) -> np.ndarray:
    return read_boxes(folder / "CBOX" / "a.cbox")[0].boxes


def test_the_margin_counts_radii_of_the_particle_not_of_the_box(picked: Path) -> None:
    assert PickingMasks(picked).greyed("a", boxes_of(picked)).tolist() == [True, False, False]
    set_masks(picked, "auto", 2.0)  # 16 px, and the second one's cell is 16 px from junk
    assert PickingMasks(picked).greyed("a", boxes_of(picked)).tolist() == [True, True, False]
    set_masks(picked, "auto", 1.5)  # 12 px; with half of the box as the radius it would be 18
    assert PickingMasks(picked).greyed("a", boxes_of(picked)).tolist() == [True, False, False]
    set_masks(picked, "none", 2.0)
    assert not PickingMasks(picked).greyed("a", boxes_of(picked)).any()


def test_a_folder_of_soft_masks_has_the_threshold_of_the_picking(picked: Path, tmp_path: Path) -> None:
    soft = np.zeros((96, 96), np.float32)
    soft[:, :32], soft[:, 32:64] = 1.0, 0.6
    write_micrograph(tmp_path / "masks" / "a_mask.mrc", soft)
    set_masks(picked, str(tmp_path / "masks"), 0.0)
    assert PickingMasks(picked).greyed("a", boxes_of(picked)).tolist() == [True, True, False]
    set_masks(picked, str(tmp_path / "masks"), 0.0, threshold=0.8)
    assert PickingMasks(picked).greyed("a", boxes_of(picked)).tolist() == [True, False, False]
    (tmp_path / "masks" / "a_mask.mrc").unlink()
    masks = PickingMasks(picked)
    assert not masks.greyed("a", boxes_of(picked)).any()
    assert "No picks" in masks.problems[0]


def test_a_damaged_mask_greys_nothing_and_is_named(picked: Path) -> None:
    write_plain_mask(picked / "MASKS" / "a.png", junk(), None)  # of another program, so without a scale
    assert not PickingMasks(picked).greyed("a", boxes_of(picked)).any()
    (picked / "MASKS" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    masks = PickingMasks(picked)
    assert not masks.greyed("a", boxes_of(picked)).any()
    assert "a.png" in masks.problems[0]


@pytest.mark.parametrize("text", ["", "[]", '{"config": {"mask": "auto"}}', '{"config": {"mask_margin": "x"}}'])
def test_a_damaged_summary_has_no_masks(picked: Path, text: str) -> None:
    (picked / "summary.json").write_text(text)
    assert read_mask_settings(picked).mask == "none"


def test_conversion_and_inspection_leave_them_out(
    picked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["convert", str(picked), "--to", "csv", "--output"]
    assert main([*arguments, str(tmp_path / "csv")]) == 0
    assert [b["x"] for b in read_boxes(tmp_path / "csv" / "a.csv")[0].boxes] == [44.0, 80.0]
    assert "1 pick in " in capsys.readouterr().err
    assert main([*arguments, str(tmp_path / "all"), "--greyed"]) == 0
    assert len(read_boxes(tmp_path / "all" / "a.csv")[0].boxes) == 3
    output = tmp_path / "inspected"
    assert main(["inspect", str(tmp_path / "in"), "--picks", str(picked), "--output", str(output)]) == 0
    with (output / "micrographs.csv").open() as stream:
        assert [line["picks"] for line in csv.DictReader(stream)] == ["2"]
    assert len(Exported(picked).select("a", boxes_of(picked))) == 2  # for comparisons
    assert len(Exported(picked, 0.0).select("a", boxes_of(picked))) == 2
