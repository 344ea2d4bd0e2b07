"""Micrographs of the same name in different folders stay apart in every job; all numbers are computed by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.filament_matching import read_by_name as read_filaments_by_name
from iceboxer.engine.data.formats import FORMATS, BoxList, cryosparc, cs_table, find_box_files, read_boxes, write_boxes
from iceboxer.engine.data.label_set import write_label_set
from iceboxer.engine.data.matching import load_boxes
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.same_names import distinct_names, distinct_stems, match_names, names_of_lists
from iceboxer.engine.errors import EngineError
from iceboxer.engine.evaluation.edge import read_shapes
from iceboxer.engine.evaluation.reading import read_by_name
from iceboxer.engine.inspection.lists import filtered_star
from iceboxer.engine.interop.names import keep_names
from iceboxer.engine.interop.names import match_names as match_project
from tests.engine.conftest import write_micrograph

JOBS = ("job002", "job010")


@pytest.fixture
def micrographs(tmp_path: Path) -> list[Path]:
    """Two micrographs as RELION keeps them: only the second folder from below differs."""
    paths = [tmp_path / f"M/{job}/Movies/a.mrc" for job in JOBS]
    for path in paths:
        write_micrograph(path, np.arange(64 * 80, dtype=np.float32).reshape(64, 80))
    return paths


def centres(folder: Path, micrographs: list[Path]) -> list[list[float]]:
    """Return the x of the boxes that a folder holds for each micrograph."""
    loaded = load_boxes([folder], [open_micrograph(path) for path in micrographs], 10)
    assert not loaded.problems
    assert not loaded.unmatched
    return [loaded.boxes[path].boxes["x"].tolist() if path in loaded.boxes else [] for path in micrographs]


def test_names_have_as_few_folders_as_needed() -> None:
    paths = [Path("/p/job002/Movies/a.mrc"), Path("/p/job010/Movies/a.mrc"), Path("/p/job010/Movies/b.c.mrc")]
    assert list(distinct_names(paths).values()) == ["job002/Movies/a.mrc", "job010/Movies/a.mrc", "b.c.mrc"]
    assert list(distinct_stems(paths).values()) == ["job002/Movies/a", "job010/Movies/a", "b.c"]
    assert list(distinct_stems([Path("/x/a.mrc"), Path("/y/A.mrc")]).values()) == ["x/a", "y/A"]
    assert list(distinct_stems([Path("/x/a.mrc"), Path("/x/a.tif")]).values()) == ["a", "a-2"]


def test_lists_of_one_name_are_of_one_micrograph_unless_folders_say_otherwise() -> None:
    """Two files of one format in different folders are two micrographs; the same boxes in two formats are one."""

    def names(*lists: tuple[str | None, str]) -> list[str]:
        return names_of_lists([(named, Path(source)) for named, source in lists])

    assert names((None, "/p/x/a.box"), (None, "/p/y/a.box")) == ["x/a", "y/a"]
    assert names((None, "/p/x/a.box"), (None, "/p/y/a.star")) == ["a", "a"]
    assert names((None, "/p/EMAN/a.box"), (None, "/p/STAR/a.star"), (None, "/q/EMAN/a.box")) == ["p/a", "p/a", "q/a"]
    assert names(("j2/M/a.mrc", "/p/all.star"), ("j3/M/a.mrc", "/p/all.star")) == ["j2/M/a", "j3/M/a"]
    assert names(("a", "/p/all.txt"), ("a", "/p/all.txt")) == ["a", "a"]


def test_folders_decide_which_name_is_meant() -> None:
    known = ["job002/Movies/a", "job010/Movies/a", "b"]
    assert match_names(known, ["/p/job010/Movies/a", "0123456789012345678_b"]) == {
        "/p/job010/Movies/a": "job010/Movies/a",
        "0123456789012345678_b": "b",
    }
    assert match_names(known, ["a", "Movies/a"]) == {}  # it could be either
    assert match_names(["a_autopick"], ["a"]) == {"a": "a_autopick"}
    with pytest.raises(EngineError, match="'x/a' and those of 'y/a' fit the same micrograph 'a'"):
        match_names(["a"], ["x/a", "y/a"])


def test_boxes_of_a_micrograph_that_is_not_here_go_nowhere(tmp_path: Path, micrographs: list[Path]) -> None:
    """Of two names that fit the only micrograph, the one with its folders is meant; without such folders, neither."""
    here = [open_micrograph(micrographs[0])]
    lists = [BoxList(f"MotionCorr/{job}/Movies/a.mrc", make_boxes([20 + i], [30], 10)) for i, job in enumerate(JOBS)]
    for order in (lists, lists[::-1]):
        write_boxes(tmp_path / "all.star", order, "star")
        loaded = load_boxes([tmp_path / "all.star"], here, 10)
        assert loaded.boxes[micrographs[0]].boxes["x"].tolist() == [20]
        assert loaded.unmatched == ["MotionCorr/job010/Movies/a.mrc"]
    write_boxes(tmp_path / "all.star", [BoxList(f"J{i}/a.mrc", make_boxes([20], [30], 10)) for i in (2, 5)], "star")
    loaded = load_boxes([tmp_path / "all.star"], here, 10)
    assert loaded.boxes == {}
    assert "'J2/a.mrc' and 'J5/a.mrc' fit the same micrograph" in str(loaded.problems[0])
    write_boxes(tmp_path / "all.star", lists, "star")
    arguments = ["--box-size", "10", "--micrographs", str(tmp_path / "M/job002"), "--output", str(tmp_path / "out")]
    assert main(["feedback", str(tmp_path / "all.star"), *arguments]) == 0
    assert centres(tmp_path / "out", micrographs[:1]) == [[20]]


def test_an_excluded_micrograph_is_not_kept_by_its_name(tmp_path: Path, micrographs: list[Path]) -> None:
    """Neither by the same name in another folder, nor by a name that would fit if it were the only one."""
    other = micrographs[1].with_name("a_aligned.mrc")
    other.write_bytes(micrographs[1].read_bytes())
    names = [f"MotionCorr/{job}/Movies/a.mrc" for job in JOBS] + ["MotionCorr/job010/Movies/a_aligned.mrc"]
    star = tmp_path / "micrographs_ctf.star"
    star.write_text("data_micrographs\nloop_\n_rlnMicrographName\n" + "\n".join(names) + "\n")
    text, _ = filtered_star(star, [open_micrograph(path) for path in (*micrographs, other)], {micrographs[1]})
    assert [name in text for name in names] == [False, True, False]


def test_a_set_of_labels_keeps_both(tmp_path: Path, micrographs: list[Path]) -> None:
    boxes = {path: make_boxes([20 + i], [30], 10) for i, path in enumerate(micrographs)}
    write_label_set(boxes, tmp_path / "labels")
    assert centres(tmp_path / "labels", micrographs) == [[20], [21]]


def test_a_conversion_can_be_read_again(tmp_path: Path, micrographs: list[Path]) -> None:
    """Only one of the two has boxes; without its folder its file would fit both."""
    write_boxes(tmp_path / "in.star", BoxList("job010/Movies/a.mrc", make_boxes([20], [30], 10)), "star")
    arguments = ["--box-size", "10", "--micrographs", str(tmp_path / "M"), "--output", str(tmp_path / "out")]
    assert main(["convert", str(tmp_path / "in.star"), "--to", "eman", *arguments]) == 0
    assert (tmp_path / "out/job010/Movies/a.box").is_file()
    assert centres(tmp_path / "out", micrographs) == [[], [20]]


def test_feedback_can_be_read_again(tmp_path: Path, micrographs: list[Path]) -> None:
    lists = [BoxList(f"{job}/Movies/a.mrc", make_boxes([20 + i], [30], 10)) for i, job in enumerate(JOBS)]
    write_boxes(tmp_path / "kept.star", lists, "star")
    arguments = ["--box-size", "10", "--micrographs", str(tmp_path / "M"), "--output", str(tmp_path / "out")]
    assert main(["feedback", str(tmp_path / "kept.star"), *arguments]) == 0
    assert centres(tmp_path / "out", micrographs) == [[20], [21]]


def test_an_evaluation_does_not_join_them(tmp_path: Path, micrographs: list[Path]) -> None:
    """The picks fit the true boxes of the other micrograph only: nothing is found."""
    for i, job in enumerate(JOBS):
        for folder, x in (("truth", 20 + 30 * i), ("picks", 50 - 30 * i)):
            (tmp_path / folder / job).mkdir(parents=True)
            write_boxes(tmp_path / folder / job / "a.box", BoxList(None, make_boxes([x], [30], 10)), "eman")
    truth, picks = (read_by_name((tmp_path / folder,), None, []) for folder in ("truth", "picks"))
    assert list(truth) == list(picks) == ["job002/a", "job010/a"]
    assert [b["x"].tolist() for b in truth.values()] == [[20], [50]]
    named = [Path(str(path).replace("/Movies", "")) for path in micrographs]
    for old, new in zip(micrographs, named, strict=True):
        old.rename(new)
    assert read_shapes(named, truth) == {"job002/a": (64, 80), "job010/a": (64, 80)}


def test_the_record_of_a_picking_names_its_results(tmp_path: Path, micrographs: list[Path]) -> None:
    names = ", ".join(f'"{path}": "Movies_a{suffix}"' for path, suffix in zip(micrographs, ("", "_2"), strict=True))
    (tmp_path / "out/CBOX").mkdir(parents=True)
    (tmp_path / "out/names.json").write_text(f'{{"folder": "{tmp_path / "out"}", "names": {{{names}}}}}')
    for name, x in (("Movies_a", 20), ("Movies_a_2", 21)):
        write_boxes(tmp_path / f"out/CBOX/{name}.cbox", BoxList(None, make_boxes([x], [30], 10)), "cbox")
    found = read_by_name((tmp_path / "out/CBOX",), None, [])
    assert {name: b["x"].tolist() for name, b in found.items()} == {"job002/Movies/a": [20], "job010/Movies/a": [21]}


def test_an_output_that_keeps_the_folders_is_read_once_and_at_its_threshold(
    tmp_path: Path, micrographs: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """`CBOX/job002/Movies/a.cbox` holds all picks, EMAN and STAR hold the same, and the summary is three folders up."""
    boxes = make_boxes([20, 40], [30, 30], 10, confidence=[0.9, 0.2], kind=Kind.PICK)
    for job in JOBS:
        for kind, format in (("CBOX", "cbox"), ("EMAN", "eman"), ("STAR", "star")):
            path = tmp_path / "out" / kind / job / f"Movies/a{FORMATS[format].suffix}"
            path.parent.mkdir(parents=True)
            write_boxes(path, BoxList(None, boxes, made_with="0" * 16), format)
    summary = '{"threshold": 0.5, "config": {"min_size": null, "max_size": null}}'
    (tmp_path / "out/summary.json").write_text(summary)
    assert len(find_box_files([tmp_path / "out"])) == 2
    arguments = ["--micrographs", str(tmp_path / "M"), "--output", str(tmp_path / "new"), str(tmp_path / "out")]
    assert main(["convert", "--to", "csv", *arguments]) == 0
    assert centres(tmp_path / "new", micrographs) == [[20], [20]]
    assert "confidence of 0.5 or more" in capsys.readouterr().err


def test_filaments_of_both_stay_apart(tmp_path: Path, micrographs: list[Path]) -> None:
    for i, job in enumerate(JOBS):
        (tmp_path / "in" / job / "Movies").mkdir(parents=True)
        (tmp_path / "in" / job / "Movies/a.box").write_text(f"1 {20 + i} 10 10 -1\n50 {20 + i} 10 10 -2\n")
    found = read_filaments_by_name([tmp_path / "in"])
    assert list(found.filaments) == ["job002/Movies/a", "job010/Movies/a"]
    arguments = ["--pixel-size", "1", "--micrographs", str(tmp_path / "M"), "--output", str(tmp_path / "out")]
    assert main(["convert", str(tmp_path / "in"), "--to", "cryosparc-filaments", *arguments]) == 0
    path = tmp_path / "out/filaments.cs"
    names, _, _ = cryosparc.locations(path, cs_table.read_rows(path, cryosparc.FIELDS))
    assert sorted(set(names.tolist())) == ["job002/Movies/a.mrc", "job010/Movies/a.mrc"]
    assert main(["convert", str(tmp_path / "in"), "--to", "eman-start-end", *arguments]) == 0
    assert sorted(p.parent.parent.name for p in (tmp_path / "out").rglob("a.box")) == list(JOBS)


def test_tables_for_topaz_and_cryosparc_name_the_folders(tmp_path: Path, micrographs: list[Path]) -> None:
    assert list(keep_names(micrographs).names.values()) == ["job002/Movies/a.mrc", "job010/Movies/a.mrc"]
    theirs = [f"MotionCorr/{job}/Movies/a.mrc" for job in JOBS]
    assert match_project(micrographs, theirs).names == dict(zip(micrographs, theirs, strict=True))
    lists = [BoxList(name, make_boxes([20 + i], [30], 10)) for i, name in enumerate(theirs)]
    write_boxes(tmp_path / "all.txt", lists, "topaz")
    assert (tmp_path / "all.txt").read_text().split()[3::3] == ["job002/Movies/a", "job010/Movies/a"]
    assert centres(tmp_path / "all.txt", micrographs) == [[20], [21]]


def test_particles_for_relion_find_their_folder(tmp_path: Path, micrographs: list[Path]) -> None:
    """The boxes belong to the second micrograph of the name that the project has twice."""
    rows = "".join(f"MotionCorr/{job}/Movies/a.mrc 1\n" for job in JOBS)
    optics = tmp_path / "micrographs.star"
    optics.write_text(
        "data_optics\nloop_\n_rlnOpticsGroupName\n_rlnOpticsGroup\n_rlnMicrographPixelSize\ng 1 1.5\n"
        f"data_micrographs\nloop_\n_rlnMicrographName\n_rlnOpticsGroup\n{rows}"
    )
    write_boxes(tmp_path / "in.star", BoxList("job010/Movies/a.mrc", make_boxes([20], [30], 10)), "star")
    arguments = [
        "--box-size",
        "10",
        "--optics",
        str(optics),
        "--micrographs",
        str(tmp_path / "M"),
        "--output",
        str(tmp_path / "out"),
    ]
    assert main(["convert", str(tmp_path / "in.star"), "--to", "particles", *arguments]) == 0
    (read,) = read_boxes(tmp_path / "out/particles.star", 10)
    assert read.micrograph == "MotionCorr/job010/Movies/a.mrc"


def test_rejected_boxes_stay_out(tmp_path: Path) -> None:
    boxes = make_boxes([20, 40], [30, 30], 10)
    boxes["kind"][1] = Kind.REJECTED
    write_boxes(tmp_path / "a.cbox", BoxList(None, boxes), "cbox")
    (found,) = read_by_name((tmp_path,), None, []).values()
    assert np.array_equal(found["x"], [20])
