"""Junk in the window: tinted, greyed, kept by a click; masks painted, erased, outlined, imported and exported."""

from __future__ import annotations

import numpy as np
import PIL.Image
import pytest
from PyQt5.QtCore import QPoint, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QFileDialog, QInputDialog

from iceboxer.boxmanager.canvas.junk_tint import LOOKS
from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.features.configs import has_junk_map
from iceboxer.boxmanager.jobs import mask_transfer
from iceboxer.engine.data.boxes import Kind, make_boxes
from iceboxer.engine.data.junk import CLEARED, FILM, ICE, PAINTED, JunkMask
from iceboxer.engine.data.mask_orientation import Turn
from iceboxer.engine.data.micrograph import open_micrograph
from iceboxer.engine.data.model_card import Card
from tests.stories.conftest import CONTROL, SHIFT


@pytest.fixture
def person(start, folder):
    """A window with picks every 100 px on the first of three micrographs of 800 × 600 px; film on its left 200 px."""
    person = start(folder)
    person.wait_for_picture()
    session = person.window.session
    session.resize_boxes(60)
    x, y = np.meshgrid(np.arange(50.0, 800, 100), np.arange(50.0, 600, 100))
    picks = make_boxes(x.ravel(), y.ravel(), 60, confidence=np.full(x.size, 0.9), kind=Kind.PICK)
    cells = np.zeros((30, 40), np.int8)
    cells[:, :10] = FILM
    cells[:5, 30:] = ICE
    session.receive(session.current, picks, junk=JunkMask(cells, (20.0, 20.0)))
    return person


def visible(person) -> int:
    return int(person.window.session.shown().sum())


def colour_at(person, x: float, y: float) -> tuple[int, int, int]:
    at = person.at(x, y)
    colours = [person.window.canvas.grab().toImage().pixelColor(at + QPoint(dx, 0)) for dx in range(8)]
    return tuple(round(float(np.mean([getattr(c, part)() for c in colours]))) for part in ("red", "green", "blue"))


def test_m_tints_and_the_switch_and_the_slider_grey(person):
    window = person.window
    assert visible(person) == 48 - 12 - 2
    person.wait_for(lambda: window.junk.count.text() == "14 picks greyed here")
    before = colour_at(person, 20, 300)
    person.key(Qt.Key.Key_M)
    assert window.session.view.show_junk
    assert window.actions_table["show_junk"].isChecked()
    assert window.junk.tint.isChecked()
    red, green, _ = colour_at(person, 20, 300)
    assert green - red > before[1] - before[0] + 30  # film is green
    red, _, blue = colour_at(person, 640, 20)
    assert blue - red > 30  # ice is blue
    window.junk.opacity.setValue(5)
    assert abs(colour_at(person, 20, 300)[1] - before[1]) < 20
    window.junk.margin.setValue(30)  # 3 radii of 20 px
    assert visible(person) < 34
    assert "60 px" in window.junk.margin_text.text() or "120 Å" in window.junk.margin_text.text()
    person.key(Qt.Key.Key_J, SHIFT)
    assert visible(person) == 48
    assert not window.junk.margin.isEnabled()
    person.wait_for(lambda: window.junk.count.text() == "No picks are greyed")
    assert (
        not window.session.undo_stack.canUndo() or window.session.undo_stack.undoText() == "change of box size to 60 px"
    )


def test_a_click_keeps_a_greyed_pick_as_a_label(person):
    session = person.window.session
    person.click(50, 50)
    assert session.counts(session.current) == (1, 34)
    assert session.boxes["confidence"][session.boxes["kind"] == Kind.LABEL].tolist() == [0.9]
    assert session.undo_stack.undoText() == "keep greyed pick"
    person.do("undo")
    assert session.counts(session.current) == (0, 34)
    person.click(350, 250)  # a visible pick is only selected
    assert session.counts(session.current) == (0, 34)
    person.drag((150, 50), (190, 90))  # a drag that begins there does nothing
    assert len(session.boxes) == 48


