"""Help: the sheet of shortcuts, the palette of actions, and the about box."""

from __future__ import annotations

from PyQt5.QtCore import QObject, Qt
from PyQt5.QtWidgets import QMessageBox, QWidget

from iceboxer.boxmanager.core.host import Slots
from iceboxer.boxmanager.window.actions import Actions
from iceboxer.boxmanager.window.shortcuts import Palette, ShortcutSheet
from iceboxer.engine.version import __version__


class Help(QObject):
    """Opens the dialogs of the menu *Help*. Set `actions` before the palette is opened."""

    def __init__(self, dialog_parent: QWidget) -> None:
        super().__init__(dialog_parent)
        self.dialog_parent = dialog_parent
        self.actions: Actions | None = None

    @property
    def slots(self) -> Slots:
        """The slots of the actions."""
        return {"sheet": self.show_shortcuts, "palette": self.show_palette, "about": self.show_about}

    def show_shortcuts(self) -> None:
        """Show all shortcuts."""
        ShortcutSheet(self.dialog_parent).exec()

    def show_palette(self) -> None:
        """Show all actions, to find one by typing."""
        if self.actions is not None:
            Palette(self.actions, self.dialog_parent).exec()

    def show_about(self) -> None:
        """Show the version, the licence and the publication."""
        box = QMessageBox(self.dialog_parent)
        box.setWindowTitle(self.tr("About Iceboxer"))
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(
            self.tr(
                "<h3>Iceboxer {0}</h3><p>Boxes particles in cryo-EM micrographs.</p>"
                "<p>Apache License 2.0. The networks follow the publication of SPHIRE-crYOLO "
                "(Wagner et al., Communications Biology 2, 218, 2019).</p>"
            ).format(__version__)
        )
        box.exec()
