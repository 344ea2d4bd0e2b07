"""Junk maps beside the picks, masks on disk, and the picks that they hide."""

from __future__ import annotations

import json
import math
from pathlib import Path

import mrcfile
import numpy as np
import PIL.Image
import pytest
import torch
from torch import Tensor

import iceboxer
from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.data.junk import (
    AGGREGATE,
    BORDER,
    CLEAN,
    CLEARED,
    EMPTY,
    FILM,
    ICE,
    PAINTED,
    JunkMask,
    combine,
    greyed,
)
from iceboxer.engine.data.label_set import write_painted_masks
from iceboxer.engine.data.mask_file import read_any_mask, read_mask, write_mask
from iceboxer.engine.data.mask_matching import FORMATS, match_masks, outside_of, write_plain_mask
from iceboxer.engine.data.mask_orientation import Turn, advice, better_turn, turned_mask
from iceboxer.engine.data.micrograph import micrograph_of, open_micrograph
from iceboxer.engine.data.model_card import Card
from iceboxer.engine.errors import EngineError, ReadError
from iceboxer.engine.events import Event, MicrographDone, never
from iceboxer.engine.models.base import make_network
from iceboxer.engine.models.detection import Prepared, detect, detect_with_junk
from iceboxer.engine.models.model_file import Model, save_model
from iceboxer.engine.picking import detector
from iceboxer.engine.picking.config import PickConfig
from iceboxer.engine.picking.names import OutputNames
from iceboxer.engine.picking.picker import pick
from tests.engine.conftest import write_micrograph
from tests.engine.test_detector import CPU, Pixels


class Junk(Pixels):
    """Shows as film what is above 0.8, as ice what is below; sure where the brightness is not 0.5."""

    def junk(self, raw: Tensor) -> Tensor:
        film = raw[:, 0]
        return torch.stack([0 * film, film, 1 - film], 1)


def test_the_junk_map_of_tiles_is_that_of_the_whole_picture() -> None:
    picture = np.random.default_rng(0).uniform(0, 1, (70, 98)).astype(np.float32)
    (found,) = detect_with_junk(Junk(), CPU, [Prepared(picture, (2.0, 3.0))], 4, 0.5)
    padded = np.pad(picture, ((0, 2), (0, 2)))
    brightest = padded.reshape(18, 4, 25, 4).max(axis=(1, 3))
    assert found.junk is not None
    assert np.array_equal(found.junk.cells, np.where(brightest > 0.5, FILM, ICE))
    assert found.junk.scale == (8.0, 12.0)
    (picks,) = detect(Junk(), CPU, [Prepared(picture, (2.0, 3.0))], 4, 0.5)
    assert np.array_equal(picks, found.picks)


def test_nothing_is_said_where_no_kind_is_likelier_than_all_else() -> None:
    class Unsure(Junk):
        def junk(self, raw: Tensor) -> Tensor:
            share = raw[:, 0]
            return torch.stack([1 - share, share / 2 + 0.01, share / 2 - 0.01], 1)

    picture = np.full((8, 8), 0.9, np.float32)
    (found,) = detect_with_junk(Unsure(), CPU, [Prepared(picture, (1.0, 1.0))], 4, 0.5)
    assert found.junk is not None
    assert not found.junk.cells.any()


def test_a_network_without_the_head_has_no_junk_map() -> None:
    (found,) = detect_with_junk(Pixels(), CPU, [Prepared(np.zeros((8, 8), np.float32), (1.0, 1.0))], 4, 0.5)
    assert found.junk is None


def mask(*rows: list[int], scale: tuple[float, float] = (10.0, 10.0)) -> JunkMask:
    return JunkMask(np.array(rows, np.int8), scale)


def test_picks_in_junk_and_near_it_are_greyed() -> None:
    one = mask([CLEAN, FILM, CLEAN, CLEAN, CLEAN])
    picks = make_boxes(np.array([15.0, 25.0, 35.0, 45.0]), np.full(4, 5.0), 8)
    assert greyed(picks, one, 10.0).tolist() == [True, False, False, False]
    assert greyed(picks, one, 10.0, margin=1.0).tolist() == [True, True, False, False]
    assert greyed(picks, one, 10.0, margin=2.0).tolist() == [True, True, True, False]


