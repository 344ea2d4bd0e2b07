"""Opening a folder, zooming and panning, and changing the micrograph."""

from __future__ import annotations

from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QApplication, QInputDialog

from tests.stories.conftest import SHAPE, write_mrc


def test_a_folder_opens_and_its_first_micrograph_is_on_screen(start, folder):
    person = start(folder)
    person.wait_for_picture()
    window = person.window
    assert [p.name for p in window.session.project.micrographs] == ["m1.mrc", "m2.mrc", "m3.mrc"]
    assert window.stack.currentWidget() is window.canvas
    picture = window.canvas.grab().toImage()
    shades = {picture.pixelColor(x, 300).lightness() for x in range(200, 500)}
    assert len(shades) > 20
    assert "m1.mrc" in window.windowTitle()


def test_row_zero_is_at_the_bottom(start, tmp_path):
    import mrcfile
    import numpy as np

    image = np.full(SHAPE, 10, np.float32)
    image[:150, :200] = 100  # low x, low y
    with mrcfile.new(tmp_path / "corner.mrc") as mrc:
        mrc.set_data(image)
    person = start(tmp_path / "corner.mrc")
    person.wait_for_picture()
    seen = person.window.canvas.grab().toImage()
    assert seen.pixelColor(person.at(100, 75)).lightness() > 200
    assert seen.pixelColor(person.at(100, 525)).lightness() < 60
    assert seen.pixelColor(person.at(700, 75)).lightness() < 60


def test_keys_show_the_next_and_the_previous_micrograph(start, folder):
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    person.key(Qt.Key.Key_D)
    assert session.current.name == "m2.mrc"
    person.key(Qt.Key.Key_Right)
    assert session.current.name == "m3.mrc"
    person.key(Qt.Key.Key_D)
    assert session.current.name == "m3.mrc"
    person.key(Qt.Key.Key_Left)
    person.key(Qt.Key.Key_A)
    assert session.current.name == "m1.mrc"


def test_arrows_in_the_list_keep_working_in_the_list(start, folder):
    person = start(folder)
    listing = person.window.micrographs.list
    listing.setFocus()
    person.key(Qt.Key.Key_Down, widget=listing)
    assert person.window.session.current.name == "m2.mrc"
    person.key(Qt.Key.Key_Up, widget=listing)
    assert person.window.session.current.name == "m1.mrc"


def test_letters_typed_into_the_search_field_are_letters(start, folder):
    person = start(folder)
    field = person.window.micrographs.search
    field.setFocus()
    for key in (Qt.Key.Key_M, Qt.Key.Key_3):
        person.key(key, widget=field)
    assert field.text() == "m3"
    assert person.window.micrographs.model.rowCount() == 1
    assert person.window.session.current.name == "m1.mrc"


def test_next_without_labels_skips_labelled_and_empty(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.key(Qt.Key.Key_D)
    person.key(Qt.Key.Key_N)
    person.key(Qt.Key.Key_A)
    person.do("next_unlabelled")
    assert person.window.session.current.name == "m3.mrc"


def test_go_to_by_name_and_number(start, folder, monkeypatch):
    person = start(folder)
    for typed, name in (("m3", "m3.mrc"), ("2", "m2.mrc")):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, typed=typed: (typed, True))
        person.do("go_to")
        assert person.window.session.current.name == name


def wheel(canvas, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_the_wheel_zooms_at_the_cursor_and_zoom_stays(start, folder):
    person = start(folder)
    person.wait_for_picture()
    canvas = person.window.canvas
    fitted = canvas.camera.scale
    spot = person.at(200, 450)
    before = canvas.camera.to_micrograph(spot.x(), spot.y())
    wheel(canvas, spot, 3)
    after = canvas.camera.to_micrograph(spot.x(), spot.y())
    assert canvas.camera.scale > 1.8 * fitted
    assert abs(after[0] - before[0]) < 0.01
    assert abs(after[1] - before[1]) < 0.01
    kept = canvas.camera
    person.key(Qt.Key.Key_D)
    person.wait_for_picture()
    assert canvas.camera == kept
    person.key(Qt.Key.Key_0)
    assert canvas.camera.scale == fitted


def test_space_and_the_middle_button_pan_with_any_tool(start, folder):
    person = start(folder)
    person.wait_for_picture()
    canvas = person.window.canvas
    person.do("tool_erase")
    x, y = canvas.camera.x, canvas.camera.y
    person.drag((400, 300), (350, 300), button=Qt.MouseButton.MiddleButton)
    assert canvas.camera.x > x + 40
    person.window.canvas.setFocus()
    from PyQt5.QtTest import QTest

    QTest.keyPress(canvas, Qt.Key.Key_Space)
    person.drag((400, 300), (400, 260))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.camera.y > y + 30
    assert len(person.boxes) == 0


def test_a_bad_file_is_marked_with_its_reason_and_the_others_open(start, folder):
    (folder / "m0.mrc").write_bytes(b"no micrograph at all")
    person = start(folder)
    window = person.window
    person.wait_for(lambda: window.session.problems)
    (bad,) = window.session.problems
    assert bad.name == "m0.mrc"
    model = window.micrographs.model
    tip = model.data(model.index(model.rows[bad], 0), Qt.ItemDataRole.ToolTipRole)
    assert "m0.mrc" in tip
    person.key(Qt.Key.Key_D)
    person.wait_for_picture()
    assert window.session.current.name == "m1.mrc"


def test_the_same_file_named_twice_is_listed_once(start, folder):
    person = start(folder, folder / "m1.mrc", folder / ".." / "micrographs" / "m2.mrc")
    assert len(person.window.session.project.micrographs) == 3


def test_files_with_the_same_name_in_two_folders_are_both_listed(start, folder):
    write_mrc(folder / "other" / "m1.mrc", 9)
    person = start(folder)
    assert len(set(person.window.session.project.box_files.values())) == 4
