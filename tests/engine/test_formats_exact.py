"""Small files with numbers computed by hand: exactly what each format reads and writes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes

STAR = "data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnAutopickFigureOfMerit\n"
CBOX = "data_global\n_cbox_format_version 1.0\n\ndata_cryolo\nloop_\n_CoordinateX\n_CoordinateY\n_Width\n_Height\n"


def read(path: Path, content: str, box_size: float | None = None) -> Boxes:
    path.write_text(content, encoding="utf-8")
    (boxlist,) = read_boxes(path, box_size)
    return boxlist.boxes


def pick_and_label() -> BoxList:
    boxes = make_boxes([10.25, 30], [20, 40.5], 8, confidence=[0.5, np.nan])
    boxes["kind"] = Kind.PICK, Kind.LABEL
    return BoxList("a", boxes)


def test_relion_marks_a_manual_pick_with_a_confidence_of_minus_999(tmp_path: Path) -> None:
    boxes = read(tmp_path / "a.star", STAR + "1 2 -999.0\n3 4 0.25\n", 10)
    assert np.isnan(boxes["confidence"][0])
    assert boxes["confidence"][1] == 0.25
    assert boxes["kind"].tolist() == [Kind.LABEL, Kind.PICK]


def test_a_label_among_picks_is_certain_in_star_and_topaz(tmp_path: Path) -> None:
    write_boxes(tmp_path / "a.star", pick_and_label(), "star")
    assert (tmp_path / "a.star").read_text().split()[-8:] == [
        *("a", "10.250000", "20.000000", "0.500000"),
        *("a", "30.000000", "40.500000", "1.000000"),
    ]
    write_boxes(tmp_path / "a.txt", pick_and_label(), "topaz")
    assert (tmp_path / "a.txt").read_text().splitlines() == [
        "image_name\tx_coord\ty_coord\tscore",
        "a\t10.250000\t20.000000\t0.500000",
        "a\t30.000000\t40.500000\t1.000000",
    ]


@pytest.mark.parametrize(
    ("name", "content"), [("a.box", "100 200 0 0\n"), ("a.csv", "x,y,width,height\n100,200,0,0\n")]
)
def test_boxes_of_size_0_are_centres_of_the_given_size(tmp_path: Path, name: str, content: str) -> None:
    assert read(tmp_path / name, content, 30)[["x", "y", "width", "height"]].tolist() == [(100, 200, 30, 30)]


def test_a_single_box_of_size_0_among_others_gets_no_size(tmp_path: Path) -> None:
    assert read(tmp_path / "a.box", "100 200 0 0\n100 200 10 10\n", 30)["width"].tolist() == [0, 10]


def test_rejected_boxes_are_only_in_formats_that_mark_them(tmp_path: Path) -> None:
    boxlist = pick_and_label()
    boxlist.boxes["kind"][0] = Kind.REJECTED
    for format, count in (("cbox", 2), ("csv", 2), ("star", 1), ("eman", 1), ("topaz", 1)):
        write_boxes(tmp_path / format, boxlist, format)
        (back,) = read_boxes(tmp_path / format, 8)
        assert len(back.boxes) == count, format


def test_a_cbox_pick_keeps_a_confidence_of_1_and_nine_digits_of_any_other(tmp_path: Path) -> None:
    boxes = make_boxes([10, 20], [10, 20], 8, confidence=[1, 0.123456789], kind=Kind.PICK)
    for extra in ({}, {"_Colour": np.array(["red", "blue"])}):  # other columns are read and written by other code
        write_boxes(tmp_path / "a.cbox", BoxList(None, boxes, extra), "cbox")
        (back,) = read_boxes(tmp_path / "a.cbox")
        assert back.boxes["confidence"].tolist() == [1, 0.123456789]
        assert back.boxes["kind"].tolist() == [Kind.PICK, Kind.PICK]


def test_a_cryolo_box_with_confidence_1_and_no_estimated_size_is_a_label(tmp_path: Path) -> None:
    boxes = read(tmp_path / "a.cbox", CBOX + "_Confidence\n1 2 10 20 1.0\n1 2 10 20 0.99\n")
    assert boxes["kind"].tolist() == [Kind.LABEL, Kind.PICK]
    assert np.isnan(boxes["confidence"][0])
    assert boxes[["x", "y"]].tolist() == [(6, 12), (6, 12)]


def test_a_csv_box_without_height_is_square(tmp_path: Path) -> None:
    boxes = read(tmp_path / "a.csv", "x,y,width\n1,2,10\n")
    assert boxes[["width", "height"]].tolist() == [(10, 10)]
    boxes = read(tmp_path / "a.csv", "x,y,width,height\n1,2,10,\n1,2,10,30\n", 99)
    assert boxes["height"].tolist() == [10, 30]


def test_csv_keeps_a_thousandth_of_a_pixel(tmp_path: Path) -> None:
    write_boxes(tmp_path / "a.csv", BoxList(None, make_boxes([12345.678], [0.125], 8.5)), "csv")
    assert (tmp_path / "a.csv").read_text() == (
        "x,y,width,height,confidence,estimated_width,estimated_height,kind\n12345.678,0.125,8.5,8.5,,,,label\n"
    )
