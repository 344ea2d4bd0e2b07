"""Boxes are matched to micrographs by name, allowing for other programs' changes, or reported; never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import mrcfile
import numpy as np
import pytest

from iceboxer.engine.data.boxes import make_boxes
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.matching import Loaded, load_boxes
from iceboxer.engine.data.micrograph import Micrograph, open_micrograph
from iceboxer.engine.data.micrograph_names import Stems, name_in
from iceboxer.engine.errors import EngineError, ReadError
from tests.engine.counting import count_calls
from tests.engine.written import write_file


def micrographs(folder: Path, *names: str) -> list[Micrograph]:
    opened = []
    for name in names:
        path = folder / f"{name}.mrc"
        path.parent.mkdir(parents=True, exist_ok=True)
        with mrcfile.new(path) as mrc:
            mrc.set_data(np.zeros((100, 200), np.int8))
        opened.append(open_micrograph(path))
    return opened


def found(loaded: Loaded) -> dict[str, int]:
    return {path.stem: len(boxlist.boxes) for path, boxlist in loaded.boxes.items()}


@pytest.mark.parametrize(
    ("stems", "name", "fitting"),
    [
        (["a", "b"], "a", ["a"]),
        (["a"], "000000000000000123_a", ["a"]),
        (["000000000000000123_a"], "a", ["000000000000000123_a"]),
        (["000000000000000001_a", "000000000000000002_a"], "a", ["000000000000000001_a", "000000000000000002_a"]),
        (["000000000000000001_a", "a"], "a", ["a"]),
        (["000000000000000001_a"], "000000000000000002_a", []),
        (["a"], "a_autopick", ["a"]),
        (["a"], "000000000000000007_a_manualpick", ["a"]),
        (["a"], "ab", []),
        (["1_"], "1_", ["1_"]),
        (["12"], "12", ["12"]),
        (["a"], "", []),
    ],
)
def test_names(stems: list[str], name: str, fitting: list[str]) -> None:
    assert Stems(stems).fitting(name) == fitting


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("a.mrc", "a"),
        ("MotionCorr/job002/Movies/a.b.mrc", "a.b"),
        (r"F:\data\a.tif", "a"),
        ("000001@Extract/job1/a.mrcs", "a"),
        ("../../etc/passwd", "passwd"),
        ("a_1.5", "a_1.5"),
        ("a.mrc.gz", "a"),
        ("", ""),
    ],
)
def test_names_in_files(text: str, stem: str) -> None:
    assert name_in(text) == stem


def test_folder_of_many_formats(tmp_path: Path) -> None:
    known = micrographs(tmp_path / "m", "eman", "star", f"{42:018d}_sparc", "csv", "empty", "none", "tif.like.1.5")
    folder = tmp_path / "boxes"
    write_file(folder / "eman.box", "5 15 10 10\n")
    write_file(folder / "star_autopick.star", "data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n10 20\n30 40\n")
    write_file(folder / "sub/sparc.box", "5 15 10 10\n")
    write_file(folder / "table.csv", "micrograph,x,y\nX/csv.tif,10,20\nother.mrc,1,2\n")
    write_file(folder / "empty.box", "")
    write_file(folder / "tif.like.1.5.box", "5 15 10 10\n")
    write_file(folder / "lost.box", "5 15 10 10\n")
    loaded = load_boxes([folder], known, box_size=10)
    assert found(loaded) == {
        "eman": 1,
        "star": 2,
        f"{42:018d}_sparc": 1,
        "csv": 1,
        "empty": 0,
        "tif.like.1.5": 1,
    }
    assert sorted(loaded.unmatched) == ["lost", "other.mrc"]
    assert loaded.problems == []
    assert loaded.notes() == ["2 lists of boxes matched no micrograph: lost, other.mrc."]


def test_unreadable_file_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    known = micrographs(tmp_path, "a", "b")
    write_file(tmp_path / "a.box", "1 2 3\n")
    write_file(tmp_path / "b.box", "1 2 3 4\n")
    loaded = load_boxes([tmp_path], known)
    assert found(loaded) == {"b": 1}
    assert [p.path for p in loaded.problems] == [str(tmp_path / "a.box")]


def test_impossible_boxes_are_skipped_and_counted(tmp_path: Path) -> None:
    known = micrographs(tmp_path, "a")
    rows = "x,y,width,height,note\n10,20,10,10,first\n10,20,10,10,again\nnan,1,5,5,\n1,2,-5,5,\n1,2,0,5,\n"
    write_file(
        tmp_path / "a.csv", rows + "201,50,5,5,\n50,100.5,5,5,\n-0.5,3,5,5,\n200,100,5,5,corner\n12,20,10,10,near\n"
    )
    loaded = load_boxes([tmp_path / "a.csv"], known)
    (boxlist,) = loaded.boxes.values()
    assert boxlist.extra["note"].tolist() == ["first", "corner", "near"]
    assert boxlist.boxes["x"].tolist() == [10, 200, 12]
    assert loaded.notes() == [
        "3 boxes skipped: invalid numbers (not a number, or a size not above 0).",
        "3 boxes skipped: centre outside the micrograph.",
        "1 box skipped: duplicates.",
    ]


def test_same_picks_in_several_formats_are_not_doubled(tmp_path: Path) -> None:
    """The folders that crYOLO and this program write contain every pick three times, in EMAN in whole pixels."""
    known = micrographs(tmp_path, "a")
    random = np.random.default_rng(0)
    boxes = make_boxes(random.uniform(0, 200, 30), random.uniform(0, 100, 30), 10.5, confidence=random.random(30))
    for folder, name, suffix in (("CBOX", "cbox", "cbox"), ("EMAN", "eman", "box"), ("STAR", "star", "star")):
        write_boxes(tmp_path / "out" / folder / f"a.{suffix}", BoxList(None, boxes), name)
    loaded = load_boxes([tmp_path / "out" / folder for folder in ("CBOX", "EMAN", "STAR")], known, box_size=10)
    (boxlist,) = loaded.boxes.values()
    assert np.allclose(boxlist.boxes["x"], boxes["x"])
    assert sum(loaded.left_out.values()) == 60
    assert load_boxes([tmp_path / "out"], known, box_size=10).left_out.total() == 0, "of all picks, CBOX alone is read"


def test_two_files_for_one_micrograph_are_joined(tmp_path: Path) -> None:
    known = micrographs(tmp_path, "a")
    write_file(tmp_path / "one/a.box", "5 15 10 10\n")
    write_file(tmp_path / "two/a.box", "25 15 10 10\n")
    assert found(load_boxes([tmp_path], known)) == {"a": 2}


def test_name_that_fits_two_micrographs_is_reported(tmp_path: Path) -> None:
    known = micrographs(tmp_path, "000000000000000001_a", "000000000000000002_a")
    path = write_file(tmp_path / "a.box", "5 15 10 10\n")
    loaded = load_boxes([path], known)
    assert found(loaded) == {}
    (problem,) = loaded.problems
    assert "fit 2 micrographs" in problem.reason
    assert "000000000000000001_a.mrc" in problem.reason


def test_two_names_that_fit_one_micrograph_are_reported(tmp_path: Path) -> None:
    known = micrographs(tmp_path, "a")
    write_file(tmp_path / "000000000000000001_a.box", "5 15 10 10\n")
    write_file(tmp_path / "000000000000000002_a.box", "25 15 10 10\n")
    loaded = load_boxes([tmp_path], known)
    assert found(loaded) == {"a": 1}
    (problem,) = loaded.problems
    assert "'000000000000000002_a'" in problem.reason
    assert "'000000000000000001_a'" in problem.reason


def test_folders_distinguish_micrographs_with_the_same_name(tmp_path: Path) -> None:
    first, second = micrographs(tmp_path, "grid1/a", "grid2/a")
    write_file(tmp_path / "boxes/grid1/a.box", "5 15 10 10\n")
    write_file(tmp_path / "boxes/all.csv", "micrograph,x,y\nraw/grid2/a.mrc,10,20\n")
    lost = write_file(tmp_path / "elsewhere/a.box", "5 15 10 10\n")
    loaded = load_boxes([tmp_path / "boxes", lost], [first, second], 10)
    assert {p: len(b.boxes) for p, b in loaded.boxes.items()} == {first.path: 1, second.path: 1}
    assert [p.path for p in loaded.problems] == [str(lost)]


def test_other_tables_in_a_folder_are_skipped(tmp_path: Path) -> None:
    known = micrographs(tmp_path, "a", "none")
    write_file(tmp_path / "boxes/a.txt", "image_name\tx_coord\ty_coord\na\t1\t2\n")
    write_file(tmp_path / "boxes/DISTR/size.csv", "from,to,count\n1,2,3\n")
    write_file(tmp_path / "boxes/README.txt", "These are my particles.\n")
    write_file(tmp_path / "boxes/none.txt", "")
    loaded = load_boxes([tmp_path / "boxes"], known, 10)
    assert (found(loaded), loaded.problems, loaded.notes()) == ({"a": 1, "none": 0}, [], [])
    named = load_boxes([tmp_path / "boxes/README.txt"], known, 10)
    assert len(named.problems) == 1, "what a person names is told of"


def test_a_missing_box_size_is_one_error(tmp_path: Path) -> None:
    known = micrographs(tmp_path, "a")
    write_file(tmp_path / "a.csv", "x,y\n1,2\n")
    with pytest.raises(EngineError, match="--box-size"):
        load_boxes([tmp_path], known)


def test_missing_path(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="does not exist"):
        load_boxes([tmp_path / "gone"], [])


def test_each_name_is_looked_up_and_not_compared_with_all_others() -> None:
    def calls(count: int) -> int:
        stems = Stems(f"{i:018d}_image_{i}" for i in range(count))
        return count_calls(lambda: [stems.fitting(f"image_{i}") for i in range(100)])

    assert Stems([f"{7:018d}_image_7"]).fitting("image_7") == [f"{7:018d}_image_7"]
    assert calls(10_000) <= 2 * calls(100)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("a", "a_automatch"),
        ("a", "a_topazpick"),
        ("a", "a_topazpicks"),
        ("a", "a_BoxNet2Mask_20180918"),
        ("a", "a_DW_autopick"),
        ("a_DW", "a"),
        ("a_fractions", f"{7:021d}_a_fractions_patch_aligned_doseweighted"),
        ("12_a", "12_a_autopick"),
    ],
)
def test_names_of_other_programs(stem: str, name: str) -> None:
    assert Stems([stem]).fitting(name) == [stem]


@pytest.mark.parametrize(("stem", "name"), [("a", "12_a"), ("12_a", "a"), ("a", f"{7:017d}_a"), ("a", f"{7:022d}_a")])
def test_shorter_and_longer_numbers_belong_to_the_name(stem: str, name: str) -> None:
    assert Stems([stem]).fitting(name) == []


def test_the_nearest_name_is_suggested(tmp_path: Path) -> None:
    write_file(tmp_path / "foilhole_71.box", "5 15 10 10\n")
    loaded = load_boxes([tmp_path / "foilhole_71.box"], micrographs(tmp_path, "foilhole_17", "other"))
    assert loaded.notes() == ["1 list of boxes matched no micrograph: foilhole_71 (nearest: foilhole_17.mrc)."]


def test_folders_and_the_record_of_names_tell_same_names_apart(tmp_path: Path) -> None:
    one, two = micrographs(tmp_path, "one/Data/a", "two/Data/a")
    write_file(tmp_path / "boxes/two/Data/a.box", "5 15 10 10\n")
    assert list(load_boxes([tmp_path / "boxes"], [one, two]).boxes) == [two.path]
    write_file(tmp_path / "out/EMAN/Data_a.box", "5 15 10 10\n")
    write_file(tmp_path / "out/names.json", json.dumps({"folder": "", "names": {str(one.path): "Data_a"}}))
    assert list(load_boxes([tmp_path / "out/EMAN"], [one, two]).boxes) == [one.path]
