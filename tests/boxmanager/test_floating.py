"""A notice over the micrograph fits into a narrow canvas."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QRect
from PyQt5.QtWidgets import QWidget

from iceboxer.boxmanager.panels.floating import Floating

BUTTONS = ("Pick all", "Box a few", "Adjust size", "Pixel size…")


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
        assert canvas.rect().contains(notice.geometry())
        places = [QRect(part.mapTo(canvas, part.rect().topLeft()), part.size()) for part in parts]
        assert all(notice.geometry().contains(place) for place in places)
        assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[:i])
        assert notice.text.height() >= notice.text.heightForWidth(notice.text.width())
    lines = {button.y() for button in notice.buttons.values()}
    assert (len(lines) == 1) == (width == 2000)
