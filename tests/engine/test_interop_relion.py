"""Picking and training as External jobs of RELION, started in the project folder as RELION does."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import starfile

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.formats import find_box_files, read_boxes
from iceboxer.engine.errors import Cancelled, EngineError
from iceboxer.engine.events import Event, MicrographDone, never
from iceboxer.engine.interop import relion
from iceboxer.engine.interop.relion_jobs import RelionPickConfig, pick
from tests.engine.conftest import BOX, Project, write_micrograph
from tests.engine.test_formats_particles import MICROGRAPHS

JOB = Path("External/job006")
TABLE = (
    MICROGRAPHS.split("data_micrographs")[0] + "data_micrographs\n\nloop_\n_rlnMicrographName #1\n_rlnOpticsGroup #2\n"
)
PIPELINE = "# version {}\n\ndata_pipeline_nodes\n\nloop_\n_rlnPipeLineNodeName #1\n{} #2\nCtfFind/job003/m.star {}\n"
PIPELINES = {
    relion.Version.V3: PIPELINE.format(30001, "_rlnPipeLineNodeType", 1),
    relion.Version.V4: PIPELINE.format(30001, "_rlnPipeLineNodeTypeLabel", "MicrographsData.star.relion"),
    relion.Version.V5: PIPELINE.format(50001, "_rlnPipeLineNodeTypeLabel", "MicrographGroupMetadata.star.relion"),
}


@pytest.fixture
def job(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The arguments of a job, whose project has three of the simulated micrographs."""
    monkeypatch.chdir(tmp_path)
    names = [f"MotionCorr/job002/Movies/m{i}.mrc" for i in (1, 4)] + ["MotionCorr/job002/Other/m5.mrc"]
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project.micrographs / Path(name).name, name)
    list_micrographs(*names)
    return ["--in_mics", "CtfFind/job003/micrographs_ctf.star", "--o", f"{JOB}/", "--j", "1"]


def list_micrographs(*names: str) -> None:
    Path("CtfFind/job003").mkdir(parents=True, exist_ok=True)
    Path("CtfFind/job003/micrographs_ctf.star").write_text(TABLE + "".join(f"{name} 1\n" for name in names))


def ends(folder: Path = JOB) -> list[str]:
    return sorted(p.name.removeprefix("RELION_JOB_") for p in folder.glob("RELION_JOB_*"))


def table(path: Path) -> Any:
    return starfile.read(path)


def test_picks_are_where_relion_expects_them(project: Project, job: list[str]) -> None:
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 0
    assert ends() == ["EXIT_SUCCESS"]
    listed = table(JOB / "autopick.star")
    assert listed["rlnMicrographName"].tolist() == relion.micrograph_names(Path("CtfFind/job003/micrographs_ctf.star"))
    files = [f"{JOB}/Movies/m1_iceboxer.star", f"{JOB}/Movies/m4_iceboxer.star", f"{JOB}/Other/m5_iceboxer.star"]
    assert listed["rlnMicrographCoordinates"].tolist() == files
    for file in files:
        name = Path(file).name.removesuffix("_iceboxer.star")
        assert Path(file).read_text() == (JOB / "STAR" / f"{name}.star").read_text()
        assert {"rlnCoordinateX", "rlnCoordinateY", "rlnAutopickFigureOfMerit"} <= set(table(Path(file)))
    assert (JOB / "coords_suffix_iceboxer.star").read_text() == "CtfFind/job003/micrographs_ctf.star\n"
    assert "data_coordinate_files" in (JOB / "autopick.star").read_text()


def test_the_list_is_read_back_with_the_same_boxes(project: Project, job: list[str]) -> None:
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 0
    lists = {b.micrograph: b for b in read_boxes(JOB / "autopick.star", BOX)}
    (expected,) = read_boxes(JOB / "STAR/m4.star", BOX)
    for axis in "xy":
        assert lists["MotionCorr/job002/Movies/m4.mrc"].boxes[axis].tolist() == expected.boxes[axis].tolist()
    assert len(expected.boxes) > 5


@pytest.mark.parametrize("version", relion.Version)
def test_output_nodes_are_those_of_each_version(project: Project, job: list[str], version: relion.Version) -> None:
    Path("default_pipeline.star").write_text(PIPELINES[version])
    assert relion.detect_version() == version
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 0
    text = (JOB / "RELION_OUTPUT_NODES.star").read_text()
    column, kind, node = version.value
    assert "data_output_nodes" in text
    assert column + " #2" in text
    assert f"{JOB}/{node} {kind}" in text


def test_training_takes_the_coordinates_of_each_version(project: Project, job: list[str]) -> None:
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 0
    quick = ["--box-size", str(BOX), "--epochs", "1", "--epoch-steps", "1", "--batch", "1"]
    for number, source in enumerate(
        (["--in_coords", f"{JOB}/autopick.star"], ["--in_coords", f"{JOB}/{relion.SUFFIX_LIST}"])
    ):
        output = Path(f"External/job01{number}")
        arguments = ["--in_mics", job[1], *source, "--o", f"{output}/", "--j", "1", *quick]
        assert main(["relion-train", *arguments]) == 0
        assert ends(output) == ["EXIT_SUCCESS"]
        assert (output / "model.safetensors").exists()
        assert "data_output_nodes" in (output / "RELION_OUTPUT_NODES.star").read_text()


