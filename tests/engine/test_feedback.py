"""Feedback from 2-D classification in RELION and cryoSPARC; all numbers are computed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest

from iceboxer.engine.cli.main import main
from iceboxer.engine.data.boxes import Boxes, Kind, make_boxes
from iceboxer.engine.data.formats import BoxList, read_boxes, write_boxes
from iceboxer.engine.errors import ReadError
from iceboxer.engine.interop.classification import read_particles
from tests.engine.conftest import write_micrograph

HEAD = """
# version 30001

data_optics

loop_
_rlnOpticsGroup #1
_rlnImagePixelSize #2
1 8.0

data_particles

loop_
_rlnCoordinateX #1
_rlnCoordinateY #2
_rlnMicrographName #3
_rlnImageName #4
_rlnOpticsGroup #5
_rlnClassNumber #6
_rlnOriginXAngst #7
_rlnOriginYAngst #8
"""
# x, y, class, origin x and y in Å
CLASSIFIED = ((100, 60, 1, 8, -4), (200, 60, 2, 4, 4), (100, 160, 1, 0, 0), (200, 160, 3, -4, 0))
PIXEL_SIZE = 2.0  # Å/px of the micrograph


def star(path: Path, *rows: tuple[float, ...]) -> Path:
    lines = [f"{x} {y} MotionCorr/job002/a.mrc {i}@e.mrcs 1 {c} {dx} {dy}" for i, (x, y, c, dx, dy) in enumerate(rows)]
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A micrograph with five picks of 40 px; four were classified."""
    write_micrograph(tmp_path / "in/a.mrc", np.zeros((240, 320), np.float32), PIXEL_SIZE)
    places = [100, 200, 100, 200, 300], [60, 60, 160, 160, 60]
    picks = make_boxes(*places, 40, confidence=[0.9, 0.8, 0.7, 0.6, 0.5], kind=Kind.PICK)
    write_boxes(tmp_path / "picks/a.cbox", BoxList(None, picks), "cbox")
    return tmp_path


def feedback(folder: Path, kept: Path, *more: object) -> Boxes:
    command = ["feedback", kept, "--micrographs", folder / "in", "--output", folder / "out", *more]
    assert main([*map(str, command)]) == 0
    return read_boxes(folder / "out/a.cbox")[0].boxes


def rows(boxes: Boxes, kind: Kind) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in boxes[boxes["kind"] == kind][["x", "y"]]]


