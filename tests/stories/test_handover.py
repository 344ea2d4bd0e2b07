"""Export for RELION and cryoSPARC: names, preview and counts; the visible boxes are written, and others read them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import starfile
from PIL import Image
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QDialogButtonBox

from iceboxer.boxmanager.dialogs.handover import HandoverDialog
from iceboxer.boxmanager.document.handover import ExportTarget
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.formats import read_boxes
from tests.stories.conftest import LEFT, SHAPE, write_mrc

STAR = """
# version 30001

data_optics

loop_
_rlnOpticsGroupName #1
_rlnOpticsGroup #2
_rlnMicrographPixelSize #3
opticsGroup1 1 2.0

# version 30001

data_micrographs

loop_
_rlnMicrographName #1
_rlnOpticsGroup #2
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A RELION project with three micrographs in a job's folder, one of which is missing from its STAR file."""
    folder = tmp_path / "relion"
    for number in (1, 2, 3):
        write_mrc(folder / "MotionCorr/job002/Movies" / f"m{number}.mrc", number)
    star = folder / "CtfFind/job003/micrographs_ctf.star"
    star.parent.mkdir(parents=True)
    rows = [f"MotionCorr/job002/Movies/m{n}.mrc 1" for n in (1, 2)] + ["MotionCorr/job002/Movies/other.mrc 1"]
    star.write_text(STAR + "\n".join(rows) + "\n")
    return folder


@pytest.fixture
def person(start, project):
    person = start(project / "MotionCorr")
    person.wait_for_picture()
    session = person.window.session
    boxes = np.concatenate(
        [
            make_boxes([100.5, 700.25], [200, 50], 50),
            make_boxes([300, 500], [100, 300], 50, confidence=[0.9, 0.1], kind=Kind.PICK),
            make_boxes([600], [500], 50, confidence=0.95, kind=Kind.REJECTED),
        ]
    )
    first, second, third = session.project.micrographs
    session.edit("fill", {first: boxes, second: boxes[:1], third: boxes[:2]}, box_size=50)
    session.change_view(threshold=0.3)
    return person


def assistant(person, target: ExportTarget) -> HandoverDialog:
    window = person.window
    dialog = HandoverDialog(
        target, window.session, window.loader, window.settings, window.canvas.style_of_boxes, window
    )
    dialog.open()  # like `exec`, but without waiting
    return dialog


def type_source(dialog: HandoverDialog, path: Path) -> None:
    dialog.parentWidget().canvas.clearFocus()  # without a screen, the dialog does not take the focus away
    dialog.source.setFocus()
    dialog.source.selectAll()
    QTest.keyClicks(dialog.source, str(path))
    QTest.keyClick(dialog.source, Qt.Key.Key_Return)


def save(dialog: HandoverDialog) -> None:
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Save), LEFT)


def places(table) -> list[tuple[float, float]]:
    return sorted(zip(table["rlnCoordinateX"], table["rlnCoordinateY"], strict=True))


def test_relion_finds_each_micrographs_coordinates_through_the_list(person, project):
    dialog = assistant(person, ExportTarget.RELION)
    type_source(dialog, project / "CtfFind/job003/micrographs_ctf.star")
    assert "<b>2</b> of 3" in dialog.names.sentence.text()
    assert "1 name there is not open here" in dialog.names.sentence.text()
    assert dialog.names.table.topLevelItem(0).text(0) == "m3.mrc"  # problems come first
    assert dialog.names.table.topLevelItem(0).text(1).startswith("✕")
    assert "<b>4</b> boxes from <b>2</b> micrographs" in dialog.counts.text()
    assert dialog.folder.text() == str(project / "Iceboxer")
    save(dialog)
    listed = starfile.read(project / "Iceboxer/autopick.star")
    assert listed["rlnMicrographName"].tolist() == [f"MotionCorr/job002/Movies/m{n}.mrc" for n in (1, 2)]
    files = listed["rlnMicrographCoordinates"].tolist()
    assert files == [f"Iceboxer/Movies/m{n}_iceboxer.star" for n in (1, 2)]
    assert "data_coordinate_files" in (project / "Iceboxer/autopick.star").read_text()
    assert places(starfile.read(project / files[0])) == [(100.5, 200), (300, 100), (700.25, 50)]
    again = {b.micrograph: len(b.boxes) for b in read_boxes(project / "Iceboxer/autopick.star", 50)}
    assert again == {"MotionCorr/job002/Movies/m1.mrc": 3, "MotionCorr/job002/Movies/m2.mrc": 1}
    sidecar = json.loads((project / "Iceboxer/iceboxer-export.json").read_text())
    assert (sidecar["boxes"], sidecar["threshold"], sidecar["format"]) == (4, 0.3, "relion")


