"""The active model and the device at the end of the toolbar are cut off where the room ends, not left out."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QApplication, QMainWindow, QSizePolicy, QToolBar, QWidget

from iceboxer.boxmanager.panels.engine_state import EngineState


class Hub(QObject):
    """The parts of a session and an activity that the names need."""

    model_changed = pyqtSignal()
    device_found = pyqtSignal(str)
    device, devices, device_memory = "CPU, 2 threads", ("auto",), None
    project = SimpleNamespace(model=Path("2026-11-27_1111.safetensors"))


def test_names_are_shortened_before_they_are_left_out(qapp: QApplication) -> None:
    hub, window, bar, gap = Hub(), QMainWindow(), QToolBar(), QWidget()
    window.addToolBar(bar)
    for number in range(6):
        bar.addAction(f"action {number}")
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(gap)
    state = EngineState(hub, hub)  # type: ignore[arg-type]
    bar.addWidget(state)
    window.resize(bar.sizeHint().width() + 20, 200)
    window.show()
    qapp.processEvents()
    wide = state.width()
    window.resize(window.width() - wide // 3, 200)
    qapp.processEvents()
    assert state.isVisible()
    assert state.width() < wide
    assert "2026-11-27_1111" in state.model.toolTip()
    assert not state.grab().isNull()
