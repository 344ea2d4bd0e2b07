"""Export of filaments: each format is written, read back, and lies on the filaments with their psi."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mrcfile
import numpy as np
import pytest

from iceboxer.boxmanager.document.filament_export import (
    TARGETS,
    plan_filament_export,
    read_back_filaments,
    write_filament_export,
)
from iceboxer.boxmanager.document.filament_settings import FilamentSettings
from iceboxer.boxmanager.document.handover import ExportTarget, map_names
from iceboxer.boxmanager.document.view import View
from iceboxer.engine.data.boxes import Kind
from iceboxer.engine.data.filaments import make_filament
from iceboxer.engine.errors import EngineError
from iceboxer.engine.interop.filaments import CRYOSPARC, PAIRS, SEGMENTS

HOOK = make_filament([(60, 80), (160, 100), (240, 220), (200, 330)], 40)  # lopsided, so that a mirrored psi shows
CROSSING = make_filament([(60, 300), (340, 120)], 40, 0.75, Kind.PICK)
SETTINGS = FilamentSettings(width=40.0, spacing=24.0)


@pytest.fixture
def micrograph(tmp_path: Path) -> Path:
    """A micrograph of 300 × 400 px (height, width) at 2 Å/px, whose height matters where rows run from the top."""
    path = tmp_path / "a.mrc"
    with mrcfile.new(path) as mrc:
        mrc.set_data(np.zeros((350, 400), np.float32))
        mrc.voxel_size = 2.0
    return path


def plan_for(target: str, micrograph: Path, folder: Path, **more):
    names = map_names(ExportTarget.RELION, [micrograph], None)
    return plan_filament_export(target, {micrograph: (HOOK, CROSSING)}, names, folder, SETTINGS, **more)


@pytest.mark.parametrize("target", TARGETS)
def test_every_format_holds_what_was_exported(target: str, micrograph: Path, tmp_path: Path) -> None:
    plan = plan_for(target, micrograph, tmp_path / "out")
    write_filament_export(plan, View())
    assert all(path.exists() for path in (plan.result, plan.items[0].target))
    found = read_back_filaments(plan, plan.items[0])
    assert found.same
    assert len(plan.existing()) == plan.files
    steps = int(HOOK.length / 12) + 1 + int(CROSSING.length / 12) + 1
    assert abs(len(found.segments) - steps) <= 3  # bent filaments become straight pieces in some formats
    wrong = replace(plan.items[0], boxes=(replace(HOOK, points=HOOK.points * (1, -1) + (0, 350)),))
    assert not read_back_filaments(plan, wrong).same


def test_a_wrong_psi_is_noticed(micrograph: Path, tmp_path: Path) -> None:
    plan = plan_for(SEGMENTS, micrograph, tmp_path / "out")
    write_filament_export(plan, View())
    file = plan.items[0].target
    first = f"{-np.degrees(HOOK.at(0)[1][0]):.6f}"
    text = file.read_text()
    assert first in text
    file.write_text(text.replace(first, f"{-float(first):.6f}", 1))
    assert not read_back_filaments(plan, plan.items[0]).same


def test_a_picture_whose_rows_run_from_the_top_goes_to_cryosparc_and_back(tmp_path: Path) -> None:
    tifffile = pytest.importorskip("tifffile")
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((350, 400), np.float32))
    plan = plan_for(CRYOSPARC, path, tmp_path / "out", pixel_size=2.0)
    write_filament_export(plan, View())
    assert read_back_filaments(plan, plan.items[0]).same


def test_a_missing_pixel_size_is_a_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    tifffile = pytest.importorskip("tifffile")
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, np.zeros((350, 400), np.float32))
    with pytest.raises(EngineError, match="has no pixel size"):
        write_filament_export(plan_for(SEGMENTS, path, tmp_path / "out"), View())
    assert not (tmp_path / "out").exists()
    write_filament_export(plan_for(PAIRS, path, tmp_path / "out"), View())


def test_relion_gets_the_names_of_its_project(micrograph: Path, tmp_path: Path) -> None:
    project = tmp_path / "relion"
    (project / "CtfFind/job003").mkdir(parents=True)
    source = project / "CtfFind/job003/micrographs_ctf.star"
    source.write_text("data_micrographs\n\nloop_\n_rlnMicrographName #1\nMotionCorr/job002/movies/a.mrc\n")
    (project / "default_pipeline.star").write_text("")
    names = map_names(ExportTarget.RELION, [micrograph], source)
    plan = plan_filament_export(SEGMENTS, {micrograph: (HOOK,)}, names, project / "Iceboxer", SETTINGS)
    write_filament_export(plan, View())
    assert "MotionCorr/job002/movies/a.mrc" in plan.result.read_text()
    assert plan.items[0].target == project / "Iceboxer/movies/a_iceboxer.star"
