"""Small things that a person notices in the first hour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QColor, QImage
from PyQt5.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QDialog,
    QMainWindow,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from iceboxer.boxmanager.core.icons import icon
from iceboxer.boxmanager.core.qt import required
from iceboxer.boxmanager.dialogs.room import resize_within_screen
from iceboxer.boxmanager.document.short_names import ShortNames
from iceboxer.boxmanager.panels.status import grey_text
from iceboxer.boxmanager.window.layout import add_dock
from iceboxer.boxmanager.window.theme import apply_theme, colours_of
from iceboxer.engine.data.boxes import Kind, make_boxes
from tests.stories.conftest import write_mrc


@pytest.mark.parametrize(
    ("value", "text"), [(33_900.0, "33,900"), (-1234.5, "-1,234"), (117.2, "117.2"), (0.01234, "0.01234")]
)
def test_grey_values_are_written_as_people_write_them(value, text):
    assert grey_text(value) == text


def shortened(paths: list[Path]) -> list[str]:
    names = ShortNames(paths)
    return [names.of(path) for path in paths]


def test_names_lose_what_all_share_and_those_of_one_name_show_their_folder():
    paths = [Path("a/FoilHole_20120612_001.mrc"), Path("a/FoilHole_20120612_002.mrc")]
    assert shortened(paths) == ["…001", "…002"]
    assert shortened([Path("a/m1.mrc"), Path("b/m1.mrc"), Path("b/m2.mrc")]) == [
        "m1 (a)",
        "m1 (b)",
        "m2",
    ]
    assert shortened([Path("a/FoilHole_20120612_001.mrc")]) == ["FoilHole_20120612_001"]
    deep = [Path("session_1/Raw/m.mrc"), Path("session_2/Raw/m.mrc")]  # the innermost folder does not tell them apart
    assert shortened(deep) == ["m (…1)", "m (…2)"]


def test_names_lose_an_end_that_nearly_all_share():
    paths = [Path(f"FoilHole_20120612_{n:03}_fractions_DW.mrc") for n in range(8)] + [Path("broken.mrc")]
    assert shortened(paths) == [*(f"…{n:03}…" for n in range(8)), "broken"]


def test_names_lose_a_middle_that_all_share():
    paths = [Path(f"FoilHole_{2401 + n}_Data_24016401_20210302_{n % 2}_DW.mrc") for n in range(3)]
    assert shortened(paths) == ["…2401_…_0_DW", "…2402_…_1_DW", "…2403_…_0_DW"]
    assert shortened([Path("7_of_8_a.mrc"), Path("9_of_8_b.mrc")]) == ["7_of_8_a", "9_of_8_b"]


def test_names_of_two_hours_lose_what_all_share():
    paths = [Path(f"Falcon_2012_06_12-{hour}_0.mrc") for hour in ("14_57_34", "15_07_41", "15_14_01", "16_48_06")]
    assert shortened(paths) == ["…14_57_34_0", "…15_07_41_0", "…15_14_01_0", "…16_48_06_0"]


def test_the_table_becomes_a_list_again_whatever_stands_below_it(start, folder):
    person = start(folder, size=(1280, 800))
    person.wait_for_picture()
    panel = person.window.micrographs
    person.do("micrograph_table")
    person.wait_for(lambda: panel.is_table)
    panel.limits.total.setText("3,000 micrographs   ·   measuring 4 of 3,000…   ·   120 excluded   ·   3 damaged" * 3)
    person.do("micrograph_table")
    person.wait_for(lambda: not panel.is_table)


def test_the_zoom_is_shown_in_px_of_the_screen(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.do("actual")
    assert person.window.status.scale.text().startswith("100%")


def test_the_status_line_follows_the_view_under_a_resting_mouse(start, folder):
    person = start(folder)
    person.wait_for_picture()
    person.hover(300, 200)
    before = person.window.status.where.text()
    person.window.canvas.zoom_to(2.0)
    at = person.window.canvas.mouse
    x, y = person.window.canvas.camera.to_micrograph(at.x(), at.y())
    assert f"x {x:.0f}   y {y:.0f} " in person.window.status.where.text() != before


def test_what_arrives_later_is_sorted_by_name_too(start, folder, tmp_path):
    person = start(folder)
    person.wait_for_picture()
    write_mrc(folder / "m2b.mrc", 7)
    person.window.files.add([folder / "m2b.mrc"])
    session = person.window.session
    person.wait_for(lambda: len(session.project.micrographs) == 4)
    names = ["m1.mrc", "m2.mrc", "m2b.mrc", "m3.mrc"]
    assert [path.name for path in session.project.micrographs] == names
    assert [path.name for path in person.window.micrographs.model.paths] == names


def test_the_scale_bar_follows_a_new_pixel_size_at_once(start, folder):
    person = start(folder)
    person.wait_for_picture()
    canvas = person.window.canvas

    def bar() -> bytes:
        image = canvas.grab().toImage()
        corner = image.copy(image.width() - 220, image.height() - 60, 220, 60)
        return bytes(corner.bits().asarray(corner.byteCount()))

    before = bar()
    person.window.session.set_pixel_size(7.3)
    assert bar() != before
    assert person.window.size_control.physical.text() == f"{7.3 * person.window.session.project.box_size:.0f} Å"


def test_an_unknown_pixel_size_is_a_link_to_set_it(start, tmp_path, monkeypatch):
    from PyQt5.QtWidgets import QInputDialog

    write_mrc(tmp_path / "u" / "a.mrc", 1, pixel_size=0)
    person = start(tmp_path / "u")
    person.wait_for_picture()
    assert "<a href" in person.window.status.scale.text()
    monkeypatch.setattr(QInputDialog, "getDouble", lambda *_: (1.5, True))
    person.window.status.scale.linkActivated.emit("#")
    assert person.window.session.pixel_size == 1.5
    assert "1.5 Å/px" in person.window.status.scale.text()


def test_the_first_look_asks_for_a_pixel_size_that_the_file_does_not_hold(start, tmp_path, monkeypatch):
    from PyQt5.QtWidgets import QInputDialog

    write_mrc(tmp_path / "u" / "a.mrc", 1, pixel_size=0)
    person = start(tmp_path / "u")
    person.wait_for_picture()
    look, session = person.window.first_look, person.window.session
    session.receive(session.current, make_boxes([300], [300], 90, None, [0.9], Kind.PICK))
    look.show_result()
    assert "px" in look.strip.text.text()
    monkeypatch.setattr(QInputDialog, "getDouble", lambda *_: (1.5, True))
    look.strip.buttons["Pixel size…"].click()
    assert session.pixel_size == 1.5
    assert "Å" in look.strip.text.text()
    assert "Pixel size…" not in look.strip.buttons


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_unchecked_boxes_are_visible_and_scroll_bars_have_no_bright_edge(qtbot, theme):
    app = QApplication.instance()
    apply_theme(app, theme)
    for kind in (QCheckBox, QRadioButton):
        box = kind()
        qtbot.addWidget(box)
        box.resize(20, 20)
        lightness = grey_levels(box)
        assert lightness.max() - lightness.min() > 60, kind
    text = QPlainTextEdit("\n".join("x" * 200 for _ in range(200)))
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.resize(200, 200)
    qtbot.addWidget(text)
    text.show()
    bar = grey_levels(text.verticalScrollBar())
    window = QColor(colours_of(theme).panel).lightness()
    assert abs(bar[:, 0] - window).max() < 40  # the edge, where a style of the system draws a bright line
    assert abs(bar[:, -1] - window).max() < 40


def grey_levels(widget: QWidget) -> np.ndarray:
    """Return the lightness (height, width) of each pixel of a widget."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    bits = np.frombuffer(image.constBits().asarray(image.byteCount()), np.uint8)
    return bits.reshape(image.height(), image.bytesPerLine())[:, : image.width()].astype(int)


