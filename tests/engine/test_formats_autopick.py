"""RELION's list of a picking job: the files that it names are read, but no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.formats import read_boxes
from iceboxer.engine.errors import ReadError

COORDINATES = "data_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n_rlnAutopickFigureOfMerit #3\n"
LIST = "# version 30001\n\ndata_coordinate_files\n\nloop_\n_rlnMicrographName #1\n_rlnMicrographCoordinates #2\n"


def project(folder: Path, *named: str) -> Path:
    """Write a picking job whose list names these files, all for the micrograph a.mrc."""
    job = folder / "project/AutoPick/job005"
    (job / "Movies").mkdir(parents=True)
    (job / "Movies/a_autopick.star").write_text(COORDINATES + "1 2 0.5\n3 4 0.25\n", encoding="utf-8")
    (job / "Movies/empty_autopick.star").write_text("", encoding="utf-8")
    (folder / "secret.star").write_text(COORDINATES + "9 9 0.5\n", encoding="utf-8")
    rows = "".join(f"MotionCorr/job002/Movies/a.mrc {name}\n" for name in named)
    (job / "autopick.star").write_text(LIST + rows, encoding="utf-8")
    return job / "autopick.star"


@pytest.mark.parametrize(
    "named", ["AutoPick/job005/Movies/a_autopick.star", "Movies/a_autopick.star", "./Movies/a_autopick.star"]
)
def test_relative_to_the_project_or_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    path = project(tmp_path, named)
    monkeypatch.chdir(path.parent)
    for way in (path, Path("autopick.star")):
        (boxlist,) = read_boxes(way, 50)
        assert boxlist.micrograph == "MotionCorr/job002/Movies/a.mrc"
        assert boxlist.boxes["confidence"].tolist() == [0.5, 0.25]


def test_linked_folder_of_movies_is_followed(tmp_path: Path) -> None:
    """Projects often link to another disk for the data."""
    path = project(tmp_path, "Linked/a_autopick.star")
    (path.parent / "Linked").symlink_to(path.parent / "Movies")
    (boxlist,) = read_boxes(path, 50)
    assert len(boxlist.boxes) == 2


def test_empty_file_means_no_boxes(tmp_path: Path) -> None:
    (boxlist,) = read_boxes(project(tmp_path, "Movies/empty_autopick.star"), 50)
    assert (boxlist.micrograph, len(boxlist.boxes)) == ("MotionCorr/job002/Movies/a.mrc", 0)


@pytest.mark.parametrize("named", ["AutoPick/job005/gone.star", "Movies", ".", "a" * 3000, "Movies/a_autopick.star/b"])
def test_missing_files_are_named(tmp_path: Path, named: str) -> None:
    with pytest.raises(ReadError, match=f"lists the file '{named[:80]}', which does not exist") as caught:
        read_boxes(project(tmp_path, named), 50)
    assert len(str(caught.value)) < 500, "a sentence, not the file"


@pytest.mark.parametrize(
    "named",
    [
        "../../../secret.star",
        "Movies/../../../../secret.star",
        r"..\..\..\secret.star",
        "/etc/passwd",
        r"C:\a.star",
        "..",
    ],
)
def test_no_path_leads_out_of_the_project(tmp_path: Path, named: str) -> None:
    with pytest.raises(ReadError, match="only files within the project are read"):
        read_boxes(project(tmp_path, named), 50)


def test_absolute_path_is_refused_although_the_file_exists(tmp_path: Path) -> None:
    path = project(tmp_path, str(tmp_path / "secret.star"))
    with pytest.raises(ReadError, match="only files within the project are read"):
        read_boxes(path, 50)


def test_only_three_folders_are_searched(tmp_path: Path) -> None:
    """The project is two levels above the list; files beside the project do not belong to it."""
    with pytest.raises(ReadError, match="which does not exist"):
        read_boxes(project(tmp_path, "secret.star"), 50)


def test_list_that_names_itself(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="lists itself"):
        read_boxes(project(tmp_path, "autopick.star"), 50)
    with pytest.raises(ReadError, match="lists itself"):
        read_boxes(project(tmp_path / "again", "AutoPick/job005/autopick.star"), 50)


def test_lists_that_name_each_other(tmp_path: Path) -> None:
    path = project(tmp_path, "other.star")
    (path.parent / "other.star").write_text(LIST + "a.mrc autopick.star\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"other\.star: has no coordinates"):
        read_boxes(path, 50)


def test_file_without_coordinates(tmp_path: Path) -> None:
    path = project(tmp_path, "Movies/a_autopick.star", "Movies/b.star")
    (path.parent / "Movies/b.star").write_text("data_\n_rlnVoltage 300\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"b\.star: has no coordinates"):
        read_boxes(path, 50)


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project(tmp_path, "../../../secret.star")
    assert main(["convert", "--to", "csv", "--box-size", "5", "--output", str(tmp_path / "out"), str(path)]) == 1
    printed = capsys.readouterr()
    assert "only files within the project are read" in printed.err
    assert "Traceback" not in printed.err
    assert not (tmp_path / "out").exists()