def test_an_empty_hole_greys_nothing_unless_it_is_asked_for() -> None:
    one = mask([EMPTY, ICE, AGGREGATE, BORDER])
    picks = make_boxes(np.array([5.0, 15.0, 25.0, 35.0]), np.full(4, 5.0), 8)
    assert greyed(picks, one, 1.0).tolist() == [False, True, True, True]
    assert greyed(picks, one, 1.0, kinds=(EMPTY,)).tolist() == [True, False, False, False]
    assert one.share() == 0.75


def test_a_mask_is_read_as_it_was_written_and_the_top_row_comes_first(tmp_path: Path) -> None:
    one = mask([CLEAN, FILM, ICE], [AGGREGATE, BORDER, EMPTY], scale=(40.0, 42.0))
    write_mask(tmp_path / "m.png", one)
    again = read_mask(tmp_path / "m.png", (80, 118))
    assert np.array_equal(again.cells, one.cells)
    assert again.scale == one.scale
    with PIL.Image.open(tmp_path / "m.png") as picture:
        assert picture.mode == "L"
        assert np.asarray(picture).tolist() == [[153, 204, 255], [0, 51, 102]]
        assert json.loads(picture.info["Iceboxer"])["micrograph_px_per_pixel"] == [40, 42]
    with pytest.raises(ReadError, match=r"mask of 3 × 2 px, which does not fit 400 × 80 px"):
        read_mask(tmp_path / "m.png", (80, 400))


def test_masks_of_other_programs_are_read_at_any_scale_with_half_of_their_highest_value(tmp_path: Path) -> None:
    soft = np.array([[0.0, 0.2, 0.5], [0.4, 0.9, 0.0]], np.float32)
    with mrcfile.new(tmp_path / "m.mrc") as file:
        file.set_data(soft)
    one = read_mask(tmp_path / "m.mrc", (200, 300))
    assert one.cells.tolist() == [[0, 0, FILM], [0, FILM, 0]]
    assert one.scale == (100.0, 100.0)
    PIL.Image.fromarray((soft[::-1] * 255).astype(np.uint8)).save(tmp_path / "other.png")
    assert read_mask(tmp_path / "other.png", (200, 300)).cells.tolist() == one.cells.tolist()
    with pytest.raises(ReadError, match="does not fit"):
        read_mask(tmp_path / "m.mrc", (300, 200))


