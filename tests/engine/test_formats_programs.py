"""EMAN2, Xmipp, Gautomatch, cisTEM and IMOD: small files written by hand after these programs' rules."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, find_box_files, read_boxes, write_boxes
from iceboxer.engine.errors import EngineError
from tests.engine.written import refusal, write_file

POS = (
    "# XMIPP_STAR_1 *\n#\ndata_header\nloop_\n _pickingMicrographState\nSupervised\n"
    "data_particles\nloop_\n _itemId\n _enabled\n _xcoor\n _ycoor\n _cost\n _micrographId\n"
    " 000001   1   100  50  1   000007\n 000002  -1   110  60  1   000007\n"
    "data_particles_auto\nloop_\n _enabled\n _xcoor\n _ycoor\n _cost\n 1 200 150 0.75\n"
)


class TestEman2:
    def test_centres_by_the_micrograph_s_name(self, tmp_path: Path) -> None:
        rows = [[100.5, 50, "manual"], [200, 150.25, "auto_convnet", 3.5], [1, 2, "auto_ref"]]
        path = write_file(tmp_path / "info/a_info.json", json.dumps({"ctf": {"a": 1}, "boxes": rows, "quality": 5}))
        (boxlist,) = read_boxes(path, 40)
        assert boxlist.micrograph == "a"
        assert boxlist.boxes["x"].tolist() == [100.5, 200, 1]
        assert boxlist.boxes["y"].tolist() == [50, 150.25, 2]
        assert boxlist.boxes["kind"].tolist() == [Kind.LABEL, Kind.PICK, Kind.PICK]
        assert np.array_equal(boxlist.boxes["confidence"], [np.nan, 3.5, np.nan], equal_nan=True)

    def test_in_a_folder_only_boxed_micrographs_are_read(self, tmp_path: Path) -> None:
        """EMAN2 writes an info file for every micrograph, so that none of them is marked as empty."""
        for name, content in (("a", {"boxes": [[1, 2, "manual"]]}), ("b", {"boxes": []}), ("c", {"quality": 5})):
            write_file(tmp_path / f"info/{name}_info.json", json.dumps(content))
        write_file(tmp_path / "info/project.json", json.dumps({"global.boxsize": 200, "boxes": [[1, 2, "manual"]]}))
        write_file(tmp_path / "info/d_info.json", '{"boxes": [[1, 2,')
        assert [path.name for path in find_box_files([tmp_path])] == ["a_info.json", "d_info.json"]

    def test_written_and_read_by_its_rules(self, tmp_path: Path) -> None:
        boxes = make_boxes([1.5, 3, 5], [2, 4.25, 6], 10, confidence=[np.nan, 0.5, 0.9])
        boxes["kind"] = Kind.LABEL, Kind.PICK, Kind.REJECTED
        write_boxes(tmp_path / "a_info.json", BoxList(None, boxes), "eman2")
        written = json.loads((tmp_path / "a_info.json").read_text(encoding="utf-8"))
        assert written == {"boxes": [[1.5, 2, "manual"], [3, 4.25, "manual"]]}

    def test_ctf_in_the_same_file_is_not_lost(self, tmp_path: Path) -> None:
        path = write_file(tmp_path / "a_info.json", '{"boxes": [[1, 2, "manual"]], "ctf": [1]}')
        with pytest.raises(EngineError, match="holds more than boxes"):
            write_boxes(path, BoxList(None, make_boxes([1], [2], 10)), "eman2")
        assert '"ctf"' in path.read_text(encoding="utf-8")
        write_file(path, '{"boxes": []}')
        write_boxes(path, BoxList(None, make_boxes([1], [2], 10)), "eman2")

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            ('{"boxes_3d": [[1, 2, 3]]}', "in a tomogram"),
            ('{"boxes": [[1, "manual"]]}', "no x, y and mode in box 1"),
            ('{"boxes": [[1, 2, "manual"], [1, NaN, "manual"]]}', "no x, y and mode in box 2"),
            ('{"boxes": [[1, 2, 3]]}', "no x, y and mode in box 1"),
            ('{"boxes": 5}', "has no boxes"),
            ('{"boxes": [', "is not valid JSON"),
        ],
    )
    def test_refused(self, tmp_path: Path, content: str, why: str) -> None:
        assert why in refusal(write_file(tmp_path / "a_info.json", content))


class TestXmipp:
    def test_boxes_of_a_person_and_of_the_picker(self, tmp_path: Path) -> None:
        (boxlist,) = read_boxes(write_file(tmp_path / "a.pos", POS), 40)
        assert boxlist.boxes["x"].tolist() == [100, 110, 200]
        assert boxlist.boxes["y"].tolist() == [50, 60, 150]
        assert boxlist.boxes["kind"].tolist() == [Kind.LABEL, Kind.REJECTED, Kind.PICK]
        assert boxlist.extra["_cost"].tolist() == ["1", "1", "0.75"]

    def test_written_by_its_rules(self, tmp_path: Path) -> None:
        write_boxes(tmp_path / "a.pos", BoxList(None, make_boxes([1.5, 2.4], [3, 4], 10)), "xmipp")
        lines = (tmp_path / "a.pos").read_text(encoding="utf-8").splitlines()
        assert lines[0] == "# XMIPP_STAR_1 *"
        assert lines[lines.index("data_particles") :] == [
            "data_particles",
            "loop_",
            " _xcoor",
            " _ycoor",
            " 2 3",
            " 2 4",
        ]

    def test_found_in_a_folder(self, tmp_path: Path) -> None:
        path = write_file(tmp_path / "a.pos", POS)
        assert find_box_files([tmp_path]) == [path]

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ("_cost", "_zcoor", "in a tomogram"),
            ("data_particles_auto", "data_rejected", "in the block 'rejected'"),
            ("_xcoor", "_left", "has no coordinates"),
        ],
    )
    def test_refused(self, tmp_path: Path, old: str, new: str, why: str) -> None:
        assert why in refusal(write_file(tmp_path / "a.pos", POS.replace(old, new)))


def test_gautomatch(tmp_path: Path) -> None:
    star = (
        "\ndata_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n_rlnAnglePsi #3\n_rlnClassNumber #4\n"
        "_rlnAutopickFigureOfMerit #5\n  100.0  50.0  12.0  1  0.456\n  200.0  150.0  30.0  2  0.356\n"
    )
    (boxlist,) = read_boxes(write_file(tmp_path / "a_automatch.star", star), 40)
    assert boxlist.boxes["confidence"].tolist() == [0.456, 0.356]
    assert boxlist.extra["_rlnClassNumber"].tolist() == ["1", "2"]
    (boxlist,) = read_boxes(write_file(tmp_path / "a_automatch.box", "80 30 40 40 0.456\n180 130 40 40 0.356\n"))
    assert boxlist.boxes["x"].tolist() == [100, 200]
    assert boxlist.boxes["confidence"].tolist() == [0.456, 0.356]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.mod", b"IMODV1.1model\0\0\0", "open it in 3dmod and save it again"),
        ("project.db", b"SQLite format 3\0\x10\0", "cannot be read as a project of cisTEM"),
        ("a.box.gz", b"\x1f\x8b\x08\0", "is compressed; unpack it first"),
        ("a.box", b"10,20,40,40\n", "4 or 5, with blanks or tabs"),
        ("a_info.json", b'{"boxes_3d": [[10, 20, 3, "manual"]]}', "boxes in a tomogram"),
        ("a.star", b"data_\nloop_\n_rlnTomoName\n_rlnCenteredCoordinateXAngst\nt 1\n", "belongs to tomograms"),
        ("Results.csv", b" ,Area,Mean,X,Y\n1,0,5,10,20\n", "a table of ImageJ, which counts y from the top"),
        ("a.txt", b"image_name\tx_coord\ty_coord\twidth\na\t1\t2\t3\n", "the column 'width' beside Topaz's"),
        ("a.hdf", b"\x89HDF\r\n\x1a\n\0", "info/NAME_info.json"),
        ("a.plt", b"51.0 101.0 1.0\n", "the project's database (.db)"),
        ("a.star", b"data_\nloop_\n_cisTEMPositionInStack #1\n_cisTEMOriginalXPosition #2\n1 100\n", "database (.db)"),
    ],
)
def test_files_that_are_not_read_say_what_to_do(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert why in refusal(tmp_path / name)


class TestColumns:
    """Bare numbers are converted when a person names their columns."""

    def convert(self, folder: Path, columns: str, *arguments: object) -> int:
        return main(
            ["convert", "--to", "csv", "--output", str(folder / "out"), "--columns", columns, *map(str, arguments)]
        )

    @pytest.mark.parametrize(
        ("columns", "row"),
        [
            ("x,y", "10 20"),
            ("X, Y", "10,20"),
            ("_,x,y,_", "1  10.0\t20.0 0"),
            ("y,x", "20;10"),
            ("x,y,_", "# z\n10 20 0"),
        ],
    )
    def test_centres(self, tmp_path: Path, columns: str, row: str) -> None:
        path = write_file(tmp_path / "a.txt", row + "\n")
        assert self.convert(tmp_path, columns, "--box-size", 8, path) == 0
        (box,) = read_boxes(tmp_path / "out/a.csv")[0].boxes
        assert (box["x"], box["y"], box["width"], box["height"]) == (10, 20, 8, 8)

    def test_sizes_and_scores(self, tmp_path: Path) -> None:
        path = write_file(tmp_path / "in/a.coord", "10 20 6 9 -1.5\n")
        assert self.convert(tmp_path, "x,y,width,height,confidence", path.parent) == 0
        (box,) = read_boxes(tmp_path / "out/a.csv")[0].boxes
        assert (box["width"], box["height"], box["confidence"], box["kind"]) == (6, 9, -1.5, Kind.PICK)

    def test_another_number_of_columns(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = write_file(tmp_path / "a.txt", "10 20\n30 40 50\n")
        assert self.convert(tmp_path, "x,y", "--box-size", 8, path) == 1
        assert "has 3 columns in line 2 instead of 2" in capsys.readouterr().err

    @pytest.mark.parametrize("columns", ["x", "x,x,y", "x,y,angle", "", "x;y"])
    def test_wrong_usage(self, tmp_path: Path, columns: str) -> None:
        path = write_file(tmp_path / "a.txt", "10 20\n")
        with pytest.raises(SystemExit) as caught:
            self.convert(tmp_path, columns, path)
        assert caught.value.code == 2
