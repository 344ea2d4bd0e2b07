"""Projects that are open in several windows: the note of this window, and the question before a second opens one."""

from __future__ import annotations

from pathlib import Path

from PyQt5.QtCore import QObject, QTimer
from PyQt5.QtWidgets import QMessageBox

from iceboxer.boxmanager.core.host import Host
from iceboxer.boxmanager.core.icons import dialog_pixmap
from iceboxer.boxmanager.document.presence import Other, Presence, find_others
from iceboxer.boxmanager.jobs.background import ignore
from iceboxer.boxmanager.jobs.saver import Saver
from iceboxer.engine.data.notes import RENEWED


class OpenElsewhere(QObject):
    """Keeps a note in the folder of the open project, and asks before a project with the note of another is opened."""

    def __init__(self, saver: Saver, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.saver, self.host = saver, host
        self.presence = Presence()
        self._present: Path | None = None  # the folder with our note
        self._renew = QTimer(self)
        self._renew.timeout.connect(self._renew_note)
        self._renew.start(round(1000 * RENEWED))

    def ask(self, folder: Path) -> bool | None:
        """Return whether to open a project, which is not open here, to look only; None if not to open it at all.

        Asks only if another window has it open.
        """
        others = find_others(folder)
        if not others:
            return False
        box = QMessageBox(self.host.dialog_parent)
        box.setIconPixmap(dialog_pixmap())
        box.setWindowTitle(self.tr("Project is open elsewhere"))
        box.setText("\n".join(self._describe(folder, other) for other in others))
        box.setInformativeText(
            self.tr(
                "Both can work on different micrographs; changes are exchanged. "
                "If both change one micrograph, the boxes of the second are saved to a file beside it."
            )
        )
        look = box.addButton(self.tr("Look only"), QMessageBox.ButtonRole.AcceptRole)
        work = box.addButton(self.tr("Open"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(look)
        box.exec()
        chosen = box.clickedButton()
        return chosen is look if chosen in (look, work) else None

    def _describe(self, folder: Path, other: Other) -> str:
        text = self.tr("{0} is open on {1} since {2} (user {3}).")
        return text.format(folder.name, other.host, other.since, other.user)

    def enter(self, folder: Path | None) -> bool:
        """Move the note to the folder of the project that is open now; return whether that is another one."""
        if folder == self._present:
            return False
        self.leave()
        self._present = folder
        if folder is not None and not self.saver.look_only:
            self.presence.enter(folder)
        return True

    def _renew_note(self) -> None:
        folder = self._present
        if folder is not None:
            self.saver.run(lambda: self.presence.renew(), ignore, ignore)

    def leave(self) -> None:
        """Remove our note from the folder because the project is closed."""
        if self._present is not None:
            self.presence.leave()
            self._present = None

    def close(self) -> None:
        """Remove the note because the window closes."""
        self._renew.stop()
        self.leave()
