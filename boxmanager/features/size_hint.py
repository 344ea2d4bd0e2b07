"""The particle circle as a hint: it disappears once the person continues with something other than the size."""

from __future__ import annotations

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.task_kind import TaskKind


class SizeHint(QObject):
    """Shows the particle circle until another task, an edit or another micrograph.

    Dragging the circle keeps it. A circle that the person switched on by its action stays until it is switched off.
    """

    def __init__(self, session: Session, activity: Activity, parent: QObject) -> None:
        super().__init__(parent)
        self.session, self.activity = session, activity
        self._showing = self._follows = False
        self._project, self._sizes = session.project, session.project.sizes
        self._task: TaskKind | None = None  # running since the hint was shown
        session.undo_stack.indexChanged.connect(self._edited)
        session.current_changed.connect(self._current_changed)
        session.view_changed.connect(self._view_changed)
        activity.changed.connect(self._task_changed)

    def show(self, follows: bool = False) -> None:
        """Show the circle, unless the person did so before; if it `follows`, also on other micrographs."""
        if not self.session.view.size_circle:
            self._follows = follows
            self._project, self._sizes = self.session.project, self.session.project.sizes
            self._task = self.activity.running
            self.session.change_view(size_circle=True)
            self._showing = True

    def hide(self) -> None:
        """Hide the circle if it is a hint."""
        showing, self._showing = self._showing, False
        if showing and self.session.project is self._project:
            self.session.change_view(size_circle=False)

    def _current_changed(self) -> None:
        if not self._follows:
            self.hide()

    def _edited(self, _: int) -> None:
        if self.session.project.sizes == self._sizes:
            self.hide()
        self._sizes = self.session.project.sizes

    def _view_changed(self) -> None:
        self._showing = self._showing and self.session.view.size_circle

    def _task_changed(self) -> None:
        running = self.activity.running
        if running is not self._task and running is not None and running.has_end:
            self.hide()
        self._task = running
