"""What the actions about other programs do: exports for RELION and cryoSPARC, comparing with other results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt5.QtCore import QObject

from iceboxer.boxmanager.document.handover import Target

if TYPE_CHECKING:
    from iceboxer.boxmanager.main_window import MainWindow


class InteropHandlers(QObject):
    """One method for each action, by the action's name."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window

    def export_relion(self) -> None:
        """Write a picking job for RELION."""
        self._assist(Target.RELION)

    def export_cryosparc(self) -> None:
        """Write the one file for cryoSPARC."""
        self._assist(Target.CRYOSPARC)

    def _assist(self, target: Target) -> None:
        from iceboxer.boxmanager.dialogs.assistant import HandoverDialog

        window = self.window
        dialog = HandoverDialog(
            target, window.session, window.loader, window.settings, window.canvas.style_of_boxes, window
        )
        if dialog.exec():
            window.say(dialog.outcome)