def test_a_damaged_mask_is_refused(tmp_path: Path) -> None:
    write_mask(tmp_path / "m.png", mask([CLEAN, FILM]))
    (tmp_path / "m.png").write_bytes((tmp_path / "m.png").read_bytes()[:60])
    with pytest.raises(ReadError):
        read_mask(tmp_path / "m.png", (10, 20))


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A folder with a micrograph and a model that picks in every cell and takes everything for film."""
    write_micrograph(tmp_path / "m.mrc", np.random.default_rng(0).normal(size=(128, 128)).astype("f4"), 4.0)
    torch.manual_seed(0)
    network = make_network("compact", width=4, junk=5)
    with torch.no_grad():
        network.heads.junk[-1].bias[0] = 20.0  # type: ignore[index, union-attr]
        network.head[-1].bias[0] = 4.0  # type: ignore[index, union-attr]
    save_model(Model(network, Card("compact", network.arguments(), 16, 0.3)), tmp_path / "model.safetensors")
    return tmp_path


def picked(folder: Path, *more: str, model: str = "model.safetensors") -> dict[str, int]:
    """Pick and return the numbers of picks in the files and in the summary."""
    command = ["pick", str(folder / "m.mrc"), "--model", str(folder / model), "--output", str(folder / "out")]
    assert main([*command, "--threads", "1", "--device", "cpu", "--precision", "float32", *more]) == 0
    summary = json.loads((folder / "out" / "summary.json").read_text())
    files = {name: read_boxes(folder / "out" / name / f"m.{name.lower()}", 16)[0].boxes for name in ("CBOX", "STAR")}
    return {
        **{name: len(boxes) for name, boxes in files.items()},
        "picks": summary["picks"],
        "hidden": summary.get("hidden_in_junk", 0),
    }


def test_picks_in_the_models_junk_are_hidden_and_stay_in_cbox(run: Path) -> None:
    plain = picked(run)
    assert plain["picks"] == plain["STAR"] > 5
    assert not (run / "out" / "MASKS").exists()
    hidden = picked(run, "--mask", "auto")
    assert hidden == {"CBOX": plain["CBOX"], "STAR": 0, "picks": 0, "hidden": plain["picks"]}
    assert (read_mask(run / "out" / "MASKS" / "m.png", (128, 128)).cells == FILM).all()
    assert picked(run, "--mask", "auto") == hidden  # resumed: the map is read
    assert picked(run)["picks"] == plain["picks"]


def test_picks_in_masks_of_a_folder_are_hidden(run: Path) -> None:
    (run / "masks").mkdir()
    left = np.zeros((64, 64), np.uint8)
    left[:, :32] = 255
    PIL.Image.fromarray(left).save(run / "masks" / "m.png")
    plain = picked(run)
    hidden = picked(run, "--mask", str(run / "masks"))
    (star,) = read_boxes(run / "out" / "STAR" / "m.star", 16)
    assert 0 < len(star.boxes) < plain["STAR"]
    assert (star.boxes["x"] >= 64).all()
    assert hidden["STAR"] + hidden["hidden"] == plain["STAR"]
    settings = {"model": run / "model.safetensors", "device": "cpu", "threads": 1, "precision": "float32"}
    in_memory = iceboxer.pick(run / "m.mrc", mask=str(run / "masks"), **settings)  # type: ignore[arg-type]
    assert len(in_memory) == len(star.boxes)
    assert len(iceboxer.pick(run / "m.mrc", mask="auto", **settings)) == 0  # type: ignore[arg-type]
    wider = picked(run, "--mask", str(run / "masks"), "--mask-margin", "2")
    assert wider["STAR"] < hidden["STAR"]


@pytest.fixture
def plain_model(run: Path) -> str:
    """The name of a model without a junk map, as a training on labels makes it."""
    network = make_network("compact", width=4)
    with torch.no_grad():
        network.head[-1].bias[0] = 4.0  # type: ignore[index, union-attr]
    save_model(Model(network, Card("compact", network.arguments(), 16, 0.3)), run / "plain.safetensors")
    return "plain.safetensors"


def test_a_model_without_a_junk_map_uses_that_of_the_general_model(
    run: Path, plain_model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("shipped", "path_of_shipped"):
        monkeypatch.setattr(detector, name, lambda: run / "model.safetensors")
    plain = picked(run, model=plain_model)
    assert plain["picks"] > 5
    hidden = picked(run, "--mask", "auto", model=plain_model)
    assert hidden == {"CBOX": plain["CBOX"], "STAR": 0, "picks": 0, "hidden": plain["picks"]}
    assert (read_mask(run / "out" / "MASKS" / "m.png", (128, 128)).cells == FILM).all()


def test_without_any_junk_map_and_a_missing_folder_are_refused(
    run: Path, plain_model: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detector, "path_of_shipped", lambda: run / "nowhere")
    command = ["pick", str(run / "m.mrc"), "--output", str(run / "out"), "--model", str(run / plain_model)]
    assert main([*command, "--mask", "auto"]) != 0
    assert "has no junk map" in capsys.readouterr().err
    assert main([*command, "--mask", str(run / "nowhere")]) != 0
    assert "is not a folder of masks" in capsys.readouterr().err


def test_the_junk_map_comes_with_the_picks(run: Path) -> None:
    events: list[Event] = []
    config = PickConfig((run / "m.mrc",), run / "model.safetensors", run / "out", mask="auto", device="cpu", threads=1)
    pick(config, events.append, never)
    (done,) = (event for event in events if isinstance(event, MicrographDone))
    assert (done.junk.cells == FILM).all()
    assert '"junk"' not in done.to_json()
    again: list[Event] = []
    pick(config, again.append, never)  # resumed: from the file
    (done_again,) = (event for event in again if isinstance(event, MicrographDone))
    assert np.array_equal(done_again.junk.cells, done.junk.cells)


def test_a_person_s_mask_over_a_junk_map() -> None:
    junk = mask([FILM, FILM, CLEAN], [CLEAN, ICE, CLEAN])
    over = JunkMask(np.zeros((4, 6), np.int8), (5.0, 5.0))
    over.cells[0, 0], over.cells[0, 5], over.cells[3, 3] = CLEARED, PAINTED, CLEARED
    both = combine(junk, over)
    assert both is not None
    assert both.scale == (5.0, 5.0)
    assert both.cells.tolist() == [
        [CLEAN, FILM, FILM, FILM, CLEAN, PAINTED],
        [FILM, FILM, FILM, FILM, CLEAN, CLEAN],
        [CLEAN, CLEAN, ICE, ICE, CLEAN, CLEAN],
        [CLEAN, CLEAN, ICE, CLEAN, CLEAN, CLEAN],
    ]
    assert combine(junk, None) is junk
    assert combine(None, over) is over
    assert combine(None, None) is None


def test_a_painted_mask_is_read_as_it_was_written(tmp_path: Path) -> None:
    one = mask([PAINTED, CLEAN, CLEARED], [CLEAN, PAINTED, CLEAN], scale=(40.0, 42.0))
    write_mask(tmp_path / "m.png", one, painted=True)
    again = read_mask(tmp_path / "m.png", (84, 120))
    assert np.array_equal(again.cells, one.cells)
    with PIL.Image.open(tmp_path / "m.png") as picture:
        assert np.asarray(picture).tolist() == [[0, 255, 0], [255, 0, 128]]
    picks = make_boxes(np.array([20.0, 60.0, 100.0]), np.full(3, 21.0), 8)
    assert greyed(picks, again, 1.0).tolist() == [True, False, False]


@pytest.mark.parametrize("suffix", FORMATS)
def test_masks_for_other_programs_are_the_right_way_up_and_state_their_scale(tmp_path: Path, suffix: str) -> None:
    one = mask([FILM, CLEAN, EMPTY], [CLEAN, PAINTED, CLEARED], scale=(4.0, 4.0))
    write_plain_mask(tmp_path / f"m.{suffix}", one, 1.5)
    opened = open_micrograph(tmp_path / f"m.{suffix}")
    assert (opened.read() > 0).tolist() == [[True, False, False], [False, True, False]]  # row 0 at the bottom
    assert opened.pixel_size == (None if suffix == "png" else pytest.approx(6.0, rel=1e-3))
    assert read_mask(tmp_path / f"m.{suffix}", (8, 12)).cells.tolist() == [[FILM, 0, 0], [0, FILM, 0]]


def write_grey(path: Path, values: list[list[float]]) -> Path:
    """Write a picture, row 0 at the bottom."""
    path.parent.mkdir(exist_ok=True)
    with mrcfile.new(path) as file:
        file.set_data(np.array(values, np.float32))
    return path


@pytest.mark.filterwarnings("ignore:Data array contains", "ignore:invalid value encountered")
@pytest.mark.parametrize(
    ("values", "shape", "reason"),
    [
        ([[1, 1], [1, 1]], (20, 20), "masks the whole micrograph; if masked and clean are swapped, invert"),
        ([[-3, 1], [0, 1]], (20, 20), "has negative values"),
        ([[math.nan, math.nan], [math.nan, math.nan]], (20, 20), "not numbers"),
        ([[0, 1], [0, math.inf]], (20, 20), "not numbers"),
        ([[0, 1, 1], [0, 1, 1]], (30, 20), "lies on its side"),
        ([[0, 1, 1, 1], [0, 1, 1, 1]], (20, 20), "does not fit 20 × 20 px"),
    ],
)
def test_masks_that_make_no_sense_are_refused(
    tmp_path: Path, values: list[list[float]], shape: tuple[int, int], reason: str
) -> None:
    with pytest.raises(ReadError, match=reason):
        read_mask(write_grey(tmp_path / "m.mrc", values), shape)


def test_soft_masks_have_a_threshold_and_are_told_from_others(tmp_path: Path) -> None:
    soft = write_grey(tmp_path / "m.mrc", [[0, 0.3, 0.6, 1]])
    assert read_mask(soft, (10, 40)).cells.tolist() == [[0, 0, FILM, FILM]]
    assert read_mask(soft, (10, 40), threshold=0.2).cells.tolist() == [[0, FILM, FILM, FILM]]
    assert read_any_mask(soft, (10, 40)).soft
    assert not read_any_mask(write_grey(tmp_path / "n.mrc", [[0, 0, 2, 2]]), (10, 40)).soft
    assert not read_mask(write_grey(tmp_path / "o.mrc", [[0, 0]]), (10, 20)).cells.any()  # nothing is masked


def test_masks_are_matched_by_name_and_the_others_are_named(tmp_path: Path) -> None:
    for name in ("a.png", "b_mask.mrc", "c-Mask.tif", "stray.png", "a_mask.png", "notes.txt"):
        (tmp_path / name).touch()
    matched = match_masks([tmp_path], [Path(f"{name}.mrc") for name in "abcd"])
    assert {micrograph.stem: file.name for micrograph, file in matched.files.items()} == {
        "a": "a.png",
        "b": "b_mask.mrc",
        "c": "c-Mask.tif",
    }
    assert matched.notes() == [
        "1 mask matched no micrograph: stray.png.",
        "1 mask not used, since the micrograph has another one: a_mask.png.",
    ]
    with pytest.raises(EngineError, match=r"None of the 5 masks .* is named like a micrograph"):
        match_masks([tmp_path], [Path("x.mrc")])
    with pytest.raises(EngineError, match="has no masks"):
        match_masks([tmp_path / "notes.txt"], [Path("a.mrc")])


def test_micrographs_of_the_same_name_have_masks_of_their_own(tmp_path: Path) -> None:
    both = {tmp_path / grid / "a.mrc": mask([kind]) for grid, kind in (("grid1", PAINTED), ("grid2", CLEARED))}
    write_painted_masks(both, tmp_path / "masks")
    assert match_masks([tmp_path / "masks"], both).files == {
        path: tmp_path / "masks" / path.parent.name / "a.png" for path in both
    }
    (alone,) = match_masks([tmp_path / "masks"], [tmp_path / "grid2/a.mrc"]).files.values()
    assert alone.parent.name == "grid2"
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "a.png").touch()
    with pytest.raises(EngineError, match="is named like a micrograph"):
        match_masks([tmp_path / "flat"], both)


def test_the_junk_maps_of_a_picking_are_those_of_the_micrographs_in_its_record(tmp_path: Path) -> None:
    """Two micrographs of one name: the picking wrote their results under longer names."""
    both = [tmp_path / f"grid{number}/a.mrc" for number in (1, 2)]
    OutputNames(tmp_path / "out" / "names.json").assign(both)
    maps = [tmp_path / f"out/MASKS/grid{number}_a.png" for number in (1, 2)]
    for path in maps:
        write_mask(path, JunkMask(np.zeros((4, 4), np.int8), (1.0, 1.0)))
    assert match_masks([tmp_path / "out/MASKS"], both).files == dict(zip(both, maps, strict=True))


def test_a_mask_that_does_not_fit_fails_its_micrograph_only(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_micrograph(run / "n.mrc", np.random.default_rng(1).normal(size=(128, 128)).astype("f4"), 4.0)
    write_grey(run / "masks" / "n.mrc", [[0, 1, 1, 1]])
    command = ["pick", str(run / "m.mrc"), str(run / "n.mrc"), "--model", str(run / "model.safetensors")]
    command += ["--output", str(run / "out"), "--mask", str(run / "masks"), "--threads", "1", "--device", "cpu"]
    assert main(command) == 1
    assert "does not fit 128 × 128 px" in capsys.readouterr().err
    summary = json.loads((run / "out" / "summary.json").read_text())
    assert summary["done"] == 1
    assert [Path(path).name for path in summary["failed"]] == ["n.mrc"]
    (run / "masks" / "n.mrc").rename(run / "masks" / "other.mrc")
    assert main(command) == 1
    assert "None of the 1 mask" in capsys.readouterr().err


def test_masks_that_lie_upside_down_are_noticed() -> None:
    rng = np.random.default_rng(5)
    image = rng.normal(0, 1, (300, 400)).astype(np.float32)
    cells = np.zeros((30, 40), np.int8)
    cells[:12, :25] = FILM
    image[:120, :250] -= 1.0  # film is darker
    micrograph = micrograph_of(image, None)
    film = JunkMask(cells, (10.0, 10.0))
    assert better_turn([(micrograph, film)]) is None
    for turn in Turn:
        assert better_turn([(micrograph, turned_mask(film, turn))]) is turn
    assert advice([(micrograph, film)]) == []
    assert "better mirrored" in advice([(micrograph, turned_mask(film, Turn.MIRRORED))])[0]
    flat = micrograph_of(rng.normal(0, 1, (300, 400)).astype(np.float32), None)
    assert better_turn([(flat, film)]) is None
    assert better_turn([]) is None


def test_micrographs_in_the_folder_of_masks_are_named(tmp_path: Path) -> None:
    inner = tmp_path / "masks" / "a_mask.mrc"
    assert outside_of([tmp_path / "a.mrc", inner], inner.parent) == [tmp_path / "a.mrc"]
    with pytest.raises(EngineError, match="lie in the folder of masks"):
        outside_of([tmp_path / "a.mrc", inner], tmp_path)