def test_afterwards_three_steps_are_shown_and_the_path_can_be_copied(person, project):
    dialog = assistant(person, ExportTarget.RELION)
    type_source(dialog, project / "CtfFind/job003/micrographs_ctf.star")
    save(dialog)
    assert dialog.pages.currentWidget() is dialog.last
    assert dialog.last.steps.text().count("<li") == 3
    assert str(project / "Iceboxer/autopick.star") in dialog.last.steps.text()
    QTest.mouseClick(dialog.last.copy, LEFT)
    assert QApplication.clipboard().text() == str(project / "Iceboxer/autopick.star")
    QTest.mouseClick(dialog.last.buttons.button(QDialogButtonBox.StandardButton.Close), LEFT)
    assert not dialog.isVisible()
    assert "4 boxes from 2 micrographs" in dialog.outcome


def test_cryosparc_gets_one_file_with_its_own_names_which_is_replaced(person, project, tmp_path, answers):
    names = [f"J3/motioncorrected/00000000000000123{n}_m{n}.mrc" for n in (1, 2, 3)]
    rows = np.array([(name, 1) for name in names], [("micrograph_blob/path", "S60"), ("uid", "u8")])
    with (tmp_path / "exposures.cs").open("wb") as file:
        np.save(file, rows)
    person.window.session.change_view(threshold=0.0)
    dialog = assistant(person, ExportTarget.CRYOSPARC)
    type_source(dialog, tmp_path / "exposures.cs")
    dialog.folder.setText(str(tmp_path / "out"))
    assert "<b>7</b> boxes from <b>3</b>" in dialog.counts.text()
    save(dialog)
    table = starfile.read(tmp_path / "out/cryosparc.star")
    assert set(table["rlnMicrographName"]) == {f"00000000000000123{n}_m{n}.mrc" for n in (1, 2, 3)}
    assert len(table) == 7
    person.window.session.change_view(threshold=0.3)
    again = assistant(person, ExportTarget.CRYOSPARC)
    type_source(again, tmp_path / "exposures.cs")
    again.folder.setText(str(tmp_path / "out"))
    answers.append("Cancel")
    save(again)
    assert len(starfile.read(tmp_path / "out/cryosparc.star")) == 7
    answers.append("Replace")
    save(again)
    assert len(starfile.read(tmp_path / "out/cryosparc.star")) == 6


def test_a_selected_row_is_previewed_with_its_origin(person):
    dialog = assistant(person, ExportTarget.RELION)
    table = dialog.names.table
    item = table.topLevelItem(1)
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualItemRect(item).center())
    assert person.window.session.current.name == "m2.mrc"
    person.wait_for_picture()
    assert "An MRC file stores the bottom row first" in dialog.preview.frame.text()
    dialog.reject()


def test_y_is_flipped_for_a_picture_that_is_upside_down_in_cryosparc(start, tmp_path):
    (tmp_path / "p").mkdir()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, SHAPE, np.uint8)).save(tmp_path / "p" / "a.png")
    person = start(tmp_path / "p")
    person.wait_for_picture()
    person.window.session.edit_current("one", make_boxes([123], [100], 40))
    for turned, expected in ((False, 100), (True, SHAPE[0] - 100)):
        dialog = assistant(person, ExportTarget.CRYOSPARC)
        assert "stores its top row first" in dialog.preview.frame.text()
        if turned:
            QTest.mouseClick(
                dialog.preview.turn,
                LEFT,
                pos=dialog.preview.turn.rect().center() - dialog.preview.turn.rect().center() / 1.2,
            )
            assert dialog.preview.turn.isChecked()
        dialog.folder.setText(str(tmp_path / f"out-{turned}"))
        save(dialog)
        table = starfile.read(tmp_path / f"out-{turned}/cryosparc.star")
        assert table["rlnCoordinateY"].tolist() == [expected] or float(table["rlnCoordinateY"]) == expected
        dialog.accept()


def test_a_file_without_names_is_an_error_and_nothing_is_lost(person, tmp_path):
    (tmp_path / "odd.star").write_text("data_\n\nloop_\n_rlnVoltage #1\n300\n")
    dialog = assistant(person, ExportTarget.RELION)
    type_source(dialog, tmp_path / "odd.star")
    assert "names no micrographs" in dialog.names.sentence.text()
    type_source(dialog, tmp_path / "absent.star")
    assert "does not exist" in dialog.names.sentence.text()
    dialog.reject()


def test_the_menu_opens_it(person, monkeypatch):
    opened = []
    monkeypatch.setattr(HandoverDialog, "exec", lambda dialog: opened.append(dialog.windowTitle()) or 0)
    person.do("export_relion")
    person.do("export_cryosparc")
    assert opened == ["Export for RELION", "Export for cryoSPARC"]
