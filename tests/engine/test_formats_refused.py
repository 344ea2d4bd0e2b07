"""What could mean several things is refused with one sentence that says what would be understood."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, find_box_files, read_boxes, write_boxes
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.errors import ReadError
from iceboxer.engine.evaluation.reading import read_by_name
from iceboxer.engine.events import Event, MicrographFailed
from iceboxer.engine.training.config import TrainConfig
from iceboxer.engine.training.labelled import load_labelled
from tests.engine.conftest import write_micrograph
from tests.engine.written import refusal, write_file

XY = "_rlnCoordinateX #1\n_rlnCoordinateY #2\n"


def micrograph(folder: Path, name: str) -> Micrograph:
    write_micrograph(folder / f"{name}.mrc", np.zeros((100, 200), np.int8))
    return open_micrograph(folder / f"{name}.mrc")


BARE = {
    "ctf_diagnostic.txt": "# Output from CTFFind version 4.1.14\n1 13420.1 13020.9 -11.5 0.0 0.17 3.9\n",
    "a_avrot.txt": "# CTFFind average\n0.000 0.002 0.004 0.006\n1.0 0.98 0.7 0.5\n",
    "a.tlt": "-60.0 0 0 1\n-57.0 0 0 1\n",
    "a.xf": "1.0 0.0 0.0 1.0 2.5\n1.0 0.0 0.0 1.0 2.5\n",
    "points.txt": "1 120.5 33.0 0.0\n1 80.0 71.0 0.0\n",
    "objects.csv": "1 1 120.5 33.0 0.0\n",
    "average.dat": "1 2 3 4 5 6 7\n",
    "renamed.star": "10 20 50 50\n",
    "renamed.box": "10 20 50 50 0.5 50 50\n",
}


@pytest.mark.parametrize("name", BARE)
def test_bare_numbers_are_boxes_only_in_a_file_of_that_suffix(tmp_path: Path, name: str) -> None:
    why = refusal(write_file(tmp_path / name, BARE[name]))
    assert "bare numbers" in why
    assert "no heading" in why
    assert "x y width height" in why
    assert "--columns" in why


def test_the_program_that_its_comment_names_is_named(tmp_path: Path) -> None:
    assert "CTFFIND" in refusal(write_file(tmp_path / "b.txt", BARE["ctf_diagnostic.txt"]))


def test_bare_numbers_beside_boxes_are_skipped_in_a_folder(tmp_path: Path) -> None:
    for name in ("ctf_diagnostic.txt", "a_avrot.txt", "points.txt", "objects.csv"):
        write_file(tmp_path / name, BARE[name])
    box = write_file(tmp_path / "a.BOX", "10 20 50 50\n")
    assert find_box_files([tmp_path]) == [box]
    assert read_boxes(box)[0].boxes["x"].tolist() == [35]


@pytest.mark.parametrize("heading", ["x y w h", "x,y,w,h", "x y width height", "X\tY\tWidth\tHeight", "left top w h"])
def test_a_heading_over_a_box_file(tmp_path: Path, heading: str) -> None:
    why = refusal(write_file(tmp_path / "a.box", f"{heading}\n10 20 30 30\n"))
    assert f"'{' '.join(heading.replace(',', ' ').split())}'" in why
    assert "lower left corner" in why


@pytest.mark.parametrize(
    "column", ["w", "dx", "size", "box_size", "Diameter", "x2", "ymax", "left", "radius", "helixID", "boxsize"]
)
def test_a_column_that_could_move_a_box(tmp_path: Path, column: str) -> None:
    why = refusal(write_file(tmp_path / "a.csv", f"x,y,{column}\n10,20,30\n"))
    assert f"'{column.lower()}' in line 1" in why
    assert "x and y (centre in px), width, height" in why


@pytest.mark.parametrize("column", ["image_name", "filename", "Micrograph_Name", "path"])
def test_a_column_of_names_that_is_not_understood(tmp_path: Path, column: str) -> None:
    """Otherwise the boxes of two micrographs would be one list."""
    why = refusal(write_file(tmp_path / "a.csv", f"{column},x,y\none.mrc,10,20\ntwo.mrc,30,40\n"))
    assert "the column of names is 'micrograph'" in why


@pytest.mark.parametrize("column", ["z", "Z_coord", "slice"])
def test_a_table_of_a_tomogram(tmp_path: Path, column: str) -> None:
    assert "of a tomogram" in refusal(write_file(tmp_path / "a.csv", f"x,y,{column}\n10,20,30\n"))


def test_a_topaz_table_of_a_tomogram(tmp_path: Path) -> None:
    rows = "image_name\tx_coord\ty_coord\tz_coord\na\t1\t2\t3\n"
    assert "'z_coord' of a tomogram" in refusal(write_file(tmp_path / "a.txt", rows))


@pytest.mark.parametrize("heading", ["x,y", "micrograph,x,y", "image_name\tx_coord\ty_coord"])
def test_a_second_table_below_the_first(tmp_path: Path, heading: str) -> None:
    row = "\t".join(["a", "1", "2"]) if "\t" in heading else "a,1,2" if "micro" in heading else "1,2"
    path = write_file(tmp_path / "a.csv", f"{heading}\n{row}\n\n{heading}\n{row}\n")
    assert "has a second table from line 4" in refusal(path)


def test_our_own_csv_keeps_columns_of_any_name(tmp_path: Path) -> None:
    extra = {"w": np.array(["7"]), "name": np.array(["b"])}
    write_boxes(tmp_path / "a.csv", BoxList(None, make_boxes([1], [2], 10), extra), "csv")
    assert read_boxes(tmp_path / "a.csv")[0].extra["w"].tolist() == ["7"]


def test_points_of_imod_in_a_box_file(tmp_path: Path) -> None:
    assert "contour x y z" in refusal(write_file(tmp_path / "a.box", "1 120 33 0\n1 80 71 0\n"))


def test_helices_as_start_and_end(tmp_path: Path) -> None:
    why = refusal(write_file(tmp_path / "a.box", "# mine\n7 8 40 40 -3\n10 20 40 40 -1\n90 20 40 40 -2\n"))
    assert "in line 3" in why
    assert "Read it as filaments" in why


def test_scores_below_0_are_no_helices(tmp_path: Path) -> None:
    (read,) = read_boxes(write_file(tmp_path / "a.box", "10 20 40 40 -1\n90 20 40 40 4.5\n50 20 40 40 -5.25\n"))
    assert read.boxes["confidence"].tolist() == [-1, 4.5, -5.25]
    assert set(read.boxes["kind"]) == {Kind.PICK}


@pytest.mark.parametrize(
    ("tag", "value"), [("_rlnCoordinateZ", "12.5"), ("_rlnTomoName", "TS_01"), ("_rlnTomoParticleName", "TS_01/1")]
)
def test_a_star_file_of_a_tomogram(tmp_path: Path, tag: str, value: str) -> None:
    why = refusal(write_file(tmp_path / "a.star", f"data_particles\nloop_\n{XY}{tag} #3\n1 2 {value}\n"))
    assert f"in a tomogram (column {tag})" in why


def test_images_in_stacks_without_micrographs(tmp_path: Path) -> None:
    rows = "data_particles\nloop_\n" + XY + "_rlnImageName #3\n1 2 000001@one.mrcs\n3 4 000001@two.mrcs\n"
    assert "_rlnMicrographName" in refusal(write_file(tmp_path / "particles.star", rows))


def test_what_is_written_without_a_micrograph_names_no_image_and_can_be_read(tmp_path: Path) -> None:
    extra = {"_rlnImageName": np.array(["000001@a.mrcs"]), "_rlnClassNumber": np.array(["3"])}
    write_boxes(tmp_path / "a.star", BoxList(None, make_boxes([1], [2], 10), extra), "star")
    (read,) = read_boxes(tmp_path / "a.star", 10)
    assert list(read.extra) == ["_rlnClassNumber"]
    write_boxes(tmp_path / "b.star", BoxList("b.mrc", make_boxes([1], [2], 10), extra), "star")
    assert "_rlnImageName" in read_boxes(tmp_path / "b.star", 10)[0].extra


def test_two_tables_without_names(tmp_path: Path) -> None:
    rows = "".join(f"data_{name}\nloop_\n{XY}1 2\n\n" for name in ("one", "two"))
    assert "2 tables with coordinates" in refusal(write_file(tmp_path / "a.star", rows))


class TestNothingLeft:
    """A list whose boxes were all dropped does not make its micrograph an empty one."""

    OUTSIDE = "4000 4000 10 10\n5000 5000 10 10\n"

    def test_it_is_a_problem_and_no_empty_list(self, tmp_path: Path) -> None:
        known = [micrograph(tmp_path, name) for name in ("a", "b", "c")]
        write_file(tmp_path / "a.box", self.OUTSIDE)
        write_file(tmp_path / "b.box", "5 5 10 10\n")
        write_file(tmp_path / "c.box", "")
        loaded = load_boxes([tmp_path], known)
        assert {path.stem: len(b.boxes) for path, b in loaded.boxes.items()} == {"b": 1, "c": 0}
        (problem,) = loaded.problems
        assert problem.path == str(tmp_path / "a.box")
        assert "none of its boxes of 'a' can be used (2: centre outside the micrograph" in problem.reason
        assert loaded.notes() == []

    def test_it_is_no_micrograph_without_particles_to_train_on(self, tmp_path: Path) -> None:
        for name in "abc":
            micrograph(tmp_path, name)
        write_file(tmp_path / "a.box", self.OUTSIDE)
        write_file(tmp_path / "b.box", "5 5 10 10\n")
        write_file(tmp_path / "c.txt", BARE["ctf_diagnostic.txt"])
        events: list[Event] = []
        config = TrainConfig(micrographs=(tmp_path,), boxes=(tmp_path,), output=tmp_path / "m.safetensors")
        labelled = load_labelled(config, events.append)
        assert [item.micrograph.path.name for item in labelled] == ["b.mrc"]
        assert [Path(e.path).name for e in events if isinstance(e, MicrographFailed)] == ["a.box"]

    @pytest.mark.parametrize("other", [OUTSIDE, "1 2 -3 4\n", "nan nan 5 5\n", "1 two 3 4\n"])
    def test_an_empty_list_beside_it_does_not_help(self, tmp_path: Path, other: str) -> None:
        known = [micrograph(tmp_path, "a")]
        for names in (("1/a.box", "2/a.box"), ("2/a.box", "1/a.box")):
            write_file(tmp_path / names[0], other)
            write_file(tmp_path / names[1], "")
            loaded = load_boxes([tmp_path], known)
            assert (loaded.boxes, len(loaded.problems)) == ({}, 1)

    def test_sound_boxes_beside_it_are_taken(self, tmp_path: Path) -> None:
        known = [micrograph(tmp_path, "a")]
        write_file(tmp_path / "1/a.box", self.OUTSIDE)
        write_file(tmp_path / "2/a.box", "5 5 10 10\n")
        loaded = load_boxes([tmp_path], known)
        assert ([len(b.boxes) for b in loaded.boxes.values()], len(loaded.problems)) == ([1], 1)

    def test_it_does_not_count_as_empty_in_a_comparison(self, tmp_path: Path) -> None:
        write_file(tmp_path / "a.box", "1 2 -3 4\n")
        problems: list[ReadError] = []
        assert read_by_name((tmp_path,), None, problems) == {}
        assert len(problems) == 1


def test_tables_with_other_headings_name_the_columns_that_are_understood(tmp_path: Path) -> None:
    why = refusal(write_file(tmp_path / "a.csv", "X-Coordinate,Y-Coordinate,Diameter\n10,20,30\n"))
    assert "'X-Coordinate, Y-Coordinate, Diameter'" in why
    assert "x and y (centre in px)" in why