def test_kept_particles_become_labels_where_the_classification_found_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The particle lies at the coordinate minus the origin: 8 Å and -4 Å are 4 px and -2 px."""
    kept = star(project / "particles.star", *(row for row in CLASSIFIED if row[2] == 1))
    everything = star(project / "run_it025_data.star", *CLASSIFIED)
    boxes = feedback(project, kept, "--classified", everything, "--picks", project / "picks")
    assert rows(boxes, Kind.LABEL) == [(96, 62), (100, 160)]
    assert rows(boxes, Kind.REJECTED) == [(200, 60), (200, 160)]
    assert len(boxes) == 4  # the pick that was not classified is neither
    assert boxes["confidence"].tolist() == pytest.approx([0.9, 0.8, 0.7, 0.6])
    printed = capsys.readouterr()
    assert "2 labels and 2 rejected boxes on 1 micrograph" in printed.out
    assert "4.5 px away" in printed.err


def test_classes_are_chosen_by_number(project: Path) -> None:
    everything = star(project / "run_it025_data.star", *CLASSIFIED)
    boxes = feedback(project, everything, "--classes", 2, 3, "--picks", project / "picks", "--no-shifts")
    assert rows(boxes, Kind.LABEL) == [(200, 60), (200, 160)]
    assert rows(boxes, Kind.REJECTED) == [(100, 60), (100, 160)]


def test_without_discarded_particles_nothing_is_rejected(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = star(project / "particles.star", *CLASSIFIED[:2])
    boxes = feedback(project, kept, "--picks", project / "picks")
    assert rows(boxes, Kind.REJECTED) == []
    assert "No box is rejected" in capsys.readouterr().err


def test_particles_without_picks_have_the_given_size(project: Path) -> None:
    kept = star(project / "particles.star", *CLASSIFIED[:1])
    boxes = feedback(project, kept, "--classified", star(project / "all.star", *CLASSIFIED), "--box-size", 50)
    assert rows(boxes, Kind.LABEL) == [(96, 62)]
    assert rows(boxes, Kind.REJECTED) == [(200, 60), (100, 160), (200, 160)]
    assert set(boxes["width"].tolist()) == {50}


def test_a_pick_belongs_to_the_closest_particle_within_a_third_of_its_box(project: Path) -> None:
    """The pick at (100, 60) is 3 px from the second particle; the first, 11 px away, gets a box of its own."""
    kept = star(project / "particles.star", (111, 60, 1, 0, 0), (103, 60, 1, 0, 0), (200, 73, 1, 0, 0))
    boxes = feedback(project, kept, "--picks", project / "picks")
    assert sorted(rows(boxes, Kind.LABEL)) == [(103, 60), (111, 60), (200, 73)]
    assert boxes["confidence"][boxes["x"] == 103] == pytest.approx([0.9])
    assert np.isnan(boxes["confidence"]).sum() == 2


def test_an_unknown_pixel_size_leaves_the_shifts_out(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_micrograph(project / "in/a.mrc", np.zeros((240, 320), np.float32), 0.0)
    kept = star(project / "particles.star", *CLASSIFIED[:1])
    assert rows(feedback(project, kept, "--box-size", 40), Kind.LABEL) == [(100, 60)]
    assert (
        "Shifts in Å are not applied, since the pixel size is unknown (--pixel-size): a.mrc" in capsys.readouterr().err
    )
    assert rows(feedback(project, kept, "--box-size", 40, "--pixel-size", 4), Kind.LABEL) == [(98, 61)]


def test_shifts_of_relion_3_0_are_pixels_of_the_image(tmp_path: Path) -> None:
    """14 µm at a magnification of 70,000 are 2 Å/px."""
    tags = ("CoordinateX", "CoordinateY", "MicrographName", "OriginX", "OriginY", "DetectorPixelSize", "Magnification")
    head = "\ndata_\n\nloop_\n" + "".join(f"_rln{tag} #{i}\n" for i, tag in enumerate(tags, 1))
    path = tmp_path / "particles.star"
    path.write_text(head + "100 60 a.mrc 3 -1 14 70000\n", encoding="utf-8")
    assert read_particles(path)[0].offset == pytest.approx(np.array([[-6, 2]]))
    path.write_text(head.replace("Magnification", "Other") + "100 60 a.mrc 3 -1 14 70000\n", encoding="utf-8")
    with pytest.raises(ReadError, match="not the pixel size"):
        read_particles(path)


# ── cryoSPARC ─────────────────────────────────────────────────────────────────────────────────────────

ALIGNED = [
    ("uid", "u8"),
    ("alignments2D/shift", "f4", (2,)),
    ("alignments2D/psize_A", "f4"),
    ("alignments2D/class", "u4"),
]
LOCATED = [
    ("uid", "u8"),
    ("location/micrograph_path", "S40"),
    ("location/micrograph_shape", "u4", (2,)),
    ("location/micrograph_psize_A", "f4"),
    ("location/center_x_frac", "f4"),
    ("location/center_y_frac", "f4"),
]


def save(path: Path, fields: list[Any], *values: tuple[Any, ...]) -> Path:
    with path.open("wb") as stream:
        np.save(stream, np.array(list(values), fields))
    return path


def located(name: str) -> list[tuple[Any, ...]]:
    """Return two particles at (100, 60) and (200, 60) from the first row of a picture of 240 x 320 px."""
    return [
        (7, f"J1/{name}", (240, 320), 2.0, 100 / 320, 60 / 240),
        (5, f"J1/{name}", (240, 320), 2.0, 200 / 320, 0.25),
    ]


@pytest.mark.parametrize(("name", "first"), [("a.mrc", 60), ("a.tif", 180)])
def test_shifts_of_cryosparc_are_subtracted_in_the_order_of_the_rows(tmp_path: Path, name: str, first: float) -> None:
    """A shift of (3, -2) px of 4 Å is (6, -4) px of the micrograph, and y counts from the first stored row."""
    (tmp_path / "in").mkdir()
    if name.endswith("mrc"):
        write_micrograph(tmp_path / "in" / name, np.zeros((240, 320), np.float32), 0.0)
    else:
        PIL.Image.fromarray(np.zeros((240, 320), np.uint8)).save(tmp_path / "in" / name)
    save(tmp_path / "J9_passthrough_particles_selected.cs", LOCATED, *located(name))
    save(tmp_path / "J9_passthrough_particles_excluded.cs", LOCATED, (9, *located(name)[0][1:]))
    kept = save(tmp_path / "particles_selected.cs", ALIGNED, (7, (3, -2), 4.0, 0))
    discarded = save(
        tmp_path / "particles_excluded.cs", [*ALIGNED, *LOCATED[1:]], (5, (9, 9), 4.0, 1, *located(name)[1][1:])
    )
    boxes = feedback(tmp_path, kept, "--classified", discarded, "--box-size", 40)
    y = first + 4 if name == "a.mrc" else first - 4
    assert rows(boxes, Kind.LABEL) == [(pytest.approx(94, abs=1e-3), pytest.approx(y, abs=1e-3))]
    assert rows(boxes, Kind.REJECTED) == [(pytest.approx(200, abs=1e-3), pytest.approx(first, abs=1e-3))]


@pytest.mark.parametrize(
    "field",
    [
        ("alignments2D/shift", "f4", (3,)),
        ("alignments2D/shift", "S4"),
        ("alignments2D/psize_A", "S4"),
        ("alignments2D/class", "f4"),
        ("location/micrograph_psize_A", "S4"),
        ("uid", "S8"),
        ("location/micrograph_shape", "S8", (2,)),
    ],
)
def test_fields_of_another_type_are_refused(tmp_path: Path, field: tuple[Any, ...]) -> None:
    fields = {one[0]: one for one in [*ALIGNED, *LOCATED]} | {field[0]: field}
    table = np.zeros(1, list(fields.values()))
    table["location/micrograph_path"] = b"J1/a.mrc"
    path = tmp_path / "particles.cs"
    with path.open("wb") as stream:
        np.save(stream, table)
    with pytest.raises(ReadError, match=f"unexpected type .* in {field[0]}"):
        read_particles(path)


def test_damaged_files_are_refused(tmp_path: Path) -> None:
    """Cut anywhere, or with a word instead of a number."""
    whole = save(tmp_path / "particles.cs", [*ALIGNED, *LOCATED[1:]], (5, (1, 1), 4.0, 1, *located("a.mrc")[1][1:]))
    data = whole.read_bytes()
    for end in range(6, len(data), 17):
        whole.write_bytes(data[:end])
        with pytest.raises(ReadError):
            read_particles(whole)
    path = star(tmp_path / "particles.star", *CLASSIFIED[:1])
    for word in ("nan", "x", "1e300"):
        path.write_text(path.read_text().replace(" 8 -4", f" {word} -4"), encoding="utf-8")
        with pytest.raises(ReadError):
            read_particles(path)
        star(path, *CLASSIFIED[:1])


def test_particles_without_locations_are_refused(tmp_path: Path) -> None:
    kept = save(tmp_path / "particles_selected.cs", ALIGNED, (7, (3, -2), 4.0, 0))
    with pytest.raises(ReadError, match="no passthrough file"):
        read_particles(kept)
    save(tmp_path / "J9_passthrough_particles.cs", LOCATED, (8, *located("a.mrc")[0][1:]))  # another particle's
    with pytest.raises(ReadError, match="no passthrough file"):
        read_particles(kept)
    (tmp_path / "job.star").write_text("data_job\n_rlnJobTypeLabel relion.select\n", encoding="utf-8")
    with pytest.raises(ReadError, match="no table of particles"):
        read_particles(tmp_path / "job.star")


# ── problems ──────────────────────────────────────────────────────────────────────────────────────────


def test_wrong_usage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = star(project / "particles.star", *CLASSIFIED[:1])
    with pytest.raises(SystemExit, match="2"):
        main(["feedback", str(kept), "--micrographs", str(project / "in"), "--output", str(project / "out")])
    assert "--picks or --box-size" in capsys.readouterr().err
    text = kept.read_text().replace("a.mrc", "another.mrc")
    kept.write_text(text, encoding="utf-8")
    command = ["feedback", str(kept), "--micrographs", str(project / "in"), "--output", str(project / "out")]
    assert main([*command, "--box-size", "40"]) == 1
    assert "No kept particle belongs to these micrographs" in capsys.readouterr().err
    assert not (project / "out").exists()
    (project / "no.star").write_text(text.replace("_rlnClassNumber", "_rlnOther"), encoding="utf-8")
    assert main(["feedback", str(project / "no.star"), *command[2:], "--box-size", "40", "--classes", "1"]) == 1
    assert "has no classes" in capsys.readouterr().err


def test_json_has_the_counts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = star(project / "particles.star", *CLASSIFIED[:3])
    feedback(project, kept, "--picks", project / "picks", "--events", "json")
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])["summary"]
    assert summary == {"labels": 3, "rejected": 0, "written": 1, "failed": 0}


def test_locations_are_joined_by_id(tmp_path: Path) -> None:
    save(tmp_path / "J9_passthrough_particles_selected.cs", LOCATED, *located("a.mrc"))
    kept = save(tmp_path / "particles_selected.cs", ALIGNED, (5, (0, 0), 4.0, 0))
    (particles,) = read_particles(kept)
    assert particles.position == pytest.approx(np.array([[200, 60]]), abs=1e-3)
    assert particles.pixel_size == 2
