"""The questions to ask before the window closes."""

from __future__ import annotations

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.core.activity import Activity
from iceboxer.boxmanager.core.host import Host
from iceboxer.boxmanager.core.task_kind import TaskKind
from iceboxer.boxmanager.features.saving import Saving
from iceboxer.boxmanager.features.watching import Watching


class Closing(QObject):
    """Asks before a running task is cancelled or unsaved boxes are lost."""

    def __init__(self, activity: Activity, watching: Watching, saving: Saving, host: Host, parent: QObject) -> None:
        super().__init__(parent)
        self.activity, self.watching, self.saving, self.host = activity, watching, saving, host

    def may_close(self) -> bool:
        """Return whether the window may close, after asking if something would be lost."""
        return self.may_interrupt() and self.saving.may_leave()

    def may_interrupt(self) -> bool:
        """Return whether the running task may be cancelled; the assistant may be without asking."""
        running = self.activity.running
        if running is TaskKind.TRAIN:
            text = self.tr("A training is running. Closing discards it. Stop it first to keep its best model.")
        elif running is TaskKind.PICK:
            text = self.tr("Micrographs are being picked. Finished ones keep their picks.")
        elif running is TaskKind.CLASSES:
            text = self.tr("Classes are being made. Closing discards them.")
        elif self.watching.folder is not None:
            text = self.tr("A folder is being watched. Finished micrographs keep their picks.")
        else:
            return True
        return self.host.confirm(self.tr("Close the window?"), text, self.tr("Stop and close"))