def test_an_aborted_job_resumes(project: Project, job: list[str]) -> None:
    seen: list[Event] = []

    def press_abort(event: Event) -> None:
        seen.append(event)
        if isinstance(event, MicrographDone):
            (JOB / "RELION_JOB_ABORT_NOW").touch()

    list_micrographs(*(f"MotionCorr/job002/Movies/n{i}.mrc" for i in range(20)))
    for i in range(20):
        shutil.copy("MotionCorr/job002/Movies/m1.mrc", f"MotionCorr/job002/Movies/n{i}.mrc")
    config = RelionPickConfig((Path(job[1]),), project.model, JOB)
    with pytest.raises(Cancelled):
        pick(config, press_abort, never)
    assert ends() == ["EXIT_ABORTED"]
    done = sum(isinstance(e, MicrographDone) for e in seen)
    assert 0 < done < 20
    assert pick(config, seen.append, never)["taken_over"] >= done
    assert ends() == ["EXIT_SUCCESS"]


def test_a_failure_is_reported_to_relion(project: Project, job: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relion-pick", *job, "--model", "none.safetensors"]) == 1
    assert ends() == ["EXIT_FAILURE"]
    list_micrographs("gone.mrc")
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 1
    assert "in the folder of the RELION project" in capsys.readouterr().err
    Path("bad.mrc").write_bytes(b"bad")
    list_micrographs("bad.mrc")
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 1
    assert "No micrograph could be read" in capsys.readouterr().err
    assert ends() == ["EXIT_FAILURE"]


def test_a_missing_micrograph_does_not_stop_the_others(
    project: Project, job: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    list_micrographs("MotionCorr/job002/Movies/gone.mrc", "MotionCorr/job002/Movies/m1.mrc")
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 1
    assert "gone.mrc does not exist" in capsys.readouterr().err
    assert ends() == ["EXIT_SUCCESS"]
    assert len(read_boxes(JOB / "autopick.star", BOX)) == 1


def test_a_micrograph_without_particles_has_a_file_and_is_not_listed(project: Project, job: list[str]) -> None:
    import numpy as np

    write_micrograph(Path("empty.mrc"), np.zeros((416, 448), np.float32))
    list_micrographs("empty.mrc", "MotionCorr/job002/Movies/m1.mrc")
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 0
    assert [len(b.boxes) for b in read_boxes(JOB / "empty_iceboxer.star", BOX)] == [0]
    assert [b.micrograph for b in read_boxes(JOB / "autopick.star", BOX)] == ["MotionCorr/job002/Movies/m1.mrc"]


def test_the_same_name_in_two_folders_and_a_link_to_another(project: Project, job: list[str]) -> None:
    shutil.copy("MotionCorr/job002/Movies/m4.mrc", "MotionCorr/job002/Other/m1.mrc")
    Path("MotionCorr/job002/Movies/link.mrc").symlink_to(Path("MotionCorr/job002/Movies/m1.mrc").resolve())
    names = [f"MotionCorr/job002/{name}.mrc" for name in ("Movies/m1", "Other/m1", "Movies/link")]
    list_micrographs(*names)
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 0
    lists = {str(b.micrograph): b.boxes["x"].tolist() for b in read_boxes(JOB / "autopick.star", BOX)}
    assert list(lists) == names
    assert lists[names[0]] == lists[names[2]] != lists[names[1]]


def test_no_name_points_outside_the_jobs_folder() -> None:
    names = [
        "/etc/a.mrc",
        "../../b.mrc",
        "MotionCorr/job002/../../../c.mrc",
        "MotionCorr/job002/Movies/d.mrc",
        "..",
        "/",
    ]
    files = relion.coordinate_names([*names, "MotionCorr/job003/Movies/d.mrc"])
    assert list(files.values())[:4] == [
        "etc/a_iceboxer.star",
        "b_iceboxer.star",
        "c_iceboxer.star",
        "Movies/d_iceboxer.star",
    ]
    assert len(set(files.values())) == 7
    for file in files.values():
        assert not {"..", "/"} & set(Path(file).parts)


def test_names_that_differ_only_in_capitals_get_files_of_their_own() -> None:
    files = relion.coordinate_names(["MotionCorr/job002/Movies/a.mrc", "MotionCorr/job002/Movies/A.mrc"])
    assert list(files.values()) == ["Movies/a_iceboxer.star", "Movies/A_2_iceboxer.star"]


def test_folders_that_cannot_be_written(project: Project, job: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Path("External").write_text("a file")
    assert main(["relion-pick", *job, "--model", str(project.model)]) == 1
    assert "External/job006 cannot be written" in capsys.readouterr().err


def test_lists_without_micrographs(tmp_path: Path) -> None:
    (tmp_path / "m.star").write_text("data_\nloop_\n_rlnVoltage\n300\n")
    with pytest.raises(EngineError, match="names no micrographs"):
        relion.micrograph_names(tmp_path / "m.star")
    with pytest.raises(EngineError, match=r"no files \*_manualpick\.star in its folder"):
        find_box_files([tmp_path / "coords_suffix_manualpick.star"])
