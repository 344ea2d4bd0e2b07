"""Boxes that arrive upside down: the person is asked, with both drawn; and exports end with what was written."""

from __future__ import annotations

import numpy as np
import pytest
from PyQt5.QtWidgets import QDialogButtonBox

from iceboxer.boxmanager.dialogs.export import ExportDialog
from iceboxer.boxmanager.dialogs.handover import HandoverDialog
from iceboxer.boxmanager.dialogs.orientation import OrientationDialog
from iceboxer.boxmanager.dialogs.written import WrittenDialog, WrittenView
from iceboxer.boxmanager.document.export import write_items
from iceboxer.boxmanager.document.export_items import item_of
from iceboxer.boxmanager.document.handover import ExportTarget
from iceboxer.engine.data.formats import BoxList, write_boxes
from iceboxer.engine.data.readings import READINGS, undo_reading
from tests.engine.conftest import write_micrograph
from tests.engine.test_orientation import BOX, SHAPE, picture


@pytest.fixture
def person(start, tmp_path):
    image, _ = picture(seed=0)
    write_micrograph(tmp_path / "in/m.mrc", image)
    person = start(tmp_path / "in")
    person.wait_for_picture()
    return person


@pytest.fixture
def answers() -> list[str | None]:
    """The names of the buttons to press, None for Cancel."""
    return []


@pytest.fixture
def asked(monkeypatch, answers) -> list[OrientationDialog]:
    """The dialogs that were opened and answered."""
    opened: list[OrientationDialog] = []

    def answer(dialog: OrientationDialog) -> None:
        opened.append(dialog)
        button = answers.pop()
        getattr(dialog, button).click() if button else dialog.reject()

    monkeypatch.setattr(OrientationDialog, "exec", answer)
    return opened


def true_y() -> np.ndarray:
    return np.sort(picture(seed=0)[1]["y"])


def import_boxes(person, tmp_path, reading: str) -> None:
    boxes = undo_reading(READINGS[reading], picture(seed=0)[1], SHAPE)
    write_boxes(tmp_path / "m.box", BoxList(None, boxes), "eman")
    person.window.importing.read([tmp_path / "m.box"])


@pytest.mark.parametrize("button", ["better", "as_read", None])
def test_boxes_that_are_upside_down(person, tmp_path, asked, answers, button):
    answers.append(button)
    import_boxes(person, tmp_path, "y")
    person.wait_for(lambda: asked)
    assert "upside down (y counted from the top edge)" in asked[0].text.text()
    assert asked[0].better.text() == "Import upside down (y counted from the top edge)"
    if button is None:
        person.window.importing._thread.wait()
        assert len(person.boxes) == 0
        return
    person.wait_for(lambda: len(person.boxes))
    expected = true_y() if button == "better" else np.sort(SHAPE[0] - true_y())
    np.testing.assert_allclose(np.sort(person.boxes["y"]), expected, atol=0.51)
    assert set(person.boxes["width"].tolist()) == {BOX}
    assert len(asked) == 1
    person.do("undo")
    assert len(person.boxes) == 0


def test_boxes_that_fit_are_imported_without_a_question(person, tmp_path, asked):
    import_boxes(person, tmp_path, "as-is")
    person.wait_for(lambda: len(person.boxes))
    np.testing.assert_allclose(np.sort(person.boxes["y"]), true_y(), atol=0.51)
    assert not asked


# ── exports ───────────────────────────────────────────────────────────────────────────────────────────


def shown_sentence(view: WrittenView, person) -> str:
    person.wait_for(lambda: "Reading" not in view.text.text())
    return view.text.text()


def fill(person, reading: str = "as-is") -> None:
    boxes = undo_reading(READINGS[reading], picture(seed=0)[1], SHAPE)
    person.window.session.edit_current("fill", boxes)


@pytest.mark.parametrize("format", ["star", "eman", "cbox", "csv", "topaz"])
def test_an_export_ends_with_the_boxes_read_back(person, tmp_path, format, monkeypatch):
    fill(person)
    ends: list[WrittenDialog] = []
    monkeypatch.setattr(WrittenDialog, "exec", lambda end: ends.append(end))

    def save(dialog: ExportDialog) -> int:
        dialog.format.setCurrentIndex(dialog.format.findData(format))
        dialog.folder.setText(str(tmp_path / "out"))
        dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
        return dialog.result()

    monkeypatch.setattr(ExportDialog, "exec", save)
    person.do("export")
    sentence = shown_sentence(ends[0].written, person)
    assert f"will draw it over m.mrc: {len(person.boxes)} boxes, as exported. They are the right way up" in sentence
    np.testing.assert_allclose(np.sort(ends[0].written.view._boxes["y"]), true_y(), atol=0.51)
    ends[0].done(0)


@pytest.mark.parametrize("target", list(ExportTarget))
@pytest.mark.parametrize("turned", [False, True])
def test_an_export_assistant_ends_with_the_boxes_read_back(person, tmp_path, target, turned):
    """Counted from the top, y is mirrored in the file; the other program's picture is too, so the boxes still fit."""
    fill(person)
    window = person.window
    style = window.canvas.style_of_boxes
    dialog = HandoverDialog(target, window.session, window.loader, window.settings, style, window)
    dialog.preview.turn.setChecked(turned)
    dialog.folder.setText(str(tmp_path / "out"))
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    view = dialog.last.written
    assert "They are the right way up" in shown_sentence(view, person)
    np.testing.assert_allclose(np.sort(view.view._boxes["y"]), true_y(), atol=0.01)
    y = float(person.boxes["y"][0])
    assert view.view._first[1] == pytest.approx(SHAPE[0] - y if turned else y, abs=0.01)
    dialog.done(0)


def test_boxes_that_are_upside_down_in_the_window_are_found_at_the_export(person, tmp_path):
    fill(person, "y")
    item = item_of(person.window.session.current, person.boxes, tmp_path / "m.star", "m.mrc")
    write_items([item], "star", item.target)
    view = WrittenView(person.window.canvas.style_of_boxes, "RELION")
    view.check([item], None, BOX, lambda path: path.name)
    assert "fit the micrograph better upside down" in shown_sentence(view, person)
    item.target.write_text(item.target.read_text().replace("m.mrc", "other.mrc", 1), encoding="utf-8")
    view.check([item], None, BOX, lambda path: path.name)
    assert "does not hold the exported boxes" in shown_sentence(view, person)
    item.target.unlink()
    view.check([item], None, BOX, lambda path: path.name)
    assert "does not exist" in shown_sentence(view, person)
    view.close_thread()
