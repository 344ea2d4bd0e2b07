"""Filaments of other programs come in as filaments; the visible ones go out with all that the next program needs."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import starfile
from PyQt5.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QInputDialog

from iceboxer.boxmanager.dialogs.filament_export import FilamentExportDialog
from iceboxer.boxmanager.dialogs.text_window import TextWindow
from iceboxer.boxmanager.document.filament_export import TARGETS
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.filaments import make_filament, psi
from iceboxer.engine.data.formats import filament_cbox, star
from iceboxer.engine.data.formats.filament_star import SegmentSettings, pair_list, segment_list, segments_of
from iceboxer.engine.interop.filaments import PAIRS, SEGMENTS

HOOK = make_filament([(60, 80), (260, 100), (440, 220), (400, 430)], 40)
PICKS = [make_filament([(100, y), (700, y + 90)], 40, y / 1000, Kind.PICK) for y in (200, 450)]


@pytest.fixture
def person(start, folder):
    person = start(folder)
    person.wait_for_picture()
    return person


def read(person, *paths: Path, **settings) -> None:
    """Drop files on the window."""
    person.window.importing.read(list(paths), **settings)
    for _ in range(2):  # the second time with the width that was asked for
        person.window.importing._thread.wait()
        QApplication.processEvents()


def bent(person, number: int = 0):
    session = person.window.session
    return session.filaments.store.filaments(session.project.micrographs[number])


def problems(person) -> list[str]:
    return [sentence for sentence, _ in person.window.problems.items]


def test_files_of_other_programs_and_bad_ones(person, tmp_path, monkeypatch, answers):
    files = tmp_path / "files"
    files.mkdir()
    settings = SegmentSettings(20, 2.0)
    (files / "m1.star").write_text(star.write([segment_list(None, segments_of([HOOK], settings), settings)]))
    asked = []
    monkeypatch.setattr(QInputDialog, "getDouble", lambda *a: (asked.append(a[2]), (80.0, True))[1])
    read(person, files / "m1.star")
    assert asked == ["m1.star does not state how wide its filaments are.\nWidth in Å:"]
    (found,) = bent(person)
    assert (found.width, found.kind) == (40, Kind.LABEL)
    assert person.window.session.filaments.settings.width == 40
    person.do("undo")
    assert bent(person) == ()
    # particles and filaments in one file
    (files / "m2.cbox").write_text(filament_cbox.write(PICKS, 10, boxes=make_boxes([300.0], [500.0], 50)))
    person.window.files.add([files / "m2.cbox"])
    person.wait_for(lambda: len(bent(person, 1)) == 2)
    second = person.window.session.project.micrographs[1]
    assert len(person.window.session.store.boxes(second)) == 1
    person.do("undo")
    assert (len(person.window.session.store.boxes(second)), bent(person, 1)) == (0, ())
    # starts and ends
    (files / "m3.star").write_text(star.write([pair_list(None, PICKS)]))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(files / "m3.star")], ""))
    answers.append("Starts and ends")
    person.do("import_filaments")
    person.wait_for(lambda: len(bent(person, 2)) == 2)
    # bad files: a sentence each, and the good one among them is read
    bad = {
        "m1.box": "#micrograph: m1.mrc\n#segment length: 40\n#segment width: 40\n#helix: (50, 50),(90,",
        "m2.box": "10\t10\t40\t40\t-1\n90\t90\t40\t40\t-2\n30\t30\t40\t40\t-1\n",
        "m3.cbox": filament_cbox.write([HOOK], 10).replace("400.000000 430.000000", "400.000000 nan"),
    }
    for name, text in bad.items():
        (files / name).write_text(text)
    far = make_filament([(5000, 5000), (5100, 5000)], 40)
    crossing_itself = make_filament([(100, 100), (300, 300), (300, 100), (100, 300)], 40)
    long = make_filament(np.column_stack([np.linspace(10, 790, 10_000), np.full(10_000, 550.0)]), 40)
    (files / "m1.cbox").write_text(filament_cbox.write([far, crossing_itself, long], 10))
    read(person, *(files / name for name in bad), files / "m1.cbox")
    assert len(problems(person)) == 3
    assert all(any(name in sentence for sentence in problems(person)) for name in bad)
    assert [len(f.points) for f in bent(person)] == [4, 10_000]
    assert "1 filament outside m1.mrc left out." in person.window.status.currentMessage()


def test_visible_filaments_are_counted_and_exported_with_the_next_steps(person, tmp_path):
    session = person.window.session
    session.filaments.edit("fill", {session.current: [HOOK, *PICKS]}, settings=None)
    session.filaments.set_width(40)
    session.change_view(filament_threshold=0.4)
    person.wait_for(lambda: "<b>2</b> here" in person.window.filaments.summary.text())
    dialog = FilamentExportDialog(session, person.window.settings, person.window.canvas.style_of_boxes, person.window)
    assert "<b>2</b> filaments from <b>1</b> micrograph" in dialog.counts.text()
    dialog.folder.setText(str(tmp_path / "out"))
    for target, words in ((PAIRS, "<b>Coordinates are start-end only?</b> Yes"), (SEGMENTS, "start-end only?</b> No")):
        dialog.target.setCurrentIndex(TARGETS.index(target))
        dialog.target.activated.emit(dialog.target.currentIndex())
        assert words in dialog.advice.text()
        assert "<b>Use bimodal angular priors?</b> Yes" in dialog.advice.text()
        assert "<b>Extract helical segments?</b> Yes" in dialog.advice.text()
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    dialog._thread.wait()
    assert "Read back from" in dialog.last.text.text()
    assert "all lie along their filaments" in dialog.last.text.text()
    assert "2 filaments to 2 files" in dialog.outcome
    table = starfile.read(tmp_path / "out/m1_iceboxer.star")
    assert sorted(table["rlnHelicalTubeID"].unique()) == [1, 2]
    assert set(table["rlnAngleTiltPrior"]) == {90}
    assert set(table["rlnAnglePsiFlipRatio"]) == {0.5}
    straight = table[table["rlnHelicalTubeID"] == 2]
    assert np.allclose(straight["rlnAnglePsiPrior"], psi(np.arctan2(90, 600)), atol=1e-4)
    assert np.allclose(np.diff(straight["rlnHelicalTrackLengthAngst"]), 20)  # a quarter of 80 Å
    sidecar = json.loads((tmp_path / "out/iceboxer-export.json").read_text())
    assert (sidecar["filaments"], sidecar["threshold"], sidecar["spacing_px"]) == (2, 0.4, 10)
    dialog.last.buttons.rejected.emit()


def test_everything_unusual_about_imported_files_can_be_read(person, tmp_path):
    rows = "100 100 1\n100 100 1\n200 300 2\n500 320 2\n600 90 nan\n"
    path = tmp_path / "m1.star"
    path.write_text(f"data_\nloop_\n_rlnCoordinateX\n_rlnCoordinateY\n_rlnHelicalTubeID\n{rows}")
    read(person, path, width=40.0)
    (window,) = person.window.findChildren(TextWindow)
    text = window.text.toPlainText()
    assert len(text.splitlines()) == 3
    assert "of a single point" in text
    assert "without a tube number" in text
    window.close()
