"""A notice over the micrograph fits into a narrow canvas."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QRect
from PyQt5.QtWidgets import QWidget

from iceboxer.boxmanager.panels.floating import Floating

BUTTONS = ("Pick all", "Box a few", "Adjust size", "Pixel size…")


def check_places(canvas: QWidget, notice: Floating, parts: list[QWidget]) -> None:
    assert canvas.rect().contains(notice.geometry())
    places = [QRect(part.mapTo(canvas, part.rect().topLeft()), part.size()) for part in parts]
    assert all(notice.geometry().contains(place) for place in places)
    assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[:i])
    assert notice.text.height() >= notice.text.heightForWidth(notice.text.width())


def test_the_frame_counts_where_one_line_just_fits(qtbot):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.show()
    notice = Floating("First look", canvas)
    notice.setStyleSheet("QFrame#floating { border: 3px solid red; }")
    canvas.resize(2000, 400)
    notice.show_text("Excluded by hand", {"Include": lambda: None})
    parts = [notice.text, notice.close_button, *notice.buttons.values()]
    qtbot.waitUntil(lambda: all(part.isVisible() for part in parts), timeout=60_000)
    wide, one_line = notice.width(), notice.height()
    for width in (wide, wide - 1):
        canvas.resize(width, 400)
        qtbot.waitUntil(lambda width=width: notice.width() == width, timeout=60_000)
        check_places(canvas, notice, parts)
        assert (notice.height() == one_line) == (width == wide)


@pytest.mark.parametrize("width", [200, 320, 2000])
def test_all_parts_are_inside_the_canvas_and_apart(qtbot, width):
    canvas = QWidget()
    qtbot.addWidget(canvas)
    canvas.resize(width, 400)
    canvas.show()
    notice = Floating("First look", canvas)
    for sentence in ("A sentence that is much longer than the canvas is wide", "<b>846 particles</b>"):
        notice.show_text(sentence, dict.fromkeys(BUTTONS, lambda: None))
        parts = [notice.text, notice.close_button, *notice.buttons.values()]
        qtbot.waitUntil(lambda parts=parts: all(part.isVisible() for part in parts), timeout=60_000)
        check_places(canvas, notice, parts)
    lines = {button.y() for button in notice.buttons.values()}
    assert (len(lines) == 1) == (width == 2000)