def test_the_sheet_of_shortcuts_fits_the_screen(start, folder):
    from iceboxer.boxmanager.window.shortcuts import ShortcutSheet

    person = start(folder)
    sheet = ShortcutSheet(person.window.actions_table, person.window)
    sheet.show()
    room = sheet.screen().availableGeometry()
    assert sheet.width() <= room.width()
    assert sheet.height() <= room.height()
    assert sheet.mapToGlobal(QPoint(0, 0)).y() >= room.top() - 1


def test_the_zoom_comes_back_after_a_quit(start, folder):
    from PyQt5.QtCore import QPointF

    person = start(folder)
    person.wait_for_picture()
    person.window.canvas.zoom(3.0, QPointF(200, 150))
    before = person.window.canvas.camera
    assert person.window.close()
    again = start(folder)
    again.wait_for_picture()
    after = again.window.canvas.camera
    assert after.scale == pytest.approx(before.scale)
    assert (after.x, after.y) == pytest.approx((before.x, before.y), abs=1)


def test_a_folder_that_was_only_opened_does_not_claim_to_be_saved(start, folder):
    person = start(folder)
    person.wait_for_picture()
    assert person.window.status.saved.text() == ""
    person.click(100, 100)
    assert person.window.status.saved.text() == "not saved"


def test_the_window_fits_a_small_screen(start, folder):
    """1280 × 800 at a scale factor of 2 leaves 640 × 400."""
    person = start(folder, size=(640, 400))
    person.wait_for_picture()
    hint = person.window.minimumSizeHint()
    assert hint.width() <= 640
    assert hint.height() <= 400
    bar = person.window.review_bar
    assert bar.accept.text() == "Accept"
    em = bar.fontMetrics().height()
    bar.resize(bar._width("Accept", "Reject", "Next", "Back"), bar.height())
    assert (bar.accept.text(), bar.next.text()) == ("Accept", "Next")
    bar.resize(12 * em, bar.height())  # marks instead of words that would be cut off
    assert (bar.accept.text(), bar.reject.text(), bar.next.text()) == ("✓", "✕", "Next")
    bar.resize(9 * em, bar.height())
    assert (bar.next.text(), bar.back.text()) == ("→", "←")
    assert (bar.accept.accessibleName(), bar.back.accessibleName()) == ("Accept", "Back")


def test_a_dialog_is_never_larger_than_the_screen(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    resize_within_screen(dialog, 10, 5)
    em, room = dialog.fontMetrics().height(), required(dialog.screen()).availableSize()
    assert (dialog.width(), dialog.height()) == (10 * em, 5 * em)
    resize_within_screen(dialog, 1000, 1000)
    assert dialog.width() == room.width()
    assert dialog.height() < room.height()  # its title bar needs room too


def test_panels_have_icons_of_the_program_in_the_colour_of_the_theme(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = add_dock(window, "panel", "Panel", QWidget(), Qt.DockWidgetArea.LeftDockWidgetArea)
    for theme in ("dark", "light"):
        apply_theme(QApplication.instance(), theme)
        for name in ("close", "float"):
            shown = dock.findChild(QAbstractButton, f"qt_dockwidget_{name}button").icon().pixmap(24, 24).toImage()
            assert shown == icon(name).pixmap(24, 24).toImage()
            assert colours_of(theme).text in {shown.pixelColor(x, y).name() for x in range(24) for y in range(24)}
    window.restoreState(window.saveState())
    window.show()
    assert (
        dock.findChild(QAbstractButton, "qt_dockwidget_closebutton").icon().pixmap(24, 24).toImage()
        == icon("close").pixmap(24, 24).toImage()
    )
