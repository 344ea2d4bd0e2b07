"""The central area of the window: the canvas, or the welcome page while no micrographs are open."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.settings import Settings
from iceboxer.boxmanager.document.project import Project
from iceboxer.boxmanager.panels.welcome import Welcome


class Stack(QStackedWidget):
    """The welcome page and the canvas, which is shown as soon as the project has micrographs."""

    def __init__(self, session: Session, settings: Settings, canvas: MicrographView, welcome: Welcome) -> None:
        super().__init__()
        self.session, self.settings, self.canvas, self.welcome = session, settings, canvas, welcome
        self._project: Project | None = None  # the last one shown
        self.addWidget(welcome)
        self.addWidget(canvas)
        session.project_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        project = self.session.project
        self.setCurrentWidget(self.canvas if project.micrographs else self.welcome)
        if not project.micrographs:
            self.welcome.show_recent([p for p in self.settings.get("recent") if Path(p).exists()])
        elif self._project is not project:
            self.canvas.setFocus()
        self._project = project


def with_strips(strips: list[QWidget], stack: Stack) -> QWidget:
    """Return a widget that has the strips above the stack."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for strip in strips:
        layout.addWidget(strip)
    layout.addWidget(stack, 1)
    return widget
