"""Files written by other programs are read as those programs define them, and round trips lose nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import starfile

from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.formats import FORMATS, BoxList, read_boxes, write_boxes
from iceboxer.engine.errors import EngineError, ReadError


@pytest.fixture
def real(shared_data: Path) -> Path:
    if not (shared_data / "formats").is_dir():
        pytest.skip("no folder with other programs' files here")
    return shared_data / "formats"


def only(path: Path, box_size: float | None = None) -> BoxList:
    (boxlist,) = read_boxes(path, box_size)
    return boxlist


def test_picks_of_cryolo(real: Path) -> None:
    boxes = only(real / "cbox/TcdA1-0018_frames_sum.cbox").boxes
    assert len(boxes) == 120
    assert set(boxes["kind"]) == {Kind.PICK}
    first = boxes[0]
    assert (first["x"], first["y"]) == pytest.approx((3700.3671875 + 110, 3874.455551147461 + 110))
    assert (first["width"], first["estimated_width"], first["estimated_height"]) == (220, 232, 222)
    assert first["confidence"] == pytest.approx(0.6578449010848999)
    assert len(only(real / "cbox/TcdA1-0019_frames_sum.cbox").boxes) == 129


def test_manual_boxes(real: Path) -> None:
    by_hand = only(real / "cbox/2d_particles.cbox")
    assert by_hand.boxes["x"].tolist() == pytest.approx([24.1877, 79.06647, 36.84385])
    filaments = only(real / "cbox/ActLifeact_02885.cbox")
    assert len(filaments.boxes) == 223
    assert sorted(set(filaments.extra["_filamentid"])) == ["0.0", "1.0", "2.0", "3.0"]
    for boxlist in (by_hand, filaments):
        assert set(boxlist.boxes["kind"]) == {Kind.LABEL}
        assert np.isnan(boxlist.boxes["confidence"]).all()


def test_empty_files(real: Path) -> None:
    for name in ("cbox/empty.cbox", "box/2d_empty.box"):
        assert len(only(real / name).boxes) == 0


def test_eman(real: Path) -> None:
    left = only(real / "box/2d_left.box").boxes
    assert [tuple(b) for b in left[["x", "y", "width", "height"]]] == [
        (24, 40, 20, 10),
        (36, 62, 20, 10),
        (78, 51, 20, 10),
    ]
    picks = only(real / "box/repic_deepPicker_14_33_35.box").boxes
    assert (len(picks), picks[0]["x"], picks[0]["confidence"]) == (381, 432 + 90, 0.78618085)
    assert set(picks["kind"]) == {Kind.PICK}


@pytest.mark.parametrize("name", ["2d_center", "2d_center_float", "2d_0_center"])
def test_eman_without_sizes_holds_centres(real: Path, name: str) -> None:
    with pytest.raises(EngineError, match="--box-size"):
        read_boxes(real / f"box/{name}.box")
    boxes = only(real / f"box/{name}.box", 60).boxes
    assert set(boxes["width"]) == {60}
    assert boxes["x"][0] == pytest.approx({"2d_center": 24, "2d_center_float": 24.3, "2d_0_center": 92}[name])


def test_damaged_eman(real: Path) -> None:
    with pytest.raises(ReadError, match=r"2d_corrupt_has_string\.box: has 'sixty_three' .*line 2"):
        read_boxes(real / "box/2d_corrupt_has_string.box", 60)
    with pytest.raises(ReadError, match="3 columns in line 3 instead of 4"):
        read_boxes(real / "box/2d_corrupt_unqual_columns.box", 60)


def test_star_of_one_micrograph(real: Path) -> None:
    path = real / "star/Ucsf_stack_1142_DW_autopick.star"
    with pytest.raises(EngineError, match="--box-size"):
        read_boxes(path)
    boxlist = only(path, 100)
    frame = starfile.read(path)
    assert boxlist.micrograph is None
    assert boxlist.boxes["x"].tolist() == pytest.approx(frame["rlnCoordinateX"].tolist())
    assert boxlist.boxes["confidence"].tolist() == pytest.approx(frame["rlnAutopickFigureOfMerit"].tolist())
    assert set(boxlist.extra) == {"_rlnClassNumber", "_rlnAnglePsi"}


def test_star_of_relion_5(real: Path) -> None:
    frame = starfile.read(real / "star/relion5.star")["particles"]
    lists = read_boxes(real / "star/relion5.star", 100)
    assert sum(len(b.boxes) for b in lists) == len(frame)
    for boxlist in lists:
        part = frame[frame["rlnMicrographName"] == boxlist.micrograph]
        # the shifts in Å (_rlnOriginXAngst) do not move the boxes
        assert boxlist.boxes["x"].tolist() == pytest.approx(part["rlnCoordinateX"].tolist())
        assert boxlist.boxes["y"].tolist() == pytest.approx(part["rlnCoordinateY"].tolist())


@pytest.mark.parametrize("name", ["rln3.1_data_style", "one_loop"])
def test_coordinates_in_a_tomogram_are_refused(real: Path, name: str) -> None:
    with pytest.raises(ReadError, match=r"in a tomogram \(column _rlnCoordinateZ\)"):
        read_boxes(real / f"star/{name}.star", 100)


SOUND = [
    "cbox/TcdA1-0018_frames_sum.cbox",
    "cbox/TcdA1-0019_frames_sum.cbox",
    "cbox/2d_particles.cbox",
    "cbox/ActLifeact_02885.cbox",
    "box/2d_left.box",
    "box/repic_deepPicker_14_33_35.box",
    "star/Ucsf_stack_1142_DW_autopick.star",
    "star/relion5.star",
]


@pytest.mark.parametrize("name", SOUND)
def test_back_to_its_own_format(real: Path, tmp_path: Path, name: str) -> None:
    before = read_boxes(real / name, 100)
    own = {"cbox": "cbox", "box": "eman", "star": "star"}[name.split("/")[0]]
    write_boxes(tmp_path / "a", before, own)
    after = read_boxes(tmp_path / "a", 100)
    check_same(before, after, without=("confidence", "kind") if own == "eman" else ())


@pytest.mark.parametrize("name", SOUND)
@pytest.mark.parametrize("other", ["cbox", "csv"])
def test_through_a_format_that_keeps_everything(real: Path, tmp_path: Path, name: str, other: str) -> None:
    for before in read_boxes(real / name, 100):
        write_boxes(tmp_path / "a", replace(before, micrograph=None), other)
        check_same([replace(before, micrograph=None)], read_boxes(tmp_path / "a"))


def check_same(before: list[BoxList], after: list[BoxList], without: tuple[str, ...] = ()) -> None:
    assert [b.micrograph for b in after] == [b.micrograph for b in before]
    for old, new in zip(before, after, strict=True):
        for field in set(old.boxes.dtype.names or ()) - {*without}:
            assert np.allclose(new.boxes[field], old.boxes[field], atol=1e-5, equal_nan=True), field
        for column, words in old.extra.items():
            assert new.extra[column].tolist() == words.tolist()


def test_expert_labels(shared_data: Path) -> None:
    files = sorted((shared_data / "beta-galactosidase/truth").glob("*.star"))
    if not files:
        pytest.skip("no expert labels here")
    boxes = np.concatenate([only(path, 180).boxes for path in files])
    assert (len(boxes), set(boxes["kind"])) == (4990, {Kind.LABEL})
    assert (boxes["x"].min() >= 0) & (boxes["y"].max() <= 4096)


def test_all_formats_were_tested(real: Path) -> None:
    suffixes = {p.suffix for p in real.rglob("*.*")}
    assert suffixes <= {f.suffix for f in FORMATS.values()}
