"""What can be done now, and what is switched on: the actions follow the session and what runs."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtBoundSignal
from PyQt5.QtWidgets import QDockWidget

from iceboxer.boxmanager.actions import Actions
from iceboxer.boxmanager.learning import Learning
from iceboxer.boxmanager.session import Session


class Enabling(QObject):
    """Greys out actions and sets their ticks; `docks` have the names of their actions."""

    def __init__(
        self, actions: Actions, session: Session, learning: Learning, docks: dict[str, QDockWidget], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.actions, self.session, self.learning, self.docks = actions, session, learning, docks
        for signal in (session.project_changed, session.current_changed, session.selection_changed):
            signal.connect(self._enable)
        for signal in (session.view_changed, learning.changed):
            signal.connect(self._enable)
        for signal in (session.marks_changed, session.boxes_changed):
            signal.connect(lambda _: self._enable())
        for dock in docks.values():
            dock.visibilityChanged.connect(lambda _: self._show_docks())
        self._more: dict[str, Callable[[], bool]] = {}
        self._enable()

    def also(self, need: str, is_there: Callable[[], bool], changed: pyqtBoundSignal) -> None:
        """Know of something else that actions may need, and of the signal that it may be there or gone."""
        self._more[need] = is_there
        changed.connect(self._enable)
        self._enable()

    def _enable(self) -> None:
        session, running = self.session, self.learning.running
        self.actions.enable(
            {
                name
                for name, is_there in (
                    ("micrograph", session.current is not None),
                    ("selection", bool(session.selection)),
                    ("job", running in ("train", "pick", "assist")),
                    ("training", running == "train"),
                    *((need, is_there()) for need, is_there in self._more.items()),
                )
                if is_there
            }
        )
        for name, on in (
            ("invert", session.view.inverted),
            ("show_rejected", session.view.show_rejected),
            ("colour_by_confidence", session.view.by_confidence),
            ("size_circle", session.view.size_circle),
            ("assist", self.learning.assisting),
            ("mark_empty", session.current in session.project.empty),
        ):
            self.actions[name].setChecked(on)

    def _show_docks(self) -> None:
        for name, dock in self.docks.items():
            self.actions[name].setChecked(not dock.isHidden())
