"""Small things that a person notices in the first hour."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt5.QtCore import QPoint

from iceboxer.boxmanager.panels.micrograph_model import ShortNames
from iceboxer.boxmanager.panels.status import grey_text
from tests.stories.conftest import write_mrc


@pytest.mark.parametrize(
    ("value", "text"), [(33_900.0, "33,900"), (-1234.5, "-1,234"), (117.2, "117.2"), (0.01234, "0.01234")]
)
def test_grey_values_are_written_as_people_write_them(value, text):
    assert grey_text(value) == text


def test_names_lose_what_all_share_and_those_of_one_name_show_their_folder():
    paths = [Path("a/FoilHole_20120612_001.mrc"), Path("a/FoilHole_20120612_002.mrc")]
    assert list(map(ShortNames(paths).of, paths)) == ["…001", "…002"]
    alike = [Path("a/m1.mrc"), Path("b/m1.mrc"), Path("b/m2.mrc")]
    assert list(map(ShortNames(alike).of, alike)) == ["a/m1", "b/m1", "m2"]
    assert (
        ShortNames([Path("a/FoilHole_20120612_001.mrc")]).of(Path("a/FoilHole_20120612_001.mrc"))
        == "FoilHole_20120612_001"
    )


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
    assert person.window.review_bar.accept.text() == "Accept"
