"""The state of the actions: which are enabled, which are checked, and the texts of undo and redo."""

from __future__ import annotations

from collections.abc import Callable

from PyQt5.QtCore import QObject, pyqtBoundSignal
from PyQt5.QtWidgets import QDockWidget

from iceboxer.boxmanager.canvas.micrograph_view import MicrographView
from iceboxer.boxmanager.canvas.tools import Tool
from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.session import Session
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.window.action_set import Actions

CANCELLABLE = (TaskKind.TRAIN, TaskKind.PICK, TaskKind.CLASSES, TaskKind.ASSIST)


class Enabling(QObject):
    """Updates the actions after changes of the session and the running task; `docks` are keyed by action name."""

    def __init__(
        self, actions: Actions, session: Session, activity: Activity, docks: dict[str, QDockWidget], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.actions, self.session, self.activity, self.docks = actions, session, activity, docks
        for signal in (session.project_changed, session.current_changed, session.selection_changed):
            signal.connect(self._update)
        for signal in (session.view_changed, session.exclusion_changed, activity.changed):
            signal.connect(self._update)
        session.filaments.selection_changed.connect(self._update)
        for signal in (session.marks_changed, session.boxes_changed, session.filaments.changed):
            signal.connect(lambda _: self._update())
        for dock in docks.values():
            dock.visibilityChanged.connect(lambda _: self._check_docks())
        stack = session.undo_stack
        self._follow("undo", self.tr("Undo"), self.tr("Undo {0}"), stack.canUndoChanged, stack.undoTextChanged)
        self._follow("redo", self.tr("Redo"), self.tr("Redo {0}"), stack.canRedoChanged, stack.redoTextChanged)
        self._more: dict[str, Callable[[], bool]] = {}
        self._update()

    def add_need(self, need: str, is_met: Callable[[], bool], changed: pyqtBoundSignal) -> None:
        """Register another precondition of actions and its change signal."""
        self._more[need] = is_met
        changed.connect(self._update)
        self._update()

    def follow_tool(self, canvas: MicrographView) -> None:
        """Keep the action of the current tool checked."""
        canvas.tool_changed.connect(self._check_tool)
        self._check_tool(canvas.tool)

    def _check_tool(self, tool: Tool) -> None:
        self.actions[f"tool_{tool.value}"].setChecked(True)

    def _update(self) -> None:
        session, running = self.session, self.activity.running
        needs = {
            "micrograph": session.current is not None,
            "ready": session.current is not None and (running is None or not running.has_end),
            "selection": bool(session.selection or session.filaments.selection),
            "two_filaments": len(session.filaments.selection) == 2,
            "job": running in CANCELLABLE,
            "training": running is TaskKind.TRAIN,
            **{need: is_met() for need, is_met in self._more.items()},
        }
        self.actions.enable({need for need, met in needs.items() if met})
        for name, on in (
            ("invert", session.view.inverted),
            ("show_rejected", session.view.show_rejected),
            ("colour_by_confidence", session.view.by_confidence),
            ("size_circle", session.view.size_circle),
            ("show_junk", session.view.show_junk),
            ("grey_junk", session.view.grey_junk),
            ("assist", self.activity.assisting),
            ("mark_empty", session.current in session.project.empty),
            ("exclude", session.project.is_excluded(session.current)),
        ):
            self.actions[name].setChecked(on)

    def _check_docks(self) -> None:
        for name, dock in self.docks.items():
            self.actions[name].setChecked(not dock.isHidden())

    def _follow(
        self, name: str, verb: str, of_edit: str, can_changed: pyqtBoundSignal, text_changed: pyqtBoundSignal
    ) -> None:
        """Connect undo or redo to the undo stack, which must be empty."""
        action = self.actions[name]

        def rename(text: str) -> None:
            shown = of_edit.format(text) if text else verb
            action.setText(shown)
            action.setToolTip(f"{shown}  ({action.shortcut().toString()})")

        can_changed.connect(action.setEnabled)
        text_changed.connect(rename)
        action.setEnabled(False)
        rename("")