def test_brush_eraser_and_outline_grey_and_undo(person):
    window, session = person.window, person.window.session
    person.key(Qt.Key.Key_7)
    assert window.canvas.tool is Tool.PAINT
    assert session.view.show_junk  # otherwise nobody sees what is painted
    size, boxes = window.canvas.brush, session.project.box_size
    person.key(Qt.Key.Key_BracketRight)
    person.key(Qt.Key.Key_BracketLeft)
    assert window.canvas.brush == pytest.approx(size)
    at = window.canvas.rect().center()
    window.canvas.wheelEvent(
        QWheelEvent(at, at, QPoint(), QPoint(0, 120), Qt.NoButton, CONTROL, Qt.ScrollPhase.NoScrollPhase, False)
    )
    assert window.canvas.brush > size
    assert session.project.box_size == boxes
    person.drag((250, 350), (450, 350))
    assert visible(person) == 34 - 3
    assert session.undo_stack.undoText() == "paint mask"
    person.press(250, 450)
    person.move(450, 450)
    person.key(Qt.Key.Key_Escape)
    assert visible(person) == 31
    person.drag((350, 350), (352, 350), modifier=CONTROL)  # Ctrl erases
    assert visible(person) == 32
    person.key(Qt.Key.Key_8)
    person.drag((50, 50), (50, 250))
    assert visible(person) == 35  # the eraser also removes junk that the model sees
    assert set(np.unique(session.painted_mask().cells)) == {0, PAINTED, CLEARED}
    person.key(Qt.Key.Key_9)
    for corner in ((520, 320), (780, 320), (780, 580), (520, 580)):
        person.click(*corner)
    person.key(Qt.Key.Key_Backspace)
    assert len(window.canvas.outline) == 3
    person.click(520, 580)
    person.key(Qt.Key.Key_Return)
    assert window.canvas.outline == []
    assert visible(person) == 35 - 9
    person.click(600, 300)
    person.key(Qt.Key.Key_Escape)
    assert window.canvas.outline == []
    steps = ["mask outline", "erase mask", "erase mask", "paint mask"]
    for step, left in zip(steps, (35, 32, 31, 34), strict=True):
        assert session.undo_stack.undoText() == step
        person.do("undo")
        assert visible(person) == left
    person.drag((250, 350), (252, 350))
    person.do("clear_mask")
    assert session.masks.of(session.current).painted is None
    assert LOOKS[PAINTED][0] not in {window.settings.get(name) for name in ("label_colour", "pick_colour")}


def answer_how_masks_are_turned(person, monkeypatch, file, button: int | None) -> None:
    """Import a mask that would fit better upside down, and press a button; None: Cancel."""
    window, steps, asked = person.window, person.window.session.undo_stack.count(), []
    with monkeypatch.context() as patch:
        patch.setattr(mask_transfer, "better_turn", lambda _: Turn.FLIPPED)
        patch.setattr(window.masking.host, "choose", lambda *_: asked.append(button) or button)
        window.masking.read([file])
        person.wait_for(lambda: asked and window.session.undo_stack.count() == steps + (button is not None))


def test_the_film_is_proposed_as_a_mask_and_masks_go_out_and_come_in(person, tmp_path, monkeypatch):
    window, session = person.window, person.window.session
    first = session.current
    person.do("propose_mask")
    painted = session.painted_mask()
    assert painted.cells.shape == (300, 400)
    assert (painted.cells[:, :98] == PAINTED).all()
    assert not painted.cells[:, 102:].any()
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_: ("MRC", True))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    person.do("export_masks")
    person.wait_for(lambda: (tmp_path / "out" / "m1.mrc").exists())
    masked = open_micrograph(tmp_path / "out" / "m1.mrc").read() > 0
    assert masked[50, 25]
    assert masked[10, 350]  # the ice
    assert not masked[150, 250]
    file = tmp_path / "m2_mask.png"
    soft = np.zeros((60, 80), np.uint8)
    soft[:30] = 255  # the upper half
    soft[28:30] = 100
    PIL.Image.fromarray(soft).save(file)
    PIL.Image.fromarray(soft).save(tmp_path / "m9.png")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(file), str(tmp_path / "m9.png")], ""))
    monkeypatch.setattr(QInputDialog, "getDouble", lambda *_: (0.3, True))
    steps = session.undo_stack.count()
    person.do("import_masks")
    person.wait_for(lambda: session.undo_stack.count() == steps + 1)
    assert session.undo_stack.undoText() == "import of 1 mask"
    session.go_to(session.project.micrographs[1])
    person.wait_for_picture()
    upper = session.painted_mask().cells == PAINTED
    assert upper[155:].all()
    assert not upper[:145].any()
    for button, row in ((0, 5), (1, 155), (None, 155)):
        answer_how_masks_are_turned(person, monkeypatch, file, button)
        assert (session.painted_mask().cells[row] == PAINTED).all()
        assert not session.painted_mask().cells[299 - row].any()
    PIL.Image.fromarray(soft.T).save(file)
    window.masking.read([file])
    person.wait_for(lambda: window.problems.items)
    assert "does not fit 800 × 600 px; it lies on its side" in window.problems.items[-1][0]
    assert session.masks.of(first).painted is not None


def test_masks_are_trained_on_and_pickings_bring_maps(person):
    window, session = person.window, person.window.session
    configs = window.configs
    session.edit_current("label", make_boxes([300], [300], 60))
    assert configs.training(configs.label_set()).mask is None
    person.key(Qt.Key.Key_7)
    person.drag((250, 350), (450, 350))
    labels = configs.label_set(whole=True)
    assert list(labels.masks) == [session.current]
    config = configs.training(labels)
    assert config.mask is not None
    assert config.mask.suffix == ".masks"
    paths = session.project.micrographs
    yolo = Card("yolo", {}, 60, 0.3)
    session.card = yolo
    assert configs.picking(paths).mask == "none"
    session.card = Card("compact", {"width": 24, "junk": 5}, 60, 0.3)
    assert configs.picking(paths).mask == "auto"
    session.card = Card("compact", {"width": 24}, 60, 0.3)
    assert configs.picking(paths).mask == ("auto" if has_junk_map(None) else "none")
    assert configs.picking(paths[:1]).mask == "none"  # its map is known
