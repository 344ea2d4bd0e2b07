"""A list that stands in several files is read once, and another program's bookkeeping is no failure."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, find_box_files, read_boxes, write_boxes
from iceboxer.engine.errors import ReadError

XY = "\ndata_\n\nloop_\n_rlnCoordinateX #1\n_rlnCoordinateY #2\n10 20\n30 40\n\n"
PARTICLES = (
    XY.replace("#2\n", "#2\n_rlnMicrographName #3\n").replace("20\n", "20 m/a.mrc\n").replace("40\n", "40 b.mrc\n")
)
BOOKKEEPING = {
    "job.star": "data_job\n\n_rlnJobType 4\n",
    "job_pipeline.star": "data_pipeline_general\n\n_rlnPipeLineJobCounter 3\n",
    "default_pipeline.star": "data_pipeline_general\n\n_rlnPipeLineJobCounter 3\n",
    "summary.star": "data_\n\nloop_\n_rlnMicrographName #1\n_rlnAutopickFigureOfMerit #2\nm/a.mrc 0.5\n",
    "micrographs_ctf.star": "data_micrographs\n\nloop_\n_rlnMicrographName #1\n_rlnDefocusU #2\nm/a.mrc 10000\n",
    "run_it001_model.star": "data_model_general\n\n_rlnNrClasses 5\n",
    "RELION_OUTPUT_NODES.star": "data_output_nodes\n\nloop_\n_rlnPipeLineNodeName #1\nA/job1/autopick.star\n",
    "note.txt": " ++++ Executing new job on Mon\n",
    "run.out": "Autopicking ...\n",
    "run.err": "",
    "RELION_JOB_EXIT_SUCCESS": "",
}


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def found(*paths: Path) -> list[str]:
    return sorted(path.name for path in find_box_files(paths))


def listing(*rows: str) -> str:
    head = "data_coordinate_files\n\nloop_\n_rlnMicrographName #1\n_rlnMicrographCoordinates #2\n"
    return head + "".join(f"{row}\n" for row in rows)


@pytest.fixture
def relion5(tmp_path: Path) -> Path:
    project = fill(tmp_path / "project", {"default_pipeline.star": BOOKKEEPING["default_pipeline.star"]})
    job = fill(project / "ManualPick/job004", BOOKKEEPING)
    rows = ("M/job002/m/a.mrc ManualPick/job004/m/a_manualpick.star", "b.mrc ManualPick/job004/b_manualpick.star")
    return fill(job, {"manualpick.star": listing(*rows), "m/a_manualpick.star": XY, "b_manualpick.star": XY})


def test_relion_s_list_stands_for_the_files_that_it_lists(relion5: Path) -> None:
    assert found(relion5) == ["manualpick.star"]
    assert found(relion5.parent.parent) == ["manualpick.star"]
    assert found(relion5, relion5 / "b_manualpick.star") == ["b_manualpick.star", "manualpick.star"], (
        "named by a person"
    )


def test_a_job_s_folder_is_converted_without_a_failure(
    relion5: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", "--to", "star", "--output", str(tmp_path / "out"), str(relion5)]) == 0
    assert capsys.readouterr().err == ""
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.star", "b.star"]


def test_relion_3_lists_no_files(tmp_path: Path) -> None:
    job = fill(tmp_path / "AutoPick/job001", BOOKKEEPING | {"coords_suffix_autopick.star": "m/micrographs_ctf.star\n"})
    fill(job, {"m/a_autopick.star": XY, "m/b_autopick.star": XY, "m/c_manualpick.star": XY})
    assert found(job) == ["a_autopick.star", "b_autopick.star", "c_manualpick.star"]
    assert found(job / "coords_suffix_autopick.star") == ["a_autopick.star", "b_autopick.star"]
    with pytest.raises(ReadError, match=re.escape("no files *_mine.star in its folder")):
        find_box_files([job / "coords_suffix_mine.star"])


def test_bookkeeping_that_a_person_names_is_read(tmp_path: Path) -> None:
    assert found(fill(tmp_path, BOOKKEEPING) / "summary.star") == ["summary.star"]


def test_a_star_file_that_cannot_be_understood_stays_a_failure(tmp_path: Path) -> None:
    fill(tmp_path, {"a.star": "10 20\n", "b.star": "data_\nloop_\n_rlnCoordinateX #1\n1\n"})
    assert found(tmp_path) == ["a.star", "b.star"]


def test_the_last_iteration_holds_the_particles_of_all(tmp_path: Path) -> None:
    names = ["run_it000_data.star", "run_it025_data.star", "run_ct25_it030_data.star"]
    job = fill(tmp_path / "Class2D/job010", dict.fromkeys(names, PARTICLES))
    assert found(job) == ["run_ct25_it030_data.star"]
    assert found(fill(job, {"run_data.star": PARTICLES})) == ["run_data.star"]


def test_extracted_particles_are_together_in_one_file(tmp_path: Path) -> None:
    job = fill(tmp_path / "Extract/job009", {"particles.star": PARTICLES, "m/a_extract.star": PARTICLES})
    assert found(job) == ["particles.star"]
    assert found(job / "m") == ["a_extract.star"]


def picked(folder: Path) -> Path:
    boxes = make_boxes([10, 30], [20, 40], 10, confidence=[0.1, 0.9], kind=Kind.PICK)
    write_boxes(folder / "CBOX/a.cbox", BoxList(None, boxes), "cbox")
    write_boxes(folder / "EMAN/a.box", BoxList(None, boxes[1:]), "eman")
    write_boxes(folder / "STAR/a.star", BoxList(None, boxes[1:]), "star")
    write_boxes(folder / "CRYOSPARC/cryosparc.star", BoxList("a.mrc", boxes[1:]), "star")
    return folder


def test_our_own_output_is_read_from_cbox_only(tmp_path: Path) -> None:
    folder = picked(tmp_path / "in/out")
    for path in (folder, folder.parent, tmp_path, folder / "CBOX"):
        assert found(path) == ["a.cbox"]
    assert found(folder / "EMAN") == ["a.box"]
    assert found(folder / "STAR", folder / "CBOX") == ["a.cbox", "a.star"]
    assert found(folder / "CRYOSPARC/cryosparc.star") == ["cryosparc.star"]


def test_a_folder_called_star_without_a_folder_of_all_picks(tmp_path: Path) -> None:
    folder = picked(tmp_path / "out")
    (folder / "CBOX/a.cbox").unlink()
    assert found(folder) == ["a.box", "a.star", "cryosparc.star"]


def test_our_own_relion_job_is_read_from_cbox_only(tmp_path: Path) -> None:
    job = picked(tmp_path / "project/External/job006")
    fill(job, BOOKKEEPING | {"m/a_iceboxer.star": XY, "coords_suffix_iceboxer.star": "m/micrographs_ctf.star\n"})
    fill(job, {"autopick.star": listing("m/a.mrc External/job006/m/a_iceboxer.star")})
    assert found(job) == ["a.cbox"]


def test_eman2_s_project_is_read_from_its_info_files(tmp_path: Path) -> None:
    info = '{"boxes": [[10, 20, "manual"]]}'
    fill(tmp_path, {"info/a_info.json": info, "info/b_info.json": '{"boxes": []}'})
    fill(tmp_path, {"boxfiles/a.box": "5 15 10 10\n", "boxfiles/b.box": "5 15 10 10\n"})
    assert found(tmp_path) == ["a_info.json", "b.box"]
    assert found(tmp_path / "boxfiles") == ["a.box", "b.box"]


CS = [
    ("uid", "<u8"),
    ("location/micrograph_path", "S16"),
    ("location/micrograph_shape", "<u4", (2,)),
    ("location/center_x_frac", "<f4"),
    ("location/center_y_frac", "<f4"),
]


def cs(path: Path, *ids: int) -> None:
    table = np.zeros(len(ids), CS)
    table["uid"] = ids
    table["location/micrograph_path"] = b"a.mrc"
    table["location/micrograph_shape"] = 100, 200
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        np.save(stream, table)


def test_cryosparc_s_files_of_the_same_particles_are_read_once(tmp_path: Path) -> None:
    for name in ("J7_passthrough_particles", "J7_000_particles", "J7_012_particles", "particles_extracted"):
        cs(tmp_path / f"J7/{name}.cs", 5, 6, 7)
    cs(tmp_path / "J7/more.cs", 7, 8)
    cs(tmp_path / "J8/particles.cs", 5, 6, 7)  # of the next job
    assert [path.parent.name + "/" + path.name for path in find_box_files([tmp_path])] == [
        "J7/J7_012_particles.cs",
        "J7/more.cs",
    ]


def test_cryosparc_s_excluded_particles_are_no_boxes_beside_the_selected(tmp_path: Path) -> None:
    cs(tmp_path / "J9/particles_selected.cs", 5)
    cs(tmp_path / "J9/particles_excluded.cs", 6)
    assert found(tmp_path / "J9") == ["particles_selected.cs"]
    assert found(tmp_path / "J9/particles_excluded.cs") == ["particles_excluded.cs"]


def test_relion_3_names_the_suffix_of_imported_coordinates(tmp_path: Path) -> None:
    """Any word may be the suffix; without the list beside them, it belongs to the name."""
    job = fill(
        tmp_path / "Import/job001", {"coords_suffix_my_box.star": "m\n", "m/a_1_my_box.star": XY, "m/b_1.star": XY}
    )
    assert [read_boxes(job / "m" / name, 10)[0].micrograph for name in ("a_1_my_box.star", "b_1.star")] == ["a_1", None]


def test_bookkeeping_of_gautomatch_and_xmipp_is_skipped(tmp_path: Path) -> None:
    names = ("a_automatch.star", "a_nonunique.star", "a_rejected.star", "b_rejected.star")
    fill(tmp_path, dict.fromkeys(names, XY) | {"c.pos": "data_header\nloop_\n _pickingMicrographState\nAvailable\n"})
    assert found(tmp_path) == ["a_automatch.star", "b_rejected.star"]
    assert found(tmp_path / "a_rejected.star") == ["a_rejected.star"]
